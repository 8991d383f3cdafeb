#include "common/text/fingerprint.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/unit/common/text/random_text.h"

namespace sitrep::text {
namespace {

Fingerprint Of(std::string_view text) { return FingerprintBody(text, SegmentText(text, {})); }

std::vector<int> RandomWords(std::mt19937_64& random, size_t count) {
  std::vector<int> words(count);
  for (int& word : words) word = static_cast<int>(random() % 5000);
  return words;
}

std::string Written(const std::vector<int>& words) {
  std::string text;
  for (const int word : words) text += "w" + std::to_string(word) + "x ";
  return text;
}

double TrueJaccard(const std::vector<int>& a, const std::vector<int>& b) {
  const auto shingles = [](const std::vector<int>& words) {
    std::set<std::vector<int>> set;
    for (size_t i = 0; i + kShingleWords <= words.size(); ++i) {
      set.insert(
          std::vector<int>(words.begin() + static_cast<long>(i), words.begin() + static_cast<long>(i + kShingleWords)));
    }
    return set;
  };
  const auto set_a = shingles(a);
  const auto set_b = shingles(b);
  size_t both = 0;
  for (const auto& shingle : set_a) both += set_b.contains(shingle);
  return static_cast<double>(both) / static_cast<double>(set_a.size() + set_b.size() - both);
}

TEST(FingerprintBody, IgnoresLayoutCaseAndFurniture) {
  const std::string news = "Rescue crews reached the flooded valley on Tuesday and found 14 people alive.";
  const Fingerprint plain = Of(news);
  EXPECT_EQ(Of("  " + news + "\n\n"), plain);
  EXPECT_EQ(Of("By Mara Lindqvist\n\n" + news + "\n\n(With inputs from agencies)\n\nAdvertisement"), plain);
  EXPECT_EQ(Of("RESCUE CREWS REACHED, the flooded valley; on Tuesday and found 14 people alive"), plain);
  EXPECT_NE(Of("Rescue crews reached the flooded valley on Tuesday and found 15 people alive.").exact, plain.exact);
}

TEST(FingerprintBody, StaysTheSame) {
  // Stored in the log: a change here needs a new kFingerprintVersion.
  const Fingerprint fingerprint = Of("Rescue crews reached the flooded valley on Tuesday and found 14 people alive.");
  EXPECT_EQ(fingerprint.words, 13u);
  EXPECT_EQ(fingerprint.exact.ToHex(), "ddea1ae37f0b170f8b7f7e3947313ab3");
  EXPECT_EQ(fingerprint.min_hash[0], 447653394u);
  EXPECT_EQ(BandKeys(fingerprint)[0], 11493500388127405055u);
}

TEST(FingerprintBody, CopesWithShortAndEmptyBodies) {
  const Fingerprint empty = Of("");
  EXPECT_EQ(empty.words, 0u);
  EXPECT_EQ(EstimateJaccard(empty, empty), 0);
  const Fingerprint two = Of("Crews arrived");
  EXPECT_EQ(two.words, 2u);
  EXPECT_EQ(EstimateJaccard(two, two), 1);
  EXPECT_EQ(EstimateJaccard(two, Of("Nobody came")), 0);
  EXPECT_EQ(EstimateJaccard(two, empty), 0);
}

TEST(EstimateJaccard, IsCloseToTheTruth) {
  std::mt19937_64 random(TestSeed());
  double squares = 0;
  int pairs = 0;
  for (int round = 0; round < 200; ++round) {
    const std::vector<int> original = RandomWords(random, 300);
    std::vector<int> edited = original;
    for (int edit = 0; edit < round % 50; ++edit) edited[random() % edited.size()] = static_cast<int>(random() % 5000);
    const double estimate = EstimateJaccard(Of(Written(original)), Of(Written(edited)));
    const double error = estimate - TrueJaccard(original, edited);
    squares += error * error;
    ++pairs;
    EXPECT_LT(std::abs(error), 5.0 / 16) << "round " << round;
  }
  EXPECT_LT(std::sqrt(squares / pairs), 1.0 / 16);
}

TEST(EstimateJaccard, TellsUnrelatedTextsApart) {
  std::mt19937_64 random(TestSeed());
  for (int round = 0; round < 50; ++round) {
    EXPECT_LT(EstimateJaccard(Of(Written(RandomWords(random, 200))), Of(Written(RandomWords(random, 200)))), 0.1);
  }
  // So few shingles that most bins are borrowed.
  EXPECT_LT(EstimateJaccard(Of(Written(RandomWords(random, 8))), Of(Written(RandomWords(random, 8)))), 0.1);
}

TEST(BandKeys, MeetForNearDuplicates) {
  std::mt19937_64 random(TestSeed());
  int met = 0;
  for (int round = 0; round < 100; ++round) {
    const std::vector<int> original = RandomWords(random, 300);
    std::vector<int> edited = original;
    for (int edit = 0; edit < 5; ++edit) edited[random() % edited.size()] = static_cast<int>(random() % 5000);
    const auto a = BandKeys(Of(Written(original)));
    const auto b = BandKeys(Of(Written(edited)));
    met += std::any_of(a.begin(), a.end(), [&](uint64_t key) { return std::count(b.begin(), b.end(), key) > 0; });
    EXPECT_EQ(std::set<uint64_t>(a.begin(), a.end()).size(), kBands);
  }
  EXPECT_GE(met, 99);
}

}  // namespace
}  // namespace sitrep::text
