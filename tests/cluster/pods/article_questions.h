#pragma once

#include <set>
#include <string>
#include <vector>

#include "sitrep/query/v1/query_service.pb.h"

namespace sitrep::testing {

// Requests about articles, of every kind of filter, order, page and facet that a recorded log has answers to.
std::vector<query::v1::SearchArticlesRequest> SearchRequests();
std::vector<query::v1::CountArticlesRequest> CountRequests();
std::vector<query::v1::GetDocumentRequest> DocumentRequests(const std::set<std::string>& article_ids);
std::vector<query::v1::ListQuotesRequest> QuoteRequests();
std::vector<query::v1::ListEntitiesRequest> EntityRequests();

// The filters they use, each with something of its own.
std::vector<query::v1::ArticleFilter> ArticleFilters();

}  // namespace sitrep::testing
