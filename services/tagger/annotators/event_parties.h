#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/tagger/annotators/event_syntax.h"
#include "services/tagger/document/document.h"
#include "services/tagger/knowledge/knowledge_base.h"

namespace sitrep::tagger::events {

// Says for whom the names of a text act. Capitals and seats of government that act stand for their country ("Kremlin"
// has Russia's entity id), as do the troops and officials of a country; its people of no office do not. Remembers the
// two sides last named, for "both sides", and the last city, for "the city", so sentences must come in order. One
// object per document; not thread-safe.
class PartyReader {
 public:
  PartyReader(const Document& document, const KnowledgeBase& knowledge) : document_(document), knowledge_(knowledge) {}

  // The participant a mention stands for when it acts; nullopt when it does not act.
  std::optional<Participant> Actor(const SentenceSyntax& syntax, uint32_t mention) const;
  // Everybody in the subject of a verb.
  std::vector<Participant> Subject(const SentenceSyntax& syntax, const VerbGroup& group, int depth = 0) const;
  // Adds the pair last named when the range says "both sides" or the like.
  void AddSides(const SentenceSyntax& syntax, uint32_t begin, uint32_t end, std::vector<Participant>& actors) const;
  void AddPlace(const SentenceSyntax& syntax, uint32_t mention, std::vector<Participant>& places) const;
  // A nationality or seat in front of a noun: "Russian attack" -> Russia. Other names stand for themselves.
  Participant Modifier(uint32_t mention) const;

  // ISO code of the country a participant is or belongs to; empty when unknown.
  std::string CountryOf(const Participant& participant) const;
  // Does a country itself, its government or its forces take part?
  bool IsState(const Participant& participant) const;
  // Entity id of the country; empty when the code is unknown.
  std::string CountryId(std::string_view iso) const;

  // Two countries at one table: those "both sides" will mean. Anything but two is ignored.
  void NoteSides(const std::vector<Participant>& actors);
  // Call once per sentence, after its events were read.
  void Remember(const SentenceSyntax& syntax);
  const std::vector<Participant>& sides() const { return sides_; }
  const std::optional<Participant>& last_city() const { return last_city_; }

 private:
  std::vector<Participant> PartiesIn(const SentenceSyntax& syntax, uint32_t begin, uint32_t end) const;
  Participant Unlinked(uint32_t first_token, uint32_t end_token) const;
  Participant Country(const std::string& id, ByteSpan span) const;

  const Document& document_;
  const KnowledgeBase& knowledge_;
  std::vector<Participant> sides_;  // Empty or two.
  std::optional<Participant> last_city_;
};

// Adds what is not yet there: same entity, or same name when neither is linked.
void AddParticipant(Participant participant, std::vector<Participant>& list);
bool SameParticipant(const Participant& a, const Participant& b);

}  // namespace sitrep::tagger::events
