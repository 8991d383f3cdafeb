"""A linear-chain CRF over the name labels: partition sums over allowed labels, and Viterbi."""

import torch

from name_types import LABELS

FORBIDDEN = -10000.0


def bio_penalties() -> tuple[torch.Tensor, torch.Tensor]:
    """Penalties [L, L] and [L] (start) that forbid an I- that continues nothing."""
    size = len(LABELS)
    transitions, start = torch.zeros(size, size), torch.zeros(size)
    for j, label in enumerate(LABELS):
        if label[0] != "I":
            continue
        start[j] = FORBIDDEN
        for i, before in enumerate(LABELS):
            if before == "O" or before[2:] != label[2:]:
                transitions[i, j] = FORBIDDEN
    return transitions, start


def log_partition(emissions, mask, transitions, start, end):
    """Sum over all label sequences, as logs [B]. emissions [T, B, L], mask [T, B] (1: a word)."""
    kernel = transitions.exp()
    alpha = emissions[0] + start
    for t in range(1, emissions.shape[0]):
        top = alpha.detach().amax(1, keepdim=True)
        step = torch.log((alpha - top).exp() @ kernel + 1e-30) + top + emissions[t]
        alpha = torch.where(mask[t].unsqueeze(1), step, alpha)
    return torch.logsumexp(alpha + end, 1)


def marginal_loss(emissions, allowed, mask, transitions, start, end):
    """-log P(the label sequences that `allowed` [T, B, L] admits), summed over sentences."""
    size = emissions.shape[1]
    constrained = emissions.masked_fill(~allowed, FORBIDDEN)
    both = torch.cat([emissions, constrained], 1)
    sums = log_partition(both, torch.cat([mask, mask], 1), transitions, start, end)
    return (sums[:size] - sums[size:]).sum()


def viterbi(emissions, lengths, transitions, start, end) -> list[list[int]]:
    """The best label sequence of each sentence. emissions [T, B, L]."""
    steps, batch, _ = emissions.shape
    alpha = emissions[0] + start
    alphas, pointers = [alpha], []
    for t in range(1, steps):
        best, pointer = (alpha.unsqueeze(2) + transitions).max(1)
        alpha = best + emissions[t]
        alphas.append(alpha)
        pointers.append(pointer)
    paths = []
    for b in range(batch):
        n = int(lengths[b])
        label = int((alphas[n - 1][b] + end).argmax())
        path = [label]
        for t in range(n - 2, -1, -1):
            label = int(pointers[t][b, label])
            path.append(label)
        paths.append(path[::-1])
    return paths
