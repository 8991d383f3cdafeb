#pragma once

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "services/tagger/annotators/name_lexicon.h"
#include "services/tagger/document/document.h"
#include "services/tagger/knowledge/knowledge_base.h"

namespace sitrep::tagger {

inline bool IsOneOf(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, text) != words.end();
}

// How the capitals of a sentence are to be read.
enum class SentenceCase : uint8_t {
  kNormal,  // A capital inside the sentence speaks for a name.
  kTitle,   // Most words have a capital, as in headlines.
  kAllCapitals,
  kNoCapitals,  // Nothing has a capital though names are to be expected: a headline, or a text written so.
};

// The tokens of a document as the name rules see them: surface, clues and neighbours. A view of the document, which
// must outlive it and keep its tokens. Not thread-safe (it remembers look-ups).
class NameTokens {
 public:
  NameTokens(const KnowledgeBase& knowledge, const NameLexicon& lexicon, const Document& document);

  const Document& document() const { return document_; }
  const Token& At(uint32_t i) const { return document_.tokens[i]; }
  std::string_view Text(uint32_t i) const { return words_[i]; }
  std::string_view Lower(uint32_t i) const { return document_.Lower(At(i)); }
  bool Has(uint32_t i, uint32_t clues) const { return (clues_[i] & clues) != 0; }
  // Whether `lower`, a word in lower case, is an ordinary one.
  bool IsOrdinary(std::string_view lower) const { return (lexicon_.CluesOf(lower) & kOrdinaryWord) != 0; }
  bool IsWord(uint32_t i) const { return At(i).kind == Token::kWord; }

  // Surfaces of the tokens up to `end`, as KnowledgeBase::LongestMatch wants them; index i stays the token's.
  absl::Span<const std::string_view> Words(uint32_t end) const { return absl::MakeConstSpan(words_).first(end); }

  bool IsGivenName(uint32_t i) const { return IsKnown(i, kGivenName, kNoGivenName); }
  bool IsSurname(uint32_t i) const { return IsKnown(i, kSurname, kNoSurname); }
  bool IsDemonym(uint32_t i) const { return IsKnown(i, kDemonym, kNoDemonym); }
  // "J.", "J.K.": capitals with full stops.
  bool IsInitial(uint32_t i) const;
  // "Anti-terror": a prefix with a capital joined to an ordinary word, so that the whole is no name.
  bool IsCompound(uint32_t i) const { return (clues_[i] & kCompound) != 0; }
  // A hyphen without spaces between two words.
  bool IsHyphen(uint32_t i) const { return Text(i) == "-" && !At(i).space_before; }

  SentenceCase CaseOf(const Sentence& sentence) const;
  // True for the first word of a sentence, and behind a colon or an opening quotation mark.
  bool StartsClause(uint32_t i, const Sentence& sentence) const;

 private:
  enum Remembered : uint32_t {
    kGivenName = 1u << 24,
    kNoGivenName = 1u << 25,
    kSurname = 1u << 26,
    kNoSurname = 1u << 27,
    kDemonym = 1u << 28,
    kNoDemonym = 1u << 29,
    kCompound = 1u << 23,
  };

  bool IsKnown(uint32_t i, uint32_t yes, uint32_t no) const;

  const KnowledgeBase& knowledge_;
  const NameLexicon& lexicon_;
  const Document& document_;
  std::vector<std::string_view> words_;
  mutable std::vector<uint32_t> clues_;
  bool has_capitals_ = false;  // Of the whole text: more than one word in a hundred.
};

}  // namespace sitrep::tagger
