#include <algorithm>
#include <cstdio>
#include <deque>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "cli/commands.h"
#include "cli/progress.h"
#include "cli/readers/article_reader.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/client/article_submitter.h"
#include "common/client/unary_call.h"

namespace sitrep::cli {
namespace {

constexpr char kHelp[] = R"(
Kinds of files: .txt (may begin with "date 2022-03-03"), .html, .jsonl (one article a line: id, date, source, url, authors,
title, text), .xml .rss .atom. Folders are read through. An article already stored is left unchanged; one whose text
changed becomes a new revision. An article whose date is missing or cannot be read is stored with its date unknown.

Examples:
  sitrep load news/ wire.jsonl 'inbox/*.html'
  sitrep load --source "The Ledger" story.txt)";

constexpr size_t kShownProblems = 10;
constexpr absl::Duration kFreshnessPoll = absl::Milliseconds(500);

struct LoadOptions {
  std::vector<std::string> paths;
  std::string source;
  bool no_wait = false;
  // Seconds without any progress of the views.
  double patience_s = 120;
};

// What became of what was sent. Filled by the submitter's thread and the reading thread.
class Tally {
 public:
  void Sent(const ReadArticle& article) {
    absl::MutexLock lock(&mutex_);
    places_.push_back(article.place);
    undated_ += article.undated ? 1 : 0;
    unreadable_dates_ += article.date_unreadable ? 1 : 0;
  }
  void Answered(uint64_t position, const ingest::v1::SubmissionResult& result) {
    absl::MutexLock lock(&mutex_);
    ++answered_;
    const std::string place = std::move(places_.front());
    places_.pop_front();
    (void)position;
    if (result.has_refusal()) {
      Refuse(absl::StrCat(result.refusal().reason(), result.refusal().field().empty() ? "" : " ",
                          result.refusal().field()),
             absl::StrCat(place, ": ", result.refusal().message()));
      return;
    }
    const ingest::v1::Acknowledgement& acknowledgement = result.acknowledgement();
    if (acknowledgement.outcome() == ingest::v1::Acknowledgement::CREATED) ++created_;
    if (acknowledgement.outcome() == ingest::v1::Acknowledgement::REVISED) ++revised_;
    if (acknowledgement.outcome() == ingest::v1::Acknowledgement::UNCHANGED) ++unchanged_;
  }
  void BadRecord(std::string problem) {
    absl::MutexLock lock(&mutex_);
    Refuse("not an article", std::move(problem));
  }
  uint64_t answered() const {
    absl::MutexLock lock(&mutex_);
    return answered_;
  }
  uint64_t rejected() const {
    absl::MutexLock lock(&mutex_);
    return rejected_;
  }

  void Print(Printer& printer, double seconds) const {
    absl::MutexLock lock(&mutex_);
    const uint64_t accepted = created_ + revised_;
    const auto count = [&](Style style, uint64_t n) { return printer.In(n > 0 ? style : Style::kDim, Thousands(n)); };
    std::vector<std::vector<std::string>> rows;
    rows.push_back({"accepted", count(Style::kGreen, accepted),
                    revised_ > 0 ? absl::StrCat("of them ", Thousands(revised_), " revisions") : ""});
    rows.push_back({"unchanged", count(Style::kPlain, unchanged_), unchanged_ > 0 ? "stored before" : ""});
    rows.push_back({"undated", count(Style::kYellow, undated_),
                    unreadable_dates_ > 0
                        ? absl::StrCat("of them ", Thousands(unreadable_dates_), " with a date that cannot be read")
                        : ""});
    rows.push_back({"rejected", count(Style::kRed, rejected_), ""});
    printer.Table(rows, 2);
    for (const auto& [reason, n] : reasons_) printer.Line(absl::StrCat("    ", Thousands(n), " × ", reason));
    for (const std::string& problem : problems_) printer.Line(absl::StrCat("    ", problem));
    if (rejected_ > problems_.size()) printer.Line(absl::StrCat("    and ", rejected_ - problems_.size(), " more"));
    printer.Line(absl::StrFormat("  %s articles in %.1f s, %.0f articles/s", Thousands(answered_), seconds,
                                 static_cast<double>(answered_) / std::max(seconds, 1e-3)));
  }

  // One line of JSON, since no response message says this.
  std::string Json(double seconds) const {
    absl::MutexLock lock(&mutex_);
    return absl::StrFormat(
        R"({"created":%d,"revised":%d,"unchanged":%d,"undated":%d,"date_unreadable":%d,"rejected":%d,"seconds":%.3f})",
        created_, revised_, unchanged_, undated_, unreadable_dates_, rejected_, seconds);
  }

 private:
  void Refuse(const std::string& reason, std::string problem) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    ++rejected_;
    ++reasons_[reason];
    if (problems_.size() < kShownProblems) problems_.push_back(std::move(problem));
  }

  mutable absl::Mutex mutex_;
  // Of articles sent and not answered, in order.
  std::deque<std::string> places_ ABSL_GUARDED_BY(mutex_);
  uint64_t answered_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t created_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t revised_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t unchanged_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t undated_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t unreadable_dates_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t rejected_ ABSL_GUARDED_BY(mutex_) = 0;
  std::map<std::string, uint64_t> reasons_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::string> problems_ ABSL_GUARDED_BY(mutex_);
};

// Until every view has what was written, so that the next command sees it.
absl::Status WaitForViews(Context& context, const std::string& write_token, const LoadOptions& options) {
  if (write_token.empty()) return absl::OkStatus();
  Progress progress("articles indexed", 0, !context.printer.json());
  query::v1::CountArticlesRequest request;
  request.mutable_freshness()->set_min_freshness(write_token);
  uint64_t least_lag = UINT64_MAX;
  absl::Time last_progress = absl::Now();
  uint64_t first_lag = 0;
  while (true) {
    const auto counted = client::CallUnary(context.connection.query(), &query::v1::QueryService::Stub::CountArticles,
                                           request, kFreshnessPoll);
    if (counted.ok()) return absl::OkStatus();
    if (!absl::IsDeadlineExceeded(counted.status())) return counted.status();
    const auto status = client::CallUnary(context.connection.query_admin(), &query::v1::AdminService::Stub::GetStatus,
                                          query::v1::GetStatusRequest(), context.connection.timeout());
    const uint64_t indexed = status.ok() ? status->articles() : 0;
    first_lag = std::max(first_lag, indexed);
    progress.Update(indexed, 0);
    if (status.ok() && (status->lag_articles() < least_lag || indexed > first_lag)) last_progress = absl::Now();
    least_lag = status.ok() ? std::min(least_lag, status->lag_articles()) : least_lag;
    if (absl::Now() - last_progress > absl::Seconds(options.patience_s)) {
      return absl::DeadlineExceededError(absl::StrCat(
          "the articles are stored, but the views make no progress",
          status.ok() && !status->trouble().empty() ? absl::StrCat(": ", status->trouble()) : std::string()));
    }
  }
}

absl::Status Load(const LoadOptions& options, Context& context) {
  SITREP_ASSIGN_OR_RETURN(const std::vector<InputFile> files, FindInputFiles(options.paths));
  if (files.empty()) return absl::NotFoundError("no .txt, .html, .jsonl, .xml, .rss or .atom files there");
  uint64_t total_bytes = 0;
  for (const InputFile& file : files) total_bytes += file.bytes;

  Tally tally;
  Progress progress("articles", 0, !context.printer.json());
  client::ArticleSubmitter submitter(
      context.connection.log(), client::ArticleSubmitter::Options{},
      [&tally](uint64_t position, const ingest::v1::SubmissionResult& result) { tally.Answered(position, result); });
  uint64_t bytes_before = 0;
  for (const InputFile& file : files) {
    const auto on_article = [&](ReadArticle article, uint64_t bytes_read) {
      if (article.submission.source().empty() && !options.source.empty()) article.submission.set_source(options.source);
      tally.Sent(article);
      SITREP_RETURN_IF_ERROR(submitter.Submit(std::move(article.submission)));
      // The number of articles to come, by the bytes that are left.
      const uint64_t done = tally.answered();
      const double share =
          static_cast<double>(bytes_before + bytes_read) / static_cast<double>(std::max<uint64_t>(total_bytes, 1));
      progress.Update(done, share > 0 ? static_cast<uint64_t>(static_cast<double>(done) / share) : 0);
      return absl::OkStatus();
    };
    SITREP_RETURN_IF_ERROR(
        ReadFile(file, on_article, [&tally](std::string problem) { tally.BadRecord(std::move(problem)); }));
    bytes_before += file.bytes;
  }
  SITREP_ASSIGN_OR_RETURN(const std::string write_token, submitter.Finish());
  const double seconds = progress.seconds();
  progress.Clear();
  if (!options.no_wait) {
    SITREP_RETURN_IF_ERROR(WaitForViews(context, write_token, options));
  }
  if (context.printer.json()) {
    context.printer.Line(tally.Json(seconds));
  } else {
    tally.Print(context.printer, seconds);
    if (!options.no_wait) {
      context.printer.Line(absl::StrFormat("  searchable and in the timeline after %.1f s", progress.seconds()));
    }
  }
  if (tally.rejected() > 0) {
    return absl::InvalidArgumentError(absl::StrCat(tally.rejected(), " were rejected; the others are stored"));
  }
  return absl::OkStatus();
}

}  // namespace

void AddLoad(CLI::App& app, Command& chosen) {
  CLI::App* command = app.add_subcommand("load", "store articles and wait until they can be found");
  command->footer(kHelp);
  const auto options = std::make_shared<LoadOptions>();
  command->add_option("PATH", options->paths, "files, folders or globs")->required();
  command->add_option("--source", options->source, "who published articles that do not say so themselves");
  command->add_flag("--no-wait", options->no_wait, "return when they are stored, before they can be found");
  command->add_option("--patience", options->patience_s, "seconds the views may stand still before giving up")
      ->capture_default_str();
  command->callback([options, &chosen] { chosen = [options](Context& context) { return Load(*options, context); }; });
}

}  // namespace sitrep::cli
