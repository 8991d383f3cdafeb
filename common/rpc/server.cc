#include "common/rpc/server.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/resource_quota.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server_builder.h>

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace sitrep::rpc {
namespace {

// Servers ping idle connections so that a peer that vanished without a word is noticed; clients may ping as often as
// our own channels do (channel.cc).
constexpr absl::Duration kKeepaliveInterval = absl::Minutes(1);
constexpr absl::Duration kKeepaliveTimeout = absl::Seconds(20);
constexpr absl::Duration kLeastClientPingInterval = absl::Seconds(10);

// Whether the process lives, as the health service calls it: what Kubernetes' liveness probe asks.
constexpr char kLive[] = "live";

// Of the grace that streams get: the rest is for what they still owe.
constexpr double kStreamAge = 0.8;
constexpr int kChecksPerStreamAge = 10;

int Milliseconds(absl::Duration duration) { return static_cast<int>(absl::ToInt64Milliseconds(duration)); }

}  // namespace

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const ServerOptions& options,
                                                      const std::vector<grpc::Service*>& services,
                                                      std::vector<OpenStreams*> streams) {
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();

  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort(options.address, grpc::InsecureServerCredentials(), &port);
  // By default a second process shares the port without an error.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.SetMaxReceiveMessageSize(options.max_message_bytes);
  builder.SetMaxSendMessageSize(options.max_sent_bytes);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, options.max_streams_per_connection);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS, Milliseconds(options.max_connection_age));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, Milliseconds(options.max_connection_age_grace));
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, Milliseconds(kKeepaliveInterval));
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, Milliseconds(kKeepaliveTimeout));
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                             Milliseconds(kLeastClientPingInterval));
  grpc::ResourceQuota quota("sitrep");
  quota.Resize(options.call_memory_bytes);
  builder.SetResourceQuota(quota);
  for (grpc::Service* service : services) builder.RegisterService(service);

  std::unique_ptr<Server> server(new Server);
  server->drain_deadline_ = options.drain_deadline;
  server->streams_ = std::move(streams);
  server->server_ = builder.BuildAndStart();
  if (server->server_ == nullptr || port == 0) {
    return absl::FailedPreconditionError(
        absl::StrCat("address cannot be bound, is another process using it: ", options.address));
  }
  server->port_ = port;
  server->SetServing(false);
  server->server_->GetHealthCheckService()->SetServingStatus(kLive, true);
  server->renewer_ = std::thread(
      [server = server.get(), age = options.max_connection_age_grace * kStreamAge] { server->RenewStreams(age); });
  return server;
}

Server::~Server() {
  if (server_ == nullptr) return;
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (renewer_.joinable()) renewer_.join();
  SetServing(false);
  for (OpenStreams* streams : streams_) streams->Close();
  server_->Shutdown(absl::ToChronoTime(absl::Now() + drain_deadline_));
  server_->Wait();
}

void Server::SetServing(bool serving) { server_->GetHealthCheckService()->SetServingStatus("", serving); }

void Server::RenewStreams(absl::Duration age) {
  absl::MutexLock lock(&mutex_);
  while (!mutex_.AwaitWithTimeout(absl::Condition(&stopping_), age / kChecksPerStreamAge)) {
    for (OpenStreams* streams : streams_) streams->RenewOlderThan(age);
  }
}

}  // namespace sitrep::rpc
