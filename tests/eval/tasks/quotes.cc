// The task quotes.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "tests/eval/gold/attributions.h"
#include "tests/eval/gold/files.h"
#include "tests/eval/reading/text_reader.h"
#include "tests/eval/tasks/all.h"

namespace sitrep::eval {
namespace {

constexpr std::string_view kHelp = R"(
Definition: gold is what the first annotator marked. Attributions, of all kinds: each gold attribution is
paired with the quote that shares most of its content. Exact: the part's span is the same, from the first to
the last of a part in several pieces; overlap: it shares a character. Words: words (runs of letters and
digits) that stand in some content, source or cue. Edge punctuation, quotation marks and a leading "that" are
left out on both sides.

Direct quotes: gold of which at least 95 % of the content is inside quotation marks, in a paragraph, straight
or curly, unclosed ones to its end; each piece counts. Right when a quote of kind direct has the same content;
every other direct quote found inside such marks counts against precision (in other marks, two apostrophes
among them: a remark says how many). Speaker: right when the speaker's words
share the head of the gold source (the last word before a comma, a preposition or a relative pronoun), or the
speaker is linked to what a name in the gold source is linked to; of the direct quotes that were found and
have a source. Intervals over documents.

Gold: JSON lines (*.jsonl): text, annotations: attributions: source, cue, content: spans.)";

constexpr double kDirectShare = 0.95;

bool IsWordByte(char byte) {
  return absl::ascii_isalnum(static_cast<unsigned char>(byte)) || static_cast<unsigned char>(byte) >= 0x80;
}

// General punctuation (dashes, curly quotation marks, ellipsis) begins with these bytes in UTF-8.
constexpr std::string_view kGeneralPunctuation = "\xE2\x80";

// Without white space, punctuation and a leading "that" at the edges.
Span Trim(std::string_view text, Span span) {
  const auto strip_front = [&] {
    while (span.begin < span.end) {
      if (text.substr(span.begin).starts_with(kGeneralPunctuation)) {
        span.begin += 3;
      } else if (!IsWordByte(text[span.begin])) {
        ++span.begin;
      } else {
        break;
      }
    }
  };
  strip_front();
  while (span.begin < span.end) {
    if (span.end - span.begin >= 3 && text.substr(span.end - 3).starts_with(kGeneralPunctuation)) {
      span.end -= 3;
    } else if (!IsWordByte(text[span.end - 1])) {
      --span.end;
    } else {
      break;
    }
  }
  constexpr std::string_view kThat = "that ";
  if (absl::EqualsIgnoreCase(absl::string_view(text.data() + span.begin, std::min<size_t>(5, span.end - span.begin)),
                             absl::string_view(kThat.data(), kThat.size()))) {
    span.begin += kThat.size();
    strip_front();
  }
  return span.begin < span.end ? span : Span{};
}

Span Hull(const std::vector<Span>& spans) {
  return spans.empty() ? Span{} : Span{spans.front().begin, spans.back().end};
}

Span SpanOf(tagger::ByteSpan span) { return {span.begin, span.end}; }

std::vector<Span> WordsOf(std::string_view text) {
  std::vector<Span> words;
  for (uint32_t i = 0; i < text.size();) {
    if (text.substr(i).starts_with(kGeneralPunctuation)) {
      i += 3;
    } else if (!IsWordByte(text[i])) {
      ++i;
    } else {
      const uint32_t begin = i;
      while (i < text.size() && IsWordByte(text[i]) && !text.substr(i).starts_with(kGeneralPunctuation)) ++i;
      words.push_back({begin, i});
    }
  }
  return words;
}

// The last word of a noun phrase before what describes it further.
Span HeadOf(std::string_view text, Span source) {
  constexpr std::string_view kEnds[] = {"of", "for", "in", "at", "from", "with", "who", "which", "that", "on"};
  Span head;
  for (const Span word : WordsOf(text.substr(0, source.end))) {
    if (word.begin < source.begin) continue;
    const std::string lower = absl::AsciiStrToLower(absl::string_view(text.data() + word.begin, word.end - word.begin));
    if (head != Span{} && std::ranges::find(kEnds, lower) != std::end(kEnds)) break;
    if (head != Span{} && text.substr(head.end, word.begin - head.end).find(',') != std::string_view::npos) break;
    if (lower != "s") head = word;
  }
  return head;
}

struct PartCounts {
  explicit PartCounts(size_t documents) : exact(documents), overlap(documents), words(documents) {}

  std::vector<Counts> exact;
  std::vector<Counts> overlap;
  std::vector<Counts> words;
};

struct QuoteCounts {
  explicit QuoteCounts(size_t documents)
      : content(documents),
        source(documents),
        cue(documents),
        direct(documents),
        attributed(documents),
        speakers(documents) {}

  PartCounts content;
  PartCounts source;
  PartCounts cue;
  std::vector<Counts> direct;
  std::vector<Counts> attributed;  // Direct quotes with their speakers.
  std::vector<Share> speakers;
  uint64_t direct_attributions = 0;
  uint64_t other_marks = 0;  // Direct quotes found in other marks than gold is looked for in.
};

// One document's gold and quotes, edges trimmed.
class QuoteScorer {
 public:
  QuoteScorer(const AttributionDocument& gold, const tagger::Document& found, size_t d, QuoteCounts& counts)
      : gold_(gold), found_(found), text_(gold.text), d_(d), counts_(counts), quoted_(QuotedBytes(gold.text)) {}

  void Score() {
    PairAttributions();
    const auto content = [](const tagger::Quote& quote) { return quote.content; };
    const auto speaker = [](const tagger::Quote& quote) { return quote.speaker; };
    const auto cue = [](const tagger::Quote& quote) { return quote.cue; };
    ScorePart(&GoldAttribution::content, content, counts_.content);
    ScorePart(&GoldAttribution::source, speaker, counts_.source);
    ScorePart(&GoldAttribution::cue, cue, counts_.cue);
    ScoreDirect();
  }

 private:
  void PairAttributions() {
    std::vector<Span> gold;
    std::vector<Span> found;
    for (const GoldAttribution& attribution : gold_.attributions)
      gold.push_back(Trim(text_, Hull(attribution.content)));
    for (const tagger::Quote& quote : found_.quotes) found.push_back(Trim(text_, SpanOf(quote.content)));
    pairs_ = MatchSpans(gold, found, SpanMatch::kOverlap);
  }

  template <typename PartOf>
  void ScorePart(std::vector<Span> GoldAttribution::*part, PartOf part_of, PartCounts& counts) {
    Counts sizes;
    std::vector<Span> gold_spans;
    std::vector<Span> found_spans;
    for (const GoldAttribution& attribution : gold_.attributions) {
      const std::vector<Span>& spans = attribution.*part;
      if (!spans.empty()) ++sizes.gold;
      gold_spans.insert(gold_spans.end(), spans.begin(), spans.end());
    }
    for (const tagger::Quote& quote : found_.quotes) {
      const Span span = SpanOf(part_of(quote));
      if (span.begin >= span.end) continue;
      ++sizes.predicted;
      found_spans.push_back(span);
    }
    Counts exact = sizes;
    Counts overlap = sizes;
    for (const auto& [g, q] : pairs_) {
      const Span gold = Trim(text_, Hull(gold_.attributions[g].*part));
      const Span found = Trim(text_, SpanOf(part_of(found_.quotes[q])));
      if (gold == Span{} || found == Span{}) continue;
      if (gold == found) ++exact.correct;
      if (gold.Overlaps(found)) ++overlap.correct;
    }
    counts.exact[d_] += exact;
    counts.overlap[d_] += overlap;
    for (const Span word : WordsOf(text_)) {
      const auto in = [word](const std::vector<Span>& spans) {
        return std::ranges::any_of(spans, [word](const Span& span) { return span.Overlaps(word); });
      };
      const bool is_gold = in(gold_spans);
      const bool is_found = in(found_spans);
      counts.words[d_] += {is_gold && is_found ? 1.0 : 0.0, is_found ? 1.0 : 0.0, is_gold ? 1.0 : 0.0};
    }
  }

  // Whether its letters and digits stand inside quotation marks, nearly all of them.
  bool IsQuoted(const std::vector<Span>& content) const {
    double inside = 0;
    double all = 0;
    for (const Span whole : content) {
      const Span span = Trim(text_, whole);
      for (uint32_t i = span.begin; i < span.end; ++i) {
        if (!IsWordByte(text_[i])) continue;
        ++all;
        if (quoted_[i]) ++inside;
      }
    }
    return all > 0 && inside >= kDirectShare * all;
  }

  bool IsSpeaker(const tagger::Quote& quote, const GoldAttribution& gold) const {
    const Span source = Hull(gold.source);
    if (SpanOf(quote.speaker).Overlaps(HeadOf(text_, source))) return true;
    return !quote.speaker_entity_id.empty() &&
           std::ranges::any_of(found_.mentions, [&](const tagger::Mention& mention) {
             return SpanOf(mention.span).Overlaps(source) && mention.entity_id == quote.speaker_entity_id;
           });
  }

  void ScoreDirect() {
    std::vector<Span> gold;
    std::vector<const GoldAttribution*> attributions;
    for (const GoldAttribution& attribution : gold_.attributions) {
      if (!IsQuoted(attribution.content)) continue;
      ++counts_.direct_attributions;
      for (const Span span : attribution.content) {
        gold.push_back(Trim(text_, span));
        attributions.push_back(&attribution);
      }
    }
    std::vector<Span> found;
    std::vector<const tagger::Quote*> quotes;
    for (const tagger::Quote& quote : found_.quotes) {
      if (quote.kind != tagger::QuoteKind::kDirect) continue;
      if (!IsQuoted({SpanOf(quote.content)})) {
        ++counts_.other_marks;
        continue;
      }
      found.push_back(Trim(text_, SpanOf(quote.content)));
      quotes.push_back(&quote);
    }
    const Counts sizes{0, static_cast<double>(found.size()), static_cast<double>(gold.size())};
    counts_.direct[d_] += sizes;
    counts_.attributed[d_] += sizes;
    for (const auto& [g, q] : MatchSpans(gold, found, SpanMatch::kExact)) {
      ++counts_.direct[d_].correct;
      const bool has_source = !attributions[g]->source.empty();
      const bool right = has_source && IsSpeaker(*quotes[q], *attributions[g]);
      if (right || !has_source) ++counts_.attributed[d_].correct;
      if (has_source) counts_.speakers[d_] += {right ? 1.0 : 0.0, 1};
    }
  }

  const AttributionDocument& gold_;
  const tagger::Document& found_;
  const std::string_view text_;
  const size_t d_;
  QuoteCounts& counts_;
  const std::vector<bool> quoted_;
  std::vector<std::pair<size_t, size_t>> pairs_;
};

absl::StatusOr<Report> Run(const TaskRequest& request) {
  SITREP_ASSIGN_OR_RETURN(const TextReader reader, TextReader::Open(request.models_dir));
  Report report{.task = "quotes"};
  for (const std::string& file : request.gold) {
    SITREP_ASSIGN_OR_RETURN(const std::vector<AttributionDocument> documents, ReadAttributions(file));
    QuoteCounts counts(documents.size());
    cli::Progress progress = NewProgress("documents");
    for (size_t d = 0; d < documents.size(); ++d) {
      tagger::Document document = MakeDocument(documents[d].text, {}, request.segments);
      SITREP_RETURN_IF_ERROR(reader.Run(document, {"tokens", "sentences", "names", "links", "times", "quotes"}));
      QuoteScorer(documents[d], document, d, counts).Score();
      progress.Update(d + 1, documents.size());
    }
    const std::string set = NameOf(file);
    const auto add = [&](const std::string& aspect, const std::string& counted, const std::vector<Counts>& of) {
      Table table = MakeTable({set, aspect, counted, "documents"}, {"precision", "recall", "F1"}, documents.size());
      table.rows.push_back(F1Row(kAllClasses, of, request.bootstrap));
      report.tables.push_back(std::move(table));
    };
    for (const auto& [part, of] : {std::pair<std::string, const PartCounts*>("content", &counts.content),
                                   {"source", &counts.source},
                                   {"cue", &counts.cue}}) {
      add(part + ", words", "words", of->words);
      add(part + ", overlap", "attributions", of->overlap);
      add(part + ", exact", "attributions", of->exact);
    }
    add("direct quotes, exact", "quotes", counts.direct);
    add("direct quotes, exact, with speaker", "quotes", counts.attributed);
    Table speakers =
        MakeTable({set, "speakers of direct quotes found", "quotes", "documents"}, {"accuracy"}, documents.size());
    Share sum;
    for (const Share& share : counts.speakers) sum += share;
    speakers.rows.push_back(
        {kAllClasses, {EstimateShare(counts.speakers, request.bootstrap)}, static_cast<uint64_t>(sum.possible)});
    report.tables.push_back(std::move(speakers));
    report.remarks.push_back(
        absl::StrCat(set, ": the direct quotes are the pieces of ", counts.direct_attributions,
                     " attributions; found in other marks than \" and curly ones, not counted: ", counts.other_marks));
  }
  return report;
}

}  // namespace

Task QuotesTask() { return {"quotes", "who is said to have said what", kHelp, kTakesSegments, Run}; }

}  // namespace sitrep::eval
