#include "common/rpc/endpoints.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "common/base/error.h"
#include "common/base/string_views.h"

namespace sitrep::rpc {
namespace {

constexpr int kMaxPort = 65'535;

bool IsIpv6(const std::string& address) { return address.find(':') != std::string::npos; }

bool IsNumber(const std::string& host) {
  unsigned char bytes[sizeof(in6_addr)];
  return inet_pton(IsIpv6(host) ? AF_INET6 : AF_INET, host.c_str(), bytes) == 1;
}

std::optional<HostAddress> ParseAddress(const std::string& address) {
  const size_t colon = address.rfind(':');
  if (colon == std::string::npos) return std::nullopt;
  std::string host = address.substr(0, colon);
  const bool brackets = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (brackets) host = host.substr(1, host.size() - 2);
  // Without brackets nobody knows where an IPv6 address ends.
  if (host.empty() || brackets != IsIpv6(host) || (brackets && !IsNumber(host))) return std::nullopt;
  if (host.find_first_of("/[] ") != std::string::npos) return std::nullopt;
  int port = 0;
  if (!absl::SimpleAtoi(address.substr(colon + 1), &port) || port < 1 || port > kMaxPort) return std::nullopt;
  return HostAddress{.host = std::move(host), .port = static_cast<uint16_t>(port)};
}

std::string EndpointOf(const std::string& ip, uint16_t port) {
  return IsIpv6(ip) ? absl::StrCat("[", ip, "]:", port) : absl::StrCat(ip, ":", port);
}

// Of one family, sorted.
std::vector<std::string> OneFamily(std::vector<std::string> addresses) {
  if (!std::ranges::all_of(addresses, IsIpv6)) std::erase_if(addresses, IsIpv6);
  std::ranges::sort(addresses);
  return addresses;
}

}  // namespace

absl::StatusOr<std::vector<HostAddress>> ParseAddresses(std::string_view flag, std::string_view addresses) {
  std::vector<HostAddress> parsed;
  if (absl::StripAsciiWhitespace(ToAbsl(addresses)).empty()) return parsed;
  for (const absl::string_view part : absl::StrSplit(ToAbsl(addresses), ',')) {
    const std::string address(absl::StripAsciiWhitespace(part));
    std::optional<HostAddress> host = ParseAddress(address);
    if (!host.has_value()) {
      return InvalidField(flag,
                          absl::StrCat("is a comma-separated list of host:port, and this is none: \"", address, "\""));
    }
    parsed.push_back(*std::move(host));
  }
  return parsed;
}

Endpoints::Listening::Listening(Listening&& other) noexcept
    : endpoints_(std::exchange(other.endpoints_, nullptr)), id_(other.id_) {}

Endpoints::Listening& Endpoints::Listening::operator=(Listening&& other) noexcept {
  std::swap(endpoints_, other.endpoints_);
  std::swap(id_, other.id_);
  return *this;
}

Endpoints::Listening::~Listening() {
  if (endpoints_ == nullptr) return;
  absl::MutexLock lock(&endpoints_->listeners_mutex_);
  endpoints_->listeners_.erase(id_);
}

Endpoints::Endpoints(std::vector<HostAddress> addresses, Options options)
    : addresses_(std::move(addresses)), options_(std::move(options)) {
  for (const HostAddress& address : addresses_) {
    Known& known = known_[address.host];
    if (IsNumber(address.host)) known.addresses = {address.host};
  }
  Publish();
  thread_ = std::thread([this] { Run(); });
}

Endpoints::~Endpoints() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

std::vector<std::string> Endpoints::Current() const {
  absl::MutexLock lock(&mutex_);
  return current_;
}

std::string Endpoints::trouble() const {
  absl::MutexLock lock(&mutex_);
  return trouble_;
}

Endpoints::Listening Endpoints::Listen(Listener listener) {
  absl::MutexLock lock(&listeners_mutex_);
  listener(Current());
  const int id = next_listener_++;
  listeners_.emplace(id, std::move(listener));
  return {this, id};
}

void Endpoints::Run() {
  while (true) {
    for (auto& [host, known] : known_) {
      if (IsNumber(host)) continue;
      const absl::StatusOr<std::vector<std::string>> found = options_.resolve(host);
      if (found.ok() && !found->empty()) {
        known = {.addresses = OneFamily(*found), .resolved_at = absl::Now()};
      } else {
        known.trouble = absl::StrCat(host, " does not resolve: ",
                                     found.ok() ? absl::string_view("it has no address") : found.status().message());
        if (absl::Now() - known.resolved_at > options_.keep) known.addresses.clear();
      }
    }
    Publish();
    absl::MutexLock lock(&mutex_);
    if (mutex_.AwaitWithTimeout(absl::Condition(&stopping_), options_.interval)) return;
  }
}

void Endpoints::Publish() {
  std::set<std::string> all;
  std::set<std::string> troubles;
  for (const HostAddress& address : addresses_) {
    const Known& known = known_.at(address.host);
    for (const std::string& ip : known.addresses) all.insert(EndpointOf(ip, address.port));
    if (!known.trouble.empty()) troubles.insert(known.trouble);
  }
  std::vector<std::string> endpoints(all.begin(), all.end());
  absl::MutexLock listeners_lock(&listeners_mutex_);
  {
    absl::MutexLock lock(&mutex_);
    trouble_ = absl::StrJoin(troubles, "; ");
    if (endpoints == current_) return;
    current_ = endpoints;
  }
  for (const auto& [id, listener] : listeners_) listener(endpoints);
}

absl::StatusOr<std::vector<std::string>> Endpoints::ResolveByName(const std::string& host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int error = getaddrinfo(host.c_str(), nullptr, &hints, &found); error != 0) {
    return absl::UnavailableError(gai_strerror(error));
  }
  const absl::Cleanup free = [found] { freeaddrinfo(found); };
  std::vector<std::string> addresses;
  for (const addrinfo* each = found; each != nullptr; each = each->ai_next) {
    char text[NI_MAXHOST];
    if (getnameinfo(each->ai_addr, each->ai_addrlen, text, sizeof(text), nullptr, 0, NI_NUMERICHOST) == 0) {
      addresses.emplace_back(text);
    }
  }
  return addresses;
}

}  // namespace sitrep::rpc
