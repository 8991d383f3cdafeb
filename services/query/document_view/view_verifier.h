#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/hash.h"
#include "services/query/document_view/view_state.h"

namespace sitrep::query {

// What the view holds in a number: equal for equal sets of current articles, tagged equally, whatever happened before
// and however they were batched, numbered and partitioned.
struct ViewDigest {
  uint64_t documents = 0;
  // Sum of the hashes of all documents' values rows, which hold the hash of text and annotations.
  Hash128 sum;

  void Add(const ViewDigest& other);
  friend bool operator==(const ViewDigest&, const ViewDigest&) = default;
};
absl::StatusOr<ViewDigest> DigestOf(const ViewState& view);

// Reads every row and checks it against the others: values against texts, annotations, ids and counts, and posting and
// position rows against the terms of the documents they stand for, byte by byte. `report` is called for every segment
// with what was read and found wrong since the last call; it answers whether to go on. Takes about as long as indexing.
// The status only tells of rows that could not be read at all.
struct VerifyProgress {
  uint64_t rows_read = 0;
  std::vector<std::string> problems;
};
absl::Status VerifyView(const ViewState& view, absl::FunctionRef<bool(const VerifyProgress&)> report);

}  // namespace sitrep::query
