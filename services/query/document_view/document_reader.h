#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/query/document_view/view_state.h"
#include "sitrep/query/stored/v1/document_view.pb.h"
#include "sitrep/query/v1/document.pb.h"

namespace sitrep::query {

// Which lists of the annotations a document comes with.
struct AnnotationChoice {
  bool none = false;
  // "tokens", "sentences", "mentions", "times", "quotes", "events", "amounts", "topics", "tone"; empty: all. Entities
  // come with any of them.
  std::vector<std::string> names;
};
// INVALID_ARGUMENT for a name that is none of these.
absl::Status ValidateAnnotationNames(const std::vector<std::string>& names);

// The current revision of an article as the view holds it. NOT_FOUND (ARTICLE_NOT_FOUND) when it holds none,
// FAILED_PRECONDITION (ARTICLE_RETRACTED).
absl::StatusOr<v1::Document> ReadDocument(const ViewState& view, Partition partition, std::string_view article_id,
                                          const AnnotationChoice& choice);

absl::Status ArticleNotFound(std::string_view article_id);
absl::Status ArticleRetracted(std::string_view article_id);

absl::StatusOr<stored::v1::DocumentText> ReadText(const ViewState& view, Partition partition, uint32_t docno);
absl::StatusOr<type::v1::Annotations> ReadAnnotations(const ViewState& view, Partition partition, uint32_t docno);

v1::ArticleReference ReferenceOf(const stored::v1::DocumentText& text);
type::v1::EntitySummary SummaryOf(const stored::v1::EntityRow& row);

}  // namespace sitrep::query
