#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/query/query_language/ast.h"
#include "sitrep/query/v1/filter.pb.h"

namespace sitrep::query {

// Everything an ArticleFilter asks for as one query: its words and each of its fields, all of which must hold. Names
// stay NameNodes, to be resolved by ResolveNames. INVALID_ARGUMENT (QUERY_SYNTAX, INVALID_FIELD) names the field and
// what is wrong with its value. Pure, thread-safe.
absl::StatusOr<Query> CompileFilter(const v1::ArticleFilter& filter);

// What a name of a place covers. Country codes and first-order areas ("UA.12") stand for every place in them.
struct PlaceArea {
  std::vector<std::string> entity_ids;
  std::vector<std::string> country_codes;
  std::vector<std::string> admin1_areas;
  std::optional<Point> centre;
};

// Turns names as people write them into ids; a seam, because the knowledge of names is the tagger's. Both may answer
// with nothing, which no article matches, or with an error, which ends the request.
class NameResolver {
 public:
  virtual ~NameResolver() = default;
  // The entities that an id or a name in any spelling may mean.
  virtual absl::StatusOr<std::vector<std::string>> ResolveEntity(std::string_view name) = 0;
  virtual absl::StatusOr<PlaceArea> ResolvePlace(std::string_view name) = 0;
};

// Replaces every NameNode by conditions on ids.
absl::Status ResolveNames(NameResolver& resolver, Query& query);

// The document mentions any of these entities; a place or a place in it.
Query MentionsEntity(const std::vector<std::string>& entity_ids);
Query MentionsPlace(const PlaceArea& area);

}  // namespace sitrep::query
