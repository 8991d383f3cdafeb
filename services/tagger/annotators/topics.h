#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "services/tagger/document/annotator.h"

namespace sitrep::tagger {

// Fills Document::topics: at most kMaxTopics subjects of the whole text, most certain first, among the 37 PLOVER
// contexts and six of the IPTC Media Topics (models/topics/CARD.md). Counts weighted terms of models/topics/topics.tsv,
// dampens repetition and length, and drops a topic that only one term speaks for: it would rather miss one than invent
// one. Reads tokens and sentences. Linear; thread-safe once made.
class TopicsAnnotator final : public Annotator {
 public:
  static constexpr size_t kMaxTopics = 5;

  // Reads `models_dir`/topics/topics.tsv. NOT_FOUND names a missing file, INVALID_ARGUMENT the line that is malformed.
  static absl::StatusOr<TopicsAnnotator> Create(const std::string& models_dir);

  std::string_view name() const override { return "topics"; }
  std::string_view version() const override { return version_; }
  std::string_view description() const override { return "PLOVER contexts and media topics, by weighted terms"; }

  absl::Status Annotate(Document& document) const override;

 private:
  struct Term {
    std::vector<std::string> rest;  // The stems behind the first.
    uint16_t topic = 0;
    float weight = 0;
    uint32_t index = 0;  // Of the term among all.
  };

  TopicsAnnotator() = default;

  std::vector<std::string> names_;
  absl::flat_hash_map<std::string, std::vector<Term>> terms_;  // By the stem of their first word.
  uint32_t term_count_ = 0;
  std::string version_;  // Of the rules and the file.
};

}  // namespace sitrep::tagger
