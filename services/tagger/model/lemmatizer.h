#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "services/tagger/model/kernels.h"
#include "services/tagger/model/row_buffer.h"
#include "services/tagger/model/tag_head.h"
#include "services/tagger/model/weights.h"

namespace sitrep::tagger {

// A recipe that makes a lemma of a form (after UDPipe, Straka 2018), written "CASE|P:prefix|S:suffix": of the form with
// plain marks cut P code points in front and put `prefix` there, cut S at the end and put `suffix` there; or
// "CASE|=text": the text. CASE "l" works on the form in lower case, "t" too and gives the result a capital, "k" keeps
// the form's case.
class EditScript {
 public:
  // INVALID_ARGUMENT, with the script.
  static absl::StatusOr<EditScript> Parse(std::string_view script);

  // The form in lower case when it is shorter than what is to be cut.
  std::string Apply(std::string_view form) const;

 private:
  enum class Case : uint8_t { kLower, kTitle, kKeep } case_ = Case::kLower;
  bool whole_ = false;  // `prefix_` is the lemma.
  uint32_t cut_front_ = 0;
  uint32_t cut_end_ = 0;
  std::string prefix_;
  std::string suffix_;
};

// Lemmas: an edit script for each word, unless its form and Penn tag are among the exceptions. Immutable and
// thread-safe.
class Lemmatizer {
 public:
  // "lemma.weight", "lemma.bias", "labels.lemma"; "labels.lemma_exceptions", if there, has lines of form, tag and lemma
  // with tabs between them.
  static absl::StatusOr<Lemmatizer> Load(const Weights& weights, size_t inputs, const Kernels& kernels);

  // Memory of one call at a time. Not thread-safe.
  struct Scratch {
    std::vector<float> scores;
    std::vector<uint32_t> rows;  // Whose lemmas are no exceptions.
    std::vector<uint16_t> scripts;
  };

  // The lemma of each of `forms`, which have Penn tags and belong to the rows of `encoded`. Scripts are chosen for
  // those only that are no exceptions, which saves most of the work.
  void Read(const RowBuffer& encoded, absl::Span<const std::string_view> forms,
            absl::Span<const std::string_view> penn_tags, Scratch& scratch, std::vector<std::string>& lemmas) const;

 private:
  explicit Lemmatizer(TagHead head) : head_(std::move(head)) {}

  TagHead head_;
  std::vector<EditScript> scripts_;
  // Keys and values point into the weights.
  absl::flat_hash_map<std::pair<std::string_view, std::string_view>, std::string_view> exceptions_;
};

}  // namespace sitrep::tagger
