#include "common/obs/log.h"

#include <gtest/gtest.h>

#include <cmath>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "common/testing/fake_clock.h"

namespace sitrep::obs {
namespace {

TEST(LogTest, WritesOneObjectALine) {
  const testing::FakeClock clock;
  std::ostringstream out;
  Log log("ingest", clock, out);
  log.Info("started", {{"port", 7101}, {"address", "127.0.0.1"}, {"fresh", true}, {"ratio", 0.5}}, "abc");
  log.Error("disk is full");
  EXPECT_EQ(out.str(),
            "{\"ts\":\"2022-03-01T00:00:00.000000Z\",\"level\":\"info\",\"service\":\"ingest\",\"msg\":\"started\","
            "\"trace_id\":\"abc\",\"port\":7101,\"address\":\"127.0.0.1\",\"fresh\":true,\"ratio\":0.5}\n"
            "{\"ts\":\"2022-03-01T00:00:00.000000Z\",\"level\":\"error\",\"service\":\"ingest\",\"msg\":\"disk is "
            "full\"}\n");
}

TEST(LogTest, AnyBytesGiveValidJson) {
  EXPECT_EQ(JsonString("a\"b\\c\n\x01\xff\xc3\xa9"), "\"a\\\"b\\\\c\\n\\u0001\xEF\xBF\xBD\xc3\xa9\"");
}

TEST(LogTest, NumbersJsonCannotWriteBecomeText) {
  EXPECT_EQ(LogField("x", std::nan("")).json, "\"nan\"");
  EXPECT_EQ(LogField("x", HUGE_VAL).json, "\"inf\"");
}

TEST(LogTest, LinesOfSeveralThreadsStayWhole) {
  const testing::FakeClock clock;
  std::ostringstream out;
  Log log("query", clock, out);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&log] {
      for (int i = 0; i < 100; ++i) log.Warning("slow", {{"i", i}});
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::istringstream lines(out.str());
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    EXPECT_EQ(line.front(), '{');
    EXPECT_EQ(line.back(), '}');
    EXPECT_EQ(line.find("\"ts\""), line.rfind("\"ts\""));
  }
  EXPECT_EQ(count, 400);
}

}  // namespace
}  // namespace sitrep::obs
