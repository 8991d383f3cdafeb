#include "tests/eval/gold/json.h"

#include <simdjson.h>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/base/string_views.h"
#include "tests/eval/gold/files.h"

namespace sitrep::eval {
namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;

Json ToJson(element value) {
  Json json;
  switch (value.type()) {
    case element_type::NULL_VALUE:
      break;
    case element_type::BOOL:
      json.kind = Json::Kind::kBool;
      json.number = value.get_bool().value_unsafe() ? 1 : 0;
      break;
    case element_type::STRING:
      json.kind = Json::Kind::kText;
      json.text = std::string(value.get_string().value_unsafe());
      break;
    case element_type::ARRAY: {
      json.kind = Json::Kind::kList;
      const simdjson::dom::array items = value.get_array().value_unsafe();
      for (const element item : items) json.items.push_back(ToJson(item));
      break;
    }
    case element_type::OBJECT: {
      json.kind = Json::Kind::kObject;
      const simdjson::dom::object fields = value.get_object().value_unsafe();
      for (const auto field : fields) json.fields.emplace_back(std::string(field.key), ToJson(field.value));
      break;
    }
    default:
      json.kind = Json::Kind::kNumber;
      json.number = value.get_double().value_unsafe();
  }
  return json;
}

absl::Status FieldError(std::string_view name, std::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("field \"", ToAbsl(name), "\" must be ", ToAbsl(what)));
}

}  // namespace

const Json* Json::Find(std::string_view name) const {
  for (const auto& [key, value] : fields) {
    if (key == name) return value.kind == Kind::kNull ? nullptr : &value;
  }
  return nullptr;
}

absl::StatusOr<std::string> Json::Text(std::string_view name) const {
  const Json* value = Find(name);
  if (value == nullptr || value->kind != Kind::kText) return FieldError(name, "a text");
  return value->text;
}

absl::StatusOr<double> Json::Number(std::string_view name) const {
  const Json* value = Find(name);
  if (value == nullptr || value->kind != Kind::kNumber) return FieldError(name, "a number");
  return value->number;
}

absl::StatusOr<const std::vector<Json>*> Json::List(std::string_view name) const {
  const Json* value = Find(name);
  if (value == nullptr || value->kind != Kind::kList) return FieldError(name, "a list");
  return &value->items;
}

std::string Json::TextOr(std::string_view name, std::string_view otherwise) const {
  const Json* value = Find(name);
  return value != nullptr && value->kind == Kind::kText ? value->text : std::string(otherwise);
}

absl::Status ForEachJsonLine(const std::string& path, absl::FunctionRef<absl::Status(const Json&)> read) {
  SITREP_ASSIGN_OR_RETURN(const std::vector<std::string> lines, ReadGoldLines(path));
  simdjson::dom::parser parser;
  for (size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].empty()) continue;
    element value;
    if (const auto error = parser.parse(lines[i]).get(value); error != simdjson::SUCCESS) {
      return FormatError(path, i + 1, absl::StrCat("is no JSON: ", simdjson::error_message(error)));
    }
    if (!value.is_object()) return FormatError(path, i + 1, "must be a JSON object");
    if (const absl::Status status = read(ToJson(value)); !status.ok()) {
      return FormatError(path, i + 1, ToStd(status.message()));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<Json> ReadJsonFile(const std::string& path) {
  SITREP_ASSIGN_OR_RETURN(const std::string text, ReadGoldFile(path));
  simdjson::dom::parser parser;
  element value;
  if (const auto error = parser.parse(text).get(value); error != simdjson::SUCCESS) {
    return FormatError(path, 1, absl::StrCat("is no JSON: ", simdjson::error_message(error)));
  }
  return ToJson(value);
}

}  // namespace sitrep::eval
