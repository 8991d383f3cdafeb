#include "tests/eval/tasks/topic_schemes.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace sitrep::eval {
namespace {

const std::vector<TopicScheme>& Schemes() {
  static const auto* const schemes = new std::vector<TopicScheme>{
      {"BBC",
       {{"business", {"business", "economic"}},
        {"entertainment", {"entertainment"}},
        {"politics",
         {"executive", "legislative", "election", "political_institutions", "diplomatic", "rights_freedoms",
          "pro_democracy", "migration", "asylum"}},
        {"sport", {"sport"}},
        {"tech", {"technology", "cyber"}}}},
      {"InSight Crime",
       {{"drugs", {"illegal_drugs"}},
        {"corruption", {"corruption"}},
        {"environment", {"environment", "natural_resource"}},
        {"contraband", {"trafficking"}}}},
      {"Reuters-21578",
       {{"earn", {"business"}},
        {"acq", {"business"}},
        {"crude", {"natural_resource"}},
        {"nat-gas", {"natural_resource"}},
        {"gold", {"natural_resource"}},
        {"money-fx", {"economic"}},
        {"interest", {"economic"}},
        {"trade", {"economic"}},
        {"gnp", {"economic"}},
        {"cpi", {"economic"}},
        {"jobs", {"economic"}},
        {"bop", {"economic"}}}},
  };
  return *schemes;
}

}  // namespace

absl::StatusOr<const TopicScheme*> TopicSchemeOf(const std::set<std::string>& topics) {
  for (const TopicScheme& scheme : Schemes()) {
    const auto has = [&topics](const TopicScheme::GoldTopic& gold) { return topics.contains(std::string(gold.topic)); };
    // The vocabularies share no more than a word or two.
    if (std::ranges::count_if(scheme.topics, has) * 2 > std::ssize(scheme.topics)) return &scheme;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("topics of no known scheme: ", topics.empty() ? "none at all" : *topics.begin(), ", ..."));
}

}  // namespace sitrep::eval
