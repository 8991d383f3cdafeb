#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "services/tagger/annotators/quotation_marks.h"
#include "services/tagger/annotators/reporting_verbs.h"
#include "services/tagger/annotators/speakers.h"
#include "services/tagger/document/document.h"
#include "services/tagger/knowledge/knowledge_base.h"

namespace sitrep::tagger {

// Prepositions and conjunctions that may follow a verb of speech without being what was said.
inline constexpr std::string_view kPrepositions[] = {"in",     "on",  "at",   "during", "after", "by",
                                                     "before", "via", "to",   "from",   "of",    "with",
                                                     "about",  "for", "into", "as",     "while", "when"};

// Reads the quotes of one document, sentence by sentence: first the quotations that stand for themselves
// (direct_quotes.cc), then the clauses that verbs attribute (indirect_quotes.cc), which take the quotations inside them
// along, then the quotations left over. Made per document.
class QuoteReader {
 public:
  QuoteReader(Document& document, const KnowledgeBase& knowledge);

  void Read();

 private:
  struct Attribution {
    uint32_t cue = kNone;  // Token; kNone: none found.
    uint32_t cue_end = kNone;
    Speaker speaker;

    bool found() const { return cue != kNone; }
  };

  std::string_view Lower(uint32_t token) const { return document_.Lower(document_.tokens[token]); }
  const Sentence& SentenceOf(uint32_t token) const { return document_.sentences[document_.tokens[token].sentence]; }
  bool IsVerb(uint32_t token) const { return verbs_[token].kind != ReportingVerb::kNone; }
  bool IsComma(uint32_t token) const { return Lower(token) == ","; }

  void ReadVerbs();
  bool ActsAsVerb(uint32_t token, ReportingVerb verb) const;
  void ReadDirect(size_t index);
  Attribution AfterQuotation(const QuotedSpan& span) const;
  Attribution BeforeQuotation(const QuotedSpan& span) const;
  // An attribution within an unclosed quotation: ", said the Ukrainian President." Sets `content_end`.
  Attribution InsideUnclosed(const QuotedSpan& span, uint32_t& content_end) const;
  Speaker SpeakerOfLoneQuotation(const QuotedSpan& span) const;
  bool IsQuotation(const QuotedSpan& span) const;

  void ReadIndirect(uint32_t sentence);
  void ReadAccordingTo(const Sentence& sentence);
  void ReadClause(const Sentence& sentence, uint32_t verb);
  bool ReadTrailing(const Sentence& sentence, uint32_t verb);
  bool QuotesSoon(const Sentence& sentence, uint32_t first) const;
  bool IsInverted(const Sentence& sentence, uint32_t verb) const;
  bool HasFiniteVerb(uint32_t first, uint32_t end) const;
  uint32_t ClauseEnd(const Sentence& sentence, uint32_t first) const;
  Speaker SubjectOfVerb(uint32_t verb, uint32_t begin) const;
  std::string AddresseeOf(uint32_t verb) const;

  void Add(QuoteKind kind, uint32_t first, uint32_t end, uint32_t cue, uint32_t cue_end, const Speaker& speaker,
           bool unclosed);

  Document& document_;
  std::vector<QuotedSpan> spans_;
  std::vector<uint32_t> span_of_token_;  // Index of the quoted span a token or its marks belong to; kNone.
  SpeakerFinder finder_;
  std::vector<ReportingVerb> verbs_;  // By token.
  std::vector<bool> used_;            // Quoted spans that are part of a quote already.
  std::vector<bool> used_verbs_;
  std::vector<Quote> quotes_;
  Speaker last_;  // Of the quote read last.
  uint32_t last_paragraph_ = kNone;
};

}  // namespace sitrep::tagger
