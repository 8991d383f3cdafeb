#include "tests/cluster/pods/event_questions.h"

#include "tests/cluster/pods/article_questions.h"

namespace sitrep::testing {
namespace {

using query::v1::EventFilter;
using type::v1::Event;

std::vector<EventFilter> EventFilters() {
  std::vector<EventFilter> filters;
  filters.emplace_back();
  filters.emplace_back().add_entities("Lavrov");
  filters.emplace_back().add_entities("Ukraine");
  filters.emplace_back().set_place("Mariupol");
  filters.emplace_back().set_near("Kharkiv");
  filters.back().set_within_km(50);
  filters.emplace_back().add_types("ASSAULT");
  filters.emplace_back().add_types("talks");
  filters.emplace_back().set_from("2022-03-02");
  filters.back().set_to("2022-03-04");
  filters.emplace_back().add_realis(Event::PLANNED);
  filters.emplace_back().add_realis(Event::CLAIMED);
  filters.back().add_realis(Event::DENIED);
  filters.emplace_back().add_sources("Tidewater Wire");
  filters.emplace_back().set_query("corridor");
  filters.emplace_back().set_min_sources(2);
  filters.emplace_back().set_place("Atlantis of the North");
  return filters;
}

}  // namespace

std::vector<query::v1::ListEventsRequest> EventRequests() {
  std::vector<query::v1::ListEventsRequest> requests;
  int number = 0;
  for (const EventFilter& filter : EventFilters()) {
    *requests.emplace_back().mutable_filter() = filter;
    requests.back().set_page_size(number++ % 2 == 0 ? 9 : 500);
  }
  return requests;
}

std::vector<query::v1::GetTimelineRequest> TimelineRequests() {
  std::vector<query::v1::GetTimelineRequest> requests;
  int number = 0;
  for (const EventFilter& filter : EventFilters()) {
    *requests.emplace_back().mutable_filter() = filter;
    requests.back().set_page_size(number % 2 == 0 ? 3 : 31);
    requests.back().set_incidents_per_day(number++ % 3 == 0 ? 2 : 500);
  }
  return requests;
}

std::vector<query::v1::ListStoriesRequest> StoryRequests() {
  std::vector<query::v1::ListStoriesRequest> requests;
  requests.emplace_back().set_page_size(3);
  requests.emplace_back().set_page_size(200);
  requests.emplace_back().set_min_articles(2);
  for (const query::v1::ArticleFilter& filter : ArticleFilters()) *requests.emplace_back().mutable_filter() = filter;
  return requests;
}

}  // namespace sitrep::testing
