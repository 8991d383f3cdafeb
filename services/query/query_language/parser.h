#pragma once

#include <string_view>

#include "absl/status/statusor.h"
#include "services/query/query_language/ast.h"

namespace sitrep::query {

// Reads a query as LANGUAGE.md defines it; blank text is a query that everything matches. Names after entity: and
// place: stay NameNodes. INVALID_ARGUMENT with reason QUERY_SYNTAX says what is wrong at which byte (metadata: field,
// query, position). Bounded by kMaxQueryBytes, kMaxQueryDepth and kMaxQueryLeaves. Pure, thread-safe.
absl::StatusOr<Query> ParseQuery(std::string_view text);

inline constexpr size_t kMaxQueryBytes = 4096;

// Days since 1970 of a day, a month or a year ("2022-03-03", "2022-03", "2022"): both ends inclusive. INVALID_ARGUMENT
// says what is wrong, without naming a field.
struct DaySpan {
  int32_t first = 0;
  int32_t last = 0;
};
absl::StatusOr<DaySpan> ParseDaySpan(std::string_view value);

// The words of `text` in a row, as the index knows them: nothing found, a term or a phrase.
Query WordsInOrder(TermKind kind, std::string_view text);

}  // namespace sitrep::query
