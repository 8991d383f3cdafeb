#!/usr/bin/env python3
"""Unit tests of the pieces: `python -m unittest` in this folder."""

import itertools
import random
import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch

import crf
import export
import features
import lemma
import tree
from augment import augment
from batches import LabelSets, by_length
from corpora import Mention, Sentence, allowed_labels, mentions_of
from model import reverse
from name_types import ALLOWED, LABELS, TYPES
from swaps import Swaps


class Features(unittest.TestCase):
    def test_norm_and_low(self):
        self.assertEqual(features.norm("“O’Neill”–"), "\"O'Neill\"-")
        self.assertEqual(features.low("İZMİR"), "izmir")
        self.assertEqual(features.low("STRAßE"), "straße")

    def test_shape(self):
        self.assertEqual(features.shape("McDonald"), "XxXxxx")
        self.assertEqual(features.shape("F-16s"), "X-00x")
        self.assertEqual(features.shape("1234,567"), "000,000")

    def test_hashed_features(self):
        self.assertEqual(features.hashed_features("Al-2"), ["al-0", "Al-0", "al-", "l-0", "-0", "Xx-0"])


class Lemmas(unittest.TestCase):
    def test_scripts_restore_the_lemma(self):
        pairs = [("children", "child"), ("was", "be"), ("LONDON", "London"), ("NASA", "NASA"), ("n’t", "not"),
                 ("McDonalds", "McDonald"), ("I", "I"), ("better", "good"), ("’s", "be")]
        for form, word in pairs:
            self.assertEqual(lemma.apply(form, lemma.script(form, word)), word, form)

    def test_a_script_that_does_not_fit_lowers(self):
        self.assertEqual(lemma.apply("As", "l|0:|3:y"), "as")


class Crf(unittest.TestCase):
    def test_partition_is_the_sum_over_sequences(self):
        torch.manual_seed(1)
        size, steps = 3, 4
        e, tr, start, end = torch.randn(steps, 1, size), torch.randn(size, size), torch.randn(size), torch.randn(size)
        sums = []
        for path in itertools.product(range(size), repeat=steps):
            score = start[path[0]] + end[path[-1]] + sum(e[t, 0, y] for t, y in enumerate(path))
            sums.append(score + sum(tr[a, b] for a, b in zip(path, path[1:])))
        got = crf.log_partition(e, torch.ones(steps, 1, dtype=torch.bool), tr, start, end)
        self.assertAlmostEqual(float(got), float(torch.logsumexp(torch.stack(sums), 0)), places=4)
        best = list(itertools.product(range(size), repeat=steps))[int(torch.stack(sums).argmax())]
        self.assertEqual(crf.viterbi(e, [steps], tr, start, end)[0], list(best))

    def test_padding_does_not_count(self):
        e = torch.randn(5, 1, 3)
        tr, start, end = torch.randn(3, 3), torch.randn(3), torch.randn(3)
        mask = torch.tensor([[1], [1], [1], [0], [0]], dtype=torch.bool)
        short = crf.log_partition(e[:3], mask[:3], tr, start, end)
        self.assertAlmostEqual(float(crf.log_partition(e, mask, tr, start, end)), float(short), places=5)


class Tree(unittest.TestCase):
    def test_decode_is_the_best_single_rooted_tree(self):
        rng = np.random.default_rng(1)
        for n in (2, 3, 4):
            for _ in range(50):
                scores = rng.normal(size=(n + 1, n))
                scores[np.arange(1, n + 1), np.arange(n)] = -np.inf
                best = max(
                    (h for h in itertools.product(range(n + 1), repeat=n) if tree.is_tree(np.array(h))),
                    key=lambda h: sum(scores[h[i], i] for i in range(n)))
                self.assertEqual(tree.decode(scores), list(best))


class Names(unittest.TestCase):
    def test_every_mapping_names_our_types(self):
        for mapping in ALLOWED.values():
            for ours in mapping.values():
                self.assertTrue(set(ours) <= set(TYPES))

    def test_allowed_labels(self):
        class Undecided:
            def narrow(self, words, allowed):
                return allowed

            def is_people(self, words):
                return False

        s = Sentence(["New", "York", "won"], mentions=[Mention(0, 2, "LOC")], corpus="conll")
        self.assertEqual(allowed_labels(s, Undecided()),
                         [{"B-gpe", "B-place"}, {"I-gpe", "I-place"}, {"O"}])

    def test_mentions_of(self):
        found = [(m.start, m.end, m.type) for m in mentions_of(["B-a", "I-a", "B-a", "O", "I-b", "I-a"])]
        self.assertEqual(found, [(0, 2, "a"), (2, 3, "a"), (4, 5, "b"), (5, 6, "a")])


class FirstDraws:
    """A random.Random that always draws low."""

    def __init__(self):
        self.random = lambda: 0.0
        self.choice = lambda items: items[-1]


class SwappedNames(unittest.TestCase):
    def test_swaps_keep_labels_beside_words(self):
        sets = LabelSets()
        person = [sets.id_of(frozenset([f"{p}-person"])) for p in "BI"]
        outside = sets.id_of(frozenset(["O"]))
        s = Sentence(["Al", "met", "Bo", "."], mentions=[Mention(0, 1, "PER"), Mention(2, 3, "PER")], corpus="conll")
        t = Sentence(["Cy", "De"], mentions=[Mention(0, 2, "PER")], corpus="conll")
        a = [person[0], outside, person[0], outside]
        swaps = Swaps({"conll": [s, t], "re3d": [], "crossner": []}, {"conll": [a, person], "re3d": [], "crossner": []},
                      sets, None)
        changed, labels = swaps.apply(s, a, FirstDraws())
        self.assertEqual(changed.forms, ["De", "met", "De", "."])
        self.assertEqual(labels, a)
        self.assertEqual(s.forms[0], "Al")


class Batches(unittest.TestCase):
    def test_by_length_keeps_everything_once(self):
        lengths = [random.Random(1).randint(1, 40) for _ in range(200)]
        found = by_length(lengths, 100, random.Random(2))
        self.assertEqual(sorted(i for b in found for i in b), list(range(200)))
        self.assertTrue(all(len(b) * max(lengths[i] for i in b) <= 100 for b in found))

    def test_reverse_leaves_the_padding(self):
        x = torch.arange(6.0).view(3, 2, 1)
        self.assertEqual(reverse(x, torch.tensor([3, 2])).view(-1).tolist(), [4, 3, 2, 1, 0, 5])

    def test_augment_keeps_columns_together(self):
        s = Sentence(["He", "left", "."], ["a"] * 3, ["b"] * 3, ["c"] * 3, [2, 0, 2], ["x"] * 3)
        for seed in range(100):
            t = augment(s, random.Random(seed))
            self.assertEqual({len(t.forms)}, {len(c) for c in (t.upos, t.xpos, t.lemmas, t.heads, t.deprels)})


class Export(unittest.TestCase):
    def test_a_file_reads_back(self):
        tensors = export.Tensors()
        weight = np.random.default_rng(1).normal(size=(5, 7)).astype(np.float32)
        tensors.add("a", weight)
        tensors.add_rows("b", *export.quantise(weight))
        tensors.add_bf16("c", weight)
        tensors.add_lines("labels.ner", list(LABELS))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "x.bin"
            tensors.write(path, "test")
            back = export.read_tensors(path)
            self.assertEqual(back["labels.ner"], list(LABELS))
            self.assertTrue((back["a"] == weight).all())
            self.assertLess(abs(back["b"] - weight).max(), 0.02)
            self.assertLess(abs(back["c"] - weight).max(), 0.02)
            raw = bytearray(path.read_bytes())
            raw[-1] ^= 1
            path.write_bytes(raw)
            with self.assertRaises(ValueError):
                export.read_tensors(path)


if __name__ == "__main__":
    unittest.main()
