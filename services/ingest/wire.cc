#include "services/ingest/wire.h"

#include <string>
#include <utility>

#include "common/text/iso_date.h"

namespace sitrep::ingest {
namespace {

constexpr int64_t kMicrosPerSecond = 1'000'000;

void SetTime(int64_t micros, google::protobuf::Timestamp& time) {
  time.set_seconds(micros / kMicrosPerSecond);
  time.set_nanos(static_cast<int32_t>(micros % kMicrosPerSecond) * 1'000);
}

text::PublicationTime ReadPublication(const storage::v1::Article& article) {
  text::PublicationTime publication;
  publication.granularity = static_cast<text::PublicationTime::Granularity>(article.publication_granularity());
  publication.unix_seconds = article.publication_unix_s();
  if (article.publication_offset() != 0) {
    publication.utc_offset_minutes = static_cast<int>(article.publication_offset()) - 1440;
  }
  return publication;
}

}  // namespace

type::v1::PublicationTime PublicationOf(const storage::v1::Article& article) {
  using Wire = type::v1::PublicationTime;
  const text::PublicationTime publication = ReadPublication(article);
  Wire wire;
  if (publication.granularity == text::PublicationTime::Granularity::kUnknown) {
    wire.set_granularity(Wire::UNKNOWN);
    return wire;
  }
  wire.set_granularity(publication.granularity == text::PublicationTime::Granularity::kDay ? Wire::DAY : Wire::INSTANT);
  wire.mutable_time()->set_seconds(publication.unix_seconds);
  if (publication.utc_offset_minutes.has_value()) wire.set_utc_offset_minutes(*publication.utc_offset_minutes);
  wire.set_day(text::FormatDay(publication.LocalDay()));
  return wire;
}

v1::StoredArticle ToWire(storage::v1::Article article, int64_t append_time_us, bool current) {
  v1::StoredArticle wire;
  *wire.mutable_publication_time() = PublicationOf(article);
  wire.set_article_id(std::move(*article.mutable_article_id()));
  wire.set_revision(article.revision());
  wire.set_current(current);
  wire.set_text(std::move(*article.mutable_text()));
  wire.set_html(std::move(*article.mutable_html()));
  uint32_t text_end = 0;
  uint32_t html_end = 0;
  for (int i = 0; i + 3 < article.offset_runs_size(); i += 4) {
    type::v1::OffsetRun& run = *wire.add_offset_map();
    run.set_text_begin(text_end + article.offset_runs(i));
    run.set_length(article.offset_runs(i + 1));
    run.set_html_begin(html_end + article.offset_runs(i + 2));
    run.set_html_length(article.offset_runs(i + 3));
    text_end = run.text_begin() + run.length();
    html_end = run.html_begin() + run.html_length();
  }
  uint32_t segment_end = 0;
  for (int i = 0; i + 2 < article.segments_size(); i += 3) {
    type::v1::Segment& segment = *wire.add_segments();
    // The stored kinds and the wire's types have the same numbers; a component test compares them.
    segment.set_type(static_cast<type::v1::Segment::Type>(article.segments(i)));
    segment.mutable_span()->set_begin_byte(segment_end + article.segments(i + 1));
    segment_end = segment.span().begin_byte() + article.segments(i + 2);
    segment.mutable_span()->set_end_byte(segment_end);
  }
  wire.set_source(std::move(*article.mutable_source()));
  wire.set_uri(std::move(*article.mutable_uri()));
  wire.set_headline(std::move(*article.mutable_headline()));
  for (std::string& author : *article.mutable_authors()) wire.add_authors(std::move(author));
  wire.set_language_code(std::move(*article.mutable_language_code()));
  for (storage::v1::Attribute& attribute : *article.mutable_attributes()) {
    type::v1::Attribute& out = *wire.add_attributes();
    out.set_name(std::move(*attribute.mutable_name()));
    out.set_value(std::move(*attribute.mutable_value()));
  }
  SetTime(append_time_us, *wire.mutable_append_time());
  if (!article.fingerprint_exact().empty()) {
    wire.mutable_fingerprint()->set_exact(article.fingerprint_exact());
    std::string& min_hash = *wire.mutable_fingerprint()->mutable_min_hash();
    for (const uint32_t value : article.fingerprint_min_hash()) {
      for (int shift = 0; shift < 32; shift += 8) min_hash.push_back(static_cast<char>(value >> shift));
    }
  }
  wire.set_revision_time(std::move(*article.mutable_revision_time()));
  return wire;
}

v1::LogRecord ToWire(Partition partition, Offset offset, storage::v1::LogEntry entry) {
  v1::LogRecord record;
  record.set_partition(partition.value);
  record.set_offset(offset.value);
  SetTime(entry.append_time_us(), *record.mutable_append_time());
  if (entry.has_article()) {
    // Whether it is still current is for the reader of the stream to find out: a later record says so.
    *record.mutable_article() = ToWire(std::move(*entry.mutable_article()), entry.append_time_us(), true);
  } else if (entry.has_retraction()) {
    record.mutable_retraction()->set_article_id(std::move(*entry.mutable_retraction()->mutable_article_id()));
    record.mutable_retraction()->set_reason(std::move(*entry.mutable_retraction()->mutable_reason()));
    record.mutable_retraction()->set_revisions(entry.retraction().revisions());
  } else {
    storage::v1::Control& control = *entry.mutable_control();
    record.mutable_control()->set_kind(static_cast<v1::ControlRecord::Kind>(control.kind()));
    record.mutable_control()->set_key(std::move(*control.mutable_key()));
    record.mutable_control()->set_value(std::move(*control.mutable_value()));
    record.mutable_control()->set_deleted(control.deleted());
  }
  return record;
}

}  // namespace sitrep::ingest
