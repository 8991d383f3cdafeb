#include "services/tagger/annotators/person_resolver.h"

#include <algorithm>

#include "absl/container/flat_hash_map.h"
#include "absl/types/span.h"
#include "common/base/string_views.h"
#include "services/tagger/knowledge/fold.h"

namespace sitrep::tagger {
namespace {

// Factors by which evidence multiplies a candidate's prior.
constexpr float kHoldsOfficeNow = 3;
constexpr float kHeldOfficeBefore = 0.5f;  // All offices known have ended: less in the news.
constexpr float kOfficeSaid = 20;          // The office beside the name is the candidate's.
constexpr float kCountryShare = 4;         // Times the share of the candidate's country in the text.
constexpr float kNeedsContext = 0.2f;

constexpr size_t kMinRomanised = 5;  // Shorter surnames must agree letter by letter.
constexpr size_t kMaxBearers = 16;   // Of one surname in one text; more are not told apart.

std::string_view LastWord(std::string_view folded) {
  const size_t space = folded.rfind(' ');
  return space == std::string_view::npos ? folded : folded.substr(space + 1);
}
std::string_view FirstWord(std::string_view folded) { return folded.substr(0, folded.find(' ')); }
bool HasSeveralWords(std::string_view folded) { return folded.find(' ') != std::string_view::npos; }

// "john a boehner" -> "john boehner".
std::string WithoutInitials(std::string_view folded) {
  std::string result;
  for (size_t begin = 0; begin < folded.size();) {
    const size_t end = std::min(folded.find(' ', begin), folded.size());
    if (end - begin > 1 || begin == 0 || end == folded.size()) {
      if (!result.empty()) result.push_back(' ');
      result.append(folded.substr(begin, end - begin));
    }
    begin = end + 1;
  }
  return result;
}

class Resolver {
 public:
  Resolver(const KnowledgeBase& knowledge, const CountryWeights& countries, std::optional<EpochDay> day,
           std::vector<PersonName>& names)
      : knowledge_(knowledge), countries_(countries), day_(day), names_(names) {
    for (const auto& [country, weight] : countries) total_ += weight;
  }

  void Run() {
    for (size_t n = 0; n < names_.size(); ++n) {
      names_[n].same_as = n;
      if (!HasSeveralWords(names_[n].folded)) continue;
      ResolveFull(n);
      const std::string_view last = LastWord(names_[n].folded);
      Remember(by_surname_[std::string(last)], n);
      Remember(by_given_[std::string(FirstWord(names_[n].folded))], n);
      if (last.size() >= kMinRomanised) Remember(by_romanised_[TransliterationKey(last)], n);
    }
    for (size_t n = 0; n < names_.size(); ++n) {
      if (!HasSeveralWords(names_[n].folded)) ResolveShort(n);
    }
  }

 private:
  void ResolveFull(size_t n) {
    PersonName& name = names_[n];
    Choose(name, knowledge_.Find(name.surface));
    if (name.entity == kNoEntity) {
      if (const std::string plain = WithoutInitials(name.folded); plain.size() < name.folded.size()) {
        Choose(name, knowledge_.Find(plain, Capitals::kIgnored));
      }
    }
    if (name.entity == kNoEntity) ChooseHolder(name);
    if (name.entity == kNoEntity) Choose(name, knowledge_.FindFuzzy(name.surface));
    if (name.entity != kNoEntity) return;
    // "Joe Q. Smith" and "Joe Smith".
    for (const size_t other : Bearers(by_surname_, LastWord(name.folded))) {
      const PersonName& earlier = names_[other];
      if (earlier.entity == kNoEntity && FirstWord(earlier.folded) == FirstWord(name.folded)) {
        name.same_as = earlier.same_as;
        return;
      }
    }
  }

  void ResolveShort(size_t n) {
    PersonName& name = names_[n];
    int best = -1;
    const auto consider = [&](absl::Span<const size_t> bearers) {
      for (const size_t other : bearers) {
        // The fuller name that comes before and nearest; one that comes later only if there is none.
        if (best < 0 || Precedes(names_[other], name, names_[best])) best = static_cast<int>(other);
      }
    };
    consider(Bearers(by_surname_, name.folded));
    if (best < 0 && name.folded.size() >= kMinRomanised) {
      consider(Bearers(by_romanised_, TransliterationKey(name.folded)));
    }
    if (best < 0 && knowledge_.GivenName(name.surface) != 0) {
      // "Michelle", when the text names one Michelle in full.
      const absl::Span<const size_t> bearers = Bearers(by_given_, name.folded);
      if (bearers.size() == 1) best = static_cast<int>(bearers.front());
    }
    if (best >= 0) {
      const PersonName& full = names_[best];
      name.same_as = full.same_as;
      name.entity = full.entity;
      name.score = full.score;
      return;
    }
    // No guess at typing errors here: single surnames differ by one letter all too often.
    Choose(name, knowledge_.Find(name.surface));
    if (name.entity == kNoEntity) ChooseHolder(name);
  }

  using BearerMap = absl::flat_hash_map<std::string, std::vector<size_t>>;

  static void Remember(std::vector<size_t>& bearers, size_t n) {
    if (bearers.size() < kMaxBearers) bearers.push_back(n);
  }
  static absl::Span<const size_t> Bearers(const BearerMap& map, std::string_view surname) {
    const auto found = map.find(ToAbsl(surname));
    return found == map.end() ? absl::Span<const size_t>() : absl::MakeConstSpan(found->second);
  }

  static bool Precedes(const PersonName& candidate, const PersonName& name, const PersonName& best) {
    const bool candidate_before = candidate.first_mention < name.first_mention;
    const bool best_before = best.first_mention < name.first_mention;
    if (candidate_before != best_before) return candidate_before;
    return candidate_before && candidate.first_mention > best.first_mention;
  }

  // "Ukrainian President Volodimir Zelenski": the holder of that office, if the names are near enough.
  void ChooseHolder(PersonName& name) {
    if (!day_) return;
    for (const PersonName::Office& office : name.offices) {
      if (office.country.empty()) continue;
      const EntityHandle holder = knowledge_.HolderOf(office.id, office.country, *day_);
      if (holder == kNoEntity) continue;
      const std::string holder_name = FoldName(knowledge_.Get(holder).name);
      if (TransliterationKey(LastWord(holder_name)) != TransliterationKey(LastWord(name.folded))) continue;
      name.entity = holder;
      name.score = 0.9f;
      return;
    }
  }

  void Choose(PersonName& name, const std::vector<Candidate>& candidates) {
    float sum = 0;
    float best_score = 0;
    for (const Candidate& candidate : candidates) {
      if (knowledge_.KindOf(candidate.entity) != EntityKind::kPerson) continue;
      const Entity entity = knowledge_.Get(candidate.entity);
      const float score = Score(name, candidate, entity);
      sum += score;
      if (score > best_score) {
        best_score = score;
        name.entity = candidate.entity;
      }
    }
    if (name.entity != kNoEntity) name.score = best_score / std::max(sum, best_score);
  }

  float Score(const PersonName& name, const Candidate& candidate, const Entity& entity) const {
    float score = std::max(candidate.prior, 1e-3f);
    if (candidate.needs_context) score *= kNeedsContext;
    bool office_said = false;
    bool holds_now = false;
    bool held = false;
    for (const Role& role : entity.roles) {
      const bool now = day_ && role.from_day <= *day_ && *day_ < role.to_day;
      holds_now = holds_now || now;
      held = held || (day_ && role.to_day <= *day_);
      for (const PersonName::Office& office : name.offices) {
        office_said = office_said ||
                      (office.id == role.office &&
                       (office.country.empty() || office.country == role.of || office.country == role.of.substr(0, 2)));
      }
    }
    if (holds_now) score *= kHoldsOfficeNow;
    if (held && !holds_now) score *= kHeldOfficeBefore;
    if (office_said) score *= kOfficeSaid;
    const auto country = countries_.find(entity.country);
    if (country != countries_.end() && total_ > 0) score *= 1 + kCountryShare * country->second / total_;
    return score;
  }

  const KnowledgeBase& knowledge_;
  const CountryWeights& countries_;
  std::optional<EpochDay> day_;
  std::vector<PersonName>& names_;
  BearerMap by_surname_;    // Names of several words, by folded last word.
  BearerMap by_given_;      // The same by folded first word.
  BearerMap by_romanised_;  // The same by TransliterationKey.
  float total_ = 0;
};

}  // namespace

void ResolvePersons(const KnowledgeBase& knowledge, const CountryWeights& countries, std::optional<EpochDay> day,
                    std::vector<PersonName>& names) {
  Resolver(knowledge, countries, day, names).Run();
}

}  // namespace sitrep::tagger
