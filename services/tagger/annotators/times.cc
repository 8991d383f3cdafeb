#include "services/tagger/annotators/times.h"

#include <utility>
#include <vector>

#include "services/tagger/annotators/tense.h"
#include "services/tagger/annotators/time_atoms.h"
#include "services/tagger/annotators/time_grammar.h"
#include "services/tagger/annotators/time_resolver.h"

namespace sitrep::tagger {
namespace {

// Whether the tense of the clause can change what the phrase means.
bool DependsOnTense(const TimePhrase& phrase) {
  switch (phrase.kind) {
    case TimePhrase::Kind::kCalendar:
      return phrase.year == 0 && phrase.relation == TimePhrase::kNoRelation;
    case TimePhrase::Kind::kSeason:
    case TimePhrase::Kind::kQuarter:
    case TimePhrase::Kind::kHoliday:
    case TimePhrase::Kind::kPeriod:
      return phrase.year == 0;
    default:
      return false;
  }
}

}  // namespace

absl::Status TimesAnnotator::Annotate(Document& document) const {
  document.times.clear();
  std::vector<Atom> atoms;
  TimeContext context;
  context.publication = document.publication;
  // How many sentences a quarter stays the one spoken of.
  constexpr uint32_t kQuarterReach = 2;
  uint32_t quarter_sentence = 0;
  for (uint32_t s = 0; s < document.sentences.size(); ++s) {
    const Sentence& sentence = document.sentences[s];
    if (sentence.segment == text::SegmentKind::kDatePrefix) continue;
    if (!ReadAtoms(document, sentence.first_token, sentence.end_token, atoms)) continue;
    if (quarter_sentence + kQuarterReach < s) context.spoken_quarter = {};
    const TimeGrammar grammar(atoms);
    for (size_t i = 0; i < atoms.size();) {
      if (atoms[i].word == TimeWord::kOther) {
        ++i;
        continue;
      }
      std::optional<TimePhrase> phrase = grammar.ParseAt(i);
      if (!phrase) {
        ++i;
        continue;
      }
      TimeExpression expression;
      expression.sentence = s;
      expression.first_token = atoms[phrase->begin].token;
      expression.end_token = atoms[phrase->end - 1].token + 1;
      // "an hour-long"
      if (phrase->end < atoms.size() && atoms[phrase->end].joined &&
          document.Lower(document.tokens[atoms[phrase->end].token]) == "long") {
        expression.end_token = atoms[phrase->end].token + 1;
      }
      expression.span = {document.tokens[expression.first_token].begin, document.tokens[expression.end_token - 1].end};
      const bool in_future = phrase->kind == TimePhrase::Kind::kDuration && phrase->after_in &&
                             phrase->unit >= TimeUnit::kDay &&
                             TenseNear(document, expression.first_token, expression.end_token) == Tense::kFuture;
      if (in_future) {
        phrase->kind = TimePhrase::Kind::kAgo;  // "will meet in two weeks": a date, not a length.
        phrase->relation = 1;
      }
      context.tense =
          DependsOnTense(*phrase) ? TenseNear(document, expression.first_token, expression.end_token) : Tense::kUnknown;
      i = phrase->end;
      if (!TimeResolver(*phrase, context, expression).Resolve()) continue;
      const bool is_day = expression.type != TimexType::kDuration && !expression.interval.empty() &&
                          expression.interval.granularity <= Granularity::kDay;
      if (is_day) {
        context.spoken_day = text::DayFromEpoch(expression.interval.begin_s / text::kSecondsPerDay);
        context.spoken_expression = static_cast<uint32_t>(document.times.size());
      }
      if (phrase->kind == TimePhrase::Kind::kQuarter && !expression.interval.empty()) {
        const text::CivilDay day = text::DayFromEpoch(expression.interval.begin_s / text::kSecondsPerDay);
        context.spoken_quarter = {day.year, (day.month + 2) / 3};
        quarter_sentence = s;
      }
      document.times.push_back(std::move(expression));
    }
  }
  return absl::OkStatus();
}

}  // namespace sitrep::tagger
