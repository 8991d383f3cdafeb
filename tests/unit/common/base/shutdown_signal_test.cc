#include "common/base/shutdown_signal.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <thread>

namespace sitrep {
namespace {

TEST(ShutdownSignalTest, SignalThatCameEarlyIsNotLost) {
  const ShutdownSignal shutdown;
  ASSERT_EQ(kill(getpid(), SIGTERM), 0);
  EXPECT_EQ(shutdown.Wait(), SIGTERM);
}

TEST(ShutdownSignalTest, WakesAWaitingThread) {
  const ShutdownSignal shutdown;
  std::thread sender([] { kill(getpid(), SIGINT); });
  EXPECT_EQ(shutdown.Wait(), SIGINT);
  sender.join();
}

}  // namespace
}  // namespace sitrep
