#include "services/query/document_view/posting_block.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "services/query/document_view/stored_rows.h"

namespace sitrep::query {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<Posting> Decode(std::string_view list, uint32_t begin) {
  std::vector<Posting> postings;
  uint32_t previous = begin;
  for (Posting posting; ReadPosting(list, previous, posting); previous = posting.docno) postings.push_back(posting);
  EXPECT_THAT(list, IsEmpty());
  return postings;
}

TEST(PostingBlockTest, PinsTheBytes) {
  std::string list;
  AppendPosting(list, 10, {10, 1});
  AppendPosting(list, 10, {13, 5});
  EXPECT_EQ(list, std::string("\x01\x06\x05", 3));
  std::string positions;
  AppendPositions(positions, std::vector<uint32_t>{3, 200});
  EXPECT_EQ(positions, std::string("\x03\x03\xc5\x01", 4));
  EXPECT_EQ(PostingRow(2, list), "\x02" + list);
}

TEST(PostingBlockTest, ReadsBackWhatWasAppended) {
  std::mt19937 random(3);
  for (int round = 0; round < 200; ++round) {
    const auto begin = static_cast<uint32_t>(random() % 100'000);
    std::vector<Posting> postings;
    std::string list;
    uint32_t docno = begin;
    for (uint64_t i = random() % 300; i > 0; --i) {
      const uint32_t previous = docno;
      docno += static_cast<uint32_t>(postings.empty() ? random() % 3 : 1 + random() % 1000);
      postings.push_back({docno, static_cast<uint32_t>(1 + random() % 3 * (random() % 500))});
      AppendPosting(list, previous, postings.back());
    }
    EXPECT_EQ(Decode(list, begin), postings);
  }
}

TEST(PostingBlockTest, StopsAtMalformedBytes) {
  Posting posting;
  std::string_view half("\x06", 1);  // The weight is missing.
  EXPECT_FALSE(ReadPosting(half, 0, posting));
  EXPECT_EQ(half.size(), 1u);
  std::string_view no_weight("\x06\x00", 2);
  EXPECT_FALSE(ReadPosting(no_weight, 0, posting));
  std::string_view too_far("\xff\xff\xff\xff\xff\xff\x01", 7);
  EXPECT_FALSE(ReadPosting(too_far, 0, posting));
  std::vector<uint32_t> positions;
  std::string_view cut("\x05\x01", 2);
  EXPECT_FALSE(ReadPositions(cut, positions));
}

TEST(FilterTermRowsTest, LeavesTheDeadOutOfBothRows) {
  std::string list, positions;
  uint32_t previous = 100;
  for (const uint32_t docno : {100u, 102u, 105u}) {
    AppendPosting(list, previous, {docno, docno - 99});
    AppendPositions(positions, std::vector<uint32_t>{docno, docno + 1});
    previous = docno;
  }
  const auto kept = FilterTermRows(PostingRow(3, list), positions, 100, [](uint32_t docno) { return docno == 102; });
  ASSERT_TRUE(kept.ok()) << kept.status();
  EXPECT_EQ(kept->count, 2u);
  EXPECT_THAT(Decode(kept->postings, 100), ElementsAre(Posting{100, 1}, Posting{105, 6}));
  std::string_view left = kept->positions;
  std::vector<uint32_t> read;
  EXPECT_TRUE(ReadPositions(left, read) && ReadPositions(left, read));
  EXPECT_THAT(read, ElementsAre(100, 101, 105, 106));
  EXPECT_THAT(left, IsEmpty());
  EXPECT_FALSE(FilterTermRows("\x02\x06", "", 0, [](uint32_t) { return false; }).ok());
}

}  // namespace
}  // namespace sitrep::query
