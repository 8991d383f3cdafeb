#include "services/query/document_view/quote_finder.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/storage/rocks_status.h"
#include "services/query/document_view/document_reader.h"
#include "services/query/document_view/document_rows.h"
#include "services/query/query_language/article_filter.h"

namespace sitrep::query {
namespace {

template <typename Values, typename Value>
bool Holds(const Values& values, const Value& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

// The positions of the words asked for in one document after the other.
class WordsInContent {
 public:
  absl::Status Read(PostingReader& reader, const std::vector<std::string>& keys, const DocumentSet& candidates) {
    for (const std::string& key : keys) {
      SITREP_ASSIGN_OR_RETURN(WordPositions positions, reader.Positions(key, candidates));
      words_.push_back(std::move(positions));
    }
    at_.resize(words_.size());
    return absl::OkStatus();
  }

  // Whether every word stands in [begin, end) of the document. REQUIRES: `docno` does not decrease from call to call.
  bool AllIn(uint32_t docno, uint32_t begin, uint32_t end) {
    for (size_t i = 0; i < words_.size(); ++i) {
      const std::vector<uint32_t>& documents = words_[i].documents;
      while (at_[i] < documents.size() && documents[at_[i]] < docno) ++at_[i];
      if (at_[i] == documents.size() || documents[at_[i]] != docno) return false;
      const absl::Span<const uint32_t> positions = words_[i].At(at_[i]);
      const auto first = std::lower_bound(positions.begin(), positions.end(), begin);
      if (first == positions.end() || *first >= end) return false;
    }
    return true;
  }

 private:
  std::vector<WordPositions> words_;
  std::vector<size_t> at_;
};

bool IsAboutEntity(const stored::v1::QuoteRow& quote, const std::vector<std::string>& ids) {
  return std::any_of(quote.about_entity_ids().begin(), quote.about_entity_ids().end(),
                     [&ids](const std::string& id) { return Holds(ids, id); });
}

std::string Words(const std::string& text, uint32_t begin, uint32_t end) {
  if (begin > end || end > text.size()) return {};
  return text.substr(begin, end - begin);
}

// The sentences that a span touches; the span itself when there are none.
std::string Context(const std::string& text, const type::v1::Annotations& annotations, const type::v1::Span& content) {
  uint32_t begin = content.begin_byte();
  uint32_t end = content.end_byte();
  for (const type::v1::Span& sentence : annotations.sentences()) {
    if (sentence.end_byte() <= content.begin_byte() || sentence.begin_byte() >= content.end_byte()) continue;
    begin = std::min(begin, sentence.begin_byte());
    end = std::max(end, sentence.end_byte());
  }
  return Words(text, begin, end);
}

}  // namespace

Query DocumentsWithQuotes(const QuoteFilter& filter) {
  Query query;
  if (!filter.speaker_ids.empty()) {
    std::vector<std::string> keys;
    for (const std::string& id : filter.speaker_ids) keys.push_back(TermKey(TermKind::kSpeaker, id));
    query = Both(std::move(query), AnyTerm(keys));
  }
  if (!filter.about_ids.empty() || !filter.about_words.empty()) {
    OrNode about;
    if (!filter.about_ids.empty()) about.children.push_back(MentionsEntity(filter.about_ids));
    Query words;
    for (const std::string& key : filter.about_words) words = Both(std::move(words), {TermNode{key}});
    if (!filter.about_words.empty()) about.children.push_back(std::move(words));
    query = Both(std::move(query), {std::move(about)});
  }
  if (filter.published != PublishedNode{}) query = Both(std::move(query), {filter.published});
  if (!filter.source_keys.empty()) query = Both(std::move(query), AnyTerm(filter.source_keys));
  return query;
}

absl::Status ForEachQuote(const ViewState& view, PostingReader& reader, const QuoteFilter& filter,
                          const DocumentSet& candidates,
                          absl::FunctionRef<void(uint32_t docno, const stored::v1::QuoteRow& quote)> visit) {
  WordsInContent words;
  SITREP_RETURN_IF_ERROR(words.Read(reader, filter.about_words, candidates));
  const bool asks_about = !filter.about_ids.empty() || !filter.about_words.empty();
  stored::v1::DocumentDetails details;
  return ForEachDocumentRow(
      view, reader.partition().partition, kDetailsFamily, candidates, [&](uint32_t docno, std::string_view row) {
        if (!details.ParseFromArray(row.data(), static_cast<int>(row.size()))) return false;
        for (const stored::v1::QuoteRow& quote : details.quotes()) {
          if (!filter.speaker_ids.empty() && !Holds(filter.speaker_ids, quote.speaker_entity_id())) continue;
          if (!filter.kinds.empty() && !Holds(filter.kinds, static_cast<type::v1::Quote::Kind>(quote.kind()))) continue;
          if (asks_about && !IsAboutEntity(quote, filter.about_ids) &&
              (filter.about_words.empty() || !words.AllIn(docno, quote.begin_word(), quote.end_word()))) {
            continue;
          }
          visit(docno, quote);
        }
        return true;
      });
}

absl::StatusOr<v1::QuoteHit> ReadQuoteHit(const ViewState& view, Partition partition, uint32_t docno, uint32_t index) {
  SITREP_ASSIGN_OR_RETURN(const stored::v1::DocumentText text, ReadText(view, partition, docno));
  SITREP_ASSIGN_OR_RETURN(const type::v1::Annotations annotations, ReadAnnotations(view, partition, docno));
  if (index >= static_cast<uint32_t>(annotations.quotes_size())) {
    return storage::StoredDataCorrupt("a document has fewer quotes than its details say");
  }
  const type::v1::Quote& quote = annotations.quotes(static_cast<int>(index));
  v1::QuoteHit hit;
  *hit.mutable_article() = ReferenceOf(text);
  *hit.mutable_quote() = quote;
  hit.set_content_text(Words(text.text(), quote.content().begin_byte(), quote.content().end_byte()));
  hit.set_context_text(Context(text.text(), annotations, quote.content()));
  for (const type::v1::EntitySummary& entity : annotations.entities()) {
    if (!quote.speaker_entity_id().empty() && entity.entity_id() == quote.speaker_entity_id()) {
      *hit.mutable_speaker() = entity;
    }
  }
  return hit;
}

}  // namespace sitrep::query
