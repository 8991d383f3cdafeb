#include "services/query/name_lookup.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/string_views.h"
#include "services/query/document_view/entity_listing.h"

namespace sitrep::query {
namespace {

constexpr absl::Duration kTaggerTimeout = absl::Seconds(5);
constexpr int kMaxCandidates = 10;
constexpr size_t kMaxEntities = 8;
// Candidates at least so good, measured by the best one, are all meant.
constexpr float kAlsoMeant = 0.8f;

bool IsId(std::string_view name) { return name.find(':') != std::string_view::npos; }

std::optional<Point> ParsePoint(std::string_view name) {
  const std::vector<std::string> parts = absl::StrSplit(ToAbsl(name), ',');
  Point point{};
  if (parts.size() != 2 || !absl::SimpleAtod(parts[0], &point.latitude) ||
      !absl::SimpleAtod(parts[1], &point.longitude)) {
    return std::nullopt;
  }
  if (!(point.latitude >= -90 && point.latitude <= 90 && point.longitude >= -180 && point.longitude <= 180)) {
    return std::nullopt;
  }
  return point;
}

}  // namespace

absl::StatusOr<tagger::v1::LookUpEntityResponse> NameLookup::Ask(std::string_view name, const std::string& kind) {
  tagger::v1::LookUpEntityRequest request;
  request.set_name(std::string(name));
  if (!kind.empty()) request.add_kinds(kind);
  request.set_limit(kMaxCandidates);
  const absl::Duration timeout = std::min(deadline_ - absl::Now(), kTaggerTimeout);
  absl::StatusOr<tagger::v1::LookUpEntityResponse> response =
      tagger_.Call(&tagger::v1::TaggerService::Stub::LookUpEntity, request, timeout, &trace_);
  if (response.ok() || absl::IsInvalidArgument(response.status())) return response;
  return MakeError(absl::StatusCode::kUnavailable, "NEIGHBOUR_UNAVAILABLE",
                   absl::StrCat("the tagger, which knows names, does not answer (an entity id needs no tagger): ",
                                response.status().message()));
}

// Where the knowledge base has nothing: entities whose names in articles hold these words.
absl::StatusOr<std::vector<std::string>> NameLookup::EntitiesNamed(std::string_view name) const {
  EntitySpec spec;
  spec.query = Query{EverythingNode{}};
  spec.name = std::string(name);
  spec.page_size = kMaxEntities;
  v1::ListEntitiesResponse listed;
  SITREP_RETURN_IF_ERROR(articles_([&](const FanOut& corpus) -> absl::Status {
    SITREP_ASSIGN_OR_RETURN(listed, ListEntities(corpus, spec));
    return absl::OkStatus();
  }));
  std::vector<std::string> ids;
  for (const v1::EntityCount& count : listed.entities()) ids.push_back(count.entity().entity_id());
  return ids;
}

absl::StatusOr<std::vector<std::string>> NameLookup::ResolveEntity(std::string_view name) {
  std::vector<std::string> ids;
  if (IsId(name)) {
    ids.emplace_back(name);
  } else {
    SITREP_ASSIGN_OR_RETURN(const tagger::v1::LookUpEntityResponse response, Ask(name, ""));
    for (const auto& candidate : response.candidates()) {
      if (candidate.score() < kAlsoMeant * response.candidates(0).score()) break;
      ids.push_back(candidate.entity().entity_id());
    }
    ids.insert(ids.end(), response.unlinked_entity_ids().begin(), response.unlinked_entity_ids().end());
    if (response.candidates().empty() || response.candidates(0).score() < kAlsoMeant) {
      SITREP_ASSIGN_OR_RETURN(const std::vector<std::string> named, EntitiesNamed(name));
      ids.insert(ids.end(), named.begin(), named.end());
    }
  }
  stored::v1::ResolvedName& resolved = resolved_.emplace_back();
  resolved.set_name(std::string(name));
  for (const std::string& id : ids) resolved.add_entity_ids(id);
  return ids;
}

absl::StatusOr<PlaceArea> NameLookup::ResolvePlace(std::string_view name) {
  PlaceArea area;
  if (area.centre = ParsePoint(name); !area.centre.has_value()) {
    SITREP_ASSIGN_OR_RETURN(const tagger::v1::LookUpEntityResponse response, Ask(name, "PLACE"));
    if (response.candidates().empty()) {
      area.entity_ids.assign(response.unlinked_entity_ids().begin(), response.unlinked_entity_ids().end());
    } else {
      const tagger::v1::Entity& place = response.candidates(0).entity();
      area.entity_ids.push_back(place.entity_id());
      const type::v1::Location& location = place.location();
      if (absl::StartsWith(location.feature_code(), "PCL")) {
        area.country_codes.push_back(place.country_code());
      } else if (location.feature_code() == "ADM1") {
        area.admin1_areas.push_back(absl::StrCat(place.country_code(), ".", location.admin1_code()));
      }
      if (place.has_location()) area.centre = Point{location.latitude(), location.longitude()};
    }
  }
  stored::v1::ResolvedName& resolved = resolved_.emplace_back();
  resolved.set_name(std::string(name));
  resolved.set_is_place(true);
  for (const std::string& id : area.entity_ids) resolved.add_entity_ids(id);
  for (const std::string& code : area.country_codes) resolved.add_country_codes(code);
  for (const std::string& admin1 : area.admin1_areas) resolved.add_admin1_areas(admin1);
  resolved.set_has_centre(area.centre.has_value());
  if (area.centre.has_value()) {
    resolved.set_latitude(area.centre->latitude);
    resolved.set_longitude(area.centre->longitude);
  }
  return area;
}

absl::StatusOr<tagger::v1::Entity> NameLookup::FindEntity(std::string_view name) {
  SITREP_ASSIGN_OR_RETURN(tagger::v1::LookUpEntityResponse response, Ask(name, ""));
  for (auto& candidate : *response.mutable_candidates()) {
    if (!IsId(name) || candidate.entity().entity_id() == name) return std::move(*candidate.mutable_entity());
  }
  return absl::NotFoundError(absl::StrCat("the knowledge base has no entity ", ToAbsl(name)));
}

}  // namespace sitrep::query
