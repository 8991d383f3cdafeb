#include "common/rpc/request_checks.h"

#include <gtest/gtest.h>

#include "common/base/error.h"
#include "sitrep/ingest/v1/ingest_service.pb.h"
#include "sitrep/tagger/v1/tagger_service.pb.h"

namespace sitrep::rpc {
namespace {

TEST(RejectUnknownTest, KnownFieldsPass) {
  tagger::v1::TagArticlesRequest request;
  request.add_articles()->mutable_input()->set_text("Rain.");
  request.add_annotators(tagger::v1::TOKENS);
  EXPECT_TRUE(RejectUnknown(request).ok());
  EXPECT_TRUE(RejectUnknown(tagger::v1::TagArticlesRequest()).ok());
}

TEST(RejectUnknownTest, UnknownFieldIsNamedByItsPath) {
  tagger::v1::TagArticlesRequest request;
  request.add_articles();
  tagger::v1::TagInput* input = request.add_articles()->mutable_input();
  input->GetReflection()->MutableUnknownFields(input)->AddVarint(99, 1);
  const absl::Status status = RejectUnknown(request);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(), "articles[1].input: has an unknown field of number 99");
  EXPECT_EQ(ReadErrorDetail(status).reason, "UNKNOWN_FIELD");
  EXPECT_EQ(ReadErrorDetail(status).Find("field"), "articles[1].input");
}

TEST(RejectUnknownTest, UnknownEnumValueIsNamedByItsPath) {
  tagger::v1::TagTextRequest request;
  request.add_annotators(tagger::v1::TOKENS);
  request.add_annotators(static_cast<tagger::v1::Annotator>(77));
  EXPECT_EQ(RejectUnknown(request).message(), "annotators[1]: 77 is not a value of Annotator");
}

TEST(HashRequestTest, DependsOnEverythingButTheExceptions) {
  ingest::v1::ListArticlesRequest request;
  request.set_page_size(10);
  request.set_view(ingest::v1::ListArticlesRequest::FULL);
  const auto hash = [&request] { return HashRequest(request, {"page_size", "page_token"}); };
  const uint64_t first = hash();
  request.set_page_size(20);
  request.set_page_token("next");
  EXPECT_EQ(hash(), first);
  request.set_all_revisions(true);
  EXPECT_NE(hash(), first);
  EXPECT_EQ(request.page_size(), 20) << "the request itself stays as it was";
}

TEST(HashRequestTest, DependsOnTheKindOfRequest) {
  EXPECT_NE(HashRequest(ingest::v1::ListArticlesRequest(), {}), HashRequest(ingest::v1::GetArticleRequest(), {}));
}

}  // namespace
}  // namespace sitrep::rpc
