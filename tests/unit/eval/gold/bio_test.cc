#include "tests/eval/gold/bio.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/eval/gold/written_file.h"

namespace sitrep::eval {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Tags = std::vector<std::string>;

TEST(SpansOfTagsTest, ReadsSpans) {
  EXPECT_THAT(SpansOfTags(Tags{"B-PER", "I-PER", "O", "B-LOC", "B-LOC"}),
              ElementsAre(LabelledSpan{0, 2, "PER"}, LabelledSpan{3, 4, "LOC"}, LabelledSpan{4, 5, "LOC"}));
  EXPECT_THAT(SpansOfTags(Tags{"O", "O"}), IsEmpty());
}

TEST(SpansOfTagsTest, AnInsideThatContinuesNothingBeginsASpan) {
  EXPECT_THAT(SpansOfTags(Tags{"O", "I-ORG", "I-ORG", "I-LOC"}),
              ElementsAre(LabelledSpan{1, 3, "ORG"}, LabelledSpan{3, 4, "LOC"}));
  EXPECT_THAT(SpansOfTags(Tags{"B-ORG", "O", "I-ORG"}),
              ElementsAre(LabelledSpan{0, 1, "ORG"}, LabelledSpan{2, 3, "ORG"}));
}

TEST(ReadBioTest, ReadsTwoColumnsAndFour) {
  const WrittenFile two("mini.bio", "Anna\tB-PER\nsang\tO\n\nOslo\tB-LOC\n");
  const auto sentences = ReadBio(two.path());
  ASSERT_TRUE(sentences.ok()) << sentences.status();
  ASSERT_EQ(sentences->size(), 2u);
  EXPECT_THAT((*sentences)[0].words, ElementsAre("Anna", "sang"));
  EXPECT_THAT((*sentences)[1].spans, ElementsAre(LabelledSpan{0, 1, "LOC"}));
  const WrittenFile four("mini.tsv", "Oslo NNP B-Oslo B-LOC\nfell VBD O O\n");
  const auto clean = ReadBio(four.path());
  ASSERT_TRUE(clean.ok()) << clean.status();
  EXPECT_THAT((*clean)[0].spans, ElementsAre(LabelledSpan{0, 1, "LOC"}));
}

TEST(ReadBioTest, ErrorsNameFileAndLine) {
  const WrittenFile no_tag("broken.bio", "Anna\tB-PER\nsang\n");
  EXPECT_THAT(std::string(ReadBio(no_tag.path()).status().message()), HasSubstr("broken.bio:2: "));
  const WrittenFile bad_tag("broken.bio", "Anna\tB-PER\n\nsang\tverb\n");
  EXPECT_THAT(std::string(ReadBio(bad_tag.path()).status().message()), HasSubstr("broken.bio:3: tag must be"));
  EXPECT_TRUE(absl::IsNotFound(ReadBio("nowhere.bio").status()));
}

}  // namespace
}  // namespace sitrep::eval
