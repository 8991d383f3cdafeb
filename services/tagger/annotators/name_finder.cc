#include "services/tagger/annotators/name_finder.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "services/tagger/annotators/mention_kinds.h"
#include "services/tagger/annotators/name_lexicon.h"
#include "services/tagger/annotators/us_states.h"

namespace sitrep::tagger {
namespace {

constexpr uint32_t kMaxChunkWords = 24;  // No run of names is longer in earnest; bounds the time of every rule.
constexpr float kWellKnownPlace = 0.5f;  // Entity::prominence.

bool IsPlural(std::string_view lower) {
  return lower.size() > 4 && lower.back() == 's' && !lower.ends_with("us") && !lower.ends_with("ss") &&
         !lower.ends_with("is");
}

}  // namespace

void NameFinder::Read(uint32_t sentence_index) {
  sentence_index_ = sentence_index;
  sentence_ = &tokens_.document().sentences[sentence_index];
  case_ = tokens_.CaseOf(*sentence_);
  matches_.clear();
  offices_.clear();
  PersonCue cue = PersonCue::kNone;
  for (uint32_t i = sentence_->first_token; i < sentence_->end_token;) {
    if (!tokens_.IsWord(i)) {
      cue = PersonCue::kNone;
      ++i;
      continue;
    }
    if (IsWeaponName(i)) {
      Add(i, i + 3, MentionType::kWeapon);
      i += 3;
      cue = PersonCue::kNone;
      continue;
    }
    const bool capitalised = tokens_.At(i).capitalised;
    if (!capitalised && case_ != SentenceCase::kNoCapitals) {
      if (tokens_.Has(i, kNameParticle)) {
        // "al-Qaeda", "de Gaulle": only as the knowledge base has it.
        if (const KnownName& match = Match(i); match.words > 1 && IsAcceptable(i, match)) {
          Add(i, i + match.words, TypeOf(i, match));
          i += match.words;
          cue = PersonCue::kNone;
          continue;
        }
      }
      TakeCompound(i);
      cue = tokens_.Has(i, kPersonNoun | kPersonTitle) ? PersonCue::kNoun : PersonCue::kNone;
      ++i;
      continue;
    }
    if (!IsEligible(i)) {
      const bool hyphen = i + 1 < sentence_->end_token && tokens_.IsHyphen(i + 1);
      if (const KnownName& match = Match(i); hyphen && match.words > 2 && IsAcceptable(i, match)) {
        Add(i, i + match.words, TypeOf(i, match));  // "Mar-a-Lago"
        i += match.words;
        cue = PersonCue::kNone;
        continue;
      }
      i = TakeFunctionWord(i);
      cue = PersonCue::kNone;
      continue;
    }
    const bool next_is_name = i + 1 < sentence_->end_token && IsEligible(i + 1);
    if (BreaksChunk(i)) {
      const KnownName& match = Match(i);
      const OfficeSpan office = Office(i);
      if (match.words > std::max<size_t>(office.words, 1) && IsAcceptable(i, match)) {
        Add(i, i + match.words, TypeOf(i, match));
        i += match.words;
        cue = PersonCue::kNone;
        continue;
      }
      const bool title = tokens_.Has(i, kPersonTitle);
      if (office.words > 0 || title || (tokens_.Has(i, kPersonNoun) && next_is_name)) {
        cue = title && office.words <= 1 ? PersonCue::kTitle : office.words > 0 ? PersonCue::kOffice : PersonCue::kNoun;
        i += std::max<uint32_t>(1, office.words);
        continue;
      }
    }
    i = TakeChunk(i, ChunkEnd(i), cue);
    cue = PersonCue::kNone;
  }
}

// "US", "WHO": an acronym that looks like a function word; "Port of Spain" and the like begin elsewhere, so a name that
// begins with a function word must be longer, and a sentence must not begin there.
uint32_t NameFinder::TakeFunctionWord(uint32_t i) {
  TakeCompound(i);
  if (!tokens_.Has(i, kFunctionWord) || tokens_.Lower(i) == "i") return i + 1;
  const bool acronym = tokens_.At(i).all_capitals && case_ != SentenceCase::kAllCapitals;
  if (!acronym && (tokens_.StartsClause(i, *sentence_) || case_ != SentenceCase::kNormal)) return i + 1;
  const KnownName& match = Match(i);
  if (match.words < (acronym ? 1 : 2) || !IsAcceptable(i, match)) return i + 1;
  if (!acronym && tokens_.Lower(i) == "the") return i + 1;
  return TakeKnown(i, static_cast<uint32_t>(i + match.words), match);
}

const KnownName& NameFinder::Match(uint32_t i) const {
  const auto [found, added] = matches_.try_emplace(i);
  if (added) {
    const Capitals capitals = case_ == SentenceCase::kNoCapitals ? Capitals::kIgnored : Capitals::kRequired;
    KnownName& name = found->second;
    static_cast<NameSpan&>(name) = knowledge_.LongestMatch(tokens_.Words(sentence_->end_token), i, capitals);
    for (size_t c = 0; c < name.candidates.size(); ++c) {
      const EntityKind kind = knowledge_.KindOf(name.candidates[c].entity);
      name.share[static_cast<size_t>(kind)] += name.candidates[c].prior;
      name.has[static_cast<size_t>(kind)] = true;
      if (c > 0) continue;
      name.best_kind = kind;
      name.best_prominence = knowledge_.ProminenceOf(name.candidates[c].entity);
    }
  }
  return found->second;
}

const OfficeSpan& NameFinder::Office(uint32_t i) const {
  const auto [found, added] = offices_.try_emplace(i);
  if (added) found->second = knowledge_.LongestOffice(tokens_.Words(sentence_->end_token), i);
  return found->second;
}

bool NameFinder::IsEligible(uint32_t i) const {
  if (!tokens_.IsWord(i) || tokens_.IsCompound(i)) return false;
  if (tokens_.Has(i, kFunctionWord | kCalendarWord) && !tokens_.IsInitial(i)) return false;
  if (case_ == SentenceCase::kNoCapitals) return !tokens_.Has(i, kOrdinaryWord | kPersonNoun | kNoName);
  if (!tokens_.At(i).capitalised) return false;
  if (tokens_.Has(i, kNoName)) return false;
  if (case_ == SentenceCase::kNormal) return true;
  constexpr uint32_t kHeads = kOrganisationHead | kPlaceHead | kPersonTitle | kPersonNoun;
  return !tokens_.Has(i, kOrdinaryWord) || tokens_.Has(i, kHeads);
}

// An office, title or occupation inside a run of capitals, with a name to follow.
bool NameFinder::BreaksChunk(uint32_t i) const {
  if (tokens_.Has(i, kPersonTitle)) {
    return i + 1 < sentence_->end_token && IsEligible(i + 1);
  }
  const OfficeSpan office = Office(i);
  if (office.words == 0 && !tokens_.Has(i, kPersonNoun)) return false;
  const uint32_t next = i + std::max<uint32_t>(1, office.words);
  if (next >= sentence_->end_token || !IsEligible(next)) return office.words > 0;
  return !tokens_.Has(next, kOrganisationHead);
}

uint32_t NameFinder::ChunkEnd(uint32_t i) const {
  uint32_t end = i + 1;
  const uint32_t limit = std::min(sentence_->end_token, i + kMaxChunkWords);
  while (end < limit) {
    if (IsEligible(end)) {
      if (BreaksChunk(end)) break;
      ++end;
      continue;
    }
    uint32_t next = end;
    const bool hyphen = tokens_.IsHyphen(end);
    if (hyphen || tokens_.Text(end) == "&") {
      ++next;
    } else {
      while (next < sentence_->end_token && next < end + 2 && tokens_.Has(next, kNameParticle) &&
             !tokens_.At(next).capitalised) {
        ++next;
      }
    }
    const bool may = tokens_.IsGivenName(end - 1) && IsOneOf(tokens_.Text(end), {"May", "March", "June", "April"});
    if (may) {
      ++end;
      continue;
    }
    if (next == end || next >= sentence_->end_token || !IsEligible(next)) break;
    if (hyphen && tokens_.At(next).space_before) break;
    end = next + 1;
  }
  return end;
}

uint32_t NameFinder::TakeChunk(uint32_t i, uint32_t end, PersonCue cue) {
  // "(R-Ohio)", "D-N.Y.": a party and a state, no name.
  const std::string_view text = tokens_.Text(i);
  const bool party = text == "R" || text == "D" || text == "I";
  if (party && i + 2 < sentence_->end_token && tokens_.IsHyphen(i + 1) && tokens_.IsWord(i + 2)) return i + 3;
  if (i > sentence_->first_token && tokens_.Text(i - 1) == "," && !StateOfAbbreviation(tokens_.Lower(i)).empty()) {
    Add(i, i + 1, MentionType::kPlace);
    return i + 1;
  }
  const KnownName& match = Match(i);
  const auto known_end = static_cast<uint32_t>(i + match.words);
  if (cue == PersonCue::kTitle) return TakePerson(i, end, match, cue);
  if (tokens_.Has(i, kDirection) && match.words == 1) return TakeUnknown(i, end, PersonCue::kNone);
  const bool demonym = match.words <= 1 && tokens_.IsDemonym(i);
  if (!demonym && match.words > 0 && known_end >= end && (match.words > 1 || cue == PersonCue::kNone)) {
    return TakeKnown(i, end, match);
  }
  if (const uint32_t next = TakeHeaded(i, end, match); next != i) return next;
  if (demonym) return TakeDemonym(i);
  if (match.words > 1 && IsAcceptable(i, match)) return TakeKnown(i, end, match);
  if (const uint32_t next = TakePerson(i, end, match, cue); next != i) return next;
  if (match.words > 0) return TakeKnown(i, end, match);
  return TakeUnknown(i, end, cue);
}

// Whether the text around lets a known name stand where the knowledge base alone is not sure.
bool NameFinder::IsAcceptable(uint32_t i, const KnownName& match) const {
  if (match.words == 0) return false;
  const bool sure = std::ranges::any_of(match.candidates, [](const Candidate& c) { return !c.needs_context; });
  const bool ordinary = match.words == 1 && tokens_.Has(i, kOrdinaryWord);
  if (sure && !ordinary) return true;
  if (case_ == SentenceCase::kNoCapitals || tokens_.StartsClause(i, *sentence_)) return sure && !ordinary;
  if (match.words > 1 && case_ == SentenceCase::kNormal) return true;
  if (tokens_.Has(i - 1, kPlacePreposition) && match.Has(EntityKind::kPlace) && case_ == SentenceCase::kNormal) {
    return true;
  }
  const auto next = static_cast<uint32_t>(i + match.words);
  // "Atlanta Mayor": also a given name, but well known as a place.
  const bool part_of_name = next < sentence_->end_token && IsEligible(next) && !BreaksChunk(next);
  if (!ordinary && !part_of_name && case_ == SentenceCase::kNormal && match.best_kind == EntityKind::kPlace &&
      match.best_prominence >= kWellKnownPlace) {
    return true;
  }
  // "Reading, England": a place beside it.
  if (next + 1 < sentence_->end_token && tokens_.Text(next) == "," && match.Has(EntityKind::kPlace)) {
    const KnownName& beside = Match(next + 1);
    return beside.words > 0 && !beside.candidates.front().needs_context && beside.Has(EntityKind::kPlace);
  }
  return false;
}

MentionType NameFinder::TypeOf(uint32_t i, const KnownName& match) const {
  std::array<float, 4> scores = match.share;
  const auto next = static_cast<uint32_t>(i + match.words);
  if (i > sentence_->first_token && tokens_.Has(i - 1, kPlacePreposition)) {
    float& place = scores[static_cast<int>(EntityKind::kPlace)];
    if (place > 0.1f) place *= 4;
  }
  if (next < sentence_->end_token && tokens_.Has(next, kReportingVerb)) {
    scores[static_cast<int>(EntityKind::kPerson)] *= 4;
  }
  const int best = static_cast<int>(std::ranges::max_element(scores) - scores.begin());
  return TypeOfKind(static_cast<EntityKind>(best));
}

uint32_t NameFinder::TakeKnown(uint32_t i, uint32_t end, const KnownName& match) {
  const auto next = static_cast<uint32_t>(i + match.words);
  if (!IsAcceptable(i, match)) {
    return match.words == 1 ? TakeUnknown(i, end, PersonCue::kNone) : TakeUnknown(i, next, PersonCue::kNone);
  }
  const MentionType type = TypeOf(i, match);
  // "Chicago Bulls": a place and a plural in capitals are a team.
  if (type == MentionType::kPlace && case_ == SentenceCase::kNormal && next + 1 == end && tokens_.IsWord(next) &&
      IsPlural(tokens_.Lower(next)) && !tokens_.IsDemonym(next) && Match(next).words == 0) {
    Add(i, end, MentionType::kOrganisation);
    return end;
  }
  if (type == MentionType::kOrganisation && match.words > 1 && tokens_.Has(next - 1, kTakesOf)) {
    if (const uint32_t of_end = ExtendByOf(next); of_end > next && Match(next + 1).words == of_end - next - 1) {
      Add(i, of_end, type);
      return of_end;
    }
  }
  Add(i, next, type,
      type == MentionType::kGroup && next < sentence_->end_token && tokens_.IsWord(next) &&
          !tokens_.Has(next, kFunctionWord) && tokens_.Lower(next - 1).back() != 's');
  return next;
}

void NameFinder::Add(uint32_t first, uint32_t end, MentionType type, bool adjectival) {
  AddSpan({tokens_.At(first).begin, tokens_.At(end - 1).end}, first, end, type, adjectival);
}

void NameFinder::AddSpan(ByteSpan span, uint32_t first, uint32_t end, MentionType type, bool adjectival) {
  // "10 am Moscow time" is a time, not a place.
  if (type == MentionType::kPlace && end < sentence_->end_token && tokens_.Lower(end) == "time") return;
  mentions_.push_back({.span = span,
                       .first_token = first,
                       .end_token = end,
                       .sentence = sentence_index_,
                       .type = type,
                       .adjectival = adjectival});
}

}  // namespace sitrep::tagger
