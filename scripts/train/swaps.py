"""Other names in the same sentence: persons and governed places are swapped for others of their kind."""

import random
from dataclasses import replace
from pathlib import Path

from batches import LabelSets
from corpora import Sentence

SENTENCES, MENTIONS = 0.2, 0.5  # Share of sentences, and of their mentions, that change.
SETS = ("conll", "re3d", "crossner")
MIN_POPULATION = 100000
KINDS = ("person", "gpe")


class Swaps:
    """Pools of names from training, new combinations of persons' names, and cities of the gazetteer.

    Only mentions whose annotation and evidence leave one type take part.
    """

    def __init__(self, names: dict[str, list[Sentence]], allowed: dict[str, list[list[int]]],
                 sets: LabelSets, gazetteer: Path | None):
        self._begin = {sets.id_of(frozenset([f"B-{kind}"])): kind for kind in KINDS}
        self._ids = {kind: tuple(sets.id_of(frozenset([f"{p}-{kind}"])) for p in "BI") for kind in KINDS}
        self._pools: dict[str, list[list[str]]] = {kind: [] for kind in KINDS}
        for name in SETS:
            for s, a in zip(names[name], allowed[name]):
                for mention in s.mentions:
                    kind = self._begin.get(a[mention.start])
                    if kind:
                        self._pools[kind].append(s.forms[mention.start : mention.end])
        self._cities = _cities(gazetteer) if gazetteer else []

    def apply(self, sentence: Sentence, allowed: list[int], rng: random.Random) -> tuple[Sentence, list[int]]:
        if sentence.corpus not in SETS or rng.random() >= SENTENCES:
            return sentence, allowed
        forms, labels, mentions = list(sentence.forms), list(allowed), list(sentence.mentions)
        for k in reversed(range(len(mentions))):
            mention = mentions[k]
            kind = self._begin.get(labels[mention.start])
            if kind is None or rng.random() >= MENTIONS:
                continue
            old = forms[mention.start : mention.end]
            new = self._other(kind, len(old), rng)
            if all(form.isupper() for form in old):
                new = [form.upper() for form in new]
            begin, inside = self._ids[kind]
            forms[mention.start : mention.end] = new
            labels[mention.start : mention.end] = [begin] + [inside] * (len(new) - 1)
            grown = len(new) - len(old)
            mentions[k] = replace(mention, end=mention.end + grown)
            mentions[k + 1 :] = [replace(m, start=m.start + grown, end=m.end + grown) for m in mentions[k + 1 :]]
        return replace(sentence, forms=forms, mentions=mentions), labels

    def _other(self, kind: str, length: int, rng: random.Random) -> list[str]:
        fresh = rng.random() < 0.5
        if kind == "gpe":
            return rng.choice(self._cities) if fresh else rng.choice(self._pools[kind])
        for _ in range(10):
            new = rng.choice(self._pools[kind])
            if length == 1 and fresh:
                return new[-1:]
            if len(new) == length:
                break
        if fresh and length == 2 and len(new) == 2:
            return [new[0], rng.choice(self._pools[kind])[-1]]
        return new


def _cities(folder: Path) -> list[list[str]]:
    names = []
    with open(folder / "cities500.txt", encoding="utf-8") as lines:
        for line in lines:
            fields = line.split("\t")
            if int(fields[14] or 0) >= MIN_POPULATION and len(fields[2].split()) <= 3:
                names.append(fields[2].split())
    return [name for name in names if name]
