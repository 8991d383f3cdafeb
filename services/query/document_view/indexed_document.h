#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "services/query/document_view/partition_state.h"
#include "services/query/query_language/document_terms.h"
#include "services/query/view/view.h"
#include "sitrep/query/stored/v1/document_view.pb.h"

namespace sitrep::query {

// Everything the view stores about one article: its rows, and its terms. A pure function of the tagged article, so that
// the same log always makes the same view.
struct IndexedDocument {
  std::string text_row;         // Serialized DocumentText.
  std::string annotations_row;  // Serialized sitrep.type.v1.Annotations; empty when tagging failed.
  stored::v1::DocumentValues values;
  stored::v1::DocumentDetails details;
  DocumentTerms terms;
};
IndexedDocument IndexDocument(const TaggedArticle& tagged, absl::Time append_time);

// What is stored of an entity beside the articles that mention it.
stored::v1::EntityRow MakeEntityRow(const type::v1::EntitySummary& entity);

ColumnValues ColumnsOf(const stored::v1::DocumentValues& values);

// The terms of a stored document, from its rows; the same that IndexDocument found.
DocumentTerms TermsOfStored(const stored::v1::DocumentText& text, const stored::v1::DocumentValues& values,
                            const stored::v1::DocumentDetails& details);

// XXH3-128 of both rows, as values.content_hash holds it.
std::string ContentHash(std::string_view text_row, std::string_view annotations_row);

// Occurrences of a headline's word count this many times more than those of other words, because a headline says what
// the article is about in a tenth of its words.
inline constexpr uint32_t kHeadlineWeight = 3;

}  // namespace sitrep::query
