#include "services/tagger/knowledge/facts.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/base/string_views.h"
#include "common/text/iso_date.h"
#include "services/tagger/knowledge/fold.h"
#include "xxhash.h"

namespace sitrep::tagger {
namespace {

constexpr int kMaxRank = 5;

bool ParseNumber(std::string_view text, int& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

bool IsCountryCode(std::string_view text) {
  return text.size() == 2 && absl::ascii_isupper(text[0]) && absl::ascii_isupper(text[1]);
}

absl::StatusOr<int> ParseRank(const TsvTable& table, size_t row, std::string_view text) {
  int rank = 0;
  if (!ParseNumber(text, rank) || rank < 1 || rank > kMaxRank) return table.Error(row, "rank must be 1 to 5", text);
  return rank;
}

absl::Status CheckCommon(const TsvTable& table, size_t row, const Fact& fact, std::string_view prefix) {
  if (!fact.id.starts_with(prefix) || fact.id.size() == prefix.size()) return table.Error(row, "malformed id", fact.id);
  if (fact.name.empty()) return table.Error(row, "name must not be empty", fact.id);
  if (!fact.country.empty() && !IsCountryCode(fact.country)) return table.Error(row, "malformed country", fact.country);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<DayRange> ParseDayRange(std::string_view text) {
  const std::vector<std::string_view> parts = SplitParts(text, '-');
  int numbers[3] = {0, 1, 1};
  if (parts.empty() || parts.size() > 3) return absl::InvalidArgumentError("not a date");
  for (size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].size() != (i == 0 ? 4u : 2u) || !ParseNumber(parts[i], numbers[i])) {
      return absl::InvalidArgumentError("not a date");
    }
  }
  const text::CivilDay first{numbers[0], numbers[1], numbers[2]};
  if (!text::IsValid(first)) return absl::InvalidArgumentError("no day of the calendar");
  DayRange range;
  range.begin = static_cast<EpochDay>(text::DaysSinceEpoch(first));
  range.end = range.begin + 1;
  if (parts.size() == 1) range.end = static_cast<EpochDay>(text::DaysSinceEpoch({first.year + 1, 1, 1}));
  if (parts.size() == 2) range.end = range.begin + text::DaysInMonth(first.year, first.month);
  return range;
}

absl::StatusOr<Facts> Facts::Read(const std::string& folder) {
  Facts facts;
  SITREP_RETURN_IF_ERROR(facts.ReadOffices(folder));
  SITREP_RETURN_IF_ERROR(facts.ReadPeople(folder));
  SITREP_RETURN_IF_ERROR(facts.ReadOrganisations(folder));
  SITREP_RETURN_IF_ERROR(facts.ReadGroups(folder));
  SITREP_RETURN_IF_ERROR(facts.ReadWords(folder));

  std::vector<std::string_view> ids;
  for (const Fact& fact : facts.facts_) ids.push_back(fact.id);
  std::sort(ids.begin(), ids.end());
  if (const auto twice = std::adjacent_find(ids.begin(), ids.end()); twice != ids.end()) {
    return absl::InvalidArgumentError(absl::StrCat(folder, ": id occurs twice: ", ToAbsl(*twice)));
  }
  return facts;
}

absl::StatusOr<const TsvTable*> Facts::Open(const std::string& path, absl::Span<const std::string_view> columns) {
  SITREP_ASSIGN_OR_RETURN(TsvTable table, TsvTable::Read(path, columns));
  checksum_ = XXH64(table.content().data(), table.content().size(), checksum_);
  tables_.push_back(std::make_unique<TsvTable>(std::move(table)));
  return tables_.back().get();
}

absl::Status Facts::ReadOffices(const std::string& folder) {
  enum Column { kId, kTitle, kVariants, kSector, kUnique };
  constexpr std::string_view kColumns[] = {"id", "title", "variants", "sector", "unique"};
  SITREP_ASSIGN_OR_RETURN(const TsvTable* table, Open(folder + "/offices.tsv", kColumns));
  for (size_t row = 0; row < table->size(); ++row) {
    const std::string_view unique = table->Get(row, kUnique);
    if (unique != "yes" && unique != "no") return table->Error(row, "unique must be yes or no", unique);
    offices_.push_back({table->Get(row, kId), table->Get(row, kTitle), SplitParts(table->Get(row, kVariants), ';'),
                        table->Get(row, kSector), unique == "yes"});
    if (!office_index_.emplace(NameHash(table->Get(row, kId)), row).second) {
      return table->Error(row, "office occurs twice", table->Get(row, kId));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<Role> Facts::ParseRole(const TsvTable& table, size_t row, std::string_view text) const {
  std::string_view fields[4];
  size_t count = 0;
  for (std::string_view rest = text; count < 4; ++count) {
    const size_t at = std::min(rest.find('@'), rest.size());
    fields[count] = rest.substr(0, at);
    if (at == rest.size()) {
      ++count;
      break;
    }
    rest.remove_prefix(at + 1);
  }
  if (count != 4) return table.Error(row, "role must be office@of@from@to", text);
  const auto office = office_index_.find(NameHash(fields[0]));
  if (office == office_index_.end()) return table.Error(row, "unknown office", fields[0]);
  if (fields[1].empty()) return table.Error(row, "role belongs to nobody", text);
  Role role{offices_[office->second].id, offices_[office->second].title, fields[1]};
  if (!fields[2].empty()) {
    const absl::StatusOr<DayRange> from = ParseDayRange(fields[2]);
    if (!from.ok()) return table.Error(row, "malformed date", fields[2]);
    role.from_day = from->begin;
  }
  if (!fields[3].empty()) {
    const absl::StatusOr<DayRange> to = ParseDayRange(fields[3]);
    if (!to.ok()) return table.Error(row, "malformed date", fields[3]);
    // A day is the successor's first; a month or year may have been held to its end.
    role.to_day = fields[3].size() == 10 ? to->begin : to->end;
  }
  if (role.from_day >= role.to_day) return table.Error(row, "role ends before it begins", text);
  return role;
}

absl::Status Facts::ReadPeople(const std::string& folder) {
  enum Column { kId, kName, kAliases, kSurname, kGender, kCountry, kRank, kSector, kWikidata, kRoles };
  constexpr std::string_view kColumns[] = {"id",      "name", "aliases", "surname",  "gender",
                                           "country", "rank", "sector",  "wikidata", "roles"};
  SITREP_ASSIGN_OR_RETURN(const TsvTable* table, Open(folder + "/people.tsv", kColumns));
  for (size_t row = 0; row < table->size(); ++row) {
    Fact fact;
    fact.kind = EntityKind::kPerson;
    fact.id = table->Get(row, kId);
    fact.name = table->Get(row, kName);
    fact.aliases = SplitParts(table->Get(row, kAliases), ';');
    fact.surname = table->Get(row, kSurname);
    fact.gender = table->Get(row, kGender);
    fact.country = table->Get(row, kCountry);
    fact.sector = table->Get(row, kSector);
    fact.wikidata = table->Get(row, kWikidata);
    SITREP_RETURN_IF_ERROR(CheckCommon(*table, row, fact, "person:"));
    if (fact.gender != "m" && fact.gender != "f") return table->Error(row, "gender must be m or f", fact.gender);
    SITREP_ASSIGN_OR_RETURN(fact.rank, ParseRank(*table, row, table->Get(row, kRank)));
    for (const std::string_view text : SplitParts(table->Get(row, kRoles), ';')) {
      SITREP_ASSIGN_OR_RETURN(const Role role, ParseRole(*table, row, text));
      fact.roles.push_back(role);
    }
    std::stable_sort(fact.roles.begin(), fact.roles.end(),
                     [](const Role& a, const Role& b) { return a.from_day < b.from_day; });
    if (fact.sector.empty() && !fact.roles.empty()) {
      fact.sector = offices_[office_index_.at(NameHash(fact.roles.back().office))].sector;
    }
    facts_.push_back(std::move(fact));
  }
  return absl::OkStatus();
}

absl::Status Facts::ReadOrganisations(const std::string& folder) {
  enum Column { kId, kName, kAliases, kCountry, kSector, kRank, kWikidata };
  constexpr std::string_view kColumns[] = {"id", "name", "aliases", "country", "sector", "rank", "wikidata"};
  SITREP_ASSIGN_OR_RETURN(const TsvTable* table, Open(folder + "/organisations.tsv", kColumns));
  for (size_t row = 0; row < table->size(); ++row) {
    Fact fact;
    fact.kind = EntityKind::kOrganisation;
    fact.id = table->Get(row, kId);
    fact.name = table->Get(row, kName);
    fact.aliases = SplitParts(table->Get(row, kAliases), ';');
    fact.country = table->Get(row, kCountry);
    fact.sector = table->Get(row, kSector);
    fact.wikidata = table->Get(row, kWikidata);
    SITREP_RETURN_IF_ERROR(CheckCommon(*table, row, fact, "org:"));
    SITREP_ASSIGN_OR_RETURN(fact.rank, ParseRank(*table, row, table->Get(row, kRank)));
    facts_.push_back(std::move(fact));
  }
  return absl::OkStatus();
}

absl::Status Facts::ReadGroups(const std::string& folder) {
  enum Column { kId, kName, kAliases, kKind, kCountry, kSector };
  constexpr std::string_view kColumns[] = {"id", "name", "aliases", "kind", "country", "sector"};
  SITREP_ASSIGN_OR_RETURN(const TsvTable* table, Open(folder + "/groups.tsv", kColumns));
  for (size_t row = 0; row < table->size(); ++row) {
    Fact fact;
    fact.kind = EntityKind::kGroup;
    fact.id = table->Get(row, kId);
    fact.name = table->Get(row, kName);
    fact.aliases = SplitParts(table->Get(row, kAliases), ';');
    fact.country = table->Get(row, kCountry);
    fact.sector = table->Get(row, kSector);
    fact.nationality = table->Get(row, kKind) == "nationality";
    fact.rank = 2;
    SITREP_RETURN_IF_ERROR(CheckCommon(*table, row, fact, "group:"));
    if (fact.nationality && fact.country.empty()) return table->Error(row, "nationality needs a country", fact.id);
    facts_.push_back(std::move(fact));
  }
  return absl::OkStatus();
}

absl::Status Facts::ReadWords(const std::string& folder) {
  constexpr std::string_view kGivenColumns[] = {"name", "gender"};
  SITREP_ASSIGN_OR_RETURN(const TsvTable* given, Open(folder + "/given_names.tsv", kGivenColumns));
  for (size_t row = 0; row < given->size(); ++row) {
    const std::string_view gender = given->Get(row, 1);
    if (gender != "m" && gender != "f" && gender != "u") return given->Error(row, "gender must be m, f or u", gender);
    char& known = given_names_[NameHash(FoldName(given->Get(row, 0)))];
    known = known == 0 || known == gender[0] ? gender[0] : 'u';
  }
  constexpr std::string_view kSurnameColumns[] = {"name"};
  SITREP_ASSIGN_OR_RETURN(const TsvTable* surnames, Open(folder + "/surnames.tsv", kSurnameColumns));
  for (size_t row = 0; row < surnames->size(); ++row) surnames_.insert(NameHash(FoldName(surnames->Get(row, 0))));
  constexpr std::string_view kWordColumns[] = {"word"};
  SITREP_ASSIGN_OR_RETURN(const TsvTable* words, Open(folder + "/common_words.tsv", kWordColumns));
  for (size_t row = 0; row < words->size(); ++row) common_words_.insert(NameHash(FoldName(words->Get(row, 0))));
  return absl::OkStatus();
}

}  // namespace sitrep::tagger
