#include "services/tagger/annotators/name_tokens.h"

namespace sitrep::tagger {

NameTokens::NameTokens(const KnowledgeBase& knowledge, const NameLexicon& lexicon, const Document& document)
    : knowledge_(knowledge), lexicon_(lexicon), document_(document) {
  words_.reserve(document.tokens.size());
  clues_.reserve(document.tokens.size());
  size_t capitals = 0;
  for (const Token& token : document.tokens) {
    words_.push_back(document.Text(token));
    clues_.push_back(token.kind == Token::kWord ? lexicon.CluesOf(document.Lower(token)) : 0);
    if (token.kind == Token::kWord && token.capitalised) {
      const std::string_view lower = document.Lower(token);
      const size_t hyphen = lower.rfind('-');
      const bool joined = hyphen != std::string_view::npos && hyphen + 2 < lower.size() &&
                          document.Text(token)[hyphen + 1] == lower[hyphen + 1];
      const std::string_view last = joined ? lower.substr(hyphen + 1) : std::string_view();
      if ((lexicon.CluesOf(last) & kOrdinaryWord) != 0 || last.ends_with("ing") || last.ends_with("ed")) {
        clues_.back() |= kCompound;
      }
    }
    capitals += token.capitalised ? 1 : 0;
  }
  has_capitals_ = capitals * 100 > document.tokens.size();
}

bool NameTokens::IsKnown(uint32_t i, uint32_t yes, uint32_t no) const {
  uint32_t& clues = clues_[i];
  if ((clues & (yes | no)) == 0) {
    const bool known = yes == kGivenName ? knowledge_.GivenName(Text(i)) != 0
                       : yes == kSurname ? knowledge_.IsSurname(Text(i))
                                         : !knowledge_.CountryOfDemonym(Text(i)).empty();
    clues |= known ? yes : no;
  }
  return (clues & yes) != 0;
}

bool NameTokens::IsInitial(uint32_t i) const {
  const std::string_view text = Text(i);
  return At(i).kind == Token::kWord && At(i).capitalised && text.size() >= 2 && text.size() <= 6 && text[1] == '.';
}

SentenceCase NameTokens::CaseOf(const Sentence& sentence) const {
  int words = 0;
  int capitalised = 0;
  int all_capitals = 0;
  int content_words = 0;
  int content_capitalised = 0;
  for (uint32_t i = sentence.first_token; i < sentence.end_token; ++i) {
    const Token& token = At(i);
    if (token.kind != Token::kWord) continue;
    ++words;
    capitalised += token.capitalised ? 1 : 0;
    all_capitals += token.all_capitals ? 1 : 0;
    if (Has(i, kFunctionWord)) continue;
    ++content_words;
    content_capitalised += token.capitalised ? 1 : 0;
  }
  const bool heading =
      sentence.segment == text::SegmentKind::kHeadline || sentence.segment == text::SegmentKind::kSubheading;
  if (all_capitals >= 3 && all_capitals * 10 >= words * 7) return SentenceCase::kAllCapitals;
  if (capitalised == 0) return heading || !has_capitals_ ? SentenceCase::kNoCapitals : SentenceCase::kNormal;
  const bool mostly = heading ? content_words >= 3 && content_capitalised * 10 >= content_words * 7
                              : content_words >= 6 && content_capitalised * 10 >= content_words * 9;
  if (mostly) return SentenceCase::kTitle;
  return SentenceCase::kNormal;
}

bool NameTokens::StartsClause(uint32_t i, const Sentence& sentence) const {
  if (i == sentence.first_token) return true;
  const Token& previous = At(i - 1);
  if (previous.kind == Token::kWord) return false;
  const std::string_view text = Text(i - 1);
  if (text == "\"" || text == "\u201C" || text == "\u2018" || text == "'" || text == ":" || text == "\u2014" ||
      text == "--" || text == "\u2013" || text == "...") {
    return true;
  }
  // Behind marks, numbers and symbols alone, as far as it is worth looking.
  constexpr uint32_t kReach = 16;
  for (uint32_t j = i; j > sentence.first_token && i - j < kReach;) {
    if (At(--j).kind == Token::kWord) return false;
  }
  return true;
}

}  // namespace sitrep::tagger
