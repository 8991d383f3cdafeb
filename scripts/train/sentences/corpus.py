"""Texts with known sentence ends out of CoNLL-U files, and variants of them as wires are really written."""
import random
import re


class Text:
    """Paragraphs, each a list of sentences (strings)."""

    def __init__(self, paragraphs):
        self.paragraphs = paragraphs

    def encode(self, rng=None):
        """The raw text and the byte offsets at which sentences end within paragraphs: sentences joined by a space,
        paragraphs by a blank line. With `rng`, some spaces between sentences are forgotten."""
        out, ends, size = [], [], 0

        def put(piece):
            nonlocal size
            data = piece.encode("utf-8")
            out.append(data)
            size += len(data)

        for p, paragraph in enumerate(self.paragraphs):
            if p:
                put("\n\n")
            for s, sentence in enumerate(paragraph):
                if s:
                    ends.append(size)
                    forget = rng and rng.random() < 0.06 and paragraph[s - 1][-1] in ".?!" and sentence[0].isupper()
                    if not forget:
                        put(" ")
                put(sentence)
        return b"".join(out), ends


def read(path):
    """The documents of a CoNLL-U file, by newdoc, newpar and text comments."""
    texts, new_doc, new_par = [], False, False
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("# newdoc"):
                new_doc = True
            elif re.match(r"# newpar(\s|$)", line):
                new_par = True
            elif line.startswith("# text = "):
                if new_doc or not texts:
                    texts.append(Text([]))
                if new_doc or new_par or not texts[-1].paragraphs:
                    texts[-1].paragraphs.append([])
                texts[-1].paragraphs[-1].append(line[len("# text = "):].rstrip("\n"))
                new_doc = new_par = False
    return texts


def curl_quotes(sentence):
    sentence = re.sub(r'(^|[\s(\[])"', "\\1\u201c", sentence)
    sentence = re.sub(r"(^|[\s(\[])'", "\\1\u2018", sentence)
    return sentence.replace('"', "\u201d").replace("'", "\u2019")


def straighten_quotes(sentence):
    return re.sub("[\u201c\u201d]", '"', re.sub("[\u2018\u2019]", "'", sentence))


ABBREVIATIONS = ("the U.S.", "the U.K.", "the U.N.", "Acme Inc.", "Acme Corp.", "Smith & Co.", "Acme Ltd.",
                 "John Smith Jr.", "Washington, D.C.", "about 5 p.m.", "10 a.m.", "and so on, etc.")


TITLES = ("Sen.", "Gen.", "Mr.", "Mrs.", "Ms.", "Dr.", "Rep.", "Gov.", "Col.", "Lt. Gen.", "Prof.", "U.S. President", "J. K.")
INSIDE = ("at 5 p.m. Monday", "at 6:17 a.m. Sunday", "by 10 p.m. Moscow time", "from 9 a.m. EST", "in Washington, D.C. on Friday",
          "to U.S. President Joe Biden", "with U.S. Secretary of State Antony Blinken", "for U.N. Secretary-General Roe",
          "with Gen. Roe", "by Lt. Col. Jane Roe", "near St. Louis", "on Jan. 5", "to Acme Inc. Chief Executive John Doe",
          "to Sen. John Doe, R-Ohio", "against Acme Corp. Thursday", "to nearly 20,000 Ukrainians", "with about 300 Russian troops",
          "by J. K. Roe", "for Mr. Doe", "at 20:00 Kyiv time",
          "by R.T. Davis", "in L.A. County", "with acting U.S. Attorney Jane Roe", "in the U.S. Senate", "at U.N. Headquarters",
          "to U.K. Prime Minister John Doe", "in the U.S. District Court", "at U.S. Central Command", "for the U.S. Navy")


def abbreviate(sentence, rng):
    """Now and then a sentence begins or ends with an abbreviation or has one inside, which the corpora have too seldom."""
    if not re.search(r"[a-z]{2}\.$", sentence):
        return sentence
    if rng.random() < 0.04 and sentence[0].isupper() and sentence[1:2].islower():
        sentence = f"{rng.choice(TITLES)} {rng.choice(('Doe', 'Roe'))} said {sentence[0].lower()}{sentence[1:]}"
    dice = rng.random()
    if dice > 0.075:
        return sentence
    if dice > 0.015:
        return f"{sentence[:-1]} {rng.choice(INSIDE)}."
    return sentence[:-1] + " " + rng.choice(("at ", "by ", "from ", "for ", "with ")) + rng.choice(ABBREVIATIONS)


SAYERS = ("he", "she", "Jane Roe", "Mr. Doe", "the ministry", "a spokesman", "Gen. Ivan Roe", "the president",
          "John Doe, who heads the agency,", "Ms. Roe, a nurse in the city,", "police", "the U.N.")


def attribute(paragraph, rng):
    """Now and then a paragraph becomes a quotation as news has it: "One," she said. "Two. Three." """
    plain = [bool(re.fullmatch(r"[A-Z][^\"\u201c\u201d()]{20,}\.", s)) for s in paragraph]
    if len(paragraph) < 2 or not all(plain[:3]) or rng.random() > 0.25:
        return paragraph
    sayer, verb = rng.choice(SAYERS), rng.choice(("said", "says", "told reporters", "added"))
    first, rest, mark = paragraph[0][:-1], list(paragraph[1:3]), rng.choice(('"', '"', "'"))
    if rng.random() < 0.5 and verb != "told reporters" and "," not in sayer and sayer not in ("he", "she"):
        head = f"{mark}{first},{mark} {verb} {sayer}."
    else:
        sayer = sayer[0].upper() + sayer[1:] if rng.random() < 0.2 else sayer
        head = f"{mark}{first},{mark} {sayer} {verb}."
    if rng.random() < 0.2:  # The attribution may come after a question.
        head = head.replace(f",{mark} ", f"?{mark} ", 1)
    rest[0] = mark + rest[0]
    rest[-1] = rest[-1] + mark
    return [head, *rest, *paragraph[3:]]


def vary(text, rng):
    """A variant: other case, curly quotes, paragraphs run together, abbreviations at the end, attributions."""
    paragraphs = [attribute([abbreviate(s, rng) for s in p], rng) for p in text.paragraphs]
    dice = rng.random()
    if dice < 0.12:
        paragraphs = [[s.upper() for s in p] for p in paragraphs]
    elif dice < 0.24:
        paragraphs = [[s.lower() for s in p] for p in paragraphs]
    elif dice < 0.30:
        paragraphs = [[s.upper() for s in p] if rng.random() < 0.3 else p for p in paragraphs]
    quotes = rng.random()
    if quotes < 0.35:
        paragraphs = [[curl_quotes(s) for s in p] for p in paragraphs]
    elif quotes < 0.55:
        paragraphs = [[straighten_quotes(s) for s in p] for p in paragraphs]
    if rng.random() < 0.15:
        joined = []
        for paragraph in paragraphs:
            if joined and rng.random() < 0.6:
                joined[-1] = joined[-1] + paragraph
            else:
                joined.append(paragraph)
        paragraphs = joined
    return Text(paragraphs)
