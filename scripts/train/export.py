#!/usr/bin/env python3
"""Writes a checkpoint as the file the C++ reader maps: reader.bin. See README.md."""

import argparse
import struct
from collections import Counter
from pathlib import Path

import numpy as np
import torch
import xxhash

from crf import bio_penalties
from features import TABLES, norm
from glove import Glove
from name_types import LABELS
from predict import read
from train import Corpus, load_reader

MAGIC, VERSION = b"SITREADR", 1
HEADER_BYTES, ENTRY_BYTES, ALIGNMENT = 64, 96, 64
F32, BF16, I8, BYTES = 0, 1, 2, 3
SIZES = {F32: 4, BF16: 2, I8: 1, BYTES: 1}


def quantise(weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """int8 rows and their scales; value = int8 * scale."""
    scales = np.abs(weight).max(1) / 127.0
    safe = np.where(scales == 0, 1.0, scales)
    return np.rint(weight / safe[:, None]).astype(np.int8), scales.astype(np.float32)


def to_bf16(values: np.ndarray) -> np.ndarray:
    return torch.from_numpy(values).to(torch.bfloat16).view(torch.int16).numpy()


class Tensors:
    """What goes into the file, in order: name -> (dtype, array)."""

    def __init__(self):
        self.entries: dict[str, tuple[int, np.ndarray]] = {}

    def add(self, name: str, values: np.ndarray):
        self.entries[name] = F32, np.ascontiguousarray(values, np.float32)

    def add_bf16(self, name: str, values: np.ndarray):
        self.entries[name] = BF16, to_bf16(np.ascontiguousarray(values, np.float32))

    def add_rows(self, name: str, values: np.ndarray, scales: np.ndarray):
        self.entries[name] = I8, np.ascontiguousarray(values)
        self.add(name + ".scales", scales)

    def add_lines(self, name: str, lines: list[str]):
        text = "".join(line + "\n" for line in lines).encode("utf-8")
        self.entries[name] = BYTES, np.frombuffer(text, np.uint8)

    def write(self, path: Path, model_name: str):
        begin = HEADER_BYTES + ENTRY_BYTES * len(self.entries)
        table, chunks, offset = [], [], begin
        for name, (dtype, values) in self.entries.items():
            padding = -offset % ALIGNMENT
            offset += padding
            data = values.tobytes()
            dims = list(values.shape) + [1] * (3 - values.ndim)
            table.append(struct.pack("<48sII3QQQ", name.encode(), dtype, values.ndim, *dims, offset, len(data)))
            chunks += [bytes(padding), data]
            offset += len(data)
        body = b"".join(table + chunks)
        head = struct.pack("<8sIIQQ32s", MAGIC, VERSION, len(table), HEADER_BYTES + len(body),
                           xxhash.xxh3_64_intdigest(body), model_name.encode())
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(head + body)


def read_tensors(path: Path) -> dict[str, np.ndarray]:
    """The file's tensors as floats (int8 rows times their scales), texts as lists of lines."""
    raw = path.read_bytes()
    magic, version, count, size, digest, _ = struct.unpack_from("<8sIIQQ32s", raw)
    if (magic, version, size) != (MAGIC, VERSION, len(raw)) or digest != xxhash.xxh3_64_intdigest(raw[HEADER_BYTES:]):
        raise ValueError(f"not a whole reader file: {path}")
    kinds = {F32: np.float32, BF16: np.int16, I8: np.int8, BYTES: np.uint8}
    tensors: dict[str, np.ndarray] = {}
    whole = {}
    for k in range(count):
        name, dtype, rank, d0, d1, d2, offset, n = struct.unpack_from(
            "<48sII3QQQ", raw, HEADER_BYTES + ENTRY_BYTES * k)
        values = np.frombuffer(raw, kinds[dtype], n // SIZES[dtype], offset).reshape((d0, d1, d2)[:rank])
        whole[name.rstrip(b"\0").decode()] = dtype, values
    for name, (dtype, values) in whole.items():
        if dtype == BYTES:
            tensors[name] = values.tobytes().decode("utf-8").split("\n")[:-1]
        elif dtype == I8:
            tensors[name] = values.astype(np.float32) * whole[name + ".scales"][1][:, None]
        elif dtype == BF16:
            tensors[name] = torch.from_numpy(values.copy()).view(torch.bfloat16).float().numpy()
        else:
            tensors[name] = values
    return tensors


LINEAR = {  # the file's name -> the model's
    "input": "encoder.input", "upos": "upos", "xpos": "xpos", "lemma": "lemma", "ner": "ner",
    "parse.arc_dep": "arc_dep", "parse.arc_head": "arc_head", "parse.deprel": "label_out",
}
PLAIN = {
    "parse.root": "root", "parse.arc_bilinear": "arc_bilinear", "parse.arc_head_bias": "arc_head_bias",
    "parse.label_dep.weight": "label_dep.weight", "parse.label_head.weight": "label_head.weight",
    "parse.label.bias": "label_head.bias", "ner.end": "ner_end",
}
DIRECTIONS = {"forward": "forwards", "backward": "backwards"}


def collect(weights: dict[str, torch.Tensor], layers: int, labels, glove: Glove, exceptions: list[str]) -> Tensors:
    w = {name: value.float().numpy() for name, value in weights.items()}
    penalties, start_penalties = (x.numpy() for x in bio_penalties())
    out = Tensors()
    for name in ("upos", "xpos", "lemma", "deprel"):
        out.add_lines(f"labels.{name}", getattr(labels, name))
    out.add_lines("labels.ner", list(LABELS))
    out.add_lines("labels.lemma_exceptions", exceptions)
    out.add_lines("glove.words", glove.words)
    out.add_rows("glove", glove.vectors, glove.scales)
    for table in TABLES:
        out.add_rows(table.name, *quantise(w[f"encoder.tables.{table.name}.weight"]))
    for ours, theirs in LINEAR.items():
        out.add(f"{ours}.weight", w[f"{theirs}.weight"])
        out.add(f"{ours}.bias", w[f"{theirs}.bias"])
    for layer in range(layers):
        for direction, modules in DIRECTIONS.items():
            lstm = f"encoder.{modules}.{layer}."
            name = f"encoder.{layer + 1}.{direction}"
            out.add(f"{name}.input", w[lstm + "weight_ih_l0"])
            out.add(f"{name}.recurrent", w[lstm + "weight_hh_l0"])
            out.add(f"{name}.bias", w[lstm + "bias_ih_l0"] + w[lstm + "bias_hh_l0"])
    for ours, theirs in PLAIN.items():
        out.add(ours, w[theirs])
    out.add("ner.transitions", np.where(penalties < 0, penalties, w["ner_transitions"]))
    out.add("ner.start", np.where(start_penalties < 0, start_penalties, w["ner_start"]))
    return out


def lemma_exceptions(model, labels, corpus: Corpus) -> list[str]:
    """`form<TAB>xpos<TAB>lemma` where training mostly says one lemma.

    All pairs seen twice (found here, the lemma head need not run), and of the
    others those that the scripts get wrong.
    """
    seen: dict[tuple[str, str], Counter[str]] = {}
    missed = set()
    for s, r in zip(corpus.syntax, read(model, labels, corpus.index, corpus.syntax, names=False)):
        for form, tag, word, found in zip(s.forms, s.xpos, s.lemmas, r.lemmas):
            seen.setdefault((form, tag), Counter())[norm(word)] += 1
            if found != norm(word):
                missed.add((form, tag))
    lines = []
    for form, tag in sorted(seen):
        word, count = seen[form, tag].most_common(1)[0]
        wanted = seen[form, tag].total() > 1 or (form, tag) in missed
        if wanted and 2 * count > seen[form, tag].total() and not set("\t\n") & set(form + word):
            lines.append(f"{form}\t{tag}\t{word}")
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds the sets (syn-ewt, ...)")
    parser.add_argument("--checkpoint", type=Path, required=True, help="best.pt or latest.pt of train.py")
    parser.add_argument("--out", type=Path, required=True, help="the file to write")
    parser.add_argument("--name", default="english-1", help="the model's name, at most 31 bytes")
    parser.add_argument("--glove-limit", type=int, default=138000, help="as it was in training")
    options = parser.parse_args()
    torch.set_num_threads(1)
    corpus = Corpus(options.data, options.glove_limit)
    model, labels = load_reader(options.checkpoint, corpus)
    exceptions = lemma_exceptions(model, labels, corpus)
    layers = len(model.encoder.forwards)
    tensors = collect(model.state_dict(), layers, labels, corpus.glove, exceptions)
    tensors.write(options.out, options.name)
    print(f"{options.out}: {options.out.stat().st_size} bytes, {len(tensors.entries)} tensors, "
          f"{len(exceptions)} lemma exceptions")


if __name__ == "__main__":
    main()
