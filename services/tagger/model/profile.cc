#include "services/tagger/model/profile.h"

namespace sitrep::tagger {

std::string_view ProfileName(Profile profile) {
  switch (profile) {
    case Profile::kPlain:
      return "plain";
    case Profile::kAvx2:
      return "avx2";
    case Profile::kBf16:
      return "bf16";
  }
  return "";
}

std::optional<Profile> FindProfile(std::string_view name) {
  for (const Profile profile : kProfiles) {
    if (ProfileName(profile) == name) return profile;
  }
  return std::nullopt;
}

bool Supports(Profile profile) {
  __builtin_cpu_init();
  switch (profile) {
    case Profile::kPlain:
      return true;
    case Profile::kAvx2:
      return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    case Profile::kBf16:
      return __builtin_cpu_supports("avx512bf16") && __builtin_cpu_supports("avx512f") &&
             __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
             __builtin_cpu_supports("avx512vl");
  }
  return false;
}

Profile BestProfile() {
  if (Supports(Profile::kBf16)) return Profile::kBf16;
  return Supports(Profile::kAvx2) ? Profile::kAvx2 : Profile::kPlain;
}

}  // namespace sitrep::tagger
