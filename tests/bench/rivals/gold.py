"""Gold files, and how a tool's reading of them is scored, as gold.mjs does it, which explains more. Characters are counted
without white space, from the beginning of the text: so "New York" is 0 to 7."""
import re


def dense(text):
    return len("".join(text.split()))


def place(pieces):
    """Puts pieces of a text one after the other: adds begin and end to each, which has a text."""
    at = 0
    for piece in pieces:
        piece["begin"] = at
        piece["end"] = at = at + dense(piece["text"])
    return pieces


def words_of(lines):
    """The words of a CoNLL-U sentence. Those of a multiword token all span it where they are not its parts by letters."""
    words, at, token = [], 0, None
    for identifier, form, lemma, upos, *_ in (line.split("\t") for line in lines):
        if "." in identifier:
            continue
        if "-" in identifier:
            token = ("".join(form.split()), identifier.split("-")[1], at, len(words))
            continue
        words.append({"lemma": lemma, "upos": upos, "form": "".join(form.split()), "begin": at, "end": at + dense(form)})
        at = words[-1]["end"]
        if token and identifier == token[1]:
            text, _, begin, first = token
            at = begin + len(text)
            if "".join(word["form"] for word in words[first:]) != text:
                for word in words[first:]:
                    word["begin"], word["end"] = begin, at
            token = None
    return words


def read_conllu(path):
    """Documents {text, sentences}: "# text" joined by a blank, by a blank line where a paragraph begins."""
    documents = []
    with open(path, encoding="utf-8") as file:
        blocks = re.split(r"\n\n+", file.read())
    for block in blocks:
        lines = [line for line in block.split("\n") if line]
        if not lines:
            continue
        if not documents or any(line.startswith("# newdoc") for line in lines):
            documents.append({"text": "", "sentences": []})
        document = documents[-1]
        text = next(line for line in lines if line.startswith("# text = "))[9:]
        paragraph = any(re.match(r"# newpar( |$)", line) for line in lines)
        document["text"] += ("" if not document["text"] else "\n\n" if paragraph else " ") + text
        document["sentences"].append({"text": text, "words": words_of([line for line in lines if line[0] != "#"])})
    for document in documents:
        place(document["sentences"])
    return documents


def read_bio(path):
    """Sentences {text, names}; a name is (begin, end, type)."""
    with open(path, encoding="utf-8") as file:
        blocks = re.split(r"\n\s*\n", file.read())
    sentences = []
    for block in blocks:
        rows = [re.split(r"[\t ]", line) for line in block.split("\n") if line]
        if not rows:
            continue
        names = []
        for word in place([{"text": row[0], "tag": row[-1]} for row in rows]):
            mark, label = word["tag"][0], word["tag"][2:]
            if mark == "I" and names and names[-1][2] == label and names[-1][1] == word["begin"]:
                names[-1] = (names[-1][0], word["end"], label)
            elif mark != "O":
                names.append((word["begin"], word["end"], label))
        sentences.append({"text": " ".join(row[0] for row in rows), "names": names})
    return sentences


def percent(part, whole):
    return round(100 * part / whole, 2) if whole else None


def f1(pairs):
    right = found = gold = 0
    for expected, given in pairs:
        right += len(set(expected) & set(given))
        found += len(set(given))
        gold += len(set(expected))
    return percent(2 * right, found + gold), gold


def score_tags(documents, read):
    """`read` makes a list of words {text, upos, lemma} of each of a list of texts."""
    sentences = [sentence for document in documents for sentence in document["sentences"]]
    words = shared = upos = lemma = 0
    for sentence, found in zip(sentences, read([sentence["text"] for sentence in sentences])):
        length = place(found)[-1]["end"]
        if length != dense(sentence["text"]):
            raise ValueError(f"{length} of {dense(sentence['text'])} characters were read: {sentence['text']}")
        by_span = {(word["begin"], word["end"]): word for word in found}
        for word in sentence["words"]:
            words += 1
            own = by_span.get((word["begin"], word["end"]))
            if own:
                shared += 1
                upos += own["upos"] == word["upos"]
                lemma += own["lemma"].lower() == word["lemma"].lower()
    return {"words": words, "words_shared": percent(shared, words), "upos": percent(upos, words),
            "upos_of_shared": percent(upos, shared), "lemma": percent(lemma, words),
            "lemma_of_shared": percent(lemma, shared)}


def spans(sentences):
    return [(sentence["begin"], sentence["end"]) for sentence in sentences]


def placed(texts):
    return spans(place([{"text": text} for text in texts if dense(text)]))


def score_sentences(documents, split):
    """`split` makes a list of texts of sentences of each of a list of texts."""
    gold = [spans(document["sentences"]) for document in documents]
    texts = [document["text"] for document in documents]
    whole, count = f1(zip(gold, map(placed, split(texts))))
    apart, _ = f1((expected, placed(sum(split(text.split("\n\n")), []))) for expected, text in zip(gold, texts))
    return {"sentences": count, "sentences_f1": whole, "sentences_f1_of_paragraphs": apart}


def score_names(sentences, find):
    """`find` makes names (begin, end, type) of each of a list of texts."""
    found = find([sentence["text"] for sentence in sentences])
    score, count = f1((sentence["names"], names) for sentence, names in zip(sentences, found))
    return {"names": count, "names_f1": score}
