#include "tests/component/query_corroboration_view/articles/articles.h"

#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/base/check.h"
#include "common/text/fingerprint.h"
#include "common/text/segmenter.h"

namespace sitrep::query::testing {
namespace {

using type::v1::EntitySummary;
using type::v1::Event;

constexpr int64_t kSecondsPerDay = 86'400;

int64_t DayNumber(const std::string& iso) {
  absl::CivilDay day;
  Check(absl::ParseCivilTime(iso, &day), "a test gives an ISO day");
  return day - absl::CivilDay(1970, 1, 1);
}

void Name(const std::string& id, type::v1::Participant& participant) {
  participant.set_entity_id(id);
  participant.set_name(id);
}

struct City {
  std::string admin1;
  double latitude;
  double longitude;
};

EntitySummary SummaryOf(const std::string& id) {
  static const auto* const cities = new std::map<std::string, City>{
      {"Mariupol", {"05", 47.1, 37.55}}, {"Kherson", {"08", 46.64, 32.61}}, {"Kyiv", {"12", 50.45, 30.52}}};
  static const auto* const countries =
      new std::map<std::string, std::string>{{"RU", "Russia"}, {"UA", "Ukraine"}, {"BY", "Belarus"}};
  EntitySummary entity;
  entity.set_entity_id(id);
  entity.set_kind("PLACE");
  if (const auto country = countries->find(id); country != countries->end()) {
    entity.set_name(country->second);
    entity.set_country_code(id);
    entity.mutable_location()->set_feature_code("PCLI");
    return entity;
  }
  entity.set_name(id);
  const auto city = cities->find(id);
  entity.set_country_code(city == cities->end() ? "BY" : "UA");
  entity.mutable_location()->set_feature_code("PPL");
  if (city != cities->end()) {
    entity.mutable_location()->set_admin1_code(city->second.admin1);
    entity.mutable_location()->set_latitude(city->second.latitude);
    entity.mutable_location()->set_longitude(city->second.longitude);
  }
  return entity;
}

}  // namespace

EventOf::EventOf(const std::string& frame, const std::string& type) {
  event_.set_frame(frame);
  event_.set_type(type);
  event_.set_realis(Event::ASSERTED);
}

EventOf& EventOf::On(const std::string& day) {
  Between(day, day);
  event_.mutable_interval()->set_granularity(type::v1::Interval::DAY);
  return *this;
}

EventOf& EventOf::Between(const std::string& first_day, const std::string& last_day) {
  event_.mutable_interval()->set_begin_unix_s(DayNumber(first_day) * kSecondsPerDay);
  event_.mutable_interval()->set_end_unix_s((DayNumber(last_day) + 1) * kSecondsPerDay);
  event_.mutable_interval()->set_granularity(type::v1::Interval::DAY);
  return *this;
}

EventOf& EventOf::By(const std::string& country) {
  Name(country, *event_.add_actors());
  return *this;
}
EventOf& EventOf::To(const std::string& country) {
  Name(country, *event_.add_recipients());
  return *this;
}
EventOf& EventOf::In(const std::string& city) {
  Name(city, *event_.add_places());
  return *this;
}
EventOf& EventOf::Claimed(const std::string& country) {
  event_.set_realis(Event::CLAIMED);
  Name(country, *event_.add_claimed_by());
  return *this;
}
EventOf& EventOf::Planned() {
  event_.set_realis(Event::PLANNED);
  return *this;
}
EventOf& EventOf::Ordinal(uint32_t ordinal) {
  event_.set_ordinal(ordinal);
  return *this;
}
EventOf& EventOf::Dead(uint64_t number) {
  type::v1::Count& count = *event_.add_counts();
  count.set_kind("dead");
  count.set_low(number);
  count.set_high(number);
  return *this;
}
EventOf& EventOf::Evidence(uint32_t begin_byte, uint32_t end_byte) {
  type::v1::Span& span = *event_.add_evidence();
  span.set_begin_byte(begin_byte);
  span.set_end_byte(end_byte);
  return *this;
}
EventOf& EventOf::FromPublication() {
  event_.set_time_from_publication(true);
  return *this;
}

Article::Article(const std::string& id) {
  tagged_.article.set_article_id(id);
  tagged_.article.set_revision(1);
  tagged_.article.mutable_publication_time()->set_granularity(type::v1::PublicationTime::UNKNOWN);
}

Article& Article::Revision(uint32_t revision) {
  tagged_.article.set_revision(revision);
  return *this;
}

Article& Article::On(const std::string& day) {
  type::v1::PublicationTime& time = *tagged_.article.mutable_publication_time();
  time.set_granularity(type::v1::PublicationTime::DAY);
  time.set_day(day);
  time.mutable_time()->set_seconds(DayNumber(day) * kSecondsPerDay);
  return *this;
}

Article& Article::From(const std::string& source) {
  tagged_.article.set_source(source);
  return *this;
}

Article& Article::Headline(const std::string& headline) {
  tagged_.article.set_headline(headline);
  return *this;
}

Article& Article::Text(const std::string& text) {
  tagged_.article.set_text(text);
  const std::vector<text::Segment> segments = {{text::SegmentKind::kBody, 0, static_cast<uint32_t>(text.size())}};
  type::v1::Segment& segment = *tagged_.article.add_segments();
  segment.set_type(type::v1::Segment::BODY);
  segment.mutable_span()->set_end_byte(static_cast<uint32_t>(text.size()));
  const text::Fingerprint fingerprint = text::FingerprintBody(text, segments);
  std::string min_hash;
  for (const uint32_t value : fingerprint.min_hash) {
    for (int byte = 0; byte < 4; ++byte) min_hash.push_back(static_cast<char>(value >> (8 * byte)));
  }
  tagged_.article.mutable_fingerprint()->set_exact(fingerprint.exact.ToBytes());
  tagged_.article.mutable_fingerprint()->set_min_hash(min_hash);
  return *this;
}

Article& Article::With(const EventOf& event) {
  *tagged_.annotations.add_events() = event.event();
  return *this;
}

Article& Article::AppendedAt(int64_t unix_us) {
  append_us_ = unix_us;
  return *this;
}

TaggedRecord Article::Record() const {
  TaggedArticle tagged = tagged_;
  std::set<std::string> ids;
  for (const Event& event : tagged.annotations.events()) {
    for (const auto* list : {&event.actors(), &event.recipients(), &event.places(), &event.claimed_by()}) {
      for (const type::v1::Participant& participant : *list) ids.insert(participant.entity_id());
    }
  }
  for (const std::string& id : ids) *tagged.annotations.add_entities() = SummaryOf(id);
  return {.append_time = absl::FromUnixMicros(append_us_), .body = std::move(tagged)};
}

}  // namespace sitrep::query::testing
