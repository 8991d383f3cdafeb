"""Which of GeoNames' alternative names are worth keeping, and which names need context to be taken for places."""

import unicodedata

# Lower-case words that may stand inside a Latin place name.
_CONNECTORS = frozenset(
    "a al am an and ap as au auf aux bei bin by cum da das de del della den der des di do dos du e el en es et i im in "
    "la las le les lez los na nad o of on op par pod por s sobre sous sul sur t ter the u un und upon van von vor we "
    "y ye zu zum zur".split()
)
_MAX_WORDS = 6

# Suffixes of first-order areas that a text may leave out.
_AREA_SUFFIXES = (
    " Oblast'", " Oblast", " oblast", " Province", " Governorate", " Region", " Republic", " Krai", " Kray", " District",
    " Department", " State", " County", " Prefecture", " City", " Voivodeship", " Canton", " Municipality", " Parish",
)


def is_latin(name):
    for char in name:
        if char.isascii():
            continue
        category = unicodedata.category(char)
        if category[0] == "L" and not unicodedata.name(char, "").startswith("LATIN"):
            return False
    return True


def is_acronym(name):
    letters = [c for c in name if c.isalpha()]
    return 1 < len(letters) <= 6 and all(c.isupper() for c in letters)


def plausible_alternative(name):
    """A Latin, capitalised name of words, neither a code nor a romanisation of another script's characters."""
    if len(name) < 4 or not name[0].isupper() or is_acronym(name) or any(c.isdigit() for c in name):
        return False
    if not is_latin(name) or any(c in name for c in "();:[]|\"=+*?!"):
        return False
    words = name.split()
    if len(words) > _MAX_WORDS:
        return False
    return all(w[0].isupper() or not w[0].isalpha() or w.strip("'’") in _CONNECTORS or "'" in w[:3] for w in words)


def _bigrams(key):
    return {key[i : i + 2] for i in range(len(key) - 1)}


def similarity(a, b):
    """Dice coefficient of the letter pairs of two keys, 0 to 1."""
    x, y = _bigrams(a), _bigrams(b)
    return 2 * len(x & y) / (len(x) + len(y)) if x and y else 0.0


def area_bases(name):
    """Names of a first-order area without its kind: "Tula Oblast" -> ["Tula"]."""
    for prefix in ("Republic of ", "Province of ", "State of ", "Autonomous Republic of "):
        if name.startswith(prefix):
            return [name[len(prefix) :]]
    return [name[: -len(s)] for s in _AREA_SUFFIXES if name.endswith(s) and len(name) > len(s) + 2]


def expansions(name):
    """Other spellings by rule: Saint and St., Mount and Mt., Fort and Ft."""
    for full, short in (("Saint ", "St "), ("Sainte ", "Ste "), ("Mount ", "Mt "), ("Fort ", "Ft ")):
        if name.startswith(full):
            return [short + name[len(full) :]]
        for written in (short, short[:-1] + ". "):
            if name.startswith(written):
                return [full + name[len(written) :]]
    return []
