#include "services/query/admin_service.h"

#include <grpcpp/channel.h>

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/byte_codec.h"
#include "common/base/error.h"
#include "common/base/page_token.h"
#include "common/base/status_macros.h"
#include "common/base/string_views.h"
#include "common/base/version.h"
#include "common/client/unary_call.h"
#include "common/rpc/request_checks.h"
#include "common/rpc/stream.h"
#include "common/storage/backup.h"
#include "common/storage/shard.h"
#include "common/storage/shard_metrics.h"
#include "services/query/document_view/article_search.h"
#include "services/query/document_view/document_reader.h"
#include "services/query/document_view/local_partition.h"
#include "services/query/document_view/view_verifier.h"
#include "services/query/page.h"
#include "services/query/query_language/ast.h"
#include "services/query/query_language/term_key.h"

namespace sitrep::query {
namespace {

constexpr size_t kMaxVerifyStreams = 2;
constexpr size_t kMaxRetried = 1'000;
constexpr absl::Duration kRetryTimeout = absl::Seconds(30);

// One Verify call: the views are read through on the executor, which is slow; the client hears of it at the end.
class VerifyReactor final : public rpc::StreamReactor<grpc::ServerWriteReactor<v1::VerifyResponse>> {
 public:
  VerifyReactor(grpc::CallbackServerContext* context, rpc::Runtime& runtime, rpc::OpenStreams& streams,
                const v1::VerifyRequest& request, const DocumentView& documents, const CorroborationView& corroboration)
      : StreamReactor(context, runtime, "Verify", streams), documents_(documents), corroboration_(corroboration) {
    if (!Admit()) return;
    const absl::Status known = rpc::RejectUnknown(request);
    if (!known.ok()) {
      End(known);
    } else if (!runtime.executor.TrySubmit([this] { Verify(); })) {
      End(rpc::Overloaded("request queue"));
    }
  }

 private:
  // A step or a write is outstanding as long as the call lives, so the task cannot outlive it.
  void Verify() {
    const absl::Status documents = VerifyView(*documents_.Pin(), [this](const VerifyProgress& progress) {
      response_.set_rows_read(response_.rows_read() + progress.rows_read);
      for (const std::string& problem : progress.problems) response_.add_problems(problem);
      return !IsCancelled();
    });
    if (!documents.ok()) response_.add_problems(std::string(ToStd(documents.message())));
    if (IsCancelled()) return End(absl::CancelledError("client went away"));
    const absl::Status corroboration = corroboration_.Verify();
    if (!corroboration.ok()) response_.add_problems(std::string(ToStd(corroboration.message())));
    response_.set_done(true);
    Send(&response_);
  }
  void OnWriteDone(bool ok) override { End(ok ? absl::OkStatus() : absl::CancelledError("client went away")); }
  // The verification that runs sees the cancel.
  void OnDrain() override { context().TryCancel(); }

  const DocumentView& documents_;
  const CorroborationView& corroboration_;
  v1::VerifyResponse response_;
};

uint32_t PartitionsOf(const CursorVector& cursor) {
  return static_cast<uint32_t>(cursor.next.size() - cursor.next.count(kControlPartition));
}

}  // namespace

AdminService::AdminService(DocumentView& documents, CorroborationView& corroboration,
                           const SubscriptionView& subscriptions, Follower& follower, const storage::Shard& shard,
                           std::shared_ptr<grpc::Channel> ingest, absl::Time start_time, rpc::Runtime runtime)
    : documents_(documents),
      corroboration_(corroboration),
      subscriptions_(subscriptions),
      follower_(follower),
      shard_(shard),
      ingest_(ingest::v1::IngestService::NewStub(std::move(ingest))),
      start_time_(start_time),
      runtime_(std::move(runtime)),
      verify_streams_(kMaxVerifyStreams) {}

grpc::ServerUnaryReactor* AdminService::GetStatus(grpc::CallbackServerContext* context,
                                                  const v1::GetStatusRequest* request,
                                                  v1::GetStatusResponse* response) {
  return rpc::RunUnary(context, runtime_, "GetStatus", *request, [this, response] {
    response->set_version(std::string(kVersion));
    response->mutable_start_time()->set_seconds(absl::ToUnixSeconds(start_time_));
    response->set_data_dir(shard_.path());
    const DocumentCounts counts = documents_.Counts();
    response->set_articles(counts.documents);
    response->set_tagging_failed(counts.tagging_failed);
    response->set_events(counts.events);
    response->set_quotes(counts.quotes);
    response->set_subscriptions(subscriptions_.List().size());
    for (const View* view : {static_cast<const View*>(&documents_), static_cast<const View*>(&corroboration_),
                             static_cast<const View*>(&subscriptions_)}) {
      const CursorVector cursor = view->cursor();
      v1::ViewStatus& status = *response->add_views();
      status.set_view(std::string(view->name()));
      status.set_cursor(cursor.log_id == 0 ? std::string() : EncodeCursor(cursor));
      for (uint32_t p = 0; p < PartitionsOf(cursor); ++p) status.add_offsets(cursor.At(Partition{p}).value);
      response->set_log_id(cursor.log_id);
    }
    response->set_shard_bytes(storage::DiskBytes(shard_));
    const Follower::Lag lag = follower_.lag();
    response->set_lag_articles(lag.articles);
    response->set_lag_seconds(lag.seconds);
    response->set_trouble(follower_.trouble());
    return absl::OkStatus();
  });
}

grpc::ServerWriteReactor<v1::VerifyResponse>* AdminService::Verify(grpc::CallbackServerContext* context,
                                                                   const v1::VerifyRequest* request) {
  return new VerifyReactor(context, runtime_, verify_streams_, *request, documents_, corroboration_);
}

grpc::ServerUnaryReactor* AdminService::CreateBackup(grpc::CallbackServerContext* context,
                                                     const v1::CreateBackupRequest* request,
                                                     v1::CreateBackupResponse* response) {
  return rpc::RunUnary(context, runtime_, "CreateBackup", *request, [this, request, response] {
    SITREP_ASSIGN_OR_RETURN(const storage::BackupInfo backup, storage::CreateBackup(shard_, request->folder()));
    response->set_backup_id(backup.id);
    response->set_bytes(backup.bytes);
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* AdminService::ListFailures(grpc::CallbackServerContext* context,
                                                     const v1::ListFailuresRequest* request,
                                                     v1::ListFailuresResponse* response) {
  return rpc::RunUnary(context, runtime_, "ListFailures", *request, [this, request, response] {
    SearchSpec spec;
    spec.query = Query{TermNode{FailedStateKey()}};
    spec.order = Order::kNewest;
    spec.passages = 0;
    SITREP_ASSIGN_OR_RETURN(spec.page_size, SizeOf("page_size", request->page_size(), 100, 1'000));
    spec.page_token = request->page_token();
    spec.request_hash = rpc::HashRequest(*request, {"page_size", "page_token"});
    SITREP_ASSIGN_OR_RETURN(const v1::SearchArticlesResponse failed,
                            SearchArticles(OpenPartitions(documents_.Pin()), spec));
    for (const v1::ArticleHit& hit : failed.hits()) {
      v1::ListFailuresResponse::Failure& failure = *response->add_failures();
      failure.set_article_id(hit.article().article_id());
      failure.set_revision(hit.article().revision());
      failure.set_failure(hit.failure());
    }
    response->set_next_page_token(failed.next_page_token());
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* AdminService::RetryFailures(grpc::CallbackServerContext* context,
                                                      const v1::RetryFailuresRequest* request,
                                                      v1::RetryFailuresResponse* response) {
  return rpc::RunUnary(context, runtime_, "RetryFailures", *request,
                       [this, request, response](rpc::UnaryCall& call) { return Retry(*request, call, *response); });
}

absl::Status AdminService::Retry(const v1::RetryFailuresRequest& request, rpc::UnaryCall& call,
                                 v1::RetryFailuresResponse& response) {
  if (static_cast<size_t>(request.article_ids_size()) > kMaxRetried) {
    return InvalidField("article_ids",
                        absl::StrCat("has ", request.article_ids_size(), " ids, more than ", kMaxRetried));
  }
  const std::shared_ptr<const ViewState> view = documents_.Pin();
  std::vector<std::string> ids(request.article_ids().begin(), request.article_ids().end());
  if (ids.empty()) {
    SearchSpec spec;
    spec.query = Query{TermNode{FailedStateKey()}};
    spec.order = Order::kOldest;
    spec.passages = 0;
    spec.page_size = kMaxRetried;
    SITREP_ASSIGN_OR_RETURN(const v1::SearchArticlesResponse failed, SearchArticles(OpenPartitions(view), spec));
    for (const v1::ArticleHit& hit : failed.hits()) ids.push_back(hit.article().article_id());
  }
  for (const std::string& id : ids) {
    // The log has what the views dropped or never kept, such as the fingerprint.
    ingest::v1::GetArticleRequest get;
    get.set_article_id(id);
    SITREP_ASSIGN_OR_RETURN(ingest::v1::StoredArticle stored,
                            client::CallUnary(*ingest_, &ingest::v1::IngestService::Stub::GetArticle, get,
                                              std::min(call.deadline() - absl::Now(), kRetryTimeout), &call.trace()));
    const absl::Time append_time =
        absl::FromUnixSeconds(stored.append_time().seconds()) + absl::Nanoseconds(stored.append_time().nanos());
    const Partition partition = PartitionOf(ArticleId{id}, std::max(PartitionsOf(view->cursor()), 1u));
    const absl::Status retagged =
        follower_.Retag({partition, Offset{0}, append_time, TaggedArticle{.article = std::move(stored)}},
                        std::min(call.deadline() - absl::Now(), kRetryTimeout));
    if (absl::IsUnavailable(retagged)) return retagged;
    response.set_retried(response.retried() + 1);
    if (!retagged.ok()) response.set_still_failing(response.still_failing() + 1);
  }
  return absl::OkStatus();
}

grpc::ServerUnaryReactor* AdminService::GetDigest(grpc::CallbackServerContext* context,
                                                  const v1::GetDigestRequest* request,
                                                  v1::GetDigestResponse* response) {
  return rpc::RunUnary(context, runtime_, "GetDigest", *request, [this, response] {
    SITREP_ASSIGN_OR_RETURN(const ViewDigest documents, DigestOf(*documents_.Pin()));
    v1::GetDigestResponse::ViewDigest& document = *response->add_views();
    document.set_view("document");
    document.set_rows(documents.documents);
    document.set_digest(documents.sum.ToHex());
    SITREP_ASSIGN_OR_RETURN(const Hash128 corroboration, corroboration_.Digest());
    SITREP_ASSIGN_OR_RETURN(const uint64_t articles, corroboration_.CountArticles());
    v1::GetDigestResponse::ViewDigest& second = *response->add_views();
    second.set_view("corroboration");
    second.set_rows(articles);
    second.set_digest(corroboration.ToHex());
    return absl::OkStatus();
  });
}

}  // namespace sitrep::query
