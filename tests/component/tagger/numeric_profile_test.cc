// A tagger that was told to compute in a way it cannot: it says so, and annotates nothing.

#include "services/tagger/numeric_profile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/client/ingest_client.h"
#include "common/client/unary_call.h"
#include "common/obs/log.h"
#include "common/obs/rpc_metrics.h"
#include "common/rpc/channel.h"
#include "common/rpc/server.h"
#include "services/tagger/tagger_service.h"
#include "tests/component/tagger/tagging_fixture.h"

namespace sitrep::tagger {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

class NumericProfileTest : public TaggingTest {
 protected:
  NumericProfileTest() {
    auto server = rpc::Server::Start({.address = "127.0.0.1:0"}, {&service_}, {&service_.tag_streams()});
    EXPECT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    stub_ = v1::TaggerService::NewStub(rpc::MakeChannel(absl::StrCat("127.0.0.1:", server_->Port())));
  }

  const std::unique_ptr<const Pipeline> pipeline_ = *Pipeline::Create(ModelsDir(), "vector-512");
  Tagging unable_{*pipeline_, operator_entities_, *memo_, *executor_, metrics_};
  obs::RpcMetrics rpc_metrics_{metrics_};
  obs::Log log_{"test"};
  Executor requests_{1, 100};
  rpc::Runtime runtime_{requests_, rpc_metrics_, log_, "tagger.sitrep"};
  client::IngestClient no_ingest_{"127.0.0.1:1"};
  TaggerService service_{unable_, operator_entities_, no_ingest_, runtime_, 4};
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<v1::TaggerService::Stub> stub_;
};

TEST_F(NumericProfileTest, IsPartOfThePipelineVersion) {
  EXPECT_TRUE(SharedPipeline().runnable().ok());
  EXPECT_THAT(SharedPipeline().version(), EndsWith("-exact"));
  EXPECT_THAT(pipeline_->version(), EndsWith("-vector-512"));
  const auto pipeline =
      client::CallUnary(*stub_, &v1::TaggerService::Stub::GetPipeline, v1::GetPipelineRequest(), absl::Seconds(20));
  ASSERT_TRUE(pipeline.ok()) << pipeline.status();
  EXPECT_EQ(pipeline->numeric_profile(), "vector-512");
}

TEST_F(NumericProfileTest, ATaggerThatCannotRefusesTexts) {
  EXPECT_THAT(std::string(pipeline_->runnable().message()), HasSubstr("\"vector-512\""));
  v1::TagTextRequest request;
  request.mutable_input()->set_text("Envoys met in Brest.");
  const auto tagged = client::CallUnary(*stub_, &v1::TaggerService::Stub::TagText, request, absl::Seconds(20));
  EXPECT_EQ(tagged.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReadErrorDetail(tagged.status()).reason, "NUMERIC_PROFILE_UNAVAILABLE");
  EXPECT_EQ(ReadErrorDetail(tagged.status()).Find("numeric_profile"), "vector-512");

  grpc::ClientContext context;
  const auto stream = stub_->TagArticles(&context);
  v1::TagArticlesResponse response;
  EXPECT_FALSE(stream->Read(&response)) << "not even a greeting";
  EXPECT_EQ(ReadErrorDetail(rpc::FromGrpc(stream->Finish())).reason, "NUMERIC_PROFILE_UNAVAILABLE");
}

TEST(NumericProfileNamesTest, AutoIsOneThatRuns) {
  EXPECT_TRUE(CanRun(ResolveProfile(kAutoProfile)).ok());
  EXPECT_EQ(ResolveProfile("avx2"), "avx2");
  EXPECT_TRUE(CanRun("plain").ok());
  EXPECT_TRUE(CanRun(kExactProfile).ok());
  EXPECT_FALSE(CanRun(kAutoProfile).ok());
}

}  // namespace
}  // namespace sitrep::tagger
