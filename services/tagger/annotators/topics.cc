#include "services/tagger/annotators/topics.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/hash.h"
#include "common/base/status_macros.h"
#include "common/base/string_views.h"
#include "common/text/words.h"
#include "services/tagger/annotators/contractions.h"
#include "services/tagger/knowledge/tsv_table.h"

namespace sitrep::tagger {
namespace {

constexpr std::string_view kRulesVersion = "2";
// A topic whose weighted terms sum to this in a text of kUsualTokens has a score of one half; it grows with the root of
// the length, because in longer texts more terms turn up by chance. Set for precision; models/topics/CARD.md has what
// they give.
constexpr float kHalfScore = 11;
constexpr float kUsualTokens = 300;
constexpr float kMinScore = 0.45F;
constexpr uint32_t kMinTerms = 2;
constexpr float kStrong = 3;  // At least one term must weigh this much.

// The stem of a lower-case word in a buffer that is reused.
std::string_view StemInto(std::string_view lower, std::string& buffer) {
  const text::Stem stem = text::StemOf(lower);
  if (!stem.append_y) return lower.substr(0, stem.length);
  buffer.assign(lower.substr(0, stem.length));
  buffer += 'y';
  return buffer;
}

bool Counts(text::SegmentKind kind) {
  return kind != text::SegmentKind::kNotice && kind != text::SegmentKind::kRelatedLink &&
         kind != text::SegmentKind::kDatePrefix && kind != text::SegmentKind::kByline;
}

}  // namespace

absl::StatusOr<TopicsAnnotator> TopicsAnnotator::Create(const std::string& models_dir) {
  constexpr std::string_view kColumns[] = {"topic", "weight", "terms"};
  SITREP_ASSIGN_OR_RETURN(const TsvTable table, TsvTable::Read(models_dir + "/topics/topics.tsv", kColumns));
  TopicsAnnotator annotator;
  absl::flat_hash_map<std::string, uint16_t> topics;
  for (size_t row = 0; row < table.size(); ++row) {
    float weight = 0;
    if (!absl::SimpleAtof(ToAbsl(table.Get(row, 1)), &weight) || !(weight > 0 && weight <= kStrong)) {
      return table.Error(row, "weight must be above 0 and at most 3", table.Get(row, 1));
    }
    const auto [topic, added] =
        topics.try_emplace(std::string(table.Get(row, 0)), static_cast<uint16_t>(annotator.names_.size()));
    if (added) annotator.names_.push_back(topic->first);
    for (const std::string_view phrase : SplitParts(table.Get(row, 2), ';')) {
      std::vector<std::string_view> words;
      for (const std::string_view word : SplitParts(phrase, ' ')) {
        for (const std::string_view piece : HyphenPieces(word)) words.push_back(piece);
      }
      if (words.empty()) return table.Error(row, "a term has no words", phrase);
      Term term{.topic = topic->second, .weight = weight, .index = annotator.term_count_++};
      for (size_t i = 1; i < words.size(); ++i) term.rest.push_back(text::TermOf(words[i]));
      annotator.terms_[text::TermOf(words.front())].push_back(std::move(term));
    }
  }
  annotator.version_ = absl::StrCat(ToAbsl(kRulesVersion), "-", absl::Hex(Hash64(table.content())));
  return annotator;
}

absl::Status TopicsAnnotator::Annotate(Document& document) const {
  document.topics.clear();
  std::vector<uint16_t> counts(term_count_, 0);
  std::vector<const Term*> seen;
  std::string buffer;
  std::string next_buffer;
  uint32_t words = 0;
  for (const Sentence& sentence : document.sentences) {
    if (!Counts(sentence.segment)) continue;
    words += sentence.end_token - sentence.first_token;
    for (uint32_t t = sentence.first_token; t < sentence.end_token; ++t) {
      const Token& token = document.tokens[t];
      if (token.kind != Token::kWord) continue;
      const std::string_view lower = document.Lower(token);
      if (lower.size() < 2) continue;
      const auto found = terms_.find(ToAbsl(StemInto(lower, buffer)));
      if (found == terms_.end()) continue;
      for (const Term& term : found->second) {
        if (t + term.rest.size() >= sentence.end_token && !term.rest.empty()) continue;
        bool matches = true;
        for (size_t i = 0; i < term.rest.size() && matches; ++i) {
          const std::string_view next = document.Lower(document.tokens[t + 1 + i]);
          matches = StemInto(next, next_buffer) == term.rest[i];
        }
        if (matches && counts[term.index]++ == 0) seen.push_back(&term);
      }
    }
  }
  struct Evidence {
    float sum = 0;
    uint32_t terms = 0;
    bool strong = false;
  };
  std::vector<Evidence> evidence(names_.size());
  for (const Term* term : seen) {
    Evidence& topic = evidence[term->topic];
    topic.sum += term->weight * (1 + std::log(static_cast<float>(counts[term->index])));
    ++topic.terms;
    topic.strong |= term->weight >= kStrong;
  }
  const float half = kHalfScore * std::sqrt(std::max(1.0F, static_cast<float>(words)) / kUsualTokens);
  for (size_t i = 0; i < evidence.size(); ++i) {
    const Evidence& topic = evidence[i];
    if (topic.terms < kMinTerms || !topic.strong) continue;
    const float score = topic.sum / (topic.sum + half);
    if (score >= kMinScore) document.topics.push_back({.topic = names_[i], .score = score});
  }
  std::ranges::stable_sort(document.topics, [](const Topic& a, const Topic& b) { return a.score > b.score; });
  if (document.topics.size() > kMaxTopics) document.topics.resize(kMaxTopics);
  return absl::OkStatus();
}

}  // namespace sitrep::tagger
