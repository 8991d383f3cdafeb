#include "services/tagger/model/reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <thread>

#include "common/testing/seed.h"
#include "common/testing/temp_dir.h"
#include "tests/unit/services/tagger/model/random_weights.h"

namespace sitrep::tagger {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

using Words = std::vector<std::vector<std::string>>;

std::vector<SentenceWords> Views(const Words& sentences) {
  std::vector<SentenceWords> views;
  for (const auto& sentence : sentences) views.emplace_back(sentence.begin(), sentence.end());
  return views;
}

void ExpectSame(const ReadSentence& a, const ReadSentence& b) {
  ASSERT_EQ(a.words.size(), b.words.size());
  for (size_t i = 0; i < a.words.size(); ++i) {
    EXPECT_EQ(a.words[i].upos, b.words[i].upos);
    EXPECT_EQ(a.words[i].penn, b.words[i].penn);
    EXPECT_EQ(a.words[i].lemma, b.words[i].lemma);
    EXPECT_EQ(a.words[i].head, b.words[i].head);
    EXPECT_EQ(a.words[i].relation, b.words[i].relation);
  }
  ASSERT_EQ(a.mentions.size(), b.mentions.size());
  for (size_t i = 0; i < a.mentions.size(); ++i) {
    EXPECT_EQ(a.mentions[i].begin, b.mentions[i].begin);
    EXPECT_EQ(a.mentions[i].end, b.mentions[i].end);
    EXPECT_EQ(a.mentions[i].type, b.mentions[i].type);
    EXPECT_EQ(a.mentions[i].probability, b.mentions[i].probability) << "not to the last bit";
  }
}

class ReaderTest : public ::testing::TestWithParam<Profile> {
 protected:
  void SetUp() override {
    if (!Supports(GetParam())) GTEST_SKIP() << "this processor cannot run " << ProfileName(GetParam());
    WriteFile(dir_.File("w"), RandomReader({.seed = 7}).Write("tiny"));
    auto reader = Reader::Load(dir_.File("w"), GetParam());
    ASSERT_TRUE(reader.ok()) << reader.status();
    reader_ = *std::move(reader);
  }

  const testing::TempDir dir_;
  std::unique_ptr<const Reader> reader_;
};

TEST_P(ReaderTest, ASentenceIsReadAloneAsAmongOthers) {
  std::mt19937_64 random(testing::Seed());
  const Words sentences = RandomSentences(70, 45, random);
  const std::vector<SentenceWords> views = Views(sentences);
  const std::vector<ReadSentence> alone = [&] {
    std::vector<ReadSentence> read;
    for (const SentenceWords& words : views) read.push_back(reader_->Read({words}).front());
    return read;
  }();
  const std::vector<ReadSentence> together = reader_->Read(views);
  ASSERT_EQ(together.size(), views.size());
  for (size_t s = 0; s < views.size(); ++s) ExpectSame(alone[s], together[s]);

  std::vector<size_t> order(views.size());
  for (size_t s = 0; s < order.size(); ++s) order[s] = s;
  for (int round = 0; round < 3; ++round) {
    std::shuffle(order.begin(), order.end(), random);
    const size_t size = 1 + random() % order.size();
    std::vector<SentenceWords> some;
    for (size_t i = 0; i < size; ++i) some.push_back(views[order[i]]);
    const std::vector<ReadSentence> read = reader_->Read(some);
    for (size_t i = 0; i < size; ++i) ExpectSame(alone[order[i]], read[i]);
  }
}

TEST_P(ReaderTest, ManyThreadsReadAsOne) {
  std::mt19937_64 random(testing::Seed());
  const Words sentences = RandomSentences(45, 30, random);
  const std::vector<SentenceWords> views = Views(sentences);
  const std::vector<ReadSentence> expected = reader_->Read(views);
  std::vector<std::vector<ReadSentence>> read(4);
  {
    std::vector<std::jthread> threads;
    for (size_t t = 0; t < read.size(); ++t) {
      threads.emplace_back([&, t] {
        const auto mine = absl::MakeConstSpan(views).subspan(t * 10);
        for (int round = 0; round < 2; ++round) read[t] = reader_->Read(mine);
      });
    }
  }
  for (size_t t = 0; t < read.size(); ++t) {
    for (size_t i = 0; i < read[t].size(); ++i) ExpectSame(expected[t * 10 + i], read[t][i]);
  }
}

TEST_P(ReaderTest, WhatIsNotAskedForIsEmptyAndChangesNothing) {
  std::mt19937_64 random(testing::Seed());
  const Words sentences = RandomSentences(20, 30, random);
  const std::vector<SentenceWords> views = Views(sentences);
  const std::vector<ReadSentence> all = reader_->Read(views);
  const auto names = reader_->Read(views, {.tags = false, .lemmas = false, .tree = false});
  const auto tree = reader_->Read(views, {.tags = false, .lemmas = false, .names = false});
  const auto lemmas = reader_->Read(views, {.tags = false, .tree = false, .names = false});
  for (size_t s = 0; s < views.size(); ++s) {
    EXPECT_EQ(names[s].mentions.size(), all[s].mentions.size());
    EXPECT_TRUE(tree[s].mentions.empty());
    for (size_t i = 0; i < views[s].size(); ++i) {
      EXPECT_EQ(names[s].words[i].upos, "");
      EXPECT_EQ(names[s].words[i].relation, "");
      EXPECT_EQ(tree[s].words[i].head, all[s].words[i].head);
      EXPECT_EQ(tree[s].words[i].lemma, "");
      EXPECT_EQ(lemmas[s].words[i].lemma, all[s].words[i].lemma);
      EXPECT_EQ(lemmas[s].words[i].penn, "");
    }
  }
}

TEST_P(ReaderTest, EverySentenceIsATreeOfOneRoot) {
  std::mt19937_64 random(testing::Seed());
  const Words sentences = RandomSentences(8, 500, random);
  const std::vector<ReadSentence> read = reader_->Read(Views(sentences));
  for (size_t s = 0; s < sentences.size(); ++s) {
    size_t roots = 0;
    for (uint32_t word = 0; word < read[s].words.size(); ++word) {
      roots += read[s].words[word].head == kRootHead ? 1 : 0;
      EXPECT_EQ(read[s].words[word].relation == "root", read[s].words[word].head == kRootHead);
      uint32_t node = word;
      for (size_t steps = 0; node != kRootHead; ++steps) {
        ASSERT_LE(steps, read[s].words.size()) << "a cycle";
        ASSERT_LT(node, read[s].words.size());
        node = read[s].words[node].head;
      }
    }
    EXPECT_EQ(roots, 1U);
    uint32_t end = 0;
    for (const ReadMention& mention : read[s].mentions) {
      EXPECT_LE(end, mention.begin);
      EXPECT_LT(mention.begin, mention.end);
      EXPECT_TRUE(mention.probability >= 0 && mention.probability <= 1);
      end = mention.end;
    }
    EXPECT_LE(end, read[s].words.size());
  }
}

// Windows end after a mark in their second half.
TEST_P(ReaderTest, ALongSentenceIsReadInWindows) {
  std::vector<std::string> words(1000, "word");
  words[149] = ";";
  const SentenceWords views(words.begin(), words.end());
  const ReadSentence whole = reader_->Read({views}).front();
  const ReadSentence first = reader_->Read({SentenceWords(views.begin(), views.begin() + 150)}).front();
  for (size_t i = 0; i < 150; ++i) {
    EXPECT_EQ(whole.words[i].upos, first.words[i].upos);
    EXPECT_EQ(whole.words[i].head, first.words[i].head);
  }
  const SentenceWords rest(views.begin() + 150, views.begin() + 150 + Reader::kLongestWindow);
  const ReadSentence second = reader_->Read({rest}).front();
  for (size_t i = 0; i < rest.size(); ++i) {
    EXPECT_EQ(whole.words[150 + i].penn, second.words[i].penn);
    if (second.words[i].head == kRootHead) {
      EXPECT_EQ(whole.words[150 + i].relation, "parataxis");
      EXPECT_EQ(whole.words[whole.words[150 + i].head].head, kRootHead);
    } else {
      EXPECT_EQ(whole.words[150 + i].head, 150 + second.words[i].head);
    }
  }
}

TEST_P(ReaderTest, TakesAnyWords) {
  EXPECT_TRUE(reader_->Read({}).empty());
  const std::string long_word(100'000, 'x');
  const std::vector<SentenceWords> odd = {{}, {""}, {"\xFF\xC3", "İ", "ŉ"}, {long_word, "."}, {"𝟘𝟙", "٣", "\u2028"}};
  const std::vector<ReadSentence> read = reader_->Read(odd);
  ASSERT_EQ(read.size(), odd.size());
  for (size_t s = 0; s < odd.size(); ++s) EXPECT_EQ(read[s].words.size(), odd[s].size());
}

TEST_P(ReaderTest, VersionNamesModelChecksumAndProfile) {
  EXPECT_THAT(reader_->version(), HasSubstr("tiny"));
  EXPECT_THAT(reader_->version(), EndsWith("-" + std::string(ProfileName(GetParam()))));
  WriteFile(dir_.File("other"), RandomReader({.seed = 8}).Write("tiny"));
  EXPECT_NE((*Reader::Load(dir_.File("other"), GetParam()))->version(), reader_->version());
}

INSTANTIATE_TEST_SUITE_P(Profiles, ReaderTest, ::testing::ValuesIn(kProfiles),
                         [](const auto& info) { return std::string(ProfileName(info.param)); });

}  // namespace
}  // namespace sitrep::tagger
