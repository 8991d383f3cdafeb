#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/tagger/annotators/sentence_features.h"

namespace sitrep::tagger {

// Decides whether a sentence ends at a place. One layer of kWidth sums over the rows of a hashed table, of which all
// but the first are cut off below zero, and a weighted sum of those. All in integers, so every processor decides alike.
// Immutable after Load; thread-safe.
class SentenceModel {
 public:
  // Reads models_dir/sentences/boundaries.bin. NOT_FOUND when it is missing; DATA_LOSS when it is truncated, damaged or
  // of another version.
  static absl::StatusOr<SentenceModel> Load(const std::string& models_dir);

  const KnownWords& known_words() const { return *known_; }
  // Identifies the weights.
  uint64_t checksum() const { return checksum_; }

  bool EndsSentence(const SentenceFeatures::Row& row) const;

 private:
  static constexpr size_t kWidth = 16;
  static constexpr uint32_t kRowBits = 16;
  struct alignas(kWidth) Weights {
    std::array<int8_t, kWidth> values;
  };
  struct Header;

  SentenceModel() = default;

  std::unique_ptr<KnownWords> known_;
  std::vector<Weights> table_;
  std::array<int32_t, kWidth> output_{};
  int64_t bias_ = 0;
  uint64_t checksum_ = 0;
};

}  // namespace sitrep::tagger
