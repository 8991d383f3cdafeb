#include "tests/cluster/pods/article_questions.h"

namespace sitrep::testing {
namespace {

using query::v1::ArticleFilter;

constexpr const char* kFacets[] = {"source", "entity", "place", "event_type", "topic", "day", "month"};

constexpr const char* kQueries[] = {
    "",
    "lorries",
    "talks ceasefire",
    "corridor OR kitchen",
    "\"talks were held\"",
    "shelling -mariupol",
    "(station OR shop) AND NOT trains",
    "title:ceasefire",
    "source:\"Outlet 1\"",
    "source:\"Tidewater Wire\" evacuated",
    "entity:Zelensky",
    "place:Ukraine talks",
    "type:ASSAULT",
    "topic:diplomatic",
    "id:made-8",
    "published:2022-03-05",
    "published:2022-03-01..2022-03-12 corridor",
    "mentioned:2022-03-10",
    "jammed",
    "boat",
    "\"never closed",
};

}  // namespace

std::vector<ArticleFilter> ArticleFilters() {
  std::vector<ArticleFilter> filters;
  for (const char* query : kQueries) filters.emplace_back().set_query(query);
  filters.emplace_back().set_published_from("2022-03-12");
  filters.emplace_back().set_published_to("2022-03-03T10:00:00Z");
  filters.emplace_back().set_mentioned_from("2022-03-07");
  filters.back().set_mentioned_to("2022-03-09");
  filters.emplace_back().add_entities("Lavrov");
  filters.back().add_entities("Ukraine");
  filters.emplace_back().set_place("Kharkiv");
  filters.emplace_back().set_near("Kyiv");
  filters.back().set_within_km(120);
  filters.emplace_back().set_near("58.25,3.5");
  filters.back().set_within_km(5);
  filters.emplace_back().add_sources("Outlet 2");
  filters.back().add_sources("Copperfield Post");
  filters.back().set_query("lorries OR evacuated");
  filters.emplace_back().add_event_types("shelling");
  filters.emplace_back().add_topics("military");
  filters.emplace_back().set_place("Atlantis of the North");
  return filters;
}

std::vector<query::v1::SearchArticlesRequest> SearchRequests() {
  using query::v1::SearchArticlesRequest;
  std::vector<SearchArticlesRequest> requests;
  int number = 0;
  for (const ArticleFilter& filter : ArticleFilters()) {
    for (const auto order :
         {SearchArticlesRequest::RELEVANCE, SearchArticlesRequest::NEWEST, SearchArticlesRequest::OLDEST}) {
      SearchArticlesRequest request;
      *request.mutable_filter() = filter;
      request.set_order(order);
      request.set_page_size(1'000);
      request.set_highlights(3);
      for (const char* facet : kFacets) request.add_facets(facet);
      request.set_facet_size(number % 2 == 0 ? 4 : 1'000);
      request.set_require_complete(number % 3 == 0);
      requests.push_back(request);
      request.clear_facets();
      request.clear_facet_size();
      request.set_page_size(number % 2 == 0 ? 7 : 20);
      request.set_highlights(number % 4 == 0 ? -1 : 1);
      request.set_offset_unit(number % 4 == 1 ? type::v1::OFFSET_UNIT_UTF16 : type::v1::OFFSET_UNIT_UNSPECIFIED);
      requests.push_back(request);
      ++number;
    }
  }
  return requests;
}

std::vector<query::v1::CountArticlesRequest> CountRequests() {
  using query::v1::CountArticlesRequest;
  std::vector<CountArticlesRequest> requests;
  int bucket = 0;
  for (const ArticleFilter& filter : ArticleFilters()) {
    CountArticlesRequest request;
    *request.mutable_filter() = filter;
    request.set_bucket(static_cast<CountArticlesRequest::Bucket>(bucket++ % 5));
    for (const char* facet : kFacets) request.add_facets(facet);
    request.set_facet_size(6);
    requests.push_back(request);
  }
  return requests;
}

std::vector<query::v1::GetDocumentRequest> DocumentRequests(const std::set<std::string>& article_ids) {
  std::vector<query::v1::GetDocumentRequest> requests;
  for (const std::string& id : article_ids) {
    query::v1::GetDocumentRequest request;
    request.set_article_id(id);
    requests.push_back(request);
  }
  query::v1::GetDocumentRequest request;
  request.set_article_id("made-8");
  request.set_view(query::v1::GetDocumentRequest::BASIC);
  requests.push_back(request);
  request.set_article_id("made-10");
  request.set_view(query::v1::GetDocumentRequest::FULL);
  request.add_annotations("quotes");
  request.set_offset_unit(type::v1::OFFSET_UNIT_CODE_POINT);
  requests.push_back(request);
  request.set_article_id("nobody-wrote-it");
  requests.push_back(request);
  return requests;
}

std::vector<query::v1::ListQuotesRequest> QuoteRequests() {
  std::vector<query::v1::ListQuotesRequest> requests;
  requests.emplace_back().set_page_size(7);
  requests.emplace_back().set_page_size(500);
  requests.emplace_back().set_speaker("Oksana Made-Up");
  requests.emplace_back().set_speaker("Lavrov");
  requests.emplace_back().set_about("corridor");
  requests.emplace_back().set_about("Mariupol");
  requests.emplace_back().set_from("2022-03-04");
  requests.back().set_to("2022-03-11");
  requests.emplace_back().add_sources("Outlet 3");
  requests.emplace_back().add_kinds(type::v1::Quote::DIRECT);
  return requests;
}

std::vector<query::v1::ListEntitiesRequest> EntityRequests() {
  std::vector<query::v1::ListEntitiesRequest> requests;
  requests.emplace_back().set_page_size(9);
  requests.emplace_back().set_page_size(1'000);
  requests.emplace_back().add_kinds("PERSON");
  requests.emplace_back().add_kinds("PLACE");
  requests.back().add_kinds("ORGANISATION");
  requests.emplace_back().set_name("made");
  for (const ArticleFilter& filter : ArticleFilters()) *requests.emplace_back().mutable_filter() = filter;
  return requests;
}

}  // namespace sitrep::testing
