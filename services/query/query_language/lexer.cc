#include "services/query/query_language/lexer.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/string_views.h"

namespace sitrep::query {
namespace {

constexpr std::array<std::string_view, 10> kFields = {"title", "headline", "source", "entity",    "place",
                                                      "type",  "topic",    "id",     "published", "mentioned"};

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool EndsWord(char c) { return IsSpace(c) || c == '(' || c == ')' || c == '"'; }

class Lexer {
 public:
  explicit Lexer(std::string_view query) : query_(query) {}

  absl::StatusOr<std::vector<Token>> Run() {
    while (at_ < query_.size()) {
      if (IsSpace(query_[at_])) {
        ++at_;
        continue;
      }
      SITREP_RETURN_IF_ERROR(ReadToken());
    }
    Add(Token::Kind::kEnd, at_);
    return std::move(tokens_);
  }

 private:
  absl::Status ReadToken() {
    const uint32_t begin = at_;
    switch (query_[at_]) {
      case '(':
        ++at_;
        Add(Token::Kind::kOpen, begin);
        return absl::OkStatus();
      case ')':
        ++at_;
        Add(Token::Kind::kClose, begin);
        return absl::OkStatus();
      case '"': {
        SITREP_ASSIGN_OR_RETURN(std::string phrase, ReadQuoted());
        Add(Token::Kind::kPhrase, begin, std::move(phrase));
        return absl::OkStatus();
      }
      case '-':
        // A dash between blanks is punctuation.
        ++at_;
        if (at_ < query_.size() && !IsSpace(query_[at_]) && query_[at_] != ')') Add(Token::Kind::kNot, begin);
        return absl::OkStatus();
      default:
        return ReadWord();
    }
  }

  absl::Status ReadWord() {
    const uint32_t begin = at_;
    while (at_ < query_.size() && !EndsWord(query_[at_])) {
      if (query_[at_] == ':') {
        const std::optional<std::string> field = FieldBefore(begin);
        if (field) return ReadField(begin, *field);
      }
      ++at_;
    }
    const std::string_view word = query_.substr(begin, at_ - begin);
    if (word == "AND") {
      Add(Token::Kind::kAnd, begin);
    } else if (word == "OR") {
      Add(Token::Kind::kOr, begin);
    } else if (word == "NOT") {
      Add(Token::Kind::kNot, begin);
    } else {
      Add(Token::Kind::kWord, begin, std::string(word));
    }
    return absl::OkStatus();
  }

  // The name when [begin, at_) before a colon is meant as a field: letters only, and a value follows at once. So
  // neither "10:30", "https://..." nor "Kyiv: calm" is one.
  std::optional<std::string> FieldBefore(uint32_t begin) const {
    const std::string_view name = query_.substr(begin, at_ - begin);
    const auto is_letter = [](char c) { return absl::ascii_isalpha(static_cast<unsigned char>(c)) || c == '_'; };
    if (name.empty() || !std::all_of(name.begin(), name.end(), is_letter)) return std::nullopt;
    const size_t next = at_ + 1;
    if (next >= query_.size() || IsSpace(query_[next]) || query_[next] == '/' || query_[next] == ')') {
      return std::nullopt;
    }
    return absl::AsciiStrToLower(ToAbsl(name));
  }

  absl::Status ReadField(uint32_t begin, std::string field) {
    if (std::find(kFields.begin(), kFields.end(), field) == kFields.end()) {
      return SyntaxError(
          query_, begin,
          absl::StrCat("no field is called '", field, "' (put it in quotation marks to search for the words)"));
    }
    ++at_;  // The colon.
    std::string value;
    if (query_[at_] == '"') {
      SITREP_ASSIGN_OR_RETURN(value, ReadQuoted());
    } else {
      const uint32_t value_begin = at_;
      while (at_ < query_.size() && !EndsWord(query_[at_])) ++at_;
      value = query_.substr(value_begin, at_ - value_begin);
    }
    if (absl::StripAsciiWhitespace(value).empty()) {
      return SyntaxError(query_, begin, absl::StrCat("field '", field, "' has no value"));
    }
    Add(Token::Kind::kField, begin, std::move(value));
    tokens_.back().field = std::move(field);
    return absl::OkStatus();
  }

  absl::StatusOr<std::string> ReadQuoted() {
    const uint32_t begin = at_++;
    const size_t end = query_.find('"', at_);
    if (end == std::string_view::npos) return SyntaxError(query_, begin, "a quotation mark is not closed");
    std::string quoted(query_.substr(at_, end - at_));
    at_ = static_cast<uint32_t>(end) + 1;
    return quoted;
  }

  void Add(Token::Kind kind, uint32_t position, std::string text = {}) {
    tokens_.push_back({.kind = kind, .position = position, .field = {}, .text = std::move(text)});
  }

  std::string_view query_;
  uint32_t at_ = 0;
  std::vector<Token> tokens_;
};

}  // namespace

absl::StatusOr<std::vector<Token>> Tokenize(std::string_view query) { return Lexer(query).Run(); }

absl::Status SyntaxError(std::string_view query, uint32_t position, std::string_view problem) {
  return MakeError(absl::StatusCode::kInvalidArgument, "QUERY_SYNTAX",
                   absl::StrCat("query: ", ToAbsl(problem), " at byte ", position),
                   {{"field", "query"}, {"query", std::string(query)}, {"position", absl::StrCat(position)}});
}

}  // namespace sitrep::query
