#include "services/query/event_requests.h"

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/string_views.h"
#include "common/rpc/request_checks.h"
#include "common/text/iso_date.h"
#include "common/text/unicode.h"
#include "common/text/words.h"
#include "services/query/matching_articles.h"
#include "services/query/query_language/article_filter.h"

namespace sitrep::query {
namespace {

constexpr int kMaxValues = 64;
constexpr size_t kMaxValueBytes = 256;
constexpr size_t kMaxQueryBytes = 4'096;
constexpr double kDefaultRadiusKm = 50;
constexpr double kMaxRadiusKm = 20'000;

absl::Status CheckValue(std::string_view field, const std::string& value) {
  if (value.empty()) return InvalidField(field, "must not be empty");
  if (value.size() > kMaxValueBytes) {
    return InvalidField(field, absl::StrCat("has ", value.size(), " bytes, more than ", kMaxValueBytes));
  }
  return text::ValidateUtf8(field, value);
}

absl::Status CheckValues(std::string_view field, const google::protobuf::RepeatedPtrField<std::string>& values) {
  if (values.size() > kMaxValues) {
    return InvalidField(field, absl::StrCat("has ", values.size(), " values, more than ", kMaxValues));
  }
  for (int i = 0; i < values.size(); ++i) {
    SITREP_RETURN_IF_ERROR(CheckValue(absl::StrCat(ToAbsl(field), "[", i, "]"), values[i]));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<int32_t>> DayOf(std::string_view field, const std::string& value) {
  if (value.empty()) return std::nullopt;
  const absl::StatusOr<text::PublicationTime> time = text::ParseIsoDate(value);
  if (!time.ok()) return InvalidField(field, ToStd(time.status().message()));
  return static_cast<int32_t>(text::DaysSinceEpoch(time->LocalDay()));
}

corroboration::PlaceCondition ConditionOf(const PlaceArea& area) {
  corroboration::PlaceCondition condition;
  condition.entity_ids = area.entity_ids;
  condition.country_codes = area.country_codes;
  condition.admin1_areas = area.admin1_areas;
  return condition;
}

absl::Status ResolvePlaces(const v1::EventFilter& request, NameLookup& names, corroboration::EventFilter& filter) {
  if (!request.place().empty()) {
    SITREP_RETURN_IF_ERROR(CheckValue("place", request.place()));
    SITREP_ASSIGN_OR_RETURN(const PlaceArea area, names.ResolvePlace(request.place()));
    filter.place = ConditionOf(area);
  }
  if (request.near().empty()) {
    if (request.within_km() != 0) return InvalidField("within_km", "needs near");
    return absl::OkStatus();
  }
  SITREP_RETURN_IF_ERROR(CheckValue("near", request.near()));
  const double radius = request.within_km() == 0 ? kDefaultRadiusKm : request.within_km();
  if (!(radius > 0 && radius <= kMaxRadiusKm)) {
    return InvalidField("within_km", absl::StrCat("must lie between 0 and ", kMaxRadiusKm, ": ", radius));
  }
  SITREP_ASSIGN_OR_RETURN(const PlaceArea area, names.ResolvePlace(request.near()));
  filter.near.emplace();
  if (area.centre.has_value()) {
    filter.near->circle = corroboration::PlaceCondition::Circle{area.centre->latitude, area.centre->longitude, radius};
  }
  return absl::OkStatus();
}

absl::StatusOr<corroboration::EventFilter> ResolveFilter(const v1::EventFilter& request, NameLookup& names) {
  corroboration::EventFilter filter;
  SITREP_RETURN_IF_ERROR(CheckValues("entities", request.entities()));
  SITREP_RETURN_IF_ERROR(CheckValues("types", request.types()));
  SITREP_RETURN_IF_ERROR(CheckValues("sources", request.sources()));
  for (const std::string& name : request.entities()) {
    SITREP_ASSIGN_OR_RETURN(std::vector<std::string> ids, names.ResolveEntity(name));
    filter.entities.push_back(std::move(ids));
  }
  SITREP_RETURN_IF_ERROR(ResolvePlaces(request, names, filter));
  filter.types.assign(request.types().begin(), request.types().end());
  filter.sources.assign(request.sources().begin(), request.sources().end());
  SITREP_ASSIGN_OR_RETURN(filter.from_day, DayOf("from", request.from()));
  SITREP_ASSIGN_OR_RETURN(filter.to_day, DayOf("to", request.to()));
  if (filter.from_day.has_value() && filter.to_day.has_value() && *filter.from_day > *filter.to_day) {
    return InvalidField("to", absl::StrCat(request.to(), " is before ", request.from()));
  }
  for (const int realis : request.realis()) {
    filter.realis.push_back(static_cast<type::v1::Event::Realis>(realis));
  }
  if (request.query().size() > kMaxQueryBytes) return InvalidField("query", "has more than 4096 bytes");
  SITREP_RETURN_IF_ERROR(text::ValidateUtf8("query", request.query()));
  text::ForEachWord(request.query(), [&filter](const text::Word& word) { filter.terms.emplace_back(word.term); });
  if (request.min_sources() < 0) {
    return InvalidField("min_sources", absl::StrCat("must not be negative: ", request.min_sources()));
  }
  filter.min_sources = static_cast<uint32_t>(request.min_sources());
  return filter;
}

absl::StatusOr<corroboration::EventFilter> FilterOf(const v1::EventFilter& request, NameLookup& names) {
  absl::StatusOr<corroboration::EventFilter> filter = ResolveFilter(request, names);
  if (!filter.ok()) return AtField("filter.", filter.status());
  return filter;
}

}  // namespace

absl::Status AnswerListEvents(const CorroborationView& view, const v1::ListEventsRequest& request, NameLookup& names,
                              const corroboration::IsCancelled& is_cancelled, v1::ListEventsResponse& response) {
  SITREP_ASSIGN_OR_RETURN(corroboration::EventFilter filter, FilterOf(request.filter(), names));
  filter.request_hash = rpc::HashRequest(request, {"page_size", "page_token", "freshness"});
  SITREP_ASSIGN_OR_RETURN(response, view.ListEvents(filter, request.page_size(), request.page_token(), is_cancelled));
  return absl::OkStatus();
}

absl::Status AnswerGetTimeline(const CorroborationView& view, const v1::GetTimelineRequest& request, NameLookup& names,
                               const corroboration::IsCancelled& is_cancelled, v1::GetTimelineResponse& response) {
  SITREP_ASSIGN_OR_RETURN(corroboration::EventFilter filter, FilterOf(request.filter(), names));
  filter.request_hash = rpc::HashRequest(request, {"page_size", "page_token", "freshness"});
  SITREP_ASSIGN_OR_RETURN(response, view.GetTimeline(filter, request.page_size(), request.incidents_per_day(),
                                                     request.page_token(), is_cancelled));
  return absl::OkStatus();
}

absl::Status AnswerListStories(const CorroborationView& view, const NameLookup::AskArticles& articles,
                               const v1::ListStoriesRequest& request, NameLookup& names,
                               const corroboration::IsCancelled& is_cancelled, v1::ListStoriesResponse& response) {
  absl::StatusOr<Query> query = CompileFilter(request.filter());
  if (!query.ok()) return AtField("filter.", query.status());
  SITREP_RETURN_IF_ERROR(ResolveNames(names, *query));
  if (request.min_articles() < 0) {
    return InvalidField("min_articles", absl::StrCat("must not be negative: ", request.min_articles()));
  }
  std::optional<MatchingArticles> matching;
  std::vector<v1::MissingPart> missing;
  if (!std::holds_alternative<EverythingNode>(query->node)) {
    SITREP_RETURN_IF_ERROR(articles([&](const FanOut& corpus) -> absl::Status {
      SITREP_ASSIGN_OR_RETURN(matching, MatchingArticles::Find(corpus, *query));
      missing = corpus.missing();
      return absl::OkStatus();
    }));
  }
  const auto includes = [&matching](const std::string& id) { return !matching.has_value() || matching->Contains(id); };
  corroboration::StoryFilter filter{.includes = includes};
  filter.min_articles = request.min_articles();
  SITREP_ASSIGN_OR_RETURN(filter.from_day, DayOf("filter.published_from", request.filter().published_from()));
  SITREP_ASSIGN_OR_RETURN(filter.to_day, DayOf("filter.published_to", request.filter().published_to()));
  filter.request_hash = rpc::HashRequest(request, {"page_size", "page_token", "freshness"});
  SITREP_ASSIGN_OR_RETURN(response, view.ListStories(filter, request.page_size(), request.page_token(), is_cancelled));
  for (const v1::MissingPart& part : missing) *response.add_missing() = part;
  return absl::OkStatus();
}

}  // namespace sitrep::query
