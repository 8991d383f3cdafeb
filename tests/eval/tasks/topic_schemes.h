#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace sitrep::eval {

// How the topics of one gold vocabulary and ours meet: each gold topic is found by any of some of ours, which are found
// for no other gold topic. The one place where they are mapped.
struct TopicScheme {
  struct GoldTopic {
    std::string_view topic;
    std::vector<std::string_view> ours;
  };

  std::string_view name;
  std::vector<GoldTopic> topics;
};

// The scheme that has one of these topics. INVALID_ARGUMENT when there is none.
absl::StatusOr<const TopicScheme*> TopicSchemeOf(const std::set<std::string>& topics);

}  // namespace sitrep::eval
