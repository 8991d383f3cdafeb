#!/usr/bin/env python3
"""Builds models/tone/lexicon.tsv: the words of the VADER lexicon that mean in news what they mean elsewhere, and our own.

usage: build_lexicon.py VADER_LEXICON NEWS_WORDS WORD_COUNTS > models/tone/lexicon.tsv

VADER_LEXICON is vader_lexicon.txt of VADER (Hutto and Gilbert, 2014; MIT licence): word, mean valence from -4 to 4, ...
NEWS_WORDS is models/tone/news_words.tsv: words with the valence they have in news; 0 leaves a word out. Ours win.
WORD_COUNTS has lines "word<TAB>count" over any large sample of news: what is rarer than MIN_COUNT there is chat slang.
"""

import re
import sys

MIN_VALENCE = 0.8  # Weaker words are mostly noise over a whole sentence.
MIN_COUNT = 10
WORD = re.compile(r"[a-z]{3,}$")


def main() -> int:
    if len(sys.argv) != 4:
        print(__doc__, file=sys.stderr)
        return 2
    with open(sys.argv[3], encoding="utf-8") as lines:
        counts = {word: int(count) for word, count in (line.rstrip("\n").split("\t") for line in lines)}
    valences = {}
    with open(sys.argv[1], encoding="utf-8") as lines:
        for line in lines:
            word, mean = line.split("\t")[:2]
            if WORD.match(word) and abs(float(mean)) >= MIN_VALENCE and counts.get(word, 0) >= MIN_COUNT:
                valences[word] = float(mean)
    with open(sys.argv[2], encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            valence, words = line.rstrip("\n").split("\t")
            for word in words.split(";"):
                valences[word] = float(valence)
    print("word\tvalence")
    for word in sorted(valences):
        if valences[word] != 0:
            print(f"{word}\t{valences[word]:g}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
