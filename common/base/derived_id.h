#pragma once

#include <cstdint>
#include <string_view>

#include "common/base/ids.h"

namespace sitrep {

// The ids of articles that come without one. Shared by ingest, which gives them, and by clients, which find an
// article's partition by them. Never to change: a resubmission must get the id that it got before.

// Of an article with an address: who published it, and where. "u" and 32 hexadecimal digits.
ArticleId IdOfAddress(std::string_view source, std::string_view uri);

// Of one without: who published it, when (granularity as stored, seconds since 1970), and its content as submitted. "t"
// and 32 hexadecimal digits.
ArticleId IdOfContent(std::string_view source, uint32_t publication_granularity, int64_t publication_unix_s,
                      std::string_view content);

}  // namespace sitrep
