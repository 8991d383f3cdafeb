// wink-nlp with its English model. Its part-of-speech tags are UPOS; it finds no names of people, places or organisations.
import winkNLP from 'wink-nlp'
import model from 'wink-eng-lite-web-model'
import { run, versionOf } from './rival.mjs'

const nlp = winkNLP(model, ['sbd', 'pos'])
const { its } = nlp

function words(text) {
  const tokens = nlp.readDoc(text).tokens()
  const tags = tokens.out(its.pos)
  const lemmas = tokens.out(its.lemma)
  const all = tokens.out().map((token, i) => ({ text: token, upos: tags[i], lemma: lemmas[i] }))
  return all.filter(({ upos }) => upos !== 'SPACE')
}

run({
  tool: 'wink-nlp',
  version: `${versionOf('wink-nlp')}, model ${versionOf('wink-eng-lite-web-model')}`,
  does: 'words, sentences, UPOS, lemmas',
  annotate: words,
  words,
  sentences: (text) => nlp.readDoc(text).sentences().out(),
})
