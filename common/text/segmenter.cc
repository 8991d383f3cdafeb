#include "common/text/segmenter.h"

#include <algorithm>
#include <optional>
#include <string>

#include "common/text/date_prefix.h"
#include "common/text/dateline.h"
#include "common/text/embedded_post.h"
#include "common/text/line_rules.h"
#include "common/text/paragraphs.h"
#include "common/text/words.h"

namespace sitrep::text {
namespace {

// A post holds 280 characters, links counted as 23; in bytes, with what embedding adds.
constexpr uint32_t kMaxPostBytes = 340;

struct Paragraph {
  Stretch stretch;
  std::optional<SegmentKind> kind;  // Nothing: body, or what its neighbours make of it.
  bool may_match_rules = false;
};

std::string JoinedWords(std::string_view text) {
  std::string joined;
  ForEachWord(text, [&](const Word& word) {
    joined.append(word.fold);
    joined.push_back(' ');
  });
  return joined;
}

bool StartsWithCapitalOrDigit(std::string_view text) {
  const char c = text.front();
  return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) == 0xC3 ||
         static_cast<unsigned char>(c) == 0xD0;
}

bool StartsInLowerCase(std::string_view text) { return text.front() >= 'a' && text.front() <= 'z'; }

size_t CountBlanks(std::string_view text) { return static_cast<size_t>(std::count(text.begin(), text.end(), ' ')); }

bool OpensQuotation(std::string_view text) {
  return text.starts_with('"') || text.starts_with('\'') || text.starts_with("“") || text.starts_with("‘");
}

// A line that could be a subheading or headline were its neighbours right.
bool LooksLikeHeading(std::string_view line) {
  constexpr size_t kMaxBytes = 100;
  constexpr size_t kMaxBlanks = 13;
  if (line.size() < 3 || line.size() > kMaxBytes || CountBlanks(line) > kMaxBlanks) return false;
  if (!StartsWithCapitalOrDigit(line) || EndsLikeSentence(line)) return false;
  const char last = line.back();
  return last != ',' && last != ';' && last != ':' && last != '-' && !line.ends_with("—") && !line.ends_with("”");
}

bool LooksLikeName(std::string_view line) {
  constexpr size_t kMaxBytes = 40;
  if (line.size() > kMaxBytes || CountBlanks(line) < 1 || CountBlanks(line) > 3) return false;
  bool word_starts = true;
  for (const char c : line) {
    const bool is_upper = (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
    if (word_starts && !is_upper) return false;
    if (c >= '0' && c <= '9') return false;
    word_starts = c == ' ';
  }
  return true;
}

class Segmenter {
 public:
  Segmenter(std::string_view text, std::string_view headline) : text_(text), headline_(headline) {}

  std::vector<Segment> Run() {
    uint32_t begin = 0;
    if (const std::optional<DatePrefix> prefix = FindDatePrefix(text_)) {
      Emit(SegmentKind::kDatePrefix, prefix->begin_byte, prefix->end_byte);
      begin = prefix->end_byte;
    }
    for (const Stretch stretch : SplitParagraphs(text_, begin)) {
      Paragraph paragraph{stretch, std::nullopt, MayMatchRules(stretch.In(text_))};
      if (paragraph.may_match_rules) paragraph.kind = KindOf(stretch);
      paragraphs_.push_back(paragraph);
    }
    LabelHeadline();
    LabelNamesAboveBylines();
    LabelHeadings();
    for (size_t i = 0; i < paragraphs_.size();) i = EmitFrom(i);
    return std::move(segments_);
  }

 private:
  std::optional<SegmentKind> KindOf(Stretch stretch) const {
    constexpr uint32_t kMaxLineBytes = 120;  // Longer ones are looked at sentence by sentence when they are emitted.
    const std::optional<SegmentKind> kind = ClassifyParagraph(stretch.In(text_));
    if (kind || stretch.size() > kMaxLineBytes || !IsNotice(stretch)) return kind;
    return SplitRoughSentences(text_, stretch).size() == 1 ? SegmentKind::kNotice : kind;
  }
  std::string_view TextOf(size_t i) const { return paragraphs_[i].stretch.In(text_); }
  bool IsLongBody(size_t i) const {
    constexpr uint32_t kMinBytes = 60;
    return i < paragraphs_.size() && !paragraphs_[i].kind && paragraphs_[i].stretch.size() >= kMinBytes;
  }

  void LabelHeadline() {
    constexpr size_t kParagraphsSearched = 4;
    if (headline_.empty()) return;
    const std::string wanted = JoinedWords(headline_);
    for (size_t i = 0; i < std::min(kParagraphsSearched, paragraphs_.size()); ++i) {
      if (paragraphs_[i].stretch.size() > 2 * headline_.size() + 16) continue;
      if (JoinedWords(TextOf(i)) != wanted) continue;
      paragraphs_[i].kind = SegmentKind::kHeadline;
      return;
    }
  }

  void LabelNamesAboveBylines() {
    for (size_t i = 0; i + 1 < paragraphs_.size(); ++i) {
      if (IsLongBody(i)) return;
      if (!paragraphs_[i].kind && paragraphs_[i + 1].kind == SegmentKind::kByline && LooksLikeName(TextOf(i))) {
        paragraphs_[i].kind = SegmentKind::kByline;
      }
    }
  }

  // A heading stands alone: what precedes it ended as sentences end, what follows is a paragraph.
  void LabelHeadings() {
    bool seen_body = false;
    bool after_heading_like = false;
    for (size_t i = 0; i < paragraphs_.size(); ++i) {
      Paragraph& paragraph = paragraphs_[i];
      if (paragraph.kind) continue;
      const bool heading_like = LooksLikeHeading(TextOf(i));
      if (heading_like && !after_heading_like && IsLongBody(i + 1) && EndsLikeSentence(TextOf(i + 1)) &&
          !StartsInLowerCase(TextOf(i + 1))) {
        const bool is_headline = !seen_body && i == 0 && headline_.empty();
        paragraph.kind = is_headline ? SegmentKind::kHeadline : SegmentKind::kSubheading;
      } else {
        seen_body = true;
      }
      after_heading_like = heading_like && !paragraph.kind;
    }
  }

  // Emits paragraph i, with the post that it may begin, and returns the next to be emitted.
  size_t EmitFrom(size_t i) {
    if (const size_t last = LastOfPostFrom(i); last != kNoPost) {
      EmitPost(i, last);
      return last + 1;
    }
    const Paragraph& paragraph = paragraphs_[i];
    if (paragraph.kind) {
      Emit(*paragraph.kind, paragraph.stretch.begin_byte, paragraph.stretch.end_byte);
    } else {
      EmitBody(paragraph.stretch, paragraph.may_match_rules);
    }
    return i + 1;
  }

  // The paragraph whose signature closes a post that begins with paragraph i, if one does.
  size_t LastOfPostFrom(size_t i) const {
    constexpr size_t kMaxParagraphs = 7;
    const bool may_begin = !paragraphs_[i].kind || paragraphs_[i].kind == SegmentKind::kEmbeddedPost ||
                           paragraphs_[i].kind == SegmentKind::kSubheading;
    if (!may_begin) return kNoPost;
    uint32_t bytes = 0;
    for (size_t k = i; k < std::min(i + kMaxParagraphs, paragraphs_.size()); ++k) {
      const bool blocked = paragraphs_[k].kind == SegmentKind::kByline || paragraphs_[k].kind == SegmentKind::kNotice ||
                           paragraphs_[k].kind == SegmentKind::kHeadline;
      if (blocked && k > i) return kNoPost;
      if (const std::optional<PostSignature> signature = FindPostSignature(TextOf(k))) {
        bytes += static_cast<uint32_t>(signature->begin);
        const bool alone = k == i;
        const bool all_text_above = signature->begin == 0 && k == i + 1;
        return alone || (bytes <= kMaxPostBytes && (all_text_above || HasPostMark(TextOf(i)))) ? k : kNoPost;
      }
      bytes += paragraphs_[k].stretch.size();
      if (bytes > kMaxPostBytes) return kNoPost;
    }
    return kNoPost;
  }

  void EmitPost(size_t first, size_t last) {
    const PostSignature signature = *FindPostSignature(TextOf(last));
    const Stretch closing = paragraphs_[last].stretch;
    uint32_t begin = paragraphs_[first].stretch.begin_byte;
    if (first == last && signature.begin > kMaxPostBytes) {
      // News and post on one line: the post is as many sentences before the signature as it can hold.
      const auto signature_begin = closing.begin_byte + static_cast<uint32_t>(signature.begin);
      begin = signature_begin;
      uint32_t body_end = signature_begin;
      const std::vector<Stretch> sentences = SplitRoughSentences(text_, {closing.begin_byte, signature_begin});
      for (auto sentence = sentences.rbegin(); sentence != sentences.rend(); ++sentence) {
        if (signature_begin - sentence->begin_byte > kMaxPostBytes) break;
        begin = body_end = sentence->begin_byte;
      }
      EmitBody({closing.begin_byte, body_end}, paragraphs_[last].may_match_rules);
    }
    const auto end = closing.begin_byte + static_cast<uint32_t>(signature.end);
    Emit(SegmentKind::kEmbeddedPost, begin, end);
    EmitBody({end, closing.end_byte}, paragraphs_[last].may_match_rules);
  }

  void EmitBody(Stretch stretch, bool may_match_rules) {
    if (TrimSpace(stretch.In(text_)).empty()) return;
    if (!may_match_rules) return EmitNews(stretch.begin_byte, stretch.end_byte);
    const std::vector<Stretch> sentences = SplitRoughSentences(text_, stretch);
    if (IsMostlyNotice(stretch, sentences)) return Emit(SegmentKind::kNotice, stretch.begin_byte, stretch.end_byte);
    size_t first = 0;
    while (first < sentences.size() && IsNotice(sentences[first])) ++first;
    size_t behind = sentences.size();
    while (behind > first && IsNotice(sentences[behind - 1])) --behind;
    if (first > 0) Emit(SegmentKind::kNotice, stretch.begin_byte, sentences[first - 1].end_byte);
    if (first < behind) EmitNews(sentences[first].begin_byte, sentences[behind - 1].end_byte);
    if (behind < sentences.size()) Emit(SegmentKind::kNotice, sentences[behind].begin_byte, stretch.end_byte);
  }

  // In a short paragraph the little that no rule knows belongs to the notices around it: "The news that matters,
  // delivered every weekday."
  bool IsMostlyNotice(Stretch paragraph, const std::vector<Stretch>& sentences) const {
    constexpr uint32_t kMaxParagraphBytes = 400;
    if (paragraph.size() > kMaxParagraphBytes) return false;
    const uint32_t enough = (paragraph.size() * 2 + 2) / 3;
    uint32_t notice_bytes = 0;
    uint32_t unread_bytes = 0;
    for (const Stretch sentence : sentences) unread_bytes += sentence.size();
    for (const Stretch sentence : sentences) {
      if (notice_bytes + unread_bytes < enough) return false;  // As most do after their first sentence.
      unread_bytes -= sentence.size();
      notice_bytes += IsNotice(sentence) ? sentence.size() : 0;
    }
    return notice_bytes >= enough;
  }

  bool IsNotice(Stretch sentence) const {
    return !OpensQuotation(sentence.In(text_)) && MayMatchRules(sentence.In(text_)) &&
           IsNoticeSentence(sentence.In(text_));
  }

  void EmitNews(uint32_t begin, uint32_t end) {
    const auto place = seen_news_ ? DatelinePlace::kLater : DatelinePlace::kOpensText;
    const auto dateline = static_cast<uint32_t>(DatelineLength(text_.substr(begin, end - begin), place));
    if (dateline > 0) Emit(SegmentKind::kDateline, begin, begin + dateline);
    begin += dateline;
    seen_news_ = true;
    if (const std::optional<size_t> credit = TrailingCredit(text_.substr(begin, end - begin))) {
      const auto credit_begin = begin + static_cast<uint32_t>(*credit);
      Emit(SegmentKind::kBody, begin, credit_begin);
      Emit(SegmentKind::kAgencyCredit, credit_begin, end);
    } else {
      Emit(SegmentKind::kBody, begin, end);
    }
  }

  void Emit(SegmentKind kind, uint32_t begin, uint32_t end) {
    const std::string_view trimmed = TrimSpace(text_.substr(begin, end - begin));
    if (trimmed.empty()) return;
    const auto trimmed_begin = static_cast<uint32_t>(trimmed.data() - text_.data());
    segments_.push_back({kind, trimmed_begin, trimmed_begin + static_cast<uint32_t>(trimmed.size())});
  }

  static constexpr size_t kNoPost = static_cast<size_t>(-1);

  std::string_view text_;
  std::string_view headline_;
  std::vector<Paragraph> paragraphs_;
  std::vector<Segment> segments_;
  bool seen_news_ = false;
};

}  // namespace

std::string_view SegmentKindName(SegmentKind kind) {
  switch (kind) {
    case SegmentKind::kBody:
      return "body";
    case SegmentKind::kHeadline:
      return "headline";
    case SegmentKind::kDatePrefix:
      return "date_prefix";
    case SegmentKind::kDateline:
      return "dateline";
    case SegmentKind::kByline:
      return "byline";
    case SegmentKind::kAgencyCredit:
      return "agency_credit";
    case SegmentKind::kNotice:
      return "notice";
    case SegmentKind::kEmbeddedPost:
      return "embedded_post";
    case SegmentKind::kCaption:
      return "caption";
    case SegmentKind::kRelatedLink:
      return "related_link";
    case SegmentKind::kSubheading:
      return "subheading";
  }
  return "unknown";
}

std::vector<Segment> SegmentText(std::string_view text, std::string_view headline) {
  return Segmenter(text, headline).Run();
}

}  // namespace sitrep::text
