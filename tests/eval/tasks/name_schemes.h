#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/tagger/document/document.h"

namespace sitrep::eval {

// How the labels of one gold vocabulary and our types meet: the one place where they are mapped. Both sides go to the
// classes that are scored; "" is not scored.
struct NameScheme {
  struct GoldLabel {
    std::string_view label;
    std::string_view scored_as;
  };

  std::string_view name;
  std::vector<GoldLabel> gold;
  std::string_view person;
  std::string_view place;
  std::string_view organisation;  // Armed groups and parties too.
  std::string_view people;        // Nationalities, ethnic and religious groups, and their adjectives.
  std::string_view event;
  std::string_view thing;  // Works, weapons, documents, other.
  // Gold that begins in lower case, or is a pronoun, is not scored: this set marks nominals too.
  bool names_only = false;
  // A country may be an organisation or a place: figures are printed both ways.
  bool countries_flip = false;

  // The class of a gold label. REQUIRES: one of the scheme's.
  std::string_view ClassOfGold(std::string_view label) const;
  // The class of one of our names; `is_people`: see IsPeople.
  std::string_view ClassOf(tagger::MentionType type, bool is_people) const;
};

// The scheme that has all of these labels. INVALID_ARGUMENT names one that no scheme has.
absl::StatusOr<const NameScheme*> SchemeOf(const std::set<std::string>& labels);

// Whether a mention of a group names a people rather than an organisation: an adjective, or an entity that is a country
// or has no sector but that of civilians or believers.
bool IsPeople(const tagger::Document& document, const tagger::Mention& mention);
// Whether it is linked to a country.
bool IsCountry(const tagger::Document& document, const tagger::Mention& mention);

// A mention that is no name: it begins in lower case or is a pronoun.
bool IsNominal(std::string_view words);

}  // namespace sitrep::eval
