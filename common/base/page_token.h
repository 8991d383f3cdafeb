#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace sitrep {

// Opaque text for `next_page_token`: the caller's payload (where the next page starts, what ranking needs to stay
// stable) and a hash of the request's other fields, so that a token is only taken back by the query that it was made
// for. `request_hash`: rpc::HashRequest, or any stable hash of everything but page_size and page_token.
std::string EncodePageToken(uint64_t request_hash, std::string_view payload);

// The payload. INVALID_ARGUMENT with reason PAGE_TOKEN_INVALID: "page_token: is damaged" or "page_token: belongs to
// another query". The checksum is no signature: the payload must still be validated (PageTokenDamaged says so the same
// way).
absl::StatusOr<std::string> DecodePageToken(std::string_view token, uint64_t request_hash);

absl::Status PageTokenDamaged();

}  // namespace sitrep
