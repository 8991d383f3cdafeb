#pragma once

#include <grpcpp/server.h>

#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/rpc/open_streams.h"

namespace sitrep::rpc {

struct ServerOptions {
  // "127.0.0.1:7101", "[::]:7101"; port 0 lets the system choose.
  std::string address;
  // Messages above it are refused by gRPC itself with RESOURCE_EXHAUSTED: those received, and those sent.
  int max_message_bytes = 16 << 20;
  int max_sent_bytes = 16 << 20;
  // Memory that gRPC may hold in all calls together before it stops reading.
  uint64_t call_memory_bytes = 512ull << 20;
  int max_streams_per_connection = 1024;
  // How long the calls in progress get to end once the server drains; then they are cancelled.
  absl::Duration drain_deadline = absl::Seconds(10);
  // Connections are asked to reconnect after this time, so that load spreads over new pods. Calls on them may go on for
  // the grace and are then cut off; streams are asked to end before that, at four fifths of the grace whatever their
  // connection's age, and clients resume them at once, on a new connection where the old one is on its way out.
  absl::Duration max_connection_age = absl::Hours(1);
  absl::Duration max_connection_age_grace = absl::Minutes(10);
};

// A gRPC server with what every service of Sitrep offers: the standard health service, reflection, limits, keepalive.
// Health of the service "" is readiness, NOT_SERVING until SetServing(true) and again while draining; that of "live" is
// SERVING for as long as the server listens. Its destructor drains: health says NOT_SERVING, `streams` are closed,
// calls get `drain_deadline` to end. Thread-safe.
class Server {
 public:
  // Listens at once. FAILED_PRECONDITION naming the address when it cannot be bound (a second process on the same port
  // is refused, which gRPC alone would allow). Services and streams must outlive the server.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const ServerOptions& options,
                                                       const std::vector<grpc::Service*>& services,
                                                       std::vector<OpenStreams*> streams = {});
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  void SetServing(bool serving);

  // The port bound; the one the system chose for port 0.
  int Port() const { return port_; }

  // For tests that talk to the server without a socket.
  grpc::Server& grpc_server() { return *server_; }

 private:
  Server() = default;
  void RenewStreams(absl::Duration age) ABSL_LOCKS_EXCLUDED(mutex_);

  absl::Duration drain_deadline_;
  std::vector<OpenStreams*> streams_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread renewer_;
};

}  // namespace sitrep::rpc
