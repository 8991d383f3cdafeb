#include "services/tagger/model/profile.h"

#include <gtest/gtest.h>

#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "services/tagger/model/kernels.h"

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

INSTANTIATE_TEST_SUITE_P(Profiles, KernelsTest, ::testing::ValuesIn(kProfiles),
                         [](const auto& info) { return std::string(ProfileName(info.param)); });

}  // namespace
}  // namespace sitrep::tagger
