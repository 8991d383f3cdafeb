#include "services/tagger/annotators/speakers.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "services/tagger/annotators/word_table.h"

namespace sitrep::tagger {
namespace {

constexpr uint32_t kMaxPhrase = 24;       // Tokens of a subject.
constexpr uint32_t kSubjectReach = 300;   // Tokens of a sentence looked through for its subject.
constexpr uint32_t kMentionsReach = 200;  // Mentions looked through for whom words stand for.
constexpr uint32_t kPronounReach = 3;     // Sentences a pronoun looks back for its person.

// Words between subject and verb.
constexpr std::string_view kAdverbWords[] = {
    "also",        "further",   "earlier", "later",      "again",    "then",       "has",        "have",
    "had",         "would",     "will",    "now",        "once",     "even",       "still",      "never",
    "ever",        "already",   "just",    "first",      "often",    "always",     "both",       "did",
    "does",        "do",        "not",     "n't",        "can",      "could",      "should",     "may",
    "might",       "must",      "soon",    "previously", "recently", "repeatedly", "reportedly", "additionally",
    "meanwhile",   "himself",   "herself", "themselves", "all",      "publicly",   "simply",     "quickly",
    "immediately", "initially", "bluntly", "flatly",     "later",    "angrily",
};
// Words that no subject contains: it begins behind them.
constexpr std::string_view kBoundaryWords[] = {
    "that",  "when",   "as",    "while", "but",     "because", "although", "though", "if",     "where", "which",
    "after", "before", "since", "until", "whether", "so",      "than",     "is",     "was",    "are",   "were",
    "be",    "been",   "has",   "have",  "had",     "will",    "would",    "could",  "should", "then",  "what",
    "how",   "why",    "not",   "did",   "does",    "do",      "or",       "even",
};
constexpr std::string_view kPronounWords[] = {"he", "she", "they", "it", "i", "we", "who", "you"};
// Heads of phrases whose "of" or "for" names somebody else.
constexpr std::string_view kDelegateWords[] = {
    "spokesman",  "spokeswoman", "spokesperson", "aide",      "aides",        "adviser",        "advisers",
    "advisor",    "advisors",    "lawyer",       "lawyers",   "attorney",     "attorneys",      "ally",
    "allies",     "source",      "sources",      "official",  "officials",    "representative", "representatives",
    "critic",     "critics",     "wife",         "husband",   "son",          "daughter",       "brother",
    "sister",     "mother",      "father",       "friend",    "friends",      "supporter",      "supporters",
    "member",     "members",     "campaign",     "statement", "spokespeople", "account",        "author",
    "biographer", "opponent",    "rival",        "voter",     "voters",       "manager",        "people",
};
constexpr std::string_view kPrepositionWords[] = {"of", "for", "from", "at", "in", "with", "to", "on", "by", "about"};

}  // namespace

SpeakerFinder::SpeakerFinder(const Document& document, const KnowledgeBase& knowledge, std::vector<bool> quoted)
    : document_(document),
      knowledge_(knowledge),
      mention_of_token_(document.tokens.size(), kNone),
      quoted_(std::move(quoted)),
      in_time_(document.tokens.size(), false) {
  for (uint32_t m = 0; m < document.mentions.size(); ++m) {
    const Mention& mention = document.mentions[m];
    for (uint32_t t = mention.first_token; t < mention.end_token; ++t) mention_of_token_[t] = m;
  }
  for (const TimeExpression& time : document.times) {
    for (uint32_t t = time.first_token; t < time.end_token; ++t) in_time_[t] = true;
  }
}

bool SpeakerFinder::IsBoundary(uint32_t token) const {
  const Token& t = document_.tokens[token];
  const std::string_view lower = Lower(token);
  if (t.kind == Token::kPunctuation) return lower != "." && lower != "-" && lower != "'" && lower != "\u2019";
  return t.kind == Token::kWord && !t.capitalised && IsOneOf(kBoundaryWords, lower);
}

Speaker SpeakerFinder::FromMention(uint32_t mention) const {
  Speaker speaker;
  const Mention& m = document_.mentions[mention];
  speaker.span = m.span;
  speaker.mention = mention;
  speaker.token = m.first_token;
  speaker.entity_id = m.entity_id;
  const DocumentEntity* entity = document_.FindEntity(m.entity_id);
  speaker.name = entity != nullptr ? entity->name : std::string(document_.Text(m.span));
  return speaker;
}

Speaker SpeakerFinder::Before(uint32_t verb, uint32_t begin, const Speaker& last) const {
  uint32_t end = verb;
  while (end > begin &&
         (IsOneOf(kAdverbWords, Lower(end - 1)) || Lower(end - 1).ends_with("ly") || in_time_[end - 1])) {
    const uint32_t mention = MentionAt(end - 1);
    if (mention != kNone) break;
    --end;
  }
  if (end > begin && Lower(end - 1) == ")") {
    // "Rep. Gwen Moore (D-Wis.) said"
    uint32_t open = end - 1;
    while (open > begin && end - open < kMaxPhrase && Lower(open) != "(") --open;
    if (Lower(open) == "(") end = open;
  }
  if (end == begin) return {};
  // A parenthesis between subject and verb: "Zelenskyy, who is Jewish, said", "Medinsky, head of the delegation said".
  const bool closed_by_comma = Lower(end - 1) == ",";
  if (closed_by_comma) --end;
  uint32_t first = end;
  const uint32_t limit = end > begin + kMaxPhrase ? end - kMaxPhrase : begin;
  while (first > limit && !IsBoundary(first - 1)) --first;
  if (first > limit && Lower(first - 1) == "who") --first;
  const bool opens_with_comma = first > begin && Lower(first - 1) == ",";
  const bool opens_with_who = first < end && Lower(first) == "who";
  if (first > begin && (closed_by_comma || opens_with_comma || opens_with_who)) {
    uint32_t before = opens_with_comma ? first - 1 : first;
    if (closed_by_comma) {
      // Back to the comma that opens the parenthesis.
      before = end;
      while (before > limit && Lower(before - 1) != ",") --before;
      // "A negotiator, the lawmaker Leonid Slutsky, said": the parenthesis itself names the person.
      const uint32_t named = MentionAt(end - 1);
      const bool names = named != kNone && document_.mentions[named].type == MentionType::kPerson;
      if (before > limit && names) return FromPhrase(before, end, last);
      if (before > limit) --before;
    }
    // An apposition follows the person it explains and is no clause or name of its own.
    const uint32_t mention = before > begin ? MentionAt(before - 1) : kNone;
    bool names_person = false;
    for (uint32_t t = first; t < end; ++t) {
      const uint32_t inner = MentionAt(t);
      names_person |= inner != kNone && document_.mentions[inner].type == MentionType::kPerson;
    }
    const bool is_pronoun = end - first == 1 && IsOneOf(kPronounWords, Lower(first)) && !opens_with_who;
    if (mention != kNone && document_.mentions[mention].type == MentionType::kPerson && !is_pronoun &&
        (closed_by_comma || !names_person)) {
      uint32_t start = document_.mentions[mention].first_token;
      while (start > limit && !IsBoundary(start - 1)) --start;
      return FromPhrase(start, before, last);
    }
    if (closed_by_comma) {
      const uint32_t stop = before;
      uint32_t start = stop;
      while (start > limit && !IsBoundary(start - 1)) --start;
      if (start < stop) return FromPhrase(start, stop, last);
    }
  }
  if (first == end) return {};
  return FromPhrase(first, end, last);
}

Speaker SpeakerFinder::After(uint32_t verb, uint32_t end, const Speaker& last) const {
  uint32_t first = verb + 1;
  while (first < end && in_time_[first]) ++first;
  uint32_t stop = first;
  const uint32_t limit = std::min(end, first + kMaxPhrase);
  while (stop < limit && !IsBoundary(stop) && Lower(stop) != ".") {
    // "said Kuleba on Thursday", "said Kuleba in Kyiv": the phrase ends with the person.
    const uint32_t mention = MentionAt(stop);
    const bool person = mention != kNone && document_.mentions[mention].type == MentionType::kPerson;
    if (in_time_[stop]) break;
    ++stop;
    if (person && stop == document_.mentions[mention].end_token) break;
  }
  if (stop == first) return {};
  const Token& head = document_.tokens[first];
  const std::string_view lower = Lower(first);
  // "said in a statement" has no subject behind the verb.
  if (!head.capitalised && IsOneOf(kPrepositionWords, lower)) return {};
  return FromPhrase(first, stop, last);
}

char SpeakerFinder::GenderOf(const std::string& entity_id, std::string_view name) const {
  const EntityHandle handle = knowledge_.FindId(entity_id);
  if (handle != kNoEntity) {
    const std::string_view gender = knowledge_.Get(handle).gender;
    return gender.empty() ? 'u' : gender.front();
  }
  const char gender = knowledge_.GivenName(name.substr(0, name.find(' ')));
  return gender == 0 ? 'u' : gender;
}

Speaker SpeakerFinder::FromPronoun(uint32_t token, const Speaker& last) const {
  Speaker speaker;
  const Token& t = document_.tokens[token];
  speaker.span = {t.begin, t.end};
  speaker.token = token;
  speaker.name = document_.Text(t);
  const std::string_view lower = Lower(token);
  const char wanted = lower == "he" ? 'm' : lower == "she" ? 'f' : 0;
  const auto adopt = [&](const Speaker& other) {
    speaker.mention = other.mention;
    speaker.entity_id = other.entity_id;
    speaker.name = other.name;
    return speaker;
  };
  if (wanted == 0) return speaker;
  const auto fits = [&](uint32_t m) {
    const Mention& mention = document_.mentions[m];
    if (mention.type != MentionType::kPerson) return false;
    const char gender = GenderOf(mention.entity_id, document_.Text(mention.span));
    return gender == 'u' || gender == wanted;
  };
  const uint32_t sentence = t.sentence;
  const uint32_t floor = sentence > kPronounReach ? sentence - kPronounReach : 0;
  // The subject of this sentence, if it stands before the pronoun, and then of those before; the last speaker counts
  // as the subject of the sentence he spoke in.
  for (uint32_t s = sentence + 1; s-- > floor;) {
    if (last.found() && last.resolved() && document_.tokens[last.token].sentence == s && last.token < token) {
      const char gender = GenderOf(last.entity_id, last.name);
      if (gender == 'u' || gender == wanted) return adopt(last);
    }
    for (const Mention& mention : document_.MentionsIn(s).subspan(0, kMentionsReach)) {
      if (mention.first_token >= token) break;
      if (quoted_[mention.first_token] && !quoted_[token]) continue;
      const auto m = static_cast<uint32_t>(&mention - document_.mentions.data());
      if (fits(m)) return adopt(FromMention(m));
    }
  }
  if (last.resolved()) {
    const char gender = GenderOf(last.entity_id, last.name);
    if (gender == 'u' || gender == wanted) return adopt(last);
  }
  return speaker;
}

Speaker SpeakerFinder::FromOffice(uint32_t first, uint32_t end) const {
  std::vector<std::string_view> words;
  words.reserve(end - first);
  for (uint32_t t = first; t < end; ++t) words.push_back(document_.Text(document_.tokens[t]));
  for (size_t i = 0; i < words.size(); ++i) {
    const OfficeSpan office = knowledge_.LongestOffice(words, i);
    if (office.words == 0) continue;
    // Whose office: an adjective or name in front of it, or behind its "of".
    std::string of;
    for (uint32_t t = first; t < end && of.empty(); ++t) {
      if (t >= first + i && t < first + i + office.words) continue;
      const uint32_t m = MentionAt(t);
      if (m == kNone) continue;
      const Mention& mention = document_.mentions[m];
      const DocumentEntity* entity = document_.FindEntity(mention.entity_id);
      if (entity == nullptr || mention.type == MentionType::kPerson) continue;
      of = mention.type == MentionType::kOrganisation ? entity->id : entity->country;
    }
    if (of.empty()) {
      for (uint32_t t = first; t < first + i && of.empty(); ++t) {
        of = knowledge_.CountryOfDemonym(document_.Text(document_.tokens[t]));
      }
    }
    Speaker speaker;
    if (!of.empty() && document_.publication.granularity != text::PublicationTime::Granularity::kUnknown) {
      const auto day = static_cast<EpochDay>(text::DaysSinceEpoch(document_.publication.LocalDay()));
      const EntityHandle holder = knowledge_.HolderOf(office.office, of, day);
      if (holder != kNoEntity) {
        const Entity entity = knowledge_.Get(holder);
        speaker.entity_id = entity.id;
        speaker.name = entity.name;
        return speaker;
      }
    }
    // "the president" without a country: the last person before whom the text gave that office.
    const std::string_view title = words[i + office.words - 1];
    const auto behind = std::ranges::lower_bound(document_.mentions, first, {}, &Mention::first_token);
    const auto mentions = static_cast<uint32_t>(behind - document_.mentions.begin());
    for (uint32_t m = mentions; m-- > (mentions > kMentionsReach ? mentions - kMentionsReach : 0);) {
      const Mention& mention = document_.mentions[m];
      if (mention.type != MentionType::kPerson || mention.end_token > first || mention.first_token == 0) continue;
      const DocumentEntity* entity = document_.FindEntity(mention.entity_id);
      if (entity == nullptr || (!of.empty() && entity->country != of && !entity->country.empty())) continue;
      if (document_.Text(document_.tokens[mention.first_token - 1]).size() != title.size()) continue;
      const std::string_view before = Lower(mention.first_token - 1);
      if (before == Lower(static_cast<uint32_t>(first + i + office.words - 1))) {
        const Speaker person = FromMention(m);
        speaker.entity_id = person.entity_id;
        speaker.name = person.name;
        return speaker;
      }
    }
    return speaker;
  }
  return {};
}

Speaker SpeakerFinder::FromPhrase(uint32_t first, uint32_t end, const Speaker& last) const {
  // Time expressions and their prepositions at either end do not belong to the name: "On Monday Russia said".
  while (first < end &&
         (in_time_[first] || (first + 1 < end && in_time_[first + 1] && IsOneOf(kPrepositionWords, Lower(first))))) {
    ++first;
  }
  while (end > first && in_time_[end - 1]) --end;
  while (first < end && (Lower(first) == "and" || Lower(first) == "meanwhile" || Lower(first) == "but")) ++first;
  if (first == end) return {};
  if (IsOneOf(kPronounWords, Lower(end - 1)) && (end - first == 1 || Lower(end - 1) != "it")) {
    if (Lower(end - 1) == "who" && end - 1 > first) return FromPhrase(first, end - 1, last);
    return FromPronoun(end - 1, last);
  }
  if (Lower(first) == "he" || Lower(first) == "she") return FromPronoun(first, last);
  Speaker speaker;
  speaker.span = {document_.tokens[first].begin, document_.tokens[end - 1].end};
  speaker.token = first;
  speaker.name = document_.Text(speaker.span);

  // The head reaches to the first preposition, unless that belongs to a title before a name.
  uint32_t head_end = first;
  bool delegate = false;
  while (head_end < end && !(IsOneOf(kPrepositionWords, Lower(head_end)) && MentionAt(head_end) == kNone)) {
    delegate |= IsOneOf(kDelegateWords, Lower(head_end));
    ++head_end;
  }
  uint32_t person = kNone;
  uint32_t other = kNone;
  for (uint32_t t = first; t < (delegate ? head_end : end); ++t) {
    const uint32_t m = MentionAt(t);
    if (m == kNone) continue;
    const Mention& mention = document_.mentions[m];
    if (mention.type == MentionType::kPerson) {
      // A possessive names the owner, not the speaker: "Trump's lawyer".
      const bool possessive =
          mention.end_token < end && (Lower(mention.end_token) == "'s" || Lower(mention.end_token) == "\u2019s");
      if (!possessive) person = t < head_end || person == kNone ? m : person;
    } else if (t < head_end && mention.end_token == head_end && !mention.adjectival) {
      other = m;
    }
  }
  const uint32_t named = person != kNone ? person : other;
  if (named != kNone) {
    const Speaker of_mention = FromMention(named);
    speaker.mention = named;
    speaker.entity_id = of_mention.entity_id;
    speaker.name = of_mention.name;
    return speaker;
  }
  if (delegate) return speaker;
  const Speaker office = FromOffice(first, end);
  if (office.resolved()) {
    speaker.entity_id = office.entity_id;
    speaker.name = office.name;
  }
  return speaker;
}

Speaker SpeakerFinder::SubjectOf(uint32_t first_token, uint32_t end_token) const {
  Speaker other;
  for (uint32_t t = first_token; t < std::min(end_token, first_token + kSubjectReach); ++t) {
    const uint32_t m = MentionAt(t);
    if (m == kNone || quoted_[t]) continue;
    const Mention& mention = document_.mentions[m];
    if (mention.type == MentionType::kPerson) return FromMention(m);
    if (!other.found() && mention.type == MentionType::kOrganisation) other = FromMention(m);
  }
  return other;
}

}  // namespace sitrep::tagger
