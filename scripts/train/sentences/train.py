#!/usr/bin/env python3
"""Trains models/sentences/boundaries.bin. See README.md.

Usage: train.py --data FOLDER --candidates build/release/bin/sentence_candidates [--out FILE] [--holdout]
"""
import argparse
import pathlib
import random
import struct
import subprocess

import numpy as np
import torch
import xxhash

import corpus

FEATURES, KNOWN_BYTES = 48, 2048 * 8
ROW_BITS, WIDTH = 16, 16
FORMAT_VERSION, FEATURE_VERSION = 1, 1
CORPORA = ("syn-ewt", "syn-gum")


def candidates(tool, texts, min_count):
    """Known words, labels and rows of the features as the C++ code sees them."""
    data = bytearray()
    for raw, ends in texts:
        data += (" ".join(map(str, [len(raw), *ends])) + "\n").encode() + raw + b"\n"
    out = subprocess.run([tool, str(min_count)], input=bytes(data), stdout=subprocess.PIPE, check=True).stdout
    table = np.frombuffer(out, np.uint32, offset=KNOWN_BYTES).reshape(-1, 1 + FEATURES)
    return out[:KNOWN_BYTES], table[:, 0].astype(np.float32), (table[:, 1:] >> (32 - ROW_BITS)).astype(np.int32)


class Boundary(torch.nn.Module):
    def __init__(self, width):
        super().__init__()
        self.rows = torch.nn.EmbeddingBag(1 << ROW_BITS, width, mode="sum")
        torch.nn.init.normal_(self.rows.weight, std=0.05)
        self.rows.weight.data[:, 0] = 0  # The first column is a linear model of its own.
        self.output = torch.nn.Parameter(torch.randn(width) * 0.5)
        self.output.data[0] = 1
        self.bias = torch.nn.Parameter(torch.zeros(()))

    def forward(self, rows, weights=None):
        sums = self.rows(rows, per_sample_weights=weights)
        hidden = torch.cat([sums[:, :1], sums[:, 1:].relu()], 1)
        return hidden @ self.output + self.bias


def scores(model, labels, rows, threshold=0.0):
    with torch.no_grad():
        logits = torch.cat([model(r) for r in torch.from_numpy(rows).split(65536)]).numpy()
    guess = logits > threshold
    hit = float((guess * labels).sum())
    return 200 * hit / max(1.0, guess.sum() + labels.sum()), 100 * hit / max(1.0, guess.sum()), 100 * hit / labels.sum()


def train(args, rounds):
    labels = np.concatenate([r[0] for r in rounds])
    rows = np.concatenate([r[1] for r in rounds])
    labels, rows = torch.from_numpy(labels), torch.from_numpy(rows)
    model = Boundary(WIDTH)
    optimizer = torch.optim.Adam(model.parameters(), lr=args.rate)
    steps = args.epochs * (len(labels) // args.batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: max(0.0, 1 - s / steps))
    for epoch in range(args.epochs):
        total = 0.0
        for batch in torch.randperm(len(labels)).split(args.batch):
            if len(batch) < args.batch:
                continue
            optimizer.zero_grad(set_to_none=True)
            keep = (torch.rand(len(batch), FEATURES) > args.dropout).float() / (1 - args.dropout)
            logits = model(rows[batch], keep)
            loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, labels[batch])
            (loss + args.decay * model.rows.weight.square().sum() / args.batch).backward()
            optimizer.step()
            schedule.step()
            total += float(loss.detach()) * len(batch)
        print(f"epoch {epoch + 1}: loss {total / len(labels):.4f}", flush=True)
        yield model


def write(path, model, known):
    """Rows as int8, all by one factor; output weights as int32 by another."""
    rows = model.rows.weight.detach().numpy()
    scale = 127 / np.quantile(np.abs(rows), 0.9999)
    quantised = np.clip(np.rint(rows * scale), -127, 127).astype(np.int8)
    output = np.rint(model.output.detach().numpy() * 4096).astype(np.int32)
    bias = int(round(float(model.bias.detach()) * scale * 4096))
    body = known + output.tobytes() + quantised.tobytes()
    header = struct.pack("<8sIIIIqQQ", b"SITRSEN1", FORMAT_VERSION, FEATURE_VERSION, ROW_BITS, WIDTH, bias, len(body),
                         xxhash.xxh3_64_intdigest(body))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(header + body)
    print(f"wrote {path}: {len(header) + len(body)} bytes")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=pathlib.Path, required=True, help="holds syn-ewt/ and syn-gum/")
    parser.add_argument("--candidates", required=True, help="the program sentence_candidates")
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("models/sentences/boundaries.bin"))
    parser.add_argument("--holdout", action="store_true", help="leave every tenth training document out and score on it")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--variants", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--batch", type=int, default=512)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--dropout", type=float, default=0.3)
    parser.add_argument("--decay", type=float, default=1e-4)
    parser.add_argument("--min-count", type=int, default=8)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    torch.set_num_threads(1)
    rng = random.Random(args.seed)

    texts, held_out = [], {}
    for name in CORPORA:
        documents = corpus.read(args.data / name / "train.conllu")
        if args.holdout:
            held_out[name] = [t.encode() for t in documents[::10]]
            documents = [t for i, t in enumerate(documents) if i % 10]
        texts += documents
    raw = [t.encode() for t in texts] * 2
    for _ in range(args.variants):
        raw += [corpus.vary(t, rng).encode(rng) for t in texts]
    known, labels, rows = candidates(args.candidates, raw, args.min_count)
    print(f"{len(labels)} candidates, {int(labels.sum())} ends", flush=True)
    tests = {}
    for name, held in held_out.items():
        # The tool learns its words from what it reads: show it the training texts, too, and keep the tail.
        _, test_labels, test_rows = candidates(args.candidates, raw + held, args.min_count)
        tests[name] = test_labels[len(labels):], test_rows[len(labels):]
    for model in train(args, [(labels, rows)]):
        for name, (test_labels, test_rows) in tests.items():
            print(f"  {name}: " + " ".join(f"{v:.2f}" for v in scores(model, test_labels, test_rows)), flush=True)
    write(args.out, model, known)


if __name__ == "__main__":
    main()
