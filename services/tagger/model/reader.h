#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/types/span.h"
#include "services/tagger/model/arborescence.h"
#include "services/tagger/model/dependency_parser.h"
#include "services/tagger/model/encoder.h"
#include "services/tagger/model/lemmatizer.h"
#include "services/tagger/model/name_decoder.h"
#include "services/tagger/model/profile.h"
#include "services/tagger/model/tag_head.h"
#include "services/tagger/model/weights.h"

namespace sitrep::tagger {

// The words of a sentence, in UTF-8: words of Universal Dependencies ("do", "n't"), their case kept.
using SentenceWords = std::vector<std::string_view>;

// What to find out. Less costs less, and does not change the rest.
struct ReaderHeads {
  bool tags = true;    // upos and penn.
  bool lemmas = true;  // lemma.
  bool tree = true;    // head and relation.
  bool names = true;   // mentions.
};

// A word as read; what was not asked for is empty. Views live as long as the Reader.
struct ReadWord {
  std::string_view upos;  // Universal part of speech: "NOUN".
  std::string_view penn;  // Penn Treebank tag: "NNS".
  std::string lemma;
  uint32_t head = kRootHead;  // The word in the sentence that it depends on; kRootHead: none.
  std::string_view relation;  // Universal dependency relation without subtype: "nsubj", "root".
};

struct ReadSentence {
  std::vector<ReadWord> words;        // As many as there are forms.
  std::vector<ReadMention> mentions;  // In order, not overlapping.
};

// The model that reads sentences: one encoder and its heads (models/reader). Immutable after Load and thread-safe; a
// call uses its own thread only. What is read of a sentence depends on its words and version() alone, to the last bit:
// not on other sentences of the call, other calls, or threads.
class Reader {
 public:
  // Longer sentences are read in windows, cut after a punctuation mark where there is one in the second half; each is
  // read as a sentence of its own. The roots of later windows depend on the first one's as parataxis.
  static constexpr size_t kLongestWindow = 192;

  // The errors of Weights; FAILED_PRECONDITION when this machine cannot run `profile`.
  static absl::StatusOr<std::unique_ptr<const Reader>> Load(const std::string& path, Profile profile);
  ~Reader();
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  // One result for each sentence; a sentence may be empty. Costs memory for about a thousand words at a time beside the
  // result, however many there are.
  std::vector<ReadSentence> Read(absl::Span<const SentenceWords> sentences, const ReaderHeads& wanted) const;
  std::vector<ReadSentence> Read(absl::Span<const SentenceWords> sentences) const { return Read(sentences, {}); }

  // Changes whenever some sentence could be read otherwise: this code's version, the model's name, the checksum of the
  // weights, the profile.
  const std::string& version() const { return version_; }
  Profile profile() const { return kernels_.profile; }

 private:
  struct Parts {
    Encoder encoder;
    TagHead upos;
    TagHead penn;
    Lemmatizer lemmatizer;
    NameDecoder names;
    DependencyParser parser;
  };
  struct Window;
  struct Scratch;
  class BorrowedScratch;

  Reader(std::unique_ptr<const Weights> weights, Parts parts, const Kernels& kernels);
  // Reads scratch.windows into `read` and empties them.
  void ReadBatch(const ReaderHeads& wanted, Scratch& scratch, std::vector<ReadSentence>& read) const;
  void SetTags(const ReaderHeads& wanted, Scratch& scratch, std::vector<ReadSentence>& read) const;
  void SetTree(Scratch& scratch, std::vector<ReadSentence>& read) const;

  const std::unique_ptr<const Weights> weights_;
  const Kernels& kernels_;
  const Parts parts_;
  std::string version_;

  // As many as calls there have been at once.
  mutable absl::Mutex mutex_;
  mutable std::vector<std::unique_ptr<Scratch>> idle_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace sitrep::tagger
