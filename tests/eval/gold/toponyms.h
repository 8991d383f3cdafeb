#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/eval/scoring/geography.h"
#include "tests/eval/scoring/span_matching.h"

namespace sitrep::eval {

struct GoldToponym {
  Span span;                         // Bytes of the text.
  std::optional<Position> position;  // None: the set gives no coordinates.
  std::string geonames_id;           // May be empty.
  std::string page_title;            // Of Wikipedia, "New York (state)"; may be empty.
};

struct ToponymDocument {
  std::string id;
  std::string date;  // As given; may be empty.
  std::string text;
  std::vector<GoldToponym> toponyms;  // In order.
};

// A JSON object a line: id, text, date (optional), toponyms: start, end (code points), lat and lon (or null), geonameid
// or page (a Wikipedia address), both optional. INVALID_ARGUMENT names file and line.
absl::StatusOr<std::vector<ToponymDocument>> ReadToponyms(const std::string& path);

// The title in a Wikipedia or DBpedia address: "https://en.wikipedia.org/wiki/New_York_(state)", escapes decoded.
std::string TitleOfAddress(std::string_view address);

}  // namespace sitrep::eval
