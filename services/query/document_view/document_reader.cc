#include "services/query/document_view/document_reader.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/string_views.h"
#include "services/query/document_view/rows.h"
#include "services/query/document_view/stored_rows.h"

namespace sitrep::query {
namespace {

constexpr std::array<std::string_view, 9> kAnnotationNames = {"tokens", "sentences", "mentions", "times", "quotes",
                                                              "events", "amounts",   "topics",   "tone"};
constexpr int64_t kMicrosPerSecond = 1'000'000;

void FillPublicationTime(const stored::v1::StoredPublicationTime& stored, type::v1::PublicationTime& time) {
  time.set_granularity(static_cast<type::v1::PublicationTime::Granularity>(stored.granularity()));
  if (time.granularity() == type::v1::PublicationTime::DAY ||
      time.granularity() == type::v1::PublicationTime::INSTANT) {
    time.mutable_time()->set_seconds(stored.unix_s());
    time.mutable_time()->set_nanos(static_cast<int32_t>(stored.nanos()));
  }
  if (stored.has_utc_offset_minutes()) time.set_utc_offset_minutes(stored.utc_offset_minutes());
  time.set_day(stored.day());
}

// The first headline that is part of the text; empty when there is none.
std::string HeadlineWithin(const stored::v1::DocumentText& text) {
  for (const stored::v1::StoredSegment& segment : text.segments()) {
    if (segment.type() != type::v1::Segment::HEADLINE || segment.end_byte() > text.text().size() ||
        segment.begin_byte() > segment.end_byte()) {
      continue;
    }
    return text.text().substr(segment.begin_byte(), segment.end_byte() - segment.begin_byte());
  }
  return {};
}

void FillDocument(stored::v1::DocumentText& text, v1::Document& document) {
  document.set_article_id(text.article_id());
  document.set_revision(text.revision());
  document.set_state(static_cast<v1::Document::State>(text.state()));
  document.set_text(std::move(*text.mutable_text()));
  for (const stored::v1::StoredSegment& stored : text.segments()) {
    type::v1::Segment& segment = *document.add_segments();
    segment.set_type(static_cast<type::v1::Segment::Type>(stored.type()));
    segment.mutable_span()->set_begin_byte(stored.begin_byte());
    segment.mutable_span()->set_end_byte(stored.end_byte());
  }
  FillPublicationTime(text.publication_time(), *document.mutable_publication_time());
  document.set_source(text.source());
  document.set_uri(text.uri());
  document.set_headline(text.headline());
  *document.mutable_authors() = text.authors();
  document.set_language_code(text.language_code());
  for (const stored::v1::StoredAttribute& stored : text.attributes()) {
    type::v1::Attribute& attribute = *document.add_attributes();
    attribute.set_name(stored.name());
    attribute.set_value(stored.value());
  }
  document.mutable_append_time()->set_seconds(text.append_time_us() / kMicrosPerSecond);
  document.mutable_append_time()->set_nanos(static_cast<int32_t>(text.append_time_us() % kMicrosPerSecond * 1000));
  document.set_pipeline_version(text.pipeline_version());
  document.set_knowledge_version(text.knowledge_version());
  document.set_failure(text.failure());
}

void KeepChosen(const AnnotationChoice& choice, type::v1::Annotations& annotations) {
  if (choice.names.empty()) return;
  const auto dropped = [&choice](std::string_view name) {
    return std::find(choice.names.begin(), choice.names.end(), name) == choice.names.end();
  };
  if (dropped("tokens")) annotations.clear_tokens();
  if (dropped("sentences")) annotations.clear_sentences();
  if (dropped("mentions")) annotations.clear_mentions();
  if (dropped("times")) annotations.clear_times();
  if (dropped("quotes")) annotations.clear_quotes();
  if (dropped("events")) annotations.clear_events();
  if (dropped("amounts")) annotations.clear_amounts();
  if (dropped("topics")) annotations.clear_topics();
  if (dropped("tone")) annotations.clear_tone();
}

}  // namespace

absl::Status ValidateAnnotationNames(const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (std::find(kAnnotationNames.begin(), kAnnotationNames.end(), name) != kAnnotationNames.end()) continue;
    std::string known;
    for (const std::string_view each : kAnnotationNames)
      absl::StrAppend(&known, known.empty() ? "" : ", ", ToAbsl(each));
    return InvalidField("annotations", absl::StrCat("'", name, "' is none of ", known));
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::Document> ReadDocument(const ViewState& view, Partition partition, std::string_view article_id,
                                          const AnnotationChoice& choice) {
  SITREP_ASSIGN_OR_RETURN(const std::optional<IdRow> row,
                          ReadIdRow(view.shard(), partition, article_id, view.snapshot()));
  if (!row) return ArticleNotFound(article_id);
  if (row->docno == kRetractedDocno) return ArticleRetracted(article_id);
  SITREP_ASSIGN_OR_RETURN(stored::v1::DocumentText text, ReadText(view, partition, row->docno));
  v1::Document document;
  FillDocument(text, document);
  if (choice.none) return document;
  SITREP_ASSIGN_OR_RETURN(*document.mutable_annotations(), ReadAnnotations(view, partition, row->docno));
  KeepChosen(choice, *document.mutable_annotations());
  return document;
}

absl::Status ArticleNotFound(std::string_view article_id) {
  return MakeError(absl::StatusCode::kNotFound, "ARTICLE_NOT_FOUND",
                   absl::StrCat("no article is indexed as '", ToAbsl(article_id), "'"),
                   {{"article_id", std::string(article_id)}});
}

absl::Status ArticleRetracted(std::string_view article_id) {
  return MakeError(absl::StatusCode::kFailedPrecondition, "ARTICLE_RETRACTED",
                   absl::StrCat("article '", ToAbsl(article_id), "' was retracted"),
                   {{"article_id", std::string(article_id)}});
}

absl::StatusOr<stored::v1::DocumentText> ReadText(const ViewState& view, Partition partition, uint32_t docno) {
  stored::v1::DocumentText text;
  SITREP_RETURN_IF_ERROR(
      ReadMessageRow(view.shard(), kTextsFamily, DocumentKey(partition, docno), text, view.snapshot()));
  return text;
}

absl::StatusOr<type::v1::Annotations> ReadAnnotations(const ViewState& view, Partition partition, uint32_t docno) {
  type::v1::Annotations annotations;
  SITREP_RETURN_IF_ERROR(
      ReadMessageRow(view.shard(), kAnnotationsFamily, DocumentKey(partition, docno), annotations, view.snapshot()));
  return annotations;
}

v1::ArticleReference ReferenceOf(const stored::v1::DocumentText& text) {
  v1::ArticleReference reference;
  reference.set_article_id(text.article_id());
  reference.set_revision(text.revision());
  reference.set_source(text.source());
  reference.set_headline(text.headline().empty() ? HeadlineWithin(text) : text.headline());
  FillPublicationTime(text.publication_time(), *reference.mutable_publication_time());
  reference.set_uri(text.uri());
  return reference;
}

type::v1::EntitySummary SummaryOf(const stored::v1::EntityRow& row) {
  type::v1::EntitySummary summary;
  summary.set_entity_id(row.entity_id());
  summary.set_name(row.name());
  summary.set_kind(row.kind());
  summary.set_country_code(row.country_code());
  if (row.has_location()) {
    type::v1::Location& location = *summary.mutable_location();
    location.set_latitude(row.latitude());
    location.set_longitude(row.longitude());
    location.set_geonames_id(row.geonames_id());
    location.set_feature_code(row.feature_code());
    location.set_admin1_code(row.admin1_code());
    location.set_admin1_name(row.admin1_name());
  }
  return summary;
}

}  // namespace sitrep::query
