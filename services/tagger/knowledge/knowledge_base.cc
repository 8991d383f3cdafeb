#include "services/tagger/knowledge/knowledge_base.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/base/string_views.h"
#include "services/tagger/knowledge/fold.h"
#include "services/tagger/knowledge/knowledge_base_impl.h"

namespace sitrep::tagger {
namespace {

// Weights of people, organisations and groups by rank 1 to 5, on the scale of a city's population: a head of state of
// a great power is written about as much as a country, somebody of rank 1 as a town.
constexpr std::array<float, 6> kRankWeight = {0, 1e5f, 4e5f, 2e6f, 1e7f, 3e7f};
// Places from this weight on are found in spite of typing errors and other romanisations.
constexpr float kProminentPlace = 1.5e5f;
constexpr float kLogOfGreatestWeight = 10;  // The most populous country, 1e10.
// Room in the tables of first words, beyond the gazetteer's own.
constexpr size_t kFactWords = 32768;

constexpr std::string_view kGeonamesPrefix = "geonames:";
constexpr std::string_view kPlacePrefix = "place:";

uint16_t CountryKey(std::string_view iso_code) {
  return iso_code.size() == 2 ? static_cast<uint16_t>(iso_code[0] << 8 | iso_code[1]) : 0;
}

// News writes of capitals and countries out of proportion to their people, of suburbs and areas below it.
float PlaceWeight(const GazetteerPlace& place) {
  const auto population = static_cast<float>(place.population);
  if (place.code == "A.PCLI") return std::max(population * 10, 1e5f);
  if (place.code == "P.PPLC") return std::max(population * 10, 5e5f);
  if (place.code == "A.ADM1") return population * 0.3f + 500;
  if (place.code == "A.ADM2") return population * 0.1f + 200;
  if (place.code == "P.PPLX") return population * 0.3f + 200;
  if (place.code == "L.CONT") return 1e8f;
  if (place.geonames_id == 0) return 1e6f;  // Compiled by hand, because news names it.
  return population + 500;
}

// The last word of a Western name.
std::string_view LastWord(std::string_view name) {
  const size_t space = name.rfind(' ');
  return space == std::string_view::npos ? std::string_view() : name.substr(space + 1);
}

// Whether the last word of another name of a person is another spelling of the surname, not a by-name.
bool IsSameSurname(std::string_view surname, std::string_view other) {
  if (surname.empty() || other.empty() || surname == other) return false;
  const std::string a = TransliterationKey(FoldName(surname));
  const std::string b = TransliterationKey(FoldName(other));
  return a == b || IsOneErrorAway(a, b);
}

bool IsAcronym(std::string_view name) {
  size_t letters = 0;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z') {
      ++letters;
    } else if (c != '.' && c != '&' && c != '-' && !(c >= '0' && c <= '9')) {
      return false;
    }
  }
  return letters >= 2 && letters <= 6;
}

}  // namespace

std::string_view EntityKindName(EntityKind kind) {
  switch (kind) {
    case EntityKind::kPerson:
      return "PERSON";
    case EntityKind::kOrganisation:
      return "ORGANISATION";
    case EntityKind::kPlace:
      return "PLACE";
    case EntityKind::kGroup:
      return "GROUP";
  }
  return "";
}

KnowledgeBase::Impl::Impl(std::unique_ptr<const Gazetteer> places, Facts read)
    : gazetteer(std::move(places)), facts(std::move(read)), offices(facts.offices()) {
  version = absl::StrCat(absl::Hex(gazetteer->checksum() ^ (facts.checksum() * 31), absl::kZeroPad16));
  IndexPlaces();
  IndexFacts();
  names.Build();
  romanised.Build();
  typos.Build();
  offices.Build();
}

void KnowledgeBase::Impl::IndexPlaces() {
  first_words.Reserve(gazetteer->first_words().size() + kFactWords);
  first_romanised.Reserve(kFactWords);
  for (const uint32_t entry : gazetteer->first_words()) first_words.AddEntry(entry);
  weights.reserve(gazetteer->size() + facts.facts().size());
  for (uint32_t i = 0; i < gazetteer->size(); ++i) {
    const GazetteerPlace place = gazetteer->Get(i);
    const EntityHandle handle{i};
    weights.push_back(PlaceWeight(place));
    if (place.code == "A.PCLI") countries.try_emplace(CountryKey(place.country), handle);
    if (place.code == "P.PPLC") capitals.try_emplace(CountryKey(place.country), handle);
    if (place.code == "A.ADM1") {
      areas.try_emplace(NameHash(absl::StrCat(ToAbsl(place.country), ".", ToAbsl(place.admin1_code))), handle);
    }
    if (weights.back() < kProminentPlace) continue;
    const std::string folded = FoldName(place.name);
    const std::string key = TransliterationKey(folded);
    romanised.Add(NameHash(key), {.entity = i, .alias = true});
    first_romanised.Add(NameHash(std::string_view(key).substr(0, key.find(' '))),
                        static_cast<uint32_t>(std::count(key.begin(), key.end(), ' ') + 1));
    typos.Add(folded, {.entity = i});
  }
}

void KnowledgeBase::Impl::AddName(std::string_view name, NameRef ref, bool forgiving) {
  std::string folded = FoldName(name);
  if (folded.empty()) return;
  const auto words = static_cast<uint32_t>(std::count(folded.begin(), folded.end(), ' ') + 1);
  if (words > kMaxNameWords) return;
  ref.acronym = IsAcronym(name);
  if (words == 1 && !ref.acronym && facts.common_words().contains(NameHash(folded))) ref.needs_context = true;
  names.Add(NameHash(folded), ref);
  first_words.Add(NameHash(std::string_view(folded).substr(0, folded.find(' '))), words);
  if (forgiving && !ref.acronym) {
    const std::string key = TransliterationKey(folded);
    if (key.size() >= 4) {
      romanised.Add(NameHash(key), ref);
      first_romanised.Add(NameHash(std::string_view(key).substr(0, key.find(' '))), words);
    }
    typos.Add(std::move(folded), ref);
  }
}

void KnowledgeBase::Impl::IndexFacts() {
  for (uint32_t i = 0; i < facts.facts().size(); ++i) {
    const Fact& fact = facts.facts()[i];
    const EntityHandle handle{gazetteer->size() + i};
    const bool person = fact.kind == EntityKind::kPerson;
    weights.push_back(kRankWeight[fact.rank]);
    ids.emplace(NameHash(fact.id), handle);
    NameRef ref{.entity = static_cast<uint32_t>(handle)};
    AddName(fact.name, ref, true);
    ref.alias = true;
    const std::string_view surname = fact.surname.empty() ? LastWord(fact.name) : fact.surname;
    std::vector<std::string_view> surnames;
    if (person && !surname.empty()) surnames.push_back(surname);
    for (const std::string_view alias : fact.aliases) {
      AddName(alias, ref, person);
      if (person && IsSameSurname(surname, LastWord(alias))) surnames.push_back(LastWord(alias));
      if (fact.nationality) demonyms.try_emplace(NameHash(FoldName(alias)), fact.country);
    }
    if (fact.nationality) demonyms.try_emplace(NameHash(FoldName(fact.name)), fact.country);
    ref.surname = true;
    for (const std::string_view last : surnames) {
      // Of the most prominent the surname alone is enough, even where it is a given name, too: Clinton, Sanders.
      const std::string folded = FoldName(last);
      ref.needs_context = fact.rank < 4 && (folded.size() < 3 || facts.given_names().contains(NameHash(folded)));
      AddName(last, ref, true);
    }
    for (const Role& role : fact.roles) offices.AddRole(handle, role);
  }
}

KnowledgeBase::KnowledgeBase(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

KnowledgeBase::~KnowledgeBase() = default;

absl::StatusOr<std::unique_ptr<const KnowledgeBase>> KnowledgeBase::Load(const std::string& models_dir) {
  SITREP_ASSIGN_OR_RETURN(std::unique_ptr<const Gazetteer> gazetteer, Gazetteer::Open(models_dir + "/gazetteer.bin"));
  SITREP_ASSIGN_OR_RETURN(Facts facts, Facts::Read(models_dir + "/knowledge"));
  return std::unique_ptr<const KnowledgeBase>(
      new KnowledgeBase(std::make_unique<Impl>(std::move(gazetteer), std::move(facts))));
}

EntityKind KnowledgeBase::KindOf(EntityHandle handle) const { return impl_->KindOf(handle); }

float KnowledgeBase::ProminenceOf(EntityHandle handle) const {
  return std::min(1.0f, std::log10(std::max(impl_->Weight(handle), 1.0f)) / kLogOfGreatestWeight);
}

Entity KnowledgeBase::Get(EntityHandle handle) const {
  Entity entity;
  entity.handle = handle;
  entity.prominence = ProminenceOf(handle);
  if (impl_->IsPlace(handle)) {
    const GazetteerPlace place = impl_->gazetteer->Get(static_cast<uint32_t>(handle));
    entity.id =
        place.geonames_id == 0 ? std::string(place.slug) : absl::StrCat(ToAbsl(kGeonamesPrefix), place.geonames_id);
    entity.name = place.name;
    entity.kind = EntityKind::kPlace;
    entity.country = place.country;
    entity.latitude = place.latitude;
    entity.longitude = place.longitude;
    entity.has_location = true;
    entity.geonames_id = place.geonames_id;
    entity.feature_class = place.code.empty() ? '\0' : place.code[0];
    entity.feature_code = place.code.substr(std::min<size_t>(2, place.code.size()));
    entity.admin1_code = place.admin1_code;
    entity.admin1_name = place.admin1_name;
    entity.population = place.population;
    return entity;
  }
  const Fact& fact = impl_->FactOf(handle);
  entity.id = std::string(fact.id);
  entity.name = fact.name;
  entity.kind = fact.kind;
  entity.country = fact.country;
  entity.sector = fact.sector;
  entity.gender = fact.gender;
  entity.wikidata = fact.wikidata;
  entity.roles = fact.roles;
  return entity;
}

EntityHandle KnowledgeBase::FindId(std::string_view id) const {
  const auto place = [this](uint32_t index) {
    return index < impl_->gazetteer->size() ? EntityHandle{index} : kNoEntity;
  };
  if (id.starts_with(kGeonamesPrefix)) {
    uint32_t number = 0;
    const std::string_view digits = id.substr(kGeonamesPrefix.size());
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc() || end != digits.data() + digits.size()) return kNoEntity;
    return place(impl_->gazetteer->FindGeonamesId(number));
  }
  if (id.starts_with(kPlacePrefix)) return place(impl_->gazetteer->FindSlug(id));
  const auto found = impl_->ids.find(NameHash(id));
  return found == impl_->ids.end() ? kNoEntity : found->second;
}

OfficeSpan KnowledgeBase::LongestOffice(absl::Span<const std::string_view> words, size_t i) const {
  return impl_->offices.LongestOffice(words, i);
}

EntityHandle KnowledgeBase::HolderOf(std::string_view office, std::string_view of, EpochDay day) const {
  return impl_->offices.HolderOf(office, of, day);
}

std::string_view KnowledgeBase::CountryOfDemonym(std::string_view word) const {
  const auto found = impl_->demonyms.find(NameHash(FoldName(word)));
  return found == impl_->demonyms.end() ? std::string_view() : found->second;
}

EntityHandle KnowledgeBase::Country(std::string_view iso_code) const {
  const auto found = impl_->countries.find(CountryKey(iso_code));
  return found == impl_->countries.end() ? kNoEntity : found->second;
}

EntityHandle KnowledgeBase::Capital(std::string_view iso_code) const {
  const auto found = impl_->capitals.find(CountryKey(iso_code));
  return found == impl_->capitals.end() ? kNoEntity : found->second;
}

EntityHandle KnowledgeBase::Admin1(std::string_view iso_code, std::string_view admin1_code) const {
  const auto found = impl_->areas.find(NameHash(absl::StrCat(ToAbsl(iso_code), ".", ToAbsl(admin1_code))));
  return found == impl_->areas.end() ? kNoEntity : found->second;
}

char KnowledgeBase::GivenName(std::string_view word) const {
  const auto found = impl_->facts.given_names().find(NameHash(FoldName(word)));
  return found == impl_->facts.given_names().end() ? '\0' : found->second;
}

bool KnowledgeBase::IsSurname(std::string_view word) const {
  return impl_->facts.surnames().contains(NameHash(FoldName(word)));
}

std::string_view KnowledgeBase::version() const { return impl_->version; }

size_t KnowledgeBase::Count(EntityKind kind) const {
  if (kind == EntityKind::kPlace) return impl_->gazetteer->size();
  return static_cast<size_t>(std::count_if(impl_->facts.facts().begin(), impl_->facts.facts().end(),
                                           [kind](const Fact& fact) { return fact.kind == kind; }));
}

}  // namespace sitrep::tagger
