#include "services/ingest/formats/text.h"

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/string_views.h"
#include "common/text/date_prefix.h"
#include "common/text/paragraphs.h"
#include "common/text/unicode.h"

namespace sitrep::ingest {
namespace {

constexpr std::string_view kField = "text";

}  // namespace

absl::StatusOr<ReadArticle> ReadText(std::string_view text, std::string_view headline) {
  if (text.size() > kMaxTextBytes) {
    return InvalidField(kField, absl::StrCat("has ", text.size(), " bytes, at most ", kMaxTextBytes, " are allowed"));
  }
  SITREP_RETURN_IF_ERROR(text::ValidateUtf8(kField, text));
  ReadArticle article;
  std::string_view news = text;
  if (const std::optional<text::DatePrefix> prefix = text::FindDatePrefix(text)) {
    const std::string_view date = text.substr(prefix->date_begin_byte, prefix->end_byte - prefix->date_begin_byte);
    const absl::StatusOr<text::PublicationTime> time = text::ParseIsoDate(date);
    if (!time.ok()) {
      return InvalidField(kField, absl::StrCat("begins with a date that does not exist, ", time.status().message()));
    }
    article.publication = *time;
    news.remove_prefix(prefix->end_byte);
  }
  if (text::TrimSpace(news).empty()) return InvalidField(kField, "must not be blank");
  article.text.assign(text);
  article.headline.assign(headline);
  article.segments = text::SegmentText(article.text, headline);
  return article;
}

}  // namespace sitrep::ingest
