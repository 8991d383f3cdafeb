#include "tests/eval/reading/given_spans.h"

#include <gtest/gtest.h>

namespace sitrep::eval {
namespace {

using tagger::Mention;
using tagger::MentionType;

// "Mill Ford fell. Oslo": five tokens in two sentences, "Mill" found to be a person and "Oslo" a place.
tagger::Document MakeDocument() {
  tagger::Document document = tagger::MakeDocument("Mill Ford fell. Oslo", {});
  const std::vector<Span> words = {{0, 4}, {5, 9}, {10, 14}, {14, 15}, {16, 20}};
  for (const Span& word : words) {
    document.tokens.push_back({.begin = word.begin, .end = word.end, .sentence = word.begin < 16 ? 0u : 1u});
  }
  document.mentions = {Mention{.span = {0, 4}, .end_token = 1, .type = MentionType::kPerson},
                       Mention{.span = {16, 20}, .first_token = 4, .end_token = 5, .sentence = 1}};
  return document;
}

TEST(PutNamesTest, GivenNamesReplaceThoseTheyOverlap) {
  tagger::Document document = MakeDocument();
  const std::vector<GivenName> names = {{.span = {0, 9}, .type = MentionType::kPlace}};
  PutNames(names, document);
  ASSERT_EQ(document.mentions.size(), 2u);
  EXPECT_EQ(document.mentions[0].span, (tagger::ByteSpan{0, 9}));
  EXPECT_EQ(document.mentions[0].type, MentionType::kPlace);
  EXPECT_EQ(document.mentions[0].first_token, 0u);
  EXPECT_EQ(document.mentions[0].end_token, 2u);
  EXPECT_EQ(document.mentions[1].span, (tagger::ByteSpan{16, 20}));
}

TEST(PutNamesTest, ANameEndsWithItsSentence) {
  tagger::Document document = MakeDocument();
  const std::vector<GivenName> names = {{.span = {10, 20}}};
  PutNames(names, document);
  EXPECT_EQ(document.mentions[1].sentence, 0u);
  EXPECT_EQ(document.mentions[1].end_token, 4u);
}

TEST(MentionAtTest, PrefersTheExactSpan) {
  const tagger::Document document = MakeDocument();
  EXPECT_EQ(MentionAt(document, {0, 4}), &document.mentions[0]);
  EXPECT_EQ(MentionAt(document, {14, 20}), &document.mentions[1]);
  EXPECT_EQ(MentionAt(document, {10, 14}), nullptr);
}

}  // namespace
}  // namespace sitrep::eval
