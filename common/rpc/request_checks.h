#pragma once

#include <google/protobuf/message.h>

#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "absl/status/status.h"

namespace sitrep::rpc {

// INVALID_ARGUMENT, reason UNKNOWN_FIELD, when the request or a message inside it has a field or an enum value that
// this version does not know: a client that believes in a filter we would ignore must hear of it. Names the path, such
// as "query.sort: 7 is not a value of SortOrder" or "articles[3]: has an unknown field of number 99". Visits only
// fields that are set.
absl::Status RejectUnknown(const google::protobuf::Message& request);

// A stable hash of a request's fields except those named (top level): for page tokens, normally
// HashRequest(request, {"page_size", "page_token"}). Stable as long as the request has no map fields and the same
// program version computes it on every pod; a change of version may invalidate tokens, which is an error the client can
// handle.
uint64_t HashRequest(const google::protobuf::Message& request, std::initializer_list<std::string_view> except);

}  // namespace sitrep::rpc
