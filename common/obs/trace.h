#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/random/bit_gen_ref.h"

namespace sitrep::obs {

// The identity of one operation across processes, as the W3C Trace Context recommendation defines it (version 00). It
// travels in the gRPC metadata key `traceparent` and stands in every log line; it never influences an answer.
struct TraceContext {
  // 32 and 16 lower-case hexadecimal digits, neither all zero.
  std::string trace_id;
  std::string span_id;
  // Bit 0: sampled.
  uint8_t flags = 0;
};

inline constexpr char kTraceparentKey[] = "traceparent";

// nullopt for anything the recommendation calls invalid. Versions above 00 are read by their first four fields.
std::optional<TraceContext> ParseTraceparent(std::string_view header);

// "00-<trace_id>-<span_id>-<flags>".
std::string FormatTraceparent(const TraceContext& context);

// A new operation, and a step within one: the same trace and flags under a new span.
TraceContext NewTrace(absl::BitGenRef random);
TraceContext NewChild(const TraceContext& parent, absl::BitGenRef random);

}  // namespace sitrep::obs
