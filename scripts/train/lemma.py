"""Lemmas as edit scripts, which a classifier can choose from.

A script is written `CASE|P:prefix|S:suffix`: on the norm()ed form, cut P code
points in front and put `prefix` there, cut S at the end and put `suffix` there.
`CASE|=text` replaces the whole word.  CASE says what the edit works on and what
comes of it: `l` the lower-cased form; `t` the same, first code point of the
result upper-cased; `k` the form with its case kept.
"""

from functools import lru_cache

from features import low, norm


def upper_char(c: str) -> str:
    """The simple (one to one) upper-case mapping, as ICU's u_toupper."""
    up = c.upper()
    return up if len(up) == 1 else c


def title(text: str) -> str:
    return upper_char(text[0]) + text[1:] if text else text


def common_part(a: str, b: str) -> tuple[int, int, int]:
    """Start in a, start in b and length of the longest common substring (first of the longest)."""
    best = (0, 0, 0)
    lengths = [0] * (len(b) + 1)
    for i in range(len(a)):
        previous = 0
        for j in range(len(b)):
            current = lengths[j + 1]
            lengths[j + 1] = previous + 1 if a[i] == b[j] else 0
            previous = current
            if lengths[j + 1] > best[2]:
                best = (i + 1 - lengths[j + 1], j + 1 - lengths[j + 1], lengths[j + 1])
    return best


def edit(source: str, target: str) -> str:
    i, j, n = common_part(source, target)
    if n == 0:
        return "=" + target
    return f"{i}:{target[:j]}|{len(source) - i - n}:{target[j + n:]}"


@lru_cache(maxsize=1 << 18)
def script(form: str, lemma: str) -> str:
    """The script that turns `form` into `lemma`."""
    form, lemma = norm(form), norm(lemma)
    lowered = low(form)
    if lemma == low(lemma):
        return "l|" + edit(lowered, lemma)
    if lemma == title(low(lemma)):
        return "t|" + edit(lowered, low(lemma))
    return "k|" + edit(form, lemma)


@lru_cache(maxsize=1 << 18)
def apply(form: str, rule: str) -> str:
    """What `rule` makes of `form`; the lower-cased form when it does not fit."""
    case, _, edits = rule.partition("|")
    source = norm(form) if case == "k" else low(form)
    if edits.startswith("="):
        result = edits[1:]
    else:
        head, _, tail = edits.partition("|")
        cut_head, _, prefix = head.partition(":")
        cut_tail, _, suffix = tail.partition(":")
        end = len(source) - int(cut_tail)
        if int(cut_head) > end:
            return low(form)
        result = prefix + source[int(cut_head):end] + suffix
    return title(result) if case == "t" else result
