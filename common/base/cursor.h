#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/base/ids.h"

namespace sitrep {

// What a cursor and a write token are inside: for each partition the offset of the next record to read, that is, one
// past the last record delivered (cursor) or written (write token). `log_id` names the log the offsets belong to;
// offsets of another log mean nothing here. Partitions that are absent stand at the start of the log.
struct CursorVector {
  uint64_t log_id = 0;
  std::map<Partition, Offset> next;

  // The next offset of a partition; 0 when absent.
  Offset At(Partition partition) const;
  // Raises a partition's next offset to `offset`; never lowers it.
  void Advance(Partition partition, Offset offset);
  // Raises every partition to at least where `other` stands. Both must be of one log.
  void Advance(const CursorVector& other);
  // True when every partition of `token` has been read as far as `token` says.
  bool Reached(const CursorVector& token) const;

  friend bool operator==(const CursorVector&, const CursorVector&) = default;
};

// Opaque text for clients: valid UTF-8, safe in URLs, about 16 + 4 bytes a partition. Equal vectors give equal text.
std::string EncodeCursor(const CursorVector& cursor);

// INVALID_ARGUMENT with reason CURSOR_INVALID when the text is damaged; `field` is how the request calls it ("cursor",
// "min_freshness"). An empty text is no cursor: callers decide what it means before they call.
absl::StatusOr<CursorVector> DecodeCursor(std::string_view text, std::string_view field = "cursor");

// The same error for a cursor that is whole but belongs to another log.
absl::Status CursorOfAnotherLog(std::string_view field = "cursor");

}  // namespace sitrep
