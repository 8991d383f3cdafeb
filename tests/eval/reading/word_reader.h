#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "services/tagger/document/document.h"

namespace sitrep::eval {

struct ReadWord {
  std::string upos;
  std::string lemma;
  uint32_t head = 0;   // 1 is the sentence's first word, 0 the root.
  std::string deprel;  // With or without subtype: it is dropped.
};

// Words of the sentence, half-open.
struct ReadName {
  uint32_t first_word = 0;
  uint32_t end_word = 0;
  tagger::MentionType type = tagger::MentionType::kOther;
  bool is_people = false;  // A nationality, an ethnic or religious group, or its adjective.
};

struct ReadSentence {
  std::vector<ReadWord> words;  // As many as were given.
  std::vector<ReadName> names;
};

// Reads sentences whose words are given: a seam, behind which the trained reader stands.
class WordReader {
 public:
  virtual ~WordReader() = default;

  // Sentences of word forms, each answered in its place.
  virtual absl::StatusOr<std::vector<ReadSentence>> Read(
      absl::Span<const std::vector<std::string>> sentences) const = 0;
};

// The trained reader in `models_dir`/reader. FAILED_PRECONDITION when there is none.
absl::StatusOr<std::unique_ptr<const WordReader>> OpenWordReader(const std::string& models_dir);

}  // namespace sitrep::eval
