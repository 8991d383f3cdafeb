"""The reader: hashed word features, two BiLSTM layers, heads for tags, lemmas, names and the parse.

Sequences are time-first, [T, B, ...], padded at the end; `lengths` [B].
"""

import torch
from torch import nn
from torch.nn import functional

import crf
from features import GLOVE_DIM, INPUT_DIM, TABLES
from name_types import LABELS

WORD_DIM = 128
ARC_DIM = 160
LABEL_DIM = 128


def reverse(x: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
    """Each sentence backwards, padding stays at the end."""
    at = torch.arange(x.shape[0]).unsqueeze(1)
    index = torch.where(at < lengths, lengths - 1 - at, at)
    return x.gather(0, index.unsqueeze(2).expand(-1, -1, x.shape[2]))


def shared_dropout(x: torch.Tensor, rate: float, training: bool) -> torch.Tensor:
    """Dropout with one mask for all words of a sentence."""
    if not training or rate == 0:
        return x
    mask = torch.empty(1, *x.shape[1:]).bernoulli_(1 - rate) / (1 - rate)
    return x * mask


class Encoder(nn.Module):
    def __init__(self, glove: torch.Tensor, hidden: int, layers: int, dropout: float):
        super().__init__()
        self.register_buffer("glove", glove, persistent=False)  # Row 0: no vector.
        self.tables = nn.ModuleDict({t.name: nn.Embedding(t.rows, t.dim) for t in TABLES})
        for table in TABLES:
            weight = self.tables[table.name].weight
            if table.name in ("lower", "cased"):
                nn.init.zeros_(weight)
            else:
                nn.init.normal_(weight, std=0.1)
        self.input = nn.Linear(INPUT_DIM, 2 * WORD_DIM)
        sizes = [WORD_DIM] + [2 * hidden] * (layers - 1)
        self.forwards = nn.ModuleList(nn.LSTM(size, hidden) for size in sizes)
        self.backwards = nn.ModuleList(nn.LSTM(size, hidden) for size in sizes)
        for lstm in [*self.forwards, *self.backwards]:
            nn.init.orthogonal_(lstm.weight_hh_l0)
            nn.init.zeros_(lstm.bias_hh_l0)
            nn.init.zeros_(lstm.bias_ih_l0)
            with torch.no_grad():
                lstm.bias_ih_l0[hidden : 2 * hidden] = 1.0
        self.dropout = dropout
        self.dim = 2 * hidden

    def words(self, rows: torch.Tensor, keep: torch.Tensor | None) -> torch.Tensor:
        """Word vectors from table rows [T, B, 1 + tables]; keep [T, B, 2] 0: that row is not trained."""
        parts = [self.glove[rows[..., 0]]]
        for column, table in enumerate(TABLES, 1):
            part = functional.embedding(rows[..., column], self.tables[table.name].weight)
            if keep is not None and table.name in ("lower", "cased"):
                kept = keep[..., column - 1 : column]
                part = part * kept + part.detach() * (1 - kept)
            parts.append(part)
        y = self.input(torch.cat(parts, 2))
        return torch.maximum(y[..., :WORD_DIM], y[..., WORD_DIM:])

    def forward(self, rows, lengths, keep=None):
        x = shared_dropout(self.words(rows, keep), self.dropout, self.training)
        for ahead, back in zip(self.forwards, self.backwards):
            left, _ = ahead(x)
            right, _ = back(reverse(x, lengths))
            x = torch.cat([left, reverse(right, lengths)], 2)
            x = shared_dropout(x, self.dropout, self.training)
        return x


class Reader(nn.Module):
    def __init__(self, glove, sizes: dict[str, int], hidden=128, layers=2, dropout=0.33):
        """`sizes`: number of labels of upos, xpos, lemma, deprel."""
        super().__init__()
        self.encoder = Encoder(glove, hidden, layers, dropout)
        dim = self.encoder.dim
        self.upos = nn.Linear(dim, sizes["upos"])
        self.xpos = nn.Linear(dim, sizes["xpos"])
        self.lemma = nn.Linear(dim, sizes["lemma"])
        self.ner = nn.Linear(dim, len(LABELS))
        self.ner_transitions = nn.Parameter(torch.zeros(len(LABELS), len(LABELS)))
        self.ner_start = nn.Parameter(torch.zeros(len(LABELS)))
        self.ner_end = nn.Parameter(torch.zeros(len(LABELS)))
        penalties, start_penalties = crf.bio_penalties()
        self.register_buffer("penalties", penalties, persistent=False)
        self.register_buffer("start_penalties", start_penalties, persistent=False)
        self.root = nn.Parameter(torch.randn(dim) * 0.1)
        self.arc_dep = nn.Linear(dim, ARC_DIM)
        self.arc_head = nn.Linear(dim, ARC_DIM)
        self.arc_bilinear = nn.Parameter(torch.zeros(ARC_DIM, ARC_DIM))
        self.arc_head_bias = nn.Parameter(torch.zeros(ARC_DIM))
        self.label_dep = nn.Linear(dim, LABEL_DIM, bias=False)
        self.label_head = nn.Linear(dim, LABEL_DIM)
        self.label_out = nn.Linear(LABEL_DIM, sizes["deprel"])
        self.dropout = dropout
        nn.init.orthogonal_(self.arc_bilinear, gain=0.5)

    def crf_weights(self):
        return self.ner_transitions + self.penalties, self.ner_start + self.start_penalties, self.ner_end

    def with_root(self, c: torch.Tensor) -> torch.Tensor:
        """c [T, B, D] with the root's vector in front, [B, T + 1, D]."""
        root = self.root.to(c.dtype).expand(c.shape[1], 1, -1)
        return torch.cat([root, c.transpose(0, 1)], 1)

    def arcs(self, c: torch.Tensor) -> torch.Tensor:
        """Scores [B, T + 1 (head), T (word)]."""
        nodes = self.with_root(c)
        heads = functional.dropout(torch.relu(self.arc_head(nodes)), self.dropout, self.training)
        deps = functional.dropout(torch.relu(self.arc_dep(nodes[:, 1:])), self.dropout, self.training)
        return heads @ (self.arc_bilinear @ deps.transpose(1, 2)) + (heads @ self.arc_head_bias).unsqueeze(2)

    def relations(self, c: torch.Tensor, heads: torch.Tensor) -> torch.Tensor:
        """Label scores [B, T, R] of the arcs to `heads` [B, T]."""
        nodes = self.with_root(c)
        chosen = self.label_head(nodes).gather(1, heads.unsqueeze(2).expand(-1, -1, LABEL_DIM))
        hidden = torch.relu(self.label_dep(nodes[:, 1:]) + chosen)
        return self.label_out(functional.dropout(hidden, self.dropout, self.training))


def syntax_loss(model: Reader, c: torch.Tensor, batch, weights: dict[str, float]) -> torch.Tensor:
    """Mean over words of the weighted losses of tags, lemmas, heads and relations. c: the encoder's output."""
    mask = batch.mask
    words = c[mask]
    loss = 0
    for name in ("upos", "xpos", "lemma"):
        scores = getattr(model, name)(words).float()
        loss = loss + weights[name] * functional.cross_entropy(scores, batch.gold[name], ignore_index=-1)
    by_sentence = mask.t()
    arcs = model.arcs(c).float()
    steps = c.shape[0]
    real_head = torch.cat([torch.ones(len(by_sentence), 1, dtype=torch.bool), by_sentence], 1)
    arcs = arcs.masked_fill(~real_head.unsqueeze(2), crf.FORBIDDEN)
    itself = torch.eye(steps + 1, dtype=torch.bool)[:, 1:]
    arcs = arcs.masked_fill(itself, crf.FORBIDDEN)
    loss = loss + weights["arc"] * functional.cross_entropy(
        arcs.transpose(1, 2)[by_sentence], batch.gold["heads"][by_sentence])
    relations = model.relations(c, batch.gold["heads"])[by_sentence].float()
    return loss + weights["deprel"] * functional.cross_entropy(relations, batch.gold["deprels"][by_sentence])


def names_loss(model: Reader, c: torch.Tensor, batch) -> torch.Tensor:
    """Mean over words of the CRF's marginal loss. c: the encoder's output."""
    with torch.autocast("cpu", enabled=False):
        emissions = model.ner(c.float())
        total = crf.marginal_loss(emissions, batch.gold["allowed"], batch.mask, *model.crf_weights())
    return total / batch.mask.sum()
