#include "services/tagger/model/lemmatizer.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "common/base/string_views.h"
#include "common/text/unicode.h"
#include "services/tagger/model/word_features.h"

namespace sitrep::tagger {
namespace {

// "2:ab" into 2 and "ab".
bool ParseCut(std::string_view part, uint32_t& cut, std::string& put) {
  const size_t colon = part.find(':');
  if (colon == std::string_view::npos || !absl::SimpleAtoi(ToAbsl(part.substr(0, colon)), &cut)) return false;
  put = part.substr(colon + 1);
  return cut <= 1000;
}

// The byte after `count` code points; npos when there are fewer.
size_t SkipFront(std::string_view text, uint32_t count) {
  size_t byte = 0;
  for (; count > 0; --count) {
    if (byte >= text.size()) return std::string_view::npos;
    byte += text::DecodeCodePoint(text, byte).length;
  }
  return byte;
}

size_t SkipEnd(std::string_view text, uint32_t count) {
  size_t byte = text.size();
  for (; count > 0; --count) {
    if (byte == 0) return std::string_view::npos;
    byte -= text::DecodeCodePointBefore(text, byte).length;
  }
  return byte;
}

void GiveCapital(std::string& text) {
  if (text.empty()) return;
  const text::CodePoint first = text::DecodeCodePoint(text, 0);
  char bytes[U8_MAX_LENGTH];
  int32_t size = 0;
  U8_APPEND_UNSAFE(bytes, size, u_toupper(static_cast<UChar32>(first.value)));
  text.replace(0, first.length, bytes, static_cast<size_t>(size));
}

}  // namespace

absl::StatusOr<EditScript> EditScript::Parse(std::string_view script) {
  EditScript parsed;
  const auto wrong = [&] { return absl::InvalidArgumentError(absl::StrCat("no edit script: ", ToAbsl(script))); };
  if (script.size() < 3 || script[1] != '|') return wrong();
  switch (script[0]) {
    case 'l':
      parsed.case_ = Case::kLower;
      break;
    case 't':
      parsed.case_ = Case::kTitle;
      break;
    case 'k':
      parsed.case_ = Case::kKeep;
      break;
    default:
      return wrong();
  }
  const std::string_view edits = script.substr(2);
  if (edits[0] == '=') {
    parsed.whole_ = true;
    parsed.prefix_ = edits.substr(1);
    return parsed;
  }
  const size_t bar = edits.find('|');
  if (bar == std::string_view::npos || !ParseCut(edits.substr(0, bar), parsed.cut_front_, parsed.prefix_) ||
      !ParseCut(edits.substr(bar + 1), parsed.cut_end_, parsed.suffix_)) {
    return wrong();
  }
  return parsed;
}

std::string EditScript::Apply(std::string_view form) const {
  std::string lemma;
  if (whole_) {
    lemma = prefix_;
  } else {
    std::string source;
    case_ == Case::kKeep ? AppendPlain(form, source) : AppendPlainLower(form, source);
    const size_t begin = SkipFront(source, cut_front_);
    const size_t end = SkipEnd(source, cut_end_);
    if (begin == std::string::npos || end == std::string::npos || begin > end) {
      AppendPlainLower(form, lemma);
      return lemma;
    }
    if (prefix_.empty()) {
      lemma = std::move(source);
      lemma.resize(end);
      lemma.erase(0, begin);
    } else {
      lemma.reserve(prefix_.size() + end - begin + suffix_.size());
      lemma.append(prefix_).append(source, begin, end - begin);
    }
    lemma.append(suffix_);
  }
  if (case_ == Case::kTitle) GiveCapital(lemma);
  return lemma;
}

absl::StatusOr<Lemmatizer> Lemmatizer::Load(const Weights& weights, size_t inputs, const Kernels& kernels) {
  SITREP_ASSIGN_OR_RETURN(TagHead head, TagHead::Load(weights, "lemma", inputs, kernels));
  Lemmatizer lemmatizer(std::move(head));
  for (const std::string_view label : lemmatizer.head_.labels()) {
    absl::StatusOr<EditScript> script = EditScript::Parse(label);
    if (!script.ok()) {
      return weights.Fault(absl::StatusCode::kFailedPrecondition,
                           absl::StrCat("labels.lemma: ", script.status().message()));
    }
    lemmatizer.scripts_.push_back(*std::move(script));
  }
  constexpr std::string_view kExceptions = "labels.lemma_exceptions";
  if (!weights.Has(kExceptions)) return lemmatizer;
  SITREP_ASSIGN_OR_RETURN(const std::vector<std::string_view> lines, weights.Lines(kExceptions));
  for (const std::string_view line : lines) {
    const std::vector<absl::string_view> fields = absl::StrSplit(ToAbsl(line), '\t');
    if (fields.size() != 3) {
      return weights.Fault(absl::StatusCode::kFailedPrecondition,
                           absl::StrCat(ToAbsl(kExceptions), " has no three fields: ", ToAbsl(line)));
    }
    // An empty lemma is none, and of two the last counts, as in scripts/train.
    if (!fields[2].empty()) {
      lemmatizer.exceptions_.insert_or_assign(std::pair(ToStd(fields[0]), ToStd(fields[1])), ToStd(fields[2]));
    }
  }
  return lemmatizer;
}

void Lemmatizer::Read(const RowBuffer& encoded, absl::Span<const std::string_view> forms,
                      absl::Span<const std::string_view> penn_tags, Scratch& scratch,
                      std::vector<std::string>& lemmas) const {
  lemmas.resize(forms.size());
  scratch.rows.clear();
  for (uint32_t i = 0; i < forms.size(); ++i) {
    const auto found = exceptions_.find(std::pair(forms[i], penn_tags[i]));
    if (found == exceptions_.end()) {
      scratch.rows.push_back(i);
    } else {
      lemmas[i] = found->second;
    }
  }
  head_.PredictSome(encoded, scratch.rows, scratch.scores, scratch.scripts);
  for (size_t i = 0; i < scratch.rows.size(); ++i) {
    lemmas[scratch.rows[i]] = scripts_[scratch.scripts[i]].Apply(forms[scratch.rows[i]]);
  }
}

}  // namespace sitrep::tagger
