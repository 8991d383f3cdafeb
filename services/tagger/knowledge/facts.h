#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "services/tagger/knowledge/entity.h"
#include "services/tagger/knowledge/tsv_table.h"

namespace sitrep::tagger {

// A person, organisation or group as the knowledge files have it. Views point into the Facts that hold it.
struct Fact {
  std::string_view id;
  std::string_view name;
  std::vector<std::string_view> aliases;
  std::string_view surname;  // Only where it is not the last word of the name.
  std::string_view gender;
  std::string_view country;
  std::string_view sector;
  std::string_view wikidata;
  EntityKind kind = EntityKind::kPerson;
  int rank = 0;              // 1 (rarely in the news) to 5 (daily).
  bool nationality = false;  // A group that is the people of `country`.
  std::vector<Role> roles;   // Sorted by from_day.
};

// An office and the ways to write it.
struct Office {
  std::string_view id;
  std::string_view title;
  std::vector<std::string_view> variants;
  std::string_view sector;
  bool unique = false;
};

// The hand-compiled part of the knowledge base: people.tsv, organisations.tsv, groups.tsv, offices.tsv,
// given_names.tsv, surnames.tsv and common_words.tsv of one folder, parsed and checked. Their columns are described in
// models/knowledge/CARD.md.
class Facts {
 public:
  // Errors as of TsvTable::Read, and INVALID_ARGUMENT with file and line for a bad date, rank, gender, country or
  // office.
  static absl::StatusOr<Facts> Read(const std::string& folder);

  const std::vector<Fact>& facts() const { return facts_; }
  const std::vector<Office>& offices() const { return offices_; }
  // Hashes (NameHash) of folded words.
  const absl::flat_hash_map<uint64_t, char>& given_names() const { return given_names_; }
  const absl::flat_hash_set<uint64_t>& surnames() const { return surnames_; }
  const absl::flat_hash_set<uint64_t>& common_words() const { return common_words_; }
  // XXH64 over all files, in a fixed order.
  uint64_t checksum() const { return checksum_; }

 private:
  absl::Status ReadOffices(const std::string& folder);
  absl::Status ReadPeople(const std::string& folder);
  absl::Status ReadOrganisations(const std::string& folder);
  absl::Status ReadGroups(const std::string& folder);
  absl::Status ReadWords(const std::string& folder);
  absl::StatusOr<const TsvTable*> Open(const std::string& path, absl::Span<const std::string_view> columns);
  absl::StatusOr<Role> ParseRole(const TsvTable& table, size_t row, std::string_view text) const;

  std::vector<std::unique_ptr<TsvTable>> tables_;
  std::vector<Fact> facts_;
  std::vector<Office> offices_;
  absl::flat_hash_map<uint64_t, size_t> office_index_;  // By hash of the id.
  absl::flat_hash_map<uint64_t, char> given_names_;
  absl::flat_hash_set<uint64_t> surnames_;
  absl::flat_hash_set<uint64_t> common_words_;
  uint64_t checksum_ = 0;
};

// The first day of "2014", "2014-03" or "2014-03-18", and the first day after it.
struct DayRange {
  EpochDay begin = 0;
  EpochDay end = 0;
};
absl::StatusOr<DayRange> ParseDayRange(std::string_view text);

}  // namespace sitrep::tagger
