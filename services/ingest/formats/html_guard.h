#pragma once

#include <string_view>

#include "absl/status/status.h"

namespace sitrep::ingest {

// Refuses pages on which the HTML parser would take time or memory out of proportion to their size: elements nested
// too deeply (it frees the tree by recursion and searches its stack for every tag), formatting elements left open (each
// following block gets copies of them), or thousands of attributes on one tag (compared pairwise). It looks at tags
// only and errs on the side of counting too many, so it needs no parser of its own. INVALID_ARGUMENT, field "html".
// Linear; thread-safe.
absl::Status CheckHtmlShape(std::string_view html);

}  // namespace sitrep::ingest
