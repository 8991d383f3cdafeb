#include "services/query/document_view/word_collector.h"

#include <string>

#include "common/text/words.h"
#include "services/query/document_view/indexed_document.h"
#include "services/query/query_language/term_key.h"
#include "sitrep/type/v1/article.pb.h"

namespace sitrep::query {
namespace {

// Between the last word of the text and the first of a separate headline.
constexpr uint32_t kHeadlineGap = 100;

class Collector {
 public:
  explicit Collector(DocumentTerms& terms) : terms_(terms) {}

  void Add(const text::Word& word, uint32_t position, WordTreatment treatment) {
    if (treatment == WordTreatment::kSkipped) return;
    ++terms_.words;
    const bool in_headline = treatment == WordTreatment::kHeadline;
    Count(TermKind::kWord, word.term, position, in_headline ? kHeadlineWeight : 1);
    if (in_headline) Count(TermKind::kTitleWord, word.term, position, 1);
  }

 private:
  void Count(TermKind kind, std::string_view term, uint32_t position, uint32_t weight) {
    key_.clear();
    AppendWordKey(kind, term, key_);
    TermOccurrences& occurrences = terms_.terms[key_];
    occurrences.weight += weight;
    occurrences.positions.push_back(position);
  }

  DocumentTerms& terms_;
  std::string key_;
};

}  // namespace

WordTreatment SegmentCursor::At(uint32_t byte) {
  while (segment_ < text_.segments_size() && text_.segments(segment_).end_byte() <= byte) ++segment_;
  if (segment_ == text_.segments_size() || text_.segments(segment_).begin_byte() > byte) return WordTreatment::kIndexed;
  switch (text_.segments(segment_).type()) {
    case type::v1::Segment::NOTICE:
    case type::v1::Segment::RELATED_LINK:
    case type::v1::Segment::DATE_PREFIX:
      return WordTreatment::kSkipped;
    case type::v1::Segment::HEADLINE:
      return WordTreatment::kHeadline;
    default:
      return WordTreatment::kIndexed;
  }
}

std::vector<uint32_t> CollectWords(const stored::v1::DocumentText& text, DocumentTerms& terms) {
  constexpr size_t kUsualDistinctWords = 512;
  terms.terms.reserve(kUsualDistinctWords);
  std::vector<uint32_t> word_begins;
  Collector collector(terms);
  SegmentCursor segments(text);
  text::ForEachWord(text.text(), [&](const text::Word& word) {
    word_begins.push_back(word.begin_byte);
    collector.Add(word, word.position, segments.At(word.begin_byte));
  });
  const auto headline_begin = static_cast<uint32_t>(word_begins.size()) + kHeadlineGap;
  text::ForEachWord(text.headline(), [&](const text::Word& word) {
    collector.Add(word, headline_begin + word.position, WordTreatment::kHeadline);
  });
  return word_begins;
}

}  // namespace sitrep::query
