#include "common/base/cursor.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "common/base/byte_codec.h"
#include "common/base/error.h"
#include "common/base/sealed_text.h"
#include "common/base/string_views.h"

namespace sitrep {
namespace {

constexpr uint8_t kCursorVersion = 0x11;

absl::Status CursorInvalid(std::string_view field, std::string_view problem) {
  return MakeError(absl::StatusCode::kInvalidArgument, "CURSOR_INVALID",
                   absl::StrCat(ToAbsl(field), ": ", ToAbsl(problem)), {{"field", std::string(field)}});
}

// Partitions ascend, so each is written as its distance from the one before.
std::optional<CursorVector> DecodeBody(std::string_view body) {
  CursorVector cursor;
  const auto log_id = ReadBigEndian64(body);
  const auto count = ReadVarint(body);
  if (!log_id || !count) return std::nullopt;
  cursor.log_id = *log_id;
  uint64_t partition = 0;
  for (uint64_t i = 0; i < *count; ++i) {
    const auto step = ReadVarint(body);
    const auto offset = ReadVarint(body);
    if (!step || !offset || *step > kControlPartition.value || (i > 0 && *step == 0)) return std::nullopt;
    partition += *step;
    if (partition > kControlPartition.value) return std::nullopt;
    cursor.next.emplace_hint(cursor.next.end(), Partition{static_cast<uint32_t>(partition)}, Offset{*offset});
  }
  if (!body.empty()) return std::nullopt;
  return cursor;
}

}  // namespace

Offset CursorVector::At(Partition partition) const {
  const auto it = next.find(partition);
  return it == next.end() ? Offset{0} : it->second;
}

void CursorVector::Advance(Partition partition, Offset offset) {
  Offset& current = next[partition];
  current = std::max(current, offset);
}

void CursorVector::Advance(const CursorVector& other) {
  for (const auto& [partition, offset] : other.next) Advance(partition, offset);
}

bool CursorVector::Reached(const CursorVector& token) const {
  return std::all_of(token.next.begin(), token.next.end(),
                     [this](const auto& entry) { return At(entry.first) >= entry.second; });
}

std::string EncodeCursor(const CursorVector& cursor) {
  std::string body;
  AppendBigEndian64(body, cursor.log_id);
  AppendVarint(body, cursor.next.size());
  uint32_t previous = 0;
  for (const auto& [partition, offset] : cursor.next) {
    AppendVarint(body, partition.value - previous);
    AppendVarint(body, offset.value);
    previous = partition.value;
  }
  return SealText(kCursorVersion, body);
}

absl::StatusOr<CursorVector> DecodeCursor(std::string_view text, std::string_view field) {
  const std::optional<std::string> body = UnsealText(kCursorVersion, text);
  if (!body) return CursorInvalid(field, "is damaged");
  std::optional<CursorVector> cursor = DecodeBody(*body);
  if (!cursor) return CursorInvalid(field, "is damaged");
  return *std::move(cursor);
}

absl::Status CursorOfAnotherLog(std::string_view field) { return CursorInvalid(field, "belongs to another log"); }

}  // namespace sitrep
