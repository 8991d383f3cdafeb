#include "cli/readers/publication_date.h"

#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "common/text/iso_date.h"

namespace sitrep::cli {
namespace {

std::string IsoOf(const text::PublicationTime& time) {
  if (time.granularity == text::PublicationTime::Granularity::kDay) return text::FormatDay(time.LocalDay());
  const int offset = time.utc_offset_minutes.value_or(0);
  const absl::Time local = absl::FromUnixSeconds(time.unix_seconds) + absl::Minutes(offset);
  std::string iso = absl::FormatTime("%Y-%m-%dT%H:%M:%S", local, absl::UTCTimeZone());
  if (offset == 0) return iso + "Z";
  const int minutes = offset < 0 ? -offset : offset;
  return iso + absl::StrFormat("%c%02d:%02d", offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

}  // namespace

void SetPublication(std::string_view date, ReadArticle& article) {
  if (date.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    article.undated = true;
    return;
  }
  absl::StatusOr<text::PublicationTime> time = text::ParseIsoDate(date);
  if (!time.ok()) time = text::ParseLenientDate(date);
  if (time.ok()) {
    article.submission.set_publication_time(IsoOf(*time));
    return;
  }
  article.undated = true;
  article.date_unreadable = true;
  ingest::v1::SubmittedAttribute& original = *article.submission.add_attributes();
  original.set_name("original_date");
  original.set_value(std::string(date));
}

}  // namespace sitrep::cli
