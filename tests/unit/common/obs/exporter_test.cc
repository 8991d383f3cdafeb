#include "common/obs/exporter.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>

namespace sitrep::obs {
namespace {

// One HTTP request to this machine, its answer to the end.
std::string Fetch(int port, const std::string& path) {
  const int connection = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string answer;
  if (connect(connection, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0) {
    const std::string request = "GET " + path + " HTTP/1.0\r\n\r\n";
    if (write(connection, request.data(), request.size()) == static_cast<ssize_t>(request.size())) {
      char buffer[4096];
      for (ssize_t n; (n = read(connection, buffer, sizeof(buffer))) > 0;) answer.append(buffer, n);
    }
  }
  close(connection);
  return answer;
}

TEST(ExporterTest, ServesCountersAndCallbacks) {
  Metrics metrics;
  metrics.AddCounter("sitrep_test_total", "Test.").Increment();
  const auto registration = metrics.AddGaugeCallback("sitrep_test_depth", "Depth.", [] { return 4.0; });
  const auto exporter = StartExporter("127.0.0.1:0", metrics);
  ASSERT_TRUE(exporter.ok()) << exporter.status();
  ASSERT_GT((*exporter)->port(), 0);
  const std::string answer = Fetch((*exporter)->port(), "/metrics");
  EXPECT_THAT(answer, ::testing::HasSubstr("sitrep_test_total 1\n"));
  EXPECT_THAT(answer, ::testing::HasSubstr("sitrep_test_depth 4\n"));
}

TEST(ExporterTest, BusyPortIsAnErrorThatNamesIt) {
  const Metrics metrics;
  const auto first = StartExporter("127.0.0.1:0", metrics);
  ASSERT_TRUE(first.ok()) << first.status();
  const std::string address = "127.0.0.1:" + std::to_string((*first)->port());
  const auto second = StartExporter(address, metrics);
  EXPECT_EQ(second.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(second.status().message()), ::testing::HasSubstr(address));
}

TEST(ExporterTest, MalformedAddressIsRefused) {
  const Metrics metrics;
  for (const char* address : {"", "9101", ":9101", "127.0.0.1:x", "127.0.0.1:70000", "127.0.0.1:1,127.0.0.1:2"}) {
    EXPECT_EQ(StartExporter(address, metrics).status().code(), absl::StatusCode::kInvalidArgument) << address;
  }
}

}  // namespace
}  // namespace sitrep::obs
