#include "common/text/dateline.h"

#include <re2/re2.h>

#include <algorithm>

#include "common/text/pattern_set.h"

namespace sitrep::text {
namespace {

// Words that stand before a dash or colon in capitals and are no place.
bool IsLabelInCapitals(std::string_view place) {
  constexpr std::string_view kLabels[] = {
      "UPDATE",     "UPDATED", "BREAKING", "WATCH",  "READ",     "ANALYSIS",  "OPINION",   "EXCLUSIVE",  "NOTE",
      "CORRECTION", "PHOTOS",  "VIDEO",    "POLL",   "LIVE",     "EDITORIAL", "REPORT",    "COMMENTARY", "ALERT",
      "MORE",       "RELATED", "FACT",     "EDITOR", "EDITOR'S", "BY",        "FIRST",     "JUST",       "QUESTION",
      "ANSWER",     "ABOVE",   "BELOW",    "TOP",    "THE",      "HOST",      "WHY",       "WHAT",       "HOW",
      "CLICK",      "SIGN",    "DEAR",     "FULL",   "BOTTOM",   "URGENT",    "TRANSCRIPT"};
  const std::string_view word = place.substr(0, place.find_first_of(" ,:-/"));
  return word.size() < 3 || place == "NEW" ||
         std::find(std::begin(kLabels), std::end(kLabels), word) != std::end(kLabels);
}

}  // namespace

size_t DatelineLength(std::string_view paragraph, DatelinePlace place) {
  constexpr size_t kMaxDatelineBytes = 120;
  // KYIV, March 3 (Reuters) - | Moscow (CNN) | LVIV, Ukraine (AP) -
  static const RE2& with_agency = *new RE2(ExpandPattern(
      R"(^(?:[{U}][{L}.'’-]+(?:[ /][{L}.'’-]+){0,3}(?:, [{L}0-9. ]+){0,3}\s?)?)"
      R"(\((?:AP|Reuters|REUTERS|AFP|CNN|CNN Business|CNNMoney|ANI|PTI|IANS|UPI|TASS|Xinhua|Bloomberg|dpa|DPA|EFE|NPR)"
      R"(|CBS News|ABC News|NBC News|Thomson Reuters Foundation|Kyodo|Anadolu|AA|UNB|VOA|RFE/RL)\)\s*(—|–|--|-)"
      R"(|:)?\s*)"));
  // Kyiv, March 3 - | KYIV, 3 March 2022:
  static const RE2& with_date = *new RE2(ExpandPattern(
      R"(^[{U}][{L}.'’-]+(?: [{U}][{L}.'’-]+){0,3}(?: (?:region|province|oblast|district))?(?:, [{U}][{L}. ]+)?)"
      R"(, (?:{month} \d{1,2})"
      R"(|\d{1,2} {month})(?:,? \d{4})?)"
      R"(\s*(?:\([^()]+\)\s*)?(?:—|–|--| - |-\s|:)\s*)"));
  // KYIV - | NEW DELHI:
  static const RE2& bare =
      *new RE2(ExpandPattern(R"(^([{U}][{U}.'’-]+(?: [{U}][{U}.'’-]+){0,3}(?:/[{U} ]+)?(?:, [{U}][{L}. ]+){0,2}))"
                             R"((?:\s*—\s*|\s*–\s+|\s*--\s*|\s+-\s+|:\s+)\S)"));

  const std::string_view opening = paragraph.substr(0, kMaxDatelineBytes);
  // Agencies stand in brackets and dates have digits, which spares most paragraphs the patterns.
  if (place == DatelinePlace::kLater && opening.find_first_of("(0123456789") == std::string_view::npos) return 0;
  re2::StringPiece rest = ToPiece(opening);
  re2::StringPiece dash;
  if (RE2::Consume(&rest, with_agency, &dash)) {
    // "Moscow (CNN) The" opens with a dateline, "Agence France-Presse (AFP) said" does not.
    const bool runs_on = dash.empty() && !rest.empty() && rest[0] >= 'a' && rest[0] <= 'z';
    return runs_on ? 0 : opening.size() - rest.size();
  }
  if (RE2::Consume(&rest, with_date)) return opening.size() - rest.size();
  re2::StringPiece city;
  if (place == DatelinePlace::kLater || !RE2::Consume(&rest, bare, &city)) return 0;
  if (IsLabelInCapitals({city.data(), city.size()})) return 0;
  // The pattern ends with the first character of news, which may be of several bytes.
  size_t length = opening.size() - rest.size() - 1;
  while (length > 0 && (static_cast<unsigned char>(opening[length]) & 0xC0) == 0x80) --length;
  return length;
}

}  // namespace sitrep::text
