#include "tests/eval/gold/toned_sentences.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "tests/eval/gold/code_points.h"
#include "tests/eval/gold/json.h"

namespace sitrep::eval {

absl::StatusOr<std::vector<TonedSentence>> ReadTonedSentences(const std::string& path) {
  std::vector<TonedSentence> sentences;
  SITREP_RETURN_IF_ERROR(ForEachJsonLine(path, [&sentences](const Json& json) -> absl::Status {
    TonedSentence sentence;
    SITREP_ASSIGN_OR_RETURN(sentence.text, json.Text("sentence_normalized"));
    SITREP_ASSIGN_OR_RETURN(const std::vector<Json>* targets, json.List("targets"));
    const CodePoints offsets(sentence.text);
    for (const Json& target : *targets) {
      TonedTarget toned;
      SITREP_ASSIGN_OR_RETURN(toned.span, offsets.ToBytes(target, "from", "to"));
      SITREP_ASSIGN_OR_RETURN(const double polarity, target.Number("polarity"));
      if (polarity != 2 && polarity != 4 && polarity != 6) {
        return absl::InvalidArgumentError(absl::StrCat("polarity must be 2, 4 or 6: ", polarity));
      }
      toned.polarity = static_cast<int>(polarity) / 2 - 2;
      sentence.targets.push_back(toned);
    }
    sentences.push_back(std::move(sentence));
    return absl::OkStatus();
  }));
  return sentences;
}

}  // namespace sitrep::eval
