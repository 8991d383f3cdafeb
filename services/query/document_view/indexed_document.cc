#include "services/query/document_view/indexed_document.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "common/base/hash.h"
#include "common/text/iso_date.h"
#include "common/text/unicode.h"
#include "common/text/words.h"
#include "services/query/document_view/word_collector.h"
#include "services/query/query_language/term_key.h"
#include "sitrep/query/v1/document.pb.h"

namespace sitrep::query {
namespace {

// Quotes of fewer words ("yes", "no comment") are not taken for copies of each other.
constexpr uint32_t kFewestComparableWords = 4;

bool IsPlace(const type::v1::EntitySummary& entity) { return entity.kind() == "PLACE"; }

// A continent, a country or a first-order area is no point that something could be near to.
bool IsPointLike(const type::v1::EntitySummary& entity) {
  const std::string& code = entity.location().feature_code();
  return entity.has_location() && !code.starts_with("PCL") && !code.starts_with("CONT") && !code.starts_with("ADM1");
}

int32_t DayOf(int64_t unix_s) {
  const int64_t from_below = unix_s >= 0 ? unix_s : unix_s - text::kSecondsPerDay + 1;
  return static_cast<int32_t>(from_below / text::kSecondsPerDay);
}

stored::v1::DocumentText MakeText(const TaggedArticle& tagged, absl::Time append_time) {
  const ingest::v1::StoredArticle& article = tagged.article;
  stored::v1::DocumentText text;
  text.set_article_id(article.article_id());
  text.set_revision(article.revision());
  text.set_state(tagged.failure.empty() ? v1::Document::ANNOTATED : v1::Document::TAGGING_FAILED);
  text.set_text(article.text());
  for (const type::v1::Segment& segment : article.segments()) {
    stored::v1::StoredSegment& stored = *text.add_segments();
    stored.set_type(segment.type());
    stored.set_begin_byte(segment.span().begin_byte());
    stored.set_end_byte(segment.span().end_byte());
  }
  const type::v1::PublicationTime& time = article.publication_time();
  stored::v1::StoredPublicationTime& stored_time = *text.mutable_publication_time();
  stored_time.set_granularity(time.granularity());
  stored_time.set_unix_s(time.time().seconds());
  stored_time.set_nanos(static_cast<uint32_t>(time.time().nanos()));
  if (time.has_utc_offset_minutes()) stored_time.set_utc_offset_minutes(time.utc_offset_minutes());
  stored_time.set_day(time.day());
  text.set_source(article.source());
  text.set_uri(article.uri());
  text.set_headline(article.headline());
  *text.mutable_authors() = article.authors();
  text.set_language_code(article.language_code());
  for (const type::v1::Attribute& attribute : article.attributes()) {
    stored::v1::StoredAttribute& stored = *text.add_attributes();
    stored.set_name(attribute.name());
    stored.set_value(attribute.value());
  }
  text.set_append_time_us(absl::ToUnixMicros(append_time));
  text.set_pipeline_version(tagged.pipeline_version);
  text.set_knowledge_version(tagged.knowledge_version);
  text.set_failure(tagged.failure);
  return text;
}

void SetPublication(const type::v1::PublicationTime& time, stored::v1::DocumentValues& values) {
  const bool dated =
      time.granularity() == type::v1::PublicationTime::DAY || time.granularity() == type::v1::PublicationTime::INSTANT;
  if (!dated || !text::IsInCalendarRange(time.time().seconds())) return;
  values.set_publication_unix_s(time.time().seconds());
  const absl::StatusOr<text::PublicationTime> day = text::ParseIsoDate(time.day());
  const int64_t offset_s = int64_t{60} * time.utc_offset_minutes();
  values.set_publication_day(day.ok() ? static_cast<int32_t>(text::DaysSinceEpoch(day->LocalDay()))
                                      : DayOf(time.time().seconds() + offset_s));
}

template <typename Values>
void AddAll(const std::set<std::string>& sorted, Values& values) {
  for (const std::string& value : sorted) *values.Add() = value;
}

// The filter terms of one document, each once and sorted.
class FilterTerms {
 public:
  void Add(std::string key) { keys_.push_back(std::move(key)); }

  void AddEntity(const type::v1::EntitySummary& entity) {
    Add(TermKey(TermKind::kEntity, entity.entity_id()));
    if (!IsPlace(entity)) return;
    if (!entity.country_code().empty()) {
      Add(TermKey(TermKind::kCountry, entity.country_code()));
      if (!entity.location().admin1_code().empty()) {
        Add(TermKey(TermKind::kAdmin1, entity.country_code() + "." + entity.location().admin1_code()));
      }
    }
    const Point point{.latitude = entity.location().latitude(), .longitude = entity.location().longitude()};
    if (IsPointLike(entity) && IsOnEarth(point)) Add(PointKey(point));
  }

  void AddInterval(const type::v1::Interval& interval) {
    if (interval.end_unix_s() <= interval.begin_unix_s() || !text::IsInCalendarRange(interval.begin_unix_s()) ||
        !text::IsInCalendarRange(interval.end_unix_s() - 1)) {
      return;
    }
    for (std::string& key : MentionedKeys(DayOf(interval.begin_unix_s()), DayOf(interval.end_unix_s() - 1))) {
      Add(std::move(key));
    }
  }

  void MoveTo(stored::v1::DocumentDetails& details) {
    std::sort(keys_.begin(), keys_.end());
    keys_.erase(std::unique(keys_.begin(), keys_.end()), keys_.end());
    for (std::string& key : keys_) details.add_filter_terms(std::move(key));
  }

 private:
  std::vector<std::string> keys_;
};

void AddFilterTerms(const stored::v1::DocumentDetails& details, DocumentTerms& terms) {
  for (const std::string& key : details.filter_terms()) {
    terms.terms[key].weight = 1;
    if (IsRangeTerm(key)) terms.range_keys.push_back(key);
  }
}

std::string_view SpanText(const std::string& text, const type::v1::Span& span) {
  if (span.begin_byte() > span.end_byte() || span.end_byte() > text.size()) return {};
  return std::string_view(text).substr(span.begin_byte(), span.end_byte() - span.begin_byte());
}

stored::v1::QuoteRow MakeQuoteRow(uint32_t index, const type::v1::Quote& quote, const std::string& text,
                                  const std::vector<uint32_t>& word_begins) {
  stored::v1::QuoteRow row;
  row.set_index(index);
  row.set_kind(quote.kind());
  row.set_speaker_entity_id(quote.speaker_entity_id());
  const auto position_of = [&word_begins](uint32_t byte) {
    return static_cast<uint32_t>(std::lower_bound(word_begins.begin(), word_begins.end(), byte) - word_begins.begin());
  };
  row.set_begin_word(position_of(quote.content().begin_byte()));
  row.set_end_word(position_of(quote.content().end_byte()));
  std::string words =
      quote.speaker_entity_id().empty() ? text::FoldForSearch(quote.speaker_name()) : quote.speaker_entity_id();
  uint32_t count = 0;
  text::ForEachWord(SpanText(text, quote.content()), [&](const text::Word& word) {
    words.push_back('\n');
    words.append(word.fold);
    ++count;
  });
  if (count >= kFewestComparableWords) row.set_words_hash(Hash64(words));
  for (const std::string& id : quote.about_entity_ids()) row.add_about_entity_ids(id);
  return row;
}

void AddSeenNames(const type::v1::Annotations& annotations, const std::string& text,
                  stored::v1::DocumentDetails& details) {
  absl::flat_hash_map<std::string_view, int> places;
  for (const type::v1::Mention& mention : annotations.mentions()) {
    if (mention.entity_id().empty()) continue;
    const auto [place, is_new] = places.try_emplace(mention.entity_id(), details.entities_size());
    if (is_new) details.add_entities()->set_entity_id(mention.entity_id());
    stored::v1::SeenEntity& entity = *details.mutable_entities(place->second);
    const std::string_view name = SpanText(text, mention.span());
    const bool is_known = std::any_of(entity.names().begin(), entity.names().end(),
                                      [name](const std::string& seen) { return seen == name; });
    if (!name.empty() && !is_known) entity.add_names(std::string(name));
  }
}

void AddAnnotations(const type::v1::Annotations& annotations, const stored::v1::DocumentText& text,
                    const std::vector<uint32_t>& word_begins, FilterTerms& filter, IndexedDocument& document) {
  std::set<std::string> entity_ids, place_ids, event_types, topics;
  for (const type::v1::EntitySummary& entity : annotations.entities()) {
    if (entity.entity_id().empty()) continue;
    (IsPlace(entity) ? place_ids : entity_ids).insert(entity.entity_id());
    filter.AddEntity(entity);
  }
  for (const type::v1::TimeExpression& time : annotations.times()) {
    if (time.has_interval()) filter.AddInterval(time.interval());
  }
  for (const type::v1::Event& event : annotations.events()) {
    if (!event.type().empty()) event_types.insert(event.type());
    if (!event.frame().empty()) event_types.insert(event.frame());
  }
  for (const std::string& type : event_types) filter.Add(FoldedTermKey(TermKind::kEventType, type));
  for (const type::v1::Topic& topic : annotations.topics()) {
    topics.insert(topic.topic());
    filter.Add(FoldedTermKey(TermKind::kTopic, topic.topic()));
  }
  for (int i = 0; i < annotations.quotes_size(); ++i) {
    const type::v1::Quote& quote = annotations.quotes(i);
    *document.details.add_quotes() = MakeQuoteRow(static_cast<uint32_t>(i), quote, text.text(), word_begins);
    if (!quote.speaker_entity_id().empty()) filter.Add(TermKey(TermKind::kSpeaker, quote.speaker_entity_id()));
  }
  AddAll(entity_ids, *document.values.mutable_entity_ids());
  AddAll(place_ids, *document.values.mutable_place_ids());
  AddAll(event_types, *document.values.mutable_event_types());
  AddAll(topics, *document.values.mutable_topics());
  document.values.set_quotes(static_cast<uint32_t>(annotations.quotes_size()));
  document.values.set_events(static_cast<uint32_t>(annotations.events_size()));
  AddSeenNames(annotations, text.text(), document.details);
}

void SetColumns(const stored::v1::DocumentValues& values, DocumentTerms& terms) {
  terms.article_id = values.article_id();
  if (values.has_publication_unix_s()) {
    terms.publication_unix_s = values.publication_unix_s();
    terms.publication_day = values.publication_day();
  }
}

}  // namespace

IndexedDocument IndexDocument(const TaggedArticle& tagged, absl::Time append_time) {
  IndexedDocument document;
  const stored::v1::DocumentText text = MakeText(tagged, append_time);
  const std::vector<uint32_t> word_begins = CollectWords(text, document.terms);

  stored::v1::DocumentValues& values = document.values;
  values.set_article_id(text.article_id());
  values.set_revision(text.revision());
  values.set_state(text.state());
  values.set_words(document.terms.words);
  values.set_source(text.source());
  SetPublication(tagged.article.publication_time(), values);
  FilterTerms filter;
  if (!text.source().empty()) filter.Add(FoldedTermKey(TermKind::kSource, text.source()));
  if (tagged.failure.empty()) {
    AddAnnotations(tagged.annotations, text, word_begins, filter, document);
    document.annotations_row = tagged.annotations.SerializeAsString();
  } else {
    filter.Add(FailedStateKey());
  }
  filter.MoveTo(document.details);
  document.text_row = text.SerializeAsString();
  values.set_content_hash(ContentHash(document.text_row, document.annotations_row));

  AddFilterTerms(document.details, document.terms);
  SetColumns(values, document.terms);
  return document;
}

stored::v1::EntityRow MakeEntityRow(const type::v1::EntitySummary& entity) {
  stored::v1::EntityRow row;
  row.set_entity_id(entity.entity_id());
  row.set_name(entity.name());
  row.set_kind(entity.kind());
  row.set_country_code(entity.country_code());
  if (entity.has_location()) {
    row.set_has_location(true);
    row.set_latitude(entity.location().latitude());
    row.set_longitude(entity.location().longitude());
    row.set_geonames_id(entity.location().geonames_id());
    row.set_feature_code(entity.location().feature_code());
    row.set_admin1_code(entity.location().admin1_code());
    row.set_admin1_name(entity.location().admin1_name());
  }
  return row;
}

ColumnValues ColumnsOf(const stored::v1::DocumentValues& values) {
  ColumnValues columns{.words = values.words(), .id_hash = Hash64(values.article_id())};
  if (values.has_publication_unix_s()) {
    columns.publication_unix_s = values.publication_unix_s();
    columns.publication_day = values.publication_day();
  }
  return columns;
}

DocumentTerms TermsOfStored(const stored::v1::DocumentText& text, const stored::v1::DocumentValues& values,
                            const stored::v1::DocumentDetails& details) {
  DocumentTerms terms;
  CollectWords(text, terms);
  AddFilterTerms(details, terms);
  SetColumns(values, terms);
  return terms;
}

std::string ContentHash(std::string_view text_row, std::string_view annotations_row) {
  const Hash128 text = HashOf(text_row);
  const Hash128 annotations = HashOf(annotations_row);
  return HashOf(text.ToBytes() + annotations.ToBytes()).ToBytes();
}

}  // namespace sitrep::query
