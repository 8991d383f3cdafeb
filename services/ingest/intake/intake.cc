#include "services/ingest/intake/intake.h"

#include <string_view>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/byte_codec.h"
#include "common/base/derived_id.h"
#include "common/base/error.h"
#include "common/base/hash.h"
#include "common/base/status_macros.h"
#include "common/base/string_views.h"
#include "common/text/fingerprint.h"
#include "common/text/iso_date.h"
#include "common/text/unicode.h"
#include "services/ingest/formats/html.h"
#include "services/ingest/formats/text.h"

namespace sitrep::ingest {
namespace {

absl::Status CheckText(std::string_view field, std::string_view value, size_t max_bytes) {
  if (value.size() > max_bytes) {
    return InvalidField(field, absl::StrCat("has ", value.size(), " bytes, more than ", max_bytes));
  }
  return text::ValidateUtf8(field, value);
}

absl::StatusOr<text::PublicationTime> ParseTime(std::string_view field, std::string_view value) {
  absl::StatusOr<text::PublicationTime> time = text::ParseIsoDate(value);
  if (!time.ok()) return InvalidField(field, ToStd(time.status().message()));
  return time;
}

absl::Status CheckFields(const v1::ArticleSubmission& submission) {
  SITREP_RETURN_IF_ERROR(CheckText("article_id", submission.article_id(), kMaxArticleIdBytes));
  SITREP_RETURN_IF_ERROR(CheckText("source", submission.source(), kMaxSourceBytes));
  SITREP_RETURN_IF_ERROR(CheckText("uri", submission.uri(), kMaxUriBytes));
  SITREP_RETURN_IF_ERROR(CheckText("headline", submission.headline(), kMaxHeadlineBytes));
  SITREP_RETURN_IF_ERROR(CheckText("language_code", submission.language_code(), kMaxLanguageCodeBytes));
  if (submission.authors_size() > kMaxAuthors) {
    return InvalidField("authors", absl::StrCat("has ", submission.authors_size(), " names, more than ", kMaxAuthors));
  }
  for (int i = 0; i < submission.authors_size(); ++i) {
    SITREP_RETURN_IF_ERROR(CheckText(absl::StrCat("authors[", i, "]"), submission.authors(i), kMaxAuthorBytes));
  }
  if (submission.attributes_size() > kMaxAttributes) {
    return InvalidField("attributes",
                        absl::StrCat("has ", submission.attributes_size(), " entries, more than ", kMaxAttributes));
  }
  for (int i = 0; i < submission.attributes_size(); ++i) {
    const std::string at = absl::StrCat("attributes[", i, "].");
    const v1::SubmittedAttribute& attribute = submission.attributes(i);
    if (attribute.name().empty()) return InvalidField(at + "name", "must not be empty");
    SITREP_RETURN_IF_ERROR(CheckText(at + "name", attribute.name(), kMaxAttributeNameBytes));
    SITREP_RETURN_IF_ERROR(CheckText(at + "value", attribute.value(), kMaxAttributeValueBytes));
  }
  return absl::OkStatus();
}

absl::StatusOr<ReadArticle> ReadContent(const v1::ArticleSubmission& submission) {
  switch (submission.content_case()) {
    case v1::ArticleSubmission::kText:
      return ReadText(submission.text(), submission.headline());
    case v1::ArticleSubmission::kHtml:
      return ReadHtml(submission.html(), submission.headline());
    case v1::ArticleSubmission::CONTENT_NOT_SET:
      break;
  }
  return InvalidField("text", "must not be empty: an article needs text or html");
}

// Of everything that makes two submissions of one id the same; not of the id, nor of when it was revised.
Hash128 ContentHash(const v1::ArticleSubmission& submission) {
  std::string canonical;
  canonical.reserve(submission.text().size() + submission.html().size() + 512);
  for (const std::string* field :
       {&submission.text(), &submission.html(), &submission.publication_time(), &submission.source(), &submission.uri(),
        &submission.headline(), &submission.language_code()}) {
    AppendSized(canonical, *field);
  }
  AppendVarint(canonical, submission.authors_size());
  for (const std::string& author : submission.authors()) AppendSized(canonical, author);
  for (const v1::SubmittedAttribute& attribute : submission.attributes()) {
    AppendSized(canonical, attribute.name());
    AppendSized(canonical, attribute.value());
  }
  return HashOf(canonical);
}

// The source and address name an article; without an address its words do.
std::string DerivedId(const v1::ArticleSubmission& submission, const storage::v1::Article& article) {
  if (!article.uri().empty()) return IdOfAddress(article.source(), article.uri()).value;
  return IdOfContent(article.source(), article.publication_granularity(), article.publication_unix_s(),
                     submission.has_html() ? submission.html() : submission.text())
      .value;
}

void SetPublication(const text::PublicationTime& publication, storage::v1::Article& article) {
  article.set_publication_granularity(static_cast<uint32_t>(publication.granularity));
  article.set_publication_unix_s(publication.unix_seconds);
  if (publication.utc_offset_minutes.has_value()) {
    article.set_publication_offset(static_cast<uint32_t>(*publication.utc_offset_minutes + 1440));
  }
}

void SetSegments(const std::vector<text::Segment>& segments, storage::v1::Article& article) {
  uint32_t last_end = 0;
  article.mutable_segments()->Reserve(static_cast<int>(segments.size() * 3));
  for (const text::Segment& segment : segments) {
    article.add_segments(static_cast<uint32_t>(segment.kind));
    article.add_segments(segment.begin_byte - last_end);
    article.add_segments(segment.end_byte - segment.begin_byte);
    last_end = segment.end_byte;
  }
}

void SetOffsetRuns(const std::vector<OffsetRun>& runs, storage::v1::Article& article) {
  uint32_t text_end = 0;
  uint32_t html_end = 0;
  article.mutable_offset_runs()->Reserve(static_cast<int>(runs.size() * 4));
  for (const OffsetRun& run : runs) {
    article.add_offset_runs(run.text_begin_byte - text_end);
    article.add_offset_runs(run.text_end_byte - run.text_begin_byte);
    article.add_offset_runs(run.html_begin_byte - html_end);
    article.add_offset_runs(run.html_end_byte - run.html_begin_byte);
    text_end = run.text_end_byte;
    html_end = run.html_end_byte;
  }
}

void SetFingerprint(const text::Fingerprint& fingerprint, storage::v1::Article& article) {
  if (fingerprint.words == 0) return;
  article.set_fingerprint_exact(fingerprint.exact.ToBytes());
  article.mutable_fingerprint_min_hash()->Add(fingerprint.min_hash.begin(), fingerprint.min_hash.end());
}

// A client's own value wins over what the content says of itself.
const std::string& Prefer(const std::string& submitted, const std::string& found) {
  return submitted.empty() ? found : submitted;
}

}  // namespace

absl::StatusOr<storage::v1::Article> TakeIn(const v1::ArticleSubmission& submission) {
  SITREP_RETURN_IF_ERROR(CheckFields(submission));
  text::PublicationTime publication;
  if (!submission.publication_time().empty()) {
    SITREP_ASSIGN_OR_RETURN(publication, ParseTime("publication_time", submission.publication_time()));
  }
  storage::v1::Article article;
  if (!submission.revision_time().empty()) {
    SITREP_ASSIGN_OR_RETURN(const text::PublicationTime revised,
                            ParseTime("revision_time", submission.revision_time()));
    article.set_revision_time(submission.revision_time());
    article.set_revision_time_s(revised.unix_seconds);
  }
  SITREP_ASSIGN_OR_RETURN(ReadArticle content, ReadContent(submission));
  if (publication.granularity == text::PublicationTime::Granularity::kUnknown) publication = content.publication;

  SetPublication(publication, article);
  SetSegments(content.segments, article);
  SetOffsetRuns(content.offset_map, article);
  SetFingerprint(text::FingerprintBody(content.text, content.segments), article);
  article.set_content_hash(ContentHash(submission).ToBytes());
  article.set_source(Prefer(submission.source(), content.site_name));
  article.set_uri(Prefer(submission.uri(), content.canonical_url));
  article.set_headline(Prefer(submission.headline(), content.headline));
  article.set_language_code(Prefer(submission.language_code(), content.language_code));
  for (const std::string& author : submission.authors()) article.add_authors(author);
  if (submission.authors().empty()) {
    for (const std::string& author : content.authors) article.add_authors(author);
  }
  for (const v1::SubmittedAttribute& attribute : submission.attributes()) {
    storage::v1::Attribute& stored = *article.add_attributes();
    stored.set_name(attribute.name());
    stored.set_value(attribute.value());
  }
  article.set_article_id(submission.article_id().empty() ? DerivedId(submission, article) : submission.article_id());
  article.set_text(std::move(content.text));
  if (submission.has_html()) article.set_html(submission.html());
  return article;
}

}  // namespace sitrep::ingest
