#include "services/ingest/formats/html.h"

#include <gumbo.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/text/paragraphs.h"
#include "common/text/unicode.h"
#include "services/ingest/formats/html_blocks.h"
#include "services/ingest/formats/html_guard.h"
#include "services/ingest/formats/html_metadata.h"
#include "services/ingest/formats/text.h"

namespace sitrep::ingest {
namespace {

constexpr std::string_view kField = "html";
constexpr std::string_view kParagraphBreak = "\n\n";

struct FreeTree {
  void operator()(GumboOutput* output) const { gumbo_destroy_output(&kGumboDefaultOptions, output); }
};

// What markup settles: these blocks are one segment each, whatever their words.
std::optional<text::SegmentKind> SegmentKindOf(BlockKind kind) {
  switch (kind) {
    case BlockKind::kTitle:
      return text::SegmentKind::kHeadline;
    case BlockKind::kHeading:
      return text::SegmentKind::kSubheading;
    case BlockKind::kCaption:
      return text::SegmentKind::kCaption;
    case BlockKind::kPost:
      return text::SegmentKind::kEmbeddedPost;
    case BlockKind::kParagraph:
    case BlockKind::kListItem:
      return std::nullopt;
  }
  return std::nullopt;
}

bool CallsItFurniture(const text::Segment& segment) {
  return segment.kind == text::SegmentKind::kNotice || segment.kind == text::SegmentKind::kRelatedLink;
}

// Words decide between news and furniture, except inside blocks whose markup says what they are; of a heading the words
// may still say that it heads no news. Both lists are sorted and disjoint, and so is the result.
std::vector<text::Segment> Combine(std::string_view text, const std::vector<text::Segment>& by_words,
                                   const std::vector<text::Segment>& by_markup) {
  std::vector<text::Segment> combined;
  const auto emit = [&](text::SegmentKind kind, uint32_t begin, uint32_t end) {
    if (begin >= end) return;
    const std::string_view piece = text::TrimSpace(text.substr(begin, end - begin));
    if (piece.empty()) return;
    const auto piece_begin = static_cast<uint32_t>(piece.data() - text.data());
    combined.push_back({kind, piece_begin, piece_begin + static_cast<uint32_t>(piece.size())});
  };
  auto words = by_words.begin();
  uint32_t done = 0;  // Everything before is emitted.
  for (const text::Segment& markup : by_markup) {
    for (; words != by_words.end() && words->begin_byte < markup.begin_byte; ++words) {
      emit(words->kind, std::max(done, words->begin_byte), std::min(words->end_byte, markup.begin_byte));
      if (words->end_byte > markup.begin_byte) break;
    }
    const bool furniture = markup.kind == text::SegmentKind::kSubheading && words != by_words.end() &&
                           words->end_byte >= markup.end_byte && CallsItFurniture(*words);
    emit(furniture ? words->kind : markup.kind, markup.begin_byte, markup.end_byte);
    done = markup.end_byte;
    while (words != by_words.end() && words->end_byte <= done) ++words;
  }
  for (; words != by_words.end(); ++words) emit(words->kind, std::max(done, words->begin_byte), words->end_byte);
  return combined;
}

}  // namespace

absl::StatusOr<ReadArticle> ReadHtml(std::string_view html, std::string_view headline) {
  if (html.size() > kMaxHtmlBytes) {
    return InvalidField(kField, absl::StrCat("has ", html.size(), " bytes, at most ", kMaxHtmlBytes, " are allowed"));
  }
  SITREP_RETURN_IF_ERROR(text::ValidateUtf8(kField, html));
  SITREP_RETURN_IF_ERROR(CheckHtmlShape(html));

  GumboOptions options = kGumboDefaultOptions;
  options.max_errors = 0;
  const std::unique_ptr<GumboOutput, FreeTree> tree(gumbo_parse_with_options(&options, html.data(), html.size()));
  HtmlMetadata metadata = ReadHtmlMetadata(*tree->root);

  ReadArticle article;
  article.publication = metadata.publication;
  article.headline = headline.empty() ? std::move(metadata.headline) : std::string(headline);
  article.canonical_url = std::move(metadata.canonical_url);
  article.site_name = std::move(metadata.site_name);
  article.language_code = std::move(metadata.language_code);
  article.authors = std::move(metadata.authors);

  std::vector<text::Segment> by_markup;
  for (Block& block : KeepContent(CollectBlocks(html, *tree->root))) {
    if (!article.text.empty()) article.text.append(kParagraphBreak);
    const auto begin = static_cast<uint32_t>(article.text.size());
    article.text.append(block.text);
    if (const std::optional<text::SegmentKind> kind = SegmentKindOf(block.kind)) {
      by_markup.push_back({*kind, begin, static_cast<uint32_t>(article.text.size())});
    }
    for (OffsetRun run : block.runs) {
      run.text_begin_byte += begin;
      run.text_end_byte += begin;
      article.offset_map.push_back(run);
    }
  }
  if (article.text.empty()) return InvalidField(kField, "has no text");
  if (article.text.size() > kMaxTextBytes) {
    return InvalidField(
        kField, absl::StrCat("has ", article.text.size(), " bytes of text, at most ", kMaxTextBytes, " are allowed"));
  }
  article.segments = Combine(article.text, text::SegmentText(article.text, article.headline), by_markup);
  return article;
}

}  // namespace sitrep::ingest
