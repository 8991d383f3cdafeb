"""Weak evidence that narrows a set's coarse type to one of ours.

Lists of countries, provinces, cities and peoples, and words that give a kind away.
Evidence only narrows what the set's annotation allows; it never adds a type.
"""

import json
from pathlib import Path

from features import low

MIN_POPULATION = 15000

KEYWORDS = {
    "place": """river lake sea ocean mount mountain mountains bay gulf strait street road avenue square
        airport stadium park bridge island islands valley desert hills highway canal cape peninsula beach
        forest arena ground palace hall tower cathedral mosque church temple hospital prison station port
        border coast base building hotel camp checkpoint crossing dam plaza boulevard creek reef
        house oval court centre center trafford kremlin heathrow gatwick stansted headingley lounge wembley mideast
        midwest east europe asia africa antarctica balkans caribbean scandinavia pacific atlantic mediterranean""",
    "party": """party parties democrats republicans democrat conservatives liberals socialists communists
        labour likud meretz fidesz tories greens ukip gop snp dup sdlp fdp spd cdu csu pds bjp psoe puk kdp akp
        mqm ppp pml-n anc inkatha zanu-pf prd ump plaid solidarnosc""",
    "event": """cup open championship championships war games olympics olympic tour grand prix masters
        election elections referendum festival conference summit league battle classic trophy series
        super bowl revolution crisis rally uprising massacre holocaust marathon derby test ashes
        wimbledon bundesliga serie primera slam stakes regatta euro holiday easter ramadan christmas invitational""",
    "document": """act treaty agreement accord accords resolution convention constitution charter
        declaration protocol law bill pact report code directive""",
    "weapon": """missile missiles rifle ak-47 kalashnikov scud f-16 f-18 mig-29 mig-21 tank bomb
        rocket helicopter uzi howitzer grenade""",
}
KEYWORDS = {name: frozenset(words.split()) for name, words in KEYWORDS.items()}

# Followers of parties and beliefs, MISC in CoNLL.
ADHERENTS = frozenset(
    """republican republicans democrat democrats democratic labour conservative conservatives liberal liberals
    islamist islamists communist communists socialist socialists tory tories marxist nazi nazis maoist maoists
    bolshevik bolsheviks mensheviks christian-democrat zionist zionists nationalist unionist""".split()
)
# What a miscellaneous name without evidence may be.
UNKNOWN_MISC = ("work", "other")
PEOPLE_ENDINGS = ("ian", "ians", "ish", "ese", "ist", "ists", "can", "cans", "nis", "qis", "an", "ans")


def _like_people(word: str) -> bool:
    """Whether `word` may be a people's or a creed's name."""
    return len(word) > 4 and word.endswith(PEOPLE_ENDINGS)


class Evidence:
    """Decides between our types for a mention; immutable.

    A marginal loss alone may call every organisation a party, so a type with few
    mentions (party, group, event) wants evidence.
    """

    def __init__(self, gazetteer: Path):
        self._gpe = _governed_places(gazetteer)
        self._groups = _peoples(gazetteer)

    def is_people(self, words: list[str]) -> bool:
        return " ".join(map(low, words)) in self._groups

    def _of_people(self, word: str) -> bool:
        return word in self._groups or word in ADHERENTS

    def narrow(self, words: list[str], allowed: tuple[str, ...]) -> tuple[str, ...]:
        if len(allowed) < 2:
            return allowed
        lowered = [low(word) for word in words]
        text = " ".join(lowered)
        if "group" in allowed and (text in self._groups or all(map(self._of_people, lowered))):
            return ("group",)
        for name in ("event", "document", "weapon", "party"):
            if name in allowed and not KEYWORDS[name].isdisjoint(lowered):
                return (name,)
        if "gpe" in allowed and "place" in allowed:
            if text in self._gpe:
                return ("gpe",)
            if not KEYWORDS["place"].isdisjoint(lowered):
                return ("place",)
        if "party" in allowed:
            return tuple(name for name in allowed if name != "party")
        if "group" in allowed and not _like_people(lowered[-1]):
            return tuple(name for name in allowed if name in UNKNOWN_MISC)
        return allowed


def countries(folder: Path) -> frozenset[str]:
    names = {"u.s.", "u.s", "us", "uk", "u.k."}
    for country in json.loads((folder / "world-countries.json").read_text()):
        names.update([country["name"]["common"], country["name"]["official"], *country["altSpellings"]])
    return frozenset(map(low, names))


def _governed_places(folder: Path) -> frozenset[str]:
    names: set[str] = {
        "u.s.", "u.s", "us", "u.s.a.", "u.k.", "uk", "america", "britain", "england", "scotland", "wales", "turkey",
        "bosnia", "yugoslavia", "czechoslovakia", "soviet union", "ussr", "tibet", "chechnya", "kosovo", "gaza",
        "palestine", "calcutta", "bombay", "madras", "rangoon", "frankfurt", "zaire", "burma", "macedonia", "calif.",
        "n.j.", "mass.", "conn.", "fla.", "d.c.", "washington d.c.", "northern ireland", "swaziland", "raqqa",
        "raqqah", "aleppo", "u . s .", "u . k .", "nsw", "nyc", "n.y.", "hong kong", "taiwan",
    }
    names |= countries(folder)
    for country in json.loads((folder / "world-countries.json").read_text()):
        names.update(country["capital"])
    for line in (folder / "admin1CodesASCII.txt").read_text().splitlines():
        names.update(line.split("\t")[1:3])
    with open(folder / "cities500.txt") as lines:
        for line in lines:
            fields = line.split("\t")
            if int(fields[14] or 0) >= MIN_POPULATION:
                names.update(fields[1:3])
    return frozenset(low(name) for name in names if len(name) > 1)


def _peoples(folder: Path) -> frozenset[str]:
    names: set[str] = set()
    for country in json.loads((folder / "world-countries.json").read_text()):
        names.update(country["demonyms"]["eng"].values())
    for value in json.loads((folder / "nationality.en.json").read_text())["nationalities"].values():
        names.update([value] if isinstance(value, str) else value)
    names.update("""moslem muslim islamic jewish christian catholic protestant hindu sikh buddhist kurdish kurd
        arab european african asian tamil serb bosnian croat chechen sunni shiite shi'ite shia alawite yazidi
        palestinian basque orthodox zulu hutu tutsi hispanic english scottish welsh scot yugoslav soviet czechoslovak
        slav swede dane finn pole turk dutchman western islamist afrikaner""".split())
    lowered = {low(name) for name in names if name}
    return frozenset(lowered | {name + "s" for name in lowered})
