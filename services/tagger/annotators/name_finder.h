#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/node_hash_map.h"
#include "absl/types/span.h"
#include "services/tagger/annotators/name_tokens.h"
#include "services/tagger/document/document.h"
#include "services/tagger/knowledge/knowledge_base.h"

namespace sitrep::tagger {

// A capitalised word that may be a name; the rest of the text has to tell.
struct DoubtfulName {
  uint32_t token = 0;
  uint32_t sentence = 0;
  bool starts_clause = false;  // Its capital may be that of the sentence.
  bool in_heading = false;     // Its capital may be that of a heading.
};

// A name the knowledge base has, with what the rules ask of its candidates again and again.
struct KnownName : NameSpan {
  std::array<float, 4> share = {};  // Sum of the priors by EntityKind.
  std::array<bool, 4> has = {};     // Whether some candidate is of that kind.
  EntityKind best_kind = EntityKind::kPlace;
  float best_prominence = 0;

  bool Has(EntityKind kind) const { return has[static_cast<size_t>(kind)]; }
};

// The first reading of a text for names, sentence by sentence: what one sentence and the knowledge base tell. Words
// that need the rest of the text are handed on in `doubtful`. Looks at each token a bounded number of times.
class NameFinder {
 public:
  NameFinder(const KnowledgeBase& knowledge, const NameTokens& tokens) : knowledge_(knowledge), tokens_(tokens) {}

  void Read(uint32_t sentence_index);

  std::vector<Mention>& mentions() { return mentions_; }
  const std::vector<DoubtfulName>& doubtful() const { return doubtful_; }

 private:
  // What stands before a name speaks for a person.
  enum class PersonCue : uint8_t { kNone, kNoun, kOffice, kTitle };

  bool IsEligible(uint32_t i) const;
  // The end of the run of capitalised words from `i` on, with particles, initials and hyphens between them.
  uint32_t ChunkEnd(uint32_t i) const;
  bool BreaksChunk(uint32_t i) const;

  // Each takes the words from `i` on (a chunk that ends at `end`) and returns where reading goes on, or `i` when its
  // rule does not apply.
  uint32_t TakeChunk(uint32_t i, uint32_t end, PersonCue cue);
  uint32_t TakeHeaded(uint32_t i, uint32_t end, const KnownName& match);
  uint32_t TakeFunctionWord(uint32_t i);
  uint32_t TakeDemonym(uint32_t i);
  uint32_t TakePerson(uint32_t i, uint32_t end, const KnownName& match, PersonCue cue);
  uint32_t TakeKnown(uint32_t i, uint32_t end, const KnownName& match);
  uint32_t TakeUnknown(uint32_t i, uint32_t end, PersonCue cue);
  void TakeCompound(uint32_t i);

  uint32_t PersonEnd(uint32_t i, uint32_t end) const;
  bool IsSecondSurname(uint32_t i, const KnownName& match) const;
  uint32_t ExtendByOf(uint32_t end) const;
  bool IsAcceptable(uint32_t i, const KnownName& match) const;
  MentionType TypeOf(uint32_t i, const KnownName& match) const;
  // LongestMatch and LongestOffice at a token of this sentence, asked once.
  const KnownName& Match(uint32_t i) const;
  const OfficeSpan& Office(uint32_t i) const;
  bool IsWeaponName(uint32_t i) const;

  void Add(uint32_t first, uint32_t end, MentionType type, bool adjectival = false);
  void AddSpan(ByteSpan span, uint32_t first, uint32_t end, MentionType type, bool adjectival);

  const KnowledgeBase& knowledge_;
  const NameTokens& tokens_;
  std::vector<Mention> mentions_;
  std::vector<DoubtfulName> doubtful_;

  // The sentence being read.
  uint32_t sentence_index_ = 0;
  const Sentence* sentence_ = nullptr;
  SentenceCase case_ = SentenceCase::kNormal;
  mutable absl::node_hash_map<uint32_t, KnownName> matches_;
  mutable absl::flat_hash_map<uint32_t, OfficeSpan> offices_;
};

}  // namespace sitrep::tagger
