#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "services/tagger/document/document.h"
#include "services/tagger/knowledge/knowledge_base.h"

namespace sitrep::tagger {

// Who speaks, as far as the text and the knowledge base tell.
struct Speaker {
  ByteSpan span;             // The words that name the speaker; empty: none found.
  uint32_t mention = kNone;  // Index into Document::mentions.
  std::string entity_id;
  std::string name;
  uint32_t token = 0;  // First token of `span`.

  bool found() const { return !span.empty(); }
  // Words that stand for something named before: "he", "the president".
  bool resolved() const { return !entity_id.empty(); }
};

// Finds the subject of a reporting verb and who that is. A noun phrase is the person it names ("Kremlin spokesman
// Dmitry Peskov"), else the organisation, country or group at its head, else the holder of the office it names on the
// day of publication ("the UN Secretary-General"), else its own words. A pronoun is the last speaker if the gender
// fits, else the subject of the sentence before, else the nearest person before. Reads tokens, sentences, mentions,
// entities and times. Holds references; made per document.
class SpeakerFinder {
 public:
  SpeakerFinder(const Document& document, const KnowledgeBase& knowledge, std::vector<bool> quoted);

  // The subject in front of token `verb`, not before token `begin`.
  Speaker Before(uint32_t verb, uint32_t begin, const Speaker& last) const;
  // The subject behind token `verb` ("said Kuleba"), not from token `end` on.
  Speaker After(uint32_t verb, uint32_t end, const Speaker& last) const;
  // The noun phrase [first, end).
  Speaker FromPhrase(uint32_t first, uint32_t end, const Speaker& last) const;
  // The first person, else organisation, named in sentences [first, end) outside of subordinate phrases.
  Speaker SubjectOf(uint32_t first_token, uint32_t end_token) const;
  Speaker FromMention(uint32_t mention) const;

 private:
  std::string_view Lower(uint32_t token) const { return document_.Lower(document_.tokens[token]); }
  bool IsBoundary(uint32_t token) const;
  // Index of the mention that covers `token`; kNone: none.
  uint32_t MentionAt(uint32_t token) const { return mention_of_token_[token]; }
  Speaker FromPronoun(uint32_t token, const Speaker& last) const;
  Speaker FromOffice(uint32_t first, uint32_t end) const;
  char GenderOf(const std::string& entity_id, std::string_view name) const;

  const Document& document_;
  const KnowledgeBase& knowledge_;
  std::vector<uint32_t> mention_of_token_;
  std::vector<bool> quoted_;
  std::vector<bool> in_time_;  // Tokens of time expressions.
};

}  // namespace sitrep::tagger
