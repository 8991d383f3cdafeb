#pragma once

#include <grpcpp/channel.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace sitrep::rpc {

struct ChannelOptions {
  // Methods gRPC may repeat by itself, "sitrep.query.v1.QueryService/SearchArticles": idempotent ones only. They are
  // retried on UNAVAILABLE only (and on CANCELLED, which is how gRPC drops a call that reaches a server as it shuts
  // down), at most `max_attempts` times in all, with backoff and within a budget (a tenth of the calls). No other layer
  // may retry these.
  std::vector<std::string> idempotent_methods;
  int max_attempts = 4;
  absl::Duration initial_backoff = absl::Milliseconds(100);
  absl::Duration max_backoff = absl::Seconds(2);

  int max_message_bytes = 16 << 20;
  // Where the name stands for several pods: one call to each in turn, instead of all to the first that answers.
  enum class Balancing { kPickFirst, kRoundRobin };
  Balancing balancing = Balancing::kPickFirst;
};

// A channel to `address` ("127.0.0.1:7101", "dns:///ingest:7101"). Connects lazily and for ever: a neighbour that is
// away fails calls with UNAVAILABLE unless they wait for ready. Every call still needs a deadline of its own.
std::shared_ptr<grpc::Channel> MakeChannel(const std::string& address, const ChannelOptions& options = {});

// `count` channels with a connection each: one connection is one ordered byte stream and about one core.
std::vector<std::shared_ptr<grpc::Channel>> MakeChannels(const std::string& address, int count,
                                                         const ChannelOptions& options = {});

}  // namespace sitrep::rpc
