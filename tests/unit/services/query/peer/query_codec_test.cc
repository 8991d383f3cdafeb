#include "services/query/peer/query_codec.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace sitrep::query {
namespace {

Query Term(const std::string& key) { return {TermNode{key}}; }

Query Nested(int depth) {
  Query query = Term("wdeep");
  for (int i = 1; i < depth; ++i) query = Query{NotNode{{std::move(query)}}};
  return query;
}

TEST(QueryCodecTest, BringsBackEveryKindOfNode) {
  const std::string key("w\0\xff", 3);
  const Query query{AndNode{{
      {EverythingNode{}},
      {OrNode{{Term(key), {OrNode{}}}}},
      {NotNode{{Term("wwar")}}},
      {PhraseNode{{"wpeace", "wtalk"}}},
      {NameNode{NameNode::Field::kNear, "Kyiv", 12.5}},
      {PublishedNode{.from_day = -3, .to_unix_s = 1'646'000'000}},
      {PublishedNode{}},
      {MentionedNode{19'050, 19'060}},
      {NearNode{50.45, 30.52, 100}},
      {ArticleNode{"an article"}},
      {AndNode{}},
  }}};
  const absl::StatusOr<Query> back = FromWire(ToWire(query));
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(*back, query);
}

TEST(QueryCodecTest, ReadsWhatRequestsNestAndNoDeeper) {
  const Query deep = Nested(kMaxQueryDepth + 8);
  const absl::StatusOr<Query> back = FromWire(ToWire(deep));
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(*back, deep);
  // Protobuf reads it from bytes, too.
  peer::v1::Query wire;
  EXPECT_TRUE(wire.ParseFromString(ToWire(deep).SerializeAsString()));
  EXPECT_EQ(FromWire(ToWire(Nested(kMaxQueryDepth + 9))).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(QueryCodecTest, RefusesWhatNoEncoderMade) {
  peer::v1::Query nothing;
  peer::v1::Query not_of_two;
  not_of_two.mutable_none_of()->add_children()->set_term("wa");
  not_of_two.mutable_none_of()->add_children()->set_term("wb");
  peer::v1::Query short_phrase;
  short_phrase.mutable_phrase()->add_keys("wa");
  peer::v1::Query nowhere;
  nowhere.mutable_near()->set_latitude(std::numeric_limits<double>::quiet_NaN());
  peer::v1::Query unknown_field;
  unknown_field.mutable_name()->set_field(static_cast<peer::v1::Name::Field>(9));
  for (const peer::v1::Query& wire : {nothing, not_of_two, short_phrase, nowhere, unknown_field}) {
    EXPECT_EQ(FromWire(wire).status().code(), absl::StatusCode::kInvalidArgument) << wire.ShortDebugString();
  }
}

}  // namespace
}  // namespace sitrep::query
