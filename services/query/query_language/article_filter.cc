#include "services/query/query_language/article_filter.h"

#include <array>
#include <cmath>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/string_views.h"
#include "common/text/iso_date.h"
#include "common/text/unicode.h"
#include "services/query/query_language/parser.h"

namespace sitrep::query {
namespace {

constexpr int kMaxValues = 64;
constexpr size_t kMaxValueBytes = 256;
constexpr double kDefaultWithinKm = 50;
constexpr double kMinWithinKm = 1;
constexpr double kMaxWithinKm = 20'000;

absl::Status ValidateValue(std::string_view field, std::string_view value) {
  if (absl::StripAsciiWhitespace(ToAbsl(value)).empty()) return InvalidField(field, "is empty");
  if (value.size() > kMaxValueBytes) {
    return InvalidField(field, absl::StrCat("has ", value.size(), " bytes, at most ", kMaxValueBytes, " are allowed"));
  }
  return text::ValidateUtf8(field, value);
}

template <typename Values>
absl::Status ValidateValues(std::string_view field, const Values& values) {
  if (values.size() > kMaxValues) {
    return InvalidField(field, absl::StrCat("has ", values.size(), " values, at most ", kMaxValues, " are allowed"));
  }
  for (int i = 0; i < values.size(); ++i) {
    SITREP_RETURN_IF_ERROR(ValidateValue(absl::StrCat(ToAbsl(field), "[", i, "]"), values[i]));
  }
  return absl::OkStatus();
}

absl::StatusOr<text::PublicationTime> ParseDate(std::string_view field, std::string_view value) {
  SITREP_RETURN_IF_ERROR(ValidateValue(field, value));
  absl::StatusOr<text::PublicationTime> date = text::ParseIsoDate(value);
  if (!date.ok()) return InvalidField(field, ToStd(date.status().message()));
  return date;
}

absl::StatusOr<int32_t> ParseDay(std::string_view field, std::string_view value) {
  SITREP_ASSIGN_OR_RETURN(const text::PublicationTime date, ParseDate(field, value));
  if (date.granularity != text::PublicationTime::Granularity::kDay) {
    return InvalidField(field, absl::StrCat("must be a day: '", ToAbsl(value), "'"));
  }
  return static_cast<int32_t>(text::DaysSinceEpoch(date.LocalDay()));
}

absl::StatusOr<Query> CompilePublished(const v1::ArticleFilter& filter) {
  if (filter.published_from().empty() && filter.published_to().empty()) return Query{};
  PublishedNode node;
  const auto set = [](const text::PublicationTime& date, std::optional<int32_t>& day, std::optional<int64_t>& unix_s) {
    if (date.granularity == text::PublicationTime::Granularity::kDay) {
      day = static_cast<int32_t>(text::DaysSinceEpoch(date.LocalDay()));
    } else {
      unix_s = date.unix_seconds;
    }
  };
  if (!filter.published_from().empty()) {
    SITREP_ASSIGN_OR_RETURN(const text::PublicationTime from, ParseDate("published_from", filter.published_from()));
    set(from, node.from_day, node.from_unix_s);
  }
  if (!filter.published_to().empty()) {
    SITREP_ASSIGN_OR_RETURN(const text::PublicationTime to, ParseDate("published_to", filter.published_to()));
    set(to, node.to_day, node.to_unix_s);
  }
  if ((node.from_day && node.to_day && *node.from_day > *node.to_day) ||
      (node.from_unix_s && node.to_unix_s && *node.from_unix_s > *node.to_unix_s)) {
    return InvalidField("published_to", absl::StrCat("'", filter.published_to(), "' is before published_from"));
  }
  return Query{node};
}

absl::StatusOr<Query> CompileMentioned(const v1::ArticleFilter& filter) {
  if (filter.mentioned_from().empty() && filter.mentioned_to().empty()) return Query{};
  MentionedNode node{
      .first_day = static_cast<int32_t>(text::DaysSinceEpoch({.year = 1000, .month = 1, .day = 1})),
      .last_day = static_cast<int32_t>(text::DaysSinceEpoch({.year = 9999, .month = 12, .day = 31})),
  };
  if (!filter.mentioned_from().empty()) {
    SITREP_ASSIGN_OR_RETURN(node.first_day, ParseDay("mentioned_from", filter.mentioned_from()));
  }
  if (!filter.mentioned_to().empty()) {
    SITREP_ASSIGN_OR_RETURN(node.last_day, ParseDay("mentioned_to", filter.mentioned_to()));
  }
  if (node.first_day > node.last_day) {
    return InvalidField("mentioned_to", absl::StrCat("'", filter.mentioned_to(), "' is before mentioned_from"));
  }
  return Query{node};
}

// "lat,lon"; nullopt when it is a name.
absl::StatusOr<std::optional<Point>> ParsePoint(std::string_view value) {
  const size_t comma = value.find(',');
  if (comma == std::string_view::npos) return std::nullopt;
  Point point;
  if (!absl::SimpleAtod(ToAbsl(value.substr(0, comma)), &point.latitude) ||
      !absl::SimpleAtod(ToAbsl(value.substr(comma + 1)), &point.longitude)) {
    return std::nullopt;
  }
  if (!IsOnEarth(point)) return InvalidField("near", absl::StrCat("is not on the earth: '", ToAbsl(value), "'"));
  return point;
}

absl::StatusOr<Query> CompileNear(const v1::ArticleFilter& filter) {
  if (filter.near().empty()) {
    if (filter.within_km() != 0) return InvalidField("within_km", "is given without near");
    return Query{};
  }
  SITREP_RETURN_IF_ERROR(ValidateValue("near", filter.near()));
  const double within_km = filter.within_km() == 0 ? kDefaultWithinKm : filter.within_km();
  if (!(within_km >= kMinWithinKm && within_km <= kMaxWithinKm)) {
    return InvalidField("within_km",
                        absl::StrCat("must be from ", kMinWithinKm, " to ", kMaxWithinKm, ": ", within_km));
  }
  SITREP_ASSIGN_OR_RETURN(const std::optional<Point> point, ParsePoint(filter.near()));
  if (point) return Query{NearNode{point->latitude, point->longitude, within_km}};
  return Query{NameNode{NameNode::Field::kNear, filter.near(), within_km}};
}

template <typename Values>
Query AnyValue(TermKind kind, const Values& values) {
  if (values.empty()) return {};
  std::vector<std::string> keys;
  for (const std::string& value : values) {
    keys.push_back(FoldedTermKey(kind, ToStd(absl::StripAsciiWhitespace(value))));
  }
  return AnyTerm(keys);
}

}  // namespace

absl::StatusOr<Query> CompileFilter(const v1::ArticleFilter& filter) {
  SITREP_ASSIGN_OR_RETURN(Query query, ParseQuery(filter.query()));
  SITREP_ASSIGN_OR_RETURN(Query published, CompilePublished(filter));
  SITREP_ASSIGN_OR_RETURN(Query mentioned, CompileMentioned(filter));
  SITREP_ASSIGN_OR_RETURN(Query near, CompileNear(filter));
  SITREP_RETURN_IF_ERROR(ValidateValues("entities", filter.entities()));
  SITREP_RETURN_IF_ERROR(ValidateValues("sources", filter.sources()));
  SITREP_RETURN_IF_ERROR(ValidateValues("event_types", filter.event_types()));
  SITREP_RETURN_IF_ERROR(ValidateValues("topics", filter.topics()));
  query = Both(std::move(query), std::move(published));
  query = Both(std::move(query), std::move(mentioned));
  query = Both(std::move(query), std::move(near));
  for (const std::string& entity : filter.entities()) {
    query = Both(std::move(query), {NameNode{NameNode::Field::kEntity, entity}});
  }
  if (!filter.place().empty()) {
    SITREP_RETURN_IF_ERROR(ValidateValue("place", filter.place()));
    query = Both(std::move(query), {NameNode{NameNode::Field::kPlace, filter.place()}});
  }
  query = Both(std::move(query), AnyValue(TermKind::kSource, filter.sources()));
  query = Both(std::move(query), AnyValue(TermKind::kEventType, filter.event_types()));
  return Both(std::move(query), AnyValue(TermKind::kTopic, filter.topics()));
}

absl::Status ResolveNames(NameResolver& resolver, Query& query) {
  const auto resolve_all = [&resolver](std::vector<Query>& children) -> absl::Status {
    for (Query& child : children) SITREP_RETURN_IF_ERROR(ResolveNames(resolver, child));
    return absl::OkStatus();
  };
  if (auto* both = std::get_if<AndNode>(&query.node)) return resolve_all(both->children);
  if (auto* any = std::get_if<OrNode>(&query.node)) return resolve_all(any->children);
  if (auto* negation = std::get_if<NotNode>(&query.node)) return resolve_all(negation->child);
  const auto* name = std::get_if<NameNode>(&query.node);
  if (name == nullptr) return absl::OkStatus();
  switch (name->field) {
    case NameNode::Field::kEntity: {
      SITREP_ASSIGN_OR_RETURN(const std::vector<std::string> ids, resolver.ResolveEntity(name->name));
      query = MentionsEntity(ids);
      break;
    }
    case NameNode::Field::kPlace: {
      SITREP_ASSIGN_OR_RETURN(const PlaceArea area, resolver.ResolvePlace(name->name));
      query = MentionsPlace(area);
      break;
    }
    case NameNode::Field::kNear: {
      SITREP_ASSIGN_OR_RETURN(const PlaceArea area, resolver.ResolvePlace(name->name));
      const double radius_km = name->radius_km;
      query = area.centre ? Query{NearNode{area.centre->latitude, area.centre->longitude, radius_km}} : Query{OrNode{}};
      break;
    }
  }
  return absl::OkStatus();
}

Query MentionsEntity(const std::vector<std::string>& entity_ids) {
  std::vector<std::string> keys;
  for (const std::string& id : entity_ids) keys.push_back(TermKey(TermKind::kEntity, id));
  return AnyTerm(keys);
}

Query MentionsPlace(const PlaceArea& area) {
  std::vector<std::string> keys;
  for (const std::string& id : area.entity_ids) keys.push_back(TermKey(TermKind::kEntity, id));
  for (const std::string& code : area.country_codes) keys.push_back(TermKey(TermKind::kCountry, code));
  for (const std::string& admin1 : area.admin1_areas) keys.push_back(TermKey(TermKind::kAdmin1, admin1));
  return AnyTerm(keys);
}

}  // namespace sitrep::query
