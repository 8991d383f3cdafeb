#pragma once

#include <gumbo.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "services/ingest/formats/formats.h"

namespace sitrep::ingest {

// What the page's markup says of a block; the words may say more (common/text/segmenter.h).
enum class BlockKind { kParagraph, kListItem, kHeading, kTitle, kCaption, kPost };

// A stretch of text between two block-level tags, white space collapsed, entities decoded.
struct Block {
  BlockKind kind = BlockKind::kParagraph;
  std::string text;
  std::vector<OffsetRun> runs;  // Text offsets within this block.
  uint32_t words = 0;
  uint32_t link_words = 0;
  const GumboNode* parent = nullptr;  // The nearest block-level element around it.

  double LinkDensity() const { return words == 0 ? 0 : static_cast<double>(link_words) / words; }
};

// All blocks of a parsed page in document order, those in navigation, forms, scripts, hidden elements and containers
// named after furniture left out. `html` is what was parsed. Walks without recursion; linear.
std::vector<Block> CollectBlocks(std::string_view html, const GumboNode& root);

// Keeps the article's own blocks: those of low link density inside the deepest element that holds most of the page's
// running text. Where no element does, since there is hardly any, the decision tree of Kohlschütter et al. (2010) on
// words and link density of a block and its neighbours decides.
std::vector<Block> KeepContent(std::vector<Block> blocks);

}  // namespace sitrep::ingest
