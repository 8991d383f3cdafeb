#pragma once

#include "common/rpc/open_streams.h"
#include "common/rpc/unary.h"
#include "services/ingest/article_feed.h"
#include "services/ingest/log/article_index.h"
#include "services/ingest/log/article_log.h"
#include "services/ingest/log_writer.h"
#include "sitrep/ingest/v1/ingest_service.grpc.pb.h"

namespace sitrep::ingest {

// The RPCs of IngestService: from the wire to the log and back. Thread-safe.
class IngestService final : public v1::IngestService::CallbackService {
 public:
  IngestService(const ArticleLog& log, const ArticleIndex& index, LogWriter& writer, ArticleFeed& feed,
                rpc::Runtime runtime, size_t max_streams);

  grpc::ServerUnaryReactor* CreateArticle(grpc::CallbackServerContext* context, const v1::CreateArticleRequest* request,
                                          v1::CreateArticleResponse* response) override;
  grpc::ServerBidiReactor<v1::SubmitArticlesRequest, v1::SubmitArticlesResponse>* SubmitArticles(
      grpc::CallbackServerContext* context) override;
  grpc::ServerUnaryReactor* GetArticle(grpc::CallbackServerContext* context, const v1::GetArticleRequest* request,
                                       v1::StoredArticle* response) override;
  grpc::ServerUnaryReactor* ListArticles(grpc::CallbackServerContext* context, const v1::ListArticlesRequest* request,
                                         v1::ListArticlesResponse* response) override;
  grpc::ServerUnaryReactor* RetractArticle(grpc::CallbackServerContext* context,
                                           const v1::RetractArticleRequest* request,
                                           v1::RetractArticleResponse* response) override;
  grpc::ServerWriteReactor<v1::WatchArticlesResponse>* WatchArticles(grpc::CallbackServerContext* context,
                                                                     const v1::WatchArticlesRequest* request) override;
  grpc::ServerUnaryReactor* AppendControl(grpc::CallbackServerContext* context, const v1::AppendControlRequest* request,
                                          v1::AppendControlResponse* response) override;

  // To be closed when the server drains.
  rpc::OpenStreams& submit_streams() { return submit_streams_; }
  rpc::OpenStreams& watch_streams() { return watch_streams_; }

 private:
  absl::Status Get(const v1::GetArticleRequest& request, v1::StoredArticle& response) const;
  absl::Status List(const v1::ListArticlesRequest& request, rpc::UnaryCall& call,
                    v1::ListArticlesResponse& response) const;
  absl::StatusOr<FeedPosition> StartOf(const v1::WatchArticlesRequest& request) const;

  const ArticleLog& log_;
  const ArticleIndex& index_;
  LogWriter& writer_;
  ArticleFeed& feed_;
  rpc::Runtime runtime_;
  rpc::OpenStreams submit_streams_;
  rpc::OpenStreams watch_streams_;
};

}  // namespace sitrep::ingest
