// How KnowledgeBase finds names: exactly, in another romanisation, and with a typing error.

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "services/tagger/knowledge/fold.h"
#include "services/tagger/knowledge/knowledge_base.h"
#include "services/tagger/knowledge/knowledge_base_impl.h"

namespace sitrep::tagger {
namespace {

// How much of an entity's weight a name carries that is not its canonical one.
constexpr float kAliasShare = 0.5f;
constexpr float kSurnameShare = 0.5f;
constexpr float kWeakShare = 0.2f;
constexpr float kContextShare = 0.3f;
constexpr float kRomanisedShare = 0.6f;
constexpr float kTypoShare = 0.5f;
// Below this an exact bearer of a name is obscure enough for prominent ones of another spelling to be considered, too.
constexpr float kObscure = 5e4f;
// What the entities that the knowledge base lacks weigh together, so that a lone obscure bearer is not taken for sure.
constexpr float kUnknownWeight = 2e3f;
// Shorter keys bring too many names together.
constexpr size_t kMinRomanised = 5;
// First words shorter than this begin no other romanisation worth a look.
constexpr size_t kMinRomanisedWord = 4;

struct Case {
  bool lower = false;
  bool upper = false;
};

Case CaseOf(std::string_view surface) {
  Case found;
  for (const char c : surface) {
    found.lower |= absl::ascii_islower(static_cast<unsigned char>(c));
    found.upper |= absl::ascii_isupper(static_cast<unsigned char>(c)) || static_cast<unsigned char>(c) >= 0x80;
  }
  return found;
}

std::string_view WithoutArticle(std::string_view folded) {
  return folded.starts_with("the ") ? folded.substr(4) : folded;
}

// Small words that begin names in lower case: al-Shabab, bin Laden, von der Leyen.
bool IsParticle(std::string_view word) {
  constexpr std::string_view kParticles[] = {"al", "as", "abu", "ash", "bin", "da", "de",  "del", "den", "der",
                                             "di", "du", "el",  "ibn", "la",  "le", "van", "von", "ben"};
  return word.size() <= 3 && std::find(std::begin(kParticles), std::end(kParticles), word) != std::end(kParticles);
}

// Tokens that may stand between the words of a name without being part of its key.
bool JoinsWords(std::string_view token) {
  return token == "-" || token == "." || token == "'" || token == "/" || token == "\u2019" || token == "\u2013";
}

// Words i to j - 1 as one surface, for the case rules only.
std::string_view SurfaceOf(absl::Span<const std::string_view> words, size_t i, size_t j, std::string& buffer) {
  if (j == i + 1) return words[i];
  buffer.clear();
  for (size_t k = i; k < j; ++k) buffer.append(words[k]);
  return buffer;
}

}  // namespace

void KnowledgeBase::Impl::AddExact(std::string_view surface, std::string_view folded, Capitals capitals_rule,
                                   Bearers& bearers) const {
  const uint64_t hash = NameHash(folded);
  const Case letters = CaseOf(surface);
  const bool lower_case_text = capitals_rule == Capitals::kIgnored;
  // "AID" and "WHO" in capitals are seldom the village of that name.
  const bool shouted = letters.upper && !letters.lower && folded.size() <= 4;
  const auto add = [&](EntityHandle entity, NameMatch match, bool needs_context, bool acronym, float share) {
    if (acronym && letters.lower && !lower_case_text) return;
    needs_context |= acronym ? letters.lower : shouted;
    if (match == NameMatch::kAlias) share *= kAliasShare;
    if (match == NameMatch::kSurname) share *= kSurnameShare;
    if (needs_context) share *= kContextShare;
    bearers.push_back({entity, Weight(entity) * share, match, needs_context});
  };
  for (const GazetteerName& name : gazetteer->Find(hash)) {
    add(EntityHandle{name.place}, name.alias ? NameMatch::kAlias : NameMatch::kName, name.needs_context, name.acronym,
        name.weak ? kWeakShare : 1.0f);
  }
  for (const NameRef& name : names.Find(hash)) {
    const NameMatch match = name.surname ? NameMatch::kSurname : (name.alias ? NameMatch::kAlias : NameMatch::kName);
    add(EntityHandle{name.entity}, match, name.needs_context, name.acronym, 1.0f);
  }
}

void KnowledgeBase::Impl::AddRomanised(std::string_view folded, Bearers& bearers) const {
  if (folded.size() < kMinRomanised) return;
  for (const NameRef& name : romanised.Find(NameHash(TransliterationKey(folded)))) {
    const EntityHandle entity{name.entity};
    const bool known = std::any_of(bearers.begin(), bearers.end(), [&](const Bearer& b) { return b.entity == entity; });
    if (known) continue;
    const float share = (name.surname ? kSurnameShare : 1.0f) * (name.needs_context ? kContextShare : 1.0f);
    bearers.push_back(
        {entity, Weight(entity) * share * kRomanisedShare, NameMatch::kTransliteration, name.needs_context});
  }
}

std::vector<Candidate> KnowledgeBase::Impl::Rank(Bearers bearers) const {
  std::sort(bearers.begin(), bearers.end(), [](const Bearer& a, const Bearer& b) {
    return a.weight != b.weight ? a.weight > b.weight : a.entity < b.entity;
  });
  float total = kUnknownWeight;
  for (const Bearer& bearer : bearers) total += bearer.weight;
  std::vector<Candidate> candidates;
  for (const Bearer& bearer : bearers) {
    if (candidates.size() == kMaxCandidates) break;
    const float discount = bearer.match == NameMatch::kTransliteration ? kRomanisedShare
                           : bearer.match == NameMatch::kFuzzy         ? kTypoShare
                                                                       : 1.0f;
    candidates.push_back({bearer.entity, bearer.weight / total * discount, bearer.match, bearer.needs_context});
  }
  return candidates;
}

bool KnowledgeBase::Impl::IsObscure(const Bearers& bearers) {
  return std::all_of(bearers.begin(), bearers.end(), [](const Bearer& b) { return b.weight < kObscure; });
}

std::vector<Candidate> KnowledgeBase::Find(std::string_view surface, Capitals capitals) const {
  const std::string folded = FoldName(surface);
  Impl::Bearers bearers;
  impl_->AddExact(surface, folded, capitals, bearers);
  if (bearers.empty() && folded.starts_with("the ")) {
    impl_->AddExact(surface.substr(std::min(surface.find(' '), surface.size())), WithoutArticle(folded), capitals,
                    bearers);
  }
  if (Impl::IsObscure(bearers)) impl_->AddRomanised(WithoutArticle(folded), bearers);
  return impl_->Rank(std::move(bearers));
}

std::vector<Candidate> KnowledgeBase::FindFuzzy(std::string_view surface) const {
  const std::string folded = FoldName(surface);
  Impl::Bearers bearers;
  impl_->AddExact(surface, folded, Capitals::kIgnored, bearers);
  impl_->AddRomanised(folded, bearers);
  if (!bearers.empty()) return {};
  for (const NameRef& name : impl_->typos.Find(WithoutArticle(folded))) {
    const EntityHandle entity{name.entity};
    const float share = kTypoShare * (name.surname ? kSurnameShare : 1.0f) * (name.alias ? kAliasShare : 1.0f);
    const float weight = impl_->Weight(entity) * share;
    const auto known =
        std::find_if(bearers.begin(), bearers.end(), [&](const Impl::Bearer& b) { return b.entity == entity; });
    if (known == bearers.end()) {
      bearers.push_back({entity, weight, NameMatch::kFuzzy, false});
    } else {
      known->weight = std::max(known->weight, weight);
    }
  }
  return impl_->Rank(std::move(bearers));
}

namespace {

// The beginnings of names at a word, longest last: where each ends among the words and in the key.
struct Prefix {
  size_t end;
  size_t key_size;
};
using Prefixes = absl::InlinedVector<Prefix, 8>;

// Extends `key`, which holds the folded first word, word by word up to `max_words` folded words.
Prefixes ExtendKey(absl::Span<const std::string_view> words, size_t i, uint32_t max_words, std::string& key) {
  Prefixes prefixes = {{i + 1, key.size()}};
  for (size_t j = i + 1; j < words.size() && prefixes.size() < max_words; ++j) {
    const size_t before = key.size();
    key.push_back(' ');
    if (!AppendFolded(words[j], key)) {
      key.resize(before);
      if (!JoinsWords(words[j])) break;
      continue;
    }
    if (static_cast<uint32_t>(std::count(key.begin(), key.end(), ' ')) >= max_words) break;
    prefixes.push_back({j + 1, key.size()});
  }
  return prefixes;
}

}  // namespace

NameSpan KnowledgeBase::LongestMatch(absl::Span<const std::string_view> words, size_t i, Capitals capitals) const {
  NameSpan span;
  if (i >= words.size() || words[i].empty()) return span;
  const auto first = static_cast<unsigned char>(words[i][0]);
  if (!absl::ascii_isalnum(first) && first < 0x80) return span;
  if (capitals == Capitals::kRequired && absl::ascii_islower(first) && !CaseOf(words[i]).upper) {
    if (!IsParticle(words[i])) return span;
    const size_t next = i + 1 < words.size() && words[i + 1] == "-" ? i + 2 : i + 1;
    if (next >= words.size() || !(IsParticle(words[next]) || CaseOf(words[next]).upper)) return span;
  }

  std::string key;
  if (!AppendFolded(words[i], key)) return span;
  const std::string_view first_word = std::string_view(key).substr(0, key.find(' '));
  const uint64_t first_hash = NameHash(first_word);
  const size_t first_size = first_word.size();
  const size_t key_size = key.size();
  Impl::Bearers bearers;
  bool obscure = true;
  std::string buffer;
  if (const uint32_t max_words = impl_->first_words.MaxWords(first_hash); max_words > 0) {
    const Prefixes prefixes = ExtendKey(words, i, max_words, key);
    for (size_t p = prefixes.size(); p-- > 0 && bearers.empty();) {
      impl_->AddExact(SurfaceOf(words, i, prefixes[p].end, buffer),
                      std::string_view(key).substr(0, prefixes[p].key_size), capitals, bearers);
      span.words = bearers.empty() ? 0 : prefixes[p].end - i;
    }
    obscure = Impl::IsObscure(bearers);
    key.resize(key_size);
  }
  // Another romanisation of a prominent name; common words are never that.
  if (obscure && first_size >= kMinRomanisedWord && !impl_->facts.common_words().contains(first_hash)) {
    const uint64_t romanised = NameHash(TransliterationKey(std::string_view(key).substr(0, first_size)));
    if (const uint32_t max_words = impl_->first_romanised.MaxWords(romanised); max_words > 0) {
      const Prefixes prefixes = ExtendKey(words, i, max_words, key);
      for (size_t p = prefixes.size(); p-- > 0 && prefixes[p].end - i >= span.words;) {
        Impl::Bearers found;
        if (prefixes[p].end - i == span.words) found = bearers;
        const size_t known = found.size();
        impl_->AddRomanised(std::string_view(key).substr(0, prefixes[p].key_size), found);
        if (found.size() == known) continue;
        bearers = std::move(found);
        span.words = prefixes[p].end - i;
        break;
      }
    }
  }
  if (!bearers.empty()) span.candidates = impl_->Rank(std::move(bearers));
  return span;
}

std::vector<ScoredEntity> KnowledgeBase::LookUp(std::string_view query, size_t limit) const {
  limit = std::clamp<size_t>(limit, 1, 100);
  std::vector<ScoredEntity> found;
  const auto add = [&](EntityHandle entity, float score, NameMatch match) {
    const auto known =
        std::find_if(found.begin(), found.end(), [&](const ScoredEntity& e) { return e.entity == entity; });
    if (known == found.end()) found.push_back({entity, score, match});
  };
  for (const Candidate& candidate : Find(query, Capitals::kIgnored)) {
    add(candidate.entity, 0.5f + 0.5f * candidate.prior, candidate.match);
  }
  for (const Candidate& candidate : FindFuzzy(query)) {
    add(candidate.entity, 0.3f + 0.3f * candidate.prior, candidate.match);
  }
  const std::string folded = FoldName(query);
  if (folded.size() >= 3 && found.size() < limit) {
    for (const TypoIndex::Name& name : impl_->typos.names()) {
      const size_t at = name.folded.find(folded);
      if (at == std::string::npos || (at > 0 && name.folded[at - 1] != ' ')) continue;
      const EntityHandle entity{name.ref.entity};
      const float likeness = static_cast<float>(folded.size()) / static_cast<float>(name.folded.size());
      add(entity, 0.3f * likeness * Get(entity).prominence, NameMatch::kAlias);
    }
  }
  std::sort(found.begin(), found.end(), [](const ScoredEntity& a, const ScoredEntity& b) {
    return a.score != b.score ? a.score > b.score : a.entity < b.entity;
  });
  found.resize(std::min(found.size(), limit));
  return found;
}

}  // namespace sitrep::tagger
