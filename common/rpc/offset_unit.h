#pragma once

#include <google/protobuf/message.h>

#include <string_view>

#include "sitrep/type/v1/span.pb.h"

namespace sitrep::rpc {

// Fills begin_unit and end_unit of every Span inside `message` for a client that counts in another unit than bytes;
// does nothing for bytes. All spans must refer to `text`, which is valid UTF-8. Thread-safe.
void ConvertSpans(std::string_view text, type::v1::OffsetUnit unit, google::protobuf::Message& message);

}  // namespace sitrep::rpc
