#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "services/tagger/document/document.h"

namespace sitrep::tagger {

// Words that the model was trained on, by hash: a word outside of it counts by its ending alone.
using KnownWords = std::array<uint64_t, 2048>;

// What the boundary model sees of the places between two tokens where a sentence may end. Its trainer reads the same
// code (scripts/train/sentences), so whoever changes a feature raises kFeatureVersion and trains again.
class SentenceFeatures {
 public:
  static constexpr uint32_t kFeatureVersion = 1;
  static constexpr size_t kCount = 48;
  using Row = std::array<uint32_t, kCount>;  // One hash per feature.

  SentenceFeatures(const Document& document, const KnownWords& known);

  // Turns to the paragraph of the tokens [begin, end). Linear in it.
  void EnterParagraph(uint32_t begin, uint32_t end);

  // Whether a sentence may end between `left` and the token behind it, both in the paragraph.
  bool IsCandidate(uint32_t left) const;

  // The features of the place behind `left` when the sentence in question begins at `first`.
  void Read(uint32_t first, uint32_t left, Row& row) const;

  static uint32_t WordHash(std::string_view lower);
  static bool IsKnown(const KnownWords& known, uint32_t hash) { return (known[hash >> 21] >> ((hash >> 15) & 63)) & 1; }
  static void Learn(KnownWords& known, uint32_t hash) { known[hash >> 21] |= uint64_t{1} << ((hash >> 15) & 63); }

 private:
  enum Shape : uint8_t {
    kOutside,
    kLowerCase,
    kCapitalised,
    kAllCapitals,
    kOneCapital,
    kAbbreviation,  // Ends with a full stop.
    kInitial,
    kNumber,
    kListNumber,
    kFullStop,
    kQuestion,
    kExclamation,
    kEllipsis,
    kManyStops,
    kComma,
    kSemicolon,
    kColon,
    kDash,
    kOpening,
    kClosing,
    kStraightQuote,
    kApostrophe,
    kBullet,
    kOtherMark,
    kSymbol,
    kEmoticon,
    kLink,
  };
  struct Seen {
    uint32_t form = 0;
    Shape shape = kOutside;
    // Within the paragraph, before this token.
    bool in_quotes = false;
    uint8_t brackets = 0;
    uint8_t to_stop = 0;  // Tokens from this one to the next full stop, question or exclamation mark; at most 255.
  };

  static Shape ShapeOf(const Token& token, std::string_view text);
  static bool IsStop(Shape shape) { return shape >= kFullStop && shape <= kManyStops; }
  const Seen& At(int64_t token) const;

  const Document& document_;
  std::vector<Seen> seen_;
  uint32_t begin_ = 0;
  uint32_t end_ = 0;
  uint32_t paragraph_style_ = 0;
};

}  // namespace sitrep::tagger
