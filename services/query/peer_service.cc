#include "services/query/peer_service.h"

#include <string>
#include <utility>

#include "common/base/version.h"
#include "services/query/ask_reactor.h"

namespace sitrep::query {

PeerService::PeerService(PodIdentity identity, PinViews pin, rpc::Runtime runtime, size_t max_sessions)
    : identity_(std::move(identity)), pin_(std::move(pin)), runtime_(std::move(runtime)), sessions_(max_sessions) {}

// On gRPC's own thread, since it reads nothing from disk: a pod with a full queue is busy, not gone.
grpc::ServerUnaryReactor* PeerService::Describe(grpc::CallbackServerContext* context, const peer::v1::DescribeRequest*,
                                                peer::v1::DescribeResponse* response) {
  const ServedViews views = pin_();
  response->set_ordinal(identity_.ordinal);
  response->set_incarnation(identity_.incarnation);
  for (const Partition partition : identity_.holding.partitions) response->add_partitions(partition.value);
  response->set_whole(identity_.holding.whole);
  response->set_pipeline_version(views.pipeline_version);
  response->set_ready(views.ready);
  response->set_version(std::string(kVersion));
  response->set_log_id(views.reached.log_id);
  if (views.reached.log_id != 0) response->set_reached(EncodeCursor(views.reached));
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  reactor->Finish(grpc::Status::OK);
  return reactor;
}

grpc::ServerBidiReactor<peer::v1::Question, peer::v1::Answer>* PeerService::Ask(grpc::CallbackServerContext* context) {
  return new AskReactor(context, runtime_, sessions_, identity_.holding, pin_);
}

}  // namespace sitrep::query
