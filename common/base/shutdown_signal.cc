#include "common/base/shutdown_signal.h"

#include <pthread.h>

#include "common/base/check.h"

namespace sitrep {

ShutdownSignal::ShutdownSignal() {
  sigemptyset(&signals_);
  sigaddset(&signals_, SIGTERM);
  sigaddset(&signals_, SIGINT);
  Check(pthread_sigmask(SIG_BLOCK, &signals_, &previous_mask_) == 0, "cannot block SIGTERM and SIGINT");
}

ShutdownSignal::~ShutdownSignal() { pthread_sigmask(SIG_SETMASK, &previous_mask_, nullptr); }

int ShutdownSignal::Wait() const {
  int signal = 0;
  Check(sigwait(&signals_, &signal) == 0, "cannot wait for SIGTERM and SIGINT");
  return signal;
}

}  // namespace sitrep
