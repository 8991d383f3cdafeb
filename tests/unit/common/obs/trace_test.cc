#include "common/obs/trace.h"

#include <gtest/gtest.h>

#include <random>

namespace sitrep::obs {
namespace {

// The shape of the examples in the W3C recommendation, with digits of our own.
constexpr char kHeader[] = "00-1af7651916cd43dd8448eb211c80319d-b8ad6b7169203332-01";

TEST(TraceTest, HeaderRoundTrips) {
  const auto context = ParseTraceparent(kHeader);
  ASSERT_TRUE(context.has_value());
  EXPECT_EQ(context->trace_id, "1af7651916cd43dd8448eb211c80319d");
  EXPECT_EQ(context->span_id, "b8ad6b7169203332");
  EXPECT_EQ(context->flags, 1);
  EXPECT_EQ(FormatTraceparent(*context), kHeader);
}

TEST(TraceTest, InvalidHeadersAreRefused) {
  const std::string good = kHeader;
  EXPECT_FALSE(ParseTraceparent(""));
  EXPECT_FALSE(ParseTraceparent(good.substr(0, good.size() - 1)));
  EXPECT_FALSE(ParseTraceparent(good + "-00")) << "version 00 has four fields";
  EXPECT_FALSE(ParseTraceparent("ff" + good.substr(2)));
  EXPECT_FALSE(ParseTraceparent("00-00000000000000000000000000000000-b8ad6b7169203332-01"));
  EXPECT_FALSE(ParseTraceparent("00-1af7651916cd43dd8448eb211c80319d-0000000000000000-01"));
  EXPECT_FALSE(ParseTraceparent("00-1AF7651916CD43DD8448EB211C80319D-b8ad6b7169203332-01"));
}

TEST(TraceTest, LaterVersionsAreReadByTheirFirstFields) {
  EXPECT_TRUE(ParseTraceparent("01-1af7651916cd43dd8448eb211c80319d-b8ad6b7169203332-01-more"));
  EXPECT_FALSE(ParseTraceparent("01-1af7651916cd43dd8448eb211c80319d-b8ad6b7169203332-01more"));
}

TEST(TraceTest, ChildKeepsTheTraceUnderANewSpan) {
  std::mt19937_64 random(1);
  const TraceContext trace = NewTrace(random);
  const TraceContext child = NewChild(trace, random);
  EXPECT_EQ(child.trace_id, trace.trace_id);
  EXPECT_NE(child.span_id, trace.span_id);
  EXPECT_TRUE(ParseTraceparent(FormatTraceparent(child)));
}

}  // namespace
}  // namespace sitrep::obs
