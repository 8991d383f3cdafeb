#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/text/iso_date.h"
#include "common/text/segmenter.h"

namespace sitrep::ingest {

// Where a run of the derived text stands in the HTML it was derived from. Runs are sorted by `text_begin_byte`,
// disjoint, and leave out what the derivation added (paragraph breaks). In a run of equal lengths byte n of one is byte
// n of the other; otherwise (an entity, collapsed white space) the run maps as a whole.
struct OffsetRun {
  uint32_t text_begin_byte = 0;
  uint32_t text_end_byte = 0;
  uint32_t html_begin_byte = 0;
  uint32_t html_end_byte = 0;

  friend bool operator==(const OffsetRun&, const OffsetRun&) = default;
};

// What a format reader found in a submission. `publication`, `headline` and the rest are what the submission itself
// says; a client's own fields win over them. Empty or kUnknown: not said.
struct ReadArticle {
  std::string text;  // Valid UTF-8 without NUL; what spans refer to.
  text::PublicationTime publication;
  std::string headline;
  std::vector<text::Segment> segments;
  std::vector<OffsetRun> offset_map;  // Of HTML only.
  std::string canonical_url;
  std::string site_name;
  std::string language_code;  // BCP 47, as declared.
  std::vector<std::string> authors;
};

}  // namespace sitrep::ingest
