#include "common/rpc/status.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "common/base/error.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "sitrep/type/v1/error_reason.pb.h"

namespace sitrep::rpc {
namespace {

google::rpc::Status Details(const grpc::Status& status) {
  google::rpc::Status wire;
  EXPECT_TRUE(wire.ParseFromString(status.error_details()));
  return wire;
}

TEST(StatusTest, DetailCrossesTheWire) {
  const absl::Status sent = MakeError(absl::StatusCode::kNotFound, "ARTICLE_NOT_FOUND",
                                      "article_id: no such article: x", {{"article_id", "x"}}, absl::Milliseconds(250));
  const absl::Status received = FromGrpc(ToGrpc(sent, "ingest.sitrep"));
  EXPECT_EQ(received.code(), sent.code());
  EXPECT_EQ(received.message(), sent.message());
  const ErrorDetail detail = ReadErrorDetail(received);
  EXPECT_EQ(detail.reason, "ARTICLE_NOT_FOUND");
  EXPECT_EQ(detail.Find("article_id"), "x");
  EXPECT_EQ(detail.retry_delay, absl::Milliseconds(250));
}

TEST(StatusTest, OkIsOkBothWays) {
  EXPECT_TRUE(ToGrpc(absl::OkStatus(), "query.sitrep").ok());
  EXPECT_TRUE(FromGrpc(grpc::Status::OK).ok());
}

TEST(StatusTest, InvalidFieldIsABadRequestOfItsDomain) {
  const google::rpc::Status wire =
      Details(ToGrpc(AtField("articles[3].", InvalidField("text", "must not be empty")), "ingest.sitrep"));
  ASSERT_EQ(wire.details_size(), 2);
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(wire.details(0).UnpackTo(&info));
  EXPECT_EQ(info.reason(), "INVALID_FIELD");
  EXPECT_EQ(info.domain(), "ingest.sitrep");
  google::rpc::BadRequest bad_request;
  ASSERT_TRUE(wire.details(1).UnpackTo(&bad_request));
  EXPECT_EQ(bad_request.field_violations(0).field(), "articles[3].text");
}

TEST(StatusTest, ErrorsWithoutReasonGetTheOneTheirCodeImplies) {
  const auto reason = [](const absl::Status& status) {
    return ReadErrorDetail(FromGrpc(ToGrpc(status, "query.sitrep"))).reason;
  };
  EXPECT_EQ(reason(absl::DataLossError("x")), "STORED_DATA_CORRUPT");
  EXPECT_EQ(reason(absl::UnavailableError("x")), "NEIGHBOUR_UNAVAILABLE");
  EXPECT_EQ(reason(absl::ResourceExhaustedError("x")), "OVERLOADED");
  EXPECT_EQ(reason(absl::InternalError("x")), "INTERNAL_FAILURE");
  EXPECT_EQ(reason(absl::CancelledError("x")), "");
}

TEST(StatusTest, ReasonsMadeHereAreInTheContract) {
  for (const absl::Status& status : {Overloaded("queue"), ShuttingDown(), InvalidField("a", "b")}) {
    type::v1::ErrorReason reason;
    EXPECT_TRUE(type::v1::ErrorReason_Parse(ReadErrorDetail(status).reason, &reason)) << status;
  }
  EXPECT_GT(ReadErrorDetail(Overloaded("queue")).retry_delay, absl::ZeroDuration());
}

TEST(StatusTest, QuotedInputCannotBreakTheAnswer) {
  const absl::Status error = InvalidField("title", std::string(10'000, '\xff'));
  const grpc::Status wire = ToGrpc(error, "ingest.sitrep");
  EXPECT_EQ(wire.error_message().size(), 512u);
  EXPECT_THAT(wire.error_message(), ::testing::EndsWith("???"));
  EXPECT_LT(3 * wire.error_message().size() + wire.error_details().size() * 4 / 3, 8192u) << "limit of HTTP/2 headers";
  EXPECT_EQ(Details(wire).details_size(), 2);
}

TEST(StatusTest, ForeignErrorsKeepCodeAndMessage) {
  const absl::Status status =
      FromGrpc(grpc::Status(grpc::StatusCode::UNAVAILABLE, "connection refused", "not a Status"));
  EXPECT_EQ(status, absl::UnavailableError("connection refused"));
}

}  // namespace
}  // namespace sitrep::rpc
