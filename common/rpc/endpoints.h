#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace sitrep::rpc {

// One member of a list of addresses. The host may be the name of several pods (a headless Service).
struct HostAddress {
  std::string host;
  uint16_t port = 0;
  friend auto operator<=>(const HostAddress&, const HostAddress&) = default;
};

// Reads "tagger-0:7102, [::1]:7102": comma-separated host:port, IPv6 in brackets. An empty text is an empty list.
// INVALID_ARGUMENT naming `flag` and the member that is wrong.
absl::StatusOr<std::vector<HostAddress>> ParseAddresses(std::string_view flag, std::string_view addresses);

// The pods behind a list of addresses as they come and go: every host is resolved again every few seconds, on a thread
// of its own. One family a host, IPv4 where there is any: a pod with addresses of both must not count twice. A host
// that does not resolve for the moment keeps what it last had for a while. Thread-safe.
class Endpoints {
 public:
  // The addresses of a host, "10.0.0.7" or "fd00::7", in any order; an error and none at all are the same. May block.
  using Resolve = std::function<absl::StatusOr<std::vector<std::string>>(const std::string& host)>;
  // "10.0.0.7:7102" or "[fd00::7]:7102", sorted, each once.
  using Listener = std::function<void(const std::vector<std::string>& endpoints)>;

  struct Options {
    absl::Duration interval = absl::Seconds(5);
    // How long a host that does not resolve any more keeps its last addresses.
    absl::Duration keep = absl::Minutes(1);
    Resolve resolve = ResolveByName;
  };

  // A listener is told until this is destroyed, which waits for a call that runs. Must not outlive the Endpoints.
  class [[nodiscard]] Listening {
   public:
    Listening() = default;
    Listening(Endpoints* endpoints, int id) : endpoints_(endpoints), id_(id) {}
    Listening(Listening&& other) noexcept;
    Listening& operator=(Listening&& other) noexcept;
    ~Listening();

   private:
    Endpoints* endpoints_ = nullptr;
    int id_ = 0;
  };

  // Addresses that are numbers are known at once, names as soon as they are resolved.
  explicit Endpoints(std::vector<HostAddress> addresses) : Endpoints(std::move(addresses), Options{}) {}
  Endpoints(std::vector<HostAddress> addresses, Options options);
  // Waits for a resolver that runs.
  ~Endpoints();
  Endpoints(const Endpoints&) = delete;
  Endpoints& operator=(const Endpoints&) = delete;

  std::vector<std::string> Current() const ABSL_LOCKS_EXCLUDED(mutex_);

  // Calls `listener` now, and from the resolving thread whenever the set has changed. It must neither block for long
  // nor call Listen.
  Listening Listen(Listener listener) ABSL_LOCKS_EXCLUDED(listeners_mutex_, mutex_);

  // Which host does not resolve, and why: empty when all do.
  std::string trouble() const ABSL_LOCKS_EXCLUDED(mutex_);

  // By getaddrinfo.
  static absl::StatusOr<std::vector<std::string>> ResolveByName(const std::string& host);

 private:
  // What one member of the list stands for.
  struct Known {
    std::vector<std::string> addresses;
    absl::Time resolved_at = absl::InfinitePast();
    std::string trouble;
  };

  void Run();
  void Publish() ABSL_LOCKS_EXCLUDED(listeners_mutex_, mutex_);

  const std::vector<HostAddress> addresses_;
  const Options options_;
  // The thread's own, by host.
  std::map<std::string, Known> known_;

  // Taken before mutex_, and held while listeners are told.
  absl::Mutex listeners_mutex_;
  std::map<int, Listener> listeners_ ABSL_GUARDED_BY(listeners_mutex_);
  int next_listener_ ABSL_GUARDED_BY(listeners_mutex_) = 0;

  mutable absl::Mutex mutex_;
  std::vector<std::string> current_ ABSL_GUARDED_BY(mutex_);
  std::string trouble_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace sitrep::rpc
