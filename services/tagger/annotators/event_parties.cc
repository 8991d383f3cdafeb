#include "services/tagger/annotators/event_parties.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "services/tagger/annotators/event_phrases.h"

namespace sitrep::tagger::events {
namespace {

constexpr int kMaxPronounDepth = 2;
constexpr size_t kMaxParticipants = 16;

uint32_t FiniteBefore(const SentenceSyntax& syntax, const VerbGroup& group) {
  for (uint32_t k = syntax.GroupBefore(group.begin); k != kNone && k < syntax.groups().size(); --k) {
    if (syntax.groups()[k].finite() && !syntax.groups()[k].inverted) return k;
    if (k == 0) break;
  }
  return kNone;
}

}  // namespace

bool SameParticipant(const Participant& a, const Participant& b) {
  return a.entity_id.empty() && b.entity_id.empty() ? a.name == b.name : a.entity_id == b.entity_id;
}

void AddParticipant(Participant participant, std::vector<Participant>& list) {
  if (list.size() >= kMaxParticipants) return;
  if (std::ranges::any_of(list, [&](const Participant& p) { return SameParticipant(p, participant); })) return;
  list.push_back(std::move(participant));
}

Participant PartyReader::Country(const std::string& id, ByteSpan span) const {
  const EntityHandle handle = knowledge_.FindId(id);
  return {span, id, handle == kNoEntity ? id : std::string(knowledge_.Get(handle).name)};
}

std::string PartyReader::CountryId(std::string_view iso) const {
  const EntityHandle country = iso.empty() ? kNoEntity : knowledge_.Country(iso);
  return country == kNoEntity ? std::string() : knowledge_.Get(country).id;
}

std::string PartyReader::CountryOf(const Participant& participant) const {
  const DocumentEntity* entity = document_.FindEntity(participant.entity_id);
  if (entity != nullptr) return entity->country;
  const EntityHandle handle = participant.entity_id.empty() ? kNoEntity : knowledge_.FindId(participant.entity_id);
  return handle == kNoEntity ? std::string() : std::string(knowledge_.Get(handle).country);
}

bool PartyReader::IsState(const Participant& participant) const {
  return !participant.entity_id.empty() && CountryId(CountryOf(participant)) == participant.entity_id;
}

Participant PartyReader::Unlinked(uint32_t first_token, uint32_t end_token) const {
  Participant participant;
  participant.span = {document_.tokens[first_token].begin, document_.tokens[end_token - 1].end};
  participant.name = std::string(document_.Text(participant.span));
  return participant;
}

std::optional<Participant> PartyReader::Actor(const SentenceSyntax& syntax, uint32_t mention) const {
  const Mention& m = document_.mentions[mention];
  const DocumentEntity* entity = document_.FindEntity(m.entity_id);
  Participant participant{.span = m.span, .entity_id = m.entity_id};
  participant.name = entity != nullptr ? entity->name : std::string(document_.Text(m.span));
  if (m.adjectival || syntax.IsPossessive(m) || IsCompound(syntax, m)) {
    // "Russian forces" act for Russia, "Russian prisoners" for nobody that has a name.
    for (uint32_t t = m.end_token; t < syntax.end() && t < m.end_token + kHeadReach; ++t) {
      if (syntax.MentionAt(t) != kNone || syntax.Is(t, kPreposition) || syntax.GroupAt(t) != kNone) break;
      if (syntax.Is(t, kForces)) {
        if (entity == nullptr || LeadsToName(syntax, t + 1)) break;
        const std::string country = CountryId(entity->country);
        if (!country.empty()) participant.entity_id = country;
        participant.span.end = document_.tokens[t].end;
        participant.name = std::string(document_.Text(participant.span));
        return participant;
      }
      if (syntax.Is(t, kActor)) return Unlinked(m.first_token, t + 1);
      if (syntax.IsMark(t) && !syntax.IsWord(t, "-") && !syntax.IsWord(t, "'s") && !syntax.IsWord(t, "\xE2\x80\x99s"))
        break;
    }
    // A nationality alone: "the Russians", "the Iranians".
    if (m.adjectival && document_.Lower(m.span).ends_with('s') && entity != nullptr) return participant;
    return std::nullopt;
  }
  switch (m.type) {
    case MentionType::kPerson:
      return participant;
    case MentionType::kPlace: {
      if (entity == nullptr || IsTimeZone(syntax, m)) return std::nullopt;
      if (IsCountry(*entity)) return participant;
      // A capital, or a seat of government, that acts.
      const EntityHandle capital = entity->country.empty() ? kNoEntity : knowledge_.Capital(entity->country);
      const bool seat = entity->feature_code == "PPLC" || entity->sector == "GOV" ||
                        (capital != kNoEntity && knowledge_.Get(capital).id == entity->id);
      if (!seat) return std::nullopt;
      participant.entity_id = CountryId(entity->country);
      participant.name = std::string(document_.Text(m.span));
      return participant;
    }
    case MentionType::kOrganisation:
    case MentionType::kGroup: {
      if (entity == nullptr) return participant;
      const bool nation = entity->id == absl::StrCat("group:", absl::AsciiStrToLower(entity->country));
      if (!entity->country.empty() && (nation || entity->sector == "GOV" || entity->sector == "MIL")) {
        const std::string country = CountryId(entity->country);
        if (!country.empty()) {
          participant.entity_id = country;
          participant.name = std::string(document_.Text(m.span));
        }
      }
      return participant;
    }
    default:
      return std::nullopt;
  }
}

// The parties of the first noun phrase of the range, and those joined to it.
std::vector<Participant> PartyReader::PartiesIn(const SentenceSyntax& syntax, uint32_t begin, uint32_t end) const {
  std::vector<Participant> parties;
  uint32_t list_end = kNone;  // Where the last party accepted ended.
  for (uint32_t t = begin; t < end; ++t) {
    const uint32_t index = syntax.MentionAt(t);
    if (index == kNone) continue;
    const Mention& m = document_.mentions[index];
    t = m.end_token - 1;
    if (list_end != kNone) {
      bool joined = m.first_token >= list_end && m.first_token < list_end + kHeadReach;
      bool mark = false;
      for (uint32_t k = list_end; joined && k < m.first_token; ++k) {
        mark |= IsListMark(syntax, k) || syntax.IsWord(k, "-") || syntax.IsWord(k, "&");
        joined = syntax.Is(k, kDeterminer | kCoordinator) || syntax.IsWord(k, ",") || syntax.IsWord(k, "-") ||
                 syntax.Facts(k).classes == 0;
      }
      if (!joined || !mark) break;
    } else {
      const uint32_t preposition = GoverningPreposition(syntax, m.first_token);
      // "negotiators from Russia and Ukraine" act for both.
      const bool sent = preposition != kNone && preposition > begin && syntax.Is(preposition - 1, kForces | kSides) &&
                        (syntax.IsWord(preposition, "from") || syntax.IsWord(preposition, "of"));
      if (preposition != kNone && preposition >= begin && !sent) continue;
    }
    const std::optional<Participant> party = Actor(syntax, index);
    if (!party.has_value()) continue;
    // "Ukrainian President Zelenskyy": the person, whose country speaks through the name alone.
    AddParticipant(*party, parties);
    list_end = m.end_token;
    while (list_end < end && document_.tokens[list_end].end <= party->span.end) ++list_end;
  }
  return parties;
}

void PartyReader::AddSides(const SentenceSyntax& syntax, uint32_t begin, uint32_t end,
                           std::vector<Participant>& actors) const {
  if (sides_.size() != 2) return;
  for (uint32_t t = begin; t < end; ++t) {
    const bool both =
        syntax.Is(t, kPair) && t + 1 < end &&
        (syntax.Is(t + 1, kSides) || (t + 2 < end && syntax.Is(t + 1, kPair) && syntax.Is(t + 2, kSides)));
    if (!both) continue;
    for (Participant side : sides_) {
      const uint32_t last = syntax.Is(t + 1, kSides) ? t + 1 : t + 2;
      side.span = {document_.tokens[t].begin, document_.tokens[last].end};
      AddParticipant(std::move(side), actors);
    }
    return;
  }
}

std::vector<Participant> PartyReader::Subject(const SentenceSyntax& syntax, const VerbGroup& group, int depth) const {
  uint32_t begin = group.subject_begin;
  if (group.relative) {
    // The antecedent is the last name before "who".
    for (uint32_t t = group.subject_end; t-- > begin;) {
      if (syntax.MentionAt(t) != kNone) {
        begin = document_.mentions[syntax.MentionAt(t)].first_token;
        break;
      }
    }
  }
  std::vector<Participant> subject = PartiesIn(syntax, begin, group.subject_end);
  if (subject.empty()) AddSides(syntax, group.subject_begin, group.subject_end, subject);
  // "said it had expelled", "met Biden after he arrived": who speaks or acts in the clause above.
  uint32_t above = group.complement ? group.governor : kNone;
  if (group.subordinate && !group.complement) above = FiniteBefore(syntax, group);
  if (subject.empty() && above != kNone && group.subject_end > group.subject_begin &&
      syntax.Is(group.subject_end - 1, kPronoun) && depth < kMaxPronounDepth) {
    subject = Subject(syntax, syntax.groups()[above], depth + 1);
    for (Participant& participant : subject) {
      const Token& pronoun = document_.tokens[group.subject_end - 1];
      participant.span = {pronoun.begin, pronoun.end};
    }
  }
  // "said that its airborne troops had": the troops of who says it.
  if (subject.empty() && above != kNone && depth < kMaxPronounDepth && group.subject_end > group.subject_begin + 1 &&
      syntax.Is(group.subject_end - 1, kForces) &&
      (syntax.IsWord(group.subject_begin, "its") || syntax.IsWord(group.subject_begin, "their"))) {
    for (Participant& owner : Subject(syntax, syntax.groups()[above], depth + 1)) {
      const std::string country = CountryId(CountryOf(owner));
      if (country.empty()) continue;
      owner = Unlinked(group.subject_begin, group.subject_end);
      owner.entity_id = country;
      AddParticipant(std::move(owner), subject);
    }
  }
  if (subject.empty()) {
    for (uint32_t t = group.subject_begin; t < group.subject_end; ++t) {
      if (syntax.Is(t, kPreposition)) break;
      // "police headquarters" is no police.
      const bool modifier = t + 1 < group.subject_end && document_.tokens[t + 1].kind == Token::kWord &&
                            syntax.Facts(t + 1).classes == 0 && syntax.MentionAt(t + 1) == kNone &&
                            !document_.Lower(document_.tokens[t + 1]).ends_with("ly");
      if (syntax.Is(t, kActor) && syntax.MentionAt(t) == kNone && !modifier) {
        subject.push_back(Unlinked(t, t + 1));
        break;
      }
    }
  }
  return subject;
}

void PartyReader::AddPlace(const SentenceSyntax& syntax, uint32_t mention, std::vector<Participant>& places) const {
  const Mention& m = document_.mentions[mention];
  if (IsTimeZone(syntax, m)) return;
  const DocumentEntity* entity = document_.FindEntity(m.entity_id);
  Participant place{.span = m.span, .entity_id = m.entity_id};
  place.name = entity != nullptr ? entity->name : std::string(document_.Text(m.span));
  // "the Antonov airfield" is not the person.
  if (m.type == MentionType::kPerson) {
    uint32_t end = m.end_token;
    while (end < syntax.end() && end < m.end_token + kHeadReach && !syntax.Is(end, kPlaceNoun)) ++end;
    if (end >= syntax.end() || !syntax.Is(end, kPlaceNoun)) return;
    place = Unlinked(m.first_token, end + 1);
  }
  AddParticipant(std::move(place), places);
}

Participant PartyReader::Modifier(uint32_t mention) const {
  const Mention& m = document_.mentions[mention];
  const DocumentEntity* entity = document_.FindEntity(m.entity_id);
  Participant party{.span = m.span, .entity_id = m.entity_id};
  party.name = entity != nullptr ? entity->name : std::string(document_.Text(m.span));
  const bool of_country =
      entity != nullptr && !entity->country.empty() && m.type != MentionType::kPerson &&
      (m.adjectival || m.type == MentionType::kPlace || entity->sector == "GOV" || entity->sector == "MIL");
  if (of_country) {
    std::string country = CountryId(entity->country);
    if (!country.empty()) party.entity_id = std::move(country);
  }
  return party;
}

void PartyReader::NoteSides(const std::vector<Participant>& actors) {
  std::vector<Participant> countries;
  for (const Participant& actor : actors) {
    const std::string id = CountryId(CountryOf(actor));
    if (!id.empty()) AddParticipant(Country(id, actor.span), countries);
  }
  if (countries.size() == 2) sides_ = std::move(countries);
}

void PartyReader::Remember(const SentenceSyntax& syntax) {
  std::vector<Participant> countries;
  for (const Mention& m : document_.MentionsIn(syntax.sentence())) {
    const DocumentEntity* entity = document_.FindEntity(m.entity_id);
    if (entity == nullptr) continue;
    if (NamesTown(syntax, m) && entity->feature_code != "PPLC") {
      last_city_ = Participant{m.span, m.entity_id, entity->name};
    }
    const bool stands_for_country = m.adjectival || IsCountry(*entity);
    const std::string id = stands_for_country ? CountryId(entity->country) : std::string();
    if (!id.empty()) AddParticipant(Country(id, m.span), countries);
  }
  if (sides_.empty() && countries.size() == 2) sides_ = std::move(countries);
}

}  // namespace sitrep::tagger::events
