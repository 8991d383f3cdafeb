#!/usr/bin/env python3
"""Compiles models/gazetteer.bin from a GeoNames dump and models/knowledge/{places,common_words,given_names}.tsv.

usage: build_gazetteer.py --geonames DIR [--models DIR]

DIR holds cities500.txt, admin1CodesASCII.txt, countryInfo.txt (GeoNames dump format) and, for modern English names of
areas, admin1.json and admin2.json (lists of {code, name}). Same inputs give the same bytes. The layout is described
in services/tagger/knowledge/gazetteer.h; models/knowledge/CARD.md tells what was kept and why.
"""

import argparse
import collections
import json
import pathlib
import struct

import fold
import place_names

MAGIC = b"SITRGAZ1"
FORMAT_VERSION = 1
PLACE = struct.Struct("<IIiiIHBB")

# Flags of a name entry; the low 20 bits are the place.
ALIAS, NEEDS_CONTEXT, ACRONYM, WEAK = 1 << 20, 1 << 21, 1 << 22, 1 << 23
BUCKET_BITS = 18
MAX_NAME_WORDS = 8

# Second-order areas are kept where English-language news names them (counties, districts), elsewhere when large.
ADMIN2_COUNTRIES = frozenset("US GB IE CA AU".split())
ADMIN2_MIN_POPULATION = 250_000
ALTERNATIVES_BY_POPULATION = ((1_000_000, 40), (100_000, 24), (15_000, 8), (0, 3))
SIMILAR_BELOW_POPULATION = 100_000
# Cities whose other names count, too, when an area is named like a city in it.
LARGE_CITY = 50_000
MIN_SIMILARITY = 0.35

AP_STATES = {
    "AL": "Ala", "AZ": "Ariz", "AR": "Ark", "CA": "Calif", "CO": "Colo", "CT": "Conn", "DE": "Del", "FL": "Fla",
    "GA": "Ga", "IL": "Ill", "IN": "Ind", "KS": "Kan", "KY": "Ky", "LA": "La", "MD": "Md", "MA": "Mass",
    "MI": "Mich", "MN": "Minn", "MS": "Miss", "MO": "Mo", "MT": "Mont", "NE": "Neb", "NV": "Nev", "NH": "N.H.",
    "NJ": "N.J.", "NM": "N.M.", "NY": "N.Y.", "NC": "N.C.", "ND": "N.D.", "OK": "Okla", "OR": "Ore", "PA": "Pa",
    "RI": "R.I.", "SC": "S.C.", "SD": "S.D.", "TN": "Tenn", "TX": "Tex", "VT": "Vt", "VA": "Va", "WA": "Wash",
    "WV": "W.Va.", "WI": "Wis", "WY": "Wyo",
}


class Place:
    __slots__ = ("geonames_id", "slug", "name", "latitude", "longitude", "population", "area", "code", "names", "by_hand")

    def __init__(self, geonames_id, slug, name, latitude, longitude, population, area, code):
        self.geonames_id, self.slug, self.name = geonames_id, slug, name
        self.latitude, self.longitude, self.population = latitude, longitude, population
        self.area, self.code = area, code  # area: (country, admin1 code or ""); code: "P.PPLC"
        self.names = {}  # key -> flags
        self.by_hand = set()  # keys compiled by hand: their flags stay

    def add(self, name, flags):
        key = fold.fold(name)
        if not key or len(key.split(" ")) > MAX_NAME_WORDS:
            return
        if place_names.is_acronym(name):
            flags |= ACRONYM
        # The stronger claim to a name wins: canonical before alternative, plain before weak.
        if key not in self.names or flags & (ALIAS | WEAK) < self.names[key] & (ALIAS | WEAK):
            self.names[key] = flags


def read_tsv(path):
    with open(path, encoding="utf-8") as file:
        header = file.readline().rstrip("\n").split("\t")
        return [dict(zip(header, line.rstrip("\n").split("\t"))) for line in file]


def mean(points):
    """Mean position; longitudes are turned so that an area across the date line does not average to the far side."""
    latitude = sum(p[0] for p in points) / len(points)
    first = points[0][1]
    offset = sum((p[1] - first + 540) % 360 - 180 for p in points) / len(points)
    return latitude, (first + offset + 540) % 360 - 180


def read_cities(path):
    cities = []
    with open(path, encoding="utf-8") as file:
        for line in file:
            f = line.rstrip("\n").split("\t")
            place = Place(int(f[0]), "", f[1], float(f[4]), float(f[5]), int(f[14] or 0), (f[8], f[10]), f"{f[6]}.{f[7]}")
            cities.append((place, f[2], f[3], f[11]))
    return cities


def add_city_names(place, ascii_name, alternatives):
    place.add(place.name, 0)
    place.add(ascii_name, 0)
    for name in place_names.expansions(place.name):
        place.add(name, ALIAS)
    primary = fold.fold(ascii_name)
    limit = next(n for population, n in ALTERNATIVES_BY_POPULATION if place.population >= population)
    kept = []
    for name in alternatives.split(","):
        if not place_names.plausible_alternative(name):
            continue
        key = fold.fold(name)
        if key in place.names:
            continue
        likeness = place_names.similarity(key, primary)
        if place.population < SIMILAR_BELOW_POPULATION and likeness < MIN_SIMILARITY and place.code != "P.PPLC":
            continue
        kept.append((-likeness, key, name))
    for _, _, name in sorted(kept)[:limit]:
        place.add(name, ALIAS)


def area_records(args, cities):
    """Countries, first- and second-order areas. GeoNames' tables of areas hold no positions: they are means of those below."""
    points1, points2 = collections.defaultdict(list), collections.defaultdict(list)
    population1, population2 = collections.Counter(), collections.Counter()
    city_names = collections.defaultdict(set)
    for place, _, _, admin2 in cities:
        country, admin1 = place.area
        points1[country, admin1].append((place.latitude, place.longitude))
        population1[country, admin1] += place.population if place.code != "P.PPLX" else 0
        city_names[country, admin1].add(fold.fold(place.name))
        if admin2:
            points2[f"{country}.{admin1}.{admin2}"].append((place.latitude, place.longitude))
            population2[f"{country}.{admin1}.{admin2}"] += place.population if place.code != "P.PPLX" else 0

    modern = {row["code"]: row["name"] for row in json.load(open(args.geonames / "admin1.json", encoding="utf-8"))}
    areas = {}
    with open(args.geonames / "admin1CodesASCII.txt", encoding="utf-8") as file:
        listed = {f[0]: f[1:] for f in (line.rstrip("\n").split("\t") for line in file)}
    # Areas made since that table was published have no GeoNames id there.
    for code in sorted(listed.keys() | modern.keys()):
        name, ascii_name, geonames_id = listed.get(code, (modern.get(code), modern.get(code), "0"))
        country, admin1 = code.split(".", 1)
        if points1[country, admin1]:
            latitude, longitude = mean(points1[country, admin1])
            slug = "" if code in listed else f"place:adm1-{code.lower().replace('.', '-')}"
            place = Place(int(geonames_id), slug, modern.get(code, name), latitude, longitude,
                          population1[country, admin1], (country, admin1), "A.ADM1")
            names = [place.name, name, ascii_name]
            for full in names:
                place.add(full, 0)
                for base in place_names.area_bases(full):
                    place.add(base, ALIAS)
            for base in [b for n in names for b in (place_names.area_bases(n) or [n])]:
                for kind in ("province", "region", "state", "oblast", "governorate"):
                    place.add(f"{base} {kind}", ALIAS)
            if country == "US":
                place.add(admin1, ALIAS | NEEDS_CONTEXT)
                if admin1 in AP_STATES:
                    place.add(AP_STATES[admin1], ALIAS | NEEDS_CONTEXT)
            areas[code] = place

    countries = {}
    with open(args.geonames / "countryInfo.txt", encoding="utf-8") as file:
        for line in file:
            if line.startswith("#"):
                continue
            f = line.rstrip("\n").split("\t")
            below = [mean(points1[key]) for key in sorted(points1) if key[0] == f[0] and points1[key]]
            if not f[16] or not below:
                continue
            latitude, longitude = mean(below)
            place = Place(int(f[16]), "", f[4], latitude, longitude, int(f[7] or 0), (f[0], ""), "A.PCLI")
            place.add(f[4], 0)
            for name in place_names.expansions(f[4]):
                place.add(name, ALIAS)
            countries[f[0]] = place

    seconds = []
    for row in json.load(open(args.geonames / "admin2.json", encoding="utf-8")):
        code, name = row["code"], row["name"]
        country, admin1, _ = code.split(".", 2)
        if not points2[code] or not place_names.is_latin(name):
            continue
        if country not in ADMIN2_COUNTRIES and population2[code] < ADMIN2_MIN_POPULATION:
            continue
        if fold.fold(name) in city_names[country, admin1]:
            continue
        latitude, longitude = mean(points2[code])
        place = Place(0, f"place:adm2-{code.lower().replace('.', '-')}", name, latitude, longitude, population2[code],
                      (country, admin1), "A.ADM2")
        place.add(name, 0)
        if country == "US" and name.endswith(" County"):
            place.add(name[: -len("County")] + "Co", ALIAS | NEEDS_CONTEXT)
        if country == "IE" and name.startswith("County "):
            place.add("Co " + name[len("County ") :], ALIAS)
        seconds.append(place)
    return countries, areas, seconds


def apply_places(path, cities, countries, areas):
    """Names and places compiled by hand: they override names of GeoNames records and add what it lacks here."""
    by_id = {place.geonames_id: place for place, _, _, _ in cities}
    added = []
    for row in read_tsv(path):
        kind, rest = row["id"].split(":", 1)
        if kind == "place":
            place = Place(0, row["id"], row["name"], float(row["latitude"]), float(row["longitude"]),
                          int(row["population"] or 0), (row["country"], row["admin1"]),
                          f"{row['feature_class']}.{row['feature_code']}")
            added.append(place)
        else:
            place = {"iso": countries, "adm1": areas, "geonames": by_id}[kind].get(int(rest) if kind == "geonames" else rest)
            if place is None:
                raise SystemExit(f"{path}: no such record: {row['id']}")
            if place.name != row["name"]:
                place.add(place.name, ALIAS)
            place.name = row["name"]
        for name, flags in [(row["name"], 0)] + [(n, ALIAS) for n in row["aliases"].split(";") if n]:
            if name.startswith("="):  # As strong as the canonical name.
                name, flags = name[1:], 0
            place.names.pop(fold.fold(name), None)
            place.add(name, flags)
            if flags == 0:
                place.by_hand.add(fold.fold(name))
    return added


def mark_areas_named_like_cities(areas, cities):
    """A first-order area named like a city in it gives way: "Kharkiv" alone is the city."""
    city_names = collections.defaultdict(set)
    for place, _, _, _ in cities:
        large = place.population >= LARGE_CITY
        city_names[place.area].update(key for key, flags in place.names.items() if large or not flags & ALIAS)
    for area in areas.values():
        for key, flags in area.names.items():
            if key in city_names[area.area] and not (key in area.by_hand and len(key.split(" ")) > 1) \
                    and not (key in area.by_hand and flags == 0 and key != fold.fold(area.name)):
                area.names[key] = flags | WEAK


def mark_ambiguous(places, common_words, given_names):
    """Flags names that are more often something else than this place."""
    for place in places:
        if place.code == "A.PCLI" or place.slug.startswith("place:") and place.code != "A.ADM2":
            continue
        for key, flags in list(place.names.items()):
            if key in place.by_hand:
                continue
            words = key.split(" ")
            common = all(w in common_words for w in words)
            alias = bool(flags & ALIAS)
            if common and alias and not flags & ACRONYM:
                del place.names[key]
            elif len(key) < 3 and not flags & ACRONYM and not place.area[0] == "US":
                flags |= NEEDS_CONTEXT
                place.names[key] = flags
            elif common or (len(words) == 1 and key in given_names and place.population < 1_000_000):
                place.names[key] = flags | NEEDS_CONTEXT


def encode(places):
    """The file's bytes; see gazetteer.h."""
    places.sort(key=lambda p: (p.geonames_id != 0, p.geonames_id, p.slug))
    if len(places) >= 1 << 20:
        raise SystemExit(f"too many places for 20 bits: {len(places)}")
    strings, offsets = bytearray(), {}

    def text(value):
        if value not in offsets:
            data = value.encode("utf-8")
            if len(data) > 255:
                raise SystemExit(f"name too long: {value}")
            offsets[value] = len(strings)
            strings.append(len(data))
            strings.extend(data)
        return offsets[value]

    text("")
    area_names = {p.area: p.name for p in places if p.code == "A.ADM1"}
    areas = sorted({p.area for p in places})
    area_index = {area: i for i, area in enumerate(areas)}
    codes = sorted({p.code for p in places})
    code_index = {code: i for i, code in enumerate(codes)}
    area_bytes = b"".join(
        struct.pack("<2sHII", country.encode().ljust(2, b"\0"), 0, text(admin1), text(area_names.get((country, admin1), "")))
        for country, admin1 in areas)
    code_bytes = b"".join(code.encode().ljust(8, b"\0") for code in codes)

    records, entries, first_words = bytearray(), [], {}
    for index, p in enumerate(places):
        identity = p.geonames_id if p.geonames_id else text(p.slug)
        records += PLACE.pack(identity, text(p.name), round(p.latitude * 1e5), round(p.longitude * 1e5),
                              min(p.population, 0xFFFFFFFF), area_index[p.area], code_index[p.code], 0)
        for key, flags in sorted(p.names.items()):
            entries.append((fold.xxh64(key.encode("utf-8")), index | flags))
            words = key.split(" ")
            first_words[words[0]] = max(first_words.get(words[0], 0), len(words))
    entries.sort()
    buckets = [0] * ((1 << BUCKET_BITS) + 1)
    for value, _ in entries:
        buckets[(value >> (64 - BUCKET_BITS)) + 1] += 1
    for i in range(1, len(buckets)):
        buckets[i] += buckets[i - 1]
    entry_bytes = b"".join(struct.pack("<II", value >> 14 & 0xFFFFFFFF, payload) for value, payload in entries)
    # Upper 28 bits of the word's hash, lower 4 the most words of a name that begins with it.
    first_bytes = b"".join(struct.pack("<I", v) for v in sorted(
        (fold.xxh64(w.encode("utf-8")) >> 36 << 4) | n for w, n in first_words.items()))

    sections = (bytes(records), area_bytes, code_bytes, bytes(strings), struct.pack(f"<{len(buckets)}I", *buckets),
                entry_bytes, first_bytes)
    body, table = bytearray(), []
    for data in sections:
        body += b"\0" * (-len(body) % 8)
        table += [len(body), len(data)]
        body += data
    body += b"\0" * (-len(body) % 8)
    counts = f"{len(places)} places, {len(entries)} names, {len(first_words)} first words, {len(areas)} areas"
    return bytes(body), table, counts


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--geonames", type=pathlib.Path, required=True)
    parser.add_argument("--models", type=pathlib.Path, default=pathlib.Path(__file__).parents[2] / "models")
    args = parser.parse_args()

    common_words = {row["word"] for row in read_tsv(args.models / "knowledge/common_words.tsv")}
    given_names = {fold.fold(row["name"]) for row in read_tsv(args.models / "knowledge/given_names.tsv")}
    cities = read_cities(args.geonames / "cities500.txt")
    for place, ascii_name, alternatives, _ in cities:
        add_city_names(place, ascii_name, alternatives)
    countries, areas, seconds = area_records(args, cities)
    added = apply_places(args.models / "knowledge/places.tsv", cities, countries, areas)
    places = [c[0] for c in cities] + list(countries.values()) + list(areas.values()) + seconds + added
    mark_areas_named_like_cities(areas, cities)
    mark_ambiguous(places, common_words, given_names)

    body, table, counts = encode(places)
    header = struct.pack("<8sIIQQ16I", MAGIC, FORMAT_VERSION, fold.FOLD_VERSION, len(body), fold.xxh64(body),
                         *table, sum(1 for p in places if not p.geonames_id), 0)
    out = args.models / "gazetteer.bin"
    out.write_bytes(header + body)
    print(f"{out}: {out.stat().st_size} bytes, {counts}")


if __name__ == "__main__":
    main()
