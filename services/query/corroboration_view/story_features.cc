#include "services/query/corroboration_view/story_features.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "common/base/hash.h"
#include "common/text/words.h"

namespace sitrep::query::corroboration {
namespace {

using type::v1::Segment;

constexpr size_t kMaxLeadBytes = 240;
constexpr size_t kMaxHeadlineBytes = 1024;

// Words that say nothing of what an article is about. Sorted. Rare words are found by counting; these are listed
// because the articles of a small outlet's day are too few to count.
constexpr std::string_view kStopWords[] = {
    "a",       "about",   "after",  "again", "against", "all",    "also",  "am",      "among", "an",     "and",
    "any",     "are",     "around", "as",    "asked",   "at",     "be",    "because", "been",  "before", "being",
    "between", "both",    "but",    "by",    "called",  "came",   "can",   "come",    "could", "day",    "days",
    "did",     "do",      "does",   "done",  "down",    "during", "each",  "even",    "first", "for",    "from",
    "get",     "go",      "going",  "had",   "has",     "have",   "he",    "her",     "here",  "him",    "his",
    "how",     "however", "i",      "if",    "in",      "into",   "is",    "it",      "its",   "just",   "last",
    "like",    "made",    "make",   "many",  "may",     "me",     "might", "more",    "most",  "much",   "must",
    "my",      "new",     "no",     "not",   "now",     "of",     "off",   "on",      "one",   "only",   "or",
    "other",   "our",     "out",    "over",  "own",     "people", "s",     "said",    "same",  "say",    "says",
    "see",     "she",     "should", "since", "so",      "some",   "still", "such",    "t",     "take",   "than",
    "that",    "the",     "their",  "them",  "then",    "there",  "these", "they",    "this",  "those",  "three",
    "through", "time",    "to",     "told",  "too",     "two",    "under", "until",   "up",    "us",     "very",
    "was",     "way",     "we",     "week",  "well",    "were",   "what",  "when",    "where", "which",  "while",
    "who",     "why",     "will",   "with",  "would",   "year",   "years", "yet",     "you",   "your"};

bool IsStopWord(std::string_view word) {
  return std::binary_search(std::begin(kStopWords), std::end(kStopWords), word);
}

bool FitsText(const type::v1::Span& span, std::string_view text) {
  return span.begin_byte() < span.end_byte() && span.end_byte() <= text.size();
}

std::string_view TextOf(const type::v1::Span& span, std::string_view text) {
  return FitsText(span, text) ? text.substr(span.begin_byte(), span.end_byte() - span.begin_byte())
                              : std::string_view();
}

// At most `limit` bytes, whole characters.
std::string Cut(std::string_view text, size_t limit) {
  if (text.size() <= limit) return std::string(text);
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0) == 0x80) --limit;
  return std::string(text.substr(0, limit));
}

// Hash of a stemmed word to how often it occurs, and in which order they came.
class TermCounter {
 public:
  void Add(std::string_view text, uint32_t weight, int max_words) {
    int words = 0;
    // About what so many words take, so that the rest of a long text is not even split.
    constexpr size_t kBytesPerWord = 8;
    const std::string_view head = HeadOf(text, static_cast<size_t>(max_words) * kBytesPerWord);
    text::ForEachWord(head, [&](const text::Word& word) {
      if (words++ >= max_words || word.fold.size() < 2 || IsStopWord(word.fold)) return;
      const auto term = static_cast<uint32_t>(Hash64(word.term));
      auto [entry, added] = counts_.try_emplace(term, 0);
      if (added && counts_.size() > static_cast<size_t>(kMaxStoryTerms)) {
        counts_.erase(entry);
        return;
      }
      entry->second += weight;
    });
    words_left_ = std::max(0, max_words - words);
  }

  int words_left() const { return words_left_; }

  std::vector<std::pair<uint32_t, uint32_t>> Sorted() const {
    std::vector<std::pair<uint32_t, uint32_t>> sorted(counts_.begin(), counts_.end());
    std::sort(sorted.begin(), sorted.end());
    return sorted;
  }

 private:
  static std::string_view HeadOf(std::string_view text, size_t limit) {
    if (text.size() <= limit) return text;
    while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0) == 0x80) --limit;
    return text.substr(0, limit);
  }

  absl::flat_hash_map<uint32_t, uint32_t> counts_;
  int words_left_ = 0;
};

void AddTerms(const ingest::v1::StoredArticle& article, const std::string& headline, stored::v1::StoryFeatures& story) {
  TermCounter counter;
  counter.Add(headline, kHeadlineWeight, kMaxLeadWords);
  int left = kMaxLeadWords;
  for (const Segment& segment : article.segments()) {
    if (left == 0) break;
    if (segment.type() != Segment::BODY && segment.type() != Segment::SUBHEADING) continue;
    counter.Add(TextOf(segment.span(), article.text()), 1, left);
    left = counter.words_left();
  }
  for (const auto& [term, count] : counter.Sorted()) {
    story.add_terms(term);
    story.add_term_counts(count);
  }
}

void AddEntities(const type::v1::Annotations& annotations, stored::v1::StoryFeatures& story) {
  absl::flat_hash_map<std::string_view, uint32_t> counts;
  for (const type::v1::Mention& mention : annotations.mentions()) {
    if (!mention.entity_id().empty()) ++counts[mention.entity_id()];
  }
  struct Counted {
    uint32_t count;
    int index;
  };
  std::vector<Counted> entities;
  for (int i = 0; i < annotations.entities_size(); ++i) {
    const auto found = counts.find(annotations.entities(i).entity_id());
    if (found != counts.end()) entities.push_back({found->second, i});
  }
  std::sort(entities.begin(), entities.end(), [](const Counted& a, const Counted& b) {
    return a.count != b.count ? a.count > b.count : a.index < b.index;
  });
  if (entities.size() > kMaxStoryEntities) entities.resize(kMaxStoryEntities);
  std::sort(entities.begin(), entities.end(), [&](const Counted& a, const Counted& b) {
    return annotations.entities(a.index).entity_id() < annotations.entities(b.index).entity_id();
  });
  for (const Counted& entity : entities) {
    *story.add_entities() = annotations.entities(entity.index);
    story.add_entity_counts(entity.count);
  }
}

void AddEvents(const type::v1::Annotations& annotations, const stored::v1::ArticleRow& row,
               stored::v1::StoryFeatures& story) {
  std::vector<uint32_t> keys;
  for (const stored::v1::ReportPointer& pointer : row.reports()) {
    const type::v1::Event& event = annotations.events(static_cast<int>(pointer.event_index()));
    if (event.places().empty() || event.places(0).entity_id().empty()) continue;
    if (static_cast<TimeClass>(pointer.time_class()) != TimeClass::kShort) continue;
    keys.push_back(static_cast<uint32_t>(
        Hash64(absl::StrCat(pointer.family(), "\n", event.places(0).entity_id(), "\n", pointer.begin_day()))));
    if (keys.size() == kMaxStoryEvents) break;
  }
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  for (const uint32_t key : keys) story.add_events(key);
}

// The first sentence of the body, as far as sentences are known.
std::string LeadOf(const ingest::v1::StoredArticle& article, const type::v1::Annotations& annotations) {
  for (const Segment& segment : article.segments()) {
    if (segment.type() != Segment::BODY) continue;
    for (const type::v1::Span& sentence : annotations.sentences()) {
      if (sentence.begin_byte() >= segment.span().begin_byte() && sentence.end_byte() <= segment.span().end_byte()) {
        return Cut(TextOf(sentence, article.text()), kMaxLeadBytes);
      }
    }
    return Cut(TextOf(segment.span(), article.text()), kMaxLeadBytes);
  }
  return "";
}

}  // namespace

std::string HeadlineOf(const ingest::v1::StoredArticle& article) {
  if (!article.headline().empty()) return article.headline();
  for (const Segment& segment : article.segments()) {
    if (segment.type() == Segment::HEADLINE) return Cut(TextOf(segment.span(), article.text()), kMaxHeadlineBytes);
  }
  return "";
}

stored::v1::StoryFeatures MakeStoryFeatures(const ingest::v1::StoredArticle& article,
                                            const type::v1::Annotations& annotations,
                                            const stored::v1::ArticleRow& row) {
  stored::v1::StoryFeatures story;
  AddTerms(article, row.headline(), story);
  AddEntities(annotations, story);
  AddEvents(annotations, row, story);
  story.set_lead(LeadOf(article, annotations));
  return story;
}

}  // namespace sitrep::query::corroboration
