#include "cli/article_options.h"

#include <map>

#include "CLI/Config.hpp"
#include "CLI/Formatter.hpp"
#include "absl/strings/str_join.h"

namespace sitrep::cli {

query::v1::ArticleFilter ArticleOptions::ToFilter() const {
  query::v1::ArticleFilter filter;
  filter.set_query(absl::StrJoin(query, " "));
  filter.set_published_from(from);
  filter.set_published_to(to);
  // One day, or FROM..TO.
  const size_t dots = mentioned.find("..");
  filter.set_mentioned_from(mentioned.substr(0, dots));
  filter.set_mentioned_to(dots == std::string::npos ? mentioned : mentioned.substr(dots + 2));
  for (const std::string& entity : entities) filter.add_entities(entity);
  filter.set_place(place);
  filter.set_near(near);
  filter.set_within_km(within_km);
  for (const std::string& source : sources) filter.add_sources(source);
  for (const std::string& event : events) filter.add_event_types(event);
  for (const std::string& topic : topics) filter.add_topics(topic);
  return filter;
}

std::shared_ptr<ArticleOptions> AddArticleOptions(CLI::App& command, bool query_required) {
  auto options = std::make_shared<ArticleOptions>();
  CLI::Option* query = command.add_option("QUERY", options->query, "words, \"phrases\", AND OR NOT -word, field:value");
  if (query_required) query->required();
  command.add_option("--from", options->from, "published on or after this ISO day or moment");
  command.add_option("--to", options->to, "published on or before this ISO day");
  command.add_option("--mentioned", options->mentioned, "mentions this ISO day, or FROM..TO");
  command.add_option("--entity", options->entities,
                     "mentions this person, organisation, place or group, by any spelling");
  command.add_option("--place", options->place, "mentions this place or a place in it");
  command.add_option("--near", options->near, "mentions a place near this one, a name or LAT,LON");
  command.add_option("--within", options->within_km, "how near, in km (50)")->check(CLI::PositiveNumber);
  command.add_option("--source", options->sources, "from this source; may be repeated");
  command.add_option("--event", options->events,
                     "reports an event of this type or frame: ASSAULT, talks, ceasefire ...");
  command.add_option("--topic", options->topics, "is about this topic: diplomatic, military, sport ...");
  return options;
}

query::v1::EventFilter EventOptions::ToFilter() const {
  static const std::map<std::string, type::v1::Event::Realis> kRealis = {
      {"asserted", type::v1::Event::ASSERTED},
      {"planned", type::v1::Event::PLANNED},
      {"claimed", type::v1::Event::CLAIMED},
      {"denied", type::v1::Event::DENIED},
      {"hypothetical", type::v1::Event::HYPOTHETICAL}};
  query::v1::EventFilter filter;
  for (const std::string& entity : entities) filter.add_entities(entity);
  filter.set_place(place);
  filter.set_near(near);
  filter.set_within_km(within_km);
  for (const std::string& type : types) filter.add_types(type);
  filter.set_from(from);
  filter.set_to(to);
  for (const std::string& name : realis) filter.add_realis(kRealis.at(name));
  for (const std::string& source : sources) filter.add_sources(source);
  filter.set_query(words);
  filter.set_min_sources(min_sources);
  return filter;
}

std::shared_ptr<EventOptions> AddEventOptions(CLI::App& command) {
  auto options = std::make_shared<EventOptions>();
  command.add_option("--entity", options->entities, "takes part: a person, organisation or country, by any spelling");
  command.add_option("--place", options->place, "is there, or in it");
  command.add_option("--near", options->near, "is near this place, a name or LAT,LON");
  command.add_option("--within", options->within_km, "how near, in km (50)")->check(CLI::PositiveNumber);
  command.add_option("--type", options->types, "PLOVER type or frame: ASSAULT, talks, ceasefire, capture ...");
  command.add_option("--from", options->from, "on or after this ISO day");
  command.add_option("--to", options->to, "on or before this ISO day");
  command.add_option("--realis", options->realis, "asserted, planned, claimed, denied, hypothetical")
      ->check(CLI::IsMember({"asserted", "planned", "claimed", "denied", "hypothetical"}));
  command.add_option("--source", options->sources, "reported by this source; may be repeated");
  command.add_option("--words", options->words, "the evidence holds these words");
  command.add_option("--min-sources", options->min_sources, "reported by at least so many independent sources");
  return options;
}

}  // namespace sitrep::cli
