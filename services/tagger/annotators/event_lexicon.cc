#include "services/tagger/annotators/event_lexicon.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/hash.h"
#include "common/base/status_macros.h"
#include "services/tagger/annotators/verb_forms.h"
#include "services/tagger/document/document.h"

namespace sitrep::tagger::events {
namespace {

constexpr int kDefaultGap = 4;
constexpr int kMaxGap = 12;

struct NamedClass {
  std::string_view name;
  uint64_t bit;
};

constexpr auto kClassNames = std::to_array<NamedClass>({
    {"determiner", kDeterminer},
    {"preposition", kPreposition},
    {"locative", kLocative},
    {"be", kBe},
    {"finite_be", kFiniteBe},
    {"have", kHave},
    {"do", kDo},
    {"past_aux", kPastAuxiliary},
    {"future_modal", kFutureModal},
    {"may_modal", kMayModal},
    {"should_modal", kShouldModal},
    {"negation", kNegation},
    {"subordinator", kSubordinator},
    {"condition", kCondition},
    {"relative", kRelative},
    {"coordinator", kCoordinator},
    {"adverb", kAdverb},
    {"pronoun", kPronoun},
    {"they", kThey},
    {"unconfirmed", kUnconfirmed},
    {"planned", kPlannedWord},
    {"another", kAnotherWord},
    {"plan_adjective", kPlanAdjective},
    {"intend", kIntend},
    {"wish", kWish},
    {"fail", kFail},
    {"deny", kDeny},
    {"claim", kClaim},
    {"say", kSay},
    {"begin", kBegin},
    {"occur", kOccur},
    {"support", kSupport},
    {"declare", kDeclare},
    {"stop", kStop},
    {"verb", kVerb},
    {"forces", kForces},
    {"actor", kActor},
    {"sides", kSides},
    {"pair", kPair},
    {"place_noun", kPlaceNoun},
    {"here", kHere},
    {"claim_noun", kClaimNoun},
    {"wish_noun", kWishNoun},
    {"after_noun", kAfterNoun},
    {"time_noun", kTimeNoun},
    {"border", kBorder},
    {"list_intro", kListIntro},
    {"get", kGet},
    {"politics", kPolitics},
    {"suffer", kSuffer},
    {"light_noun", kLightNoun},
    {"history", kHistory},
    {"superlative", kSuperlative},
    {"behest", kBehest},
    {"daytime", kDaytime},
});

struct TypeScale {
  std::string_view type;
  float scale;
};

// The 16 types of PLOVER with their Goldstein-style scale.
constexpr auto kTypes = std::to_array<TypeScale>({
    {"AGREE", 2.5f},
    {"CONSULT", 2.5f},
    {"SUPPORT", 5.0f},
    {"CONCEDE", 4.5f},
    {"COOPERATE", 9.5f},
    {"AID", 10.0f},
    {"RETREAT", 6.5f},
    {"REQUEST", 0.0f},
    {"REJECT", -2.0f},
    {"ACCUSE", -3.0f},
    {"THREATEN", -3.5f},
    {"PROTEST", -5.0f},
    {"SANCTION", -6.0f},
    {"MOBILIZE", -5.5f},
    {"COERCE", -7.0f},
    {"ASSAULT", -9.0f},
});

absl::Status SetTrait(std::string_view trait, FrameTraits& traits) {
  if (trait == "symmetric")
    traits.symmetric = true;
  else if (trait == "numbered")
    traits.numbered = true;
  else if (trait == "keep")
    traits.keep = true;
  else if (trait == "violent")
    traits.violent = true;
  else if (trait == "effect")
    traits.effect = true;
  else if (trait == "transitive")
    traits.transitive = true;
  else if (trait == "merges")
    traits.merges = true;
  else if (trait == "declared")
    traits.declared = true;
  else if (trait == "actor")
    traits.needs_actor = true;
  else if (trait == "needs=place")
    traits.needs_place = true;
  else if (trait == "gather")
    traits.gather = true;
  else if (trait == "pair")
    traits.pair = true;
  else if (trait == "name")
    traits.needs_name = true;
  else if (trait == "object=place")
    traits.object_is_place = true, traits.object_is_recipient = false;
  else if (trait == "object=both")
    traits.object_is_place = true;
  else if (trait == "object=recipient")
    traits.object_is_recipient = true;
  else if (trait == "of=place")
    traits.of_is_place = true;
  else if (trait == "of=recipient")
    traits.of_is_recipient = true;
  else if (trait == "of=both")
    traits.of_is_place = true, traits.of_is_recipient = true;
  else if (trait == "of=actor")
    traits.of_is_actor = true;
  else if (trait == "from=place")
    traits.from_is_place = true;
  else
    return absl::InvalidArgumentError(absl::StrCat("unknown trait: ", std::string(trait)));
  return absl::OkStatus();
}

struct Row {
  size_t line = 0;
  std::vector<std::string> columns;
};

// The rows of a TSV file; lines that begin with "# " are comments. Adds the bytes to `fingerprint`.
absl::StatusOr<std::vector<Row>> ReadRows(const std::string& path, size_t min_columns, uint64_t& fingerprint) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::NotFoundError(absl::StrCat("cannot open ", path));
  std::stringstream buffer;
  buffer << file.rdbuf();
  const std::string content = buffer.str();
  fingerprint = fingerprint * 31 + Hash64(content);
  std::vector<Row> rows;
  size_t line = 0;
  for (const absl::string_view text : absl::StrSplit(content, '\n')) {
    ++line;
    if (text.empty() || absl::StartsWith(text, "# ")) continue;
    Row row{line, absl::StrSplit(text, '\t')};
    if (row.columns.size() < min_columns) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, " line ", line, " has fewer than ", min_columns, " columns"));
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

absl::Status AtLine(const absl::Status& status, const std::string& path, size_t line) {
  return absl::Status(status.code(), absl::StrCat(path, " line ", line, ": ", status.message()));
}

}  // namespace

class EventLexiconBuilder {
 public:
  absl::StatusOr<EventLexicon> Build(const std::string& folder) {
    SITREP_RETURN_IF_ERROR(ReadWords(folder + "/words.tsv"));
    SITREP_RETURN_IF_ERROR(ReadFrames(folder + "/frames.tsv"));
    SITREP_RETURN_IF_ERROR(ReadTriggers(folder + "/triggers.tsv"));
    lexicon_.by_first_word_.resize(lexicon_.facts_.size());
    for (uint32_t i = 0; i < lexicon_.patterns_.size(); ++i) {
      for (const uint32_t word : lexicon_.patterns_[i].elements.front().words) {
        lexicon_.by_first_word_[word].push_back(i);
      }
    }
    for (auto& list : lexicon_.by_first_word_) {
      std::ranges::stable_sort(list, std::ranges::greater{},
                               [this](uint32_t i) { return lexicon_.patterns_[i].weight; });
    }
    return std::move(lexicon_);
  }

 private:
  uint32_t Intern(std::string_view word) {
    const auto [found, inserted] =
        lexicon_.ids_.try_emplace(std::string(word), static_cast<uint32_t>(lexicon_.facts_.size()));
    if (inserted) lexicon_.facts_.emplace_back();
    return found->second;
  }

  std::vector<uint32_t> InternVerb(std::string_view lemma, uint64_t classes) {
    std::vector<uint32_t> words;
    for (const VerbFormWord& form : verbs_.FormsOf(lemma)) {
      const uint32_t word = Intern(form.word);
      lexicon_.facts_[word].verb_forms |= form.forms;
      lexicon_.facts_[word].classes |= classes | kVerb;
      words.push_back(word);
    }
    return words;
  }

  absl::Status ReadWords(const std::string& path) {
    SITREP_ASSIGN_OR_RETURN(const std::vector<Row> rows, ReadRows(path, 2, lexicon_.fingerprint_));
    for (const Row& row : rows) {
      if (row.columns[0] != "irregular" && row.columns[0] != "doubled") continue;
      for (const absl::string_view word : absl::StrSplit(row.columns[1], ' ', absl::SkipEmpty())) {
        const absl::Status added = row.columns[0] == "doubled" ? verbs_.AddDoubled({word.data(), word.size()})
                                                               : verbs_.AddIrregular({word.data(), word.size()});
        if (!added.ok()) return AtLine(added, path, row.line);
      }
    }
    for (const Row& row : rows) {
      if (row.columns[0] == "irregular" || row.columns[0] == "doubled") continue;
      const auto named = std::ranges::find(kClassNames, std::string_view(row.columns[0]), &NamedClass::name);
      if (named == kClassNames.end()) {
        return AtLine(absl::InvalidArgumentError(absl::StrCat("unknown class: ", row.columns[0])), path, row.line);
      }
      for (absl::string_view word : absl::StrSplit(row.columns[1], ' ', absl::SkipEmpty())) {
        if (absl::ConsumePrefix(&word, "V:")) {
          InternVerb({word.data(), word.size()}, named->bit);
        } else {
          lexicon_.facts_[Intern({word.data(), word.size()})].classes |= named->bit;
        }
      }
    }
    return absl::OkStatus();
  }

  absl::Status ReadFrames(const std::string& path) {
    SITREP_ASSIGN_OR_RETURN(const std::vector<Row> rows, ReadRows(path, 5, lexicon_.fingerprint_));
    for (const Row& row : rows) {
      Frame frame{.name = row.columns[0], .type = row.columns[1], .mode = row.columns[2]};
      const auto type = std::ranges::find(kTypes, std::string_view(frame.type), &TypeScale::type);
      if (type == kTypes.end()) {
        return AtLine(absl::InvalidArgumentError(absl::StrCat("no PLOVER type: ", frame.type)), path, row.line);
      }
      frame.scale = type->scale;
      frame.contexts = absl::StrSplit(row.columns[3], ';', absl::SkipEmpty());
      for (const absl::string_view trait : absl::StrSplit(row.columns[4], ';', absl::SkipEmpty())) {
        const absl::Status set = SetTrait({trait.data(), trait.size()}, frame.traits);
        if (!set.ok()) return AtLine(set, path, row.line);
      }
      lexicon_.frames_.push_back(std::move(frame));
    }
    return absl::OkStatus();
  }

  absl::Status ReadTriggers(const std::string& path) {
    SITREP_ASSIGN_OR_RETURN(const std::vector<Row> rows, ReadRows(path, 2, lexicon_.fingerprint_));
    for (const Row& row : rows) {
      TriggerPattern pattern;
      // "-": the words mean something else, such as "declined to comment".
      const bool suppressed = row.columns[1] == "-";
      pattern.frame = suppressed ? kNone : lexicon_.FrameIndex(row.columns[1]);
      if (pattern.frame == kNone && !suppressed) {
        return AtLine(absl::InvalidArgumentError(absl::StrCat("unknown frame: ", row.columns[1])), path, row.line);
      }
      if (row.columns.size() > 2 && row.columns[2] == "inverse") {
        pattern.roles = PatternRoles::kInverse;
      } else if (row.columns.size() > 2 && row.columns[2] == "modal") {
        pattern.roles = PatternRoles::kModal;
      } else if (row.columns.size() > 2 && row.columns[2] == "speaker") {
        pattern.roles = PatternRoles::kSpeaker;
      } else if (row.columns.size() > 2 && row.columns[2] == "claimed") {
        pattern.roles = PatternRoles::kClaimed;
      } else if (row.columns.size() > 2 && row.columns[2] == "armed") {
        pattern.roles = PatternRoles::kArmed;
      } else if (row.columns.size() > 2 && !row.columns[2].empty()) {
        return AtLine(absl::InvalidArgumentError(absl::StrCat("unknown roles: ", row.columns[2])), path, row.line);
      }
      const absl::Status parsed = ParsePattern(row.columns[0], pattern);
      if (!parsed.ok()) return AtLine(parsed, path, row.line);
      lexicon_.patterns_.push_back(std::move(pattern));
    }
    return absl::OkStatus();
  }

  absl::Status ParsePattern(const std::string& text, TriggerPattern& pattern) {
    bool has_head = false;
    for (absl::string_view part : absl::StrSplit(text, ' ', absl::SkipEmpty())) {
      PatternElement element;
      element.head = absl::ConsumePrefix(&part, "^");
      element.open = absl::ConsumePrefix(&part, "~");
      has_head |= element.head;
      if (part == "@PLACE") {
        element.kind = PatternElement::kPlace;
        pattern.weight += 2;
      } else if (part == "@PARTY") {
        element.kind = PatternElement::kParty;
        pattern.weight += 1;
      } else if (part == "@END") {
        element.kind = PatternElement::kEnd;
      } else if (absl::ConsumePrefix(&part, "*")) {
        int gap = kDefaultGap;
        if (!part.empty() && (!absl::SimpleAtoi(part, &gap) || gap < 1 || gap > kMaxGap)) {
          return absl::InvalidArgumentError(absl::StrCat("gap must be 1 to ", kMaxGap, ": ", part));
        }
        element.kind = PatternElement::kGap;
        element.max_gap = static_cast<uint8_t>(gap);
      } else {
        ParseWords(part, element);
        pattern.weight += 3;
      }
      pattern.elements.push_back(std::move(element));
    }
    if (pattern.elements.empty() || pattern.elements.front().kind != PatternElement::kWords) {
      return absl::InvalidArgumentError(absl::StrCat("a pattern begins with a word: ", text));
    }
    if (pattern.elements.back().kind == PatternElement::kGap) {
      return absl::InvalidArgumentError(absl::StrCat("a pattern does not end with a gap: ", text));
    }
    if (!has_head) DefaultHead(pattern);
    return absl::OkStatus();
  }

  // A noun written as such names the event unless a verb comes first; else the first word does.
  static void DefaultHead(TriggerPattern& pattern) {
    PatternElement* head = &pattern.elements.front();
    if (!head->verb) {
      for (PatternElement& element : pattern.elements) {
        if (element.noun) {
          head = &element;
          break;
        }
      }
    }
    head->head = true;
  }

  void ParseWords(absl::string_view part, PatternElement& element) {
    for (absl::string_view word : absl::StrSplit(part, '|')) {
      if (absl::ConsumePrefix(&word, "V:")) {
        element.verb = true;
        for (const uint32_t form : InternVerb({word.data(), word.size()}, 0)) element.words.push_back(form);
      } else if (absl::ConsumePrefix(&word, "N:")) {
        element.noun = true;
        const bool plural_only = absl::ConsumeSuffix(&word, "/s");
        const std::string_view lemma(word.data(), word.size());
        AddNoun(PluralOf(lemma), element);
        if (!plural_only) AddNoun(lemma, element);
      } else {
        element.words.push_back(Intern({word.data(), word.size()}));
      }
    }
    std::ranges::sort(element.words);
  }

  void AddNoun(std::string_view word, PatternElement& element) {
    const uint32_t id = Intern(word);
    lexicon_.facts_[id].noun = true;
    element.words.push_back(id);
  }

  EventLexicon lexicon_;
  VerbForms verbs_;
};

absl::StatusOr<EventLexicon> EventLexicon::Load(const std::string& models_dir) {
  return EventLexiconBuilder().Build(models_dir + "/events");
}

uint32_t EventLexicon::FrameIndex(std::string_view name) const {
  const auto found = std::ranges::find(frames_, name, [](const Frame& frame) { return std::string_view(frame.name); });
  return found == frames_.end() ? kNone : static_cast<uint32_t>(found - frames_.begin());
}

}  // namespace sitrep::tagger::events
