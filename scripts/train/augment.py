"""Variants of a training sentence: case, headline case, a missing full stop."""

import random
from dataclasses import replace

from corpora import Sentence

ALL_UPPER, ALL_LOWER, HEADLINE, NO_FULL_STOP = 0.15, 0.15, 0.04, 0.10
SMALL_WORDS = frozenset("a an the and or but nor of in on at to for from by as with over after into vs".split())


def augment(sentence: Sentence, rng: random.Random) -> Sentence:
    """A variant of `sentence`, often the sentence itself.  Lists it does not change are shared."""
    draw = rng.random()
    forms = sentence.forms
    if draw < ALL_UPPER:
        forms = [form.upper() for form in forms]
    elif draw < ALL_UPPER + ALL_LOWER:
        forms = [form.lower() for form in forms]
    elif draw < ALL_UPPER + ALL_LOWER + HEADLINE:
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
