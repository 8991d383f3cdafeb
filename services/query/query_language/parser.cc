#include "services/query/query_language/parser.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/base/string_views.h"
#include "common/text/iso_date.h"
#include "common/text/unicode.h"
#include "common/text/words.h"
#include "services/query/query_language/lexer.h"

namespace sitrep::query {
namespace {

constexpr size_t kMaxArticleIdBytes = 256;

std::string Quoted(std::string_view value) { return absl::StrCat("'", ToAbsl(value), "'"); }

// Recursive descent over the tokens; depth is bounded, so the stack is too.
class Parser {
 public:
  Parser(std::string_view text, std::vector<Token> tokens) : text_(text), tokens_(std::move(tokens)) {}

  absl::StatusOr<Query> Run() {
    if (Peek().kind == Token::Kind::kEnd && absl::StripAsciiWhitespace(ToAbsl(text_)).empty()) return Query{};
    SITREP_ASSIGN_OR_RETURN(std::optional<Query> query, ParseOr());
    if (Peek().kind == Token::Kind::kClose) return Error(Peek(), "no parenthesis is open");
    if (!query) return SyntaxError(text_, 0, "it holds no word");
    return *std::move(query);
  }

 private:
  // nullopt: nothing but punctuation.
  using Result = absl::StatusOr<std::optional<Query>>;

  const Token& Peek() const { return tokens_[next_]; }
  const Token& Take() { return tokens_[next_++]; }
  absl::Status Error(const Token& token, std::string_view problem) const {
    return SyntaxError(text_, token.position, problem);
  }

  bool BeginsOperand() const {
    switch (Peek().kind) {
      case Token::Kind::kEnd:
      case Token::Kind::kClose:
      case Token::Kind::kAnd:
      case Token::Kind::kOr:
        return false;
      default:
        return true;
    }
  }

  Result ParseOr() {
    std::vector<Query> alternatives;
    while (true) {
      SITREP_ASSIGN_OR_RETURN(std::optional<Query> operand, ParseAnd());
      if (operand) alternatives.push_back(*std::move(operand));
      if (Peek().kind != Token::Kind::kOr) break;
      Take();
    }
    if (alternatives.empty()) return std::nullopt;
    if (alternatives.size() == 1) return std::move(alternatives.front());
    return Query{OrNode{std::move(alternatives)}};
  }

  Result ParseAnd() {
    if (Peek().kind == Token::Kind::kEnd && next_ == 0) return std::nullopt;
    std::optional<Query> all;
    do {
      if (!BeginsOperand()) return Error(Peek(), "a word or a condition is missing");
      SITREP_ASSIGN_OR_RETURN(std::optional<Query> operand, ParseOperand());
      if (operand) all = all ? Both(*std::move(all), *std::move(operand)) : *std::move(operand);
      if (Peek().kind == Token::Kind::kAnd) {
        Take();
        if (!BeginsOperand()) return Error(Peek(), "a word or a condition is missing");
      }
    } while (BeginsOperand());
    return all;
  }

  Result ParseOperand() {
    const Token& token = Take();
    if (depth_ >= kMaxQueryDepth) {
      return Error(token, absl::StrCat("it is nested more than ", kMaxQueryDepth, " deep"));
    }
    switch (token.kind) {
      case Token::Kind::kNot: {
        if (!BeginsOperand()) return Error(Peek(), "a word or a condition is missing");
        ++depth_;
        SITREP_ASSIGN_OR_RETURN(std::optional<Query> operand, ParseOperand());
        --depth_;
        if (!operand) return std::nullopt;
        NotNode negation;
        negation.child.push_back(*std::move(operand));
        return Query{std::move(negation)};
      }
      case Token::Kind::kOpen: {
        if (Peek().kind == Token::Kind::kClose) return Error(Peek(), "the parentheses hold nothing");
        ++depth_;
        SITREP_ASSIGN_OR_RETURN(std::optional<Query> inner, ParseOr());
        --depth_;
        if (Peek().kind != Token::Kind::kClose) return Error(token, "a parenthesis is not closed");
        Take();
        return inner;
      }
      case Token::Kind::kField: {
        SITREP_RETURN_IF_ERROR(CountLeaf(token));
        SITREP_ASSIGN_OR_RETURN(Query condition, FieldCondition(token));
        return condition;
      }
      case Token::Kind::kPhrase:
      default: {
        SITREP_RETURN_IF_ERROR(CountLeaf(token));
        Query words = WordsInOrder(TermKind::kWord, token.text);
        if (!std::holds_alternative<EverythingNode>(words.node)) return words;
        if (token.kind == Token::Kind::kPhrase) return Error(token, "the quotation marks hold no word");
        return std::nullopt;
      }
    }
  }

  absl::Status CountLeaf(const Token& token) {
    if (++leaves_ > kMaxQueryLeaves) {
      return Error(token, absl::StrCat("it has more than ", kMaxQueryLeaves, " words and conditions"));
    }
    return absl::OkStatus();
  }

  absl::StatusOr<Query> FieldCondition(const Token& token) const {
    const std::string& field = token.field;
    const std::string value(absl::StripAsciiWhitespace(token.text));
    if (field == "title" || field == "headline") {
      Query words = WordsInOrder(TermKind::kTitleWord, value);
      if (std::holds_alternative<EverythingNode>(words.node)) {
        return Error(token, absl::StrCat("field '", field, "' holds no word"));
      }
      return words;
    }
    if (field == "source") return Query{TermNode{FoldedTermKey(TermKind::kSource, value)}};
    if (field == "type") return Query{TermNode{FoldedTermKey(TermKind::kEventType, value)}};
    if (field == "topic") return Query{TermNode{FoldedTermKey(TermKind::kTopic, value)}};
    if (field == "entity") return Query{NameNode{NameNode::Field::kEntity, value}};
    if (field == "place") return Query{NameNode{NameNode::Field::kPlace, value}};
    if (field == "id") {
      if (value.size() > kMaxArticleIdBytes) {
        return Error(token,
                     absl::StrCat("an article id has at most ", kMaxArticleIdBytes, " bytes, this one ", value.size()));
      }
      return Query{ArticleNode{value}};
    }
    return DateCondition(token, value);
  }

  absl::StatusOr<Query> DateCondition(const Token& token, std::string_view value) const {
    const size_t dots = value.find("..");
    const std::string_view from = value.substr(0, dots);
    const std::string_view to = dots == std::string_view::npos ? from : value.substr(dots + 2);
    if (from.empty() && to.empty()) return Error(token, "the range of dates has no end");
    std::optional<int32_t> first, last;
    for (const std::string_view end : {from, to}) {
      if (end.empty()) continue;
      const absl::StatusOr<DaySpan> days = ParseDaySpan(end);
      if (!days.ok()) return Error(token, ToStd(days.status().message()));
      // `to` comes last; when both ends are one value they agree.
      if (end.data() == from.data()) first = days->first;
      if (end.data() == to.data()) last = days->last;
    }
    if (first && last && *first > *last) {
      return Error(token, absl::StrCat("the range ", Quoted(value), " ends before it begins"));
    }
    if (token.field == "published") return Query{PublishedNode{.from_day = first, .to_day = last}};
    constexpr int kFirstYear = 1000, kLastYear = 9999;
    static const auto kFirstDay =
        static_cast<int32_t>(text::DaysSinceEpoch({.year = kFirstYear, .month = 1, .day = 1}));
    static const auto kLastDay =
        static_cast<int32_t>(text::DaysSinceEpoch({.year = kLastYear, .month = 12, .day = 31}));
    return Query{MentionedNode{first.value_or(kFirstDay), last.value_or(kLastDay)}};
  }

  std::string_view text_;
  std::vector<Token> tokens_;
  size_t next_ = 0;
  int depth_ = 0;
  int leaves_ = 0;
};

bool IsDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

absl::StatusOr<Query> ParseQuery(std::string_view text) {
  if (text.size() > kMaxQueryBytes) {
    return SyntaxError(
        text.substr(0, 64), kMaxQueryBytes,
        absl::StrCat("it has ", text.size(), " bytes and must end, at most ", kMaxQueryBytes, " are allowed,"));
  }
  SITREP_RETURN_IF_ERROR(text::ValidateUtf8("query", text));
  SITREP_ASSIGN_OR_RETURN(std::vector<Token> tokens, Tokenize(text));
  return Parser(text, std::move(tokens)).Run();
}

absl::StatusOr<DaySpan> ParseDaySpan(std::string_view value) {
  int year = 0;
  int month = 0;
  const bool is_year = value.size() == 4 && IsDigits(value);
  const bool is_month =
      value.size() == 7 && value[4] == '-' && IsDigits(value.substr(0, 4)) && IsDigits(value.substr(5));
  if (is_year || is_month) {
    (void)absl::SimpleAtoi(ToAbsl(value.substr(0, 4)), &year);
    if (is_month) (void)absl::SimpleAtoi(ToAbsl(value.substr(5)), &month);
    if (year < 1000 || (is_month && (month < 1 || month > 12))) {
      return absl::InvalidArgumentError(absl::StrCat(Quoted(value), " is not a date of the calendar"));
    }
    const int first_month = is_month ? month : 1;
    const int last_month = is_month ? month : 12;
    return DaySpan{static_cast<int32_t>(text::DaysSinceEpoch({.year = year, .month = first_month, .day = 1})),
                   static_cast<int32_t>(text::DaysSinceEpoch(
                       {.year = year, .month = last_month, .day = text::DaysInMonth(year, last_month)}))};
  }
  SITREP_ASSIGN_OR_RETURN(const text::PublicationTime day, text::ParseIsoDate(value));
  if (day.granularity != text::PublicationTime::Granularity::kDay) {
    return absl::InvalidArgumentError(absl::StrCat(Quoted(value), " is not a day, a month or a year"));
  }
  const auto number = static_cast<int32_t>(text::DaysSinceEpoch(day.LocalDay()));
  return DaySpan{number, number};
}

Query WordsInOrder(TermKind kind, std::string_view text) {
  std::vector<std::string> keys;
  text::ForEachWord(text, [&](const text::Word& word) { keys.push_back(WordKey(kind, word.term)); });
  if (keys.empty()) return {};
  if (keys.size() == 1) return {TermNode{std::move(keys.front())}};
  return {PhraseNode{std::move(keys)}};
}

}  // namespace sitrep::query
