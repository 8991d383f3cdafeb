#include "tests/eval/gold/story_articles.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "tests/eval/gold/files.h"
#include "tests/eval/gold/json.h"

namespace sitrep::eval {

absl::StatusOr<std::vector<StoryArticle>> ReadStoryArticles(const std::string& path) {
  std::vector<StoryArticle> articles;
  SITREP_RETURN_IF_ERROR(ForEachJsonLine(path, [&articles](const Json& json) -> absl::Status {
    StoryArticle article;
    SITREP_ASSIGN_OR_RETURN(article.id, json.Text("id"));
    SITREP_ASSIGN_OR_RETURN(article.story, json.Text("subtopic"));
    SITREP_ASSIGN_OR_RETURN(const std::vector<Json>* sentences, json.List("sentences"));
    for (const Json& sentence : *sentences) absl::StrAppend(&article.text, sentence.text, "\n");
    articles.push_back(std::move(article));
    return absl::OkStatus();
  }));
  return articles;
}

absl::StatusOr<std::vector<std::string>> ReadSplit(const std::string& path, const std::string& split) {
  SITREP_ASSIGN_OR_RETURN(const std::vector<std::string> lines, ReadGoldLines(path));
  std::vector<std::string> ids;
  for (size_t i = 0; i < lines.size(); ++i) {
    const std::vector<std::string> columns = absl::StrSplit(lines[i], '\t');
    if (columns.size() != 4) return FormatError(path, i + 1, "must have four columns: doc, topic, subtopic, split");
    if (columns[3] == split) ids.push_back(columns[0]);
  }
  if (ids.empty()) return FormatError(path, 1, absl::StrCat("has no article of split ", split));
  return ids;
}

}  // namespace sitrep::eval
