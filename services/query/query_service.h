#pragma once

#include <memory>
#include <string_view>

#include "absl/functional/any_invocable.h"
#include "common/client/any_tagger.h"
#include "common/rpc/unary.h"
#include "services/query/generations.h"
#include "services/query/peer/corpus.h"
#include "services/query/peer/whole_pods.h"
#include "services/query/reading.h"
#include "sitrep/query/v1/query_service.grpc.pb.h"

namespace sitrep::query {

// The RPCs of QueryService: requests are checked and their names resolved, the views of this pod and of others answer.
// Thread-safe.
class QueryService final : public v1::QueryService::CallbackService {
 public:
  // `runtime` has an executor whose threads may wait for other pods, where this one must ask them.
  QueryService(const Generations& generations, const Corpus& corpus, const WholePods& whole_pods,
               client::AnyTagger& tagger, rpc::Runtime runtime);

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
  template <typename Request, typename Response>
  using RemoteMethod = grpc::Status (v1::QueryService::Stub::*)(grpc::ClientContext*, const Request&, Response*);

  // Runs a read once the views are as fresh as the request asks; until then it holds no worker.
  template <typename Request>
  grpc::ServerUnaryReactor* Read(grpc::CallbackServerContext* context, std::string_view method, const Request& request,
                                 absl::AnyInvocable<absl::Status(Reading&)> handler);
  // The same for reads that need the views of all partitions; a pod without them sends the request on.
  template <typename Request, typename Response>
  grpc::ServerUnaryReactor* ReadWhole(grpc::CallbackServerContext* context, std::string_view method,
                                      RemoteMethod<Request, Response> remote, const Request& request,
                                      Response& response, absl::AnyInvocable<absl::Status(Reading&)> handler);

  static absl::Status Search(const v1::SearchArticlesRequest& request, Reading& reading,
                             v1::SearchArticlesResponse& response);
  absl::Status Get(const v1::GetDocumentRequest& request, const Reading& reading, v1::Document& response) const;
  absl::Status AddNearDuplicates(const Reading& reading, v1::Document& document) const;
  static absl::Status Quotes(const v1::ListQuotesRequest& request, Reading& reading, v1::ListQuotesResponse& response);
  static absl::Status Entities(const v1::ListEntitiesRequest& request, Reading& reading,
                               v1::ListEntitiesResponse& response);
  static absl::Status Profile(const v1::GetEntityRequest& request, Reading& reading, v1::EntityProfile& response);
  static absl::Status Count(const v1::CountArticlesRequest& request, Reading& reading,
                            v1::CountArticlesResponse& response);

  const Generations& generations_;
  const Corpus& corpus_;
  const WholePods& whole_pods_;
  client::AnyTagger& tagger_;
  rpc::Runtime runtime_;
};

}  // namespace sitrep::query
