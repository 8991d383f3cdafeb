#include "services/tagger/numeric_profile.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/string_views.h"
#include "services/tagger/model/profile.h"

namespace sitrep::tagger {

std::string ResolveProfile(std::string_view numeric_profile) {
  return std::string(numeric_profile == kAutoProfile ? ProfileName(BestProfile()) : numeric_profile);
}

absl::Status CanRun(std::string_view numeric_profile) {
  if (numeric_profile == kExactProfile) return absl::OkStatus();
  const std::optional<Profile> profile = FindProfile(numeric_profile);
  if (profile.has_value() && Supports(*profile)) return absl::OkStatus();
  std::string able = absl::StrCat("\"", ToAbsl(kExactProfile), "\"");
  for (const Profile other : kProfiles) {
    if (Supports(other)) absl::StrAppend(&able, ", \"", ToAbsl(ProfileName(other)), "\"");
  }
  return MakeError(
      absl::StatusCode::kFailedPrecondition, "NUMERIC_PROFILE_UNAVAILABLE",
      absl::StrCat("this tagger cannot run the numeric profile \"", ToAbsl(numeric_profile), "\", only ", able),
      {{"numeric_profile", std::string(numeric_profile)}});
}

}  // namespace sitrep::tagger
