// Streams on connections that are renewed all the time: nothing is lost, nothing fails, nobody is in trouble.

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/time/clock.h"
#include "common/client/ingest_client.h"
#include "common/client/log_watcher.h"
#include "common/client/tagger_pool.h"
#include "common/obs/log.h"
#include "common/obs/rpc_metrics.h"
#include "common/rpc/channel.h"
#include "common/rpc/feed.h"
#include "common/rpc/server.h"
#include "services/tagger/tagger_service.h"
#include "tests/component/tagger/tagging_fixture.h"

namespace sitrep::tagger {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(30);
constexpr absl::Duration kAge = absl::Milliseconds(40);

// A log whose n-th response is n.
class CountingFeed final : public rpc::Feed<ingest::v1::WatchArticlesResponse, int> {
 public:
  using Feed::Feed;

 private:
  absl::StatusOr<std::optional<Batch>> Read(const int&) override { return std::nullopt; }
  Batch Heartbeat(const int& position) override {
    Batch batch{.next = position + 1};
    batch.response.set_cursor(absl::StrCat(position + 1));
    return batch;
  }
};

class CountingLog final : public ingest::v1::IngestService::CallbackService {
 public:
  CountingLog(CountingFeed& feed, rpc::Runtime& runtime) : feed_(feed), runtime_(runtime) {}
  grpc::ServerWriteReactor<ingest::v1::WatchArticlesResponse>* WatchArticles(
      grpc::CallbackServerContext* context, const ingest::v1::WatchArticlesRequest* request) override {
    ++opened;
    return new rpc::FeedReactor<ingest::v1::WatchArticlesResponse, int>(
        context, runtime_, "WatchArticles", streams, feed_,
        request->cursor().empty() ? 0 : std::stoi(request->cursor()));
  }

  rpc::OpenStreams streams{4};
  std::atomic<int> opened = 0;

 private:
  CountingFeed& feed_;
  rpc::Runtime& runtime_;
};

rpc::ServerOptions ShortLived() {
  rpc::ServerOptions options{.address = "127.0.0.1:0"};
  options.max_connection_age = kAge;
  options.max_connection_age_grace = kAge;
  return options;
}

class RenewalTest : public TaggingTest {
 protected:
  obs::RpcMetrics rpc_metrics_{metrics_};
  obs::Log log_{"test"};
  Executor requests_{1, 100};
  rpc::Runtime runtime_{requests_, rpc_metrics_, log_, "test.sitrep"};
};

TEST_F(RenewalTest, NoTextFails) {
  client::IngestClient no_ingest("127.0.0.1:1");
  TaggerService service(*tagging_, operator_entities_, no_ingest, runtime_, 4);
  const auto server = rpc::Server::Start(ShortLived(), {&service}, {&service.tag_streams()});
  ASSERT_TRUE(server.ok()) << server.status();
  rpc::Endpoints endpoints({{"127.0.0.1", static_cast<uint16_t>((*server)->Port())}});
  // One attempt: a stream held against a text would fail it.
  client::TaggerPool pool(endpoints, {.max_in_flight = 4, .max_batch_articles = 2, .max_attempts = 1}, metrics_);
  const absl::Time end = absl::Now() + 20 * kAge;
  int number = 0;
  while (absl::Now() < end) {
    constexpr int kTexts = 10;
    absl::BlockingCounter left(kTexts);
    for (int i = 0; i < kTexts; ++i) {
      pool.Tag(Input(absl::StrCat("Envoys met in Brest for round ", ++number, " of talks.")), 0,
               [&left](const client::TagResult& result) {
                 EXPECT_TRUE(result.status.ok()) << result.status;
                 left.DecrementCount();
               });
    }
    left.Wait();
    EXPECT_EQ(pool.trouble(), "");
  }
  EXPECT_NE(metrics_.Scrape().find("sitrep_rpc_requests_total{code=\"UNAVAILABLE\",method=\"TagArticles\"}"),
            std::string::npos)
      << "no stream was renewed";
}

TEST_F(RenewalTest, AWatchResumesAtOnce) {
  Executor feed_executor(1, 10);
  CountingFeed feed(feed_executor, absl::Milliseconds(4));
  CountingLog log(feed, runtime_);
  const auto server = rpc::Server::Start(ShortLived(), {&log}, {&log.streams});
  ASSERT_TRUE(server.ok()) << server.status();
  std::atomic<int> last = 0;
  client::LogWatcher watcher(rpc::MakeChannel(absl::StrCat("127.0.0.1:", (*server)->Port())), {}, "",
                             [&last](const ingest::v1::WatchArticlesResponse& response) {
                               EXPECT_EQ(std::stoi(response.cursor()), last + 1)
                                   << "something was skipped or came twice";
                               ++last;
                               return true;
                             });
  const absl::Time deadline = absl::Now() + kPatience;
  while (log.opened < 10 && absl::Now() < deadline) {
    EXPECT_EQ(watcher.trouble(), "");
    std::this_thread::yield();
  }
  EXPECT_GE(log.opened, 10);
}

}  // namespace
}  // namespace sitrep::tagger
