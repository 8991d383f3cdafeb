#pragma once

#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/storage/shard.h"
#include "services/query/peer/holding.h"
#include "sitrep/query/stored/v1/generation.pb.h"

namespace sitrep::query {

// The row that says what a generation is. Its family beside those of the views.
storage::FamilyOptions GenerationFamily();

// nullopt in a shard that is new, or of a program that kept no such row: it held everything.
absl::StatusOr<std::optional<stored::v1::GenerationRow>> ReadGenerationRow(const storage::Shard& shard);
// Survives loss of power.
absl::Status WriteGenerationRow(storage::Shard& shard, const stored::v1::GenerationRow& row);

// Sets what the row says of holdings.
void SetHolding(stored::v1::GenerationRow& row, const Holding& holding);
bool SameHolding(const stored::v1::GenerationRow& row, const Holding& holding);

}  // namespace sitrep::query
