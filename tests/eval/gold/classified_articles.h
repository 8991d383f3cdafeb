#pragma once

#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace sitrep::eval {

// An article and the topics that somebody gave it, in the words of its set.
struct ClassifiedArticle {
  std::string id;
  std::string title;
  std::string text;
  std::set<std::string> topics;
};

// JSON lines (*.jsonl): text, title, id, and category (one topic) or topics (a list; with has_topics, only those that
// say "YES"); or tab-separated lines (*.tsv): text, in quotation marks or not, and a 0 or 1 for each of seven topics in
// the order of InSight Crime's release. INVALID_ARGUMENT names file and line.
absl::StatusOr<std::vector<ClassifiedArticle>> ReadClassifiedArticles(const std::string& path);

// What the seven columns are taken for; the release does not name them.
inline constexpr const char* kInsightCrimeTopics[] = {"drugs",     "corruption",  "law enforcement", "homicide",
                                                      "extortion", "environment", "contraband"};

}  // namespace sitrep::eval
