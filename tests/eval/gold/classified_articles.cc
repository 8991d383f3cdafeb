#include "tests/eval/gold/classified_articles.h"

#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "tests/eval/gold/files.h"
#include "tests/eval/gold/json.h"

namespace sitrep::eval {
namespace {

absl::StatusOr<std::vector<ClassifiedArticle>> ReadColumns(const std::string& path) {
  constexpr size_t kTopics = std::size(kInsightCrimeTopics);
  SITREP_ASSIGN_OR_RETURN(const std::vector<std::string> lines, ReadGoldLines(path));
  std::vector<ClassifiedArticle> articles;
  for (size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].empty()) continue;
    const std::vector<std::string> columns = absl::StrSplit(lines[i], '\t');
    if (columns.size() != kTopics + 1) {
      return FormatError(path, i + 1, absl::StrCat("must have ", kTopics + 1, " columns, has ", columns.size()));
    }
    ClassifiedArticle article{.id = absl::StrCat(i + 1), .text = columns[0]};
    if (article.text.size() >= 2 && article.text.front() == '"' && article.text.back() == '"') {
      article.text = absl::StrReplaceAll(article.text.substr(1, article.text.size() - 2), {{"\"\"", "\""}});
    }
    for (size_t topic = 0; topic < kTopics; ++topic) {
      const std::string& value = columns[topic + 1];
      if (value != "0" && value != "1") {
        return FormatError(path, i + 1, absl::StrCat("label must be 0 or 1: ", value));
      }
      if (value == "1") article.topics.insert(kInsightCrimeTopics[topic]);
    }
    articles.push_back(std::move(article));
  }
  return articles;
}

}  // namespace

absl::StatusOr<std::vector<ClassifiedArticle>> ReadClassifiedArticles(const std::string& path) {
  if (ExtensionOf(path) == ".tsv") return ReadColumns(path);
  std::vector<ClassifiedArticle> articles;
  SITREP_RETURN_IF_ERROR(ForEachJsonLine(path, [&articles](const Json& json) -> absl::Status {
    ClassifiedArticle article{.id = json.TextOr("id", ""), .title = json.TextOr("title", "")};
    if (json.TextOr("has_topics", "YES") != "YES") return absl::OkStatus();
    SITREP_ASSIGN_OR_RETURN(article.text, json.Text("text"));
    if (json.Find("category") != nullptr) {
      SITREP_ASSIGN_OR_RETURN(const std::string category, json.Text("category"));
      article.topics.insert(category);
    } else {
      SITREP_ASSIGN_OR_RETURN(const std::vector<Json>* topics, json.List("topics"));
      for (const Json& topic : *topics) article.topics.insert(topic.text);
    }
    articles.push_back(std::move(article));
    return absl::OkStatus();
  }));
  return articles;
}

}  // namespace sitrep::eval
