#pragma once

#include <memory>
#include <string>
#include <vector>

#include "CLI/App.hpp"
#include "sitrep/query/v1/filter.pb.h"
#include "sitrep/query/v1/query_service.pb.h"

namespace sitrep::cli {

// The flags that several commands share, and the request they become.

// Which articles: QUERY, --from, --to, --mentioned, --entity, --place, --near, --within, --source, --event, --topic.
struct ArticleOptions {
  std::vector<std::string> query;
  std::string from;
  std::string to;
  std::string mentioned;
  std::vector<std::string> entities;
  std::string place;
  std::string near;
  double within_km = 0;
  std::vector<std::string> sources;
  std::vector<std::string> events;
  std::vector<std::string> topics;

  query::v1::ArticleFilter ToFilter() const;
};
// `query_required`: QUERY must be given.
std::shared_ptr<ArticleOptions> AddArticleOptions(CLI::App& command, bool query_required);

// Which events: --entity, --place, --near, --within, --type, --from, --to, --realis, --source, --words, --min-sources.
struct EventOptions {
  std::vector<std::string> entities;
  std::string place;
  std::string near;
  double within_km = 0;
  std::vector<std::string> types;
  std::string from;
  std::string to;
  std::vector<std::string> realis;
  std::vector<std::string> sources;
  std::string words;
  int min_sources = 0;

  query::v1::EventFilter ToFilter() const;
};
std::shared_ptr<EventOptions> AddEventOptions(CLI::App& command);

}  // namespace sitrep::cli
