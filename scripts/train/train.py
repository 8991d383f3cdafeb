#!/usr/bin/env python3
"""Trains the reader on all annotated sets at once. See README.md."""

import argparse
import json
import random
import time
from collections import Counter
from pathlib import Path

import numpy as np
import torch
import torch.multiprocessing as multiprocessing

import corpora
import glove
from augment import augment
from batches import Labels, LabelSets, by_length, collect_labels, training_batch
from evidence import Evidence
from features import FormIndex, low, norm, zero
from model import Reader, names_loss, syntax_loss
from predict import read
from scoring import lower, name_scores, syntax_scores, upper
from swaps import Swaps

# How often an epoch shows each set; the rest of a fraction is drawn.
SYNTAX_SHARE = 0.7
SHARES = {"conll": 1.5, "re3d": 2.5, "crossner": 4.0, "wnut": 0.25, "btc": 0.25}
WEIGHTS = {"upos": 1.0, "xpos": 0.5, "lemma": 0.5, "arc": 1.0, "deprel": 1.0}
LONGEST = 150
WARM_UP_STEPS = 200
LAST_RATE = 0.02  # of the peak, at the end of the cool-down
EMA_EVERY, EMA_DECAY = 4, 0.99
MAX_NORM = 5.0


class Corpus:
    """Everything that is read once: sentences, label sets, vocabulary and vectors.

    The vocabulary and the labels are the gold sets' alone, with or without `silver`.
    """

    def __init__(self, data: Path, glove_limit: int, silver: Path | None = None):
        self.syntax = [s for s in corpora.training_syntax(data) if len(s.forms) <= LONGEST]
        names = corpora.training_names(data)
        self.names = {k: [s for s in v if len(s.forms) <= LONGEST] for k, v in names.items()}
        self.labels = collect_labels(self.syntax)
        evidence, sets = Evidence(data / "gaz"), LabelSets()
        self.allowed = {
            k: [[sets.id_of(x) for x in corpora.allowed_labels(s, evidence)] for s in v]
            for k, v in self.names.items()
        }
        self.silver = corpora.read_silver(silver) if silver else []
        self.silver_allowed = [[sets.id_of(frozenset([x])) for x in names] for _, names in self.silver]
        self.swaps = Swaps(self.names, self.allowed, sets, data / "gaz")
        self.label_table = sets.table()
        forms = Counter(f for s in self.syntax + sum(self.names.values(), []) for f in s.forms)
        counts, cased = Counter(), Counter()
        for form, n in forms.items():
            counts[zero(low(form))] += n
            cased[zero(norm(form))] += n
        self.glove = glove.load(data / "emb-glove100", {low(form) for form in forms}, glove_limit)
        self.index = FormIndex(self.glove.rows(), counts, cased)

    def epoch(self, rng: random.Random, words: int, silver_words: int = 0):
        """The epoch's batches, as (kind, sentences, allowed) in random order."""
        out = []
        sentences = [augment(s, rng) for s in self.syntax if rng.random() < SYNTAX_SHARE]
        for chosen in by_length([len(s.forms) for s in sentences], words, rng):
            out.append(("syntax", [sentences[i] for i in chosen], None))
        sentences, allowed = [], []
        for name, share in SHARES.items():
            for s, a in zip(self.names[name], self.allowed[name]):
                for _ in range(int(share) + (rng.random() < share % 1)):
                    swapped, labels = self.swaps.apply(s, a, rng)
                    sentences.append(augment(swapped, rng))
                    allowed.append(labels)
        for chosen in by_length([len(s.forms) for s in sentences], words, rng):
            out.append(("names", [sentences[i] for i in chosen], [allowed[i] for i in chosen]))
        sentences, allowed = [], []
        order = rng.sample(range(len(self.silver)), len(self.silver)) if silver_words else []
        for i in order:
            sentences.append(augment(self.silver[i][0], rng))
            allowed.append(self.silver_allowed[i])
            silver_words -= len(sentences[-1].forms)
            if silver_words <= 0:
                break
        for chosen in by_length([len(s.forms) for s in sentences], words, rng) if sentences else []:
            out.append(("silver", [sentences[i] for i in chosen], [allowed[i] for i in chosen]))
        rng.shuffle(out)
        return out


def rate_at(progress: float, options) -> float:
    """Constant, then linear to almost nothing over the last `cool_down` epochs."""
    left = (options.epochs - progress) / options.cool_down
    return options.rate * max(LAST_RATE, min(1.0, left))


def parameters_by_decay(model: Reader):
    decayed = [p for n, p in model.named_parameters() if p.dim() > 1 and "ner_transitions" not in n]
    plain = [p for n, p in model.named_parameters() if p.dim() == 1 or "ner_transitions" in n]
    return [{"params": decayed}, {"params": plain, "weight_decay": 0.0}]


def save(path: Path, **state):
    torch.save(state, path.with_suffix(".tmp"))
    path.with_suffix(".tmp").rename(path)


def log(options, text: str):
    line = f"{time.strftime('%H:%M:%S')} {text}"
    print(line, flush=True)
    with open(options.out / "log.txt", "a") as file:
        file.write(line + "\n")


def work(worker: int, options, corpus: Corpus, model: Reader, ema: list[torch.Tensor], state: dict):
    """One of `options.workers` processes that update the same weights without locks (Hogwild).

    Worker 0 alone averages, evaluates and saves.  With one worker a run is repeatable.
    """
    torch.set_num_threads(options.threads)
    optimizer = torch.optim.AdamW(
        parameters_by_decay(model), lr=options.rate, betas=(0.9, 0.98), weight_decay=options.decay, fused=True)
    if "optimizer" in state:
        optimizer.load_state_dict(state["optimizer"])
        optimizer.param_groups[0]["weight_decay"] = options.decay
    weights = list(model.parameters())
    step = state.get("step", 0)
    best = state.get("best", 0.0)
    for epoch in range(state.get("epoch", 0), options.epochs):
        rng = random.Random(f"{options.seed} {epoch}")
        torch.manual_seed(options.seed * 1000003 + epoch * 101 + worker)
        dice = np.random.default_rng([options.seed, epoch, worker])
        batches = corpus.epoch(rng, options.batch_words, options.silver_words)
        sums, words, began = Counter(), Counter(), time.time()
        model.train()
        for k in range(worker, len(batches), options.workers):
            kind, sentences, allowed = batches[k]
            rate = rate_at(epoch + k / len(batches), options) * min(1.0, (step + 1) / WARM_UP_STEPS)
            for group in optimizer.param_groups:
                group["lr"] = rate
            batch = training_batch(sentences, allowed, corpus.label_table, corpus.index, corpus.labels, dice)
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=options.bf16):
                model.encoder.dropout = options.names_dropout if kind == "names" else options.dropout
                c = model.encoder(batch.rows, batch.lengths, batch.keep)
                loss = torch.zeros(())
                if kind != "names":
                    loss = loss + syntax_loss(model, c, batch, WEIGHTS)
                if kind != "syntax":
                    loss = loss + names_loss(model, c, batch) * options.names_weight
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            if torch.nn.utils.clip_grad_norm_(weights, MAX_NORM).isfinite():
                optimizer.step()
            step += 1
            sums[kind] += loss.item() * batch.words
            words[kind] += batch.words
            if worker == 0 and step % EMA_EVERY == 0:
                decay = min(EMA_DECAY, (step + 1) / (step + 40))
                with torch.no_grad():
                    torch._foreach_lerp_(ema, [p.data for p in weights], 1 - decay)
            if worker == 0 and step % 50 == 0:
                speed = sum(words.values()) / (time.time() - began)
                text = " ".join(f"{name} {sums[name] / words[name]:.4f}" for name in sorted(sums))
                log(options, f"epoch {epoch} batch {k + 1} of {len(batches)} step {step} "
                             f"rate {rate:.5f} {text} {speed:.0f} words/s")
        if worker == 0:
            best = finish_epoch(options, corpus, model, ema, optimizer, epoch, step, best)


def finish_epoch(options, corpus, model, ema, optimizer, epoch, step, best) -> float:
    """Saves, and every `score_every` epochs and at the end scores; answers the best score so far."""
    averaged = averaged_model(options, corpus, model, ema)
    last = epoch + 1 == options.epochs
    common = dict(weights=averaged.state_dict(), hidden=options.hidden, layers=options.layers, labels=corpus.labels)
    latest = dict(raw=model.state_dict(), optimizer=optimizer.state_dict(), epoch=epoch + 1, step=step, **common)
    save(options.out / "latest.pt", best=best, **latest)
    if epoch + 1 == int(options.epochs - options.cool_down):
        save(options.out / "steady.pt", best=best, **latest)  # To train on from, with a later cool-down.
    if not last and (options.epochs - epoch - 1) % options.score_every:
        log(options, f"epoch {epoch} done")
        return best
    scores = quick_scores(averaged, corpus, options.data, full=last)
    log(options, f"epoch {epoch} done: " + " ".join(f"{k} {v:.2f}" for k, v in scores.items()))
    value = scores["ewt las"] + scores["gum las"] + scores["conll f1"]
    if value > best:
        best = value
        save(options.out / "best.pt", scores=scores, **common)
    return best


def averaged_model(options, corpus, model, ema) -> Reader:
    copy = build(corpus, options)
    copy.load_state_dict(model.state_dict())
    with torch.no_grad():
        for target, source in zip(copy.parameters(), ema):
            target.copy_(source)
    return copy


def build(corpus: Corpus, options) -> Reader:
    table = torch.from_numpy(corpus.glove.table())
    return Reader(table, corpus.labels.sizes(), options.hidden, options.layers, options.dropout)


def load_reader(checkpoint: Path, corpus: Corpus) -> tuple[Reader, Labels]:
    """The averaged model of a checkpoint; `corpus` as it was in training, silver apart."""
    state = torch.load(checkpoint, weights_only=False)
    if state["labels"] != corpus.labels:
        raise ValueError(f"labels are not those of the data: {checkpoint}")
    table = torch.from_numpy(corpus.glove.table())
    model = Reader(table, corpus.labels.sizes(), state["hidden"], state["layers"], 0.0)
    model.load_state_dict(state["weights"])
    return model.eval(), state["labels"]


def start_from(model: Reader, corpus: Corpus, path: Path):
    """Takes the weights of an exported file whose labels are those of the data."""
    from exported import load  # It imports this module.

    source, labels, _, _ = load(path)
    if labels != corpus.labels:
        raise ValueError(f"labels are not those of the data: {path}")
    model.load_state_dict(source.state_dict())
    with torch.no_grad():  # The file's transitions hold the penalties, which the model adds itself.
        model.ner_transitions[model.penalties < 0] = 0.0
        model.ner_start[model.start_penalties < 0] = 0.0


def quick_scores(model, corpus, data: Path, full: bool) -> dict[str, float]:
    scores = {}
    for name, sentences in corpora.dev_syntax(data).items():
        found = syntax_scores(sentences, read(model, corpus.labels, corpus.index, sentences, names=False))
        scores.update({f"{name} {k}": v for k, v in found.items()})
    dev = corpora.dev_names(data)
    if not full:
        dev = {k: dev[k] for k in ("conll", "re3d", "crossner")}
    else:
        dev |= {"conll upper": upper(dev["conll"]), "conll lower": lower(dev["conll"])}
    for name, sentences in dev.items():
        readings = read(model, corpus.labels, corpus.index, sentences, syntax=False)
        scores[f"{name} f1"] = name_scores(sentences, readings)["f1"]
    return scores


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds the sets (syn-ewt, ...)")
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoints and the log")
    parser.add_argument("--epochs", type=int, default=40)
    parser.add_argument("--cool-down", type=float, default=14, help="last epochs, over which the rate falls")
    parser.add_argument("--score-every", type=int, default=2, help="epochs between scores on the dev splits")
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--decay", type=float, default=0.02, help="weight decay")
    parser.add_argument("--dropout", type=float, default=0.4)
    parser.add_argument("--names-dropout", type=float, default=0.5, help="where names alone are taught")
    parser.add_argument("--names-weight", type=float, default=4.0, help="of the names' loss against the syntax's")
    parser.add_argument("--hidden", type=int, default=128)
    parser.add_argument("--layers", type=int, default=2)
    parser.add_argument("--batch-words", type=int, default=2000)
    parser.add_argument("--glove-limit", type=int, default=138000)
    parser.add_argument("--silver", type=Path, help="sentences annotated by silver.py")
    parser.add_argument("--silver-words", type=int, default=0, help="of them in an epoch, drawn anew")
    parser.add_argument("--workers", type=int, default=1, help="more than one: faster, not repeatable")
    parser.add_argument("--threads", type=int, default=1, help="of each worker")
    parser.add_argument("--bf16", action="store_true", help="train in mixed precision")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=Path, help="begin with the weights of this exported reader.bin")
    parser.add_argument("--resume", type=Path, help="go on from this latest.pt or steady.pt")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    corpus = Corpus(options.data, options.glove_limit, options.silver)
    model = build(corpus, options)
    state = {}
    if options.start:
        start_from(model, corpus, options.start)
    if options.resume:
        state = torch.load(options.resume, weights_only=False)
        model.load_state_dict(state["raw"])
    ema = [p.detach().clone() for p in model.parameters()]
    if options.resume:
        averaged = dict(state["weights"])
        ema = [averaged[name].clone() for name, _ in model.named_parameters()]
    log(options, json.dumps({k: str(v) for k, v in vars(options).items()}))
    log(options, f"{len(corpus.syntax)} sentences of syntax, "
                 f"{ {k: len(v) for k, v in corpus.names.items()} } of names, {len(corpus.silver)} of silver, "
                 f"{corpus.labels.sizes()} labels, "
                 f"{sum(p.numel() for p in model.parameters())} weights")
    if options.workers == 1:
        work(0, options, corpus, model, ema, state)
        return
    model.share_memory()
    context = multiprocessing.get_context("fork")
    others = [context.Process(target=work, args=(k, options, corpus, model, ema, state), daemon=True)
              for k in range(1, options.workers)]
    for process in others:
        process.start()
    work(0, options, corpus, model, ema, state)
    for process in others:
        process.join()


if __name__ == "__main__":
    main()
