#include "tests/eval/gold/entities.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "tests/eval/gold/code_points.h"
#include "tests/eval/gold/json.h"

namespace sitrep::eval {

absl::StatusOr<std::vector<EntityDocument>> ReadEntities(const std::string& path) {
  std::vector<EntityDocument> documents;
  SITREP_RETURN_IF_ERROR(ForEachJsonLine(path, [&documents](const Json& json) -> absl::Status {
    EntityDocument document{.id = json.TextOr("id", ""), .date = json.TextOr("date", "")};
    SITREP_ASSIGN_OR_RETURN(document.text, json.Text("text"));
    SITREP_ASSIGN_OR_RETURN(const std::vector<Json>* entities, json.List("entities"));
    const CodePoints offsets(document.text);
    for (const Json& entity : *entities) {
      SITREP_ASSIGN_OR_RETURN(const Span span, offsets.ToBytes(entity, "start", "end"));
      document.entities.push_back({span, entity.TextOr("type", ""), entity.TextOr("uri", "")});
      if (document.entities.back().label.empty() && document.entities.back().uri.empty()) {
        return absl::InvalidArgumentError("an entity must have a type or a uri");
      }
    }
    std::ranges::sort(document.entities, {}, &GoldEntity::span);
    documents.push_back(std::move(document));
    return absl::OkStatus();
  }));
  return documents;
}

}  // namespace sitrep::eval
