#include "services/tagger/model/profile.h"

#include <gtest/gtest.h>

#include <cmath>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "common/testing/seed.h"
#include "services/tagger/model/kernels.h"
#include "services/tagger/model/packed_matrix.h"
#include "services/tagger/model/row_buffer.h"
#include "tests/unit/services/tagger/model/random_weights.h"

namespace sitrep::tagger {
namespace {

TEST(ProfileTest, NamesAreFound) {
  for (const Profile profile : kProfiles) EXPECT_EQ(FindProfile(ProfileName(profile)), profile);
  EXPECT_EQ(FindProfile("exact"), std::nullopt);
  EXPECT_EQ(FindProfile(""), std::nullopt);
}

TEST(ProfileTest, EveryMachineHasOne) {
  EXPECT_TRUE(Supports(Profile::kPlain));
  EXPECT_TRUE(Supports(BestProfile()));
  EXPECT_EQ(KernelsOf(BestProfile()).profile, BestProfile());
}

class KernelsTest : public ::testing::TestWithParam<Profile> {
 protected:
  void SetUp() override {
    if (!Supports(GetParam())) GTEST_SKIP() << "this processor cannot run " << ProfileName(GetParam());
  }
};

TEST_P(KernelsTest, TheFirstOfTheLargestWins) {
  const Kernels& kernels = KernelsOf(GetParam());
  for (const size_t count : {1, 2, 7, 16, 17, 37, 100}) {
    std::vector<float> scores(count, -3);
    EXPECT_EQ(kernels.arg_max(scores.data(), count), 0U);
    for (size_t first = 0; first < count; ++first) {
      scores.assign(count, -3);
      for (size_t i = first; i < count; i += 5) scores[i] = -1;
      EXPECT_EQ(kernels.arg_max(scores.data(), count), first) << count;
    }
  }
  const std::vector<float> none(40, std::nanf(""));
  EXPECT_LT(kernels.arg_max(none.data(), none.size()), none.size());
}

TEST_P(KernelsTest, Exponentials) {
  const Kernels& kernels = KernelsOf(GetParam());
  std::vector<float> in(16 * 100);
  for (size_t i = 0; i < in.size(); ++i) in[i] = -80 + 0.1F * static_cast<float>(i);
  std::vector<float> out(in.size());
  kernels.exponentials(in.data(), in.size(), out.data());
  for (size_t i = 0; i < in.size(); ++i) EXPECT_NEAR(out[i] / std::exp(double{in[i]}), 1, 1e-6) << in[i];
}

// Large and small gates: no overflow, and what saturates does.
TEST_P(KernelsTest, LstmCellSaturates) {
  const Kernels& kernels = KernelsOf(GetParam());
  constexpr size_t kUnits = 16;
  for (const float gate : {-1e30F, -100.0F, -1.0F, 0.0F, 1.0F, 100.0F, 1e30F}) {
    std::vector<float> gates(4 * kUnits, gate);
    std::vector<float> cell(kUnits, 2);
    std::vector<float> state(kUnits);  // Room enough for elements of any profile.
    kernels.lstm_cell(gates.data(), kUnits, cell.data(), state.data());
    const double sigmoid = 1 / (1 + std::exp(-double{gate}));
    EXPECT_NEAR(cell[3], sigmoid * 2 + sigmoid * std::tanh(double{gate}), 1e-6) << gate;
  }
}

// A product of a matrix is, to the last bit, this sum in this order. For bf16 it is what Intel's manual says of
// VDPBF16PS: of each pair the second product is added first, and each sum is rounded.
TEST_P(KernelsTest, ProductsAreSummedInOneOrder) {
  const Kernels& kernels = KernelsOf(GetParam());
  std::mt19937_64 random(testing::Seed());
  std::normal_distribution<float> normal(0, 1);
  constexpr size_t kDepth = 64;
  for (size_t outputs = 1; outputs < 200; outputs += 13) {
    const size_t rows = 1 + random() % 30;
    std::vector<float> weights(outputs * kDepth);
    std::vector<float> bias(outputs);
    std::vector<float> inputs(rows * kDepth);
    for (auto* numbers : {&weights, &bias, &inputs}) {
      for (float& number : *numbers) number = normal(random);
    }
    RowBuffer elements(kDepth * kernels.element_bytes);
    elements.Reserve(rows);
    const auto rounded = [&](std::vector<float>& numbers, size_t row) {
      kernels.to_elements(numbers.data() + row * kDepth, kDepth, elements[0]);
      for (size_t k = 0; k < kDepth; ++k) numbers[row * kDepth + k] = ElementAt(kernels, elements[0], k);
    };
    for (size_t row = 0; row < outputs; ++row) rounded(weights, row);
    for (size_t row = 0; row < rows; ++row) rounded(inputs, row);
    for (size_t row = 0; row < rows; ++row) {
      kernels.to_elements(inputs.data() + row * kDepth, kDepth, elements[row]);
    }
    const PackedMatrix matrix(kernels, weights, kDepth, bias);
    std::vector<float> out(rows * matrix.columns());
    matrix.Apply(kernels, elements[0], elements.row_bytes(), rows, out.data(), matrix.columns());
    for (size_t row = 0; row < rows; ++row) {
      for (size_t o = 0; o < outputs; ++o) {
        float sum = bias[o];
        for (size_t k = 0; k < kDepth; ++k) {
          const size_t at = GetParam() == Profile::kBf16 ? k ^ 1 : k;
          const float a = inputs[row * kDepth + at];
          const float b = weights[o * kDepth + at];
          // Products of bfloat16 numbers are exact, so that fused or not is the same.
          sum = GetParam() == Profile::kPlain ? a * b + sum : std::fma(a, b, sum);
        }
        ASSERT_EQ(out[row * matrix.columns() + o], sum) << "row " << row << " of " << rows << ", output " << o;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Profiles, KernelsTest, ::testing::ValuesIn(kProfiles),
                         [](const auto& info) { return std::string(ProfileName(info.param)); });

}  // namespace
}  // namespace sitrep::tagger
