#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace sitrep::query {

// One token of a query. Positions are bytes of the query text.
struct Token {
  enum class Kind { kWord, kPhrase, kField, kOpen, kClose, kAnd, kOr, kNot, kEnd };
  Kind kind = Kind::kEnd;
  uint32_t position = 0;
  std::string field;  // Of kField, lower case: a name that LANGUAGE.md lists.
  std::string text;   // The word, what the quotation marks hold, or the field's value.
};

// Splits a query; the last token is kEnd. Errors as ParseQuery. REQUIRES: valid UTF-8.
absl::StatusOr<std::vector<Token>> Tokenize(std::string_view query);

// INVALID_ARGUMENT, reason QUERY_SYNTAX: "query: <problem> at byte <position>".
absl::Status SyntaxError(std::string_view query, uint32_t position, std::string_view problem);

}  // namespace sitrep::query
