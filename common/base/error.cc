#include "common/base/error.h"

#include <cstdint>
#include <optional>

#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/byte_codec.h"
#include "common/base/check.h"
#include "common/base/string_views.h"

namespace sitrep {
namespace {

constexpr char kPayloadType[] = "sitrep/error-detail";
constexpr std::string_view kFieldKey = "field";

std::string Encode(const ErrorDetail& detail) {
  std::string bytes;
  AppendSized(bytes, detail.reason);
  AppendVarint(bytes, detail.metadata.size());
  for (const auto& [key, value] : detail.metadata) {
    AppendSized(bytes, key);
    AppendSized(bytes, value);
  }
  AppendVarint(bytes, static_cast<uint64_t>(absl::ToInt64Milliseconds(detail.retry_delay)));
  return bytes;
}

// Only ever reads what Encode wrote in this process.
std::optional<ErrorDetail> Decode(std::string_view bytes) {
  ErrorDetail detail;
  const auto reason = ReadSized(bytes);
  const auto count = ReadVarint(bytes);
  if (!reason || !count) return std::nullopt;
  detail.reason = *reason;
  for (uint64_t i = 0; i < *count; ++i) {
    const auto key = ReadSized(bytes);
    const auto value = ReadSized(bytes);
    if (!key || !value) return std::nullopt;
    detail.metadata.emplace_back(*key, *value);
  }
  const auto retry_ms = ReadVarint(bytes);
  if (!retry_ms) return std::nullopt;
  detail.retry_delay = absl::Milliseconds(static_cast<int64_t>(*retry_ms));
  return detail;
}

}  // namespace

std::string_view ErrorDetail::Find(std::string_view key) const {
  for (const auto& [name, value] : metadata) {
    if (name == key) return value;
  }
  return {};
}

absl::Status MakeError(absl::StatusCode code, std::string_view reason, std::string message,
                       std::vector<std::pair<std::string, std::string>> metadata, absl::Duration retry_delay) {
  Check(code != absl::StatusCode::kOk, "an error must not have the code OK");
  absl::Status status(code, message);
  const ErrorDetail detail{std::string(reason), std::move(metadata), retry_delay};
  status.SetPayload(kPayloadType, absl::Cord(Encode(detail)));
  return status;
}

absl::Status InvalidField(std::string_view field, std::string_view problem) {
  return MakeError(absl::StatusCode::kInvalidArgument, "INVALID_FIELD",
                   absl::StrCat(ToAbsl(field), ": ", ToAbsl(problem)), {{std::string(kFieldKey), std::string(field)}});
}

ErrorDetail ReadErrorDetail(const absl::Status& status) {
  const auto payload = status.GetPayload(kPayloadType);
  if (!payload) return {};
  return Decode(std::string(*payload)).value_or(ErrorDetail{});
}

absl::Status AtField(std::string_view prefix, const absl::Status& status) {
  ErrorDetail detail = ReadErrorDetail(status);
  for (auto& [key, value] : detail.metadata) {
    if (key != kFieldKey) continue;
    std::string message(status.message());
    if (absl::StartsWith(message, value)) message.insert(0, prefix);
    value.insert(0, prefix);
    return MakeError(status.code(), detail.reason, std::move(message), std::move(detail.metadata), detail.retry_delay);
  }
  return status;
}

}  // namespace sitrep
