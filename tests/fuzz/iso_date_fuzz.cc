#include <cstddef>
#include <cstdint>
#include <string_view>

#include "common/base/check.h"
#include "common/text/date_prefix.h"
#include "common/text/iso_date.h"

// Whatever is accepted lies in the calendar, and the lenient reader agrees with the strict one where both accept.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using sitrep::text::PublicationTime;
  const std::string_view value(reinterpret_cast<const char*>(data), size);
  const auto check = [](const PublicationTime& time) {
    sitrep::Check(sitrep::text::IsInCalendarRange(time.unix_seconds), "time out of range");
    sitrep::Check(!time.utc_offset_minutes || (*time.utc_offset_minutes > -1440 && *time.utc_offset_minutes < 1440),
                  "offset out of range");
    sitrep::text::FormatDay(time.LocalDay());
  };
  const auto strict = sitrep::text::ParseIsoDate(value);
  const auto lenient = sitrep::text::ParseLenientDate(value);
  if (strict.ok()) check(*strict);
  if (lenient.ok()) check(*lenient);
  if (strict.ok() && lenient.ok()) sitrep::Check(strict->LocalDay() == lenient->LocalDay(), "readers disagree");
  if (const auto prefix = sitrep::text::FindDatePrefix(value)) {
    sitrep::Check(prefix->begin_byte < prefix->date_begin_byte && prefix->date_begin_byte < prefix->end_byte &&
                      prefix->end_byte <= size,
                  "bad bounds of a date prefix");
  }
  return 0;
}
