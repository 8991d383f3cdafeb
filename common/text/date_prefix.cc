#include "common/text/date_prefix.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "common/base/string_views.h"

namespace sitrep::text {

std::optional<DatePrefix> FindDatePrefix(std::string_view text) {
  constexpr absl::string_view kWord = "date";
  constexpr std::string_view kShape = "dddd-dd-dd";
  constexpr std::string_view kTimeChars = "0123456789:.,+-TZ";
  const auto is_space = [&](size_t i) { return absl::ascii_isspace(static_cast<unsigned char>(text[i])); };

  size_t i = 0;
  while (i < text.size() && is_space(i)) ++i;
  DatePrefix prefix;
  prefix.begin_byte = static_cast<uint32_t>(i);
  if (!absl::StartsWithIgnoreCase(ToAbsl(text.substr(i)), kWord)) return std::nullopt;
  i += kWord.size();
  if (i >= text.size() || (text[i] != ' ' && text[i] != '\t')) return std::nullopt;
  while (i < text.size() && (text[i] == ' ' || text[i] == '\t')) ++i;
  prefix.date_begin_byte = static_cast<uint32_t>(i);
  for (const char shape : kShape) {
    if (i >= text.size()) return std::nullopt;
    const bool is_digit = text[i] >= '0' && text[i] <= '9';
    if (shape == 'd' ? !is_digit : text[i] != shape) return std::nullopt;
    ++i;
  }
  if (i < text.size() && text[i] == 'T') {
    while (i < text.size() && kTimeChars.find(text[i]) != std::string_view::npos) ++i;
  }
  if (i < text.size() && !is_space(i)) return std::nullopt;
  prefix.end_byte = static_cast<uint32_t>(i);
  return prefix;
}

}  // namespace sitrep::text
