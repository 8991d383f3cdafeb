#include "tests/eval/gold/attributions.h"

#include <algorithm>
#include <utility>

#include "common/base/status_macros.h"
#include "tests/eval/gold/code_points.h"
#include "tests/eval/gold/json.h"

namespace sitrep::eval {
namespace {

absl::StatusOr<std::vector<Span>> ReadPart(const Json& attribution, std::string_view name, const CodePoints& offsets) {
  std::vector<Span> spans;
  if (attribution.Find(name) == nullptr) return spans;
  SITREP_ASSIGN_OR_RETURN(const std::vector<Json>* parts, attribution.List(name));
  for (const Json& part : *parts) {
    SITREP_ASSIGN_OR_RETURN(const std::vector<Json>* pairs, part.List("spans"));
    for (const Json& pair : *pairs) {
      if (pair.items.size() != 2) return absl::InvalidArgumentError("a span must be a list of two numbers");
      SITREP_ASSIGN_OR_RETURN(const Span span, offsets.ToBytes(pair.items[0].number, pair.items[1].number));
      spans.push_back(span);
    }
  }
  std::ranges::sort(spans);
  return spans;
}

}  // namespace

absl::StatusOr<std::vector<AttributionDocument>> ReadAttributions(const std::string& path) {
  std::vector<AttributionDocument> documents;
  SITREP_RETURN_IF_ERROR(ForEachJsonLine(path, [&documents](const Json& json) -> absl::Status {
    AttributionDocument document{.id = json.TextOr("id", "")};
    SITREP_ASSIGN_OR_RETURN(document.text, json.Text("text"));
    SITREP_ASSIGN_OR_RETURN(const std::vector<Json>* annotations, json.List("annotations"));
    if (annotations->empty()) return absl::InvalidArgumentError("annotations must not be empty");
    SITREP_ASSIGN_OR_RETURN(const std::vector<Json>* attributions, annotations->front().List("attributions"));
    const CodePoints offsets(document.text);
    for (const Json& attribution : *attributions) {
      GoldAttribution gold;
      SITREP_ASSIGN_OR_RETURN(gold.source, ReadPart(attribution, "source", offsets));
      SITREP_ASSIGN_OR_RETURN(gold.cue, ReadPart(attribution, "cue", offsets));
      SITREP_ASSIGN_OR_RETURN(gold.content, ReadPart(attribution, "content", offsets));
      document.attributions.push_back(std::move(gold));
    }
    documents.push_back(std::move(document));
    return absl::OkStatus();
  }));
  return documents;
}

std::vector<bool> QuotedBytes(const std::string& text) {
  std::vector<bool> quoted(text.size());
  bool open = false;
  for (size_t i = 0; i < text.size();) {
    const std::string_view rest = std::string_view(text).substr(i);
    const bool straight = rest[0] == '"';
    const bool opens = rest.starts_with("\u201C");
    const bool closes = rest.starts_with("\u201D");
    if (rest[0] == '\n') open = false;
    if (straight || opens || closes) {
      open = straight ? !open : opens;
      i += straight ? 1 : 3;
    } else {
      quoted[i++] = open;
    }
  }
  return quoted;
}

}  // namespace sitrep::eval
