#include <gmock/gmock.h>
#include <grpcpp/create_channel.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/synchronization/notification.h"
#include "services/query/subscription_relay_reactor.h"
#include "sitrep/query/v1/subscription_service.grpc.pb.h"
#include "tests/component/query_peers/pods.h"

namespace sitrep::query {
namespace {

// Sends cursors "0", "1", ... A subscription called "short" ends after three, any other when nobody listens any more.
class FakeSubscriptions final : public v1::SubscriptionService::Service {
 public:
  grpc::Status Subscribe(grpc::ServerContext*, const v1::SubscribeRequest* request,
                         grpc::ServerWriter<v1::SubscribeResponse>* writer) override {
    v1::SubscribeResponse response;
    for (int i = 0; request->subscription_id() != "short" || i < 3; ++i) {
      response.set_cursor(std::to_string(i));
      if (!writer->Write(response)) {
        if (!left.HasBeenNotified()) left.Notify();
        break;
      }
    }
    return rpc::ToGrpc(absl::OutOfRangeError("that was all"), "query.sitrep");
  }

  absl::Notification left;
};

// A pod without subscriptions.
class Relay final : public v1::SubscriptionService::CallbackService {
 public:
  Relay(WholePods& pods, rpc::Runtime runtime) : pods_(pods), runtime_(std::move(runtime)) {}

  grpc::ServerWriteReactor<v1::SubscribeResponse>* Subscribe(grpc::CallbackServerContext* context,
                                                             const v1::SubscribeRequest* request) override {
    const std::vector<std::shared_ptr<Peer>> pods = pods_.Candidates();
    return new SubscriptionRelayReactor(context, runtime_, streams, pods.empty() ? nullptr : pods.front(),
                                        pods_.NoCandidate(), *request);
  }

  rpc::OpenStreams streams{8};

 private:
  WholePods& pods_;
  rpc::Runtime runtime_;
};

class SubscriptionRelayTest : public ::testing::Test {
 protected:
  SubscriptionRelayTest() {
    whole_ = std::make_unique<Pod>(1, Holding{.log_partitions = 1, .partitions = {Partition{0}}, .whole = true},
                                   addresses_, 1, std::vector<grpc::Service*>{&subscriptions_});
    part_ = std::make_unique<Pod>(0, Holding{.log_partitions = 1, .partitions = {}, .whole = false}, addresses_);
    addresses_ = {part_->address(), whole_->address()};
    part_->Meet();
    relay_ = std::make_unique<Relay>(part_->whole_pods(), rpc::Runtime{executor_, rpc_metrics_, log_, "query.sitrep"});
    server_ = *rpc::Server::Start({.address = "127.0.0.1:0", .drain_deadline = absl::Seconds(5)}, {relay_.get()},
                                  {&relay_->streams});
    stub_ = v1::SubscriptionService::NewStub(
        grpc::CreateChannel("127.0.0.1:" + std::to_string(server_->Port()), grpc::InsecureChannelCredentials()));
  }

  std::unique_ptr<grpc::ClientReader<v1::SubscribeResponse>> Subscribe(const std::string& id,
                                                                       grpc::ClientContext& context) {
    v1::SubscribeRequest request;
    request.set_subscription_id(id);
    return stub_->Subscribe(&context, request);
  }

  FakeSubscriptions subscriptions_;
  std::vector<std::string> addresses_;
  std::unique_ptr<Pod> whole_;
  std::unique_ptr<Pod> part_;
  obs::Metrics metrics_;
  obs::RpcMetrics rpc_metrics_{metrics_};
  obs::Log log_{"query"};
  Executor executor_{1, 8};
  std::unique_ptr<Relay> relay_;
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<v1::SubscriptionService::Stub> stub_;
};

TEST_F(SubscriptionRelayTest, HandsOnMessagesInOrderAndTheEnd) {
  grpc::ClientContext context;
  const auto stream = Subscribe("short", context);
  v1::SubscribeResponse response;
  std::vector<std::string> cursors;
  while (stream->Read(&response)) cursors.push_back(response.cursor());
  EXPECT_THAT(cursors, ::testing::ElementsAre("0", "1", "2"));
  EXPECT_TRUE(absl::IsOutOfRange(rpc::FromGrpc(stream->Finish())));
}

TEST_F(SubscriptionRelayTest, LeavesWhenItsClientLeaves) {
  grpc::ClientContext context;
  const auto stream = Subscribe("endless", context);
  v1::SubscribeResponse response;
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(stream->Read(&response));
  EXPECT_EQ(response.cursor(), "99");
  context.TryCancel();
  EXPECT_TRUE(absl::IsCancelled(rpc::FromGrpc(stream->Finish())));
  EXPECT_TRUE(subscriptions_.left.WaitForNotificationWithTimeout(absl::Seconds(10)));
}

TEST_F(SubscriptionRelayTest, EndsRetryablyWhenThePodGoes) {
  grpc::ClientContext context;
  const auto stream = Subscribe("endless", context);
  v1::SubscribeResponse response;
  ASSERT_TRUE(stream->Read(&response));
  whole_->Stop();
  while (stream->Read(&response)) {
  }
  EXPECT_TRUE(absl::IsUnavailable(rpc::FromGrpc(stream->Finish())));
}

TEST_F(SubscriptionRelayTest, DrainsWithItsServer) {
  grpc::ClientContext context;
  const auto stream = Subscribe("endless", context);
  v1::SubscribeResponse response;
  ASSERT_TRUE(stream->Read(&response));
  server_.reset();
  while (stream->Read(&response)) {
  }
  EXPECT_TRUE(absl::IsUnavailable(rpc::FromGrpc(stream->Finish())));
}

}  // namespace
}  // namespace sitrep::query
