#!/usr/bin/env python3
"""Averages the weights of two checkpoints of one run: often better than either. See README.md."""

import argparse
from pathlib import Path

import torch


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoints", type=Path, nargs=2, help="best.pt, latest.pt or steady.pt of train.py")
    parser.add_argument("--out", type=Path, required=True, help="the checkpoint to write")
    parser.add_argument("--second", type=float, default=0.5, help="share of the second")
    options = parser.parse_args()
    first, second = (torch.load(path, weights_only=False) for path in options.checkpoints)
    if first["labels"] != second["labels"]:
        raise SystemExit("the checkpoints have different labels")
    weights = {name: torch.lerp(value, second["weights"][name], options.second)
               for name, value in first["weights"].items()}
    torch.save({"weights": weights, "labels": first["labels"],
                "hidden": first["hidden"], "layers": first["layers"]}, options.out)


if __name__ == "__main__":
    main()
