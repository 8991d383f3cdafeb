"""Runs a reader over sentences: tags, lemmas, names and trees."""

from dataclasses import dataclass

import numpy as np
import torch

import crf
import lemma
import tree
from batches import Labels, by_length, inputs
from corpora import Mention, Sentence, mentions_of
from features import FormIndex
from model import Reader
from name_types import LABELS


@dataclass
class Reading:
    upos: list[str]
    xpos: list[str]
    lemmas: list[str]
    names: list[str]  # BIO labels
    heads: list[int]
    deprels: list[str]

    @property
    def mentions(self) -> list[Mention]:
        return mentions_of(self.names)


@torch.no_grad()
def read(model: Reader, labels: Labels, index: FormIndex, sentences: list[Sentence],
         syntax: bool = True, names: bool = True, exceptions: dict | None = None) -> list[Reading]:
    """One Reading per sentence; what is not asked for stays empty."""
    model.eval()
    readings: list[Reading | None] = [None] * len(sentences)
    for chosen in by_length([len(s.forms) for s in sentences], 4096, None):
        part = [sentences[i] for i in chosen]
        for i, reading in zip(chosen, _read_batch(model, labels, index, part, syntax, names, exceptions or {})):
            readings[i] = reading
    return readings


def _read_batch(model, labels, index, sentences, syntax, names, exceptions):
    batch = inputs(sentences, index)
    c = model.encoder(batch.rows, batch.lengths)
    paths = [[] for _ in sentences]
    if names:
        paths = crf.viterbi(model.ner(c), batch.lengths, *model.crf_weights())
    if syntax:
        upos, xpos, scripts = (getattr(model, name)(c).argmax(2).numpy() for name in ("upos", "xpos", "lemma"))
        arcs = model.arcs(c).numpy()
        heads = np.zeros((len(sentences), c.shape[0]), np.int64)
        for b, s in enumerate(sentences):
            heads[b, : len(s.forms)] = best_heads(arcs[b], len(s.forms))
        relations = best_relations(model.relations(c, torch.from_numpy(heads)).numpy(), heads, labels)
    for b, s in enumerate(sentences):
        reading = Reading([], [], [], [LABELS[k] for k in paths[b]], [], [])
        if syntax:
            n = len(s.forms)
            reading.upos = [labels.upos[k] for k in upos[:n, b]]
            reading.xpos = [labels.xpos[k] for k in xpos[:n, b]]
            reading.lemmas = [
                exceptions.get((form, tag)) or lemma.apply(form, labels.lemma[k])
                for form, tag, k in zip(s.forms, reading.xpos, scripts[:n, b])
            ]
            reading.heads = [int(h) for h in heads[b, :n]]
            reading.deprels = [labels.deprel[k] for k in relations[b, :n]]
        yield reading


def best_relations(scores: np.ndarray, heads: np.ndarray, labels: Labels) -> np.ndarray:
    """`root` for the root's child, for any other word the best other label. scores [B, T, R]."""
    root = labels.deprel.index("root")
    scores = scores.copy()
    scores[..., root] = -np.inf
    return np.where(heads == 0, root, scores.argmax(2))


def best_heads(scores: np.ndarray, n: int) -> list[int]:
    """The tree of a padded score matrix; a word is never its own head."""
    own = scores[: n + 1, :n].copy()
    own[np.arange(1, n + 1), np.arange(n)] = -np.inf
    return tree.decode(own)
