#include "services/ingest/formats/html_blocks.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "common/text/unicode.h"
#include "services/ingest/formats/html_furniture.h"

namespace sitrep::ingest {
namespace {

constexpr std::array kInline = {GUMBO_TAG_A,     GUMBO_TAG_ABBR, GUMBO_TAG_ACRONYM, GUMBO_TAG_B,      GUMBO_TAG_BDI,
                                GUMBO_TAG_BDO,   GUMBO_TAG_BIG,  GUMBO_TAG_CITE,    GUMBO_TAG_CODE,   GUMBO_TAG_DATA,
                                GUMBO_TAG_DEL,   GUMBO_TAG_DFN,  GUMBO_TAG_EM,      GUMBO_TAG_FONT,   GUMBO_TAG_I,
                                GUMBO_TAG_IMG,   GUMBO_TAG_INS,  GUMBO_TAG_KBD,     GUMBO_TAG_LABEL,  GUMBO_TAG_MARK,
                                GUMBO_TAG_Q,     GUMBO_TAG_RUBY, GUMBO_TAG_RT,      GUMBO_TAG_S,      GUMBO_TAG_SAMP,
                                GUMBO_TAG_SMALL, GUMBO_TAG_SPAN, GUMBO_TAG_STRIKE,  GUMBO_TAG_STRONG, GUMBO_TAG_SUB,
                                GUMBO_TAG_SUP,   GUMBO_TAG_TIME, GUMBO_TAG_TT,      GUMBO_TAG_U,      GUMBO_TAG_VAR,
                                GUMBO_TAG_WBR,   GUMBO_TAG_NOBR};

constexpr double kMaxLinkDensity = 1.0 / 3;  // Of content; the paper's first split.

template <size_t kSize>
bool Contains(const std::array<GumboTag, kSize>& tags, GumboTag tag) {
  return std::find(tags.begin(), tags.end(), tag) != tags.end();
}

bool IsSpace(char32_t c) { return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xA0 || c == 0x200B || c == 0xFEFF; }

bool IsIdeograph(char32_t c) { return (c >= 0x3040 && c <= 0x9FFF) || (c >= 0x20000 && c <= 0x3FFFF); }

BlockKind KindInside(const GumboNode& element, BlockKind outer) {
  const GumboTag tag = element.v.element.tag;
  const std::string_view classes = AttributeOf(element, "class");
  if (tag == GUMBO_TAG_BLOCKQUOTE && (classes.find("twitter-tweet") != std::string_view::npos ||
                                      classes.find("instagram-media") != std::string_view::npos)) {
    return BlockKind::kPost;
  }
  if (outer == BlockKind::kPost || outer == BlockKind::kCaption) return outer;
  if (tag == GUMBO_TAG_FIGCAPTION || tag == GUMBO_TAG_CAPTION || classes.find("caption") != std::string_view::npos ||
      classes.find("Caption") != std::string_view::npos) {
    return BlockKind::kCaption;
  }
  switch (tag) {
    case GUMBO_TAG_H1:
      return BlockKind::kTitle;
    case GUMBO_TAG_H2:
    case GUMBO_TAG_H3:
    case GUMBO_TAG_H4:
    case GUMBO_TAG_H5:
    case GUMBO_TAG_H6:
      return BlockKind::kHeading;
    case GUMBO_TAG_LI:
    case GUMBO_TAG_DT:
    case GUMBO_TAG_DD:
      return BlockKind::kListItem;
    case GUMBO_TAG_P:
    case GUMBO_TAG_DIV:
    case GUMBO_TAG_SECTION:
    case GUMBO_TAG_ARTICLE:
      return outer == BlockKind::kListItem ? outer : BlockKind::kParagraph;
    default:
      return outer;
  }
}

// Builds blocks piece by piece and remembers where each byte came from.
class BlockBuilder {
 public:
  explicit BlockBuilder(std::string_view html) : html_(html) {}

  void AddText(const GumboNode& node, bool in_link) {
    constexpr std::string_view kReplacement = "\uFFFD";
    const GumboText& text = node.v.text;
    const std::string_view decoded = text.text;
    const std::string_view raw(text.original_text.data, text.original_text.length);
    const bool from_source = raw.data() >= html_.data() && raw.data() + raw.size() <= html_.data() + html_.size();
    const auto raw_begin = static_cast<uint32_t>(from_source ? raw.data() - html_.data() : 0);
    size_t at = 0;  // In `raw`.
    for (size_t i = 0; i < decoded.size();) {
      const text::CodePoint c = text::DecodeCodePoint(decoded, i);
      // The parser makes broken UTF-8 of character references with very many digits.
      const bool broken = c.value == 0xFFFD && c.length == 1;
      const std::string_view piece = broken ? kReplacement : decoded.substr(i, c.length);
      // Carriage returns vanish in parsing.
      while (at < raw.size() && raw[at] == '\r' && piece[0] != '\r') ++at;
      size_t raw_length = 0;
      if (raw.substr(at).starts_with(piece) && !(piece == "&" && IsAmpersandEntity(raw.substr(at)))) {
        raw_length = piece.size();
      } else if (at < raw.size() && raw[at] == '&') {
        raw_length = EntityLength(raw.substr(at));
      }
      Add(c, piece, raw_begin + static_cast<uint32_t>(at), from_source ? static_cast<uint32_t>(raw_length) : 0,
          in_link);
      at += raw_length;
      i += c.length;
    }
  }

  void BreakLine() {
    if (block_.text.empty() || block_.text.back() == '\n') return;
    line_break_ = true;
  }

  void EndBlock(BlockKind kind, const GumboNode* parent) {
    EndWord();
    pending_space_ = line_break_ = false;
    if (block_.words > 0) {
      block_.kind = kind;
      block_.parent = parent;
      blocks_.push_back(std::move(block_));
    }
    block_ = Block();
  }

  std::vector<Block> TakeBlocks() { return std::move(blocks_); }

 private:
  static bool IsAmpersandEntity(std::string_view raw) {
    return raw.starts_with("&amp") || raw.starts_with("&AMP") || raw.starts_with("&#38") || raw.starts_with("&#x26");
  }

  // Of a character reference as written; no more than its usual letters, for one without a semicolon.
  static size_t EntityLength(std::string_view raw) {
    constexpr size_t kLongest = 34;
    size_t length = 1;
    while (length < raw.size() && length < kLongest &&
           (absl::ascii_isalnum(static_cast<unsigned char>(raw[length])) || raw[length] == '#')) {
      ++length;
    }
    return length < raw.size() && raw[length] == ';' ? length + 1 : length;
  }

  void Add(text::CodePoint c, std::string_view piece, uint32_t html_begin, uint32_t html_length, bool in_link) {
    if (c.value == 0 || (c.value < 0x20 && !IsSpace(c.value))) return;  // No text of ours holds control characters.
    if (IsSpace(c.value)) {
      EndWord();
      if (!pending_space_) space_ = {html_begin, html_begin + html_length};
      pending_space_ = true;
      return;
    }
    if (line_break_ && !block_.text.empty()) {
      block_.text.push_back('\n');
    } else if (pending_space_ && !block_.text.empty()) {
      Append(" ", space_.first, space_.second - space_.first);
    }
    pending_space_ = line_break_ = false;
    Append(piece, html_begin, html_length);
    in_word_ = true;
    word_in_link_ |= in_link;
    if (IsIdeograph(c.value)) EndWord();  // Scripts without blanks: a character carries about as much as a word.
  }

  void Append(std::string_view piece, uint32_t html_begin, uint32_t html_length) {
    const auto begin = static_cast<uint32_t>(block_.text.size());
    block_.text.append(piece);
    if (html_length == 0) return;
    const auto end = static_cast<uint32_t>(block_.text.size());
    if (!block_.runs.empty() && piece.size() == html_length) {
      OffsetRun& last = block_.runs.back();
      const bool last_is_exact = last.text_end_byte - last.text_begin_byte == last.html_end_byte - last.html_begin_byte;
      if (last_is_exact && last.text_end_byte == begin && last.html_end_byte == html_begin) {
        last.text_end_byte = end;
        last.html_end_byte += html_length;
        return;
      }
    }
    block_.runs.push_back({begin, end, html_begin, html_begin + html_length});
  }

  void EndWord() {
    if (!in_word_) return;
    ++block_.words;
    block_.link_words += word_in_link_;
    in_word_ = word_in_link_ = false;
  }

  std::string_view html_;
  std::vector<Block> blocks_;
  Block block_;
  std::pair<uint32_t, uint32_t> space_;
  bool pending_space_ = false;
  bool line_break_ = false;
  bool in_word_ = false;
  bool word_in_link_ = false;
};

// Running text, by which the article's container is found.
bool IsRunningText(const Block& block) {
  constexpr uint32_t kMinWords = 12;
  return block.kind != BlockKind::kCaption && block.words >= kMinWords && block.LinkDensity() <= kMaxLinkDensity;
}

const GumboNode* ArticleContainer(const std::vector<Block>& blocks) {
  constexpr double kShare = 0.75;
  absl::flat_hash_map<const GumboNode*, uint64_t> words;
  uint64_t total = 0;
  for (const Block& block : blocks) {
    if (!IsRunningText(block)) continue;
    total += block.words;
    for (const GumboNode* node = block.parent; node != nullptr; node = node->parent) words[node] += block.words;
  }
  // The deepest element with its share: the last such ancestor of the block with the most text in it.
  const GumboNode* best = nullptr;
  int best_depth = -1;
  for (const auto& [node, count] : words) {
    if (static_cast<double>(count) < kShare * static_cast<double>(total)) continue;
    int depth = 0;
    for (const GumboNode* up = node->parent; up != nullptr; up = up->parent) ++depth;
    if (depth > best_depth) {
      best_depth = depth;
      best = node;
    }
  }
  return best;
}

bool IsInside(const GumboNode* node, const GumboNode* container) {
  for (; node != nullptr; node = node->parent) {
    if (node == container) return true;
  }
  return false;
}

// The decision tree of the paper's figure for number of words and link density.
bool IsContent(const Block* previous, const Block& current, const Block* next) {
  const double previous_density = previous == nullptr ? 0 : previous->LinkDensity();
  const uint32_t previous_words = previous == nullptr ? 0 : previous->words;
  const uint32_t next_words = next == nullptr ? 0 : next->words;
  if (current.LinkDensity() > kMaxLinkDensity) return false;
  if (previous_density <= 5.0 / 9) {
    return current.words > 16 || next_words > 15 || previous_words > 4;
  }
  return current.words > 40 || next_words > 17;
}

}  // namespace

std::vector<Block> CollectBlocks(std::string_view html, const GumboNode& root) {
  struct Frame {
    const GumboNode* element;
    unsigned int next_child = 0;
    BlockKind kind = BlockKind::kParagraph;
    const GumboNode* block_parent = nullptr;
    bool is_block = true;
    bool in_link = false;
  };
  const TextSizes sizes(root);
  BlockBuilder builder(html);
  std::vector<Frame> stack = {{&root, 0, BlockKind::kParagraph, &root, true, false}};
  while (!stack.empty()) {
    Frame& frame = stack.back();
    const GumboVector& children = frame.element->v.element.children;
    if (frame.next_child == children.length) {
      if (frame.is_block) builder.EndBlock(frame.kind, frame.block_parent);
      stack.pop_back();
      continue;
    }
    const auto* child = static_cast<const GumboNode*>(children.data[frame.next_child++]);
    if (child->type == GUMBO_NODE_TEXT || child->type == GUMBO_NODE_WHITESPACE) {
      builder.AddText(*child, frame.in_link);
      continue;
    }
    if (child->type != GUMBO_NODE_ELEMENT) continue;
    const GumboTag tag = child->v.element.tag;
    if (tag == GUMBO_TAG_BR) {
      builder.BreakLine();
      continue;
    }
    if (IsNeverText(tag) || (IsFurniture(*child) && !sizes.HoldsMuch(*child))) continue;
    Frame inner = {child, 0, frame.kind, frame.block_parent, false, frame.in_link || tag == GUMBO_TAG_A};
    if (!Contains(kInline, tag)) {
      builder.EndBlock(frame.kind, frame.block_parent);
      inner.kind = KindInside(*child, frame.kind);
      inner.block_parent = child;
      inner.is_block = true;
    }
    stack.push_back(inner);
  }
  return builder.TakeBlocks();
}

std::vector<Block> KeepContent(std::vector<Block> blocks) {
  const GumboNode* container = ArticleContainer(blocks);
  std::vector<Block> inside;
  for (Block& block : blocks) {
    // The page's title often stands above the container.
    if (container == nullptr || block.kind == BlockKind::kTitle || IsInside(block.parent, container)) {
      inside.push_back(std::move(block));
    }
  }
  std::vector<bool> keep(inside.size());
  for (size_t i = 0; i < inside.size(); ++i) {
    const Block* previous = i == 0 ? nullptr : &inside[i - 1];
    const Block* next = i + 1 == inside.size() ? nullptr : &inside[i + 1];
    keep[i] = inside[i].kind == BlockKind::kTitle || (container != nullptr ? inside[i].LinkDensity() <= kMaxLinkDensity
                                                                           : IsContent(previous, inside[i], next));
  }
  std::vector<Block> kept;
  for (size_t i = 0; i < inside.size(); ++i) {
    if (keep[i]) kept.push_back(std::move(inside[i]));
  }
  return kept;
}

}  // namespace sitrep::ingest
