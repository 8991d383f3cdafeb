#include "cli/printer.h"

#include <google/protobuf/util/json_util.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <iostream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "common/base/string_views.h"
#include "common/text/iso_date.h"

namespace sitrep::cli {
namespace {

constexpr size_t kPipeWidth = 1'000'000;
constexpr size_t kDefaultWidth = 100;
constexpr size_t kMaxWidth = 140;
constexpr int64_t kDay = 86'400;

std::string_view CodeOf(Style style) {
  switch (style) {
    case Style::kPlain:
      return "";
    case Style::kBold:
      return "\033[1m";
    case Style::kDim:
      return "\033[2m";
    case Style::kRed:
      return "\033[31m";
    case Style::kGreen:
      return "\033[32m";
    case Style::kYellow:
      return "\033[33m";
    case Style::kBlue:
      return "\033[34m";
    case Style::kCyan:
      return "\033[36m";
  }
  return "";
}

// Columns a text takes: code points that are no part of an escape sequence.
size_t ColumnsOf(std::string_view text) {
  size_t columns = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\033') {
      while (i < text.size() && text[i] != 'm') ++i;
    } else if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) {
      ++columns;
    }
  }
  return columns;
}

size_t TerminalWidth() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < 40) return kDefaultWidth;
  return std::min<size_t>(size.ws_col, kMaxWidth);
}

}  // namespace

Printer::Printer(std::ostream& out, Colour colour, bool json)
    : out_(out), is_terminal_(isatty(STDOUT_FILENO) != 0), json_(json) {
  colours_ = !json && (colour == Colour::kAlways || (colour == Colour::kAuto && is_terminal_));
  width_ = is_terminal_ ? TerminalWidth() : kPipeWidth;
}

std::string Printer::In(Style style, std::string_view text) const {
  if (!colours_ || style == Style::kPlain) return std::string(text);
  return absl::StrCat(ToAbsl(CodeOf(style)), ToAbsl(text), "\033[0m");
}

void Printer::Line(std::string_view text) { out_ << text << '\n'; }

void Printer::Paragraph(std::string_view text, size_t indent) {
  const std::string margin(indent, ' ');
  std::string line = margin;
  size_t columns = indent;
  for (const absl::string_view word : absl::StrSplit(ToAbsl(text), absl::ByAnyChar(" \t\r\n"), absl::SkipEmpty())) {
    const size_t length = ColumnsOf(ToStd(word));
    if (columns > indent && columns + 1 + length > width_) {
      out_ << line << '\n';
      line = margin;
      columns = indent;
    }
    if (columns > indent) {
      line += ' ';
      ++columns;
    }
    absl::StrAppend(&line, word);
    columns += length;
  }
  out_ << line << '\n';
}

void Printer::Table(const std::vector<std::vector<std::string>>& rows, size_t indent) {
  std::vector<size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], ColumnsOf(row[i]));
  }
  for (const auto& row : rows) {
    std::string line(indent, ' ');
    for (size_t i = 0; i < row.size(); ++i) {
      line += row[i];
      if (i + 1 < row.size()) line.append(widths[i] - ColumnsOf(row[i]) + 2, ' ');
    }
    out_ << line << '\n';
  }
}

void Printer::Json(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string json;
  if (google::protobuf::util::MessageToJsonString(message, &json, options).ok()) out_ << json << '\n';
}

std::string OneLine(std::string_view text, size_t max_columns) {
  std::string line;
  size_t columns = 0;
  for (const absl::string_view word : absl::StrSplit(ToAbsl(text), absl::ByAnyChar(" \t\r\n"), absl::SkipEmpty())) {
    const size_t length = ColumnsOf(ToStd(word));
    if (columns + length + 1 > max_columns) return line + " …";
    if (!line.empty()) {
      line += ' ';
      ++columns;
    }
    absl::StrAppend(&line, word);
    columns += length;
  }
  return line;
}

std::string DateOf(const type::v1::PublicationTime& time) {
  if (time.granularity() == type::v1::PublicationTime::DAY) return time.day();
  if (time.granularity() != type::v1::PublicationTime::INSTANT) return "undated";
  return absl::FormatTime("%Y-%m-%d %H:%MZ", absl::FromUnixSeconds(time.time().seconds()), absl::UTCTimeZone());
}

std::string IntervalOf(const type::v1::Interval& interval) {
  using Interval = type::v1::Interval;
  const absl::Time begin = absl::FromUnixSeconds(interval.begin_unix_s());
  const auto format = [&](absl::string_view pattern, absl::Time time) {
    return absl::FormatTime(pattern, time, absl::UTCTimeZone());
  };
  switch (interval.granularity()) {
    case Interval::SECOND:
    case Interval::MINUTE:
    case Interval::HOUR:
      return format("%Y-%m-%d %H:%MZ", begin);
    case Interval::MONTH:
      return format("%B %Y", begin);
    case Interval::YEAR:
      return format("%Y", begin);
    default:
      break;
  }
  const std::string first = format("%Y-%m-%d", begin);
  if (interval.end_unix_s() - interval.begin_unix_s() <= kDay) return first;
  return absl::StrCat(first, " to ", format("%Y-%m-%d", absl::FromUnixSeconds(interval.end_unix_s() - 1)));
}

std::string RealisOf(type::v1::Event::Realis realis) {
  switch (realis) {
    case type::v1::Event::ASSERTED:
      return "asserted";
    case type::v1::Event::PLANNED:
      return "planned";
    case type::v1::Event::CLAIMED:
      return "claimed";
    case type::v1::Event::DENIED:
      return "denied";
    case type::v1::Event::HYPOTHETICAL:
      return "hypothetical";
    default:
      return "unknown";
  }
}

Style StyleOf(type::v1::Event::Realis realis) {
  switch (realis) {
    case type::v1::Event::ASSERTED:
      return Style::kGreen;
    case type::v1::Event::PLANNED:
      return Style::kBlue;
    case type::v1::Event::CLAIMED:
      return Style::kYellow;
    case type::v1::Event::DENIED:
      return Style::kRed;
    default:
      return Style::kDim;
  }
}

std::string CitationOf(const query::v1::ArticleReference& article) {
  return absl::StrCat(article.source().empty() ? "unnamed source" : article.source(), ", ",
                      DateOf(article.publication_time()), " [", article.article_id(), "]");
}

std::string Thousands(uint64_t number) {
  const std::string digits = absl::StrCat(number);
  std::string grouped;
  for (size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) grouped += ',';
    grouped += digits[i];
  }
  return grouped;
}

std::string Bytes(uint64_t bytes) {
  constexpr const char* kUnits[] = {"B", "KiB", "MiB", "GiB", "TiB"};
  double value = static_cast<double>(bytes);
  size_t unit = 0;
  while (value >= 1024 && unit + 1 < std::size(kUnits)) {
    value /= 1024;
    ++unit;
  }
  return unit == 0 ? absl::StrCat(bytes, " B") : absl::StrFormat("%.1f %s", value, kUnits[unit]);
}

}  // namespace sitrep::cli
