#pragma once

namespace sitrep::testing {

// A TCP port of the loopback interface that nobody listened on a moment ago: for servers that must know each other's
// addresses before they start. Different at every call; where it does not matter let the server choose (port 0).
int FreePort();

}  // namespace sitrep::testing
