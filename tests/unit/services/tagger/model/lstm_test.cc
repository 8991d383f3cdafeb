#include "services/tagger/model/lstm.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <numeric>
#include <random>

#include "common/testing/seed.h"
#include "common/testing/temp_dir.h"
#include "tests/unit/services/tagger/model/random_weights.h"

namespace sitrep::tagger {
namespace {

constexpr size_t kInputs = 128;
constexpr size_t kUnits = 64;

double Sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

class LstmTest : public ::testing::TestWithParam<Profile> {
 protected:
  void SetUp() override {
    if (!Supports(GetParam())) GTEST_SKIP() << "this processor cannot run " << ProfileName(GetParam());
    WriteFile(dir_.File("w"), RandomReader({.seed = 5, .units = kUnits}).Write());
    weights_ = *Weights::Open(dir_.File("w"));
    recurrent_ = *weights_->Floats("encoder.1.forward.recurrent", {4 * kUnits, kUnits});
    input_ = *weights_->Floats("encoder.1.forward.input", {4 * kUnits, kInputs});
    bias_ = *weights_->Floats("encoder.1.forward.bias", {4 * kUnits});
  }

  // As the books write it, in double. `words` are rows of kInputs.
  std::vector<std::vector<double>> Reference(const std::vector<std::vector<double>>& words, Direction direction) const {
    std::vector<std::vector<double>> states(words.size(), std::vector<double>(kUnits));
    std::vector<double> h(kUnits, 0), c(kUnits, 0), gates(4 * kUnits);
    for (size_t step = 0; step < words.size(); ++step) {
      const size_t word = direction == Direction::kForward ? step : words.size() - 1 - step;
      for (size_t g = 0; g < 4 * kUnits; ++g) {
        gates[g] = bias_[g];
        for (size_t k = 0; k < kInputs; ++k) gates[g] += input_[g * kInputs + k] * words[word][k];
        for (size_t k = 0; k < kUnits; ++k) gates[g] += recurrent_[g * kUnits + k] * h[k];
      }
      for (size_t u = 0; u < kUnits; ++u) {
        c[u] = Sigmoid(gates[kUnits + u]) * c[u] + Sigmoid(gates[u]) * std::tanh(gates[2 * kUnits + u]);
        h[u] = Sigmoid(gates[3 * kUnits + u]) * std::tanh(c[u]);
      }
      states[word] = h;
    }
    return states;
  }

  const testing::TempDir dir_;
  std::unique_ptr<const Weights> weights_;
  std::vector<float> input_, recurrent_, bias_;
};

TEST_P(LstmTest, AgreesWithAPlainLoop) {
  std::mt19937_64 random(testing::Seed());
  std::normal_distribution<float> normal(0, 1);
  const Kernels& kernels = KernelsOf(GetParam());
  const double tolerance = GetParam() == Profile::kBf16 ? 0.06 : 2e-5;
  for (const Direction direction : {Direction::kForward, Direction::kBackward}) {
    const auto lstm = Lstm::Load(*weights_, "encoder.1.forward", kInputs, direction, kernels);
    ASSERT_TRUE(lstm.ok()) << lstm.status();
    for (const size_t sentences : {1, 2, 12, 13, 30}) {
      std::vector<WordRange> ranges;
      size_t count = 0;
      for (size_t s = 0; s < sentences; ++s) {
        const auto size = static_cast<uint32_t>(1 + (sentences - s) * 3 / 2);
        ranges.push_back({static_cast<uint32_t>(count), size});
        count += size;
      }
      RowBuffer inputs(kInputs * kernels.element_bytes);
      inputs.Reserve(count);
      for (size_t word = 0; word < count; ++word) {
        std::vector<float> values(kInputs);
        for (float& value : values) value = normal(random);
        kernels.to_elements(values.data(), kInputs, inputs[word]);
      }
      RowBuffer states(kUnits * kernels.element_bytes);
      states.Reserve(count);
      Lstm::Scratch scratch;
      lstm->Run(ranges, inputs, states[0], states.row_bytes(), scratch);

      // With the inputs projected before it is the same, bit by bit.
      std::vector<float> projected(count * 4 * kUnits);
      std::vector<uint32_t> rows(count);
      std::iota(rows.begin(), rows.end(), 0U);
      lstm->Project(inputs, count, projected.data(), 4 * kUnits);
      RowBuffer again(states.row_bytes());
      again.Reserve(count);
      lstm->RunProjected(ranges, projected.data(), 4 * kUnits, rows, again[0], again.row_bytes(), scratch);
      EXPECT_EQ(std::memcmp(states[0], again[0], count * states.row_bytes()), 0);

      for (const WordRange range : ranges) {
        std::vector<std::vector<double>> words(range.size, std::vector<double>(kInputs));
        for (size_t i = 0; i < range.size; ++i) {
          for (size_t k = 0; k < kInputs; ++k) words[i][k] = ElementAt(kernels, inputs[range.first + i], k);
        }
        const auto expected = Reference(words, direction);
        for (size_t i = 0; i < range.size; ++i) {
          for (size_t u = 0; u < kUnits; ++u) {
            ASSERT_NEAR(ElementAt(kernels, states[range.first + i], u), expected[i][u], tolerance);
          }
        }
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Profiles, LstmTest, ::testing::ValuesIn(kProfiles),
                         [](const auto& info) { return std::string(ProfileName(info.param)); });

}  // namespace
}  // namespace sitrep::tagger
