#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "services/query/document_view/ranking.h"

// What page tokens of the document view hold: the place where the page ended, and what ranking must not lose between
// pages. Encoders make the payload of EncodePageToken; decoders answer nullopt for any bytes no encoder made. Pure
// functions.
namespace sitrep::query {

struct SearchPosition {
  Rank last;
  // Those of the first page, so that scores stay what they were although articles come in.
  CorpusStatistics statistics;
  friend bool operator==(const SearchPosition&, const SearchPosition&) = default;
};
std::string EncodeSearchPosition(const SearchPosition& position);
std::optional<SearchPosition> DecodeSearchPosition(std::string_view payload);

struct QuotePosition {
  Rank document;
  uint32_t index = 0;
  friend bool operator==(const QuotePosition&, const QuotePosition&) = default;
};
std::string EncodeQuotePosition(const QuotePosition& position);
std::optional<QuotePosition> DecodeQuotePosition(std::string_view payload);

struct EntityPosition {
  uint64_t articles = 0;
  std::string entity_id;
  friend bool operator==(const EntityPosition&, const EntityPosition&) = default;
};
std::string EncodeEntityPosition(const EntityPosition& position);
std::optional<EntityPosition> DecodeEntityPosition(std::string_view payload);

}  // namespace sitrep::query
