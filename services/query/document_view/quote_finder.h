#pragma once

#include <cstdint>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/query/document_view/partition_source.h"
#include "services/query/document_view/posting_reader.h"
#include "services/query/document_view/view_state.h"

namespace sitrep::query {

// The documents in which quotes that pass a filter can be: what the index knows before any quote is read.
Query DocumentsWithQuotes(const QuoteFilter& filter);

// Calls `visit` for every quote of `candidates` that passes, by document and place in the text.
absl::Status ForEachQuote(const ViewState& view, PostingReader& reader, const QuoteFilter& filter,
                          const DocumentSet& candidates,
                          absl::FunctionRef<void(uint32_t docno, const stored::v1::QuoteRow& quote)> visit);

// One quote with its words and the sentences around them. DATA_LOSS when the document has no quote of this number.
absl::StatusOr<v1::QuoteHit> ReadQuoteHit(const ViewState& view, Partition partition, uint32_t docno, uint32_t index);

}  // namespace sitrep::query
