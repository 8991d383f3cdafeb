// compromise. Its words, tags and names are mapped to what the gold files have, here, in its favour where there is a choice.
import nlp from 'compromise'
import { run, versionOf } from './rival.mjs'

const FULL_STOP_WORDS = ['Abbreviation', 'Acronym', 'Honorific']
const WHERE = /^(when|where|how|why|whenever|wherever|however)$/
const COORDINATING = /^(and|or|but|nor|yet|&|plus)$/
const POSSESSIVE = /^(my|your|his|her|its|our|their)$/
const BE = /^(be|been|being)$/
const CLITIC = /(?:n['’]t|['’](?:s|re|ve|ll|d|m)|['’])$/i
const FUSED = { cannot: 3, gonna: 3, gotta: 3, wanna: 3 }  // where treebanks cut them

// The first tag of a word that is here decides.
const UPOS = [
  ['There', 'PRON'], ['Url', 'X'], ['Email', 'X'], ['HashTag', 'X'], ['AtMention', 'PROPN'], ['Emoji', 'SYM'],
  ['Emoticon', 'SYM'], ['PhoneNumber', 'NUM'], ['Expression', 'INTJ'], ['Pronoun', 'PRON'], ['Demonym', 'ADJ'],
  ['ProperNoun', 'PROPN'], ['Place', 'PROPN'], ['WeekDay', 'PROPN'], ['Month', 'PROPN'], ['Holiday', 'PROPN'],
  ['Acronym', 'PROPN'], ['Copula', 'AUX'], ['Modal', 'AUX'], ['Auxiliary', 'AUX'], ['Particle', 'ADP'],
  ['Verb', 'VERB'], ['Ordinal', 'ADJ'], ['Unit', 'NOUN'], ['Value', 'NUM'], ['Year', 'NUM'], ['Time', 'NUM'],
  ['Adjective', 'ADJ'], ['Adverb', 'ADV'], ['Determiner', 'DET'], ['Condition', 'SCONJ'], ['Preposition', 'ADP'],
  ['Noun', 'NOUN'], ['Date', 'NOUN'], ['Negative', 'ADV'],
]

function uposOf(term, next) {
  const { tags } = term
  const form = term.implicit ?? term.normal
  if (tags.has('Negative') && /^(not|n['’]t)$/.test(form)) return 'PART'
  if (tags.has('QuestionWord')) return WHERE.test(form) ? 'ADV' : 'PRON'
  if (POSSESSIVE.test(form)) return 'PRON'
  if (BE.test(form)) return 'AUX'
  if (form === 'to') return next?.tags.has('Infinitive') ? 'PART' : 'ADP'
  if (tags.has('Conjunction')) return COORDINATING.test(form) ? 'CCONJ' : 'SCONJ'
  return UPOS.find(([tag]) => tags.has(tag))?.[1] ?? 'X'
}

// Marks before and after a word are none of compromise's words: each run of one mark is PUNCT here, or SYM.
const marks = (text) => (text.match(/([^\s])\1*/gu) ?? []).map((mark) => ({
  text: mark, upos: /^\p{S}/u.test(mark) ? 'SYM' : 'PUNCT', lemma: mark,
}))

// Where treebanks cut the text of a term and `empty` terms without one after it: "ca|n't", "Smith|'s".
function cut(text, empty, possessive) {
  if (empty) {
    const at = FUSED[text.toLowerCase()] ?? text.search(CLITIC)
    return at > 0 ? [text.slice(0, at), text.slice(at)] : [text]
  }
  const at = possessive ? text.search(/['’]s?$/) : -1
  return at > 0 ? [text.slice(0, at), text.slice(at)] : [text]
}

// The words of a sentence's terms; `term` is the number of the term they are of.
function wordsOf(terms) {
  const words = []
  for (let i = 0; i < terms.length; ++i) {
    const term = terms[i]
    words.push(...marks(term.pre))
    let { text, post } = term
    if (post[0] === '.' && FULL_STOP_WORDS.some((tag) => term.tags.has(tag))) {
      text += '.'
      post = post.slice(1)
    }
    let empty = 0
    while (term.implicit && terms[i + 1 + empty]?.text === '' && terms[i + 1 + empty].implicit) ++empty
    const parts = cut(text, empty, term.tags.has('Possessive'))
    words.push({ term: i, text: parts[0], upos: uposOf(term, terms[i + 1]), lemma: term.root ?? term.implicit ?? term.normal })
    if (parts.length > 1) {
      const second = empty ? terms[i + 1] : null
      words.push({
        term: i, text: parts[1], upos: second ? uposOf(second, terms[i + 2]) : 'PART',
        lemma: second ? second.root ?? second.implicit : '\'s',
      })
    }
    words.push(...marks(post))
    for (; empty; --empty) words.push(...marks(terms[++i].post))
  }
  return words
}

function words(text) {
  const doc = nlp(text)
  doc.compute('root')
  return doc.document.flatMap(wordsOf)
}

// Titles before a name and clitics after it are not of the name, as in the gold files.
function names(text) {
  const doc = nlp(text)
  let at = 0
  const placed = doc.document.map((terms) => wordsOf(terms).map((word) => {
    const begin = at
    at += word.text.replace(/\s/g, '').length
    return { ...word, begin, end: at }
  }))
  const found = []
  const add = (view, type) => {
    for (const [sentence, first, last] of view.fullPointer) {
      const terms = doc.document[sentence]
      const own = placed[sentence].filter(({ term }) => term >= first && term < last)
      while (own.length > 1 && terms[own[0].term].tags.has('Honorific')) own.shift()
      while (own.length > 1 && own.at(-1).upos === 'PART') own.pop()
      if (own.length) found.push({ begin: own[0].begin, end: own.at(-1).end, type })
    }
  }
  add(doc.people(), 'PER')
  add(doc.places(), 'LOC')
  add(doc.organizations(), 'ORG')
  add(doc.match('#Demonym'), 'MISC')
  return found
}

function annotate(text) {
  const doc = nlp(text)
  doc.compute('root')
  return [doc.document, doc.people(), doc.places(), doc.organizations()]
}

run({
  tool: 'compromise',
  version: versionOf('compromise'),
  does: 'words, sentences, tags of its own, lemmas, names',
  annotate,
  words,
  sentences: (text) => nlp(text).document.map((terms) => terms.map(({ pre, text, post }) => pre + text + post).join('')),
  names,
})
