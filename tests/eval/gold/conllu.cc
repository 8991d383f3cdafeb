#include "tests/eval/gold/conllu.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/base/status_macros.h"
#include "tests/eval/gold/files.h"

namespace sitrep::eval {
namespace {

constexpr size_t kColumns = 10;

std::string WithoutSpace(std::string_view text) {
  std::string dense;
  for (size_t i = 0; i < text.size(); ++i) {
    // No-break spaces too: some tokens of the treebanks hold them.
    if (text.substr(i, 2) == "\u00A0") {
      ++i;
    } else if (text[i] != ' ' && text[i] != '\t') {
      dense.push_back(text[i]);
    }
  }
  return dense;
}

// Reads one file line by line.
class Reader {
 public:
  explicit Reader(const std::string& path) : path_(path) {}

  absl::StatusOr<std::vector<ConlluDocument>> Read() {
    SITREP_ASSIGN_OR_RETURN(const std::vector<std::string> lines, ReadGoldLines(path_));
    for (line_ = 1; line_ <= lines.size(); ++line_) {
      const std::string& line = lines[line_ - 1];
      if (line.empty()) {
        SITREP_RETURN_IF_ERROR(FinishSentence());
      } else if (line[0] == '#') {
        ReadComment(line);
      } else {
        SITREP_RETURN_IF_ERROR(ReadWord(line));
      }
    }
    SITREP_RETURN_IF_ERROR(FinishSentence());
    if (documents_.empty()) return FormatError(path_, 1, "has no sentence");
    return std::move(documents_);
  }

 private:
  void ReadComment(const std::string& line) {
    if (sentence_.line == 0) sentence_.line = line_;
    absl::string_view rest = line;
    if (absl::ConsumePrefix(&rest, "# text = ")) {
      sentence_.text = std::string(rest);
    } else if (line.starts_with("# newdoc")) {
      begins_document_ = true;
      document_id_ = absl::ConsumePrefix(&rest, "# newdoc id = ") ? std::string(rest) : "";
    } else if (line == "# newpar" || line.starts_with("# newpar ")) {
      sentence_.begins_paragraph = true;
    }
  }

  absl::Status ReadWord(const std::string& line) {
    const std::vector<std::string> columns = absl::StrSplit(line, '\t');
    if (columns.size() != kColumns) {
      return FormatError(path_, line_, absl::StrCat("must have ", kColumns, " columns, has ", columns.size()));
    }
    const std::string& id = columns[0];
    if (id.find('.') != std::string::npos) return absl::OkStatus();
    if (const size_t dash = id.find('-'); dash != std::string::npos) {
      uint32_t first = 0;
      uint32_t last = 0;
      if (!absl::SimpleAtoi(id.substr(0, dash), &first) || !absl::SimpleAtoi(id.substr(dash + 1), &last) ||
          first != sentence_.words.size() + 1 || last < first) {
        return FormatError(path_, line_, absl::StrCat("range of words out of order: ", id));
      }
      sentence_.tokens.push_back({columns[1], first - 1, last});
      return absl::OkStatus();
    }
    uint32_t number = 0;
    if (!absl::SimpleAtoi(id, &number) || number != sentence_.words.size() + 1) {
      return FormatError(path_, line_, absl::StrCat("word number out of order: ", id));
    }
    ConlluWord word{columns[1], columns[2], columns[3], 0, WithoutSubtype(columns[7])};
    if (!absl::SimpleAtoi(columns[6], &word.head)) {
      return FormatError(path_, line_, absl::StrCat("head must be a number: ", columns[6]));
    }
    if (sentence_.tokens.empty() || sentence_.tokens.back().end_word < number) {
      sentence_.tokens.push_back({columns[1], number - 1, number});
    }
    sentence_.words.push_back(std::move(word));
    return absl::OkStatus();
  }

  absl::Status FinishSentence() {
    if (sentence_.words.empty()) return absl::OkStatus();
    if (sentence_.text.empty()) return FormatError(path_, sentence_.line, "sentence has no \"# text\"");
    std::string joined;
    for (const ConlluToken& token : sentence_.tokens) joined += token.form;
    if (WithoutSpace(joined) != WithoutSpace(sentence_.text)) {
      return FormatError(path_, sentence_.line, "\"# text\" is not the sentence's tokens");
    }
    for (const ConlluWord& word : sentence_.words) {
      if (word.head > sentence_.words.size()) {
        return FormatError(path_, sentence_.line, absl::StrCat("head is no word of the sentence: ", word.head));
      }
    }
    if (sentence_.tokens.back().end_word > sentence_.words.size()) {
      return FormatError(path_, line_, "range of words goes on behind the sentence");
    }
    if (documents_.empty() || begins_document_) documents_.push_back({.id = document_id_});
    begins_document_ = false;
    documents_.back().sentences.push_back(std::exchange(sentence_, {}));
    return absl::OkStatus();
  }

  const std::string& path_;
  size_t line_ = 0;
  std::vector<ConlluDocument> documents_;
  ConlluSentence sentence_;
  bool begins_document_ = false;
  std::string document_id_;
};

}  // namespace

std::string WithoutSubtype(std::string_view deprel) { return std::string(deprel.substr(0, deprel.find(':'))); }

absl::StatusOr<std::vector<ConlluDocument>> ReadConllu(const std::string& path) { return Reader(path).Read(); }

}  // namespace sitrep::eval
