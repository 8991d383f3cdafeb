#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "common/base/check.h"
#include "common/text/segmenter.h"
#include "common/text/unicode.h"

// What every list of segments promises: sorted, disjoint, not empty, whole characters, everything covered but white
// space.
inline void CheckSegments(std::string_view text, std::span<const sitrep::text::Segment> segments) {
  const auto is_blank = [&](uint32_t begin, uint32_t end) {
    for (uint32_t i = begin; i < end; ++i) {
      const auto byte = static_cast<unsigned char>(text[i]);
      if (byte > ' ' && byte < 0x80) return false;  // White space beyond ASCII is left to the unit test.
    }
    return true;
  };
  const auto starts_character = [&](uint32_t i) {
    return i == text.size() || (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80;
  };
  uint32_t covered = 0;
  for (const sitrep::text::Segment& segment : segments) {
    sitrep::Check(covered <= segment.begin_byte, "segments overlap");
    sitrep::Check(segment.begin_byte < segment.end_byte && segment.end_byte <= text.size(), "bad bounds of a segment");
    sitrep::Check(is_blank(covered, segment.begin_byte), "text outside all segments");
    sitrep::Check(starts_character(segment.begin_byte) && starts_character(segment.end_byte),
                  "segment cuts a character");
    covered = segment.end_byte;
  }
  sitrep::Check(is_blank(covered, static_cast<uint32_t>(text.size())), "text behind all segments");
}
