#pragma once

namespace sitrep::testing {

// A port of this machine that is this object's until it goes away: a server may listen on it, be killed and come back.
// Lies below the ports that the system gives to connections, or one of those could take it while the server is down.
// Two processes with such objects agree by holding the UDP port of the same number.
class ReservedPort {
 public:
  ReservedPort();
  ~ReservedPort();
  ReservedPort(const ReservedPort&) = delete;
  ReservedPort& operator=(const ReservedPort&) = delete;

  // 0 when no port is free.
  int number() const { return number_; }

 private:
  int number_ = 0;
  int guard_ = -1;
};

}  // namespace sitrep::testing
