"""Variants of a training sentence: case, headline case, a missing full stop."""

import random
from dataclasses import replace

from corpora import Sentence

NAMES_CASE, SYNTAX_CASE = 0.13, 0.10  # Share of sentences all upper, and as many all lower.
HEADLINE, NO_FULL_STOP = 0.04, 0.10
SMALL_WORDS = frozenset("a an the and or but nor of in on at to for from by as with over after into vs".split())


def augment(sentence: Sentence, rng: random.Random) -> Sentence:
    """A variant of `sentence`, often the sentence itself.  Lists it does not change are shared."""
    draw = rng.random()
    forms = sentence.forms
    changed = SYNTAX_CASE if sentence.heads else NAMES_CASE
    if draw < changed:
        forms = [form.upper() for form in forms]
    elif draw < 2 * changed:
        forms = [form.lower() for form in forms]
    elif draw < 2 * changed + HEADLINE:
        forms = [headline(form, i) for i, form in enumerate(forms)]
    keep = len(forms) - 1 if rng.random() < NO_FULL_STOP and can_drop_last(sentence) else len(forms)
    if forms is sentence.forms and keep == len(forms):
        return sentence
    return replace(
        sentence, forms=forms[:keep], upos=sentence.upos[:keep], xpos=sentence.xpos[:keep],
        lemmas=sentence.lemmas[:keep], heads=sentence.heads[:keep], deprels=sentence.deprels[:keep],
    )


def headline(form: str, position: int) -> str:
    if position and form.lower() in SMALL_WORDS:
        return form
    return form[:1].upper() + form[1:]


def can_drop_last(sentence: Sentence) -> bool:
    last = len(sentence.forms)
    if last < 2 or sentence.forms[-1] not in (".", "!", "?"):
        return False
    if any(mention.end == last for mention in sentence.mentions):
        return False
    return not sentence.heads or (last not in sentence.heads and sentence.heads[-1] != 0)
