#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace sitrep::eval {

struct StoryArticle {
  std::string id;
  std::string story;
  std::string text;  // Sentences, a line each.
};

// ECB+'s JSON lines: id, subtopic, sentences (tokens joined by blanks). INVALID_ARGUMENT names file and line.
absl::StatusOr<std::vector<StoryArticle>> ReadStoryArticles(const std::string& path);

// Ids of the articles that a table (doc, topic, subtopic, split; tabs between) has in this split.
absl::StatusOr<std::vector<std::string>> ReadSplit(const std::string& path, const std::string& split);

}  // namespace sitrep::eval
