#include "common/base/executor.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>

#include "absl/synchronization/notification.h"

namespace sitrep {
namespace {

TEST(ExecutorTest, RefusesWhatDoesNotFitAndCountsWhatDoes) {
  absl::Notification running;
  absl::Notification release;
  Executor executor(1, 2);
  ASSERT_TRUE(executor.TrySubmit([&] {
    running.Notify();
    release.WaitForNotification();
  }));
  running.WaitForNotification();
  EXPECT_EQ(executor.busy(), 1u);
  EXPECT_TRUE(executor.TrySubmit([] {}));
  EXPECT_TRUE(executor.TrySubmit([] {}));
  EXPECT_EQ(executor.queue_depth(), 2u);
  EXPECT_FALSE(executor.TrySubmit([] { ADD_FAILURE() << "a refused task ran"; }));
  release.Notify();
}

TEST(ExecutorTest, DestructorRunsWhatWasAccepted) {
  std::atomic<int> ran = 0;
  {
    Executor executor(2, 100);
    for (int i = 0; i < 100; ++i) ASSERT_TRUE(executor.TrySubmit([&ran] { ++ran; }));
  }
  EXPECT_EQ(ran, 100);
}

TEST(ExecutorTest, OneThreadKeepsTheOrder) {
  std::vector<int> order;
  {
    Executor executor(1, 100);
    for (int i = 0; i < 100; ++i) ASSERT_TRUE(executor.TrySubmit([&order, i] { order.push_back(i); }));
  }
  for (int i = 0; i < 100; ++i) EXPECT_EQ(order[i], i);
}

TEST(ExecutorTest, TakesTasksThatCannotBeCopied) {
  int seen = 0;
  {
    Executor executor(1, 1);
    ASSERT_TRUE(executor.TrySubmit([value = std::make_unique<int>(7), &seen] { seen = *value; }));
  }
  EXPECT_EQ(seen, 7);
}

}  // namespace
}  // namespace sitrep
