#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace sitrep::text {

// The values are stored: append, never renumber.
enum class SegmentKind : uint8_t {
  kBody = 1,          // One paragraph, or what of it is neither notice nor dateline.
  kHeadline = 2,      // The client's headline where the text repeats it.
  kDatePrefix = 3,    // See date_prefix.h.
  kDateline = 4,      // "KYIV, March 3 (Reuters) -"
  kByline = 5,        // "By Jane Roe", "WEB DESK"
  kAgencyCredit = 6,  // "(With inputs from agencies)"
  kNotice = 7,        // Cookies, privacy, subscription, copyright, advertisement, corrections' boilerplate.
  kEmbeddedPost = 8,  // A post of a social network, with its handle and links.
  kCaption = 9,       // Of a picture or video, with its credit.
  kRelatedLink = 10,  // "Also read: ..."
  kSubheading = 11,
};

std::string_view SegmentKindName(SegmentKind kind);  // "body", "date_prefix", ...

// Half-open, in bytes of the text; never empty, without surrounding white space, never inside a UTF-8 character.
struct Segment {
  SegmentKind kind = SegmentKind::kBody;
  uint32_t begin_byte = 0;
  uint32_t end_byte = 0;

  friend bool operator==(const Segment&, const Segment&) = default;
};

// Divides a text into typed segments: sorted, disjoint, and together covering everything but white space. A paragraph
// that fits no rule is body: rules label what is surely not news and leave the rest alone. Works paragraph by
// paragraph (a line is one, unless the text is hard-wrapped), and sentence by sentence where a notice runs into body on
// one line. `headline` is the client's, empty when there is none. Deterministic, linear in the text, thread-safe.
// REQUIRES: valid UTF-8.
std::vector<Segment> SegmentText(std::string_view text, std::string_view headline);

}  // namespace sitrep::text
