"""Sentences to padded tensors, in batches of similar length."""

import random
from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import torch

import lemma
from corpora import Sentence
from features import TABLES, FormIndex
from name_types import LABEL_IDS, LABELS

LOWER, CASED = 1, 2  # Columns of the words' own rows in FormIndex.rows_of.


@dataclass
class Labels:
    """The label inventories, in the order of the model's outputs."""

    upos: list[str]
    xpos: list[str]
    lemma: list[str]
    deprel: list[str]
    ids: dict[str, dict[str, int]] = field(init=False)

    def __post_init__(self):
        self.ids = {
            name: {label: i for i, label in enumerate(getattr(self, name))}
            for name in ("upos", "xpos", "lemma", "deprel")
        }

    def sizes(self) -> dict[str, int]:
        return {name: len(ids) for name, ids in self.ids.items()}


def collect_labels(sentences: list[Sentence], min_scripts: int = 5) -> Labels:
    scripts: Counter[str] = Counter()
    for sentence in sentences:
        for form, word in zip(sentence.forms, sentence.lemmas):
            for variant in (form, form.upper(), form.lower()):
                scripts[lemma.script(variant, word)] += 1
    return Labels(
        upos=sorted({tag for s in sentences for tag in s.upos}),
        xpos=sorted({tag for s in sentences for tag in s.xpos}),
        lemma=[script for script, n in scripts.most_common() if n >= min_scripts],
        deprel=sorted({tag for s in sentences for tag in s.deprels}),
    )


@dataclass
class Batch:
    rows: torch.Tensor  # [T, B, 1 + tables]
    lengths: torch.Tensor  # [B]
    mask: torch.Tensor  # [T, B]
    keep: torch.Tensor | None = None  # [T, B, 2] 0: lower and cased rows teach and are taught nothing
    gold: dict[str, torch.Tensor] = field(default_factory=dict)

    @property
    def words(self) -> int:
        return int(self.lengths.sum())


def by_length(lengths: list[int], words: int, rng: random.Random | None) -> list[list[int]]:
    """Indices in batches of at most `words` padded words; shuffled when there is an rng."""
    noise = rng.random if rng else lambda: 0.0
    order = sorted(range(len(lengths)), key=lambda i: lengths[i] + 2 * noise())
    batches: list[list[int]] = [[]]
    longest = 0
    for i in order:
        longest = max(longest, lengths[i])
        if batches[-1] and longest * (len(batches[-1]) + 1) > words:
            batches.append([])
            longest = lengths[i]
        batches[-1].append(i)
    if rng:
        rng.shuffle(batches)
    return batches


def inputs(sentences: list[Sentence], index: FormIndex, dice: np.random.Generator | None = None) -> Batch:
    """Rows of the words; with `dice`, words lose their own rows as unknown words do (training)."""
    lengths = np.array([len(s.forms) for s in sentences])
    steps = int(lengths.max())
    ids = np.zeros((steps, len(sentences)), np.int64)
    mask = np.arange(steps)[:, None] < lengths
    for b, sentence in enumerate(sentences):
        ids[: len(sentence.forms), b] = [index.id_of(form) for form in sentence.forms]
    rows = index.rows_of(ids)
    keep = None
    if dice is not None:
        rows, keep = hide_words(rows, index.counts_of(ids), dice)
    return Batch(torch.from_numpy(rows), torch.from_numpy(lengths), torch.from_numpy(mask), keep)


def hide_words(rows: np.ndarray, counts: np.ndarray, dice: np.random.Generator):
    """Makes some words look unknown, the rarer the likelier.

    An unknown word meets whatever its hashed row holds, which others trained or
    nobody.  So a hidden word takes a random row, and a word too rare for a row
    of its own (count below 3) keeps its row but never trains it.
    """
    rows = rows.copy()
    keep = np.empty(counts.shape, np.float32)
    for k, column in enumerate((LOWER, CASED)):
        count = counts[..., k]
        rare = count < 3
        hidden = ~rare & (dice.random(count.shape) < 2.0 / (2.0 + count))
        random_rows = dice.integers(0, TABLES[column - 1].rows, count.shape)
        rows[..., column] = np.where(hidden, random_rows, rows[..., column])
        keep[..., k] = ~(rare | hidden)
    return rows, torch.from_numpy(keep)


class LabelSets:
    """Numbers the distinct sets of allowed labels; `table()` [sets, L] tells their members."""

    def __init__(self):
        self._ids: dict[frozenset[str], int] = {}

    def id_of(self, labels: frozenset[str]) -> int:
        return self._ids.setdefault(labels, len(self._ids))

    def table(self) -> np.ndarray:
        table = np.zeros((len(self._ids), len(LABELS)), bool)
        for labels, i in self._ids.items():
            table[i, [LABEL_IDS[label] for label in labels]] = True
        return table


def training_batch(sentences, allowed, table: np.ndarray, index: FormIndex, labels: Labels, dice) -> Batch:
    """Inputs and gold.  The sentences either all have syntax or none has; `allowed`: per sentence
    and word the number of its label set in `table`, or None where names are not annotated."""
    batch = inputs(sentences, index, dice)
    if sentences[0].heads:
        add_syntax(batch, sentences, labels)
    if allowed is not None:
        sets = np.zeros(batch.mask.shape, np.int64)
        for b, s in enumerate(sentences):
            sets[: len(s.forms), b] = allowed[b][: len(s.forms)]
        batch.gold["allowed"] = torch.from_numpy(table[sets])
    return batch


def add_syntax(batch: Batch, sentences: list[Sentence], labels: Labels):
    steps, size = batch.mask.shape
    tags = {name: np.full((steps, size), -1, np.int64) for name in ("upos", "xpos", "lemma")}
    heads = np.zeros((size, steps), np.int64)
    deprels = np.zeros((size, steps), np.int64)
    for b, s in enumerate(sentences):
        n = len(s.forms)
        tags["upos"][:n, b] = [labels.ids["upos"][t] for t in s.upos]
        tags["xpos"][:n, b] = [labels.ids["xpos"][t] for t in s.xpos]
        known = labels.ids["lemma"]
        tags["lemma"][:n, b] = [known.get(lemma.script(f, w), -1) for f, w in zip(s.forms, s.lemmas)]
        heads[b, :n] = s.heads
        deprels[b, :n] = [labels.ids["deprel"][t] for t in s.deprels]
    for name, values in tags.items():
        batch.gold[name] = torch.from_numpy(values)[batch.mask]
    batch.gold["heads"] = torch.from_numpy(heads)
    batch.gold["deprels"] = torch.from_numpy(deprels)
