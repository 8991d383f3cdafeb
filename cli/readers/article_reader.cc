#include "cli/readers/article_reader.h"

#include <fstream>
#include <iterator>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/base/string_views.h"

namespace sitrep::cli {
namespace {

// Nothing that ingest would accept is larger.
constexpr uint64_t kMaxWholeFileBytes = 64 << 20;

absl::StatusOr<std::string> ReadWhole(const InputFile& file) {
  if (file.bytes > kMaxWholeFileBytes) {
    return absl::InvalidArgumentError(absl::StrCat(file.path, ": has ", file.bytes, " bytes, more than ",
                                                   kMaxWholeFileBytes, "; only .jsonl files may be larger"));
  }
  std::ifstream in(file.path, std::ios::binary);
  std::string content((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (!in.is_open() || in.bad()) return absl::NotFoundError(absl::StrCat(file.path, ": cannot be read"));
  return content;
}

void FillFromFile(const InputFile& file, ReadArticle& article) {
  ingest::v1::ArticleSubmission& submission = article.submission;
  if (submission.source().empty()) submission.set_source(file.source);
  if (article.place.empty()) article.place = file.path;
}

absl::Status ReadOneArticle(const InputFile& file, const OnArticle& on_article) {
  SITREP_ASSIGN_OR_RETURN(std::string content, ReadWhole(file));
  ReadArticle article;
  if (file.format == InputFile::Format::kHtml) {
    article.submission.set_html(std::move(content));
  } else {
    article.submission.set_text(std::move(content));
  }
  article.submission.set_article_id(file.article_id);
  FillFromFile(file, article);
  return on_article(std::move(article), file.bytes);
}

absl::Status ReadJsonl(const InputFile& file, const OnArticle& on_article, const OnBadRecord& on_bad_record) {
  std::ifstream in(file.path, std::ios::binary);
  if (!in.is_open()) return absl::NotFoundError(absl::StrCat(file.path, ": cannot be read"));
  std::string line;
  uint64_t bytes_read = 0;
  for (uint64_t number = 1; std::getline(in, line); ++number) {
    bytes_read += line.size() + 1;
    if (absl::StripAsciiWhitespace(line).empty()) continue;
    absl::StatusOr<ReadArticle> article = ReadJsonLine(line);
    if (!article.ok()) {
      on_bad_record(absl::StrCat(file.path, ":", number, ": ", article.status().message()));
      continue;
    }
    article->place = absl::StrCat(file.path, ":", number);
    FillFromFile(file, *article);
    SITREP_RETURN_IF_ERROR(on_article(*std::move(article), bytes_read));
  }
  return absl::OkStatus();
}

absl::Status ReadFeedFile(const InputFile& file, const OnArticle& on_article, const OnBadRecord& on_bad_record) {
  SITREP_ASSIGN_OR_RETURN(const std::string content, ReadWhole(file));
  absl::StatusOr<std::vector<ReadArticle>> articles = ReadFeed(content);
  if (!articles.ok()) {
    on_bad_record(absl::StrCat(file.path, ": ", articles.status().message()));
    return absl::OkStatus();
  }
  for (ReadArticle& article : *articles) {
    FillFromFile(file, article);
    SITREP_RETURN_IF_ERROR(on_article(std::move(article), file.bytes));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ReadFile(const InputFile& file, const OnArticle& on_article, const OnBadRecord& on_bad_record) {
  switch (file.format) {
    case InputFile::Format::kJsonl:
      return ReadJsonl(file, on_article, on_bad_record);
    case InputFile::Format::kFeed:
      return ReadFeedFile(file, on_article, on_bad_record);
    case InputFile::Format::kText:
    case InputFile::Format::kHtml:
      break;
  }
  return ReadOneArticle(file, on_article);
}

}  // namespace sitrep::cli
