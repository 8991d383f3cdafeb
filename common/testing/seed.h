#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <iostream>

namespace sitrep::testing {

// The seed of a random test, printed so that a failure can be repeated: --gtest_random_seed=N chooses another (0 to
// 99999).
inline uint64_t Seed() {
  const int seed = ::testing::UnitTest::GetInstance()->random_seed();
  std::cout << "seed: --gtest_random_seed=" << seed << '\n';
  return static_cast<uint64_t>(seed);
}

}  // namespace sitrep::testing
