#include "services/query/corroboration_view/report_record.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/time/civil_time.h"
#include "services/query/corroboration_view/frames.h"
#include "services/query/corroboration_view/story_features.h"

namespace sitrep::query::corroboration {
namespace {

using type::v1::EntitySummary;
using type::v1::Event;

constexpr int64_t kSecondsPerDay = 86'400;

int32_t DayOf(int64_t unix_s) {
  int64_t day = unix_s / kSecondsPerDay;
  if (unix_s % kSecondsPerDay < 0) --day;
  // The years that text::FormatDay can say, 1000 to 9999; far inside 32 bits.
  return static_cast<int32_t>(std::clamp<int64_t>(day, -354'285, 2'932'896));
}

bool InsideCharacter(std::string_view text, size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
}

// `text` between the ends of the span, cut to whole characters; empty for a span that does not fit the text.
std::string Excerpt(std::string_view text, const type::v1::Span& span) {
  if (span.begin_byte() >= span.end_byte() || span.end_byte() > text.size()) return "";
  if (InsideCharacter(text, span.begin_byte()) || InsideCharacter(text, span.end_byte())) return "";
  std::string_view excerpt = text.substr(span.begin_byte(), span.end_byte() - span.begin_byte());
  if (excerpt.size() > kMaxEvidenceBytes) {
    size_t end = kMaxEvidenceBytes;
    while (InsideCharacter(excerpt, end)) --end;
    excerpt = excerpt.substr(0, end);
  }
  return std::string(excerpt);
}

using EntityTable = absl::flat_hash_map<std::string, const EntitySummary*>;

void CollectEntities(const google::protobuf::RepeatedPtrField<type::v1::Participant>& participants,
                     std::set<std::string>& ids) {
  for (const auto& participant : participants) {
    if (!participant.entity_id().empty()) ids.insert(participant.entity_id());
  }
}

stored::v1::ReportRow MakeReport(const Event& event, const ingest::v1::StoredArticle& article,
                                 const EntityTable& entities) {
  stored::v1::ReportRow row;
  *row.mutable_event() = event;
  row.set_source(article.source());
  if (event.evidence_size() > kMaxEvidence) {
    row.mutable_event()->mutable_evidence()->DeleteSubrange(kMaxEvidence, event.evidence_size() - kMaxEvidence);
  }
  for (const type::v1::Span& span : row.event().evidence()) {
    row.add_evidence_text(Excerpt(article.text(), span));
  }
  std::set<std::string> ids;
  CollectEntities(event.actors(), ids);
  CollectEntities(event.recipients(), ids);
  CollectEntities(event.places(), ids);
  CollectEntities(event.claimed_by(), ids);
  for (const std::string& id : ids) {
    const auto found = entities.find(id);
    if (found != entities.end()) *row.add_entities() = *found->second;
  }
  return row;
}

std::optional<int32_t> PublicationDay(const type::v1::PublicationTime& time) {
  if (time.granularity() != type::v1::PublicationTime::DAY &&
      time.granularity() != type::v1::PublicationTime::INSTANT) {
    return std::nullopt;
  }
  absl::CivilDay day;
  if (!time.day().empty() && absl::ParseCivilTime(time.day(), &day)) {
    return static_cast<int32_t>(day - absl::CivilDay(1970, 1, 1));
  }
  return DayOf(time.time().seconds());
}

}  // namespace

TimeBucket BucketOf(const Event& event, const StoryDay& publication) {
  if (!event.has_interval() || event.interval().end_unix_s() <= event.interval().begin_unix_s()) {
    return {publication.dated ? TimeClass::kPublished : TimeClass::kUndated, publication.day, publication.day};
  }
  const int64_t begin = event.interval().begin_unix_s();
  const int64_t end = event.interval().end_unix_s();
  if (end - begin <= kSecondsPerDay) {
    const bool whole_day = event.interval().granularity() >= type::v1::Interval::DAY;
    const int32_t day = DayOf(whole_day ? begin + (end - begin) / 2 : begin);
    return {TimeClass::kShort, day, day};
  }
  const int32_t begin_day = DayOf(begin);
  const int32_t end_day = DayOf(end - 1);
  const int32_t days = end_day - begin_day + 1;
  const TimeClass time_class = days <= kShortDays    ? TimeClass::kShort
                               : days <= kMediumDays ? TimeClass::kMedium
                                                     : TimeClass::kLong;
  return {time_class, begin_day, end_day};
}

ArticleRecord MakeArticleRecord(const TaggedArticle& tagged, absl::Time append_time) {
  const ingest::v1::StoredArticle& article = tagged.article;
  const type::v1::Annotations& annotations = tagged.annotations;
  ArticleRecord record;
  stored::v1::ArticleRow& row = record.article;
  row.set_article_id(article.article_id());
  row.set_revision(article.revision());
  row.set_append_time_us(absl::ToUnixMicros(append_time));
  if (article.has_publication_time()) *row.mutable_publication_time() = article.publication_time();
  if (const auto day = PublicationDay(article.publication_time())) row.set_publication_day(*day);
  row.set_source(article.source());
  row.set_headline(HeadlineOf(article));
  row.set_uri(article.uri());
  row.set_min_hash(article.fingerprint().min_hash());

  EntityTable entities;
  entities.reserve(annotations.entities_size());
  for (const EntitySummary& entity : annotations.entities()) entities.emplace(entity.entity_id(), &entity);
  const StoryDay publication = StoryDayOf(row);
  const int reports = std::min(annotations.events_size(), kMaxReports);
  record.reports.reserve(reports);
  for (int i = 0; i < reports; ++i) {
    const Event& event = annotations.events(i);
    record.reports.push_back(MakeReport(event, article, entities));
    const TimeBucket bucket = BucketOf(event, publication);
    stored::v1::ReportPointer& pointer = *row.add_reports();
    pointer.set_time_class(static_cast<uint32_t>(bucket.time_class));
    pointer.set_begin_day(bucket.begin_day);
    pointer.set_end_day(bucket.end_day);
    pointer.set_family(FamilyOf(event));
    pointer.set_event_index(i);
  }
  *row.mutable_story() = MakeStoryFeatures(article, annotations, row);
  return record;
}

}  // namespace sitrep::query::corroboration
