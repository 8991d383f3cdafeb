#include "services/tagger/model/crf.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "common/testing/seed.h"

namespace sitrep::tagger {
namespace {

constexpr size_t kLabels = 3;

struct Model {
  std::vector<float> transitions = std::vector<float>(kLabels * kLabels);
  std::vector<float> start = std::vector<float>(kLabels);
  std::vector<float> end = std::vector<float>(kLabels);
  std::vector<float> emissions;  // kLabels a word.

  Model(size_t words, std::mt19937_64& random) : emissions(words * kLabels) {
    std::normal_distribution<float> normal(0, 2);
    for (auto* numbers : {&transitions, &start, &end, &emissions}) {
      for (float& number : *numbers) number = normal(random);
    }
    transitions[2] = -1e4F;  // Label 2 never follows 0.
    start[2] = -1e4F;
  }
  double Score(const std::vector<uint16_t>& labels) const {
    double score = start[labels[0]] + end[labels.back()];
    for (size_t t = 0; t < labels.size(); ++t) {
      score += emissions[t * kLabels + labels[t]];
      if (t > 0) score += transitions[labels[t - 1] * kLabels + labels[t]];
    }
    return score;
  }
  // Emissions as the CRF wants them, with something in the columns nobody reads.
  std::vector<float> Padded(size_t width) const {
    std::vector<float> padded(emissions.size() / kLabels * width, 1e3F);
    for (size_t i = 0; i < emissions.size(); ++i) padded[i / kLabels * width + i % kLabels] = emissions[i];
    return padded;
  }
};

// Calls visit(labels) for every labelling of `words` words.
template <typename Visit>
void ForEachLabelling(size_t words, const Visit& visit) {
  std::vector<uint16_t> labels(words, 0);
  for (;;) {
    visit(labels);
    size_t t = 0;
    while (t < words && labels[t] == kLabels - 1) labels[t++] = 0;
    if (t == words) return;
    ++labels[t];
  }
}

class CrfTest : public ::testing::TestWithParam<Profile> {
 protected:
  void SetUp() override {
    if (!Supports(GetParam())) GTEST_SKIP() << "this processor cannot run " << ProfileName(GetParam());
  }
};

TEST_P(CrfTest, AgreesWithAllLabellings) {
  std::mt19937_64 random(testing::Seed());
  for (int round = 0; round < 200; ++round) {
    const size_t words = 1 + random() % 5;
    const Model model(words, random);
    const Crf crf(KernelsOf(GetParam()), model.transitions, model.start, model.end);
    const std::vector<float> emissions = model.Padded(crf.width());
    Crf::Scratch scratch;
    std::vector<uint16_t> labels;
    crf.Decode(emissions.data(), words, scratch, labels);
    double best = -1e30;
    double total = 0;
    ForEachLabelling(words, [&](const std::vector<uint16_t>& other) {
      best = std::max(best, model.Score(other));
      total += std::exp(model.Score(other));
    });
    ASSERT_NEAR(model.Score(labels), best, 1e-3);

    crf.Sum(emissions.data(), words, scratch);
    for (size_t begin = 0; begin < words; ++begin) {
      for (size_t end = begin + 1; end <= words; ++end) {
        for (const size_t not_next : {size_t{2}, kLabels}) {
          double sum = 0;
          ForEachLabelling(words, [&](const std::vector<uint16_t>& other) {
            const bool same =
                std::equal(labels.begin() + static_cast<ptrdiff_t>(begin), labels.begin() + static_cast<ptrdiff_t>(end),
                           other.begin() + static_cast<ptrdiff_t>(begin));
            if (same && (end == words || other[end] != not_next)) sum += std::exp(model.Score(other));
          });
          ASSERT_NEAR(crf.Probability(labels, begin, end, not_next, scratch), sum / total, 1e-4);
        }
      }
    }
  }
}

TEST_P(CrfTest, LongSequencesStayInRange) {
  std::mt19937_64 random(testing::Seed());
  Model model(2000, random);
  for (float& emission : model.emissions) emission *= 30;
  const Crf crf(KernelsOf(GetParam()), model.transitions, model.start, model.end);
  const std::vector<float> emissions = model.Padded(crf.width());
  Crf::Scratch scratch;
  std::vector<uint16_t> labels;
  crf.Decode(emissions.data(), 2000, scratch, labels);
  crf.Sum(emissions.data(), 2000, scratch);
  for (size_t t = 0; t < labels.size(); ++t) {
    const double probability = crf.Probability(labels, t, t + 1, kLabels, scratch);
    ASSERT_TRUE(probability >= 0 && probability <= 1) << probability;
  }
}

INSTANTIATE_TEST_SUITE_P(Profiles, CrfTest, ::testing::ValuesIn(kProfiles),
                         [](const auto& info) { return std::string(ProfileName(info.param)); });

}  // namespace
}  // namespace sitrep::tagger
