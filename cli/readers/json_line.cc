#include <simdjson.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "cli/readers/article_reader.h"
#include "cli/readers/publication_date.h"
#include "common/base/string_views.h"

namespace sitrep::cli {
namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;
using simdjson::dom::object;

constexpr size_t kMaxAttributeBytes = 1'024;
constexpr int kMaxAttributes = 32;
// What ingest takes; longer "names" are biographies.
constexpr size_t kMaxAuthorBytes = 256;
constexpr int kMaxAuthors = 64;

constexpr std::array<std::string_view, 21> kKnownFields = {
    "id",   "article_id", "date",  "published", "publication_time", "source",  "url",
    "uri",  "link",       "title", "headline",  "authors",          "author",  "text",
    "body", "content",    "html",  "language",  "language_code",    "revised", "revision_time"};

// The first of these fields that is a text; numbers count as texts.
std::string TextOf(const object& fields, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    element value;
    if (fields.at_key(name).get(value) != simdjson::SUCCESS) continue;
    std::string_view text;
    if (value.get_string().get(text) == simdjson::SUCCESS) {
      if (!text.empty()) return std::string(text);
      continue;
    }
    int64_t number = 0;
    if (value.get_int64().get(number) == simdjson::SUCCESS) return std::to_string(number);
  }
  return "";
}

void AddAuthors(const object& fields, ingest::v1::ArticleSubmission& submission) {
  const auto add = [&submission](std::string_view name) {
    const size_t first = name.find_first_not_of(' ');
    if (first == std::string_view::npos || name.size() > kMaxAuthorBytes) return;
    if (submission.authors_size() < kMaxAuthors) submission.add_authors(std::string(name.substr(first)));
  };
  for (const std::string_view field : {"authors", "author"}) {
    element value;
    if (fields.at_key(field).get(value) != simdjson::SUCCESS) continue;
    std::string_view text;
    simdjson::dom::array names;
    if (value.get_string().get(text) == simdjson::SUCCESS) {
      for (const absl::string_view name : absl::StrSplit(ToAbsl(text), ',')) add(ToStd(name));
    } else if (value.get_array().get(names) == simdjson::SUCCESS) {
      for (const element name : names) {
        if (name.get_string().get(text) == simdjson::SUCCESS) add(text);
      }
    }
    if (submission.authors_size() > 0) return;
  }
}

void AddAttributes(const object& fields, ingest::v1::ArticleSubmission& submission) {
  for (const auto& [key, value] : fields) {
    if (submission.attributes_size() >= kMaxAttributes) return;
    if (std::ranges::find(kKnownFields, key) != kKnownFields.end() || key.empty()) continue;
    if (value.type() == element_type::ARRAY || value.type() == element_type::OBJECT || value.is_null()) continue;
    std::string_view text;
    const std::string printed =
        value.get_string().get(text) == simdjson::SUCCESS ? std::string(text) : simdjson::to_string(value);
    if (printed.empty() || printed.size() > kMaxAttributeBytes) continue;
    ingest::v1::SubmittedAttribute& attribute = *submission.add_attributes();
    attribute.set_name(std::string(key));
    attribute.set_value(printed);
  }
}

}  // namespace

absl::StatusOr<ReadArticle> ReadJsonLine(const std::string& line) {
  thread_local simdjson::dom::parser parser;
  object fields;
  const simdjson::error_code error = parser.parse(line).get_object().get(fields);
  if (error != simdjson::SUCCESS) {
    return absl::InvalidArgumentError(absl::StrCat("not a JSON object: ", simdjson::error_message(error)));
  }
  ReadArticle article;
  ingest::v1::ArticleSubmission& submission = article.submission;
  if (std::string html = TextOf(fields, {"html"}); !html.empty()) {
    submission.set_html(std::move(html));
  } else {
    submission.set_text(TextOf(fields, {"text", "body", "content"}));
  }
  submission.set_article_id(TextOf(fields, {"id", "article_id"}));
  submission.set_source(TextOf(fields, {"source"}));
  submission.set_uri(TextOf(fields, {"url", "uri", "link"}));
  submission.set_headline(TextOf(fields, {"title", "headline"}));
  submission.set_language_code(TextOf(fields, {"language", "language_code"}));
  submission.set_revision_time(TextOf(fields, {"revised", "revision_time"}));
  SetPublication(TextOf(fields, {"date", "published", "publication_time"}), article);
  AddAuthors(fields, submission);
  AddAttributes(fields, submission);
  return article;
}

}  // namespace sitrep::cli
