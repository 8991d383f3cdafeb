// The command line of a rival that runs on Node: `speed ARTICLES` or `accuracy GOLD`, one line of JSON on standard output.
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { readBio, readConllu, scoreNames, scoreSentences, scoreTags } from './gold.mjs'

const ARTICLE_WORDS = 450
const WARM_UP = 20  // articles

// A package as it is installed beside this file.
const installed = (name) => new URL(`node_modules/${name}/package.json`, import.meta.url)
export const versionOf = (name) => JSON.parse(readFileSync(installed(name), 'utf8')).version

// The process's CPU time over all articles in turn, after a few of them once: V8's own threads, which compile and collect
// garbage, count too.
function speed(rival, file) {
  const articles = readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line))
  const words = articles.reduce((sum, { text, words }) => sum + (words ?? text.split(/\s+/).length), 0)
  for (const { text } of articles.slice(0, WARM_UP)) rival.annotate(text)
  const before = process.cpuUsage()
  for (const { text } of articles) rival.annotate(text)
  const { user, system } = process.cpuUsage(before)
  const cpu = (user + system) / 1e6
  return {
    articles: articles.length, words, threads: '1, and V8\'s', cpu_s: Number(cpu.toFixed(3)),
    articles_of_450_words_per_cpu_s: Number((words / ARTICLE_WORDS / cpu).toFixed(1)), does: rival.does,
  }
}

function accuracy(rival, file) {
  if (file.endsWith('.bio')) return rival.names ? scoreNames(readBio(file), rival.names) : { names_f1: null }
  const documents = readConllu(file)
  return { ...scoreTags(documents, rival.words), ...scoreSentences(documents, rival.sentences) }
}

// A rival has tool, version and does, and functions of a text: `annotate` does everything that is timed; `words`, `sentences`
// and, where it finds any, `names` are what gold.mjs scores.
export function run(rival) {
  const [command, file] = process.argv.slice(2)
  if (!['speed', 'accuracy'].includes(command) || !file) {
    process.stderr.write('usage: speed ARTICLES.jsonl | accuracy GOLD.conllu | accuracy GOLD.bio\n')
    process.exit(2)
  }
  const figures = command === 'speed' ? speed(rival, file) : { gold: basename(file), ...accuracy(rival, file) }
  console.log(JSON.stringify({ tool: rival.tool, version: rival.version, ...figures }))
}
