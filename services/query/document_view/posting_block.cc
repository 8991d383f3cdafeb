#include "services/query/document_view/posting_block.h"

#include <limits>
#include <optional>

#include "common/base/byte_codec.h"

namespace sitrep::query {
namespace {

// The common case of a varint, one byte, without a call.
inline bool ReadNumber(std::string_view& bytes, uint64_t& value) {
  if (!bytes.empty() && static_cast<unsigned char>(bytes[0]) < 0x80) {
    value = static_cast<unsigned char>(bytes[0]);
    bytes.remove_prefix(1);
    return true;
  }
  const std::optional<uint64_t> read = ReadVarint(bytes);
  if (!read) return false;
  value = *read;
  return true;
}

// Bytes that AppendVarint takes.
size_t VarintSize(uint32_t value) {
  return 1 + (value > 0x7F) + (value > 0x3FFF) + (value > 0x1F'FFFF) + (value > 0xFFF'FFFF);
}

constexpr uint64_t kMaxNumber = std::numeric_limits<uint32_t>::max();

}  // namespace

void AppendPosting(std::string& list, uint32_t previous, Posting posting) {
  const uint64_t gap = posting.docno - previous;
  if (posting.weight == 1) {
    AppendVarint(list, gap << 1 | 1);
  } else {
    AppendVarint(list, gap << 1);
    AppendVarint(list, posting.weight);
  }
}

bool ReadPosting(std::string_view& list, uint32_t previous, Posting& posting) {
  std::string_view rest = list;
  uint64_t gap = 0;
  uint64_t weight = 1;
  if (!ReadNumber(rest, gap)) return false;
  if ((gap & 1) == 0 && !ReadNumber(rest, weight)) return false;
  const uint64_t docno = previous + (gap >> 1);
  if (docno > kMaxNumber || weight == 0 || weight > kMaxNumber) return false;
  posting = {static_cast<uint32_t>(docno), static_cast<uint32_t>(weight)};
  list = rest;
  return true;
}

void AppendPositions(std::string& list, absl::Span<const uint32_t> positions) {
  uint32_t previous = 0;
  size_t size = 0;
  for (const uint32_t position : positions) {
    size += VarintSize(position - previous);
    previous = position;
  }
  AppendVarint(list, size);
  previous = 0;
  for (const uint32_t position : positions) {
    AppendVarint(list, position - previous);
    previous = position;
  }
}

bool ReadPositions(std::string_view& list, std::vector<uint32_t>& positions) {
  std::optional<std::string_view> distances = ReadSized(list);
  if (!distances) return false;
  uint64_t position = 0;
  while (!distances->empty()) {
    uint64_t distance = 0;
    if (!ReadNumber(*distances, distance)) return false;
    position += distance;
    if (position > kMaxNumber) return false;
    positions.push_back(static_cast<uint32_t>(position));
  }
  return true;
}

bool SkipPositions(std::string_view& list) { return ReadSized(list).has_value(); }

std::string PostingRow(uint32_t count, std::string_view list) {
  std::string row;
  row.reserve(list.size() + 5);
  AppendVarint(row, count);
  row.append(list);
  return row;
}

bool ReadPostingCount(std::string_view& row, uint32_t& count) {
  uint64_t value = 0;
  if (!ReadNumber(row, value) || value > kMaxNumber) return false;
  count = static_cast<uint32_t>(value);
  return true;
}

}  // namespace sitrep::query
