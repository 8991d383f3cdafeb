#include "common/rpc/channel.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/channel_arguments.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace sitrep::rpc {
namespace {

// Of a hundred calls ten may be repeats: a neighbour in trouble must not get more load for it.
constexpr char kRetryBudget[] = R"("retryThrottling":{"maxTokens":100,"tokenRatio":0.1})";

std::string Seconds(absl::Duration duration) { return absl::StrCat(absl::ToDoubleSeconds(duration), "s"); }

std::string MethodName(const std::string& method) {
  const std::vector<std::string> parts = absl::StrSplit(method, absl::MaxSplits('/', 1));
  return absl::StrCat(R"({"service":")", parts.front(), R"(","method":")", parts.size() > 1 ? parts[1] : "", R"("})");
}

// https://github.com/grpc/grpc/blob/master/doc/service_config.md
std::string ServiceConfig(const ChannelOptions& options) {
  std::vector<std::string> members;
  if (options.balancing == ChannelOptions::Balancing::kRoundRobin) {
    members.push_back(R"("loadBalancingConfig":[{"round_robin":{}}])");
  }
  if (!options.idempotent_methods.empty()) {
    const std::string names =
        absl::StrJoin(options.idempotent_methods, ",",
                      [](std::string* out, const std::string& method) { absl::StrAppend(out, MethodName(method)); });
    members.push_back(absl::StrCat(R"("methodConfig":[{"name":[)", names, R"(],"retryPolicy":{"maxAttempts":)",
                                   options.max_attempts, R"(,"initialBackoff":")", Seconds(options.initial_backoff),
                                   R"(","maxBackoff":")", Seconds(options.max_backoff),
                                   R"(","backoffMultiplier":2,"retryableStatusCodes":["UNAVAILABLE","CANCELLED"]}}])"));
    members.push_back(kRetryBudget);
  }
  return absl::StrCat("{", absl::StrJoin(members, ","), "}");
}

grpc::ChannelArguments Arguments(const ChannelOptions& options) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(options.max_message_bytes);
  arguments.SetMaxSendMessageSize(options.max_message_bytes);
  // Pings while calls are open, so that a stream to a machine that vanished fails instead of waiting for ever.
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 30'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10'000);
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  // A neighbour that restarts is found again within seconds.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 200);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 1'000);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 5'000);
  // Otherwise channels with equal arguments share one connection.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetServiceConfigJSON(ServiceConfig(options));
  return arguments;
}

}  // namespace

std::shared_ptr<grpc::Channel> MakeChannel(const std::string& address, const ChannelOptions& options) {
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), Arguments(options));
}

std::vector<std::shared_ptr<grpc::Channel>> MakeChannels(const std::string& address, int count,
                                                         const ChannelOptions& options) {
  std::vector<std::shared_ptr<grpc::Channel>> channels;
  for (int i = 0; i < count; ++i) channels.push_back(MakeChannel(address, options));
  return channels;
}

}  // namespace sitrep::rpc
