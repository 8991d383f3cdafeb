#pragma once

#include <csignal>

namespace sitrep {

// Turns SIGTERM and SIGINT into something main() can wait for. The constructor blocks both in the calling thread and so
// in every thread started after it: make it first in main(), before any thread. The destructor restores the mask.
class ShutdownSignal {
 public:
  ShutdownSignal();
  ~ShutdownSignal();
  ShutdownSignal(const ShutdownSignal&) = delete;
  ShutdownSignal& operator=(const ShutdownSignal&) = delete;

  // Blocks until one of the two signals arrives and returns its number. A signal that arrived earlier is not lost.
  int Wait() const;

 private:
  sigset_t signals_;
  sigset_t previous_mask_;
};

}  // namespace sitrep
