#pragma once

#include <re2/re2.h>
#include <re2/set.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sitrep::text {

// Replaces names in braces by what they stand for: {agency} news agencies in lower case, {month} English months, {U}
// and {L} the insides of a class of upper-case letters and of letters (Latin, Greek, Cyrillic; the extended Latin ones
// of either case), which compile to a hundredth of what \p{Lu} and \p{L} do.
std::string ExpandPattern(std::string_view pattern);

inline re2::StringPiece ToPiece(std::string_view text) { return {text.data(), text.size()}; }

// Matches a text against many RE2 patterns in one pass. Patterns that begin with "^" are kept apart, since the
// automaton for them stops as soon as none can match any more, mostly within a few bytes. Immutable and thread-safe;
// meant to live as long as the process.
class PatternSet {
 public:
  // REQUIRES: patterns compile, and where one begins with "^" every branch of it does. Crashes otherwise, they are
  // ours.
  explicit PatternSet(const std::vector<const char*>& patterns);

  // Index of the first of the patterns, in the order given, that matches somewhere in the text.
  std::optional<size_t> FirstMatch(std::string_view text) const;

 private:
  RE2::Set anchored_;
  RE2::Set floating_;
  std::vector<size_t> anchored_indices_;
  std::vector<size_t> floating_indices_;
};

}  // namespace sitrep::text
