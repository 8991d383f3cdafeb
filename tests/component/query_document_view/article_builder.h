#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "common/base/ids.h"
#include "services/query/view/view.h"

namespace sitrep::query {

// Builds a tagged article by hand, piece by piece. Spans are found by looking for the words in the text.
class ArticleBuilder {
 public:
  ArticleBuilder(std::string id, std::string text) {
    tagged_.article.set_article_id(std::move(id));
    tagged_.article.set_text(std::move(text));
    tagged_.article.set_revision(1);
    tagged_.article.mutable_publication_time()->set_granularity(type::v1::PublicationTime::UNKNOWN);
    tagged_.pipeline_version = "test-1";
  }

  ArticleBuilder& Revision(uint32_t revision) {
    tagged_.article.set_revision(revision);
    return *this;
  }
  // "2022-03-03"
  ArticleBuilder& Day(const std::string& day) {
    absl::Time time;
    std::string error;
    absl::ParseTime("%Y-%m-%d", day, &time, &error);
    type::v1::PublicationTime& published = *tagged_.article.mutable_publication_time();
    published.set_granularity(type::v1::PublicationTime::DAY);
    published.mutable_time()->set_seconds(absl::ToUnixSeconds(time));
    published.set_day(day);
    return *this;
  }
  ArticleBuilder& Source(const std::string& source) {
    tagged_.article.set_source(source);
    return *this;
  }
  ArticleBuilder& Headline(const std::string& headline) {
    tagged_.article.set_headline(headline);
    return *this;
  }
  ArticleBuilder& Segment(type::v1::Segment::Type type, std::string_view words) {
    type::v1::Segment& segment = *tagged_.article.add_segments();
    segment.set_type(type);
    SetSpan(words, *segment.mutable_span());
    return *this;
  }
  // Mentions it wherever `words` stand first.
  ArticleBuilder& Entity(const std::string& id, const std::string& name, const std::string& kind,
                         std::string_view words = {}) {
    type::v1::EntitySummary& entity = *tagged_.annotations.add_entities();
    entity.set_entity_id(id);
    entity.set_name(name);
    entity.set_kind(kind);
    if (!words.empty()) {
      type::v1::Mention& mention = *tagged_.annotations.add_mentions();
      mention.set_entity_id(id);
      mention.set_type(kind);
      SetSpan(words, *mention.mutable_span());
    }
    return *this;
  }
  ArticleBuilder& Place(const std::string& id, const std::string& name, const std::string& country,
                        const std::string& admin1, double latitude, double longitude,
                        const std::string& feature_code = "PPL") {
    Entity(id, name, "PLACE");
    type::v1::EntitySummary& entity = *tagged_.annotations.mutable_entities()->rbegin();
    entity.set_country_code(country);
    entity.mutable_location()->set_latitude(latitude);
    entity.mutable_location()->set_longitude(longitude);
    entity.mutable_location()->set_feature_code(feature_code);
    entity.mutable_location()->set_admin1_code(admin1);
    return *this;
  }
  ArticleBuilder& Mentioned(int64_t begin_day, int64_t end_day) {
    type::v1::Interval& interval = *tagged_.annotations.add_times()->mutable_interval();
    constexpr int64_t kSecondsPerDay = 86'400;
    interval.set_begin_unix_s(begin_day * kSecondsPerDay);
    interval.set_end_unix_s(end_day * kSecondsPerDay);
    return *this;
  }
  ArticleBuilder& Event(const std::string& type, const std::string& frame) {
    type::v1::Event& event = *tagged_.annotations.add_events();
    event.set_type(type);
    event.set_frame(frame);
    return *this;
  }
  ArticleBuilder& Topic(const std::string& topic) {
    tagged_.annotations.add_topics()->set_topic(topic);
    return *this;
  }
  ArticleBuilder& Quote(const std::string& speaker_id, std::string_view content,
                        type::v1::Quote::Kind kind = type::v1::Quote::DIRECT,
                        const std::vector<std::string>& about = {}) {
    type::v1::Quote& quote = *tagged_.annotations.add_quotes();
    quote.set_kind(kind);
    quote.set_speaker_entity_id(speaker_id);
    SetSpan(content, *quote.mutable_content());
    for (const std::string& id : about) quote.add_about_entity_ids(id);
    return *this;
  }
  ArticleBuilder& Sentence(std::string_view words) {
    SetSpan(words, *tagged_.annotations.add_sentences());
    return *this;
  }
  ArticleBuilder& Failed(const std::string& why) {
    tagged_.failure = why;
    tagged_.annotations.Clear();
    return *this;
  }

  const TaggedArticle& Build() const { return tagged_; }

 private:
  void SetSpan(std::string_view words, type::v1::Span& span) const {
    const size_t begin = tagged_.article.text().find(words);
    span.set_begin_byte(static_cast<uint32_t>(begin));
    span.set_end_byte(static_cast<uint32_t>(begin + words.size()));
  }

  TaggedArticle tagged_;
};

}  // namespace sitrep::query
