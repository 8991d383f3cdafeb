#include "services/tagger/annotators/names.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "common/base/hash.h"
#include "common/base/string_views.h"
#include "services/tagger/annotators/name_finder.h"
#include "services/tagger/annotators/name_tokens.h"
#include "services/tagger/knowledge/fold.h"

namespace sitrep::tagger {
namespace {

constexpr std::string_view kRulesVersion = "3";

// The second reading: decides doubtful words, and corrects types, by what the whole text has shown.
class NameReview {
 public:
  NameReview(const NameTokens& tokens, std::vector<Mention>& mentions) : tokens_(tokens), mentions_(mentions) {}

  void Run(const std::vector<DoubtfulName>& doubtful) {
    CollectSurnames();
    RetypeSurnames();
    CollectTypes();
    for (const DoubtfulName& name : doubtful) Decide(name);
    std::ranges::stable_sort(mentions_, {}, [](const Mention& m) { return m.span.begin; });
    const auto overlaps = [end = uint32_t{0}](const Mention& mention) mutable {
      if (mention.span.begin < end) return true;
      end = mention.span.end;
      return false;
    };
    std::erase_if(mentions_, overlaps);
  }

 private:
  std::string KeyOf(uint32_t token) const { return FoldName(tokens_.Text(token)); }

  void CollectSurnames() {
    for (const Mention& mention : mentions_) {
      if (mention.type != MentionType::kPerson || mention.end_token - mention.first_token < 2) continue;
      const std::string key = KeyOf(mention.end_token - 1);
      if (key.size() < 2) continue;
      surnames_.insert(key);
      romanised_surnames_.insert(TransliterationKey(key));
      if (const std::string given = KeyOf(mention.first_token); given.size() > 1) given_names_.insert(given);
    }
  }

  // "Washington" is Denzel where the text has named him, unless a preposition of place says otherwise.
  void RetypeSurnames() {
    for (Mention& mention : mentions_) {
      if (mention.end_token - mention.first_token != 1 || mention.adjectival) continue;
      if (mention.type != MentionType::kPlace && mention.type != MentionType::kOrganisation) continue;
      const std::string key = KeyOf(mention.first_token);
      if (!surnames_.contains(key) && !given_names_.contains(key)) continue;
      const bool first = mention.first_token == tokens_.document().sentences[mention.sentence].first_token;
      if (first || !tokens_.Has(mention.first_token - 1, kPlacePreposition)) mention.type = MentionType::kPerson;
    }
  }

  // Types of the names of one word that were certain somewhere in the text.
  void CollectTypes() {
    for (const Mention& mention : mentions_) {
      if (mention.end_token - mention.first_token != 1) continue;
      types_.emplace(KeyOf(mention.first_token), mention.type);
      if (mention.type == MentionType::kPlace) place_tokens_.insert(mention.first_token);
    }
  }

  void Decide(const DoubtfulName& name) {
    const uint32_t i = name.token;
    const std::string key = KeyOf(i);
    if (key.size() < 2) return;
    const bool ordinary = tokens_.Has(i, kOrdinaryWord);
    const Sentence& sentence = tokens_.document().sentences[name.sentence];
    if (surnames_.contains(key) && !(ordinary && (name.starts_clause || name.in_heading))) {
      return Add(name, MentionType::kPerson);
    }
    const std::string_view lower = tokens_.Lower(i);
    const bool plural =
        lower.size() > 3 && lower.back() == 's' && tokens_.IsOrdinary(lower.substr(0, lower.size() - 1));
    if (ordinary || plural || tokens_.Has(i, kDirection | kOrganisationHead)) return;
    if (const auto known = types_.find(key); known != types_.end()) return Add(name, known->second);
    if (romanised_surnames_.contains(TransliterationKey(key)) && key.size() >= 5) {
      return Add(name, MentionType::kPerson);
    }
    if (name.in_heading) return;
    const bool preposition = i > sentence.first_token && tokens_.Has(i - 1, kPlacePreposition) &&
                             !(tokens_.IsSurname(i) || tokens_.Lower(i - 1) == "from");
    const bool listed = IsListedWithPlaces(i, sentence);
    if (preposition || listed) {
      types_.emplace(key, MentionType::kPlace);
      place_tokens_.insert(i);
      return Add(name, MentionType::kPlace);
    }
    if (name.starts_clause) {
      const bool reports = i + 1 < sentence.end_token && tokens_.Has(i + 1, kReportingVerb);
      if (reports && (tokens_.IsSurname(i) || tokens_.IsGivenName(i))) Add(name, MentionType::kPerson);
      return;
    }
    const bool reported = i + 1 < sentence.end_token && tokens_.Has(i + 1, kReportingVerb);
    if (reported || tokens_.IsSurname(i) || tokens_.IsGivenName(i)) {
      types_.emplace(key, MentionType::kPerson);
      return Add(name, MentionType::kPerson);
    }
  }

  // "Sumy, Maripol, Kharkov": between commas, with a place before or behind.
  bool IsListedWithPlaces(uint32_t i, const Sentence& sentence) const {
    const bool comma_before = i >= sentence.first_token + 2 && tokens_.Text(i - 1) == ",";
    const bool comma_behind = i + 2 < sentence.end_token && tokens_.Text(i + 1) == ",";
    return (comma_before && place_tokens_.contains(i - 2)) || (comma_behind && place_tokens_.contains(i + 2));
  }

  void Add(const DoubtfulName& name, MentionType type) {
    const Token& token = tokens_.At(name.token);
    mentions_.push_back({.span = {token.begin, token.end},
                         .first_token = name.token,
                         .end_token = name.token + 1,
                         .sentence = name.sentence,
                         .type = type});
  }

  const NameTokens& tokens_;
  std::vector<Mention>& mentions_;
  absl::flat_hash_set<std::string> surnames_;            // Folded last names of people named in full.
  absl::flat_hash_set<std::string> given_names_;         // Their folded first names.
  absl::flat_hash_set<std::string> romanised_surnames_;  // TransliterationKey of the same.
  absl::flat_hash_map<std::string, MentionType> types_;  // By folded name of one word.
  absl::flat_hash_set<uint32_t> place_tokens_;
};

}  // namespace

NamesAnnotator::NamesAnnotator(const KnowledgeBase& knowledge, const NameLexicon& lexicon)
    : knowledge_(knowledge),
      lexicon_(lexicon),
      version_(absl::StrCat(ToAbsl(kRulesVersion), "-", ToAbsl(knowledge.version()), "-",
                            absl::Hex(lexicon.checksum(), absl::kZeroPad16))) {}

absl::Status NamesAnnotator::Annotate(Document& document) const {
  const NameTokens tokens(knowledge_, lexicon_, document);
  NameFinder finder(knowledge_, tokens);
  for (uint32_t i = 0; i < document.sentences.size(); ++i) finder.Read(i);
  NameReview(tokens, finder.mentions()).Run(finder.doubtful());
  document.mentions = std::move(finder.mentions());
  return absl::OkStatus();
}

}  // namespace sitrep::tagger
