#pragma once

#include <cstddef>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/ingest/formats/formats.h"

namespace sitrep::ingest {

inline constexpr size_t kMaxHtmlBytes = size_t{8} << 20;
inline constexpr int kMaxHtmlDepth = 256;

// Derives the article's text from a page: paragraphs, list items, headings, quotations and captions, in document order
// and separated by blank lines, without navigation, forms, scripts and blocks that are mostly links (Kohlschütter et
// al., Boilerplate Detection using Shallow Text Features, WSDM 2010). Headline, date, authors, site and canonical
// address come from the page's metadata (Open Graph, JSON-LD, <time>). `headline` is the client's, or empty.
// INVALID_ARGUMENT, field "html": over kMaxHtmlBytes, not UTF-8, a NUL, elements nested deeper than kMaxHtmlDepth, no
// text found, or more of it than kMaxTextBytes. Thread-safe.
absl::StatusOr<ReadArticle> ReadHtml(std::string_view html, std::string_view headline);

}  // namespace sitrep::ingest
