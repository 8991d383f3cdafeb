#!/usr/bin/env python3
"""Merges models/knowledge/given_names.tsv with a list of English given names (Kantrowitz' Names Corpus).

usage: build_given_names.py --names names.zip --common common_words.tsv --out given_names.tsv

Names already in the file are kept as they are; names of the corpus that are common words are left out.
"""

import argparse
import pathlib
import zipfile

import fold


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--names", type=pathlib.Path, required=True)
    parser.add_argument("--common", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    args = parser.parse_args()

    common = {line.split("\t")[0].rstrip("\n") for line in open(args.common, encoding="utf-8")}
    genders = {}
    with open(args.out, encoding="utf-8") as file:
        next(file)
        for line in file:
            name, gender = line.rstrip("\n").split("\t")
            genders[name] = gender
    known = {fold.fold(name) for name in genders}
    corpus = {}
    with zipfile.ZipFile(args.names) as archive:
        for gender in ("male", "female"):
            for line in archive.read(f"names/{gender}.txt").decode("latin-1").split("\n"):
                name = line.strip()
                if len(name) > 2 and " " not in name and fold.fold(name) not in known | common:
                    corpus[name] = "u" if name in corpus else gender[0]
    genders.update(corpus)
    with open(args.out, "w", encoding="utf-8") as file:
        file.write("name\tgender\n")
        for name in sorted(genders):
            file.write(f"{name}\t{genders[name]}\n")


if __name__ == "__main__":
    main()
