#pragma once

#include <cstdint>
#include <vector>

#include "services/query/query_language/document_terms.h"
#include "sitrep/query/stored/v1/document_view.pb.h"

namespace sitrep::query {

// How words of a place in the text count.
enum class WordTreatment { kSkipped, kIndexed, kHeadline };

// Walks along the segments of a text: notices, related links and the leading date are skipped, because they say nothing
// of the article; what no segment covers is indexed. The text must outlive it.
class SegmentCursor {
 public:
  explicit SegmentCursor(const stored::v1::DocumentText& text) : text_(text) {}
  // REQUIRES: `byte` does not decrease from call to call.
  WordTreatment At(uint32_t byte);
  bool IsIndexed(uint32_t byte) { return At(byte) != WordTreatment::kSkipped; }

 private:
  const stored::v1::DocumentText& text_;
  int segment_ = 0;
};

// Adds the words of a document to `terms`: those of its text as SegmentCursor treats them, and those of a headline that
// came beside the text. Positions are those of ForEachWord over the text; the separate headline's words follow behind a
// gap, so that no phrase reaches from one to the other. Answers where each word of the text begins, in bytes, by
// position.
std::vector<uint32_t> CollectWords(const stored::v1::DocumentText& text, DocumentTerms& terms);

}  // namespace sitrep::query
