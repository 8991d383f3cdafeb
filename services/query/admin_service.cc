#include "services/query/admin_service.h"

#include <grpcpp/channel.h>

#include <algorithm>
#include <filesystem>
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
#include "services/query/serving.h"

namespace sitrep::query {
namespace {

constexpr size_t kMaxVerifyStreams = 2;
constexpr size_t kMaxRetried = 1'000;
constexpr size_t kMaxPipelineVersionBytes = 256;
constexpr absl::Duration kRetryTimeout = absl::Seconds(30);

// One Verify call: the views are read through on the executor, which is slow; the client hears of it at the end.
class VerifyReactor final : public rpc::StreamReactor<grpc::ServerWriteReactor<v1::VerifyResponse>> {
 public:
  VerifyReactor(grpc::CallbackServerContext* context, rpc::Runtime& runtime, rpc::OpenStreams& streams,
                const v1::VerifyRequest& request, std::shared_ptr<const Generation> generation)
      : StreamReactor(context, runtime, "Verify", streams), generation_(std::move(generation)) {
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
    const absl::Status documents = VerifyView(*generation_->documents().Pin(), [this](const VerifyProgress& progress) {
      response_.set_rows_read(response_.rows_read() + progress.rows_read);
      for (const std::string& problem : progress.problems) response_.add_problems(problem);
      return !IsCancelled();
    });
    if (!documents.ok()) response_.add_problems(std::string(ToStd(documents.message())));
    if (IsCancelled()) return End(absl::CancelledError("client went away"));
    const absl::Status corroboration = generation_->whole() ? generation_->corroboration().Verify() : absl::OkStatus();
    if (!corroboration.ok()) response_.add_problems(std::string(ToStd(corroboration.message())));
    response_.set_done(true);
    Send(&response_);
  }
  void OnWriteDone(bool ok) override { End(ok ? absl::OkStatus() : absl::CancelledError("client went away")); }
  // The verification that runs sees the cancel.
  void OnDrain() override { context().TryCancel(); }

  const std::shared_ptr<const Generation> generation_;
  v1::VerifyResponse response_;
};

void FillPods(const Holding& holding, const std::vector<PeerState>& peers, v1::GetStatusResponse& response) {
  for (const Partition partition : holding.partitions) response.add_partitions(partition.value);
  response.set_whole(holding.whole);
  for (const PeerState& state : peers) {
    v1::PeerStatus& peer = *response.add_peers();
    peer.set_address(state.peer->address());
    peer.set_ordinal(state.description.ordinal());
    *peer.mutable_partitions() = state.description.partitions();
    peer.set_whole(state.description.whole());
    peer.set_ready(state.description.ready());
    peer.set_version(state.description.version());
    peer.set_pipeline_version(state.description.pipeline_version());
    peer.set_trouble(state.trouble);
  }
}

}  // namespace

AdminService::AdminService(const Generations& generations, const Corpus& corpus, const Peers& peers,
                           client::IngestClient& ingest, absl::Time start_time,
                           std::function<std::string()> why_not_ready, rpc::Runtime runtime)
    : generations_(generations),
      corpus_(corpus),
      peers_(peers),
      ingest_(ingest),
      start_time_(start_time),
      why_not_ready_(std::move(why_not_ready)),
      runtime_(std::move(runtime)),
      verify_streams_(kMaxVerifyStreams) {}

grpc::ServerUnaryReactor* AdminService::GetStatus(grpc::CallbackServerContext* context,
                                                  const v1::GetStatusRequest* request,
                                                  v1::GetStatusResponse* response) {
  return rpc::RunUnary(context, runtime_, "GetStatus", *request, [this, response] {
    const std::shared_ptr<Generation> generation = generations_.Current();
    response->set_version(std::string(kVersion));
    response->mutable_start_time()->set_seconds(absl::ToUnixSeconds(start_time_));
    response->set_data_dir(generation->shard().path());
    const DocumentCounts counts = generation->documents().Counts();
    response->set_articles(counts.documents);
    response->set_tagging_failed(counts.tagging_failed);
    response->set_events(counts.events);
    response->set_quotes(counts.quotes);
    if (generation->whole()) response->set_subscriptions(generation->subscriptions().List().size());
    for (const View* view : generation->views()) {
      const CursorVector cursor = view->cursor();
      v1::ViewStatus& status = *response->add_views();
      status.set_view(std::string(view->name()));
      status.set_cursor(cursor.log_id == 0 ? std::string() : EncodeCursor(cursor));
      for (const auto& [partition, offset] : cursor.next) {
        if (partition == kControlPartition) continue;
        // Those that this process does not follow stay at 0.
        while (static_cast<uint32_t>(status.offsets_size()) < partition.value) status.add_offsets(0);
        status.add_offsets(offset.value);
      }
      response->set_log_id(cursor.log_id);
    }
    response->set_shard_bytes(storage::DiskBytes(generation->shard()));
    const Follower::Lag lag = generation->lag();
    response->set_lag_articles(lag.articles);
    response->set_lag_seconds(lag.seconds);
    std::string trouble = generation->trouble();
    if (trouble.empty()) trouble = why_not_ready_();
    if (trouble.empty()) trouble = generations_.trouble();
    response->set_trouble(std::move(trouble));
    FillPods(corpus_.holding(), peers_.States(), *response);
    for (v1::MissingPart& part : corpus_.Missing(ViewsOf(generation, corpus_.holding()))) {
      *response->add_missing() = std::move(part);
    }
    return absl::OkStatus();
  });
}

grpc::ServerWriteReactor<v1::VerifyResponse>* AdminService::Verify(grpc::CallbackServerContext* context,
                                                                   const v1::VerifyRequest* request) {
  return new VerifyReactor(context, runtime_, verify_streams_, *request, generations_.Current());
}

grpc::ServerUnaryReactor* AdminService::CreateBackup(grpc::CallbackServerContext* context,
                                                     const v1::CreateBackupRequest* request,
                                                     v1::CreateBackupResponse* response) {
  return rpc::RunUnary(context, runtime_, "CreateBackup", *request, [this, request, response] {
    SITREP_ASSIGN_OR_RETURN(const storage::BackupInfo backup,
                            storage::CreateBackup(generations_.Current()->shard(), request->folder(), request->keep()));
    response->set_backup_id(backup.id);
    response->set_bytes(backup.bytes);
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* AdminService::ListFailures(grpc::CallbackServerContext* context,
                                                     const v1::ListFailuresRequest* request,
                                                     v1::ListFailuresResponse* response) {
  return rpc::RunUnary(
      context, runtime_, "ListFailures", *request, [this, request, response](rpc::UnaryCall& call) -> absl::Status {
        SearchSpec spec;
        spec.query = Query{TermNode{FailedStateKey()}};
        spec.order = Order::kNewest;
        spec.passages = 0;
        SITREP_ASSIGN_OR_RETURN(spec.page_size, SizeOf("page_size", request->page_size(), 100, 1'000));
        spec.page_token = request->page_token();
        spec.request_hash = rpc::HashRequest(*request, {"page_size", "page_token"});
        v1::SearchArticlesResponse failed;
        SITREP_RETURN_IF_ERROR(corpus_.Ask({.scope = {call.deadline(), call.trace(), &call.context()}},
                                           ViewsOf(generations_.Current(), corpus_.holding()),
                                           [&](const FanOut& corpus) -> absl::Status {
                                             SITREP_ASSIGN_OR_RETURN(failed, SearchArticles(corpus, spec));
                                             return absl::OkStatus();
                                           }));
        for (const v1::ArticleHit& hit : failed.hits()) {
          v1::ListFailuresResponse::Failure& failure = *response->add_failures();
          failure.set_article_id(hit.article().article_id());
          failure.set_revision(hit.article().revision());
          failure.set_failure(hit.failure());
        }
        response->set_next_page_token(failed.next_page_token());
        *response->mutable_missing() = failed.missing();
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
  const std::shared_ptr<Generation> generation = generations_.Current();
  const std::shared_ptr<const ViewState> view = generation->documents().Pin();
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
  const uint32_t partitions = std::max(corpus_.LogPartitions(ViewsOf(generation, corpus_.holding())), 1u);
  for (const std::string& id : ids) {
    // Of others, other pods have the views.
    if (!corpus_.holding().whole && !corpus_.holding().Holds(PartitionOf(ArticleId{id}, partitions))) continue;
    // The log has what the views dropped or never kept, such as the fingerprint.
    ingest::v1::GetArticleRequest get;
    get.set_article_id(id);
    SITREP_ASSIGN_OR_RETURN(
        ingest::v1::StoredArticle stored,
        ingest_.GetArticle(get, std::min(call.deadline() - absl::Now(), kRetryTimeout), &call.trace()));
    const absl::Time append_time =
        absl::FromUnixSeconds(stored.append_time().seconds()) + absl::Nanoseconds(stored.append_time().nanos());
    const Partition partition = PartitionOf(ArticleId{id}, partitions);
    const absl::Status retagged =
        generation->Retag({partition, Offset{0}, append_time, TaggedArticle{.article = std::move(stored)}},
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
    const std::shared_ptr<const Generation> generation = generations_.Current();
    SITREP_ASSIGN_OR_RETURN(const ViewDigest documents, DigestOf(*generation->documents().Pin()));
    v1::GetDigestResponse::ViewDigest& document = *response->add_views();
    document.set_view("document");
    document.set_rows(documents.documents);
    document.set_digest(documents.sum.ToHex());
    if (!generation->whole()) return absl::OkStatus();
    SITREP_ASSIGN_OR_RETURN(const Hash128 corroboration, generation->corroboration().Digest());
    SITREP_ASSIGN_OR_RETURN(const uint64_t articles, generation->corroboration().CountArticles());
    v1::GetDigestResponse::ViewDigest& second = *response->add_views();
    second.set_view("corroboration");
    second.set_rows(articles);
    second.set_digest(corroboration.ToHex());
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* AdminService::ListGenerations(grpc::CallbackServerContext* context,
                                                        const v1::ListGenerationsRequest* request,
                                                        v1::ListGenerationsResponse* response) {
  return rpc::RunUnary(context, runtime_, "ListGenerations", *request, [this, response] {
    const auto add = [response](const Generation& generation, v1::ListGenerationsResponse::Generation::State state) {
      v1::ListGenerationsResponse::Generation& out = *response->add_generations();
      out.set_folder(std::filesystem::path(generation.shard().path()).filename().string());
      out.set_state(state);
      out.set_pipeline_version(generation.pipeline_version());
      out.set_bound(generation.bound());
      out.set_articles(generation.documents().Counts().documents);
      for (const auto& [partition, offset] : generation.reached().next) out.set_offsets(out.offsets() + offset.value);
      out.set_trouble(generation.trouble());
    };
    add(*generations_.Current(), v1::ListGenerationsResponse::Generation::SERVING);
    if (const std::shared_ptr<Generation> shadow = generations_.Shadow(); shadow != nullptr) {
      add(*shadow, v1::ListGenerationsResponse::Generation::BUILDING);
    }
    PipelineRecords pipelines = generations_.pipelines();
    response->set_announced(std::move(pipelines.announced));
    response->set_active(std::move(pipelines.active));
    response->set_trouble(generations_.trouble());
    return absl::OkStatus();
  });
}

absl::StatusOr<std::string> AdminService::Declare(const char* key, const std::string& pipeline_version,
                                                  rpc::UnaryCall& call) {
  if (pipeline_version.empty() || pipeline_version.size() > kMaxPipelineVersionBytes) {
    return InvalidField("pipeline_version", absl::StrCat("must have 1 to ", kMaxPipelineVersionBytes, " bytes, has ",
                                                         pipeline_version.size()));
  }
  ingest::v1::AppendControlRequest append;
  append.mutable_record()->set_kind(ingest::v1::ControlRecord::PIPELINE);
  append.mutable_record()->set_key(key);
  append.mutable_record()->set_value(pipeline_version);
  SITREP_ASSIGN_OR_RETURN(
      ingest::v1::AppendControlResponse appended,
      ingest_.AppendControl(append, std::min(call.deadline() - absl::Now(), kRetryTimeout), &call.trace()));
  return std::move(*appended.mutable_write_token());
}

grpc::ServerUnaryReactor* AdminService::AnnouncePipeline(grpc::CallbackServerContext* context,
                                                         const v1::AnnouncePipelineRequest* request,
                                                         v1::AnnouncePipelineResponse* response) {
  return rpc::RunUnary(context, runtime_, "AnnouncePipeline", *request,
                       [this, request, response](rpc::UnaryCall& call) -> absl::Status {
                         // Processes that start with nothing have to know which version serves meanwhile.
                         const std::string serving = generations_.Current()->pipeline_version();
                         if (generations_.pipelines().active.empty() && !serving.empty()) {
                           SITREP_RETURN_IF_ERROR(Declare(kActive, serving, call).status());
                         }
                         SITREP_ASSIGN_OR_RETURN(*response->mutable_write_token(),
                                                 Declare(kAnnounced, request->pipeline_version(), call));
                         return absl::OkStatus();
                       });
}

grpc::ServerUnaryReactor* AdminService::ActivatePipeline(grpc::CallbackServerContext* context,
                                                         const v1::ActivatePipelineRequest* request,
                                                         v1::ActivatePipelineResponse* response) {
  return rpc::RunUnary(
      context, runtime_, "ActivatePipeline", *request, [this, request, response](rpc::UnaryCall& call) -> absl::Status {
        SITREP_ASSIGN_OR_RETURN(*response->mutable_write_token(), Declare(kActive, request->pipeline_version(), call));
        return absl::OkStatus();
      });
}

}  // namespace sitrep::query
