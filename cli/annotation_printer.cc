#include "cli/annotation_printer.h"

#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

namespace sitrep::cli {
namespace {

constexpr size_t kSpanColumns = 70;

std::string WordsOf(std::string_view text, const type::v1::Span& span) {
  if (span.end_byte() > text.size() || span.begin_byte() >= span.end_byte()) return "";
  return OneLine(text.substr(span.begin_byte(), span.end_byte() - span.begin_byte()), kSpanColumns);
}

std::string NamesOf(const google::protobuf::RepeatedPtrField<type::v1::Participant>& participants) {
  std::vector<std::string> names;
  for (const type::v1::Participant& participant : participants) names.push_back(participant.name());
  return absl::StrJoin(names, ", ");
}

void Heading(Printer& printer, std::string_view title, int count) {
  printer.Line(printer.In(Style::kBlue, absl::StrCat("── ", std::string(title), " (", count, ") ──")));
}

void PrintEvents(Printer& printer, std::string_view text, const type::v1::Annotations& annotations) {
  Heading(printer, "events", annotations.events_size());
  std::vector<std::vector<std::string>> rows;
  for (const type::v1::Event& event : annotations.events()) {
    std::string what = event.frame().empty() ? event.type() : event.frame();
    if (event.ordinal() > 0) absl::StrAppend(&what, " #", event.ordinal());
    std::vector<std::string> counts;
    for (const type::v1::Count& count : event.counts()) counts.push_back(absl::StrCat(count.low(), " ", count.kind()));
    rows.push_back({printer.In(Style::kBold, what), event.type(),
                    printer.In(StyleOf(event.realis()), RealisOf(event.realis())),
                    event.has_interval() ? IntervalOf(event.interval()) : "", NamesOf(event.actors()),
                    event.recipients().empty() ? "" : absl::StrCat("→ ", NamesOf(event.recipients())),
                    event.places().empty() ? "" : absl::StrCat("@ ", NamesOf(event.places())),
                    absl::StrJoin(counts, ", "), printer.In(Style::kDim, WordsOf(text, event.trigger()))});
  }
  printer.Table(rows, 2);
}

}  // namespace

void PrintSegments(Printer& printer, std::string_view text,
                   const google::protobuf::RepeatedPtrField<type::v1::Segment>& segments) {
  std::vector<std::vector<std::string>> rows;
  for (const type::v1::Segment& segment : segments) {
    if (segment.type() == type::v1::Segment::BODY) continue;
    rows.push_back({printer.In(Style::kYellow, absl::AsciiStrToLower(type::v1::Segment::Type_Name(segment.type()))),
                    WordsOf(text, segment.span())});
  }
  if (rows.empty()) return;
  Heading(printer, "segments other than body", static_cast<int>(rows.size()));
  printer.Table(rows, 2);
}

void PrintAnnotations(Printer& printer, std::string_view text, const type::v1::Annotations& annotations) {
  printer.Line(
      absl::StrCat(annotations.sentences_size(), " sentences, ", annotations.tokens().begin_byte_size(), " tokens"));
  if (!annotations.mentions().empty()) {
    Heading(printer, "mentions", annotations.mentions_size());
    std::vector<std::vector<std::string>> rows;
    for (const type::v1::Mention& mention : annotations.mentions()) {
      rows.push_back({printer.In(Style::kBold, WordsOf(text, mention.span())), mention.type(),
                      printer.In(Style::kCyan, mention.entity_id()),
                      mention.link_score() > 0 ? absl::StrFormat("%.2f", mention.link_score()) : ""});
    }
    printer.Table(rows, 2);
  }
  if (!annotations.times().empty()) {
    Heading(printer, "times", annotations.times_size());
    std::vector<std::vector<std::string>> rows;
    for (const type::v1::TimeExpression& time : annotations.times()) {
      rows.push_back({printer.In(Style::kBold, WordsOf(text, time.span())), time.type(), time.value(),
                      time.has_interval() ? IntervalOf(time.interval()) : ""});
    }
    printer.Table(rows, 2);
  }
  if (!annotations.quotes().empty()) {
    Heading(printer, "quotes", annotations.quotes_size());
    std::vector<std::vector<std::string>> rows;
    for (const type::v1::Quote& quote : annotations.quotes()) {
      rows.push_back({printer.In(Style::kBold, quote.speaker_name().empty() ? "?" : quote.speaker_name()),
                      absl::AsciiStrToLower(type::v1::Quote::Kind_Name(quote.kind())), WordsOf(text, quote.cue()),
                      WordsOf(text, quote.content())});
    }
    printer.Table(rows, 2);
  }
  if (!annotations.events().empty()) PrintEvents(printer, text, annotations);
  if (!annotations.amounts().empty()) {
    Heading(printer, "amounts", annotations.amounts_size());
    std::vector<std::vector<std::string>> rows;
    for (const type::v1::Amount& amount : annotations.amounts()) {
      rows.push_back({printer.In(Style::kBold, WordsOf(text, amount.span())), amount.type(),
                      absl::StrFormat("%.15g", amount.value()), amount.unit()});
    }
    printer.Table(rows, 2);
  }
  if (!annotations.topics().empty()) {
    Heading(printer, "topics", annotations.topics_size());
    std::vector<std::vector<std::string>> rows;
    for (const type::v1::Topic& topic : annotations.topics()) {
      rows.push_back({topic.topic(), absl::StrFormat("%.2f", topic.score())});
    }
    printer.Table(rows, 2);
  }
  if (annotations.has_tone()) {
    printer.Line(absl::StrFormat("tone %+.2f (positive %.2f, negative %.2f)", annotations.tone().score(),
                                 annotations.tone().positive(), annotations.tone().negative()));
  }
}

}  // namespace sitrep::cli
