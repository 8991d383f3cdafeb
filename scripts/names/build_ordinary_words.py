#!/usr/bin/env python3
"""Writes models/names/ordinary_words.txt: English words that are mostly written in lower case.

usage: build_ordinary_words.py ARTICLES.jsonl > models/names/ordinary_words.txt

ARTICLES.jsonl has one object with a field "text" per line. A word counts where case tells something: not at the
beginning of a sentence, and not in a line most of whose words are capitalised. A word is ordinary when it was seen at
least MIN_COUNT times and at least MIN_SHARE of these in lower case. The output is sorted and holds no text.
"""
import collections
import json
import re
import sys

MIN_COUNT = 12
MIN_SHARE = 0.7
MAX_ARTICLES = 12000
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def main() -> None:
    lower = collections.Counter()
    upper = collections.Counter()
    with open(sys.argv[1], encoding="utf-8") as articles:
        for number, line in enumerate(articles):
            if number >= MAX_ARTICLES:
                break
            for paragraph in json.loads(line)["text"].split("\n"):
                words = list(WORD.finditer(paragraph))
                capitals = sum(word.group()[0].isupper() for word in words)
                if len(words) < 8 or capitals * 2 > len(words):
                    continue
                for word in words:
                    before = paragraph[: word.start()].rstrip("“”\"'‘’( ")
                    if not before or before[-1] in ".!?:;…—-":
                        continue
                    form = word.group()
                    (upper if form[0].isupper() else lower)[form.lower().removesuffix("'s").removesuffix("’s")] += 1
    for word in sorted(lower):
        count = lower[word]
        if word.isascii() and len(word) > 1 and count >= MIN_COUNT and count >= MIN_SHARE * (count + upper[word]):
            print(word)


if __name__ == "__main__":
    main()
