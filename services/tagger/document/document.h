#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "common/text/iso_date.h"
#include "common/text/segmenter.h"

// A text on its way through the annotators: the input, and what each annotator has added so far. Plain values that a
// test builds by hand. Annotations refer to each other by index; spans are half-open byte ranges of `text`.
namespace sitrep::tagger {

inline constexpr uint32_t kNone = 0xFFFFFFFF;

struct ByteSpan {
  uint32_t begin = 0;
  uint32_t end = 0;

  bool empty() const { return begin >= end; }
  bool Contains(ByteSpan other) const { return begin <= other.begin && other.end <= end; }
  bool Overlaps(ByteSpan other) const { return begin < other.end && other.begin < end; }
  friend auto operator<=>(const ByteSpan&, const ByteSpan&) = default;
};

// A syntactic word of Universal Dependencies: see annotators/tokens.h.
struct Token {
  enum Kind : uint8_t {
    kWord,         // Has a letter.
    kNumber,       // Begins with a digit: "24", "2,700", "1.5", "10th"; or ".5", "'90s".
    kPunctuation,  // One mark, or a run of them ("...", "--", "?!").
    kSymbol,       // "$", "%", "#", an emoji or emoticon.
    kLink,         // A URL, an e-mail address, a file name, an @name or a #tag.
  };
  uint32_t begin = 0;
  uint32_t end = 0;
  Kind kind = kWord;
  bool capitalised = false;   // First letter is upper case.
  bool all_capitals = false;  // At least two letters, all upper case.
  bool space_before = false;  // White space precedes it.
  bool continues = false;     // Part of the surface token before it: "n't", "'s", "not" in "cannot".
  uint32_t sentence = kNone;  // Index into `sentences`.
};

struct Sentence {
  ByteSpan span;
  uint32_t first_token = 0;
  uint32_t end_token = 0;
  uint32_t paragraph = 0;  // Grows by one at every paragraph.
  text::SegmentKind segment = text::SegmentKind::kBody;
};

enum class MentionType : uint8_t { kPerson, kOrganisation, kPlace, kGroup, kEvent, kWork, kWeapon, kDocument, kOther };

struct Mention {
  ByteSpan span;
  uint32_t first_token = 0;
  uint32_t end_token = 0;
  uint32_t sentence = 0;
  MentionType type = MentionType::kOther;
  // "Ukrainian" in "Ukrainian officials": names a country through its adjective.
  bool adjectival = false;
  std::string entity_id;   // Empty: not linked. "name:PERSON:ivan petrenko" for somebody the knowledge base lacks.
  float link_score = 0;    // 0 to 1.
  uint32_t chain = kNone;  // The same number: the same thing within this text. Set by the links annotator.
};

// The entities that mentions refer to, each once; what later annotators need to know of them.
struct DocumentEntity {
  std::string id;
  std::string name;
  MentionType type = MentionType::kOther;
  std::string country;       // ISO 3166-1 alpha-2.
  std::string sector;        // PLOVER sector.
  std::string feature_code;  // GeoNames, places only: "PPLC", "ADM1", "PCLI".
  std::string admin1_code;
  std::string admin1_name;
  double latitude = 0;
  double longitude = 0;
  bool has_location = false;
  uint64_t geonames_id = 0;
};

enum class Granularity : uint8_t { kSecond, kMinute, kHour, kDay, kWeek, kMonth, kQuarter, kYear, kDecade };

// Half-open, in seconds since 1970-01-01T00:00Z.
struct Interval {
  int64_t begin_s = 0;
  int64_t end_s = 0;
  Granularity granularity = Granularity::kDay;

  bool empty() const { return begin_s >= end_s; }
  friend bool operator==(const Interval&, const Interval&) = default;
};

enum class TimexType : uint8_t { kDate, kTime, kDuration, kSet };

struct TimeExpression {
  ByteSpan span;
  uint32_t first_token = 0;
  uint32_t end_token = 0;
  uint32_t sentence = 0;
  TimexType type = TimexType::kDate;
  std::string value;   // TIMEX3.
  std::string mod;     // TIMEX3; usually empty.
  Interval interval;   // empty(): none.
  std::string anchor;  // "publication", "expression:N" or empty.
  // The expression says where it lies from the anchor: -1 past ("last week"), 1 future ("next month"), 0 neither.
  int direction = 0;
};

enum class QuoteKind : uint8_t { kDirect, kIndirect, kMixed };

struct Quote {
  QuoteKind kind = QuoteKind::kDirect;
  ByteSpan content;  // Without quotation marks.
  ByteSpan cue;      // empty(): none.
  ByteSpan speaker;  // empty(): unknown.
  uint32_t speaker_mention = kNone;
  std::string speaker_entity_id;
  std::string speaker_name;
  std::string addressee_entity_id;
  bool unclosed = false;
  uint32_t sentence = 0;
  std::vector<std::string> about_entity_ids;
};

struct Participant {
  ByteSpan span;
  std::string entity_id;  // Empty: not linked.
  std::string name;
};

enum class Realis : uint8_t { kAsserted, kPlanned, kClaimed, kDenied, kHypothetical };

struct Count {
  std::string kind;  // "dead", "injured", "arrested", "displaced", "missing", "rescued", "captured".
  uint64_t low = 0;
  uint64_t high = 0;  // 0: open ("at least 12"); equal to low: exactly.
  ByteSpan span;
};

struct Event {
  std::string type;   // PLOVER.
  std::string mode;   // PLOVER; may be empty.
  std::string frame;  // See annotators/FRAMES.md.
  ByteSpan trigger;
  std::vector<Participant> actors;
  std::vector<Participant> recipients;
  std::vector<Participant> places;
  Interval interval;  // empty(): unknown.
  bool time_from_publication = false;
  Realis realis = Realis::kAsserted;
  std::vector<Participant> claimed_by;
  std::vector<Count> counts;
  std::vector<ByteSpan> evidence;
  uint32_t ordinal = 0;
  float scale = 0;
  std::vector<std::string> contexts;
  uint32_t sentence = 0;
};

struct Amount {
  ByteSpan span;
  uint32_t sentence = 0;
  double value = 0;
  std::string unit;
  std::string type;  // "MONEY", "PERCENT", "DISTANCE", "AREA", "WEIGHT", "COUNT", "CASUALTIES".
  Count casualties;  // For "CASUALTIES": kind and range.
};

struct Topic {
  std::string topic;
  float score = 0;
};

struct EntityTone {
  std::string entity_id;
  float score = 0;
  uint32_t mentions = 0;
};

struct Tone {
  float score = 0;
  float positive = 0;
  float negative = 0;
  std::vector<EntityTone> entities;
};

// Movable, not copyable: `lower` and the views point into it.
struct Document {
  Document() = default;
  Document(Document&&) = default;
  Document& operator=(Document&&) = default;
  Document(const Document&) = delete;
  Document& operator=(const Document&) = delete;

  // Input. The views are the caller's and outlive the document.
  std::string_view text;
  std::vector<text::Segment> segments;
  text::PublicationTime publication;
  std::string_view headline;
  std::string_view source;
  std::string_view language = "en";

  // `text` with A-Z in lower case and nothing else changed, so spans hold for both. Set with `text`.
  std::string lower;

  // Annotations, in the order of the text.
  std::vector<Token> tokens;
  std::vector<Sentence> sentences;
  std::vector<Mention> mentions;
  std::vector<DocumentEntity> entities;  // Sorted by id.
  std::vector<TimeExpression> times;
  std::vector<Quote> quotes;
  std::vector<Amount> amounts;
  std::vector<Event> events;
  std::vector<Topic> topics;
  Tone tone;

  std::string_view Text(ByteSpan span) const { return text.substr(span.begin, span.end - span.begin); }
  std::string_view Lower(ByteSpan span) const {
    return std::string_view(lower).substr(span.begin, span.end - span.begin);
  }
  std::string_view Text(const Token& token) const { return Text(ByteSpan{token.begin, token.end}); }
  std::string_view Lower(const Token& token) const { return Lower(ByteSpan{token.begin, token.end}); }
  absl::Span<const Token> TokensOf(const Sentence& sentence) const {
    return absl::MakeConstSpan(tokens).subspan(sentence.first_token, sentence.end_token - sentence.first_token);
  }
  // Mentions of one sentence, in order; binary search.
  absl::Span<const Mention> MentionsIn(uint32_t sentence) const;
  absl::Span<const TimeExpression> TimesIn(uint32_t sentence) const;
  // nullptr when `id` is empty or not listed.
  const DocumentEntity* FindEntity(std::string_view id) const;
};

// A document with `text`, `lower`, segments (found when `segments` is empty) and date, and no annotations yet.
Document MakeDocument(std::string_view text, text::PublicationTime publication,
                      std::vector<text::Segment> segments = {}, std::string_view headline = {});

}  // namespace sitrep::tagger
