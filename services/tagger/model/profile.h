#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace sitrep::tagger {

// How the reader computes. Within one profile results are the same to the last bit, whatever the processor, the batch
// and the number of threads; between profiles they differ in the last digits (bf16: in the third), so that now and then
// another tag wins.
enum class Profile : uint8_t {
  kPlain,  // "plain": single precision, product and sum rounded apart. Every x86-64 processor.
  kAvx2,   // "avx2": single precision, fused products (AVX2 and FMA: Intel since 2013, AMD since 2015).
  kBf16,   // "bf16": products of bfloat16 numbers summed in single precision (AVX-512 with BF16: 2020, 2022).
};

inline constexpr Profile kProfiles[] = {Profile::kPlain, Profile::kAvx2, Profile::kBf16};

std::string_view ProfileName(Profile profile);
std::optional<Profile> FindProfile(std::string_view name);

// Whether this processor and its operating system can.
bool Supports(Profile profile);
// The fastest that this machine supports.
Profile BestProfile();

}  // namespace sitrep::tagger
