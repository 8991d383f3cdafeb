#include "services/query/document_view/highlighter.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/types/span.h"
#include "common/text/words.h"
#include "services/query/document_view/word_collector.h"
#include "services/query/query_language/document_terms.h"

namespace sitrep::query {
namespace {

// The matches of a passage lie within this many words; as many around them are shown as make up the whole.
constexpr uint32_t kMatchWindow = 25;
constexpr uint32_t kPassageWords = 35;
// A word seen again says little more.
constexpr double kRepeatWorth = 0.1;

struct Spot {
  uint32_t begin_byte = 0;
  uint32_t end_byte = 0;
  uint32_t paragraph = 0;
  // Worth 0: not a match.
  double worth = 0;
  std::string key;
};

struct Window {
  size_t first = 0;  // Into the list of matching words.
  size_t last = 0;
  double worth = 0;
};

void CollectTerms(const Query& query, const absl::flat_hash_map<std::string, double>& idf, HighlightTerms& terms) {
  // Titles are words of the text too, where they are part of it.
  const auto word_key = [](std::string key) {
    key[0] = static_cast<char>(TermKind::kWord);
    return key;
  };
  const auto worth = [&](const std::string& key) {
    const auto found = idf.find(key);
    return found == idf.end() ? 1.0 : found->second;
  };
  const auto is_word = [](const std::string& key) {
    return key[0] == static_cast<char>(TermKind::kWord) || key[0] == static_cast<char>(TermKind::kTitleWord);
  };
  std::visit(Overloaded{[&](const AndNode& node) {
                          for (const Query& child : node.children) CollectTerms(child, idf, terms);
                        },
                        [&](const OrNode& node) {
                          for (const Query& child : node.children) CollectTerms(child, idf, terms);
                        },
                        [&](const TermNode& node) {
                          if (is_word(node.key)) terms.words[word_key(node.key)] = worth(node.key);
                        },
                        [&](const PhraseNode& node) {
                          PhraseNode phrase;
                          for (const std::string& key : node.keys) {
                            phrase.keys.push_back(word_key(key));
                            terms.phrase_words[phrase.keys.back()] = worth(key);
                          }
                          terms.phrases.push_back(std::move(phrase));
                        },
                        [](const auto&) {}},
             query.node);
}

// The words of a text with those that match marked. Unindexed segments never match.
class MarkedText {
 public:
  MarkedText(const stored::v1::DocumentText& text, const HighlightTerms& terms) : terms_(terms) {
    uint32_t paragraph = 0;
    uint32_t scanned = 0;
    SegmentCursor segments(text);
    text::ForEachWord(text.text(), [&](const text::Word& word) {
      for (; scanned < word.begin_byte; ++scanned) paragraph += text.text()[scanned] == '\n';
      Spot& spot = spots_.emplace_back(Spot{word.begin_byte, word.end_byte, paragraph, 0, {}});
      if (!segments.IsIndexed(word.begin_byte)) return;
      key_.clear();
      AppendWordKey(TermKind::kWord, word.term, key_);
      if (const auto found = terms.words.find(key_); found != terms.words.end()) {
        spot.worth = std::max(found->second, kLeastWorth);
        spot.key = key_;
      }
      if (terms.phrase_words.contains(key_)) phrase_positions_[key_].push_back(word.position);
    });
    MarkPhrases();
  }

  const std::vector<Spot>& spots() const { return spots_; }

 private:
  // Even a word that every article holds is shown.
  static constexpr double kLeastWorth = 0.01;

  void MarkPhrases() {
    for (const PhraseNode& phrase : terms_.phrases) {
      std::vector<absl::Span<const uint32_t>> words;
      for (const std::string& key : phrase.keys) words.emplace_back(phrase_positions_[key]);
      for (const uint32_t begin : PhrasePositions(words)) {
        for (size_t i = 0; i < phrase.keys.size(); ++i) {
          Spot& spot = spots_[begin + i];
          spot.worth = std::max(terms_.phrase_words.at(phrase.keys[i]), kLeastWorth);
          spot.key = phrase.keys[i];
        }
      }
    }
  }

  const HighlightTerms& terms_;
  std::vector<Spot> spots_;
  absl::flat_hash_map<std::string, std::vector<uint32_t>> phrase_positions_;
  std::string key_;
};

// For each matching word the window that begins with it.
std::vector<Window> Windows(const std::vector<Spot>& spots, const std::vector<uint32_t>& matches) {
  std::vector<Window> windows;
  for (size_t first = 0; first < matches.size(); ++first) {
    Window window{.first = first, .last = first, .worth = 0};
    absl::flat_hash_set<std::string_view> seen;
    for (size_t i = first; i < matches.size(); ++i) {
      const Spot& spot = spots[matches[i]];
      if (matches[i] - matches[first] >= kMatchWindow || spot.paragraph != spots[matches[first]].paragraph) break;
      window.worth += seen.insert(spot.key).second ? spot.worth : spot.worth * kRepeatWorth;
      window.last = i;
    }
    windows.push_back(window);
  }
  // Earlier windows win among equals: news tells the main thing first.
  std::stable_sort(windows.begin(), windows.end(), [](const Window& a, const Window& b) { return a.worth > b.worth; });
  return windows;
}

void SetSpan(uint32_t begin, uint32_t end, type::v1::Span& span) {
  span.set_begin_byte(begin);
  span.set_end_byte(end);
}

// Where a passage over these matches begins and ends, in words: what is missing to kPassageWords is taken from both
// sides, within the paragraph.
std::pair<uint32_t, uint32_t> Widen(const std::vector<Spot>& spots, uint32_t first, uint32_t last) {
  const uint32_t paragraph = spots[first].paragraph;
  uint32_t spare = kPassageWords - std::min(kPassageWords, last - first + 1);
  uint32_t begin = first;
  for (uint32_t taken = 0; taken < kPassageWords / 3 && spare > 0 && begin > 0; ++taken, --spare) {
    if (spots[begin - 1].paragraph != paragraph) break;
    --begin;
  }
  uint32_t end = last;
  for (; spare > 0 && end + 1 < spots.size() && spots[end + 1].paragraph == paragraph; --spare) ++end;
  for (; spare > 0 && begin > 0 && spots[begin - 1].paragraph == paragraph; --spare) --begin;
  return {begin, end};
}

}  // namespace

HighlightTerms TermsToHighlight(const Query& query, const CorpusStatistics& statistics) {
  const Bm25 bm25(statistics);
  const std::vector<std::string> keys = ScoredKeys(query);
  absl::flat_hash_map<std::string, double> idf;
  for (size_t i = 0; i < keys.size() && i < statistics.document_frequencies.size(); ++i) {
    idf[keys[i]] = bm25.Idf(statistics.document_frequencies[i]);
  }
  HighlightTerms terms;
  CollectTerms(query, idf, terms);
  return terms;
}

std::vector<v1::Passage> BestPassages(const stored::v1::DocumentText& text, const HighlightTerms& terms, size_t limit) {
  std::vector<v1::Passage> passages;
  if (terms.empty() || limit == 0) return passages;
  const MarkedText marked(text, terms);
  const std::vector<Spot>& spots = marked.spots();
  std::vector<uint32_t> matches;
  for (uint32_t i = 0; i < spots.size(); ++i) {
    if (spots[i].worth > 0) matches.push_back(i);
  }
  std::vector<std::pair<uint32_t, uint32_t>> taken;
  for (const Window& window : Windows(spots, matches)) {
    if (passages.size() == limit) break;
    const auto [begin, end] = Widen(spots, matches[window.first], matches[window.last]);
    const auto overlaps = [&, begin = begin, end = end](const std::pair<uint32_t, uint32_t>& other) {
      return begin <= other.second && other.first <= end;
    };
    if (std::any_of(taken.begin(), taken.end(), overlaps)) continue;
    taken.emplace_back(begin, end);
    v1::Passage& passage = passages.emplace_back();
    SetSpan(spots[begin].begin_byte, spots[end].end_byte, *passage.mutable_span());
    passage.set_text(text.text().substr(spots[begin].begin_byte, spots[end].end_byte - spots[begin].begin_byte));
    for (uint32_t i = begin; i <= end; ++i) {
      if (spots[i].worth > 0) SetSpan(spots[i].begin_byte, spots[i].end_byte, *passage.add_matches());
    }
  }
  return passages;
}

}  // namespace sitrep::query
