#include "common/rpc/server.h"

#include <gmock/gmock.h>
#include <google/protobuf/unknown_field_set.h>
#include <grpcpp/client_context.h>
#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <memory>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "common/base/error.h"
#include "common/obs/metrics.h"
#include "common/rpc/channel.h"
#include "common/rpc/status.h"
#include "common/rpc/stream.h"
#include "common/rpc/unary.h"
#include "common/testing/fake_clock.h"
#include "sitrep/ingest/v1/ingest_service.grpc.pb.h"

namespace sitrep::rpc {
namespace {

namespace v1 = sitrep::ingest::v1;
using ::testing::HasSubstr;

constexpr absl::Duration kPatience = absl::Seconds(20);

// A stream that says one thing and then waits for its end.
class WaitingStream final : public StreamReactor<grpc::ServerWriteReactor<v1::WatchArticlesResponse>> {
 public:
  WaitingStream(grpc::CallbackServerContext* context, Runtime& runtime, OpenStreams& streams)
      : StreamReactor(context, runtime, "WatchArticles", streams) {
    if (!Admit()) return;
    response_.set_cursor("here");
    Send(&response_);
  }
  void OnWriteDone(bool ok) override {
    if (!ok) End(absl::CancelledError("client went away"));
  }
  void OnCancel() override { End(absl::CancelledError("client went away")); }
  void OnRenew() override { End(StreamExpired()); }

 private:
  v1::WatchArticlesResponse response_;
};

// An ingest service whose GetArticle is what the test says.
class ScriptedService final : public v1::IngestService::CallbackService {
 public:
  explicit ScriptedService(Runtime& runtime) : streams(2), runtime_(runtime) {}

  grpc::ServerUnaryReactor* GetArticle(grpc::CallbackServerContext* context, const v1::GetArticleRequest* request,
                                       v1::StoredArticle* response) override {
    return RunUnaryAsync(context, runtime_, "GetArticle", *request,
                         [this, request, response](UnaryCall& call, Completion complete) {
                           handler(call, *request, *response, std::move(complete));
                         });
  }
  grpc::ServerUnaryReactor* CreateArticle(grpc::CallbackServerContext* context, const v1::CreateArticleRequest* request,
                                          v1::CreateArticleResponse*) override {
    return RunUnary(context, runtime_, "CreateArticle", *request,
                    [] { return InvalidField("article.text", "must not be empty"); });
  }
  grpc::ServerWriteReactor<v1::WatchArticlesResponse>* WatchArticles(grpc::CallbackServerContext* context,
                                                                     const v1::WatchArticlesRequest*) override {
    return new WaitingStream(context, runtime_, streams);
  }

  std::function<void(UnaryCall&, const v1::GetArticleRequest&, v1::StoredArticle&, Completion)> handler;
  OpenStreams streams;

 private:
  Runtime& runtime_;
};

class ServerTest : public ::testing::Test {
 protected:
  ServerTest() {
    service_.handler = [](UnaryCall&, const v1::GetArticleRequest& request, v1::StoredArticle& response,
                          Completion complete) {
      response.set_article_id(request.article_id());
      complete(absl::OkStatus());
    };
    ServerOptions options;
    options.address = "127.0.0.1:0";
    options.drain_deadline = kPatience;
    auto server = Server::Start(options, {&service_}, {&service_.streams});
    EXPECT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    address_ = "127.0.0.1:" + std::to_string(server_->Port());
    stub_ = v1::IngestService::NewStub(MakeChannel(address_));
  }

  static void Prepare(grpc::ClientContext& context) {
    context.set_deadline(absl::ToChronoTime(absl::Now() + kPatience));
  }

  absl::StatusOr<v1::StoredArticle> GetArticle(const v1::GetArticleRequest& request) {
    grpc::ClientContext context;
    Prepare(context);
    v1::StoredArticle response;
    const grpc::Status status = stub_->GetArticle(&context, request, &response);
    if (!status.ok()) return FromGrpc(status);
    return response;
  }
  absl::StatusOr<v1::StoredArticle> GetArticle(const std::string& article_id) {
    v1::GetArticleRequest request;
    request.set_article_id(article_id);
    return GetArticle(request);
  }

  // Asks the standard health service over the wire: grpc.health.v1, whose messages are a few bytes.
  std::string Health(const std::string& service = "") {
    grpc::GenericStub stub(MakeChannel(address_));
    grpc::ClientContext context;
    Prepare(context);
    std::string message;
    if (!service.empty()) message = std::string("\x0a") + static_cast<char>(service.size()) + service;
    const grpc::Slice request_bytes(message);
    const grpc::ByteBuffer request(&request_bytes, 1);
    grpc::ByteBuffer response;
    absl::Notification done;
    grpc::Status status;
    stub.UnaryCall(&context, "/grpc.health.v1.Health/Check", grpc::StubOptions(), &request, &response,
                   [&status, &done](grpc::Status result) {
                     status = std::move(result);
                     done.Notify();
                   });
    done.WaitForNotification();
    if (!status.ok()) return status.error_message();
    grpc::Slice slice;
    EXPECT_TRUE(response.DumpToSingleSlice(&slice).ok());
    const std::string bytes(reinterpret_cast<const char*>(slice.begin()), slice.size());
    if (bytes == "\x08\x01") return "SERVING";
    return bytes == "\x08\x02" ? "NOT_SERVING" : "other";
  }

  // Waits until the text stands in the metrics: they are recorded just after the client has its answer.
  bool Recorded(const std::string& text) {
    const absl::Time deadline = absl::Now() + kPatience;
    while (metrics_.Scrape().find(text) == std::string::npos) {
      if (absl::Now() > deadline) return false;
      std::this_thread::yield();
    }
    return true;
  }

  obs::Metrics metrics_;
  obs::RpcMetrics rpc_metrics_{metrics_};
  testing::FakeClock clock_;
  std::ostringstream log_text_;
  obs::Log log_{"test", clock_, log_text_};
  Executor executor_{2, 4};
  Runtime runtime_{executor_, rpc_metrics_, log_, "ingest.sitrep"};
  ScriptedService service_{runtime_};
  std::unique_ptr<Server> server_;
  std::string address_;
  std::unique_ptr<v1::IngestService::Stub> stub_;
};

TEST_F(ServerTest, AnswersAndRecords) {
  const auto article = GetArticle("a");
  ASSERT_TRUE(article.ok()) << article.status();
  EXPECT_EQ(article->article_id(), "a");
  EXPECT_TRUE(Recorded("sitrep_rpc_requests_total{code=\"OK\",method=\"GetArticle\"} 1\n"));
  EXPECT_TRUE(Recorded("sitrep_rpc_in_flight{method=\"GetArticle\"} 0\n"));
}

TEST_F(ServerTest, ErrorsKeepTheirDetail) {
  grpc::ClientContext context;
  Prepare(context);
  v1::CreateArticleResponse response;
  const absl::Status status = FromGrpc(stub_->CreateArticle(&context, v1::CreateArticleRequest(), &response));
  EXPECT_EQ(status.message(), "article.text: must not be empty");
  EXPECT_EQ(ReadErrorDetail(status).Find("field"), "article.text");
}

TEST_F(ServerTest, UnknownFieldsAreRefusedBeforeTheHandler) {
  service_.handler = [](UnaryCall&, const v1::GetArticleRequest&, v1::StoredArticle&, Completion complete) {
    ADD_FAILURE() << "the handler ran";
    complete(absl::OkStatus());
  };
  v1::GetArticleRequest request;
  request.GetReflection()->MutableUnknownFields(&request)->AddVarint(1000, 1);
  EXPECT_EQ(ReadErrorDetail(GetArticle(request).status()).reason, "UNKNOWN_FIELD");
}

TEST_F(ServerTest, HandlerMayAnswerLaterAndHoldsNoWorker) {
  absl::Mutex mutex;
  std::vector<Completion> waiting;
  service_.handler = [&](UnaryCall&, const v1::GetArticleRequest& request, v1::StoredArticle&, Completion complete) {
    if (request.article_id() == "now") return complete(absl::OkStatus());
    absl::MutexLock lock(&mutex);
    waiting.push_back(std::move(complete));
  };
  std::vector<std::thread> clients;
  for (int i = 0; i < 4; ++i) clients.emplace_back([this] { EXPECT_TRUE(GetArticle("later").ok()); });
  {
    absl::MutexLock lock(&mutex);
    const auto all_wait = [&waiting] { return waiting.size() == 4; };
    ASSERT_TRUE(mutex.AwaitWithTimeout(absl::Condition(&all_wait), kPatience));
  }
  // More calls wait than there are workers, and yet:
  EXPECT_TRUE(GetArticle("now").ok());
  for (Completion& complete : waiting) complete(absl::OkStatus());
  for (std::thread& client : clients) client.join();
}

TEST_F(ServerTest, DroppedCompletionIsAnInternalErrorInTheLog) {
  service_.handler = [](UnaryCall&, const v1::GetArticleRequest&, v1::StoredArticle&, Completion) {};
  EXPECT_EQ(GetArticle("a").status().code(), absl::StatusCode::kInternal);
  EXPECT_THAT(log_text_.str(), HasSubstr("\"method\":\"GetArticle\",\"code\":\"INTERNAL\""));
}

TEST_F(ServerTest, FullQueueAnswersOverloadedWithARetryDelay) {
  absl::Notification release;
  service_.handler = [&release](UnaryCall&, const v1::GetArticleRequest&, v1::StoredArticle&, Completion complete) {
    release.WaitForNotification();
    complete(absl::OkStatus());
  };
  const absl::Time deadline = absl::Now() + kPatience;
  std::vector<std::thread> clients;
  const auto add_client = [this, &clients] { clients.emplace_back([this] { EXPECT_TRUE(GetArticle("a").ok()); }); };
  // Two run first, so that the next four all find room to wait.
  for (int i = 0; i < 2; ++i) add_client();
  while (executor_.busy() < 2 && absl::Now() < deadline) std::this_thread::yield();
  for (int i = 0; i < 4; ++i) add_client();
  while (executor_.queue_depth() < 4 && absl::Now() < deadline) std::this_thread::yield();
  const absl::Status refused = GetArticle("a").status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReadErrorDetail(refused).reason, "OVERLOADED");
  EXPECT_GT(ReadErrorDetail(refused).retry_delay, absl::ZeroDuration());
  release.Notify();
  for (std::thread& client : clients) client.join();
  EXPECT_TRUE(Recorded("sitrep_rpc_refused_total{method=\"GetArticle\"} 1\n"));
}

TEST_F(ServerTest, HandlerSeesDeadlineTraceAndCancellation) {
  absl::Notification arrived;
  absl::Notification cancelled;
  std::string trace_id;
  absl::Duration left;
  service_.handler = [&](UnaryCall& call, const v1::GetArticleRequest&, v1::StoredArticle&, Completion complete) {
    trace_id = call.trace().trace_id;
    left = call.deadline() - absl::Now();
    call.WhenCancelled([&cancelled] { cancelled.Notify(); });
    arrived.Notify();
    cancelled.WaitForNotification();
    EXPECT_TRUE(call.IsCancelled());
    complete(absl::CancelledError("caller left"));
  };
  grpc::ClientContext context;
  context.AddMetadata("traceparent", "00-1af7651916cd43dd8448eb211c80319d-b8ad6b7169203332-01");
  v1::StoredArticle response;
  std::thread client([&] {
    EXPECT_EQ(stub_->GetArticle(&context, v1::GetArticleRequest(), &response).error_code(),
              grpc::StatusCode::CANCELLED);
  });
  arrived.WaitForNotification();
  EXPECT_EQ(trace_id, "1af7651916cd43dd8448eb211c80319d");
  EXPECT_GT(left, absl::ZeroDuration());
  EXPECT_LE(left, runtime_.max_deadline) << "a call without a deadline gets the server's";
  context.TryCancel();
  client.join();
  // The client has its answer at once; the handler, which uses what stands above, hears of it later.
  EXPECT_TRUE(Recorded("sitrep_rpc_requests_total{code=\"CANCELLED\",method=\"GetArticle\"} 1\n"));
}

TEST_F(ServerTest, HealthFollowsServing) {
  EXPECT_EQ(Health(), "NOT_SERVING");
  server_->SetServing(true);
  EXPECT_EQ(Health(), "SERVING");
  server_->SetServing(false);
  EXPECT_EQ(Health(), "NOT_SERVING");
}

TEST_F(ServerTest, LiveIsServingFromStartToEnd) {
  EXPECT_EQ(Health("live"), "SERVING");
  server_->SetServing(true);
  server_->SetServing(false);
  EXPECT_EQ(Health("live"), "SERVING");
  EXPECT_EQ(Health("no such service"), "service name unknown");
}

TEST_F(ServerTest, OldStreamsAreRenewed) {
  ServerOptions options;
  options.address = "127.0.0.1:0";
  options.max_connection_age = absl::Milliseconds(50);
  options.max_connection_age_grace = absl::Milliseconds(50);
  const auto server = Server::Start(options, {&service_}, {&service_.streams});
  ASSERT_TRUE(server.ok()) << server.status();
  const auto stub = v1::IngestService::NewStub(MakeChannel("127.0.0.1:" + std::to_string((*server)->Port())));
  grpc::ClientContext context;
  Prepare(context);
  const auto reader = stub->WatchArticles(&context, v1::WatchArticlesRequest());
  v1::WatchArticlesResponse response;
  ASSERT_TRUE(reader->Read(&response));
  EXPECT_FALSE(reader->Read(&response));
  EXPECT_EQ(ReadErrorDetail(FromGrpc(reader->Finish())).reason, "STREAM_EXPIRED");
}

TEST_F(ServerTest, BusyPortIsAnErrorThatNamesIt) {
  ServerOptions options;
  options.address = address_;
  const absl::Status status = Server::Start(options, {}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr(address_));
}

TEST_F(ServerTest, OversizedMessageIsRefusedByGrpc) {
  EXPECT_EQ(GetArticle(std::string((16 << 20) + 1, 'x')).status().code(), absl::StatusCode::kResourceExhausted);
}

TEST_F(ServerTest, StreamsAreCappedAndRecorded) {
  struct Client {
    grpc::ClientContext context;
    std::unique_ptr<grpc::ClientReader<v1::WatchArticlesResponse>> reader;
  };
  std::vector<std::unique_ptr<Client>> clients;
  v1::WatchArticlesResponse response;
  for (int i = 0; i < 2; ++i) {
    clients.push_back(std::make_unique<Client>());
    clients.back()->reader = stub_->WatchArticles(&clients.back()->context, v1::WatchArticlesRequest());
    ASSERT_TRUE(clients.back()->reader->Read(&response));
    EXPECT_EQ(response.cursor(), "here");
  }
  EXPECT_TRUE(Recorded("sitrep_rpc_in_flight{method=\"WatchArticles\"} 2\n"));
  grpc::ClientContext context;
  Prepare(context);
  const auto third = stub_->WatchArticles(&context, v1::WatchArticlesRequest());
  EXPECT_FALSE(third->Read(&response));
  EXPECT_EQ(ReadErrorDetail(FromGrpc(third->Finish())).reason, "OVERLOADED");
  for (const auto& client : clients) {
    client->context.TryCancel();
    EXPECT_EQ(client->reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
  }
  EXPECT_TRUE(Recorded("sitrep_rpc_requests_total{code=\"CANCELLED\",method=\"WatchArticles\"} 2\n"));
}

TEST_F(ServerTest, DrainingEndsStreamsAtOnce) {
  grpc::ClientContext context;
  const auto reader = stub_->WatchArticles(&context, v1::WatchArticlesRequest());
  v1::WatchArticlesResponse response;
  ASSERT_TRUE(reader->Read(&response));
  const absl::Time start = absl::Now();
  server_.reset();
  EXPECT_LT(absl::Now() - start, kPatience / 2) << "must not take the whole drain deadline";
  EXPECT_FALSE(reader->Read(&response));
  EXPECT_EQ(ReadErrorDetail(FromGrpc(reader->Finish())).reason, "SHUTTING_DOWN");
  EXPECT_EQ(service_.streams.open(), 0u);
}

TEST_F(ServerTest, DrainingLetsRunningCallsEnd) {
  absl::Notification arrived;
  absl::Notification release;
  service_.handler = [&](UnaryCall&, const v1::GetArticleRequest&, v1::StoredArticle&, Completion complete) {
    arrived.Notify();
    release.WaitForNotification();
    complete(absl::OkStatus());
  };
  std::thread client([this] { EXPECT_TRUE(GetArticle("a").ok()); });
  arrived.WaitForNotification();
  std::thread drain([this] { server_.reset(); });
  release.Notify();
  drain.join();
  client.join();
}

TEST(ChannelTest, IdempotentMethodsAreRetriedOthersAreNot) {
  obs::Metrics metrics;
  obs::RpcMetrics rpc_metrics(metrics);
  obs::Log log("test");
  Executor executor(1, 10);
  Runtime runtime{executor, rpc_metrics, log, "ingest.sitrep"};
  ScriptedService service(runtime);
  std::atomic<int> calls = 0;
  service.handler = [&calls](UnaryCall&, const v1::GetArticleRequest&, v1::StoredArticle&, Completion complete) {
    complete(++calls % 3 == 0 ? absl::OkStatus() : absl::UnavailableError("not yet"));
  };
  ServerOptions options;
  options.address = "127.0.0.1:0";
  const auto server = Server::Start(options, {&service});
  ASSERT_TRUE(server.ok()) << server.status();
  const std::string address = "127.0.0.1:" + std::to_string((*server)->Port());
  const auto call = [](const std::shared_ptr<grpc::Channel>& channel) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + kPatience));
    v1::StoredArticle response;
    return v1::IngestService::NewStub(channel)->GetArticle(&context, v1::GetArticleRequest(), &response).error_code();
  };
  EXPECT_EQ(call(MakeChannel(address)), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(calls, 1);
  calls = 0;
  ChannelOptions retrying;
  retrying.idempotent_methods = {"sitrep.ingest.v1.IngestService/GetArticle"};
  retrying.initial_backoff = absl::Milliseconds(1);
  retrying.max_backoff = absl::Milliseconds(2);
  EXPECT_EQ(call(MakeChannel(address, retrying)), grpc::StatusCode::OK);
  EXPECT_EQ(calls, 3);
}

}  // namespace
}  // namespace sitrep::rpc
