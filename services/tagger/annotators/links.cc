#include "services/tagger/annotators/links.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/node_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/string_views.h"
#include "common/text/iso_date.h"
#include "services/tagger/annotators/mention_kinds.h"
#include "services/tagger/annotators/name_lexicon.h"
#include "services/tagger/annotators/person_resolver.h"
#include "services/tagger/annotators/place_resolver.h"
#include "services/tagger/annotators/us_states.h"
#include "services/tagger/annotators/word_table.h"
#include "services/tagger/knowledge/fold.h"

namespace sitrep::tagger {
namespace {

constexpr std::string_view kRulesVersion = "1";
constexpr uint32_t kOfficeWindow = 7;       // Tokens before a name in which its office may begin.
constexpr uint32_t kNationalityWindow = 5;  // Tokens before a name in which its country may stand.
constexpr float kCountryFactor = 4;         // Times the share of an organisation's country in the text.
constexpr float kAliasFactor = 0.05f;       // A place by another name where others bear it as their own.
constexpr float kOtherKindFactor = 0.2f;    // A candidate of another kind than the mention's.

// Behind the name of a state or province, not of a country.
constexpr std::string_view kGoverningOfficeWords[] = {
    "gov.", "governor", "sen.", "senator", "rep.", "republican", "democrat", "republicans", "democrats", "attorney",
};
// Between a nationality and a name, they say that the one is not the other's.
constexpr std::string_view kLinkWordList[] = {"and", "or", "of", "in", "for", "with", "to", "by", "from", "on", "that"};
constexpr WordSet kLinkWords(kLinkWordList);
constexpr WordSet kGoverningOffices(kGoverningOfficeWords);

std::string_view TypeName(MentionType type) {
  switch (type) {
    case MentionType::kPerson:
      return "PERSON";
    case MentionType::kOrganisation:
      return "ORGANISATION";
    case MentionType::kPlace:
      return "PLACE";
    case MentionType::kGroup:
      return "GROUP";
    default:
      return "";
  }
}

bool IsCountry(const Entity& entity) { return entity.feature_code.starts_with("PCL"); }

// One name of a text: all mentions of one type and folded surface.
struct Name {
  MentionType type = MentionType::kOther;
  std::string folded;
  std::string surface;
  std::vector<uint32_t> mentions;
  // The decision.
  EntityHandle entity = kNoEntity;
  float score = 0;
  size_t same_as = 0;   // Index of the name whose own id it shares when there is no entity.
  std::string country;  // Of a name without entity, when the text tells.
};

// Links one document.
class Linker {
 public:
  Linker(const KnowledgeBase& knowledge, Document& document) : knowledge_(knowledge), document_(document) {}

  void Run() {
    for (const Token& token : document_.tokens) words_.push_back(document_.Text(token));
    GroupMentions();
    LinkGroups();
    LinkPlaces();
    LinkPersons();
    LinkOrganisations();
    JoinAcronyms();
    Write();
  }

 private:
  const Entity& Get(EntityHandle handle) {
    const auto [found, added] = entities_.try_emplace(static_cast<uint32_t>(handle));
    if (added) found->second = knowledge_.Get(handle);
    return found->second;
  }

  void GroupMentions() {
    absl::flat_hash_map<std::string, size_t> index;
    std::string key;
    name_of_.reserve(document_.mentions.size());
    for (uint32_t m = 0; m < document_.mentions.size(); ++m) {
      const Mention& mention = document_.mentions[m];
      key.assign(1, static_cast<char>('0' + static_cast<int>(mention.type)));
      AppendFolded(document_.Text(mention.span), key);
      const auto [found, added] = index.try_emplace(key, names_.size());
      if (added) {
        names_.push_back({.type = mention.type,
                          .folded = key.substr(1),
                          .surface = std::string(document_.Text(mention.span)),
                          .same_as = names_.size()});
      }
      names_[found->second].mentions.push_back(m);
      name_of_.push_back(found->second);
    }
  }

  // ---- Groups ----

  void LinkGroups() {
    for (Name& name : names_) {
      if (name.type != MentionType::kGroup) continue;
      const std::string_view country = knowledge_.CountryOfDemonym(name.surface);
      if (!country.empty()) {
        name.entity = knowledge_.Country(country);
        name.score = name.entity == kNoEntity ? 0 : 1;
        countries_[std::string(country)] += static_cast<float>(name.mentions.size());
      } else {
        ChooseByCountry(name, knowledge_.Find(name.surface));
      }
    }
  }

  // ---- Places ----

  void LinkPlaces() {
    std::vector<PlaceName> places;
    std::vector<size_t> place_names;
    for (size_t n = 0; n < names_.size(); ++n) {
      if (names_[n].type != MentionType::kPlace) continue;
      const std::vector<Candidate> candidates = CandidatesOfPlace(names_[n].surface);
      // "Victoria" is an old name of Hong Kong, but the name of others today.
      const bool has_own_name =
          std::ranges::any_of(candidates, [](const Candidate& c) { return c.match == NameMatch::kName; });
      PlaceName place{.mentions = static_cast<uint32_t>(names_[n].mentions.size())};
      for (const Candidate& candidate : candidates) {
        const Entity& entity = Get(candidate.entity);
        if (entity.kind == EntityKind::kPerson) continue;
        float factor = entity.kind == EntityKind::kPlace ? 1 : kOtherKindFactor;
        if (has_own_name && candidate.match == NameMatch::kAlias) factor *= kAliasFactor;
        place.options.push_back({.entity = entity, .prior = candidate.prior * factor});
      }
      FindQualifier(names_[n], place);
      places.push_back(std::move(place));
      place_names.push_back(n);
    }
    ResolvePlaces(countries_, places);
    for (size_t p = 0; p < places.size(); ++p) {
      const PlaceName& place = places[p];
      if (place.chosen < 0) continue;
      const Entity& entity = place.options[place.chosen].entity;
      Name& name = names_[place_names[p]];
      name.entity = entity.handle;
      name.score = place.confidence;
      if (!entity.country.empty()) {
        countries_[std::string(entity.country)] += place.confidence * static_cast<float>(name.mentions.size());
      }
    }
  }

  std::vector<Candidate> CandidatesOfPlace(const std::string& surface) {
    if (surface.find('.') != std::string::npos) {
      const std::string_view state = StateOfAbbreviation(absl::AsciiStrToLower(surface));
      const EntityHandle area = state.empty() ? kNoEntity : knowledge_.Admin1("US", state);
      if (area != kNoEntity) return {{.entity = area, .prior = 1}};
    }
    std::vector<Candidate> candidates = knowledge_.Find(surface);
    return candidates.empty() ? knowledge_.FindFuzzy(surface) : candidates;
  }

  // "Paris, Texas", "Alexandria, La.", "Odessa (Ukraine)".
  void FindQualifier(const Name& name, PlaceName& place) {
    for (const uint32_t m : name.mentions) {
      const uint32_t next = document_.mentions[m].end_token;
      if (next < words_.size() && document_.tokens[next].sentence == document_.mentions[m].sentence &&
          kGoverningOffices.Contains(document_.Lower(document_.tokens[next]))) {
        place.governed = true;
      }
      if (next + 1 >= words_.size() || (words_[next] != "," && words_[next] != "(")) continue;
      const Token& beside = document_.tokens[next + 1];
      if (beside.sentence != document_.mentions[m].sentence) continue;
      if (const std::string_view state = StateOfAbbreviation(document_.Lower(beside)); !state.empty()) {
        place.qualifier_country = "US";
        place.qualifier_admin1 = state;
        return;
      }
      const std::string_view text = words_[next + 1];
      if (beside.all_capitals && text.size() == 2 && knowledge_.Admin1("US", text) != kNoEntity) {
        place.qualifier_country = "US";
        place.qualifier_admin1 = text;
        return;
      }
      if (m + 1 >= document_.mentions.size() || document_.mentions[m + 1].first_token != next + 1) continue;
      if (document_.mentions[m + 1].type != MentionType::kPlace) continue;
      if (QualifyBy(document_.Text(document_.mentions[m + 1].span), place)) return;
    }
  }

  bool QualifyBy(std::string_view surface, PlaceName& place) {
    for (const Candidate& candidate : knowledge_.Find(surface)) {
      const Entity entity = Get(candidate.entity);
      const bool country = IsCountry(entity);
      if (!country && entity.feature_code != "ADM1") continue;
      // Only if it can be one: "Kyiv, Poland and ..." is a list.
      const bool fits = std::ranges::any_of(place.options, [&](const PlaceName::Option& option) {
        return option.entity.country == entity.country && option.entity.feature_code != entity.feature_code &&
               (country || option.entity.admin1_code == entity.admin1_code);
      });
      if (!fits) continue;
      place.qualifier_country = entity.country;
      if (!country) place.qualifier_admin1 = entity.admin1_code;
      return true;
    }
    return false;
  }

  // ---- People ----

  void LinkPersons() {
    std::optional<EpochDay> day;
    if (document_.publication.granularity != text::PublicationTime::Granularity::kUnknown) {
      day = static_cast<EpochDay>(text::DaysSinceEpoch(document_.publication.LocalDay()));
    }
    std::vector<PersonName> persons;
    std::vector<size_t> person_names;
    for (size_t n = 0; n < names_.size(); ++n) {
      Name& name = names_[n];
      if (name.type != MentionType::kPerson) continue;
      PersonName person{.folded = name.folded, .surface = name.surface, .first_mention = name.mentions.front()};
      for (const uint32_t m : name.mentions) FindOffice(m, person, name.country);
      persons.push_back(std::move(person));
      person_names.push_back(n);
    }
    ResolvePersons(knowledge_, countries_, day, persons);
    for (size_t p = 0; p < persons.size(); ++p) {
      Name& name = names_[person_names[p]];
      name.entity = persons[p].entity;
      name.score = persons[p].score;
      name.same_as = person_names[persons[p].same_as];
    }
  }

  // The office that ends where mention `m` begins, and the country before it.
  void FindOffice(uint32_t m, PersonName& person, std::string& country) {
    const Mention& mention = document_.mentions[m];
    const uint32_t sentence_begin = document_.sentences[mention.sentence].first_token;
    const uint32_t begin = std::max(sentence_begin, mention.first_token - std::min(mention.first_token, kOfficeWindow));
    const auto words = absl::MakeConstSpan(words_).first(mention.first_token);
    for (uint32_t i = begin; i < mention.first_token; ++i) {
      const OfficeSpan office = knowledge_.LongestOffice(words, i);
      if (office.words == 0 || i + office.words != mention.first_token) continue;
      std::string of = CountryBefore(m, i);
      if (country.empty()) country = of.substr(0, 2);
      person.offices.push_back({office.office, std::move(of)});
      return;
    }
    if (!country.empty() || m == 0) return;
    // "Russian negotiator Ivan Petrenko": no office we know, but a nationality.
    const Mention& before = document_.mentions[m - 1];
    if (before.sentence != mention.sentence || !before.adjectival || before.end_token >= mention.first_token ||
        mention.first_token - before.end_token > kNationalityWindow) {
      return;
    }
    for (uint32_t i = before.end_token; i < mention.first_token; ++i) {
      if (document_.tokens[i].kind != Token::kWord || kLinkWords.Contains(words_[i])) return;
    }
    country = CountryOf(before).substr(0, 2);
  }

  // The country ("US") or first-order area ("US-TX") named right before token `i`, a possessive between them allowed.
  std::string CountryBefore(uint32_t m, uint32_t i) {
    if (m == 0) return "";
    const Mention& before = document_.mentions[m - 1];
    if (before.sentence != document_.mentions[m].sentence) return "";
    const bool possessive = i > 0 && (words_[i - 1] == "'s" || words_[i - 1] == "\u2019s");
    const bool adjacent = before.end_token == i || (possessive && before.end_token + 1 == i);
    return adjacent ? CountryOf(before) : "";
  }

  std::string CountryOf(const Mention& mention) {
    const Name& name = names_[name_of_[&mention - document_.mentions.data()]];
    if (name.entity == kNoEntity) return "";
    const Entity& entity = Get(name.entity);
    if (entity.kind != EntityKind::kPlace) return "";
    // "Texas Governor": an office of the state.
    return entity.feature_code == "ADM1" ? absl::StrCat(ToAbsl(entity.country), "-", ToAbsl(entity.admin1_code))
                                         : std::string(entity.country);
  }

  // ---- Organisations ----

  void LinkOrganisations() {
    for (Name& name : names_) {
      if (name.type != MentionType::kOrganisation) continue;
      ChooseByCountry(name, knowledge_.Find(name.surface));
      if (name.entity == kNoEntity) ChooseWithoutOf(name);
      const bool several_words = name.folded.find(' ') != std::string::npos;
      if (name.entity == kNoEntity && several_words) ChooseByCountry(name, knowledge_.FindFuzzy(name.surface));
      if (name.entity == kNoEntity && name.country.empty()) name.country = LeadingCountry(name);
    }
  }

  // "Conservative Party of Canada", "Foreign Ministry of Ukraine": the organisation of that country whose name is known
  // without it.
  void ChooseWithoutOf(Name& name) {
    const size_t of = name.surface.rfind(" of ");
    if (of == std::string::npos) return;
    for (const Candidate& place : knowledge_.Find(name.surface.substr(of + 4))) {
      const Entity country = Get(place.entity);
      if (!IsCountry(country)) continue;
      for (const Candidate& candidate : knowledge_.Find(name.surface.substr(0, of))) {
        const Entity& entity = Get(candidate.entity);
        if (entity.kind != EntityKind::kOrganisation || entity.country != country.country) continue;
        name.entity = candidate.entity;
        name.score = 0.9f;
        return;
      }
      name.country = country.country;
      return;
    }
  }

  // "RU" of "Russian Foreign Ministry", "Ukraine Crisis Media Centre".
  std::string LeadingCountry(const Name& name) {
    const Mention& mention = document_.mentions[name.mentions.front()];
    std::string_view first = words_[mention.first_token];
    std::string_view country = knowledge_.CountryOfDemonym(first);
    if (!country.empty()) return std::string(country);
    for (const Candidate& candidate : knowledge_.Find(first)) {
      if (candidate.match == NameMatch::kTransliteration) continue;
      if (const Entity& entity = Get(candidate.entity); IsCountry(entity)) return std::string(entity.country);
    }
    return CountryBefore(name.mentions.front(), mention.first_token).substr(0, 2);
  }

  // The best candidate by prior, kind and how much the text speaks of its country.
  void ChooseByCountry(Name& name, const std::vector<Candidate>& candidates) {
    float total = 0;
    for (const auto& [country, weight] : countries_) total += weight;
    float sum = 0;
    float best = 0;
    for (const Candidate& candidate : candidates) {
      const Entity& entity = Get(candidate.entity);
      if (entity.kind == EntityKind::kPerson) continue;
      // "DACA" is not Dhaka, "ARS" is not Ars.
      if (entity.kind == EntityKind::kPlace && !IsCountry(entity) && entity.feature_code != "PPLC") continue;
      float score = std::max(candidate.prior, 1e-3f);
      if (entity.kind != KindOfType(name.type)) score *= kOtherKindFactor;
      if (const auto found = countries_.find(entity.country); found != countries_.end() && total > 0) {
        score *= 1 + kCountryFactor * found->second / total;
      }
      sum += score;
      if (score > best) {
        best = score;
        name.entity = candidate.entity;
      }
    }
    if (sum > 0) name.score = best / sum;
  }

  // "United Nations General Assembly (UNGA)": one thing under two names.
  void JoinAcronyms() {
    for (uint32_t m = 0; m + 1 < document_.mentions.size(); ++m) {
      const Mention& full = document_.mentions[m];
      const Mention& acronym = document_.mentions[m + 1];
      const bool beside = acronym.first_token == full.end_token + 1 && words_[full.end_token] == "(" &&
                          acronym.end_token < words_.size() && words_[acronym.end_token] == ")";
      if (!beside || !AreInitials(document_.Text(acronym.span), full)) continue;
      Name& full_name = names_[name_of_[m]];
      Name& acronym_name = names_[name_of_[m + 1]];
      if (full_name.type != acronym_name.type) continue;
      if (full_name.entity == kNoEntity) {
        full_name.entity = acronym_name.entity;
        full_name.score = acronym_name.score;
        acronym_name.same_as = full_name.same_as;
      } else {
        // The text has said what its acronym stands for, whatever others mean by it.
        acronym_name.entity = full_name.entity;
        acronym_name.score = full_name.score;
      }
    }
  }

  bool AreInitials(std::string_view acronym, const Mention& full) const {
    size_t letter = 0;
    for (uint32_t i = full.first_token; i < full.end_token && letter < acronym.size(); ++i) {
      if (!words_[i].empty() && words_[i][0] == acronym[letter]) ++letter;
    }
    return letter == acronym.size() && letter >= 2;
  }

  // ---- Result ----

  std::string IdOf(const Name& name) {
    if (name.entity != kNoEntity) return Get(name.entity).id;
    const std::string_view type = TypeName(name.type);
    if (type.empty()) return "";
    return absl::StrCat("name:", ToAbsl(type), ":", names_[name.same_as].folded);
  }

  void Write() {
    std::map<std::string, DocumentEntity> entities;
    absl::flat_hash_map<std::string, uint32_t> chains;
    std::vector<std::string> ids(names_.size());
    for (size_t n = 0; n < names_.size(); ++n) {
      ids[n] = names_[n].folded.empty() ? "" : IdOf(names_[n]);
      if (!ids[n].empty()) entities.try_emplace(ids[n], Describe(names_[n], ids[n]));
    }
    for (uint32_t m = 0; m < document_.mentions.size(); ++m) {
      const size_t n = name_of_[m];
      Mention& mention = document_.mentions[m];
      mention.entity_id = ids[n];
      mention.link_score = names_[n].entity == kNoEntity ? 0 : names_[n].score;
      const std::string key = !ids[n].empty() ? ids[n] : absl::StrCat(static_cast<int>(mention.type), names_[n].folded);
      mention.chain = chains.try_emplace(key, static_cast<uint32_t>(chains.size())).first->second;
    }
    for (auto& [id, entity] : entities) document_.entities.push_back(std::move(entity));
  }

  DocumentEntity Describe(const Name& name, const std::string& id) {
    if (name.entity != kNoEntity) return DescribeEntity(Get(name.entity));
    const Name& full = names_[name.same_as];
    DocumentEntity result{.id = id, .name = full.surface, .type = full.type};
    result.country = full.country.empty() ? name.country : full.country;
    if (full.type == MentionType::kOrganisation) {
      const size_t space = full.folded.rfind(' ');
      result.sector = SectorOfHead(std::string_view(full.folded).substr(space == std::string::npos ? 0 : space + 1));
    }
    return result;
  }

  const KnowledgeBase& knowledge_;
  Document& document_;
  std::vector<std::string_view> words_;
  std::vector<Name> names_;
  std::vector<size_t> name_of_;  // By mention.
  CountryWeights countries_;
  absl::node_hash_map<uint32_t, Entity> entities_;  // Get hands out references.
};

}  // namespace

LinksAnnotator::LinksAnnotator(const KnowledgeBase& knowledge)
    : knowledge_(knowledge), version_(absl::StrCat(ToAbsl(kRulesVersion), "-", ToAbsl(knowledge.version()))) {}

absl::Status LinksAnnotator::Annotate(Document& document) const {
  Linker(knowledge_, document).Run();
  return absl::OkStatus();
}

}  // namespace sitrep::tagger
