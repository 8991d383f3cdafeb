#include "services/ingest/ingest_service.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/byte_codec.h"
#include "common/base/error.h"
#include "common/base/page_bytes.h"
#include "common/base/page_token.h"
#include "common/base/status_macros.h"
#include "common/rpc/request_checks.h"
#include "common/text/unicode.h"
#include "services/ingest/acknowledgement.h"
#include "services/ingest/intake/intake.h"
#include "services/ingest/submit_reactor.h"
#include "services/ingest/wire.h"

namespace sitrep::ingest {
namespace {

constexpr int kDefaultPageSize = 50;
constexpr int kMaxPageSize = 1'000;
constexpr size_t kReadEntries = 256;
constexpr size_t kReadBytes = 1 << 20;
constexpr uint32_t kDefaultWatchBytes = 1 << 20;
constexpr uint32_t kMaxWatchBytes = 2 << 20;
constexpr uint32_t kMinHeartbeatIntervalMs = 10;
constexpr size_t kMaxReasonBytes = 1'024;
constexpr size_t kMaxControlKeyBytes = 256;
constexpr size_t kMaxControlValueBytes = 1 << 20;

absl::Status ArticleNotFound(const std::string& id) {
  return MakeError(absl::StatusCode::kNotFound, "ARTICLE_NOT_FOUND", absl::StrCat("no article ", id),
                   {{"article_id", id}});
}

absl::Status CheckArticleId(const std::string& id) {
  if (id.empty()) return InvalidField("article_id", "must not be empty");
  if (id.size() > kMaxArticleIdBytes) {
    return InvalidField("article_id", absl::StrCat("has ", id.size(), " bytes, more than ", kMaxArticleIdBytes));
  }
  return absl::OkStatus();
}

}  // namespace

IngestService::IngestService(const ArticleLog& log, const ArticleIndex& index, LogWriter& writer, ArticleFeed& feed,
                             rpc::Runtime runtime, size_t max_streams)
    : log_(log),
      index_(index),
      writer_(writer),
      feed_(feed),
      runtime_(std::move(runtime)),
      submit_streams_(max_streams),
      watch_streams_(max_streams) {}

grpc::ServerUnaryReactor* IngestService::CreateArticle(grpc::CallbackServerContext* context,
                                                       const v1::CreateArticleRequest* request,
                                                       v1::CreateArticleResponse* response) {
  return rpc::RunUnaryAsync(
      context, runtime_, "CreateArticle", *request,
      [this, request, response](rpc::UnaryCall&, rpc::Completion complete) {
        if (!request->has_article()) return complete(InvalidField("article", "must be set"));
        absl::StatusOr<storage::v1::Article> article = TakeIn(request->article());
        if (!article.ok()) return complete(AtField("article.", article.status()));
        storage::v1::Article kept;
        kept.set_article_id(article->article_id());
        kept.set_publication_granularity(article->publication_granularity());
        kept.set_publication_unix_s(article->publication_unix_s());
        kept.set_publication_offset(article->publication_offset());
        std::vector<storage::v1::Article> articles;
        articles.push_back(*std::move(article));
        // Shared, because the writer drops the callback when it refuses the article.
        auto done = std::make_shared<rpc::Completion>(std::move(complete));
        const absl::Status queued = writer_.Submit(
            std::move(articles), [this, done, kept, response](std::vector<absl::StatusOr<Accepted>> results) {
              if (results[0].ok()) {
                v1::Acknowledgement& acknowledgement = *response->mutable_acknowledgement();
                acknowledgement = ToAcknowledgement(kept, *results[0]);
                acknowledgement.set_write_token(WriteToken(log_.log_id(), results[0]->partition, results[0]->next));
              }
              (*done)(results[0].status());
            });
        if (!queued.ok()) (*done)(queued);
      });
}

grpc::ServerBidiReactor<v1::SubmitArticlesRequest, v1::SubmitArticlesResponse>* IngestService::SubmitArticles(
    grpc::CallbackServerContext* context) {
  return new SubmitReactor(context, runtime_, submit_streams_, writer_, log_.log_id());
}

grpc::ServerUnaryReactor* IngestService::GetArticle(grpc::CallbackServerContext* context,
                                                    const v1::GetArticleRequest* request, v1::StoredArticle* response) {
  return rpc::RunUnary(context, runtime_, "GetArticle", *request,
                       [this, request, response] { return Get(*request, *response); });
}

absl::Status IngestService::Get(const v1::GetArticleRequest& request, v1::StoredArticle& response) const {
  SITREP_RETURN_IF_ERROR(CheckArticleId(request.article_id()));
  const ArticleId id{request.article_id()};
  const Partition partition = PartitionOf(id, log_.partitions());
  SITREP_RETURN_IF_ERROR(log_.owners().Check(partition));
  SITREP_ASSIGN_OR_RETURN(const std::optional<storage::v1::ArticleHead> head, index_.Find(id));
  if (!head.has_value()) return ArticleNotFound(id.value);
  if (head->retracted()) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "ARTICLE_RETRACTED",
                     absl::StrCat("article ", id.value, " was retracted"), {{"article_id", id.value}});
  }
  const uint32_t revision = request.revision() == 0 ? head->current_revision() : request.revision();
  if (revision > static_cast<uint32_t>(head->revisions_size())) {
    return MakeError(absl::StatusCode::kNotFound, "REVISION_NOT_FOUND",
                     absl::StrCat("article ", id.value, " has ", head->revisions_size(), " revisions, not ", revision),
                     {{"article_id", id.value}, {"revision", absl::StrCat(revision)}});
  }
  const Offset offset{head->revisions(static_cast<int>(revision) - 1).offset()};
  absl::StatusOr<storage::v1::LogEntry> entry = log_.ReadOne(partition, offset);
  // Retracted between the two reads.
  if (absl::IsNotFound(entry.status())) return ArticleNotFound(id.value);
  SITREP_RETURN_IF_ERROR(entry.status());
  response =
      ToWire(std::move(*entry->mutable_article()), entry->append_time_us(), revision == head->current_revision());
  return absl::OkStatus();
}

grpc::ServerUnaryReactor* IngestService::ListArticles(grpc::CallbackServerContext* context,
                                                      const v1::ListArticlesRequest* request,
                                                      v1::ListArticlesResponse* response) {
  return rpc::RunUnary(context, runtime_, "ListArticles", *request,
                       [this, request, response](rpc::UnaryCall& call) { return List(*request, call, *response); });
}

absl::Status IngestService::List(const v1::ListArticlesRequest& request, rpc::UnaryCall& call,
                                 v1::ListArticlesResponse& response) const {
  if (request.page_size() < 0) {
    return InvalidField("page_size", absl::StrCat("must not be negative: ", request.page_size()));
  }
  const int page_size = request.page_size() == 0 ? kDefaultPageSize : std::min(request.page_size(), kMaxPageSize);
  const uint64_t request_hash = rpc::HashRequest(request, {"page_size", "page_token"});
  Partition partition{0};
  Offset from;
  if (!request.page_token().empty()) {
    SITREP_ASSIGN_OR_RETURN(const std::string payload, DecodePageToken(request.page_token(), request_hash));
    std::string_view rest = payload;
    const std::optional<uint64_t> token_partition = ReadVarint(rest);
    const std::optional<uint64_t> token_offset = ReadVarint(rest);
    if (!token_partition.has_value() || !token_offset.has_value() || *token_partition >= log_.partitions()) {
      return PageTokenDamaged();
    }
    partition = Partition{static_cast<uint32_t>(*token_partition)};
    from = Offset{*token_offset};
  }
  SITREP_RETURN_IF_ERROR(log_.owners().Check(partition));
  if (from > log_.EndOffset(partition)) return PageTokenDamaged();
  from = std::max(from, log_.StartOffset(partition));
  PageBytes bytes;
  // The page ends before this entry.
  const auto end_before = [&](Offset offset) {
    std::string payload;
    AppendVarint(payload, partition.value);
    AppendVarint(payload, offset.value);
    response.set_next_page_token(EncodePageToken(request_hash, payload));
    return absl::OkStatus();
  };
  while (partition.value < log_.partitions()) {
    SITREP_ASSIGN_OR_RETURN(std::vector<StoredEntry> entries, log_.Read(partition, from, kReadEntries, kReadBytes));
    if (call.IsCancelled()) return absl::CancelledError("caller left");
    for (StoredEntry& stored : entries) {
      from = Offset{stored.offset.value + 1};
      if (!stored.entry.has_article()) continue;
      storage::v1::Article& article = *stored.entry.mutable_article();
      SITREP_ASSIGN_OR_RETURN(const std::optional<storage::v1::ArticleHead> head,
                              index_.Find(ArticleId{article.article_id()}));
      const bool current = head.has_value() && head->current_revision() == article.revision();
      if (!current && (!request.all_revisions() || !head.has_value() || head->retracted())) continue;
      if (request.view() != v1::ListArticlesRequest::FULL) {
        article.clear_text();
        article.clear_html();
        article.clear_offset_runs();
        article.clear_segments();
        article.clear_fingerprint_exact();
      }
      // Only an article that belongs to the list opens another page.
      if (response.articles_size() >= page_size) return end_before(stored.offset);
      v1::StoredArticle wire = ToWire(std::move(article), stored.entry.append_time_us(), current);
      if (!bytes.Add(wire.ByteSizeLong())) return end_before(stored.offset);
      *response.add_articles() = std::move(wire);
    }
    if (!entries.empty()) continue;
    partition = Partition{partition.value + 1};
    // The owner of the next partition gives the next page.
    if (partition.value < log_.partitions() && !log_.owners().Owns(partition)) return end_before(Offset{0});
    from = log_.StartOffset(partition);
  }
  return absl::OkStatus();
}

grpc::ServerUnaryReactor* IngestService::RetractArticle(grpc::CallbackServerContext* context,
                                                        const v1::RetractArticleRequest* request,
                                                        v1::RetractArticleResponse* response) {
  return rpc::RunUnaryAsync(
      context, runtime_, "RetractArticle", *request,
      [this, request, response](rpc::UnaryCall&, rpc::Completion complete) {
        absl::Status valid = CheckArticleId(request->article_id());
        if (valid.ok()) valid = text::ValidateUtf8("reason", request->reason());
        if (valid.ok() && request->reason().size() > kMaxReasonBytes) {
          valid = InvalidField("reason",
                               absl::StrCat("has ", request->reason().size(), " bytes, more than ", kMaxReasonBytes));
        }
        if (!valid.ok()) return complete(valid);
        auto done = std::make_shared<rpc::Completion>(std::move(complete));
        const absl::Status queued = writer_.Retract(
            ArticleId{request->article_id()}, request->reason(),
            [this, done, response](absl::StatusOr<Retracted> retracted) {
              if (retracted.ok()) {
                response->set_newly_retracted(retracted->newly);
                response->set_write_token(WriteToken(log_.log_id(), retracted->partition, retracted->next));
              }
              (*done)(retracted.status());
            });
        if (!queued.ok()) (*done)(queued);
      });
}

grpc::ServerUnaryReactor* IngestService::AppendControl(grpc::CallbackServerContext* context,
                                                       const v1::AppendControlRequest* request,
                                                       v1::AppendControlResponse* response) {
  return rpc::RunUnaryAsync(
      context, runtime_, "AppendControl", *request,
      [this, request, response](rpc::UnaryCall&, rpc::Completion complete) {
        const v1::ControlRecord& record = request->record();
        if (record.kind() == v1::ControlRecord::KIND_UNSPECIFIED) {
          return complete(InvalidField("record.kind", "must be set"));
        }
        if (record.key().empty() || record.key().size() > kMaxControlKeyBytes) {
          return complete(InvalidField(
              "record.key", absl::StrCat("must have 1 to ", kMaxControlKeyBytes, " bytes, has ", record.key().size())));
        }
        if (record.value().size() > kMaxControlValueBytes) {
          return complete(InvalidField("record.value", absl::StrCat("has ", record.value().size(), " bytes, more than ",
                                                                    kMaxControlValueBytes)));
        }
        if (record.deleted() && !record.value().empty()) {
          return complete(InvalidField("record.value", "must be empty when deleted is set"));
        }
        storage::v1::Control control;
        control.set_kind(static_cast<uint32_t>(record.kind()));
        control.set_key(record.key());
        control.set_value(record.value());
        control.set_deleted(record.deleted());
        auto done = std::make_shared<rpc::Completion>(std::move(complete));
        const absl::Status queued =
            writer_.AppendControl(std::move(control), [this, done, response](absl::StatusOr<ControlAppended> appended) {
              if (appended.ok()) {
                response->set_sequence(appended->offset.value);
                response->set_write_token(
                    WriteToken(log_.log_id(), kControlPartition, Offset{appended->offset.value + 1}));
              }
              (*done)(appended.status());
            });
        if (!queued.ok()) (*done)(queued);
      });
}

grpc::ServerWriteReactor<v1::WatchArticlesResponse>* IngestService::WatchArticles(
    grpc::CallbackServerContext* context, const v1::WatchArticlesRequest* request) {
  return new rpc::FeedReactor<v1::WatchArticlesResponse, FeedPosition>(context, runtime_, "WatchArticles",
                                                                       watch_streams_, feed_, StartOf(*request));
}

absl::StatusOr<FeedPosition> IngestService::StartOf(const v1::WatchArticlesRequest& request) const {
  SITREP_RETURN_IF_ERROR(rpc::RejectUnknown(request));
  FeedPosition position;
  const uint32_t bytes = request.max_batch_bytes() == 0 ? kDefaultWatchBytes : request.max_batch_bytes();
  position.max_bytes = std::min(bytes, kMaxWatchBytes);
  position.heartbeat_interval = feed_.heartbeat_interval();
  if (request.heartbeat_interval_ms() != 0) {
    position.heartbeat_interval =
        std::min(position.heartbeat_interval,
                 absl::Milliseconds(std::max(request.heartbeat_interval_ms(), kMinHeartbeatIntervalMs)));
  }
  for (const uint32_t partition : request.partitions()) {
    if (partition == kControlPartition.value) return InvalidField("partitions", "are of articles: ask for `control`");
    SITREP_RETURN_IF_ERROR(log_.owners().Check(Partition{partition}));
    position.partitions.push_back(Partition{partition});
  }
  if (request.only_control() && !position.partitions.empty()) {
    return InvalidField("partitions", "must be empty with only_control");
  }
  if (position.partitions.empty() && !request.only_control()) position.partitions = log_.owners().articles();
  // Last, so that a batch with an article has the control records that came before it.
  if (request.control() || request.only_control()) {
    SITREP_RETURN_IF_ERROR(log_.owners().Check(kControlPartition));
    position.partitions.push_back(kControlPartition);
  }
  if (!request.cursor().empty()) {
    SITREP_ASSIGN_OR_RETURN(position.cursor, DecodeCursor(request.cursor()));
    if (position.cursor.log_id != log_.log_id()) return CursorOfAnotherLog();
  }
  return position;
}

}  // namespace sitrep::ingest
