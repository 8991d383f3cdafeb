#include "services/query/corroboration_view/rows.h"

#include <utility>

#include "common/storage/keys.h"
#include "services/query/corroboration_view/duplicates.h"

namespace sitrep::query::corroboration {
namespace {

using storage::FamilyOptions;
using storage::KeyBuilder;
using storage::KeyReader;

constexpr int64_t kMicrosecondsPerDay = 86'400'000'000;

// Signed numbers sort like their values when the sign bit is flipped.
uint32_t Sortable(int32_t value) { return static_cast<uint32_t>(value) ^ 0x8000'0000u; }
uint64_t Sortable(int64_t value) { return static_cast<uint64_t>(value) ^ 0x8000'0000'0000'0000u; }
int32_t Unsorted(uint32_t value) { return static_cast<int32_t>(value ^ 0x8000'0000u); }
int64_t Unsorted(uint64_t value) { return static_cast<int64_t>(value ^ 0x8000'0000'0000'0000u); }

KeyBuilder GroupBuilder(const ReportGroup& group) {
  return KeyBuilder(kRowVersion)
      .Byte(static_cast<uint8_t>(group.bucket.time_class))
      .Number32(Sortable(group.bucket.begin_day))
      .Number32(Sortable(group.bucket.end_day))
      .Text(group.family);
}

KeyBuilder StoryDayBuilder(const StoryDay& day) {
  return KeyBuilder(kRowVersion).Byte(day.dated ? 1 : 2).Number32(Sortable(day.day));
}

FamilyOptions Family(std::string_view name, FamilyOptions::Compression compression, int bloom_bits,
                     uint64_t block_bytes, uint64_t write_buffer_bytes) {
  FamilyOptions family;
  family.name = name;
  family.compression = compression;
  family.bloom_bits = bloom_bits;
  family.block_bytes = block_bytes;
  family.write_buffer_bytes = write_buffer_bytes;
  return family;
}

}  // namespace

std::vector<FamilyOptions> Families() {
  using Compression = FamilyOptions::Compression;
  // Nearly every lookup while following is for an article that is new; its row is long and never changes.
  FamilyOptions articles = Family(kArticlesFamily, Compression::kLz4, 10, 8 << 10, 16 << 20);
  articles.blob_min_bytes = 512;
  return {
      Family(kStateFamily, Compression::kNone, 0, 4 << 10, 1 << 20),
      articles,
      // Read a group at a time.
      Family(kReportsFamily, Compression::kLz4, 0, 16 << 10, 16 << 20),
      Family(kDaysFamily, Compression::kLz4, 0, 8 << 10, 2 << 20),
      Family(kBandsFamily, Compression::kNone, 0, 4 << 10, 16 << 20),
  };
}

std::string CursorKey() { return KeyBuilder(kRowVersion).Take(); }

std::string ArticleKey(std::string_view article_id) { return KeyBuilder(kRowVersion).Raw(article_id).Take(); }

std::string ReportKey(const ReportGroup& group, const ReportId& id) {
  return GroupBuilder(group)
      .Number64(Sortable(id.append_time_us))
      .Text(id.article_id)
      .Number16(static_cast<uint16_t>(id.event_index))
      .Take();
}

std::string GroupPrefix(const ReportGroup& group) { return GroupBuilder(group).Take(); }

std::string BucketPrefix(const TimeBucket& bucket) {
  return KeyBuilder(kRowVersion)
      .Byte(static_cast<uint8_t>(bucket.time_class))
      .Number32(Sortable(bucket.begin_day))
      .Number32(Sortable(bucket.end_day))
      .Take();
}

std::string TimeClassPrefix(TimeClass time_class) {
  return KeyBuilder(kRowVersion).Byte(static_cast<uint8_t>(time_class)).Take();
}

std::optional<ParsedReportKey> ParseReportKey(std::string_view key) {
  KeyReader reader = KeyReader::Unpartitioned(key);
  const auto time_class = reader.Byte();
  const auto begin = reader.Number32();
  const auto end = reader.Number32();
  auto family = reader.Text();
  const auto append_time = reader.Number64();
  auto article_id = reader.Text();
  const auto event_index = reader.Number16();
  if (reader.version() != kRowVersion || !event_index || !reader.AtEnd()) return std::nullopt;
  if (*time_class < 1 || *time_class > 5) return std::nullopt;
  return ParsedReportKey{.group = {.bucket = {static_cast<TimeClass>(*time_class), Unsorted(*begin), Unsorted(*end)},
                                   .family = *std::move(family)},
                         .id = {Unsorted(*append_time), *std::move(article_id), *event_index}};
}

std::string StoryDayKey(const StoryDay& day, int64_t append_time_us, std::string_view article_id) {
  return StoryDayBuilder(day).Number64(Sortable(append_time_us)).Raw(article_id).Take();
}

std::string StoryDayPrefix(const StoryDay& day) { return StoryDayBuilder(day).Take(); }

std::string StoryDayKindPrefix(bool dated) { return KeyBuilder(kRowVersion).Byte(dated ? 1 : 2).Take(); }

std::optional<ParsedStoryDayKey> ParseStoryDayKey(std::string_view key) {
  KeyReader reader = KeyReader::Unpartitioned(key);
  const auto kind = reader.Byte();
  const auto day = reader.Number32();
  const auto append_time = reader.Number64();
  if (reader.version() != kRowVersion || !append_time || (*kind != 1 && *kind != 2)) return std::nullopt;
  return ParsedStoryDayKey{{*kind == 1, Unsorted(*day)}, Unsorted(*append_time), std::string(reader.Rest())};
}

BandArticle BandArticleOf(const stored::v1::ArticleRow& article) {
  return {StoryDayOf(article).day, article.append_time_us(), article.article_id()};
}

std::string BandKey(uint64_t band, const BandArticle& article) {
  return KeyBuilder(kRowVersion)
      .Number64(band)
      .Number32(Sortable(article.day))
      .Number64(Sortable(article.append_time_us))
      .Raw(article.article_id)
      .Take();
}

std::string BandPrefix(uint64_t band) { return KeyBuilder(kRowVersion).Number64(band).Take(); }

std::optional<BandArticle> ParseBandKey(std::string_view key) {
  KeyReader reader = KeyReader::Unpartitioned(key);
  reader.Number64();
  const auto day = reader.Number32();
  const auto append_time = reader.Number64();
  if (reader.version() != kRowVersion || !append_time) return std::nullopt;
  return BandArticle{Unsorted(*day), Unsorted(*append_time), std::string(reader.Rest())};
}

StoryDay StoryDayOf(const stored::v1::ArticleRow& article) {
  if (article.has_publication_day()) return {true, article.publication_day()};
  int64_t day = article.append_time_us() / kMicrosecondsPerDay;
  if (article.append_time_us() % kMicrosecondsPerDay < 0) --day;
  return {false, static_cast<int32_t>(day)};
}

std::vector<std::string> BandKeysOf(const stored::v1::ArticleRow& article) {
  const BandArticle self = BandArticleOf(article);
  std::vector<std::string> keys;
  for (const uint64_t band : Bands(article.min_hash())) {
    keys.push_back(BandKey(band, self));
  }
  return keys;
}

std::string StoryDayKeyOf(const stored::v1::ArticleRow& article) {
  return StoryDayKey(StoryDayOf(article), article.append_time_us(), article.article_id());
}

ReportGroup GroupOf(const stored::v1::ReportPointer& pointer) {
  return {{static_cast<TimeClass>(pointer.time_class()), pointer.begin_day(), pointer.end_day()}, pointer.family()};
}

std::string ReportKeyOf(const stored::v1::ArticleRow& article, int index) {
  const stored::v1::ReportPointer& pointer = article.reports(index);
  return ReportKey(GroupOf(pointer), {article.append_time_us(), article.article_id(), pointer.event_index()});
}

}  // namespace sitrep::query::corroboration
