#include "tests/cluster/reserved_port.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <random>

namespace sitrep::testing {
namespace {

// Linux gives connections ports from 32768 on.
constexpr int kFirst = 12'000;
constexpr int kLast = 32'000;
constexpr int kTries = 200;

// A socket bound to a port of the loopback; -1 when it is taken.
int Bind(int type, int port) {
  const int socket_fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);
  if (socket_fd < 0) return -1;
  if (type == SOCK_STREAM) {
    // As servers do: connections of one that has ended do not keep the port taken.
    const int on = 1;
    setsockopt(socket_fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  }
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(port));
  if (bind(socket_fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return socket_fd;
  close(socket_fd);
  return -1;
}

}  // namespace

ReservedPort::ReservedPort() {
  std::random_device random;
  for (int i = 0; i < kTries && number_ == 0; ++i) {
    const int port = std::uniform_int_distribution<int>(kFirst, kLast)(random);
    guard_ = Bind(SOCK_DGRAM, port);
    if (guard_ < 0) continue;
    if (const int probe = Bind(SOCK_STREAM, port); probe >= 0) {
      close(probe);
      number_ = port;
    } else {
      close(guard_);
    }
  }
}

ReservedPort::~ReservedPort() {
  if (number_ != 0) close(guard_);
}

}  // namespace sitrep::testing
