"""A model as it was exported: what evaluation and the parity fixture read, never a checkpoint."""

from pathlib import Path

import numpy as np
import torch

from batches import Labels
from export import DIRECTIONS, LINEAR, PLAIN, read_tensors
from features import GLOVE_DIM, TABLES, FormIndex
from model import Reader


def load(path: Path) -> tuple[Reader, Labels, FormIndex, dict[tuple[str, str], str]]:
    """The model with the file's (quantised) weights, its labels, its words and its lemma exceptions."""
    tensors = read_tensors(path)
    labels = Labels(**{name: tensors[f"labels.{name}"] for name in ("upos", "xpos", "lemma", "deprel")})
    table = np.zeros((len(tensors["glove"]) + 1, GLOVE_DIM), np.float32)
    table[1:] = tensors["glove"]
    hidden = tensors["encoder.1.forward.recurrent"].shape[1]
    layers = sum(name.endswith("forward.recurrent") for name in tensors)
    model = Reader(torch.from_numpy(table), labels.sizes(), hidden, layers, dropout=0.0)
    weights = {f"encoder.tables.{t.name}.weight": tensors[t.name] for t in TABLES}
    for ours, theirs in LINEAR.items():
        weights[f"{theirs}.weight"], weights[f"{theirs}.bias"] = tensors[f"{ours}.weight"], tensors[f"{ours}.bias"]
    for ours, theirs in PLAIN.items():
        weights[theirs] = tensors[ours]
    weights["ner_transitions"], weights["ner_start"] = tensors["ner.transitions"], tensors["ner.start"]
    for layer in range(layers):
        for direction, modules in DIRECTIONS.items():
            lstm, name = f"encoder.{modules}.{layer}.", f"encoder.{layer + 1}.{direction}"
            weights[lstm + "weight_ih_l0"] = tensors[f"{name}.input"]
            weights[lstm + "weight_hh_l0"] = tensors[f"{name}.recurrent"]
            weights[lstm + "bias_ih_l0"] = tensors[f"{name}.bias"]
            weights[lstm + "bias_hh_l0"] = np.zeros_like(tensors[f"{name}.bias"])
    model.load_state_dict({name: torch.from_numpy(np.array(value)) for name, value in weights.items()})
    with torch.no_grad():  # The file's transitions hold the penalties already.
        model.penalties.zero_()
        model.start_penalties.zero_()
    model.eval()
    words = {word: i for i, word in enumerate(tensors["glove.words"])}
    exceptions = dict(_exception(line) for line in tensors["labels.lemma_exceptions"])
    return model, labels, FormIndex(words, {}, {}), exceptions


def _exception(line: str) -> tuple[tuple[str, str], str]:
    form, tag, lemma = line.split("\t")
    return (form, tag), lemma
