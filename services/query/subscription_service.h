#pragma once

#include <memory>

#include "absl/functional/any_invocable.h"
#include "common/client/any_tagger.h"
#include "common/client/ingest_client.h"
#include "common/rpc/open_streams.h"
#include "common/rpc/unary.h"
#include "services/query/generations.h"
#include "services/query/match_feed.h"
#include "services/query/peer/corpus.h"
#include "services/query/peer/whole_pods.h"
#include "sitrep/query/v1/subscription_service.grpc.pb.h"

namespace sitrep::query {

// The RPCs of SubscriptionService. A subscription is a control record of the log: creating and deleting one is asked of
// ingest, and takes effect here when the follower has seen the record. A pod without the view of subscriptions sends
// requests on to one that has it. Thread-safe.
class SubscriptionService final : public v1::SubscriptionService::CallbackService {
 public:
  // `runtime` as of QueryService.
  SubscriptionService(const Generations& generations, const Corpus& corpus, const WholePods& whole_pods,
                      MatchFeed& feed, client::IngestClient& ingest, client::AnyTagger& tagger, rpc::Runtime runtime,
                      size_t max_streams);

  grpc::ServerUnaryReactor* CreateSubscription(grpc::CallbackServerContext* context,
                                               const v1::CreateSubscriptionRequest* request,
                                               v1::Subscription* response) override;
  grpc::ServerUnaryReactor* ListSubscriptions(grpc::CallbackServerContext* context,
                                              const v1::ListSubscriptionsRequest* request,
                                              v1::ListSubscriptionsResponse* response) override;
  grpc::ServerUnaryReactor* DeleteSubscription(grpc::CallbackServerContext* context,
                                               const v1::DeleteSubscriptionRequest* request,
                                               v1::DeleteSubscriptionResponse* response) override;
  grpc::ServerWriteReactor<v1::SubscribeResponse>* Subscribe(grpc::CallbackServerContext* context,
                                                             const v1::SubscribeRequest* request) override;

  rpc::OpenStreams& subscribe_streams() { return subscribe_streams_; }

 private:
  // Runs `handler` where the pod has subscriptions; else the request is sent on.
  template <typename Request, typename Response>
  grpc::ServerUnaryReactor* Answer(grpc::CallbackServerContext* context, std::string_view method,
                                   grpc::Status (v1::SubscriptionService::Stub::*remote)(grpc::ClientContext*,
                                                                                         const Request&, Response*),
                                   const Request& request, Response& response,
                                   absl::AnyInvocable<absl::Status(rpc::UnaryCall&)> handler);
  absl::Status Create(const v1::CreateSubscriptionRequest& request, rpc::UnaryCall& call, v1::Subscription& response);
  absl::Status List(const v1::ListSubscriptionsRequest& request, v1::ListSubscriptionsResponse& response) const;
  absl::Status Delete(const v1::DeleteSubscriptionRequest& request, rpc::UnaryCall& call,
                      v1::DeleteSubscriptionResponse& response);
  absl::StatusOr<MatchPosition> StartOf(const v1::SubscribeRequest& request) const;
  absl::StatusOr<std::string> Append(ingest::v1::ControlRecord record, rpc::UnaryCall& call);

  const Generations& generations_;
  const Corpus& corpus_;
  const WholePods& whole_pods_;
  MatchFeed& feed_;
  client::IngestClient& ingest_;
  client::AnyTagger& tagger_;
  rpc::Runtime runtime_;
  rpc::OpenStreams subscribe_streams_;
};

}  // namespace sitrep::query
