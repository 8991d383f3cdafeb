#pragma once

#include <vector>

#include "absl/status/status.h"
#include "services/tagger/document/document.h"
#include "sitrep/tagger/v1/tagger_service.pb.h"
#include "sitrep/type/v1/annotation.pb.h"

namespace sitrep::tagger {

// The wire on both sides of the pipeline. Pure, thread-safe.

// Limits of a text and of the fields beside it, in bytes.
inline constexpr size_t kMaxTextBytes = size_t{1} << 20;
inline constexpr size_t kMaxHeadlineBytes = 4'096;
inline constexpr size_t kMaxSourceBytes = 256;

// INVALID_ARGUMENT naming the field: no text, too much, not UTF-8, a NUL, segments that are not sorted, disjoint,
// inside the text and on character boundaries.
absl::Status CheckInput(const v1::TagInput& input);

// A document over `input`, which must outlive it and have passed CheckInput.
Document ToDocument(const v1::TagInput& input);

type::v1::Annotations ToAnnotations(const Document& document);

std::vector<type::v1::Segment> ToSegments(const Document& document);

// Takes out what was not asked for; an empty list asks for everything. Entities stay when something refers to them.
void KeepOnly(const google::protobuf::RepeatedField<int>& annotators, type::v1::Annotations& annotations);

}  // namespace sitrep::tagger
