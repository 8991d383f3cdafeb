"""Reads the annotated sets into sentences. `data` is the folder that holds all sets."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from features import low
from name_types import ALLOWED, LABELS, UNANNOTATED

PRONOUNS = frozenset(
    """i you he she it we they me him her us them my your his its our their mine ours theirs
    who whom whose which that this these those himself herself itself themselves ourselves""".split()
)


@dataclass
class Mention:
    start: int  # first token
    end: int  # one past the last token
    type: str  # the set's own type


@dataclass
class Sentence:
    forms: list[str]
    upos: list[str] = field(default_factory=list)
    xpos: list[str] = field(default_factory=list)
    lemmas: list[str] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)  # 0 is the root, 1 the first word
    deprels: list[str] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    corpus: str = ""  # a key of name_types.ALLOWED when names are annotated


def read_conllu(path: Path) -> list[Sentence]:
    """Syntactic words only; label subtypes dropped."""
    sentences, current = [], Sentence([])
    for line in path.read_text(encoding="utf-8").split("\n"):
        if not line:
            if current.forms:
                sentences.append(current)
            current = Sentence([])
            continue
        if line[0] == "#":
            continue
        fields = line.split("\t")
        if not fields[0].isdigit():
            continue
        current.forms.append(fields[1])
        current.lemmas.append(fields[2])
        current.upos.append(fields[3])
        current.xpos.append(fields[4])
        current.heads.append(int(fields[6]))
        current.deprels.append(fields[7].split(":")[0])
    return sentences


def read_bio(path: Path, corpus: str) -> list[Sentence]:
    """TOKEN<TAB>...<TAB>BIO (first and last column), a blank line between sentences."""
    sentences = []
    forms: list[str] = []
    tags: list[str] = []
    for line in path.read_text(encoding="utf-8").split("\n") + [""]:
        if not line.strip():
            if forms:
                sentences.append(Sentence(forms, mentions=mentions_of(tags), corpus=corpus))
            forms, tags = [], []
            continue
        fields = line.split("\t")
        forms.append(fields[0])
        tags.append(fields[-1].strip())
    return sentences


def mentions_of(tags: list[str]) -> list[Mention]:
    """Mentions of a BIO sequence; an I- that continues nothing begins one."""
    mentions: list[Mention] = []
    for i, tag in enumerate(tags):
        if tag == "O":
            continue
        prefix, _, name = tag.partition("-")
        if prefix == "I" and mentions and mentions[-1].end == i and mentions[-1].type == name:
            mentions[-1].end = i + 1
        else:
            mentions.append(Mention(i, i + 1, name))
    return mentions


def is_nominal(sentence: Sentence, mention: Mention) -> bool:
    """A pronoun or a mention that begins in lower case: annotated by re3d, no name to us."""
    first = sentence.forms[mention.start]
    alone = mention.end - mention.start == 1
    return first[:1].islower() or (alone and low(first) in PRONOUNS)


def allowed_labels(sentence: Sentence, evidence) -> list[frozenset[str]]:
    """Per token the labels its set's annotation allows (see name_types).

    All labels where sets contradict each other: re3d's nominals, in tweets
    @somebody, and peoples, which re3d calls Organisation and BTC often LOC.
    """
    corpus = sentence.corpus
    free = UNANNOTATED[corpus]
    outside = frozenset({"O", *(f"{prefix}-{name}" for name in free for prefix in "BI")})
    labels = [outside] * len(sentence.forms)
    for mention in sentence.mentions:
        span = range(mention.start, mention.end)
        words = sentence.forms[mention.start : mention.end]
        if (corpus == "re3d" and is_nominal(sentence, mention)) or (corpus in ("btc", "re3d") and evidence.is_people(words)):
            for i in span:
                labels[i] = frozenset(LABELS)
            continue
        ours = ALLOWED[corpus][mention.type]
        if not ours:
            continue
        ours = evidence.narrow(words, ours)
        for i in span:
            prefix = "B" if i == mention.start else "I"
            labels[i] = frozenset(f"{prefix}-{name}" for name in ours)
    if corpus in ("btc", "wnut"):
        for i, form in enumerate(sentence.forms):
            if form[:1] == "@" or (i and sentence.forms[i - 1] == "@"):
                labels[i] = frozenset(LABELS)
    return labels


def read_silver(path: Path) -> list[tuple[Sentence, list[str]]]:
    """What silver.py wrote: sentences with syntax, and their BIO labels of our types."""
    out = []
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            names = record.pop("names")
            out.append((Sentence(mentions=mentions_of(names), **record), names))
    return out


# re3d has no dev split: the last fifth, in sentence order, is ours and never trained on.
def split_re3d(sentences: list[Sentence]) -> tuple[list[Sentence], list[Sentence]]:
    cut = len(sentences) * 4 // 5
    return sentences[:cut], sentences[cut:]


def training_syntax(data: Path) -> list[Sentence]:
    return read_conllu(data / "syn-ewt/train.conllu") + read_conllu(data / "syn-gum/train.conllu")


def training_names(data: Path) -> dict[str, list[Sentence]]:
    return {
        "conll": read_bio(data / "ner-conll2003/train.bio", "conll"),
        "re3d": split_re3d(read_bio(data / "ner-re3d/train.bio", "re3d"))[0],
        "crossner": read_bio(data / "ner-crossner/politics.train.bio", "crossner"),
        "wnut": read_bio(data / "ner-wnut17/train.bio", "wnut"),
        "btc": [s for part in "abegh" for s in read_bio(data / f"ner-btc/{part}.bio", "btc")],
    }


def dev_syntax(data: Path) -> dict[str, list[Sentence]]:
    return {name: read_conllu(data / f"syn-{name}/dev.conllu") for name in ("ewt", "gum")}


def dev_names(data: Path) -> dict[str, list[Sentence]]:
    return {
        "conll": read_bio(data / "ner-conll2003/dev.bio", "conll"),
        "cleanconll": read_bio(data / "ner-conll2003/cleanconll.dev.tsv", "conll"),
        "re3d": split_re3d(read_bio(data / "ner-re3d/train.bio", "re3d"))[1],
        "crossner": read_bio(data / "ner-crossner/politics.dev.bio", "crossner"),
        "wnut": read_bio(data / "ner-wnut17/dev.bio", "wnut"),
        "ieer": read_ieer(data / "ner-ieer/ieer.jsonl"),
    }


WORD = re.compile(r"[A-Za-z]\.(?:[A-Za-z]\.)+|(?:Mr|Mrs|Ms|Dr|St|Gen|Gov|Sen|Rep|Sgt|Lt|Col|Jr|No|vs|Inc|Corp|Co|Ltd)\.(?=\s)"
                  r"|\w+(?:[.,:]\d+)*(?=n't)|n't|'(?:s|re|ve|ll|d|m)\b|\w+(?:[.,]\d+)*|``|''|--+|\.\.\.|\S")


def read_ieer(path: Path) -> list[Sentence]:
    """Approximate tokens and sentences; entities that begin or end inside a token are widened to it."""
    sentences = []
    for line in path.read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        text = document["text"]
        spans = []
        for entity in document["entities"]:
            if entity["type"] in ALLOWED["ieer"]:
                spans.append((entity["start"], entity["end"], entity["type"]))
        for first, last in _sentence_spans(text, spans):
            tokens = [(first + m.start(), first + m.end()) for m in WORD.finditer(text[first:last])]
            sentence = Sentence([text[a:b] for a, b in tokens], corpus="ieer")
            for start, end, name in spans:
                inside = [i for i, (a, b) in enumerate(tokens) if a < end and b > start]
                if inside:
                    sentence.mentions.append(Mention(inside[0], inside[-1] + 1, name))
            if tokens:
                sentences.append(sentence)
    return sentences


SENTENCE_END = re.compile(r"(?<=[a-z0-9)%][.?!])(?:''|\")?\s+(?=[A-Z`\"])|\n\s*\n|\n\t")
ABBREVIATION = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|Gen|Gov|Sen|Rep|Sgt|Lt|Col|Jr|No|vs|Inc|Corp|Co|Ltd|Jan|Feb|Aug|Sept|Oct|Nov|Dec)\.\s*$")


def _sentence_spans(text: str, spans: list[tuple[int, int, str]]):
    first = 0
    for match in SENTENCE_END.finditer(text):
        if ABBREVIATION.search(text[max(0, match.start() - 8) : match.end()]):
            continue
        if any(a < match.end() and b > match.start() for a, b, _ in spans):
            continue
        yield first, match.start()
        first = match.end()
    yield first, len(text)
