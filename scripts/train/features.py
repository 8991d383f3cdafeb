"""What the reader sees of a word: nothing but its form, turned into table rows.

The C++ inference mirrors this file; models/reader/README.md has the contract.
"""

import unicodedata
from typing import NamedTuple

import numpy as np
import xxhash

SINGLE_QUOTES = "\u2018\u2019\u201a\u201b\u2032\u2039\u203a"
DOUBLE_QUOTES = "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb"
DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
NORM = str.maketrans(
    {**{c: "'" for c in SINGLE_QUOTES}, **{c: '"' for c in DOUBLE_QUOTES}, **{c: "-" for c in DASHES}}
)


class Table(NamedTuple):
    """A hashed embedding table; `name` is also its tensor's name."""

    name: str
    seed: int
    rows: int
    dim: int


GLOVE_DIM = 100
TABLES = (
    Table("lower", 1, 65536, 64),
    Table("cased", 2, 32768, 32),
    Table("prefix3", 3, 8192, 32),
    Table("suffix3", 4, 8192, 32),
    Table("suffix2", 5, 4096, 16),
    Table("shape", 6, 4096, 16),
)
INPUT_DIM = GLOVE_DIM + sum(table.dim for table in TABLES)


def norm(form: str) -> str:
    return form.translate(NORM)


def lower_char(c: str) -> str:
    """The simple (one to one) lower-case mapping, as ICU's u_tolower."""
    if c == "\u0130":
        return "i"
    low = c.lower()
    return low if len(low) == 1 else c


def low(form: str) -> str:
    return "".join(map(lower_char, norm(form)))


def zero(text: str) -> str:
    return "".join("0" if unicodedata.category(c) == "Nd" else c for c in text)


def shape_char(c: str) -> str:
    category = unicodedata.category(c)
    if category == "Lu":
        return "X"
    if category[0] == "L":
        return "x"
    return "0" if category == "Nd" else c


def shape(form: str) -> str:
    """Letters as X and x, digits as 0; runs of one symbol are cut to three."""
    out: list[str] = []
    for symbol in map(shape_char, norm(form)):
        if len(out) < 3 or not out[-1] == out[-2] == out[-3] == symbol:
            out.append(symbol)
    return "".join(out)


def hashed_features(form: str) -> list[str]:
    """The feature strings of `form`, in the order of TABLES."""
    lowered = zero(low(form))
    return [lowered, zero(norm(form)), lowered[:3], lowered[-3:], lowered[-2:], shape(form)]


def row(text: str, seed: int, rows: int) -> int:
    return xxhash.xxh3_64_intdigest(text.encode("utf-8", "surrogatepass"), seed) % rows


class FormIndex:
    """Numbers forms on first sight and keeps each one's table rows.

    `rows_of(ids)` gives [n, 1 + len(TABLES)]: the GloVe row plus one (0: none),
    then the hashed rows.  `counts_of(ids)` [n, 2]: how often training has the lower
    and the cased feature.
    """

    def __init__(self, glove_rows: dict[str, int], counts: dict[str, int], cased_counts: dict[str, int]):
        self._glove_rows = glove_rows
        self._counts = counts
        self._cased_counts = cased_counts
        self._ids: dict[str, int] = {}
        self._rows = np.zeros((1 << 16, 1 + len(TABLES)), np.int64)
        self._counted = np.zeros((1 << 16, 2), np.int32)

    def id_of(self, form: str) -> int:
        known = self._ids.get(form)
        if known is not None:
            return known
        index = len(self._ids)
        if index == len(self._rows):
            self._rows = np.concatenate([self._rows, np.zeros_like(self._rows)])
            self._counted = np.concatenate([self._counted, np.zeros_like(self._counted)])
        features = hashed_features(form)
        self._rows[index, 0] = self._glove_rows.get(low(form), -1) + 1
        for column, (table, text) in enumerate(zip(TABLES, features), 1):
            self._rows[index, column] = row(text, table.seed, table.rows)
        self._counted[index] = self._counts.get(features[0], 0), self._cased_counts.get(features[1], 0)
        self._ids[form] = index
        return index

    def rows_of(self, ids: np.ndarray) -> np.ndarray:
        return self._rows[ids]

    def counts_of(self, ids: np.ndarray) -> np.ndarray:
        return self._counted[ids]
