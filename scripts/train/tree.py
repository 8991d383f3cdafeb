"""From arc scores to a dependency tree with exactly one child of the root."""

import numpy as np


def decode(scores: np.ndarray) -> list[int]:
    """scores [n + 1, n]: of head j (0: the root) for word i; answers a head per word."""
    heads = scores.argmax(0)
    if is_tree(heads):
        return [int(h) for h in heads]
    return maximum_tree(scores)


def is_tree(heads: np.ndarray) -> bool:
    """Every word reaches the root, and one word hangs from it."""
    if int((heads == 0).sum()) != 1:
        return False
    seen = np.zeros(len(heads) + 1, np.int64)
    for i in range(1, len(heads) + 1):
        node = i
        while node and not seen[node]:
            seen[node] = i
            node = int(heads[node - 1])
        if node and seen[node] == i:
            return False
    return True


def maximum_tree(scores: np.ndarray) -> list[int]:
    """Chu-Liu/Edmonds; a penalty on arcs from the root larger than any sum leaves one of them."""
    n = scores.shape[1]
    full = np.full((n + 1, n + 1), -np.inf)
    full[:, 1:] = scores.astype(np.float64)
    np.fill_diagonal(full, -np.inf)
    finite = full[np.isfinite(full)]
    full[0, 1:] -= (finite.max() - finite.min() + 1.0) * (n + 1)
    return list(_edmonds(full)[1:])


def _edmonds(scores: np.ndarray) -> list[int]:
    """Heads of the best arborescence rooted in node 0; the head of node 0 is 0."""
    heads = scores.argmax(0)
    heads[0] = 0
    cycle = _cycle(heads)
    if cycle is None:
        return [int(h) for h in heads]
    inside = np.zeros(len(heads), bool)
    inside[cycle] = True
    rest = np.flatnonzero(~inside)
    kept = scores[heads[cycle], cycle]
    # One node, the last, stands for the cycle.
    small = np.full((len(rest) + 1, len(rest) + 1), -np.inf)
    small[:-1, :-1] = scores[np.ix_(rest, rest)]
    leaving = scores[np.ix_(cycle, rest)]
    small[-1, :-1] = leaving.max(0)
    leave_from = leaving.argmax(0)
    entering = scores[np.ix_(rest, cycle)] - kept
    small[:-1, -1] = entering.max(1)
    enter_to = entering.argmax(1)
    inner = _edmonds(small)
    result = [int(h) for h in heads]
    for i, node in enumerate(rest):
        if node:
            result[node] = int(cycle[leave_from[i]]) if inner[i] == len(rest) else int(rest[inner[i]])
    result[cycle[enter_to[inner[-1]]]] = int(rest[inner[-1]])
    return result


def _cycle(heads: np.ndarray) -> list[int] | None:
    seen = np.zeros(len(heads), np.int64)
    seen[0] = -1
    for i in range(1, len(heads)):
        node = i
        while not seen[node]:
            seen[node] = i
            node = int(heads[node])
        if seen[node] == i:
            cycle, at = [node], int(heads[node])
            while at != node:
                cycle.append(at)
                at = int(heads[at])
            return cycle
    return None
