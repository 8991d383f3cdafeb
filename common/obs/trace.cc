#include "common/obs/trace.h"

#include <algorithm>

#include "absl/random/distributions.h"
#include "absl/strings/str_cat.h"

namespace sitrep::obs {
namespace {

constexpr size_t kTraceDigits = 32;
constexpr size_t kSpanDigits = 16;
constexpr size_t kHeaderSize = 2 + 1 + kTraceDigits + 1 + kSpanDigits + 1 + 2;

bool IsLowerHex(std::string_view digits) {
  return std::all_of(digits.begin(), digits.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool IsIdentity(std::string_view digits) {
  return IsLowerHex(digits) && digits.find_first_not_of('0') != std::string_view::npos;
}

uint8_t HexByte(std::string_view digits) {
  const auto value = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  return static_cast<uint8_t>(value(digits[0]) << 4 | value(digits[1]));
}

// Never zero, which would be an invalid identity.
std::string RandomHex(absl::BitGenRef random) {
  return absl::StrCat(
      absl::Hex(absl::Uniform<uint64_t>(absl::IntervalClosed, random, 1, UINT64_MAX), absl::kZeroPad16));
}

}  // namespace

std::optional<TraceContext> ParseTraceparent(std::string_view header) {
  if (header.size() < kHeaderSize || header[2] != '-' || header[35] != '-' || header[52] != '-') return std::nullopt;
  const std::string_view version = header.substr(0, 2);
  const std::string_view trace_id = header.substr(3, kTraceDigits);
  const std::string_view span_id = header.substr(36, kSpanDigits);
  const std::string_view flags = header.substr(53, 2);
  if (!IsLowerHex(version) || version == "ff" || !IsIdentity(trace_id) || !IsIdentity(span_id) || !IsLowerHex(flags)) {
    return std::nullopt;
  }
  // Version 00 ends here; later ones may go on after another dash.
  if (header.size() > kHeaderSize && (version == "00" || header[kHeaderSize] != '-')) return std::nullopt;
  return TraceContext{std::string(trace_id), std::string(span_id), HexByte(flags)};
}

std::string FormatTraceparent(const TraceContext& context) {
  return absl::StrCat("00-", context.trace_id, "-", context.span_id, "-", absl::Hex(context.flags, absl::kZeroPad2));
}

TraceContext NewTrace(absl::BitGenRef random) {
  return {.trace_id = RandomHex(random) + RandomHex(random), .span_id = RandomHex(random), .flags = 0};
}

TraceContext NewChild(const TraceContext& parent, absl::BitGenRef random) {
  return {.trace_id = parent.trace_id, .span_id = RandomHex(random), .flags = parent.flags};
}

}  // namespace sitrep::obs
