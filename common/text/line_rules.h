#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "common/text/segmenter.h"

// What a paragraph or sentence says about itself, regardless of its neighbours: the rules that tell newsroom
// boilerplate from news. Each rule asks for wording that readers are addressed with or that only credits and captions
// have. Pure, thread-safe.
namespace sitrep::text {

// Longer paragraphs are classified sentence by sentence only.
inline constexpr size_t kMaxLabelledParagraphBytes = 700;

// A cheap test, true for every text that any rule below could match: most body text stops here.
bool MayMatchRules(std::string_view paragraph);

// The kind of a whole paragraph: notice, related link, caption, agency credit, byline, embedded post; nothing when it
// is none of them.
std::optional<SegmentKind> ClassifyParagraph(std::string_view paragraph);

// Whether a sentence addresses the reader of a site: cookies, privacy, subscription, copyright, follow us.
bool IsNoticeSentence(std::string_view sentence);

// Where an agency's credit closes the last sentence of a paragraph, "(ANI)": the byte of its bracket.
std::optional<size_t> TrailingCredit(std::string_view paragraph);

}  // namespace sitrep::text
