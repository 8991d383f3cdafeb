#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/check.h"
#include "common/base/error.h"
#include "services/query/query_language/document_terms.h"
#include "services/query/query_language/parser.h"

// Any text is a query or a named mistake with a position in it; what parses can be matched, and always means the same.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sitrep::query;  // NOLINT: a fuzz target is one function.
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const absl::StatusOr<Query> query = ParseQuery(text);
  if (!query.ok()) {
    sitrep::Check(absl::IsInvalidArgument(query.status()), "a mistake of the caller's has another code");
    sitrep::Check(sitrep::ReadErrorDetail(query.status()).Find("field") == "query", "a mistake names no field");
    return 0;
  }
  sitrep::Check(*query == *ParseQuery(text), "one text, two meanings");
  DocumentTerms document;
  document.terms["wtalk"] = {};
  const bool matches = Matches(*query, document);
  NotNode negation;
  negation.child.push_back(*query);
  sitrep::Check(Matches({negation}, document) != matches, "a query and its negation agree");
  sitrep::Check(ScoredKeys(*query).size() <= size, "more words than bytes");
  return 0;
}
