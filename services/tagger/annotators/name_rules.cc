#include <algorithm>
#include <string_view>

#include "absl/strings/ascii.h"
#include "services/tagger/annotators/mention_kinds.h"
#include "services/tagger/annotators/name_finder.h"
#include "services/tagger/annotators/name_lexicon.h"

// The rules of NameFinder that tell by the words of a chunk what it names.
namespace sitrep::tagger {
namespace {

constexpr uint32_t kMaxPersonWords = 6;        // Of one person's name, particles and initials included.
constexpr uint32_t kMaxOrganisationWords = 8;  // Before its head.
constexpr uint32_t kMaxAcronymLetters = 6;
constexpr float kWellKnownPlace = 0.5f;  // Entity::prominence.
constexpr float kFamousName = 0.7f;      // Above it a hyphen may join two: "the Angela Merkel-China talks".

bool IsGenerationMark(std::string_view text) { return IsOneOf(text, {"Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV"}); }

}  // namespace

// "Kherson Oblast", "Justice Department", "Ministry of Defence of Ukraine", "Lake Ladoga", "Minsk Agreements".
uint32_t NameFinder::TakeHeaded(uint32_t i, uint32_t end, const KnownName& match) {
  const bool initial_ordinary = tokens_.Has(i, kOrdinaryWord) && tokens_.StartsClause(i, *sentence_);
  constexpr uint32_t kHeads = kOrganisationHead | kPlaceHead | kEventHead | kDocumentHead;
  if (tokens_.Has(i, kTakesOf)) {
    const uint32_t of_end = ExtendByOf(i + 1);
    if (of_end > i + 1) {
      Add(i, of_end, MentionType::kOrganisation);
      return of_end;
    }
  }
  const uint32_t limit = std::min(end, i + kMaxOrganisationWords);
  for (uint32_t j = i + 1; j < limit; ++j) {
    if (tokens_.Text(j) != "&") continue;
    Add(i, end, MentionType::kOrganisation);  // "Johnson & Johnson".
    return end;
  }
  for (uint32_t head = limit; head-- > i + 1;) {
    if (!tokens_.Has(head, kHeads) || !tokens_.IsWord(head) || tokens_.IsHyphen(head - 1)) continue;
    if (head + 1 < i + match.words) break;  // Inside a known name.
    // "Frederick Hill" is a man, "Frederick County" is not.
    if (head == i + 1 && tokens_.IsGivenName(i) && tokens_.IsSurname(head) && tokens_.Lower(head) != "park") break;
    // An ordinary word before an ordinary head needs more than the capital of a sentence or heading.
    const bool all_ordinary = [&] {
      for (uint32_t j = i; j < head; ++j) {
        if (!tokens_.Has(j, kOrdinaryWord)) return false;
      }
      return true;
    }();
    if (all_ordinary &&
        (case_ != SentenceCase::kNormal || (initial_ordinary && head == i + 1 && !tokens_.Has(head, kTakesOf)))) {
      continue;
    }
    MentionType type = MentionType::kOrganisation;
    if (tokens_.Has(head, kOrganisationHead)) {
      const uint32_t of_end = tokens_.Has(head, kTakesOf) ? ExtendByOf(head + 1) : head + 1;
      Add(i, of_end, type);
      return of_end;
    }
    if (tokens_.Has(head, kPlaceHead)) {
      type = MentionType::kPlace;
    } else {
      type = tokens_.Has(head, kEventHead) ? MentionType::kEvent : MentionType::kDocument;
      if (case_ != SentenceCase::kNormal || match.words > 1) continue;
    }
    // "Russia-Ukraine War" names two countries, which matter more.
    if (type == MentionType::kEvent && head > i + 1 && tokens_.IsHyphen(i + 1)) continue;
    uint32_t name_end = head + 1;
    if (type == MentionType::kEvent && name_end < end && IsGenerationMark(tokens_.Text(name_end))) ++name_end;
    Add(i, name_end, type);
    return name_end;
  }
  if (tokens_.Has(i, kEventPrefix) && match.words <= 1 && i + 1 < end && case_ != SentenceCase::kAllCapitals) {
    Add(i, end, MentionType::kEvent);
    return end;
  }
  if (tokens_.Has(i, kPlacePrefix) && match.words <= 1 && i + 1 < end && !tokens_.Has(i + 1, kOrdinaryWord)) {
    Add(i, i + 2, MentionType::kPlace);
    return i + 2;
  }
  return i;
}

// The end of "of Defence", "of the Russian Federation", "for Human Rights and Development" behind a head; `end` itself
// when nothing of the kind follows.
uint32_t NameFinder::ExtendByOf(uint32_t end) const {
  const uint32_t limit = std::min(sentence_->end_token, end + kMaxOrganisationWords);
  if (end >= limit || !IsOneOf(tokens_.Lower(end), {"of", "for", "on"})) return end;
  uint32_t next = end + 1;
  if (next < limit && tokens_.Lower(next) == "the") ++next;
  if (next >= limit || !IsEligible(next) || tokens_.Has(next, kPersonTitle)) return end;
  // "the Church of John", "an office of Goldman": what follows is the name's only when it is no person.
  if (tokens_.Lower(end) != "of" && !tokens_.Has(next, kOrdinaryWord)) return end;
  while (next < limit) {
    if (IsEligible(next) && !(BreaksChunk(next) && next > end + 2)) {
      ++next;
    } else if (next + 1 < limit && IsOneOf(tokens_.Lower(next), {"and", "&"}) && IsEligible(next + 1) &&
               tokens_.Has(next + 1, kOrdinaryWord)) {
      next += 2;
    } else {
      break;
    }
  }
  return next;
}

uint32_t NameFinder::TakeDemonym(uint32_t i) {
  const uint32_t next = i + 1;
  const std::string_view lower = tokens_.Lower(i);
  const bool plural = lower.size() > 2 && lower.back() == 's' && lower != "swiss";
  uint32_t word = next;  // Behind an opening quotation mark, as in: Russian "ultimatums".
  if (word + 1 < sentence_->end_token && IsOneOf(tokens_.Text(word), {"\"", "\u201C", "\u2018"}) &&
      !tokens_.At(word + 1).space_before) {
    ++word;
  }
  const bool noun_follows = word < sentence_->end_token && tokens_.IsWord(word) && !tokens_.Has(word, kFunctionWord);
  const bool hyphen_follows = next < sentence_->end_token && tokens_.IsHyphen(next);
  Add(i, next, MentionType::kGroup, !plural && (noun_follows || hyphen_follows));
  return next;
}

// "Ostapchenko-Ruda": a town by name, and yet hers.
bool NameFinder::IsSecondSurname(uint32_t i, const KnownName& match) const {
  return tokens_.IsHyphen(i - 1) && !tokens_.At(i).space_before && match.best_prominence < kFamousName;
}

uint32_t NameFinder::PersonEnd(uint32_t i, uint32_t end) const {
  uint32_t next = i + 1;
  const uint32_t limit = std::min(end, i + kMaxPersonWords);
  uint32_t parts = tokens_.IsInitial(i) ? 0 : 1;
  while (next < limit) {
    if (IsGenerationMark(tokens_.Text(next))) return next + 1;
    if (tokens_.Has(next, kNameParticle) || tokens_.IsHyphen(next)) {
      ++next;
      continue;
    }
    if (tokens_.IsInitial(next)) {
      ++next;
      continue;
    }
    const bool same_case = parts == 0 || tokens_.At(next).all_capitals == tokens_.At(i).all_capitals;
    if (tokens_.IsDemonym(next) || !same_case) break;
    if (tokens_.Has(next, kOrganisationHead | kPersonNoun) && parts >= 2) break;
    if (tokens_.Has(next, kOrdinaryWord) && (parts >= 2 || case_ != SentenceCase::kNormal) &&
        !tokens_.IsSurname(next)) {
      break;
    }
    // A third word is the name's unless it names something else; behind a hyphen, something well known.
    if (parts >= 2) {
      const KnownName& match = Match(next);
      if (IsSecondSurname(next, match)) {
        ++parts;
        ++next;
        continue;
      }
      if (match.words > 0 && !match.Has(EntityKind::kPerson) && !match.candidates.front().needs_context &&
          !tokens_.IsSurname(next)) {
        break;
      }
    }
    ++parts;
    ++next;
  }
  while (next > i + 1 && (tokens_.Has(next - 1, kNameParticle) || tokens_.IsHyphen(next - 1)) &&
         !tokens_.At(next - 1).capitalised) {
    --next;
  }
  return next;
}

uint32_t NameFinder::TakePerson(uint32_t i, uint32_t end, const KnownName& match, PersonCue cue) {
  const bool several = i + 1 < end && !tokens_.IsHyphen(i + 1);
  const bool ordinary = tokens_.Has(i, kOrdinaryWord);
  switch (cue) {
    case PersonCue::kTitle:
      break;
    case PersonCue::kOffice:
    case PersonCue::kNoun: {
      const bool other = match.words > 0 && !match.Has(EntityKind::kPerson) && !tokens_.IsGivenName(i);
      const bool place_alone =
          other && !(several && !tokens_.Has(i + 1, kOrdinaryWord) && match.candidates.front().needs_context);
      const bool acronym = tokens_.At(i).all_capitals && case_ == SentenceCase::kNormal;
      if (place_alone || ordinary || acronym || tokens_.IsDemonym(i)) return i;
      if (!several && cue == PersonCue::kNoun && !tokens_.IsSurname(i) && match.words == 0) return i;
      break;
    }
    case PersonCue::kNone: {
      if (!several) return i;
      if (tokens_.IsInitial(i) && tokens_.Text(i) != "U.S." && !tokens_.Has(i + 1, kOrdinaryWord) && match.words == 0)
        break;
      const bool given = tokens_.IsGivenName(i);
      const bool surname_next = tokens_.IsInitial(i + 1) || tokens_.IsSurname(i + 1);
      // Inside a sentence the capital speaks for itself: "John Sides".
      const bool plain_next =
          (!tokens_.Has(i + 1, kOrdinaryWord) || (case_ == SentenceCase::kNormal && match.words == 0)) &&
          !tokens_.IsDemonym(i + 1);
      if (!given || ordinary || !(surname_next || plain_next)) return i;
      // "Georgia Tech", "Jordan Valley": a known place needs a surname behind it to be a given name.
      const bool sure_place =
          match.words > 0 && !match.Has(EntityKind::kPerson) && !match.candidates.front().needs_context &&
          match.candidates.front().match == NameMatch::kName && match.best_prominence >= kWellKnownPlace;
      if (sure_place && !surname_next) return i;
      break;
    }
  }
  const uint32_t person_end =
      std::max<uint32_t>(PersonEnd(i, end), match.Has(EntityKind::kPerson) ? i + match.words : 0);
  Add(i, person_end, MentionType::kPerson);
  return person_end;
}

uint32_t NameFinder::TakeUnknown(uint32_t i, uint32_t end, PersonCue cue) {
  // Up to the next name the knowledge base is sure of.
  uint32_t stop = i + 1;
  while (stop < end) {
    if (tokens_.IsWord(stop) && tokens_.At(stop).capitalised) {
      if (tokens_.IsDemonym(stop)) break;
      const KnownName& match = Match(stop);
      const bool second = stop >= i + 3 && IsSecondSurname(stop, match);
      if (!second && match.words > 0 && !match.candidates.front().needs_context && !match.Has(EntityKind::kPerson)) {
        break;
      }
    }
    ++stop;
  }
  while (stop > i + 1 &&
         (tokens_.IsHyphen(stop - 1) || tokens_.Text(stop - 1) == "&" || !tokens_.At(stop - 1).capitalised)) {
    --stop;
  }
  const Token& token = tokens_.At(i);
  const bool starts_clause = tokens_.StartsClause(i, *sentence_);
  const bool heading = case_ != SentenceCase::kNormal;
  if (tokens_.Has(i, kWeapon | kEvent) && stop == i + 1) {
    if (!starts_clause || !tokens_.Has(i, kOrdinaryWord)) {
      Add(i, stop, tokens_.Has(i, kWeapon) ? MentionType::kWeapon : MentionType::kEvent);
    }
    return stop;
  }
  if (token.all_capitals && case_ == SentenceCase::kNormal && token.end - token.begin <= kMaxAcronymLetters) {
    if (!tokens_.Has(i, kOrdinaryWord)) Add(i, i + 1, MentionType::kOrganisation);
    return i + 1;
  }
  if (tokens_.At(i).all_capitals && case_ == SentenceCase::kAllCapitals) stop = i + 1;
  const bool ordinary_inside = [&] {
    for (uint32_t j = i; j < stop; ++j) {
      if (tokens_.Has(j, kOrdinaryWord)) return true;
    }
    return false;
  }();
  TakeCompound(i);
  if (stop == i + 1) {
    if (cue != PersonCue::kNone && cue != PersonCue::kNoun && !ordinary_inside) {
      Add(i, stop, MentionType::kPerson);
    } else if (!tokens_.Has(i, kOrdinaryWord) || (!starts_clause && !heading)) {
      doubtful_.push_back({i, sentence_index_, starts_clause, heading});
    }
    return stop;
  }
  if (tokens_.Has(i, kDirection)) {
    if (stop == i + 1) return stop;
    const std::string_view last = tokens_.Lower(stop - 1);
    if (stop == i + 2 && last.size() > 4 && (last.ends_with("an") || last.ends_with("ese") || last.ends_with("ans"))) {
      Add(i, stop, MentionType::kGroup, !last.ends_with('s'));
    } else if (stop == i + 2 && !tokens_.Has(i + 1, kOrdinaryWord) && !heading) {
      Add(i, stop, MentionType::kPlace);
    }
    return stop;
  }
  if (ordinary_inside || heading) {
    // The surname of somebody may be among them: word by word.
    for (uint32_t j = i; j < stop; ++j) {
      if (tokens_.IsWord(j) && !tokens_.Has(j, kOrdinaryWord)) {
        doubtful_.push_back({j, sentence_index_, starts_clause && j == i, heading});
      }
    }
    return stop;
  }
  const bool place =
      i > sentence_->first_token && tokens_.Has(i - 1, kPlacePreposition) && !tokens_.IsSurname(stop - 1);
  const uint32_t name_end = place ? stop : std::min(PersonEnd(i, stop), stop);
  Add(i, name_end, place ? MentionType::kPlace : MentionType::kPerson);
  return name_end;
}

// "pro-Russian", "Anti-Putin": the name behind a prefix.
void NameFinder::TakeCompound(uint32_t i) {
  const std::string_view text = tokens_.Text(i);
  const size_t hyphen = text.find('-');
  if (hyphen == std::string_view::npos || hyphen < 2 || hyphen + 2 >= text.size()) return;
  if (!absl::ascii_isupper(text[hyphen + 1])) return;
  const std::string_view piece = text.substr(hyphen + 1);
  NameSpan match{.words = 1, .candidates = knowledge_.Find(piece)};
  const bool demonym = !knowledge_.CountryOfDemonym(piece).empty();
  if (!demonym && (match.candidates.empty() || match.candidates.front().needs_context)) return;
  const auto begin = static_cast<uint32_t>(tokens_.At(i).begin + hyphen + 1);
  const MentionType type =
      demonym ? MentionType::kGroup : TypeOfKind(knowledge_.Get(match.candidates.front().entity).kind);
  AddSpan({begin, static_cast<uint32_t>(begin + piece.size())}, i, i + 1, type, demonym);
}

// "F-16", "S-300", "T-72B3": letters of a known series, a hyphen and a number.
bool NameFinder::IsWeaponName(uint32_t i) const {
  if (i + 2 >= sentence_->end_token || !tokens_.IsHyphen(i + 1)) return false;
  const Token& number = tokens_.At(i + 2);
  if (number.kind != Token::kNumber || number.space_before) return false;
  return IsOneOf(tokens_.Text(i), {"F",  "MiG", "Mig", "Su", "SU", "T",  "S",   "AK", "M",   "B",   "C",
                                   "AN", "An",  "Tu",  "Il", "Ka", "Mi", "RPG", "BM", "BMP", "BTR", "AR",
                                   "UH", "AH",  "CH",  "MQ", "RQ", "TB", "P",   "KC", "BGM", "AGM", "RS"});
}

}  // namespace sitrep::tagger
