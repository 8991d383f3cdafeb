#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "sitrep/ingest/v1/ingest_service.pb.h"

namespace sitrep::cli {

// A file to load. What its name says of its articles, where they do not say it themselves.
struct InputFile {
  enum class Format { kText, kHtml, kJsonl, kFeed };
  std::string path;
  Format format = Format::kText;
  uint64_t bytes = 0;
  // The path below what was named on the command line, without its ending: "samples/the-ledger/2022-03-03-kherson".
  std::string article_id;
  // The folder it lies in, below the one that was named; empty for files directly in it.
  std::string source;
};

// Files, folders (read through, in the order of names) and globs. Endings say the format: .txt .text; .html .htm;
// .jsonl .ndjson; .xml .rss .atom. Others are passed over in folders, and INVALID_ARGUMENT when named. NOT_FOUND names
// a path that does not exist.
absl::StatusOr<std::vector<InputFile>> FindInputFiles(const std::vector<std::string>& paths);

// One article out of a file, ready to be sent.
struct ReadArticle {
  ingest::v1::ArticleSubmission submission;
  // The input had no date.
  bool undated = false;
  // It had one that could not be read, which went into the attribute "original_date".
  bool date_unreadable = false;
  // Where it stands: "FILE" or "FILE:LINE".
  std::string place;
};

// Called for each article, in order, with how many bytes of the file have been read. An error ends the reading.
using OnArticle = std::function<absl::Status(ReadArticle article, uint64_t bytes_read)>;
// A record of a file that is no article: "FILE:LINE: ...".
using OnBadRecord = std::function<void(std::string problem)>;

// Reads one file, piece by piece where its format allows. JSONL fields: id, date, source, url (uri, link), authors
// (author), title (headline), text (body, content) or html, language, revised; others become attributes when they are
// short texts or numbers.
absl::Status ReadFile(const InputFile& file, const OnArticle& on_article, const OnBadRecord& on_bad_record);

// One line of JSONL. INVALID_ARGUMENT when it is no JSON object or has no text.
absl::StatusOr<ReadArticle> ReadJsonLine(const std::string& line);

// The entries of an RSS 2.0, RSS 1.0 or Atom document.
absl::StatusOr<std::vector<ReadArticle>> ReadFeed(const std::string& document);

}  // namespace sitrep::cli
