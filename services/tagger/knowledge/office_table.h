#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/types/span.h"
#include "services/tagger/knowledge/entity.h"
#include "services/tagger/knowledge/facts.h"
#include "services/tagger/knowledge/knowledge_base.h"
#include "services/tagger/knowledge/name_index.h"

namespace sitrep::tagger {

// Offices by their words, and their holders by day. Immutable once built, thread-safe. Views point into the Facts.
class OfficeTable {
 public:
  explicit OfficeTable(const std::vector<Office>& offices);

  void AddRole(EntityHandle holder, const Role& role);
  // After the last AddRole.
  void Build();

  // As KnowledgeBase::LongestOffice.
  OfficeSpan LongestOffice(absl::Span<const std::string_view> words, size_t i) const;
  // As KnowledgeBase::HolderOf.
  EntityHandle HolderOf(std::string_view office, std::string_view of, EpochDay day) const;

 private:
  struct Term {
    EpochDay from_day;
    EpochDay to_day;
    EntityHandle holder;
  };

  void AddPhrase(const std::string& folded, uint32_t office);

  const std::vector<Office>& offices_;
  absl::flat_hash_map<uint64_t, uint32_t> phrases_;
  FirstWords first_words_;
  absl::flat_hash_map<uint64_t, std::vector<Term>> terms_;  // By hash of "office of".
};

}  // namespace sitrep::tagger
