#include "services/tagger/annotations_proto.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/text/unicode.h"

namespace sitrep::tagger {
namespace {

using type::v1::Annotations;

constexpr std::string_view kMentionTypes[] = {"PERSON", "ORGANISATION", "PLACE",    "GROUP", "EVENT",
                                              "WORK",   "WEAPON",       "DOCUMENT", "OTHER"};
constexpr std::string_view kTimexTypes[] = {"DATE", "TIME", "DURATION", "SET"};

std::string NameOf(MentionType type) { return std::string(kMentionTypes[static_cast<size_t>(type)]); }

bool IsBoundary(std::string_view text, size_t byte) {
  return byte == text.size() || (static_cast<unsigned char>(text[byte]) & 0xC0) != 0x80;
}

void SetSpan(ByteSpan span, type::v1::Span* out) {
  out->set_begin_byte(span.begin);
  out->set_end_byte(span.end);
}

void SetInterval(const Interval& interval, type::v1::Interval* out) {
  out->set_begin_unix_s(interval.begin_s);
  out->set_end_unix_s(interval.end_s);
  out->set_granularity(static_cast<type::v1::Interval::Granularity>(static_cast<int>(interval.granularity) + 1));
}

void SetParticipants(const std::vector<Participant>& participants,
                     google::protobuf::RepeatedPtrField<type::v1::Participant>* out) {
  for (const Participant& participant : participants) {
    type::v1::Participant& wire = *out->Add();
    SetSpan(participant.span, wire.mutable_span());
    wire.set_entity_id(participant.entity_id);
    wire.set_name(participant.name);
  }
}

void SetCount(const Count& count, type::v1::Count* out) {
  out->set_kind(count.kind);
  out->set_low(count.low);
  out->set_high(count.high);
  SetSpan(count.span, out->mutable_span());
}

void AddMentions(const Document& document, Annotations& out) {
  out.mutable_mentions()->Reserve(static_cast<int>(document.mentions.size()));
  for (const Mention& mention : document.mentions) {
    type::v1::Mention& wire = *out.add_mentions();
    SetSpan(mention.span, wire.mutable_span());
    wire.set_type(NameOf(mention.type));
    wire.set_entity_id(mention.entity_id);
    wire.set_link_score(mention.link_score);
    wire.set_chain(mention.chain == kNone ? 0 : mention.chain + 1);
  }
}

void AddTimes(const Document& document, Annotations& out) {
  for (const TimeExpression& time : document.times) {
    type::v1::TimeExpression& wire = *out.add_times();
    SetSpan(time.span, wire.mutable_span());
    wire.set_type(std::string(kTimexTypes[static_cast<size_t>(time.type)]));
    wire.set_value(time.value);
    wire.set_mod(time.mod);
    if (!time.interval.empty()) SetInterval(time.interval, wire.mutable_interval());
    wire.set_anchor(time.anchor);
  }
}

void AddQuotes(const Document& document, Annotations& out) {
  for (const Quote& quote : document.quotes) {
    type::v1::Quote& wire = *out.add_quotes();
    wire.set_kind(static_cast<type::v1::Quote::Kind>(static_cast<int>(quote.kind) + 1));
    SetSpan(quote.content, wire.mutable_content());
    if (!quote.cue.empty()) SetSpan(quote.cue, wire.mutable_cue());
    if (!quote.speaker.empty()) SetSpan(quote.speaker, wire.mutable_speaker());
    wire.set_speaker_entity_id(quote.speaker_entity_id);
    wire.set_speaker_name(quote.speaker_name);
    wire.set_addressee_entity_id(quote.addressee_entity_id);
    wire.set_unclosed(quote.unclosed);
    wire.set_sentence(quote.sentence);
    for (const std::string& id : quote.about_entity_ids) wire.add_about_entity_ids(id);
  }
}

void AddEvents(const Document& document, Annotations& out) {
  for (const Event& event : document.events) {
    type::v1::Event& wire = *out.add_events();
    wire.set_type(event.type);
    wire.set_mode(event.mode);
    wire.set_frame(event.frame);
    SetSpan(event.trigger, wire.mutable_trigger());
    SetParticipants(event.actors, wire.mutable_actors());
    SetParticipants(event.recipients, wire.mutable_recipients());
    SetParticipants(event.places, wire.mutable_places());
    if (!event.interval.empty()) SetInterval(event.interval, wire.mutable_interval());
    wire.set_time_from_publication(event.time_from_publication);
    wire.set_realis(static_cast<type::v1::Event::Realis>(static_cast<int>(event.realis) + 1));
    SetParticipants(event.claimed_by, wire.mutable_claimed_by());
    for (const Count& count : event.counts) SetCount(count, wire.add_counts());
    for (const ByteSpan evidence : event.evidence) SetSpan(evidence, wire.add_evidence());
    wire.set_ordinal(event.ordinal);
    wire.set_scale(event.scale);
    for (const std::string& context : event.contexts) wire.add_contexts(context);
  }
}

void AddEntities(const Document& document, Annotations& out) {
  for (const DocumentEntity& entity : document.entities) {
    type::v1::EntitySummary& wire = *out.add_entities();
    wire.set_entity_id(entity.id);
    wire.set_name(entity.name);
    wire.set_kind(NameOf(entity.type));
    wire.set_country_code(entity.country);
    if (!entity.has_location) continue;
    type::v1::Location& location = *wire.mutable_location();
    location.set_latitude(entity.latitude);
    location.set_longitude(entity.longitude);
    location.set_geonames_id(entity.geonames_id);
    location.set_feature_code(entity.feature_code);
    location.set_admin1_code(entity.admin1_code);
    location.set_admin1_name(entity.admin1_name);
  }
}

}  // namespace

absl::Status CheckInput(const v1::TagInput& input) {
  const std::string& text = input.text();
  if (text.empty()) return InvalidField("text", "must not be empty");
  if (text.size() > kMaxTextBytes) {
    return InvalidField("text", absl::StrCat("has ", text.size(), " bytes, more than ", kMaxTextBytes));
  }
  SITREP_RETURN_IF_ERROR(text::ValidateUtf8("text", text));
  if (input.headline().size() > kMaxHeadlineBytes) {
    return InvalidField("headline",
                        absl::StrCat("has ", input.headline().size(), " bytes, more than ", kMaxHeadlineBytes));
  }
  SITREP_RETURN_IF_ERROR(text::ValidateUtf8("headline", input.headline()));
  if (input.source().size() > kMaxSourceBytes) {
    return InvalidField("source", absl::StrCat("has ", input.source().size(), " bytes, more than ", kMaxSourceBytes));
  }
  SITREP_RETURN_IF_ERROR(text::ValidateUtf8("source", input.source()));
  uint32_t last_end = 0;
  for (int i = 0; i < input.segments_size(); ++i) {
    const type::v1::Span& span = input.segments(i).span();
    if (span.begin_byte() < last_end || span.end_byte() <= span.begin_byte() || span.end_byte() > text.size() ||
        !IsBoundary(text, span.begin_byte()) || !IsBoundary(text, span.end_byte())) {
      return InvalidField(absl::StrCat("segments[", i, "].span"),
                          absl::StrCat("[", span.begin_byte(), ", ", span.end_byte(),
                                       ") must follow the segment before it and lie on character boundaries of the ",
                                       text.size(), " bytes of text"));
    }
    if (input.segments(i).type() == type::v1::Segment::TYPE_UNSPECIFIED) {
      return InvalidField(absl::StrCat("segments[", i, "].type"), "must be set");
    }
    last_end = span.end_byte();
  }
  return absl::OkStatus();
}

Document ToDocument(const v1::TagInput& input) {
  using Wire = type::v1::PublicationTime;
  text::PublicationTime publication;
  const Wire& time = input.publication_time();
  if (time.granularity() == Wire::DAY || time.granularity() == Wire::INSTANT) {
    publication.granularity = time.granularity() == Wire::DAY ? text::PublicationTime::Granularity::kDay
                                                              : text::PublicationTime::Granularity::kInstant;
    publication.unix_seconds = time.time().seconds();
    if (time.has_utc_offset_minutes()) publication.utc_offset_minutes = time.utc_offset_minutes();
  }
  std::vector<text::Segment> segments;
  segments.reserve(input.segments_size());
  for (const type::v1::Segment& segment : input.segments()) {
    segments.push_back(
        {static_cast<text::SegmentKind>(segment.type()), segment.span().begin_byte(), segment.span().end_byte()});
  }
  Document document = MakeDocument(input.text(), publication, std::move(segments), input.headline());
  document.source = input.source();
  if (!input.language_code().empty()) document.language = input.language_code();
  return document;
}

Annotations ToAnnotations(const Document& document) {
  Annotations out;
  type::v1::Tokens& tokens = *out.mutable_tokens();
  tokens.mutable_begin_byte()->Reserve(static_cast<int>(document.tokens.size()));
  tokens.mutable_length()->Reserve(static_cast<int>(document.tokens.size()));
  for (const Token& token : document.tokens) {
    tokens.add_begin_byte(token.begin);
    tokens.add_length(token.end - token.begin);
  }
  for (const Sentence& sentence : document.sentences) SetSpan(sentence.span, out.add_sentences());
  AddMentions(document, out);
  AddTimes(document, out);
  AddQuotes(document, out);
  AddEvents(document, out);
  for (const Amount& amount : document.amounts) {
    type::v1::Amount& wire = *out.add_amounts();
    SetSpan(amount.span, wire.mutable_span());
    wire.set_value(amount.value);
    wire.set_unit(amount.unit);
    wire.set_type(amount.type);
  }
  for (const Topic& topic : document.topics) {
    type::v1::Topic& wire = *out.add_topics();
    wire.set_topic(topic.topic);
    wire.set_score(topic.score);
  }
  out.mutable_tone()->set_score(document.tone.score);
  out.mutable_tone()->set_positive(document.tone.positive);
  out.mutable_tone()->set_negative(document.tone.negative);
  for (const EntityTone& tone : document.tone.entities) {
    type::v1::EntityTone& wire = *out.mutable_tone()->add_entities();
    wire.set_entity_id(tone.entity_id);
    wire.set_score(tone.score);
    wire.set_mentions(tone.mentions);
  }
  AddEntities(document, out);
  return out;
}

std::vector<type::v1::Segment> ToSegments(const Document& document) {
  std::vector<type::v1::Segment> segments;
  for (const text::Segment& segment : document.segments) {
    type::v1::Segment& wire = segments.emplace_back();
    wire.set_type(static_cast<type::v1::Segment::Type>(segment.kind));
    SetSpan({segment.begin_byte, segment.end_byte}, wire.mutable_span());
  }
  return segments;
}

void KeepOnly(const google::protobuf::RepeatedField<int>& annotators, Annotations& annotations) {
  if (annotators.empty()) return;
  const std::set<int> wanted(annotators.begin(), annotators.end());
  const auto drop = [&wanted](v1::Annotator annotator) { return !wanted.contains(annotator); };
  if (drop(v1::TOKENS)) annotations.clear_tokens();
  if (drop(v1::SENTENCES)) annotations.clear_sentences();
  if (drop(v1::MENTIONS)) annotations.clear_mentions();
  if (drop(v1::TIMES)) annotations.clear_times();
  if (drop(v1::QUOTES)) annotations.clear_quotes();
  if (drop(v1::EVENTS)) annotations.clear_events();
  if (drop(v1::AMOUNTS)) annotations.clear_amounts();
  if (drop(v1::TOPICS)) annotations.clear_topics();
  if (drop(v1::TONE)) annotations.clear_tone();
  if (drop(v1::MENTIONS) && drop(v1::QUOTES) && drop(v1::EVENTS) && drop(v1::TONE)) annotations.clear_entities();
}

}  // namespace sitrep::tagger
