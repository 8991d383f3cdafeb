#include "services/tagger/numeric_profile.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/string_views.h"

namespace sitrep::tagger {

absl::Status CanRun(std::string_view numeric_profile) {
  if (numeric_profile == kExactProfile) return absl::OkStatus();
  return MakeError(absl::StatusCode::kFailedPrecondition, "NUMERIC_PROFILE_UNAVAILABLE",
                   absl::StrCat("this tagger cannot run the numeric profile \"", ToAbsl(numeric_profile), "\", only \"",
                                ToAbsl(kExactProfile), "\""),
                   {{"numeric_profile", std::string(numeric_profile)}});
}

}  // namespace sitrep::tagger
