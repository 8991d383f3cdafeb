#pragma once

#include <memory>
#include <string_view>

#include "absl/functional/any_invocable.h"
#include "common/client/any_tagger.h"
#include "common/rpc/unary.h"
#include "services/query/generations.h"
#include "services/query/name_lookup.h"
#include "sitrep/query/v1/query_service.grpc.pb.h"

namespace sitrep::query {

// The RPCs of QueryService: requests are checked and their names resolved, the views answer. Thread-safe.
class QueryService final : public v1::QueryService::CallbackService {
 public:
  QueryService(const Generations& generations, client::AnyTagger& tagger, rpc::Runtime runtime);

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
  // What one read is made with: the call, the generation it reads, and its own names.
  struct Reading {
    rpc::UnaryCall& call;
    const Generation& generation;
    NameLookup& names;
  };

  // Runs a read once the views are as fresh as the request asks; until then it holds no worker.
  template <typename Request>
  grpc::ServerUnaryReactor* Read(grpc::CallbackServerContext* context, std::string_view method, const Request& request,
                                 absl::AnyInvocable<absl::Status(const Reading&)> handler);

  static absl::Status Search(const v1::SearchArticlesRequest& request, const Reading& reading,
                             v1::SearchArticlesResponse& response);
  static absl::Status Get(const v1::GetDocumentRequest& request, const Reading& reading, v1::Document& response);
  static absl::Status Quotes(const v1::ListQuotesRequest& request, const Reading& reading,
                             v1::ListQuotesResponse& response);
  static absl::Status Entities(const v1::ListEntitiesRequest& request, const Reading& reading,
                               v1::ListEntitiesResponse& response);
  static absl::Status Profile(const v1::GetEntityRequest& request, const Reading& reading, v1::EntityProfile& response);
  static absl::Status Count(const v1::CountArticlesRequest& request, const Reading& reading,
                            v1::CountArticlesResponse& response);

  const Generations& generations_;
  client::AnyTagger& tagger_;
  rpc::Runtime runtime_;
};

}  // namespace sitrep::query
