#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace sitrep::text {

// Whether a paragraph looks like a post: a handle, a hashtag, a short link or an emoji at its beginning.
bool HasPostMark(std::string_view paragraph);

// The signature that embedding leaves behind a post, "— Name (@handle) March 7, 2022": where the first of a paragraph
// begins and the last one ends.
struct PostSignature {
  size_t begin = 0;
  size_t end = 0;
};
std::optional<PostSignature> FindPostSignature(std::string_view paragraph);

}  // namespace sitrep::text
