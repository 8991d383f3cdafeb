#include "services/tagger/annotators/verb_forms.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/string_views.h"
#include "services/tagger/annotators/event_lexicon.h"

namespace sitrep::tagger::events {
namespace {

bool IsVowel(char c) { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u'; }

bool EndsInConsonantY(std::string_view word) {
  return word.size() > 1 && word.back() == 'y' && !IsVowel(word[word.size() - 2]);
}

std::string IngOf(std::string_view lemma, bool doubled) {
  std::string word(lemma);
  if (doubled) return word + lemma.back() + "ing";
  if (lemma.size() > 2 && lemma.ends_with("ie")) return word.substr(0, word.size() - 2) + "ying";
  if (lemma.size() > 2 && lemma.back() == 'e' && !lemma.ends_with("ee") && !lemma.ends_with("ye")) word.pop_back();
  return word + "ing";
}

std::string PastOf(std::string_view lemma, bool doubled) {
  std::string word(lemma);
  if (doubled) return word + lemma.back() + "ed";
  if (lemma.ends_with('e')) return word + "d";
  if (EndsInConsonantY(lemma)) return word.substr(0, word.size() - 1) + "ied";
  return word + "ed";
}

}  // namespace

std::string PluralOf(std::string_view noun) {
  if (EndsInConsonantY(noun)) return std::string(noun.substr(0, noun.size() - 1)) + "ies";
  for (const std::string_view ending : {"s", "x", "z", "ch", "sh"}) {
    if (noun.ends_with(ending)) return std::string(noun) + "es";
  }
  return std::string(noun) + "s";
}

absl::Status VerbForms::AddIrregular(std::string_view forms) {
  const std::vector<std::string> parts = absl::StrSplit(ToAbsl(forms), '/');
  if (parts.size() < 3 || parts.size() > 4) {
    return absl::InvalidArgumentError(absl::StrCat("expected base/past/participle[/ing]: ", ToAbsl(forms)));
  }
  irregular_[parts[0]] = {parts[1], parts[2], parts.size() == 4 ? parts[3] : ""};
  return absl::OkStatus();
}

absl::Status VerbForms::AddDoubled(std::string_view lemma) {
  if (lemma.empty()) return absl::InvalidArgumentError("empty verb");
  doubled_.emplace(lemma);
  return absl::OkStatus();
}

std::vector<VerbFormWord> VerbForms::FormsOf(std::string_view lemma) const {
  std::vector<VerbFormWord> forms;
  const auto add = [&forms](std::string word, uint8_t form) {
    const auto same = std::ranges::find(forms, word, &VerbFormWord::word);
    if (same != forms.end()) {
      same->forms |= form;
    } else {
      forms.push_back({std::move(word), form});
    }
  };
  const bool doubled = doubled_.contains(std::string(lemma));
  add(std::string(lemma), kBase);
  add(lemma == "have"        ? "has"
      : lemma == "be"        ? "is"
      : lemma.ends_with('o') ? std::string(lemma) + "es"
                             : PluralOf(lemma),
      kThird);
  const auto irregular = irregular_.find(std::string(lemma));
  if (irregular == irregular_.end()) {
    add(PastOf(lemma, doubled), kPast | kParticiple);
    add(IngOf(lemma, doubled), kIng);
  } else {
    add(irregular->second.past, kPast);
    add(irregular->second.participle, kParticiple);
    add(irregular->second.ing.empty() ? IngOf(lemma, doubled) : irregular->second.ing, kIng);
  }
  return forms;
}

}  // namespace sitrep::tagger::events
