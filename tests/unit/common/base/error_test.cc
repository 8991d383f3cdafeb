#include "common/base/error.h"

#include <gtest/gtest.h>

namespace sitrep {
namespace {

TEST(ErrorTest, DetailSurvivesCopies) {
  const absl::Status error =
      MakeError(absl::StatusCode::kNotFound, "ARTICLE_NOT_FOUND", "article_id: no such article: x",
                {{"article_id", "x"}, {"note", ""}}, absl::Milliseconds(1500));
  const absl::Status copy = error;
  EXPECT_EQ(copy.code(), absl::StatusCode::kNotFound);
  const ErrorDetail detail = ReadErrorDetail(copy);
  EXPECT_EQ(detail.reason, "ARTICLE_NOT_FOUND");
  EXPECT_EQ(detail.Find("article_id"), "x");
  EXPECT_EQ(detail.Find("absent"), "");
  EXPECT_EQ(detail.retry_delay, absl::Milliseconds(1500));
}

TEST(ErrorTest, PlainStatusHasNoDetail) {
  EXPECT_EQ(ReadErrorDetail(absl::InternalError("x")).reason, "");
  EXPECT_EQ(ReadErrorDetail(absl::OkStatus()).reason, "");
}

TEST(ErrorTest, InvalidFieldNamesTheField) {
  const absl::Status error = InvalidField("page_size", "must not be negative: -3");
  EXPECT_EQ(error.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(error.message(), "page_size: must not be negative: -3");
  EXPECT_EQ(ReadErrorDetail(error).reason, "INVALID_FIELD");
  EXPECT_EQ(ReadErrorDetail(error).Find("field"), "page_size");
}

TEST(ErrorTest, AtFieldLeadsThroughLevels) {
  const absl::Status error = AtField("batch.", AtField("articles[3].", InvalidField("text", "must not be empty")));
  EXPECT_EQ(error.message(), "batch.articles[3].text: must not be empty");
  EXPECT_EQ(ReadErrorDetail(error).Find("field"), "batch.articles[3].text");
}

TEST(ErrorTest, AtFieldLeavesOtherErrorsAlone) {
  EXPECT_EQ(AtField("a.", absl::OkStatus()), absl::OkStatus());
  EXPECT_EQ(AtField("a.", absl::InternalError("x")), absl::InternalError("x"));
}

}  // namespace
}  // namespace sitrep
