#include "services/tagger/annotators/event_phrases.h"

#include <algorithm>
#include <iterator>
#include <string_view>

#include "services/tagger/annotators/event_triggers.h"

namespace sitrep::tagger::events {
namespace {

constexpr uint32_t kPhraseReach = 10;
// Irregular participles of "Israeli-held"; the regular ones end in -ed.
constexpr std::string_view kCompoundEnds[] = {"born", "bound", "built", "held", "made", "run", "sent"};

// Is the token the last of a time that stands right behind a preposition?
bool EndsOwnTime(const SentenceSyntax& syntax, uint32_t token) {
  if (syntax.Is(token, kDaytime)) return token > syntax.begin() && syntax.Is(token - 1, kPreposition);
  for (const TimeExpression& time : syntax.times()) {
    if (time.end_token != token + 1) continue;
    return time.first_token > syntax.begin() && syntax.Is(time.first_token - 1, kPreposition);
  }
  return false;
}

}  // namespace

bool IsCity(const DocumentEntity& entity) { return entity.feature_code.starts_with("PPL"); }
bool IsCountry(const DocumentEntity& entity) { return entity.feature_code.starts_with("PCL"); }

bool IsListMark(const SentenceSyntax& syntax, uint32_t t) {
  return syntax.IsWord(t, ",") || syntax.IsWord(t, "(") || (syntax.Is(t, kCoordinator) && !syntax.IsWord(t, "but"));
}

bool IsAtBorder(const SentenceSyntax& syntax, const Mention& mention) {
  for (uint32_t t = mention.end_token; t < syntax.end() && t < mention.end_token + kHeadReach; ++t) {
    if (syntax.MentionAt(t) == kNone && syntax.Is(t, kBorder)) return true;
    if (syntax.MentionAt(t) == kNone && !syntax.IsWord(t, "-") && !syntax.IsWord(t, "and")) return false;
  }
  return false;
}

bool ModifiesPlaceNoun(const SentenceSyntax& syntax, const Mention& mention) {
  for (uint32_t t = mention.end_token; t < syntax.end() && t < mention.end_token + kHeadReach; ++t) {
    if (syntax.Is(t, kPlaceNoun)) return true;
    if (syntax.MentionAt(t) != kNone || syntax.IsMark(t) || syntax.Is(t, kPreposition)) return false;
  }
  return false;
}

bool IsCompound(const SentenceSyntax& syntax, const Mention& mention) {
  const Document& document = syntax.document();
  std::string_view rest = std::string_view(document.lower).substr(mention.span.end);
  if (!rest.starts_with('-')) return false;
  rest.remove_prefix(1);
  const size_t end = rest.find_first_not_of("abcdefghijklmnopqrstuvwxyz");
  const std::string_view word = rest.substr(0, end);
  return word.ends_with("ed") || std::ranges::find(kCompoundEnds, word) != std::end(kCompoundEnds);
}

bool NamesTown(const SentenceSyntax& syntax, const Mention& mention) {
  if (mention.type != MentionType::kPlace || mention.adjectival || IsCompound(syntax, mention)) return false;
  const DocumentEntity* entity = syntax.document().FindEntity(mention.entity_id);
  if (entity == nullptr || !IsCity(*entity) || entity->feature_code == "PPLX") return false;
  const bool article = mention.first_token > syntax.begin() && syntax.IsWord(mention.first_token - 1, "the");
  if (!article) return true;
  // "the Kherson road" is in Kherson.
  const uint32_t next = mention.end_token;
  return next < syntax.end() && syntax.document().tokens[next].kind == Token::kWord && syntax.GroupAt(next) == kNone &&
         syntax.Facts(next).Is(kPlaceNoun);
}

bool LeadsToName(const SentenceSyntax& syntax, uint32_t token) {
  for (uint32_t t = token; t < syntax.end() && t < token + kHeadReach; ++t) {
    const uint32_t index = syntax.MentionAt(t);
    if (index != kNone) {
      const Mention& m = syntax.document().mentions[index];
      return !m.adjectival && (m.type == MentionType::kPerson || m.type == MentionType::kOrganisation);
    }
    if (syntax.GroupAt(t) != kNone || syntax.Is(t, kPreposition | kCoordinator) || syntax.IsMark(t)) return false;
  }
  return false;
}

bool LeadsToPlace(const SentenceSyntax& syntax, uint32_t token) {
  const uint32_t after = MatchPlacePhrase(syntax, token);
  return after != kNone && after > token && syntax.MentionAt(after - 1) != kNone;
}

bool IsTimeZone(const SentenceSyntax& syntax, const Mention& mention) {
  return mention.end_token < syntax.end() && syntax.Is(mention.end_token, kTimeNoun);
}

uint32_t GoverningPreposition(const SentenceSyntax& syntax, uint32_t first_token) {
  uint32_t steps = 0;
  for (uint32_t t = first_token; t-- > syntax.begin() && steps < kPhraseReach; ++steps) {
    if (syntax.GroupAt(t) != kNone) return kNone;
    const uint32_t mention = syntax.MentionAt(t);
    if (mention != kNone) {
      const Mention& m = syntax.document().mentions[mention];
      // A name in front is part of the phrase when it modifies, and else ends it.
      const bool joined = t + 1 < syntax.end() && (syntax.IsWord(t + 1, "-") || syntax.Is(t + 1, kBorder) ||
                                                   m.adjectival || syntax.IsPossessive(m));
      if (!joined && t + 1 != first_token) return kNone;
      t = m.first_token;
      continue;
    }
    // "By evening the troops", "On Friday Russia": the preposition is the time's.
    if (EndsOwnTime(syntax, t)) return kNone;
    if (syntax.Is(t, kListIntro) || (syntax.IsWord(t, "as") && t > syntax.begin() && syntax.IsWord(t - 1, "such"))) {
      // "five cities of Ukraine including Kyiv": governed as the list's head is.
      uint32_t back = t;
      while (back > syntax.begin() && (syntax.IsWord(back - 1, ",") || syntax.IsWord(back - 1, "such"))) --back;
      if (back > syntax.begin() && syntax.MentionAt(back - 1) != kNone) {
        return GoverningPreposition(syntax, syntax.document().mentions[syntax.MentionAt(back - 1)].first_token);
      }
      t = back;
      continue;
    }
    if (syntax.Is(t, kPreposition)) {
      if (syntax.IsWord(t, "of") && t > syntax.begin() && syntax.Is(t - 1, kPlaceNoun)) continue;
      return t;
    }
    if (IsListMark(syntax, t)) {
      // Only a name right after the mark goes on with the list.
      if (t + 1 != first_token && !(t + 2 == first_token && syntax.Is(t + 1, kDeterminer)) && !syntax.IsWord(t, "(")) {
        return kNone;
      }
      uint32_t back = t;
      while (back > syntax.begin() && IsListMark(syntax, back - 1)) --back;
      if (back > syntax.begin() && syntax.MentionAt(back - 1) != kNone) {
        return GoverningPreposition(syntax, syntax.document().mentions[syntax.MentionAt(back - 1)].first_token);
      }
      if (syntax.IsWord(t, "(") && back > syntax.begin()) continue;
      return kNone;
    }
    if (syntax.IsBoundary(t)) return kNone;
  }
  return kNone;
}

}  // namespace sitrep::tagger::events
