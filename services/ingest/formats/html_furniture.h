#pragma once

#include <gumbo.h>

#include <cstddef>
#include <string_view>

#include "absl/container/flat_hash_map.h"

// Which elements of a page are no part of its article, judged by tag, role, class and id. Pure; thread-safe.
namespace sitrep::ingest {

// The value of an attribute, empty when it is absent. The view lives as long as the tree.
std::string_view AttributeOf(const GumboNode& element, const char* name);

// Scripts, pictures, controls: what such an element holds is never shown as text.
bool IsNeverText(GumboTag tag);

// Navigation, sidebars, forms, hidden elements, and what is named after comments, sharing, advertisements and the like.
bool IsFurniture(const GumboNode& element);

// How much running text each element of a page holds, itself and below, in bytes. Links and text of a few words do not
// count.
class TextSizes {
 public:
  explicit TextSizes(const GumboNode& root);

  // Names mislead ("has-sidebar" around the whole page), so what holds a good part of the text is never furniture.
  bool HoldsMuch(const GumboNode& element) const;

 private:
  absl::flat_hash_map<const GumboNode*, size_t> bytes_;
  size_t total_ = 0;
};

}  // namespace sitrep::ingest
