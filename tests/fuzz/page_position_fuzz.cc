#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/check.h"
#include "common/base/page_token.h"
#include "services/query/document_view/page_position.h"

// What a page token holds decodes to a position or to nothing, and positions survive being encoded again; tokens nobody
// made are refused.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sitrep::query;  // NOLINT: a fuzz target is one function.
  const std::string_view payload(reinterpret_cast<const char*>(data), size);
  if (const auto position = DecodeSearchPosition(payload)) {
    sitrep::Check(DecodeSearchPosition(EncodeSearchPosition(*position)) == position, "search position lost");
  }
  if (const auto position = DecodeQuotePosition(payload)) {
    sitrep::Check(DecodeQuotePosition(EncodeQuotePosition(*position)) == position, "quote position lost");
  }
  if (const auto position = DecodeEntityPosition(payload)) {
    sitrep::Check(DecodeEntityPosition(EncodeEntityPosition(*position)) == position, "entity position lost");
  }
  const std::string token = sitrep::EncodePageToken(size, payload);
  const auto decoded = sitrep::DecodePageToken(token, size);
  sitrep::Check(decoded.ok() && *decoded == payload, "token lost its payload");
  sitrep::Check(!sitrep::DecodePageToken(token, size + 1).ok(), "token of another request accepted");
  (void)sitrep::DecodePageToken(payload, size);
  return 0;
}
