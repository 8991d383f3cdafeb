#pragma once

#include <memory>
#include <string_view>

#include "absl/functional/any_invocable.h"
#include "common/rpc/unary.h"
#include "services/query/corroboration_view/corroboration_view.h"
#include "services/query/document_view/document_view.h"
#include "services/query/freshness.h"
#include "services/query/name_lookup.h"
#include "sitrep/query/v1/query_service.grpc.pb.h"
#include "sitrep/tagger/v1/tagger_service.grpc.pb.h"

namespace sitrep::query {

// The RPCs of QueryService: requests are checked and their names resolved, the views answer. Thread-safe.
class QueryService final : public v1::QueryService::CallbackService {
 public:
  QueryService(const DocumentView& documents, const CorroborationView& corroboration, Freshness& freshness,
               std::shared_ptr<grpc::Channel> tagger, rpc::Runtime runtime);

  grpc::ServerUnaryReactor* SearchArticles(grpc::CallbackServerContext* context,
                                           const v1::SearchArticlesRequest* request,
                                           v1::SearchArticlesResponse* response) override;
  grpc::ServerUnaryReactor* GetDocument(grpc::CallbackServerContext* context, const v1::GetDocumentRequest* request,
                                        v1::Document* response) override;
  grpc::ServerUnaryReactor* ListEvents(grpc::CallbackServerContext* context, const v1::ListEventsRequest* request,
                                       v1::ListEventsResponse* response) override;
  grpc::ServerUnaryReactor* GetTimeline(grpc::CallbackServerContext* context, const v1::GetTimelineRequest* request,
                                        v1::GetTimelineResponse* response) override;
  grpc::ServerUnaryReactor* ListQuotes(grpc::CallbackServerContext* context, const v1::ListQuotesRequest* request,
                                       v1::ListQuotesResponse* response) override;
  grpc::ServerUnaryReactor* ListStories(grpc::CallbackServerContext* context, const v1::ListStoriesRequest* request,
                                        v1::ListStoriesResponse* response) override;
  grpc::ServerUnaryReactor* GetStory(grpc::CallbackServerContext* context, const v1::GetStoryRequest* request,
                                     v1::Story* response) override;
  grpc::ServerUnaryReactor* ListEntities(grpc::CallbackServerContext* context, const v1::ListEntitiesRequest* request,
                                         v1::ListEntitiesResponse* response) override;
  grpc::ServerUnaryReactor* GetEntity(grpc::CallbackServerContext* context, const v1::GetEntityRequest* request,
                                      v1::EntityProfile* response) override;
  grpc::ServerUnaryReactor* CountArticles(grpc::CallbackServerContext* context, const v1::CountArticlesRequest* request,
                                          v1::CountArticlesResponse* response) override;

 private:
  // Runs a read once the views are as fresh as the request asks; until then it holds no worker.
  template <typename Request>
  grpc::ServerUnaryReactor* Read(grpc::CallbackServerContext* context, std::string_view method, const Request& request,
                                 absl::AnyInvocable<absl::Status(rpc::UnaryCall&, NameLookup&)> handler);

  absl::Status Search(const v1::SearchArticlesRequest& request, NameLookup& names,
                      v1::SearchArticlesResponse& response) const;
  absl::Status Get(const v1::GetDocumentRequest& request, const rpc::UnaryCall& call, v1::Document& response) const;
  absl::Status Quotes(const v1::ListQuotesRequest& request, NameLookup& names, v1::ListQuotesResponse& response) const;
  absl::Status Entities(const v1::ListEntitiesRequest& request, NameLookup& names,
                        v1::ListEntitiesResponse& response) const;
  absl::Status Profile(const v1::GetEntityRequest& request, NameLookup& names, v1::EntityProfile& response) const;
  absl::Status Count(const v1::CountArticlesRequest& request, NameLookup& names,
                     v1::CountArticlesResponse& response) const;

  const DocumentView& documents_;
  const CorroborationView& corroboration_;
  Freshness& freshness_;
  const std::unique_ptr<tagger::v1::TaggerService::Stub> tagger_;
  rpc::Runtime runtime_;
};

}  // namespace sitrep::query
