#pragma once

#include <string_view>

#include "cli/printer.h"
#include "sitrep/type/v1/annotation.pb.h"

namespace sitrep::cli {

// The annotations of a text, a table for each kind that there is any of. Spans are shown by their words.
void PrintAnnotations(Printer& printer, std::string_view text, const type::v1::Annotations& annotations);

// The segments of a text by type, body left out.
void PrintSegments(Printer& printer, std::string_view text,
                   const google::protobuf::RepeatedPtrField<type::v1::Segment>& segments);

}  // namespace sitrep::cli
