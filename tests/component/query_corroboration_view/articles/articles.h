#pragma once

#include <cstdint>
#include <string>

#include "services/query/view/view.h"

namespace sitrep::query::testing {

// Builds events and articles as a tagger would hand them to the view: countries by ISO code ("RU"), cities by name.
class EventOf {
 public:
  EventOf(const std::string& frame, const std::string& type);
  EventOf& On(const std::string& day);
  // Both inclusive.
  EventOf& Between(const std::string& first_day, const std::string& last_day);
  EventOf& By(const std::string& country);
  EventOf& To(const std::string& country);
  EventOf& In(const std::string& city);
  EventOf& Claimed(const std::string& country);
  EventOf& Planned();
  EventOf& Ordinal(uint32_t ordinal);
  EventOf& Dead(uint64_t number);
  EventOf& Evidence(uint32_t begin_byte, uint32_t end_byte);
  EventOf& FromPublication();

  const type::v1::Event& event() const { return event_; }

 private:
  type::v1::Event event_;
};

class Article {
 public:
  explicit Article(const std::string& id);
  Article& Revision(uint32_t revision);
  // Without it the article is undated.
  Article& On(const std::string& day);
  Article& From(const std::string& source);
  Article& Headline(const std::string& headline);
  // Also sets the body segment and the fingerprint, as ingest does.
  Article& Text(const std::string& text);
  Article& With(const EventOf& event);
  Article& AppendedAt(int64_t unix_us);

  // Partition and offset are the caller's.
  TaggedRecord Record() const;

 private:
  TaggedArticle tagged_;
  int64_t append_us_ = 0;
};

}  // namespace sitrep::query::testing
