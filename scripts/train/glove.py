"""The frozen word vectors: pruned, int8 with a scale per word."""

from pathlib import Path
from typing import NamedTuple

import numpy as np

from features import GLOVE_DIM


class Glove(NamedTuple):
    words: list[str]  # sorted bytewise
    vectors: np.ndarray  # int8 [n, 100]
    scales: np.ndarray  # float32 [n]

    def rows(self) -> dict[str, int]:
        return {word: i for i, word in enumerate(self.words)}

    def table(self) -> np.ndarray:
        """float32 [n + 1, 100]; row 0 is the vector of unknown words, zeros."""
        table = np.zeros((len(self.words) + 1, GLOVE_DIM), np.float32)
        table[1:] = self.vectors.astype(np.float32) * self.scales[:, None]
        return table


def load(folder: Path, wanted: set[str], limit: int) -> Glove:
    """The `wanted` words, then the most frequent others (the file's order) up to `limit` words."""
    words = (folder / "words.txt").read_text(encoding="utf-8").split("\n")
    words = words[:-1] if words[-1] == "" else words
    vectors = np.fromfile(folder / "vectors.i8", np.int8).reshape(len(words), GLOVE_DIM)
    scales = np.fromfile(folder / "scales.f32", np.float32)
    chosen = [i for i, word in enumerate(words) if word in wanted]
    room = limit - len(chosen)
    for i, word in enumerate(words):
        if room <= 0:
            break
        if word not in wanted:
            chosen.append(i)
            room -= 1
    chosen.sort(key=lambda i: words[i].encode("utf-8"))
    return Glove([words[i] for i in chosen], vectors[chosen], scales[chosen])
