#pragma once

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "services/tagger/annotators/event_lexicon.h"
#include "services/tagger/document/document.h"

namespace sitrep::tagger::events {

// A verb with its auxiliaries: "had not been captured". All positions are indices into Document::tokens.
struct VerbGroup {
  uint32_t begin = 0;
  uint32_t main = 0;
  uint32_t end = 0;
  uint8_t form = 0;  // Of the main verb, a VerbForm.
  bool passive = false;
  bool perfect = false;
  bool progressive = false;
  bool past = false;    // Past tense of the first word.
  bool future = false;  // "will", "is going to", "is to"
  bool may = false;     // Any other modal.
  bool should = false;
  bool negated = false;
  bool infinitive = false;      // "to meet"
  bool participial = false;     // ", killing ten": -ing without auxiliary.
  bool relative = false;        // Subject is the antecedent of who, which or that.
  bool conditional = false;     // Inside "if", "unless", "whether".
  bool subordinate = false;     // After a subordinator other than "that".
  bool inverted = false;        // ", said Peskov"
  bool shares_subject = false;  // Coordinated with the group before it.
  uint32_t clause_begin = 0;    // First token of its clause.
  uint32_t subject_begin = 0;   // Where its subject may stand; empty range: none found.
  uint32_t subject_end = 0;
  uint32_t governor = kNone;       // Group that an infinitive, participle or complement clause hangs on.
  uint32_t governor_word = kNone;  // Token before "to": "ready", "plan".
  bool complement = false;         // "said that ...": `governor` says it.

  bool finite() const { return !infinitive && !participial; }
};

// One sentence read clause by clause, without a parser: verb groups, their subjects and what they hang on, from word
// classes and the order of words. Wrong now and then, never slow: linear in the sentence but for the number of its
// verbs. Reused from sentence to sentence for its buffers; not thread-safe.
class SentenceSyntax {
 public:
  SentenceSyntax(const Document& document, const EventLexicon& lexicon, absl::Span<const uint32_t> word_ids)
      : document_(document), lexicon_(lexicon), word_ids_(word_ids) {}

  void Analyse(uint32_t sentence);

  const Document& document() const { return document_; }
  uint32_t sentence() const { return sentence_; }
  uint32_t begin() const { return begin_; }
  uint32_t end() const { return end_; }
  absl::Span<const VerbGroup> groups() const { return groups_; }
  // Of the sentence, in order.
  absl::Span<const TimeExpression> times() const { return times_; }

  const WordFacts& Facts(uint32_t token) const { return lexicon_.Facts(word_ids_[token]); }
  bool Is(uint32_t token, uint64_t classes) const { return Facts(token).Is(classes); }
  bool IsWord(uint32_t token, std::string_view lower) const {
    return document_.Lower(document_.tokens[token]) == lower;
  }
  bool IsMark(uint32_t token) const { return document_.tokens[token].kind == Token::kPunctuation; }
  // Index into Document::mentions of the mention that covers the token, else kNone.
  uint32_t MentionAt(uint32_t token) const { return mention_at_[token - begin_]; }
  // The group that holds the token, else kNone.
  uint32_t GroupAt(uint32_t token) const { return group_at_[token - begin_]; }
  // The last group that begins before the token, else kNone.
  uint32_t GroupBefore(uint32_t token) const;
  // The first group that begins after the token, else kNone.
  uint32_t GroupAfter(uint32_t token) const;
  // A mark or word that ends a clause: comma excluded.
  bool IsBoundary(uint32_t token) const;
  // The token before, skipping adverbs and "not"; kNone at the beginning.
  uint32_t Previous(uint32_t token) const;
  // Is the mention "Ukraine" of "Ukraine's"?
  bool IsPossessive(const Mention& mention) const;
  // The VerbForm in which the token is a verb here, 0 when it is none.
  uint8_t VerbFormAt(uint32_t token) const;
  // Exclusive end of the words that may belong to the head at `token`: the next group, boundary or sentence end.
  uint32_t ScopeEnd(uint32_t token) const;

 private:
  bool BeginsNounPhrase(uint32_t token) const;
  bool IsNounLike(uint32_t token) const;
  bool ReadsAsPast(uint32_t token) const;
  bool ReadsAsThird(uint32_t token) const;
  bool ReadsAsBase(uint32_t token) const;
  bool ReadsAsIng(uint32_t token) const;
  uint32_t SkipAdverbs(uint32_t token) const;
  bool IsParticiple(uint32_t token) const;
  bool ParseGroup(uint32_t token, VerbGroup& group) const;
  void FindSubject(uint32_t index);
  void FindGovernor(uint32_t index);

  const Document& document_;
  const EventLexicon& lexicon_;
  absl::Span<const uint32_t> word_ids_;
  uint32_t sentence_ = 0;
  uint32_t begin_ = 0;
  uint32_t end_ = 0;
  std::vector<VerbGroup> groups_;
  absl::Span<const TimeExpression> times_;
  std::vector<uint32_t> group_at_;
  std::vector<uint32_t> mention_at_;
};

}  // namespace sitrep::tagger::events
