#include "services/query/subscription_service.h"

#include <grpcpp/channel.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/error.h"
#include "common/base/hash.h"
#include "common/base/page_bytes.h"
#include "common/base/page_token.h"
#include "common/base/status_macros.h"
#include "common/client/unary_call.h"
#include "common/rpc/request_checks.h"
#include "services/query/name_lookup.h"
#include "services/query/page.h"
#include "services/query/query_language/article_filter.h"
#include "services/query/serving.h"
#include "services/query/subscription_relay_reactor.h"

namespace sitrep::query {
namespace {

constexpr size_t kMaxIdBytes = 128;
constexpr size_t kMaxSubscriptions = 1'000;
constexpr absl::Duration kIngestTimeout = absl::Seconds(10);

absl::Status CheckId(const std::string& id) {
  if (id.empty() || id.size() > kMaxIdBytes) {
    return InvalidField("subscription_id", absl::StrCat("must have 1 to ", kMaxIdBytes, " bytes, has ", id.size()));
  }
  for (const char c : id) {
    if (!absl::ascii_isalnum(static_cast<unsigned char>(c)) && c != '.' && c != '_' && c != '-') {
      return InvalidField("subscription_id", "may hold letters, digits, '.', '_' and '-' only");
    }
  }
  return absl::OkStatus();
}

absl::Status NoSubscription(const std::string& id) {
  return MakeError(absl::StatusCode::kNotFound, "SUBSCRIPTION_NOT_FOUND", absl::StrCat("no subscription ", id),
                   {{"subscription_id", id}});
}

}  // namespace

SubscriptionService::SubscriptionService(const Generations& generations, const Corpus& corpus,
                                         const WholePods& whole_pods, MatchFeed& feed, client::IngestClient& ingest,
                                         client::AnyTagger& tagger, rpc::Runtime runtime, size_t max_streams)
    : generations_(generations),
      corpus_(corpus),
      whole_pods_(whole_pods),
      feed_(feed),
      ingest_(ingest),
      tagger_(tagger),
      runtime_(std::move(runtime)),
      subscribe_streams_(max_streams) {}

template <typename Request, typename Response>
grpc::ServerUnaryReactor* SubscriptionService::Answer(
    grpc::CallbackServerContext* context, std::string_view method,
    grpc::Status (v1::SubscriptionService::Stub::*remote)(grpc::ClientContext*, const Request&, Response*),
    const Request& request, Response& response, absl::AnyInvocable<absl::Status(rpc::UnaryCall&)> handler) {
  return rpc::RunUnary(
      context, runtime_, method, request,
      [this, remote, &request, &response, handler = std::move(handler)](rpc::UnaryCall& call) mutable {
        if (corpus_.holding().whole) return handler(call);
        return whole_pods_.Forward({call.deadline(), call.trace(), &call.context()}, remote, request, response);
      });
}

absl::StatusOr<std::string> SubscriptionService::Append(ingest::v1::ControlRecord record, rpc::UnaryCall& call) {
  ingest::v1::AppendControlRequest append;
  *append.mutable_record() = std::move(record);
  const absl::Duration timeout = std::min(call.deadline() - absl::Now(), kIngestTimeout);
  const absl::StatusOr<ingest::v1::AppendControlResponse> appended =
      ingest_.AppendControl(append, timeout, &call.trace());
  if (appended.ok()) return appended->write_token();
  return MakeError(absl::StatusCode::kUnavailable, "NEIGHBOUR_UNAVAILABLE",
                   absl::StrCat("ingest, which keeps subscriptions, does not answer: ", appended.status().message()));
}

grpc::ServerUnaryReactor* SubscriptionService::CreateSubscription(grpc::CallbackServerContext* context,
                                                                  const v1::CreateSubscriptionRequest* request,
                                                                  v1::Subscription* response) {
  return Answer(context, "CreateSubscription", &v1::SubscriptionService::Stub::CreateSubscription, *request, *response,
                [this, request, response](rpc::UnaryCall& call) { return Create(*request, call, *response); });
}

absl::Status SubscriptionService::Create(const v1::CreateSubscriptionRequest& request, rpc::UnaryCall& call,
                                         v1::Subscription& response) {
  stored::v1::StoredSubscription stored;
  *stored.mutable_filter() = request.subscription().filter();
  absl::StatusOr<Query> query = CompileFilter(stored.filter());
  if (!query.ok()) return AtField("subscription.filter.", query.status());
  const std::shared_ptr<Generation> generation = generations_.Current();
  const auto articles = [&](AskCorpus ask) {
    return corpus_.Ask({.scope = {call.deadline(), call.trace(), &call.context()}},
                       ViewsOf(generation, corpus_.holding()), ask);
  };
  NameLookup names(tagger_, articles, call.deadline(), call.trace());
  SITREP_RETURN_IF_ERROR(ResolveNames(names, *query));
  for (const stored::v1::ResolvedName& name : names.resolved()) *stored.add_names() = name;

  std::string id = request.subscription().subscription_id();
  if (id.empty()) id = absl::StrCat("s", absl::Hex(Hash64(stored.filter().SerializeAsString()), absl::kZeroPad16));
  SITREP_RETURN_IF_ERROR(CheckId(id));
  const SubscriptionView& subscriptions = generation->subscriptions();
  if (!subscriptions.Has(id) && subscriptions.List().size() >= kMaxSubscriptions) {
    return MakeError(absl::StatusCode::kResourceExhausted, "OVERLOADED",
                     absl::StrCat("there are ", kMaxSubscriptions, " subscriptions: delete one first"));
  }
  ingest::v1::ControlRecord record;
  record.set_kind(ingest::v1::ControlRecord::SUBSCRIPTION);
  record.set_key(id);
  record.set_value(stored.SerializeAsString());
  SITREP_ASSIGN_OR_RETURN(std::string write_token, Append(std::move(record), call));
  response.set_subscription_id(id);
  *response.mutable_filter() = stored.filter();
  response.mutable_create_time()->set_seconds(absl::ToUnixSeconds(absl::Now()));
  response.set_write_token(std::move(write_token));
  return absl::OkStatus();
}

grpc::ServerUnaryReactor* SubscriptionService::ListSubscriptions(grpc::CallbackServerContext* context,
                                                                 const v1::ListSubscriptionsRequest* request,
                                                                 v1::ListSubscriptionsResponse* response) {
  return Answer(context, "ListSubscriptions", &v1::SubscriptionService::Stub::ListSubscriptions, *request, *response,
                [this, request, response](rpc::UnaryCall&) { return List(*request, *response); });
}

absl::Status SubscriptionService::List(const v1::ListSubscriptionsRequest& request,
                                       v1::ListSubscriptionsResponse& response) const {
  SITREP_ASSIGN_OR_RETURN(const size_t page_size, SizeOf("page_size", request.page_size(), 50, 1'000));
  const uint64_t request_hash = rpc::HashRequest(request, {"page_size", "page_token"});
  std::string after;
  if (!request.page_token().empty()) {
    SITREP_ASSIGN_OR_RETURN(after, DecodePageToken(request.page_token(), request_hash));
  }
  PageBytes bytes;
  for (v1::Subscription& subscription : generations_.Current()->subscriptions().List()) {
    if (subscription.subscription_id() <= after) continue;
    if (static_cast<size_t>(response.subscriptions_size()) == page_size || !bytes.Add(subscription.ByteSizeLong())) {
      response.set_next_page_token(
          EncodePageToken(request_hash, response.subscriptions(response.subscriptions_size() - 1).subscription_id()));
      break;
    }
    *response.add_subscriptions() = std::move(subscription);
  }
  return absl::OkStatus();
}

grpc::ServerUnaryReactor* SubscriptionService::DeleteSubscription(grpc::CallbackServerContext* context,
                                                                  const v1::DeleteSubscriptionRequest* request,
                                                                  v1::DeleteSubscriptionResponse* response) {
  return Answer(context, "DeleteSubscription", &v1::SubscriptionService::Stub::DeleteSubscription, *request, *response,
                [this, request, response](rpc::UnaryCall& call) { return Delete(*request, call, *response); });
}

absl::Status SubscriptionService::Delete(const v1::DeleteSubscriptionRequest& request, rpc::UnaryCall& call,
                                         v1::DeleteSubscriptionResponse& response) {
  SITREP_RETURN_IF_ERROR(CheckId(request.subscription_id()));
  if (!generations_.Current()->subscriptions().Has(request.subscription_id())) {
    return NoSubscription(request.subscription_id());
  }
  ingest::v1::ControlRecord record;
  record.set_kind(ingest::v1::ControlRecord::SUBSCRIPTION);
  record.set_key(request.subscription_id());
  record.set_deleted(true);
  SITREP_ASSIGN_OR_RETURN(std::string write_token, Append(std::move(record), call));
  response.set_write_token(std::move(write_token));
  return absl::OkStatus();
}

grpc::ServerWriteReactor<v1::SubscribeResponse>* SubscriptionService::Subscribe(grpc::CallbackServerContext* context,
                                                                                const v1::SubscribeRequest* request) {
  if (!corpus_.holding().whole) {
    const std::vector<std::shared_ptr<Peer>> pods =
        IsForwarded(*context) ? std::vector<std::shared_ptr<Peer>>() : whole_pods_.Candidates();
    return new SubscriptionRelayReactor(context, runtime_, subscribe_streams_, pods.empty() ? nullptr : pods.front(),
                                        pods.empty() ? whole_pods_.NoCandidate() : absl::OkStatus(), *request);
  }
  return new rpc::FeedReactor<v1::SubscribeResponse, MatchPosition>(context, runtime_, "Subscribe", subscribe_streams_,
                                                                    feed_, StartOf(*request));
}

absl::StatusOr<MatchPosition> SubscriptionService::StartOf(const v1::SubscribeRequest& request) const {
  SITREP_RETURN_IF_ERROR(rpc::RejectUnknown(request));
  SITREP_RETURN_IF_ERROR(CheckId(request.subscription_id()));
  const std::shared_ptr<const Generation> generation = generations_.Current();
  const SubscriptionView& subscriptions = generation->subscriptions();
  if (!subscriptions.Has(request.subscription_id())) return NoSubscription(request.subscription_id());
  MatchPosition position{.subscription_id = request.subscription_id(), .cursor = {}};
  if (request.cursor().empty()) return position;
  SITREP_ASSIGN_OR_RETURN(position.cursor, DecodeCursor(request.cursor()));
  const CursorVector reached = subscriptions.cursor();
  if (position.cursor.log_id != 0 && position.cursor.log_id != reached.log_id) return CursorOfAnotherLog();
  return position;
}

}  // namespace sitrep::query
