#include "tests/eval/gold/toponyms.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/base/string_views.h"
#include "tests/eval/gold/code_points.h"
#include "tests/eval/gold/json.h"

namespace sitrep::eval {
namespace {

absl::StatusOr<GoldToponym> ReadToponym(const Json& json, const CodePoints& offsets) {
  GoldToponym toponym;
  SITREP_ASSIGN_OR_RETURN(toponym.span, offsets.ToBytes(json, "start", "end"));
  if (json.Find("lat") != nullptr) {
    Position position;
    SITREP_ASSIGN_OR_RETURN(position.latitude, json.Number("lat"));
    SITREP_ASSIGN_OR_RETURN(position.longitude, json.Number("lon"));
    toponym.position = position;
  }
  if (const Json* id = json.Find("geonameid"); id != nullptr) {
    toponym.geonames_id = id->kind == Json::Kind::kNumber ? absl::StrCat(std::llround(id->number)) : id->text;
  }
  toponym.page_title = TitleOfAddress(json.TextOr("page", ""));
  return toponym;
}

}  // namespace

std::string TitleOfAddress(std::string_view address) {
  std::string title;
  const size_t slash = address.rfind('/');
  const std::string_view last = slash == std::string_view::npos ? address : address.substr(slash + 1);
  for (size_t i = 0; i < last.size(); ++i) {
    if (last[i] == '%' && i + 2 < last.size() && absl::ascii_isxdigit(static_cast<unsigned char>(last[i + 1])) &&
        absl::ascii_isxdigit(static_cast<unsigned char>(last[i + 2]))) {
      title += absl::HexStringToBytes(ToAbsl(last.substr(i + 1, 2)));
      i += 2;
    } else {
      title.push_back(last[i] == '_' ? ' ' : last[i]);
    }
  }
  return title;
}

absl::StatusOr<std::vector<ToponymDocument>> ReadToponyms(const std::string& path) {
  std::vector<ToponymDocument> documents;
  SITREP_RETURN_IF_ERROR(ForEachJsonLine(path, [&documents](const Json& json) -> absl::Status {
    ToponymDocument document{.id = json.TextOr("id", ""), .date = json.TextOr("date", "")};
    SITREP_ASSIGN_OR_RETURN(document.text, json.Text("text"));
    SITREP_ASSIGN_OR_RETURN(const std::vector<Json>* toponyms, json.List("toponyms"));
    const CodePoints offsets(document.text);
    for (const Json& toponym : *toponyms) {
      SITREP_ASSIGN_OR_RETURN(GoldToponym read, ReadToponym(toponym, offsets));
      document.toponyms.push_back(std::move(read));
    }
    std::ranges::sort(document.toponyms, {}, &GoldToponym::span);
    documents.push_back(std::move(document));
    return absl::OkStatus();
  }));
  return documents;
}

}  // namespace sitrep::eval
