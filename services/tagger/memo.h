#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/hash.h"

namespace sitrep::tagger {

// What was computed before, by a hash of everything that it depends on. Forgetting an entry costs time, never truth: so
// writes are not synced and entries age out. Thread-safe.
class Memo {
 public:
  virtual ~Memo() = default;
  virtual absl::StatusOr<std::optional<std::string>> Find(const Hash128& key) const = 0;
  virtual absl::Status Store(const Hash128& key, const std::string& value) = 0;
  // Forgets everything; how many entries that were, about.
  virtual absl::StatusOr<uint64_t> Clear() = 0;
};

}  // namespace sitrep::tagger
