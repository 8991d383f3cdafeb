#include "tests/eval/reading/word_reader.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace sitrep::eval {

absl::StatusOr<std::unique_ptr<const WordReader>> OpenWordReader(const std::string& models_dir) {
  return absl::FailedPreconditionError(
      absl::StrCat("no trained reader in ", models_dir, "/reader: tags, lemmas and dependencies come from it alone"));
}

}  // namespace sitrep::eval
