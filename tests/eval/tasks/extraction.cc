// The task extract.
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "common/base/string_views.h"
#include "services/ingest/formats/html.h"
#include "services/tagger/annotators/tokens.h"
#include "tests/eval/gold/files.h"
#include "tests/eval/gold/segmented_pages.h"
#include "tests/eval/tasks/all.h"

namespace sitrep::eval {
namespace {

constexpr std::string_view kHelp = R"(
Definition: trafilatura's. Of each page some segments must be in the text and some must not. Precision: of all
segments of either sort that are in the text, those that must be; recall: of those that must be, those that
are; F1. White space is normalised on both sides. A page that cannot be read has an empty text. "text": what
ingest derives from the page; "read": what of it counts as body, headline or subheading. Intervals over pages.

Gold: evaldata.json, with the pages in the folder "pages" beside it.)";

std::string OneSpaced(std::string_view text) {
  return absl::StrJoin(absl::StrSplit(ToAbsl(text), absl::ByAnyChar(" \t\r\n"), absl::SkipEmpty()), " ");
}

Counts Compare(const SegmentedPage& page, const std::string& text) {
  const auto found = [&text](const std::vector<std::string>& segments) {
    double count = 0;
    for (const std::string& segment : segments) {
      if (text.find(OneSpaced(segment)) != std::string::npos) ++count;
    }
    return count;
  };
  const double wanted = found(page.wanted);
  return {wanted, wanted + found(page.unwanted), static_cast<double>(page.wanted.size())};
}

absl::StatusOr<Report> Run(const TaskRequest& request) {
  Report report{.task = "extract"};
  for (const std::string& file : request.gold) {
    SITREP_ASSIGN_OR_RETURN(const std::vector<SegmentedPage> pages, ReadSegmentedPages(file));
    std::vector<Counts> text(pages.size());
    std::vector<Counts> read(pages.size());
    size_t refused = 0;
    cli::Progress progress = NewProgress("pages");
    for (size_t p = 0; p < pages.size(); ++p) {
      std::ifstream html(pages[p].path, std::ios::binary);
      std::ostringstream bytes;
      bytes << html.rdbuf();
      const absl::StatusOr<ingest::ReadArticle> article = ingest::ReadHtml(bytes.str(), "");
      std::string body;
      if (article.ok()) {
        for (const text::Segment& segment : article->segments) {
          if (!tagger::IsRead(segment.kind)) continue;
          absl::StrAppend(&body, article->text.substr(segment.begin_byte, segment.end_byte - segment.begin_byte), " ");
        }
      } else {
        ++refused;
      }
      text[p] = Compare(pages[p], article.ok() ? OneSpaced(article->text) : "");
      read[p] = Compare(pages[p], OneSpaced(body));
      progress.Update(p + 1, pages.size());
    }
    const std::string set = NameOf(file);
    for (const auto& [aspect, counts] : {std::pair("text", &text), std::pair("read", &read)}) {
      Table table = MakeTable({set, aspect, "segments", "pages"}, {"precision", "recall", "F1"}, pages.size());
      table.rows.push_back(F1Row(kAllClasses, *counts, request.bootstrap));
      report.tables.push_back(std::move(table));
    }
    if (refused > 0)
      report.remarks.push_back(absl::StrCat(set, ": pages that ingest refused, counted as empty: ", refused));
  }
  return report;
}

}  // namespace

Task ExtractTask() { return {"extract", "the article in a web page", kHelp, kTakesNothing, Run}; }

}  // namespace sitrep::eval
