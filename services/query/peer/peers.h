#pragma once

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/base/ids.h"
#include "common/obs/log.h"
#include "common/obs/metrics.h"
#include "sitrep/query/peer/v1/peer_service.grpc.pb.h"

namespace sitrep::query {

// Lists of quotes and of matching articles are as long as the corpus is large.
inline constexpr int kMaxPeerMessageBytes = 256 << 20;

// Another pod of this service under one address. Thread-safe.
class Peer {
 public:
  explicit Peer(std::string address);

  const std::string& address() const { return address_; }
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  peer::v1::PeerService::Stub& stub() { return *stub_; }

  // Calls in progress, so that those to a pod that is gone end when it is found out, not at their deadlines. A context
  // must leave before it dies.
  void Enter(grpc::ClientContext* call) ABSL_LOCKS_EXCLUDED(mutex_);
  void Leave(grpc::ClientContext* call) ABSL_LOCKS_EXCLUDED(mutex_);
  void CancelCalls() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  const std::string address_;
  const std::shared_ptr<grpc::Channel> channel_;
  const std::unique_ptr<peer::v1::PeerService::Stub> stub_;
  absl::Mutex mutex_;
  absl::flat_hash_set<grpc::ClientContext*> calls_ ABSL_GUARDED_BY(mutex_);
};

// What is known of a peer.
struct PeerState {
  std::shared_ptr<Peer> peer;
  // What it last said of itself; `partitions` ascend.
  peer::v1::DescribeResponse description;
  std::vector<Partition> partitions;
  // Empty while it answers; else why not.
  std::string trouble = "not asked yet";

  bool IsUsable() const { return trouble.empty() && description.ready(); }
};

// The other pods of this service: every address is asked again and again who is there, what it holds and whether it is
// ready. The pod itself, which may be among the addresses, is left out. Thread-safe.
class Peers {
 public:
  struct Options {
    absl::Duration poll_interval = absl::Seconds(1);
    // A pod that does not say who it is within this time, twice, is gone; one that refuses the connection is at once.
    absl::Duration describe_timeout = absl::Seconds(1);
  };

  // `addresses` answers the addresses as they are now and must not block for long. `log_id`: of the log this pod's
  // views are of, 0 while they are of none; pods of another log are not used.
  Peers(std::function<std::vector<std::string>()> addresses, std::function<uint64_t()> log_id, uint64_t own_incarnation,
        obs::Metrics& metrics, obs::Log& log, Options options);
  ~Peers();

  // All that are known, by address.
  std::vector<PeerState> States() const ABSL_LOCKS_EXCLUDED(mutex_);

  // A call to it failed as if it were gone: it is not used until it has said again who it is, which is asked at once.
  void Suspect(const Peer& peer, const absl::Status& why) ABSL_LOCKS_EXCLUDED(mutex_);

  // Returns when every address has been asked once since the call, or at the deadline: for tests and at start.
  void AskNow(absl::Time deadline) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Known {
    PeerState state;
    bool is_self = false;
    int timeouts = 0;
  };
  struct Asking;

  void Run() ABSL_LOCKS_EXCLUDED(mutex_);
  // Opens channels to new addresses and forgets those that are gone.
  void Resolve() ABSL_LOCKS_EXCLUDED(mutex_);
  void AskAll() ABSL_LOCKS_EXCLUDED(mutex_);
  void Take(const std::string& address, const absl::Status& status, peer::v1::DescribeResponse description)
      ABSL_LOCKS_EXCLUDED(mutex_);
  size_t CountUsable() const ABSL_LOCKS_EXCLUDED(mutex_);
  bool WokenOrStop() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopping_ || wanted_ > finished_; }

  const std::function<std::vector<std::string>()> addresses_;
  const std::function<uint64_t()> own_log_id_;
  const uint64_t own_incarnation_;
  obs::Log& log_;
  const Options options_;

  mutable absl::Mutex mutex_;
  std::map<std::string, Known> known_ ABSL_GUARDED_BY(mutex_);
  // Rounds of asking: how many were asked for and how many are done.
  uint64_t wanted_ ABSL_GUARDED_BY(mutex_) = 1;
  uint64_t finished_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread poller_;
  obs::CallbackRegistration gauge_;
};

}  // namespace sitrep::query
