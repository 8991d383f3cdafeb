#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace sitrep::text {

// The line "date 2022-03-03" that plain text files of articles may begin with: optional white space, the word date,
// blanks, an ISO date or date-time, then white space or the end. Only the shape is checked here; ParseIsoDate says
// whether the date exists.
struct DatePrefix {
  uint32_t begin_byte = 0;       // Of the word "date".
  uint32_t date_begin_byte = 0;  // Of the date itself.
  uint32_t end_byte = 0;         // Of the date and of the prefix.
};

// Thread-safe, constant time but for leading white space.
std::optional<DatePrefix> FindDatePrefix(std::string_view text);

}  // namespace sitrep::text
