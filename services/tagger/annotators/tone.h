#pragma once

#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "services/tagger/document/annotator.h"

namespace sitrep::tagger {

// Fills Document::tone by a lexicon of valences (models/tone/CARD.md). A sentence's score is the sum of its words'
// valences, turned round by a negation and strengthened or weakened by a degree word before them, squashed to -1..1 as
// in VADER (Hutto and Gilbert, ICWSM 2014); the text's is the mean over its sentences by length. `positive` and
// `negative` are the shares of words of either sign. An entity's is the mean over its mentions of their sentence, the
// nearer words counting more; words inside names count for nothing. Reads tokens, sentences, mentions. Linear;
// thread-safe once made.
class ToneAnnotator final : public Annotator {
 public:
  // Reads `models_dir`/tone/lexicon.tsv. NOT_FOUND names a missing file, INVALID_ARGUMENT the line that is malformed.
  static absl::StatusOr<ToneAnnotator> Create(const std::string& models_dir);

  std::string_view name() const override { return "tone"; }
  std::string_view version() const override { return version_; }
  std::string_view description() const override {
    return "tone of the text and of what it says of entities, by lexicon";
  }

  absl::Status Annotate(Document& document) const override;

 private:
  ToneAnnotator() = default;

  // Valence of token `index`, which is in the lexicon with `valence`, among the words before it in its sentence.
  static float InContext(const Document& document, uint32_t sentence_begin, uint32_t index, float valence);

  absl::flat_hash_map<std::string, float> valences_;
  std::string version_;  // Of the rules and the file.
};

}  // namespace sitrep::tagger
