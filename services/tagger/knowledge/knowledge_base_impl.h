#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "services/tagger/knowledge/facts.h"
#include "services/tagger/knowledge/gazetteer.h"
#include "services/tagger/knowledge/knowledge_base.h"
#include "services/tagger/knowledge/name_index.h"
#include "services/tagger/knowledge/office_table.h"
#include "services/tagger/knowledge/typo_index.h"

namespace sitrep::tagger {

// What KnowledgeBase holds: the gazetteer's places first, as handles 0 to gazetteer->size() - 1, then the facts.
// knowledge_base.cc fills it, name_lookup.cc reads the names.
struct KnowledgeBase::Impl {
  Impl(std::unique_ptr<const Gazetteer> places, Facts read);

  // An entity that bears a looked-up name, before shares are computed.
  struct Bearer {
    EntityHandle entity;
    float weight;  // Prominence in people: how much is written about it, on the scale of a city's population.
    NameMatch match;
    bool needs_context;
  };
  using Bearers = absl::InlinedVector<Bearer, 8>;

  bool IsPlace(EntityHandle handle) const { return static_cast<uint32_t>(handle) < gazetteer->size(); }
  const Fact& FactOf(EntityHandle handle) const {
    return facts.facts()[static_cast<uint32_t>(handle) - gazetteer->size()];
  }
  float Weight(EntityHandle handle) const { return weights[static_cast<uint32_t>(handle)]; }
  EntityKind KindOf(EntityHandle handle) const { return IsPlace(handle) ? EntityKind::kPlace : FactOf(handle).kind; }

  void IndexPlaces();
  void IndexFacts();
  // Adds a name to the exact index and, for the prominent, to those that forgive spelling.
  void AddName(std::string_view name, NameRef ref, bool forgiving);

  // `surface` is what stood in the text, for the case rules; `folded` its key.
  void AddExact(std::string_view surface, std::string_view folded, Capitals capitals, Bearers& bearers) const;
  void AddRomanised(std::string_view folded, Bearers& bearers) const;
  // True when no bearer is known well enough to leave other spellings out of account.
  static bool IsObscure(const Bearers& bearers);
  std::vector<Candidate> Rank(Bearers bearers) const;

  std::unique_ptr<const Gazetteer> gazetteer;
  const Facts facts;
  OfficeTable offices;
  std::string version;
  std::vector<float> weights;  // By handle.
  NameIndex names;             // Of facts; the gazetteer has its own.
  NameIndex romanised;         // By TransliterationKey, of all that are prominent.
  TypoIndex typos;
  FirstWords first_words;  // Of both the gazetteer's names and `names`.
  FirstWords first_romanised;
  absl::flat_hash_map<uint64_t, EntityHandle> ids;  // Of facts, by hash of the id.
  absl::flat_hash_map<uint64_t, std::string_view> demonyms;
  absl::flat_hash_map<uint16_t, EntityHandle> countries;  // By the two letters of the code.
  absl::flat_hash_map<uint16_t, EntityHandle> capitals;
  absl::flat_hash_map<uint64_t, EntityHandle> areas;  // By hash of "UA.12".
};

}  // namespace sitrep::tagger
