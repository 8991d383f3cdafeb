# The trained reader beside wink-nlp, compromise and spaCy's small English pipeline (tests/bench/rivals): articles of 450 words
# per CPU second on the same texts, and accuracy on the same gold files, in one run. The rivals are installed into
# .cache/rivals; what cannot be is skipped.

rivals=.cache/rivals
skipped() { printf '  skipped: %s\n' "$*"; }

gold_folder() { # prints the folder of the unpacked sets; nothing when it is not there
  local folder=${data_sets:-.cache/data/dev}
  if [[ -z $data_sets && ! -d $folder && -x ../shared/data/unpack ]]; then ../shared/data/unpack .cache/data >/dev/null; fi
  if [[ -d $folder ]]; then echo "$folder"; fi
}

# Both install anew where the pinned versions have changed, and are false where that fails.
install_node_rivals() {
  cp tests/bench/rivals/{*.mjs,package.json} "$rivals"
  command -v npm >/dev/null || { skipped "wink-nlp and compromise: no npm"; return 1; }
  cmp -s "$rivals/package.json" "$rivals/node_modules/installed" && return
  (cd "$rivals" && npm install --no-audit --no-fund --no-package-lock --fetch-retries=1 >npm.log 2>&1) \
    || { skipped "wink-nlp, compromise: npm failed, $rivals/npm.log: $(grep -m 1 "^npm error" "$rivals/npm.log")"; return 1; }
  cp "$rivals/package.json" "$rivals/node_modules/installed"
}
install_python_rivals() {
  local pinned=tests/bench/rivals/requirements.txt
  cmp -s "$pinned" "$rivals/venv/installed" && return
  { python3 -m venv "$rivals/venv" && "$rivals/venv/bin/pip" install --disable-pip-version-check --retries 1 -r "$pinned"; } \
    >"$rivals/pip.log" 2>&1 || { skipped "spaCy: pip failed, see $rivals/pip.log: $(tail -n 1 "$rivals/pip.log")"; return 1; }
  cp "$pinned" "$rivals/venv/installed"
}

wink() { node "$rivals/wink.mjs" "$@"; }
compromise() { node "$rivals/compromise.mjs" "$@"; }
spacy_small() { "$rivals/venv/bin/python" tests/bench/rivals/spacy_small.py "$@"; }

field() { sed -nE 's/.*"'"$1"'": ?("([^"]*)"|([0-9.]+)).*/\2\3/p'; }                     # KEY: of a line of JSON
percent() { awk '{ printf "%.1f", $1; found = 1 } END { if (!found) printf "-" }'; }
# A figure and, in brackets, the one that spares the tool a difference of its words or paragraphs from the treebank's.
figure() { # KEY KEY FILE
  local strict fair
  strict=$(field "$1" <"$3" | percent) fair=$(field "$2" <"$3" | percent)
  if [[ $fair == - ]]; then echo "$strict"; else echo "$strict ($fair)"; fi
}
row() { local IFS='|'; printf '%s\n' "$*" >>"$work/table"; }

# Ours: words and sentences are given to the reader, so its tags and lemmas are of the treebank's words.
eval_figure() { # FILE MEASURE, of what sitrep-eval wrote
  sed -nE '/"class":"all"/s/.*"measure":"'"$2"'","value":([0-9.]+).*/\1/p' "$1" | percent
}
score_ours() { # TASK SET
  local log=$work/$1.log
  : >"$work/$1-${2%%/*}"
  [[ -n $gold ]] || return 0
  "$bin/sitrep-eval" "$1" "$gold/$2" --json >"$work/$1-${2%%/*}" 2>"$log" || skipped "Sitrep, $1 of $2: $(tail -n 1 "$log")"
}
# Each numeric profile, best first: the first is the tagger's own choice. Long enough for every article to be read.
time_ours() {
  : >"$work/profiles"
  [[ -x $bin/bench_reader ]] || { skipped "Sitrep's speed: no bench_reader here"; return; }
  "$bin/bench_reader" --articles "$work/articles.jsonl" --limit "$articles" --benchmark_filter='/all/articles:4/' \
    --benchmark_min_time="$((articles / 20 + 1))" --benchmark_format=json >"$work/reader" 2>/dev/null \
    || { skipped "Sitrep's speed: bench_reader failed"; return; }
  ! grep -q '^no weights' "$work/reader" || echo "  Sitrep has no trained reader here: speed with random weights of its size"
  awk -v words="$words" -v articles="$articles" '
    / articles of [0-9]+ words$/ { factor = words / articles / $4 }  # it cuts words in a way of its own
    /"name":/ { split($2, part, /[\/"]/); profile = part[2] }
    /"articles_per_cpu_s":/ { printf "%s %.1f\n", profile, $2 * factor }' "$work/reader" >"$work/profiles"
}
tag_ours() {
  local gold=$gold set profile speed accuracy=()
  [[ -x $bin/sitrep-eval ]] || { skipped "Sitrep's accuracy: no sitrep-eval here"; gold=""; }
  for set in syn-ewt syn-gum; do score_ours pos "$set/dev.conllu"; done
  score_ours sentences syn-ewt/dev.conllu
  score_ours ner ner-conll2003/dev.bio
  accuracy=("$(eval_figure "$work/pos-syn-ewt" 'UPOS accuracy')" "$(eval_figure "$work/pos-syn-gum" 'UPOS accuracy')"
    "$(eval_figure "$work/pos-syn-ewt" 'lemma accuracy')" "$(eval_figure "$work/sentences-syn-ewt" F1)"
    "$(eval_figure "$work/ner-ner-conll2003" F1)")
  [[ -s $work/profiles ]] || echo "- -" >"$work/profiles"
  while read -r profile speed; do
    row Sitrep "$profile" "$speed" "${accuracy[@]}" "UPOS, lemmas, names, UD dependencies; of given words and sentences"
    accuracy=(- - - - -)
  done <"$work/profiles"
}

time_rival() { # FUNCTION; false when it cannot
  "$1" speed "$work/articles.jsonl" >"$work/$1" 2>"$work/log" || { skipped "$1: $(tail -n 1 "$work/log")"; return 1; }
  sed 's/^/  /' "$work/log"
}
tag_rival() { # FUNCTION
  local speed=$work/$1 set
  for set in syn-ewt/dev.conllu syn-gum/dev.conllu ner-conll2003/dev.bio; do
    : >"$work/${set%%/*}"
    [[ -n $gold ]] || continue
    "$1" accuracy "$gold/$set" >"$work/${set%%/*}" 2>"$work/log" || skipped "$1, $set: $(tail -n 1 "$work/log")"
  done
  row "$(field tool <"$speed")" "$(field version <"$speed")" "$(field articles_of_450_words_per_cpu_s <"$speed")" \
    "$(figure upos upos_of_shared "$work/syn-ewt")" "$(figure upos upos_of_shared "$work/syn-gum")" \
    "$(figure lemma lemma_of_shared "$work/syn-ewt")" "$(figure sentences_f1 sentences_f1_of_paragraphs "$work/syn-ewt")" \
    "$(field names_f1 <"$work/ner-conll2003" | percent)" "$(field does <"$speed")"
}

aligned() { # columns between "|"
  awk -F '|' '
    { for (i = 1; i <= NF; ++i) { cell[NR, i] = $i; if (length($i) > width[i]) width[i] = length($i) } columns = NF }
    END {
      for (r = 1; r <= NR; ++r) {
        printf " "
        for (i = 1; i < columns; ++i) printf (i < 3 ? " %-*s " : " %*s "), width[i], cell[r, i]
        print " " cell[r, columns]
      }
    }'
}

bench_tag() {
  local file gold work rival
  file=${load:-$(load_corpus)}
  [[ -n $file ]] || { echo "skipped: tag needs --load FILE"; return; }
  command -v python3 >/dev/null || { echo "skipped: tag needs python3, which counts the words"; return; }
  gold=$(gold_folder)
  [[ -n $gold ]] || skipped "accuracy: no --data folder and nothing to unpack"
  mkdir -p "$rivals"
  work=$(mktemp -d -p "$rivals")
  # shellcheck disable=SC2064
  trap "rm -rf '$work'" EXIT
  python3 tests/bench/rivals/articles.py "$articles" <"$file" >"$work/articles.jsonl"
  local articles words  # as many as there are
  articles=$(wc -l <"$work/articles.jsonl")
  words=$(field words <"$work/articles.jsonl" | awk '{ n += $1 } END { print n + 0 }')
  row tool version "articles/CPU s" "UPOS EWT" "UPOS GUM" "lemma EWT" "sentences EWT" "names CoNLL" does

  printf '  %s, load %s; %d articles, %d words\n' "$(date +%F)" "$(cut -d ' ' -f 1 /proc/loadavg)" "$articles" "$words"
  # All speeds first, one right after the other: the machine has slow hours.
  local ready=() timed=()
  if install_node_rivals; then ready+=(wink compromise); fi
  if install_python_rivals; then ready+=(spacy_small); fi
  time_ours
  for rival in "${ready[@]}"; do
    yardstick | sed 's/^/  /'
    if time_rival "$rival"; then timed+=("$rival"); fi
  done
  tag_ours
  for rival in "${timed[@]}"; do tag_rival "$rival"; done
  aligned <"$work/table"
  cat <<'END'
  articles/CPU s: articles of 450 words of one common count per second of CPU time, one thread, without start and warm-up.
  UPOS, lemma: % of the development sets' words; names, sentences: F1, exact. Rivals read raw text; in brackets: of words that
  they cut as the treebank does, of sentences when a paragraph is given at a time. Their lemmas may differ in case.
  Mapped in favour of the rival (tests/bench/rivals): compromise's tags to UPOS, types of names to PER, LOC, ORG, MISC.
END
  rm -rf "$work"
  trap - EXIT
}
