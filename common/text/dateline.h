#pragma once

#include <cstddef>
#include <string_view>

namespace sitrep::text {

// Bytes of the dateline that opens a paragraph, dash and blanks included; 0 when there is none. The first paragraph of
// news may carry a bare "KYIV -", later ones must name agency or date.
enum class DatelinePlace { kOpensText, kLater };
size_t DatelineLength(std::string_view paragraph, DatelinePlace place);

}  // namespace sitrep::text
