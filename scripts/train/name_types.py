"""The types of names, and every mapping between them and the sets' own types.

A set's type allows one or more of ours; training sums over what is allowed and
scoring takes any of it for right.
"""

TYPES = (
    "person", "organisation", "party", "group", "gpe", "place",
    "event", "work", "weapon", "document", "other",
)
LABELS = ("O",) + tuple(f"{prefix}-{name}" for name in TYPES for prefix in "BI")
LABEL_IDS = {label: index for index, label in enumerate(LABELS)}

PERSON = ("person",)
LOCATION = ("gpe", "place")
ORGANISATION = ("organisation", "party")
MISC = ("group", "event", "work", "weapon", "document", "other")

# Set -> its type -> ours.  A type that maps to nothing is not a name here.
ALLOWED = {
    "conll": {"PER": PERSON, "LOC": LOCATION, "ORG": ORGANISATION, "MISC": MISC},
    "crossner": {
        "politician": PERSON, "person": PERSON, "politicalparty": ("party",),
        "organisation": ("organisation",), "location": LOCATION, "country": ("gpe",),
        "election": ("event",), "event": ("event",),
        "misc": ("group", "work", "weapon", "document", "other"),
    },
    "re3d": {
        "Organisation": ORGANISATION, "Person": PERSON, "Location": LOCATION,
        "Weapon": ("weapon",), "MilitaryPlatform": ("weapon",), "DocumentReference": ("document",),
        "Nationality": ("group",), "Temporal": (), "Quantity": (), "Money": (),
    },
    "wnut": {
        "person": PERSON, "location": LOCATION, "group": ORGANISATION, "corporation": ("organisation",),
        "creative-work": ("work",), "product": ("other", "weapon"),
    },
    "btc": {"PER": PERSON, "LOC": LOCATION, "ORG": ORGANISATION},
    "ieer": {"PERSON": PERSON, "LOCATION": LOCATION, "ORGANIZATION": ORGANISATION},
}

# Types a set does not annotate: its O may hide them.
UNANNOTATED = {
    "conll": (),
    "crossner": (),
    "re3d": ("event",),
    "wnut": ("group", "event", "document"),
    "btc": MISC,
    "ieer": MISC,
}

# Ours -> the set's type, for scoring; a type missing here is ignored when predicted.
BACK = {
    "conll": {
        "person": "PER", "gpe": "LOC", "place": "LOC", "organisation": "ORG", "party": "ORG",
        **{name: "MISC" for name in MISC},
    },
    "re3d": {
        "person": "Person", "gpe": "Location", "place": "Location",
        "organisation": "Organisation", "party": "Organisation",
    },
    "ieer": {
        "person": "PERSON", "gpe": "LOCATION", "place": "LOCATION",
        "organisation": "ORGANIZATION", "party": "ORGANIZATION",
    },
    "btc": {
        "person": "PER", "gpe": "LOC", "place": "LOC", "organisation": "ORG", "party": "ORG",
    },
}
