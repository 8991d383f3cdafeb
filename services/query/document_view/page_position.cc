#include "services/query/document_view/page_position.h"

#include <bit>
#include <cmath>
#include <limits>

#include "common/base/byte_codec.h"

namespace sitrep::query {
namespace {

void AppendRank(std::string& out, const Rank& rank) {
  AppendBigEndian64(out, std::bit_cast<uint64_t>(rank.score));
  AppendVarint(out, ZigZag(rank.publication_unix_s));
  AppendBigEndian64(out, rank.id_hash);
  AppendVarint(out, rank.partition.value);
  AppendVarint(out, rank.docno);
}

std::optional<uint32_t> ReadNumber32(std::string_view& bytes) {
  const std::optional<uint64_t> value = ReadVarint(bytes);
  if (!value || *value > std::numeric_limits<uint32_t>::max()) return std::nullopt;
  return static_cast<uint32_t>(*value);
}

std::optional<Rank> ReadRank(std::string_view& bytes) {
  const std::optional<uint64_t> score_bits = ReadBigEndian64(bytes);
  const std::optional<uint64_t> unix_s = score_bits ? ReadVarint(bytes) : std::nullopt;
  const std::optional<uint64_t> id_hash = unix_s ? ReadBigEndian64(bytes) : std::nullopt;
  const std::optional<uint32_t> partition = id_hash ? ReadNumber32(bytes) : std::nullopt;
  const std::optional<uint32_t> docno = partition ? ReadNumber32(bytes) : std::nullopt;
  if (!docno) return std::nullopt;
  const Rank rank{.score = std::bit_cast<double>(*score_bits),
                  .publication_unix_s = UnZigZag(*unix_s),
                  .id_hash = *id_hash,
                  .partition = Partition{*partition},
                  .docno = *docno};
  // NaN compares with nothing, which would break the order of pages.
  if (!std::isfinite(rank.score)) return std::nullopt;
  return rank;
}

}  // namespace

std::string EncodeSearchPosition(const SearchPosition& position) {
  std::string payload;
  AppendRank(payload, position.last);
  AppendVarint(payload, position.statistics.documents);
  AppendVarint(payload, position.statistics.words);
  AppendVarint(payload, position.statistics.document_frequencies.size());
  for (const uint64_t frequency : position.statistics.document_frequencies) AppendVarint(payload, frequency);
  return payload;
}

std::optional<SearchPosition> DecodeSearchPosition(std::string_view payload) {
  SearchPosition position;
  const std::optional<Rank> last = ReadRank(payload);
  const std::optional<uint64_t> documents = last ? ReadVarint(payload) : std::nullopt;
  const std::optional<uint64_t> words = documents ? ReadVarint(payload) : std::nullopt;
  const std::optional<uint64_t> count = words ? ReadVarint(payload) : std::nullopt;
  if (!count || *count > payload.size()) return std::nullopt;
  position.last = *last;
  position.statistics.documents = *documents;
  position.statistics.words = *words;
  for (uint64_t i = 0; i < *count; ++i) {
    const std::optional<uint64_t> frequency = ReadVarint(payload);
    if (!frequency) return std::nullopt;
    position.statistics.document_frequencies.push_back(*frequency);
  }
  if (!payload.empty()) return std::nullopt;
  return position;
}

std::string EncodeQuotePosition(const QuotePosition& position) {
  std::string payload;
  AppendRank(payload, position.document);
  AppendVarint(payload, position.index);
  return payload;
}

std::optional<QuotePosition> DecodeQuotePosition(std::string_view payload) {
  const std::optional<Rank> document = ReadRank(payload);
  const std::optional<uint32_t> index = document ? ReadNumber32(payload) : std::nullopt;
  if (!index || !payload.empty()) return std::nullopt;
  return QuotePosition{*document, *index};
}

std::string EncodeEntityPosition(const EntityPosition& position) {
  std::string payload;
  AppendVarint(payload, position.articles);
  AppendSized(payload, position.entity_id);
  return payload;
}

std::optional<EntityPosition> DecodeEntityPosition(std::string_view payload) {
  const std::optional<uint64_t> articles = ReadVarint(payload);
  const std::optional<std::string_view> entity_id = articles ? ReadSized(payload) : std::nullopt;
  if (!entity_id || !payload.empty()) return std::nullopt;
  return EntityPosition{*articles, std::string(*entity_id)};
}

}  // namespace sitrep::query
