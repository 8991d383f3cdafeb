#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "services/query/document_view/document_set.h"
#include "services/query/document_view/rows.h"
#include "services/query/document_view/view_state.h"

namespace sitrep::query {

// Reads the row of each document of a set in one family, in order: neighbours by stepping, the rest by seeking.
// DATA_LOSS when one is missing. `visit` answers false for a row that does not parse, which is DATA_LOSS too.
absl::Status ForEachDocumentRow(const ViewState& view, Partition partition, std::string_view family,
                                const DocumentSet& documents,
                                absl::FunctionRef<bool(uint32_t docno, std::string_view row)> visit);

}  // namespace sitrep::query
