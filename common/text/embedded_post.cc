#include "common/text/embedded_post.h"

#include <re2/re2.h>

#include "common/text/pattern_set.h"
#include "common/text/unicode.h"

namespace sitrep::text {
namespace {

bool IsLeadingEmoji(char32_t c) {
  return (c >= 0x1F000 && c <= 0x1FAFF) || (c >= 0x2600 && c <= 0x27BF) || (c >= 0x2B00 && c <= 0x2BFF);
}

}  // namespace

bool HasPostMark(std::string_view paragraph) {
  static const RE2& mark = *new RE2(ExpandPattern(R"((?:^|[\s.(])#[{L}0-9_]{2,}|t\.co/\w|pic\.twitter\.com)"));
  static const RE2& handle = *new RE2(R"((?:^|[\s.(])@\w{2,})");
  // News that quotes a post names its author by handle as well.
  static const RE2& reported = *new RE2(R"((?i)\b(?:tweeted|wrote|posted|said|added|replied|responded)\b)");
  if (paragraph.empty()) return false;
  const re2::StringPiece piece = ToPiece(paragraph);
  return IsLeadingEmoji(DecodeCodePoint(paragraph, 0).value) || RE2::PartialMatch(piece, mark) ||
         (RE2::PartialMatch(piece, handle) && !RE2::PartialMatch(piece, reported));
}

std::optional<PostSignature> FindPostSignature(std::string_view paragraph) {
  static const RE2& pattern =
      *new RE2(ExpandPattern(R"(((?:—|–|--)\s*[^@—–]{0,80}\(@\w{1,30}\)\s+{month}\s+\d{1,2},\s+\d{4}))"));
  if (paragraph.find("(@") == std::string_view::npos) return std::nullopt;
  re2::StringPiece rest = ToPiece(paragraph);
  re2::StringPiece found;
  std::optional<PostSignature> signature;
  while (RE2::FindAndConsume(&rest, pattern, &found)) {
    const auto begin = static_cast<size_t>(found.data() - paragraph.data());
    if (!signature) signature = PostSignature{begin, 0};
    signature->end = begin + found.size();
  }
  return signature;
}

}  // namespace sitrep::text
