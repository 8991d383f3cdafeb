#include "tests/eval/gold/judged_queries.h"

#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "tests/eval/gold/files.h"
#include "tests/eval/gold/json.h"

namespace sitrep::eval {

absl::StatusOr<std::vector<SearchableDocument>> ReadSearchableDocuments(const std::string& path) {
  std::vector<SearchableDocument> documents;
  SITREP_RETURN_IF_ERROR(ForEachJsonLine(path, [&documents](const Json& json) -> absl::Status {
    SearchableDocument document{.date = json.TextOr("date", "")};
    SITREP_ASSIGN_OR_RETURN(document.id, json.Text("docno"));
    SITREP_ASSIGN_OR_RETURN(document.text, json.Text("text"));
    documents.push_back(std::move(document));
    return absl::OkStatus();
  }));
  return documents;
}

absl::StatusOr<std::vector<JudgedQuery>> ReadJudgedQueries(const std::string& queries, const std::string& judgments) {
  SITREP_ASSIGN_OR_RETURN(const std::vector<std::string> judgment_lines, ReadGoldLines(judgments));
  std::map<std::string, std::set<std::string>> relevant;
  for (size_t i = 0; i < judgment_lines.size(); ++i) {
    const std::vector<std::string> columns =
        absl::StrSplit(judgment_lines[i], absl::ByAnyChar(" \t"), absl::SkipEmpty());
    if (columns.empty()) continue;
    if (columns.size() != 4) return FormatError(judgments, i + 1, "must be: query 0 document relevance");
    if (columns[3] != "0") relevant[columns[0]].insert(columns[2]);
  }
  SITREP_ASSIGN_OR_RETURN(const std::vector<std::string> query_lines, ReadGoldLines(queries));
  std::vector<JudgedQuery> result;
  for (size_t i = 0; i < query_lines.size(); ++i) {
    if (query_lines[i].empty()) continue;
    const std::vector<std::string> columns = absl::StrSplit(query_lines[i], absl::MaxSplits('\t', 1));
    if (columns.size() != 2) return FormatError(queries, i + 1, "must be: query, tab, words");
    const auto judged = relevant.find(columns[0]);
    if (judged != relevant.end()) result.push_back({columns[0], columns[1], judged->second});
  }
  if (result.empty()) return FormatError(judgments, 1, absl::StrCat("judges no query of ", queries));
  return result;
}

}  // namespace sitrep::eval
