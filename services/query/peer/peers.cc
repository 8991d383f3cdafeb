#include "services/query/peer/peers.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/time/clock.h"
#include "common/rpc/channel.h"
#include "common/rpc/status.h"

namespace sitrep::query {
namespace {

// A pod that is late once may be busy.
constexpr int kTimeoutsOfADeadPod = 2;

std::shared_ptr<grpc::Channel> ChannelTo(const std::string& address) {
  return rpc::MakeChannel(address, {.max_message_bytes = kMaxPeerMessageBytes});
}

}  // namespace

Peer::Peer(std::string address)
    : address_(std::move(address)), channel_(ChannelTo(address_)), stub_(peer::v1::PeerService::NewStub(channel_)) {}

void Peer::Enter(grpc::ClientContext* call) {
  absl::MutexLock lock(&mutex_);
  calls_.insert(call);
}

void Peer::Leave(grpc::ClientContext* call) {
  absl::MutexLock lock(&mutex_);
  calls_.erase(call);
}

void Peer::CancelCalls() {
  absl::MutexLock lock(&mutex_);
  for (grpc::ClientContext* call : calls_) call->TryCancel();
}

// One Describe on its way.
struct Peers::Asking {
  std::shared_ptr<Peer> peer;
  grpc::ClientContext context;
  peer::v1::DescribeRequest request;
  peer::v1::DescribeResponse response;
  absl::Status status;
};

Peers::Peers(std::function<std::vector<std::string>()> addresses, std::function<uint64_t()> log_id,
             uint64_t own_incarnation, obs::Metrics& metrics, obs::Log& log, Options options)
    : addresses_(std::move(addresses)),
      own_log_id_(std::move(log_id)),
      own_incarnation_(own_incarnation),
      log_(log),
      options_(options),
      poller_([this] { Run(); }),
      gauge_(metrics.AddGaugeCallback("sitrep_peer_usable_pods",
                                      "Other query pods that answer and are ready, as this pod sees them",
                                      [this] { return static_cast<double>(CountUsable()); })) {}

Peers::~Peers() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  poller_.join();
}

std::vector<PeerState> Peers::States() const {
  absl::MutexLock lock(&mutex_);
  std::vector<PeerState> states;
  for (const auto& [address, known] : known_) {
    if (!known.is_self) states.push_back(known.state);
  }
  return states;
}

size_t Peers::CountUsable() const {
  absl::MutexLock lock(&mutex_);
  return static_cast<size_t>(std::count_if(known_.begin(), known_.end(), [](const auto& entry) {
    return !entry.second.is_self && entry.second.state.IsUsable();
  }));
}

void Peers::Suspect(const Peer& peer, const absl::Status& why) {
  absl::MutexLock lock(&mutex_);
  const auto known = known_.find(peer.address());
  if (known == known_.end() || known->second.state.peer.get() != &peer) return;
  if (known->second.state.trouble.empty()) known->second.state.trouble = std::string(why.message());
  wanted_ = finished_ + 1;
}

void Peers::AskNow(absl::Time deadline) {
  absl::MutexLock lock(&mutex_);
  // The round that may be running began before this call.
  const uint64_t round = finished_ + 2;
  wanted_ = std::max(wanted_, round);
  const auto done = [this, round]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopping_ || finished_ >= round; };
  mutex_.AwaitWithDeadline(absl::Condition(&done), deadline);
}

void Peers::Run() {
  while (true) {
    Resolve();
    AskAll();
    absl::MutexLock lock(&mutex_);
    ++finished_;
    mutex_.AwaitWithTimeout(absl::Condition(this, &Peers::WokenOrStop), options_.poll_interval);
    if (stopping_) return;
  }
}

void Peers::Resolve() {
  std::vector<std::string> addresses = addresses_();
  std::sort(addresses.begin(), addresses.end());
  // Closed without the lock.
  std::vector<std::shared_ptr<Peer>> gone;
  absl::MutexLock lock(&mutex_);
  for (auto entry = known_.begin(); entry != known_.end();) {
    if (std::binary_search(addresses.begin(), addresses.end(), entry->first)) {
      ++entry;
    } else {
      entry->second.state.peer->CancelCalls();
      gone.push_back(std::move(entry->second.state.peer));
      entry = known_.erase(entry);
    }
  }
  for (const std::string& address : addresses) {
    Known& known = known_[address];
    if (known.state.peer == nullptr) known.state.peer = std::make_shared<Peer>(address);
  }
}

void Peers::AskAll() {
  std::vector<std::unique_ptr<Asking>> askings;
  {
    absl::MutexLock lock(&mutex_);
    for (const auto& [address, known] : known_) {
      askings.push_back(std::make_unique<Asking>());
      askings.back()->peer = known.state.peer;
    }
  }
  absl::BlockingCounter left(static_cast<int>(askings.size()));
  for (const auto& asking : askings) {
    asking->context.set_deadline(std::chrono::system_clock::now() +
                                 absl::ToChronoMicroseconds(options_.describe_timeout));
    asking->peer->stub().async()->Describe(&asking->context, &asking->request, &asking->response,
                                           [&left, &asking = *asking](const grpc::Status& status) {
                                             asking.status = rpc::FromGrpc(status);
                                             left.DecrementCount();
                                           });
  }
  left.Wait();
  for (const auto& asking : askings) Take(asking->peer->address(), asking->status, std::move(asking->response));
}

void Peers::Take(const std::string& address, const absl::Status& status, peer::v1::DescribeResponse description) {
  const uint64_t own_log_id = own_log_id_();
  absl::MutexLock lock(&mutex_);
  const auto entry = known_.find(address);
  if (entry == known_.end()) return;
  Known& known = entry->second;
  const bool was_usable = known.state.IsUsable();
  if (status.ok()) {
    known.timeouts = 0;
    known.is_self = description.incarnation() == own_incarnation_;
    // Who asks the process before for documents it named must not get those of this one.
    if (description.incarnation() != known.state.description.incarnation()) known.state.peer->CancelCalls();
    known.state.partitions.clear();
    for (const uint32_t partition : description.partitions()) known.state.partitions.push_back(Partition{partition});
    std::sort(known.state.partitions.begin(), known.state.partitions.end());
    known.state.description = std::move(description);
    const uint64_t log_id = known.state.description.log_id();
    const bool is_other_log = log_id != 0 && own_log_id != 0 && log_id != own_log_id;
    known.state.trouble = is_other_log ? "its views are of another log" : "";
  } else if (!absl::IsDeadlineExceeded(status) || ++known.timeouts >= kTimeoutsOfADeadPod) {
    known.state.trouble = absl::StrCat("does not answer: ", status.message());
    known.state.peer->CancelCalls();
  }
  if (known.is_self || known.state.IsUsable() == was_usable) return;
  log_.Info(was_usable ? "peer lost" : "peer found", {{"address", address}, {"why", known.state.trouble}});
}

}  // namespace sitrep::query
