// Gold files, and how a tool's reading of them is scored. Characters are counted without white space, from the beginning of
// the text: so "New York" is 0 to 7. gold.py is the same in Python.
import { readFileSync } from 'node:fs'

const noSpace = (text) => text.replace(/\s/g, '')
const dense = (text) => noSpace(text).length

// Places pieces of a text one after the other: adds begin and end to each of `pieces`, which have a `text`.
function place(pieces, begin = 0) {
  for (const piece of pieces) {
    piece.begin = begin
    piece.end = begin += dense(piece.text)
  }
  return pieces
}

// The words of a CoNLL-U sentence. Those of a multiword token that are not its parts letter by letter all span the token.
function wordsOf(lines) {
  const words = []
  let at = 0, token = null
  for (const [id, form, lemma, upos] of lines.map((line) => line.split('\t'))) {
    if (id.includes('.')) continue
    if (id.includes('-')) {
      token = { text: noSpace(form), last: Number(id.split('-')[1]), begin: at, first: words.length }
      continue
    }
    const word = { form, lemma, upos, begin: at, end: at + dense(form) }
    words.push(word)
    at = word.end
    if (token && Number(id) === token.last) {
      const parts = words.slice(token.first)
      at = token.begin + token.text.length
      if (noSpace(parts.map((part) => part.form).join('')) !== token.text) {
        for (const part of parts) Object.assign(part, { begin: token.begin, end: at })
      }
      token = null
    }
  }
  return words
}

// Documents {text, sentences} of a CoNLL-U file, as EVALUATION's raw text: "# text" of each sentence joined by a blank, by a
// blank line where a paragraph begins. A sentence is {text, begin, end, words}.
export function readConllu(path) {
  const documents = []
  for (const block of readFileSync(path, 'utf8').split(/\n\n+/)) {
    const lines = block.split('\n').filter(Boolean)
    if (!lines.length) continue
    if (!documents.length || lines.some((line) => line.startsWith('# newdoc'))) documents.push({ text: '', sentences: [] })
    const document = documents.at(-1)
    const text = lines.find((line) => line.startsWith('# text = ')).slice(9)
    const paragraph = lines.some((line) => /^# newpar( |$)/.test(line))
    document.text += (document.text && (paragraph ? '\n\n' : ' ')) + text
    document.sentences.push({ text, words: wordsOf(lines.filter((line) => !line.startsWith('#'))) })
  }
  for (const document of documents) place(document.sentences)
  return documents
}

// Sentences {text, names} of a BIO file; a name is "begin end TYPE".
export function readBio(path) {
  return readFileSync(path, 'utf8').split(/\n\s*\n/).filter((block) => block.trim()).map((block) => {
    const rows = block.split('\n').filter(Boolean).map((line) => line.split(/[\t ]/))
    const names = []
    for (const word of place(rows.map((row) => ({ text: row[0], tag: row.at(-1) })))) {
      const [mark, type] = [word.tag[0], word.tag.slice(2)]
      const open = names.at(-1)
      if (mark === 'I' && open && open.type === type && open.end === word.begin) open.end = word.end
      else if (mark !== 'O') names.push({ begin: word.begin, end: word.end, type })
    }
    return { text: rows.map((row) => row[0]).join(' '), names: names.map(({ begin, end, type }) => `${begin} ${end} ${type}`) }
  })
}

const percent = (part, whole) => (whole ? Math.round((part / whole) * 10000) / 100 : null)

function f1(pairs) {
  let right = 0, found = 0, gold = 0
  for (const [expected, given] of pairs) {
    const left = new Set(expected)
    right += new Set(given.filter((span) => left.has(span))).size
    found += new Set(given).size
    gold += left.size
  }
  return { f1: percent(2 * right, found + gold), gold }
}

// `read` makes words {text, upos, lemma} of a sentence's text. A gold word that is no word of the tool counts as wrong; the
// share of those that are, and how many of these are right, is told apart. Case of lemmas does not count: some tools have
// none. Words without a lemma anywhere: no figure.
export function scoreTags(documents, read) {
  let words = 0, shared = 0, upos = 0, lemma = 0, lemmas = 0
  for (const { text, words: gold } of documents.flatMap((document) => document.sentences)) {
    const found = place(read(text))
    const length = found.length ? found.at(-1).end : 0
    if (length !== dense(text)) throw new Error(`${length} of ${dense(text)} characters were read: ${text}`)
    const bySpan = new Map(found.map((word) => [`${word.begin} ${word.end}`, word]))
    for (const word of gold) {
      ++words
      const own = bySpan.get(`${word.begin} ${word.end}`)
      if (!own) continue
      ++shared
      if (own.upos === word.upos) ++upos
      if (own.lemma !== undefined) ++lemmas
      if (own.lemma?.toLowerCase() === word.lemma.toLowerCase()) ++lemma
    }
  }
  return {
    words, words_shared: percent(shared, words), upos: percent(upos, words), upos_of_shared: percent(upos, shared),
    lemma: lemmas ? percent(lemma, words) : null, lemma_of_shared: lemmas ? percent(lemma, shared) : null,
  }
}

const spans = (sentences) => sentences.map(({ begin, end }) => `${begin} ${end}`)
const placed = (texts) => place(texts.filter((text) => dense(text)).map((text) => ({ text })))

// `split` makes texts of sentences of a text: of whole documents, and of one paragraph after the other, for tools to which a
// blank line means nothing.
export function scoreSentences(documents, split) {
  const whole = f1(documents.map(({ text, sentences }) => [spans(sentences), spans(placed(split(text)))]))
  const apart = f1(documents.map(({ text, sentences }) => [spans(sentences), spans(placed(text.split('\n\n').flatMap(split)))]))
  return { sentences: whole.gold, sentences_f1: whole.f1, sentences_f1_of_paragraphs: apart.f1 }
}

// `find` makes names {begin, end, type} of a text, counted without white space.
export function scoreNames(sentences, find) {
  const found = ({ text }) => find(text).map(({ begin, end, type }) => `${begin} ${end} ${type}`)
  const score = f1(sentences.map((sentence) => [sentence.names, found(sentence)]))
  return { names: score.gold, names_f1: score.f1 }
}
