#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"

// The bytes of posting lists. A list covers the documents of one segment and is made by appending, so that the tail in
// memory and the rows on disk hold the same bytes. Readers trust nothing: on malformed bytes they answer false. Pure
// functions.
namespace sitrep::query {

struct Posting {
  uint32_t docno = 0;
  uint32_t weight = 0;
  friend bool operator==(const Posting&, const Posting&) = default;
};

// Appends one posting: the distance from `previous` (for the first the begin of the segment) and the weight. A weight
// of 1, the usual one, costs a bit. REQUIRES: docno >= previous; weight >= 1.
void AppendPosting(std::string& list, uint32_t previous, Posting posting);

// Takes the next posting off the front of `list`. False at the end and on malformed bytes, which leave `list` not
// empty.
bool ReadPosting(std::string_view& list, uint32_t previous, Posting& posting);

// Appends the positions of one document, which must grow: the number of bytes that follow, then the distances.
void AppendPositions(std::string& list, absl::Span<const uint32_t> positions);

// Takes the positions of the next document off the front of `list` and appends them to `positions`.
bool ReadPositions(std::string_view& list, std::vector<uint32_t>& positions);
bool SkipPositions(std::string_view& list);

// The value of a posting row: the number of postings, then the list.
std::string PostingRow(uint32_t count, std::string_view list);
// Takes the number off the front; false on malformed bytes.
bool ReadPostingCount(std::string_view& row, uint32_t& count);

}  // namespace sitrep::query
