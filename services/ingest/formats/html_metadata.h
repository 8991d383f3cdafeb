#pragma once

#include <gumbo.h>

#include <string>
#include <vector>

#include "common/text/iso_date.h"

namespace sitrep::ingest {

// What a page says about itself. Empty or kUnknown: not said, or not in a form that can be read.
struct HtmlMetadata {
  std::string headline;
  std::string canonical_url;
  std::string site_name;
  std::string language_code;
  std::vector<std::string> authors;
  text::PublicationTime publication;
};

// Reads, in this order of trust, JSON-LD (schema.org), <meta> (Open Graph, Dublin Core and their kin), microdata,
// <time> and <title>. Never fails: what is malformed counts as absent. Walks without recursion; linear.
HtmlMetadata ReadHtmlMetadata(const GumboNode& root);

}  // namespace sitrep::ingest
