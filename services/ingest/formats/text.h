#pragma once

#include <cstddef>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/ingest/formats/formats.h"

namespace sitrep::ingest {

inline constexpr size_t kMaxTextBytes = size_t{1} << 20;

// Reads plain text, which may begin with a date (common/text/date_prefix.h); the text is kept byte for byte and the
// prefix becomes a segment. `headline` is the client's, or empty. INVALID_ARGUMENT, field "text": empty or blank, over
// kMaxTextBytes, not UTF-8, a NUL, or a date that does not exist. Thread-safe.
absl::StatusOr<ReadArticle> ReadText(std::string_view text, std::string_view headline);

}  // namespace sitrep::ingest
