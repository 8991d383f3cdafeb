#include "tests/eval/gold/bio.h"

#include <cmath>
#include <cstddef>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "tests/eval/gold/files.h"

namespace sitrep::eval {
namespace {

bool IsTag(const std::string& tag) {
  return tag == "O" || (tag.size() > 2 && (tag.starts_with("B-") || tag.starts_with("I-")));
}

}  // namespace

std::vector<LabelledSpan> SpansOfTags(absl::Span<const std::string> tags) {
  std::vector<LabelledSpan> spans;
  bool open = false;
  for (uint32_t i = 0; i < tags.size(); ++i) {
    if (tags[i] == "O") {
      open = false;
      continue;
    }
    const std::string label = tags[i].substr(2);
    if (open && tags[i][0] == 'I' && spans.back().label == label) {
      spans.back().end = i + 1;
    } else {
      spans.push_back({i, i + 1, label});
    }
    open = true;
  }
  return spans;
}

absl::StatusOr<std::vector<BioSentence>> ReadBio(const std::string& path) {
  SITREP_ASSIGN_OR_RETURN(const std::vector<std::string> lines, ReadGoldLines(path));
  std::vector<BioSentence> sentences;
  BioSentence sentence;
  std::vector<std::string> tags;
  const auto finish = [&] {
    if (sentence.words.empty()) return;
    sentence.spans = SpansOfTags(tags);
    sentences.push_back(std::exchange(sentence, {}));
    tags.clear();
  };
  for (size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].find_first_not_of(" \t") == std::string::npos) {
      finish();
      continue;
    }
    const std::vector<std::string> columns = absl::StrSplit(lines[i], absl::ByAnyChar("\t "));
    if (columns.size() < 2) return FormatError(path, i + 1, "must have a token and its tag, a tab between");
    if (!IsTag(columns.back())) {
      return FormatError(path, i + 1, absl::StrCat("tag must be O, B-... or I-...: ", columns.back()));
    }
    if (columns.front().empty()) return FormatError(path, i + 1, "token must not be empty");
    sentence.words.push_back(columns.front());
    tags.push_back(columns.back());
  }
  finish();
  if (sentences.empty()) return FormatError(path, 1, "has no sentence");
  return sentences;
}

void KeepLast(double share, std::vector<BioSentence>& sentences) {
  const auto kept = static_cast<ptrdiff_t>(std::ceil(share * static_cast<double>(sentences.size())));
  sentences.erase(sentences.begin(), sentences.end() - kept);
}

}  // namespace sitrep::eval
