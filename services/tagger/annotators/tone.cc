#include "services/tagger/annotators/tone.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/hash.h"
#include "common/base/status_macros.h"
#include "common/base/string_views.h"
#include "services/tagger/annotators/word_table.h"
#include "services/tagger/knowledge/tsv_table.h"

namespace sitrep::tagger {
namespace {

constexpr std::string_view kRulesVersion = "1";
constexpr float kMaxValence = 4;
constexpr float kSquash = 15;           // VADER's alpha.
constexpr float kNegated = -0.74F;      // VADER's N_SCALAR.
constexpr uint32_t kNegationReach = 3;  // Words before the one whose valence is turned.
constexpr uint32_t kMaxDistance = 60;   // Words farther away count for nothing.
constexpr float kNearWords = 6;         // At this distance from a mention a word counts half.

constexpr std::string_view kNegationWords[] = {"not",       "no",     "never",   "n't",     "without", "neither",
                                               "nor",       "nobody", "nothing", "cannot",  "barely",  "hardly",
                                               "scarcely",  "lack",   "lacks",   "lacked",  "stop",    "prevent",
                                               "prevented", "avoid",  "end",     "n\u2019t"};
constexpr WordSet kNegations(kNegationWords);

constexpr WordEntry<float> kDegreeEntries[] = {
    {"very", 1.3F},       {"extremely", 1.4F},  {"highly", 1.3F}, {"deeply", 1.3F},  {"utterly", 1.4F},
    {"completely", 1.3F}, {"totally", 1.3F},    {"most", 1.2F},   {"more", 1.1F},    {"so", 1.2F},
    {"too", 1.1F},        {"severely", 1.3F},   {"badly", 1.3F},  {"massive", 1.3F}, {"major", 1.2F},
    {"slightly", 0.6F},   {"somewhat", 0.7F},   {"partly", 0.7F}, {"less", 0.6F},    {"minor", 0.6F},
    {"fairly", 0.9F},     {"relatively", 0.8F}, {"almost", 0.8F}, {"alleged", 0.8F},
};
constexpr WordTable kDegrees(kDegreeEntries);

float Squash(float sum) { return sum / std::sqrt(sum * sum + kSquash); }

bool Counts(text::SegmentKind kind) {
  return kind != text::SegmentKind::kNotice && kind != text::SegmentKind::kRelatedLink &&
         kind != text::SegmentKind::kDatePrefix && kind != text::SegmentKind::kByline;
}

struct Hit {
  uint32_t token = 0;
  float valence = 0;
};

}  // namespace

absl::StatusOr<ToneAnnotator> ToneAnnotator::Create(const std::string& models_dir) {
  constexpr std::string_view kColumns[] = {"word", "valence"};
  SITREP_ASSIGN_OR_RETURN(const TsvTable table, TsvTable::Read(models_dir + "/tone/lexicon.tsv", kColumns));
  ToneAnnotator annotator;
  annotator.valences_.reserve(table.size());
  for (size_t row = 0; row < table.size(); ++row) {
    float valence = 0;
    if (!absl::SimpleAtof(ToAbsl(table.Get(row, 1)), &valence) || !(std::abs(valence) <= kMaxValence)) {
      return table.Error(row, "valence must be from -4 to 4", table.Get(row, 1));
    }
    annotator.valences_.emplace(table.Get(row, 0), valence);
  }
  annotator.version_ = absl::StrCat(ToAbsl(kRulesVersion), "-", absl::Hex(Hash64(table.content())));
  return annotator;
}

float ToneAnnotator::InContext(const Document& document, uint32_t sentence_begin, uint32_t index, float valence) {
  const uint32_t floor = index > sentence_begin + kNegationReach ? index - kNegationReach : sentence_begin;
  for (uint32_t t = index; t-- > floor;) {
    const std::string_view lower = document.Lower(document.tokens[t]);
    if (lower == "," || lower == ";" || lower == "but") break;
    if (const float* degree = kDegrees.Find(lower); degree != nullptr && t + 1 == index) valence *= *degree;
    if (kNegations.Contains(lower)) valence *= kNegated;
  }
  return std::clamp(valence, -kMaxValence, kMaxValence);
}

absl::Status ToneAnnotator::Annotate(Document& document) const {
  struct Sum {
    float score = 0;
    uint32_t mentions = 0;
  };
  std::map<std::string_view, Sum> entities;  // Sorted, so the output is.
  std::vector<bool> in_name(document.tokens.size(), false);
  for (const Mention& mention : document.mentions) {
    std::fill(in_name.begin() + mention.first_token, in_name.begin() + mention.end_token, true);
  }
  std::vector<Hit> hits;
  double total = 0;
  uint32_t words = 0;
  uint32_t positive = 0;
  uint32_t negative = 0;
  for (uint32_t s = 0; s < document.sentences.size(); ++s) {
    const Sentence& sentence = document.sentences[s];
    if (!Counts(sentence.segment)) continue;
    hits.clear();
    uint32_t length = 0;
    float sum = 0;
    for (uint32_t t = sentence.first_token; t < sentence.end_token; ++t) {
      const Token& token = document.tokens[t];
      if (token.kind != Token::kWord) continue;
      ++length;
      if (in_name[t]) continue;
      const auto found = valences_.find(ToAbsl(document.Lower(token)));
      if (found == valences_.end()) continue;
      const float valence = InContext(document, sentence.first_token, t, found->second);
      hits.push_back({t, valence});
      sum += valence;
      ++(valence > 0 ? positive : negative);
    }
    words += length;
    total += static_cast<double>(Squash(sum)) * length;
    for (const Mention& mention : document.MentionsIn(s)) {
      if (mention.entity_id.empty()) continue;
      float near = 0;
      const uint32_t from = mention.first_token > kMaxDistance ? mention.first_token - kMaxDistance : 0;
      for (auto hit = std::ranges::lower_bound(hits, from, {}, &Hit::token);
           hit != hits.end() && hit->token < mention.end_token + kMaxDistance; ++hit) {
        const uint32_t distance =
            hit->token < mention.first_token ? mention.first_token - hit->token : hit->token - mention.end_token + 1;
        near += hit->valence / (1 + static_cast<float>(distance) / kNearWords);
      }
      Sum& entity = entities[mention.entity_id];
      entity.score += Squash(near);
      ++entity.mentions;
    }
  }
  Tone tone;
  if (words > 0) {
    tone.score = static_cast<float>(total / words);
    tone.positive = static_cast<float>(positive) / static_cast<float>(words);
    tone.negative = static_cast<float>(negative) / static_cast<float>(words);
  }
  tone.entities.reserve(entities.size());
  for (const auto& [id, sum] : entities) {
    tone.entities.push_back({.entity_id = std::string(id),
                             .score = sum.score / static_cast<float>(sum.mentions),
                             .mentions = sum.mentions});
  }
  document.tone = std::move(tone);
  return absl::OkStatus();
}

}  // namespace sitrep::tagger
