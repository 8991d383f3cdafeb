#!/usr/bin/env python3
"""Has a trained teacher annotate news text: silver sentences for a smaller student.

Reads articles (JSON lines with `text` and `title`), takes some sentences of each, leaves out
those that share eight words in a row with NewsMTSC, and writes one JSON object a sentence.
"""

import argparse
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

import torch

from corpora import Sentence
from predict import read
from train import Corpus, load_reader

TOKEN = re.compile(
    r"https?://\S+|www\.\S+|[\w.+-]+@[\w-]+\.[\w.]+|(?:[A-Za-z]\.){2,}|"
    r"(?:Mr|Mrs|Ms|Dr|St|Gen|Gov|Sen|Rep|Sgt|Lt|Col|Jr|Sr|Inc|Corp|Co|Ltd|Jan|Feb|Aug|Sept|Oct|Nov|Dec|vs|No)\.|"
    r"\w+(?=n['’]t\b)|n['’]t\b|['’](?:s|re|ve|ll|d|m)\b|\d+(?:[.,:]\d+)*|\w+|\.\.\.|--+|\S")
END = re.compile(r"(?<=[a-z0-9)%\"”’][.?!])[\"”’]?\s+(?=[\"“‘A-Z])|\n+")
ABBREVIATED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|St|Gen|Gov|Sen|Rep|Sgt|Lt|Col|Jr|Sr|Inc|Corp|Co|Ltd|Jan|Feb|Aug|Sept|Oct|Nov|Dec|vs|No)\.$")
SHORTEST, LONGEST = 4, 60
SHARED_WORDS = 8


def sentences_of(text: str) -> Iterator[str]:
    first = 0
    for match in END.finditer(text):
        if "\n" not in match.group() and ABBREVIATED.search(text[first : match.start()]):
            continue
        yield text[first : match.end()].strip()
        first = match.end()
    yield text[first:].strip()


def grams(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    if len(words) <= SHARED_WORDS:
        return {tuple(words)}
    return {tuple(words[i : i + SHARED_WORDS]) for i in range(len(words) - SHARED_WORDS + 1)}


def kept_out(data: Path) -> set[tuple[str, ...]]:
    out: set[tuple[str, ...]] = set()
    for path in sorted((data / "tone-newsmtsc").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            out |= grams(json.loads(line)["sentence_normalized"])
    return out


def choose(articles: Path, banned: set[tuple[str, ...]], words: int, rng: random.Random) -> list[Sentence]:
    lines = articles.read_text(encoding="utf-8").split("\n")
    rng.shuffle(lines)
    chosen, count, seen = [], 0, set()
    for line in filter(None, lines):
        article = json.loads(line)
        texts = [article["title"], *sentences_of(article["text"])]
        for text in [texts[0], *rng.sample(texts, min(6, len(texts)))]:
            forms = TOKEN.findall(text)
            if not SHORTEST <= len(forms) <= LONGEST or text in seen or not banned.isdisjoint(grams(text)):
                continue
            seen.add(text)
            chosen.append(Sentence(forms))
            count += len(forms)
        if count >= words:
            break
    return chosen


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds the sets (syn-ewt, ...)")
    parser.add_argument("--articles", type=Path, required=True, help="load-allsides.jsonl")
    parser.add_argument("--checkpoint", type=Path, required=True, help="the teacher's best.pt")
    parser.add_argument("--out", type=Path, required=True, help="the file to write")
    parser.add_argument("--words", type=int, default=3000000)
    parser.add_argument("--glove-limit", type=int, default=138000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--part", type=int, default=0, help="annotate only every --parts-th sentence from here")
    parser.add_argument("--parts", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(1)
    sentences = choose(options.articles, kept_out(options.data), options.words, random.Random(options.seed))
    sentences = sentences[options.part :: options.parts]
    corpus = Corpus(options.data, options.glove_limit)
    model, labels = load_reader(options.checkpoint, corpus)
    with open(options.out, "w", encoding="utf-8") as file:
        for first in range(0, len(sentences), 2000):
            part = sentences[first : first + 2000]
            for s, r in zip(part, read(model, labels, corpus.index, part)):
                file.write(json.dumps({"forms": s.forms, "upos": r.upos, "xpos": r.xpos, "lemmas": r.lemmas,
                                       "heads": r.heads, "deprels": r.deprels, "names": r.names}) + "\n")
            print(f"{first + len(part)} of {len(sentences)} sentences", flush=True)


if __name__ == "__main__":
    main()
