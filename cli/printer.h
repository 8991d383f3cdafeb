#pragma once

#include <google/protobuf/message.h>

#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "sitrep/query/v1/query_service.pb.h"
#include "sitrep/type/v1/annotation.pb.h"
#include "sitrep/type/v1/article.pb.h"

namespace sitrep::cli {

enum class Style { kPlain, kBold, kDim, kRed, kGreen, kYellow, kBlue, kCyan };

// Writes answers for people: colours and line breaks at the width of a terminal, neither where output is piped; and for
// programs: a response message a line in proto JSON. Not thread-safe.
class Printer {
 public:
  enum class Colour { kAuto, kAlways, kNever };

  Printer(std::ostream& out, Colour colour, bool json);

  bool json() const { return json_; }
  bool is_terminal() const { return is_terminal_; }
  // Columns to write in; very many where output is piped, so that a record stays one line.
  size_t width() const { return width_; }

  // The text in a style, or as it is where there are no colours.
  std::string In(Style style, std::string_view text) const;

  void Line(std::string_view text = {});
  // Breaks at blanks so that no line is longer than the width, with `indent` blanks before each.
  void Paragraph(std::string_view text, size_t indent);
  // Columns as wide as their widest cell; a cell may hold styles.
  void Table(const std::vector<std::vector<std::string>>& rows, size_t indent = 0);
  void Json(const google::protobuf::Message& message);

 private:
  std::ostream& out_;
  bool is_terminal_ = false;
  bool colours_ = false;
  bool json_ = false;
  size_t width_ = 0;
};

// White space folded to single blanks, cut to `max_columns` code points with an ellipsis.
std::string OneLine(std::string_view text, size_t max_columns);
// "2022-03-03", "2022-03-03 10:00Z", "undated".
std::string DateOf(const type::v1::PublicationTime& time);
// "2022-03-03", "2022-03-03 10:00", "2022-02-28 to 2022-03-02", "March 2022".
std::string IntervalOf(const type::v1::Interval& interval);
// "asserted", "planned", ...; with the style it is shown in.
std::string RealisOf(type::v1::Event::Realis realis);
Style StyleOf(type::v1::Event::Realis realis);
// "AFP 2022-03-04 [id]": what a source line says of an article.
std::string CitationOf(const query::v1::ArticleReference& article);
// "1,234,567"
std::string Thousands(uint64_t number);
// "3.4 MiB"
std::string Bytes(uint64_t bytes);

}  // namespace sitrep::cli
