"""The measures, as defined in README.md: all in per cent."""

from dataclasses import replace

from corpora import Mention, Sentence, is_nominal
from features import norm
from name_types import ALLOWED, BACK, LOCATION, ORGANISATION, UNANNOTATED
from predict import Reading

NOT_SCORED = {"re3d": {"Weapon", "MilitaryPlatform", "DocumentReference", "Nationality",
                       "Temporal", "Quantity", "Money"}}


def syntax_scores(sentences: list[Sentence], readings: list[Reading]) -> dict[str, float]:
    """On gold tokens; subtypes dropped, punctuation counted."""
    hits = {"upos": 0, "xpos": 0, "lemma": 0, "uas": 0, "las": 0}
    words = 0
    for s, r in zip(sentences, readings):
        words += len(s.forms)
        for i in range(len(s.forms)):
            hits["upos"] += s.upos[i] == r.upos[i]
            hits["xpos"] += s.xpos[i] == r.xpos[i]
            hits["lemma"] += norm(s.lemmas[i]) == r.lemmas[i]
            right = s.heads[i] == r.heads[i]
            hits["uas"] += right
            hits["las"] += right and s.deprels[i] == r.deprels[i]
    return {name: 100 * n / words for name, n in hits.items()}


def name_counts(sentence: Sentence, predicted: list[Mention],
                either: frozenset[str] = frozenset()) -> tuple[int, int, int]:
    """(right, predicted, gold) mentions of one sentence: exact span, a type the gold's type allows.

    Of the countries in `either` (lower case) location and organisation are taken for each other.
    Predictions of types the set does not annotate are ignored, and so are gold
    nominals (re3d) and unscored gold types with what is predicted inside them.
    """
    corpus = sentence.corpus
    unscored = NOT_SCORED.get(corpus, set())
    gold: dict[tuple[int, int], tuple[str, ...]] = {}
    ignored = []
    for mention in sentence.mentions:
        if mention.type in unscored or (corpus == "re3d" and is_nominal(sentence, mention)):
            ignored.append(mention)
        else:
            allowed = ALLOWED[corpus][mention.type]
            if _country(sentence, mention) in either and allowed in (LOCATION, ORGANISATION):
                allowed = LOCATION + ORGANISATION
            gold[mention.start, mention.end] = allowed
    right = total = 0
    scored = BACK.get(corpus)
    for mention in predicted:
        if mention.type in UNANNOTATED[corpus] or (scored is not None and mention.type not in scored):
            continue
        if any(mention.start >= m.start and mention.end <= m.end for m in ignored):
            continue
        total += 1
        right += mention.type in gold.get((mention.start, mention.end), ())
    return right, total, len(gold)


def _country(sentence: Sentence, mention: Mention) -> str:
    return " ".join(sentence.forms[mention.start : mention.end]).lower().removeprefix("the ")


def name_scores(sentences: list[Sentence], readings: list[Reading],
                either: frozenset[str] = frozenset()) -> dict[str, float]:
    right = total = gold = 0
    for s, r in zip(sentences, readings):
        a, b, c = name_counts(s, r.mentions, either)
        right, total, gold = right + a, total + b, gold + c
    return {
        "precision": 100 * right / max(total, 1), "recall": 100 * right / max(gold, 1),
        "f1": 200 * right / max(total + gold, 1), "gold": gold,
    }


def upper(sentences: list[Sentence]) -> list[Sentence]:
    return [replace(s, forms=[form.upper() for form in s.forms]) for s in sentences]


def lower(sentences: list[Sentence]) -> list[Sentence]:
    return [replace(s, forms=[form.lower() for form in s.forms]) for s in sentences]
