#!/usr/bin/env python3
"""Scores an exported reader on the dev splits. See README.md for the definitions."""

import argparse
import json
from pathlib import Path

import torch

import corpora
import exported
from evidence import countries
from predict import read
from scoring import lower, name_scores, syntax_scores, upper


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds the sets (syn-ewt, ...)")
    parser.add_argument("--model", type=Path, required=True, help="reader.bin")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    model, labels, index, exceptions = exported.load(options.model)
    rows: dict[str, dict[str, float]] = {}
    for name, sentences in corpora.dev_syntax(options.data).items():
        readings = read(model, labels, index, sentences, names=False, exceptions=exceptions)
        rows[name] = syntax_scores(sentences, readings)
    dev = corpora.dev_names(options.data)
    dev |= {"conll upper": upper(dev["conll"]), "conll lower": lower(dev["conll"])}
    for name, sentences in dev.items():
        readings = read(model, labels, index, sentences, syntax=False)
        rows[name] = name_scores(sentences, readings)
        if name == "re3d":
            rows["re3d either"] = name_scores(sentences, readings, countries(options.data / "gaz"))
    for name, scores in rows.items():
        print(f"{name:12} " + "  ".join(f"{k} {v:.2f}" if k != "gold" else f"n {v}" for k, v in scores.items()))
    print(json.dumps(rows))


if __name__ == "__main__":
    main()
