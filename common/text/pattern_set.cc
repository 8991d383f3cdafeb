#include "common/text/pattern_set.h"

#include <algorithm>
#include <utility>

#include "common/base/check.h"

namespace sitrep::text {
namespace {

// Agencies whose name alone, in brackets, is a credit; stands for {agency} in the patterns below.
constexpr const char* kAgencies =
    "ani|pti|ians|afp|ap|reuters|upi|dpa|tass|xinhua|anadolu|anadolu agency|bloomberg|efe|ansa|kyodo|yonhap|unb|app"
    "|agencies|agency|wire services|wires|associated press|the associated press|agence "
    "france-presse|interfax|unian|ukrinform";

constexpr const char* kMonthNames =
    "(?:January|February|March|April|May|June|July|August|September|October|November|December|(?:Jan|Feb|Mar|Apr|Jun|"
    "Jul|Aug|Sept?|Oct|Nov|Dec)\\.?)";

constexpr int64_t kAutomatonBytes = int64_t{64} << 20;  // An upper bound; a few MB are used.

RE2::Options Options() {
  RE2::Options options;
  options.set_max_mem(kAutomatonBytes);
  return options;
}

}  // namespace

std::string ExpandPattern(std::string_view pattern) {
  constexpr std::pair<std::string_view, std::string_view> kNames[] = {{"{agency}", kAgencies},
                                                                      {"{month}", kMonthNames},
                                                                      {"{U}", "A-ZÀ-ÖØ-ÞĀ-ſΆ-ΫЀ-Я"},
                                                                      {"{L}", "A-Za-zÀ-ÖØ-öø-ɏΆ-ώЀ-ӿ"}};
  std::string whole(pattern);
  for (const auto& [name, meaning] : kNames) {
    for (size_t at = whole.find(name); at != std::string::npos; at = whole.find(name)) {
      whole.replace(at, name.size(), meaning);
    }
  }
  return whole;
}

PatternSet::PatternSet(const std::vector<const char*>& patterns)
    : anchored_(Options(), RE2::ANCHOR_START), floating_(Options(), RE2::UNANCHORED) {
  for (size_t i = 0; i < patterns.size(); ++i) {
    const std::string pattern = ExpandPattern(patterns[i]);
    const bool anchored = pattern.starts_with('^');
    Check((anchored ? anchored_ : floating_).Add(ToPiece(pattern), nullptr) >= 0, pattern);
    (anchored ? anchored_indices_ : floating_indices_).push_back(i);
  }
  Check(anchored_indices_.empty() || anchored_.Compile(), "pattern set too large");
  Check(floating_indices_.empty() || floating_.Compile(), "pattern set too large");
}

std::optional<size_t> PatternSet::FirstMatch(std::string_view text) const {
  std::optional<size_t> first;
  std::vector<int> matches;
  const auto take = [&](const RE2::Set& set, const std::vector<size_t>& indices) {
    if (indices.empty() || !set.Match(ToPiece(text), &matches)) return;
    for (const int match : matches) {
      first = std::min(first.value_or(indices[static_cast<size_t>(match)]), indices[static_cast<size_t>(match)]);
    }
  };
  take(anchored_, anchored_indices_);
  take(floating_, floating_indices_);
  return first;
}

}  // namespace sitrep::text
