#include "services/query/peer/whole_pods.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "sitrep/query/v1/query_service.grpc.pb.h"
#include "tests/component/query_peers/pods.h"

namespace sitrep::query {
namespace {

using ::testing::HasSubstr;

// Answers with its name, or not at all.
class FakeQueryService final : public v1::QueryService::Service {
 public:
  explicit FakeQueryService(std::string name) : name_(std::move(name)) {}

  grpc::Status GetStory(grpc::ServerContext* context, const v1::GetStoryRequest* request,
                        v1::Story* response) override {
    ++calls;
    marked = context->client_metadata().contains("sitrep-forwarded");
    if (!answer.ok()) return rpc::ToGrpc(answer, "query.sitrep");
    response->set_story_id(request->story_id());
    response->set_headline(name_);
    return grpc::Status::OK;
  }

  absl::Status answer;
  std::atomic<int> calls = 0;
  std::atomic<bool> marked = false;

 private:
  const std::string name_;
};

class WholePodsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const Holding part{.log_partitions = 2, .partitions = {Partition{0}}, .whole = false};
    const Holding whole{.log_partitions = 2, .partitions = {Partition{1}}, .whole = true};
    pods_.push_back(std::make_unique<Pod>(0, part, addresses_));
    pods_.push_back(std::make_unique<Pod>(1, whole, addresses_, 2, std::vector<grpc::Service*>{&first_}));
    pods_.push_back(std::make_unique<Pod>(2, whole, addresses_, 2, std::vector<grpc::Service*>{&second_}));
    for (const auto& pod : pods_) addresses_.push_back(pod->address());
    pods_[0]->Meet();
  }

  absl::StatusOr<v1::Story> Ask() {
    v1::GetStoryRequest request;
    request.set_story_id("a story");
    v1::Story story;
    const absl::Status status = pods_[0]->whole_pods().Forward({.deadline = absl::Now() + absl::Seconds(20)},
                                                               &v1::QueryService::Stub::GetStory, request, story);
    if (!status.ok()) return status;
    return story;
  }

  FakeQueryService first_{"first"};
  FakeQueryService second_{"second"};
  std::vector<std::string> addresses_;
  std::vector<std::unique_ptr<Pod>> pods_;
};

TEST_F(WholePodsTest, SendsARequestOnAndMarksIt) {
  const absl::StatusOr<v1::Story> story = Ask();
  ASSERT_TRUE(story.ok()) << story.status();
  EXPECT_EQ(story->story_id(), "a story");
  EXPECT_EQ(first_.calls + second_.calls, 1);
  EXPECT_TRUE(first_.marked || second_.marked);
}

TEST_F(WholePodsTest, DoesNotAskPodsOfAnotherLog) {
  pods_[0]->SetLog(7);
  pods_[1]->SetLog(8);
  pods_[2]->SetLog(7);
  pods_[0]->Meet();
  for (int i = 0; i < 4; ++i) {
    const absl::StatusOr<v1::Story> story = Ask();
    ASSERT_TRUE(story.ok()) << story.status();
    EXPECT_EQ(story->headline(), "second");
  }
  EXPECT_EQ(first_.calls, 0);
}

TEST_F(WholePodsTest, TriesTheNextWhenOneCannot) {
  first_.answer = absl::UnavailableError("on its way out");
  for (int i = 0; i < 4; ++i) {
    const absl::StatusOr<v1::Story> story = Ask();
    ASSERT_TRUE(story.ok()) << story.status();
    EXPECT_EQ(story->headline(), "second");
  }
  // What is no fault of the pod is an answer.
  second_.answer = absl::NotFoundError("no such story");
  pods_[1]->Stop();
  EXPECT_TRUE(absl::IsNotFound(Ask().status()));
}

TEST_F(WholePodsTest, SaysWhyNobodyAnswers) {
  const std::string lost = pods_[1]->address();
  pods_[1]->Stop();
  pods_[2]->Stop();
  EXPECT_TRUE(absl::IsUnavailable(Ask().status()));
  const absl::StatusOr<v1::Story> story = Ask();
  EXPECT_TRUE(absl::IsUnavailable(story.status()));
  EXPECT_THAT(std::string(story.status().message()), HasSubstr(lost));
}

}  // namespace
}  // namespace sitrep::query
