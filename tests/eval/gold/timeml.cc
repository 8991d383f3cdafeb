#include "tests/eval/gold/timeml.h"

#include <algorithm>
#include <pugixml.hpp>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/base/string_views.h"
#include "tests/eval/gold/files.h"

namespace sitrep::eval {
namespace {

void Append(const pugi::xml_node& node, TimemlDocument& document) {
  for (const pugi::xml_node& child : node.children()) {
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) {
      document.text += child.value();
      continue;
    }
    const auto begin = static_cast<uint32_t>(document.text.size());
    Append(child, document);
    const auto end = static_cast<uint32_t>(document.text.size());
    if (std::string_view(child.name()) == "TIMEX3" && begin < end) {
      document.times.push_back({{begin, end}, child.attribute("type").value(), child.attribute("value").value()});
    }
  }
}

}  // namespace

absl::StatusOr<TimemlDocument> ReadTimeml(const std::string& path) {
  SITREP_ASSIGN_OR_RETURN(const std::string bytes, ReadGoldFile(path));
  const auto line_of = [&bytes](ptrdiff_t byte) {
    return static_cast<size_t>(std::count(bytes.begin(), bytes.begin() + byte, '\n')) + 1;
  };
  pugi::xml_document xml;
  if (const pugi::xml_parse_result result =
          xml.load_buffer(bytes.data(), bytes.size(), pugi::parse_default | pugi::parse_ws_pcdata);
      !result) {
    return FormatError(path, line_of(result.offset), absl::StrCat("is no XML: ", result.description()));
  }
  const pugi::xml_node root = xml.child("TimeML");
  if (!root) return FormatError(path, 1, "has no TimeML element");
  const pugi::xml_node creation = root.child("DCT").child("TIMEX3");
  if (!creation) return FormatError(path, 1, "has no TIMEX3 in a DCT element");
  TimemlDocument document;
  const std::string value = creation.attribute("value").value();
  absl::StatusOr<text::PublicationTime> time = text::ParseIsoDate(value);
  if (!time.ok()) {
    return FormatError(path, line_of(creation.offset_debug()),
                       absl::StrCat("creation time ", value, ": ", time.status().message()));
  }
  document.creation = *time;
  const pugi::xml_node text = root.child("TEXT");
  if (!text) return FormatError(path, 1, "has no TEXT element");
  Append(text, document);
  std::ranges::sort(document.times, {}, &ScoredTimex::span);
  return document;
}

}  // namespace sitrep::eval
