#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/query/document_view/fan_out.h"
#include "services/query/document_view/partition_source.h"
#include "sitrep/query/v1/query_service.pb.h"

namespace sitrep::query {

// A ListEntities request with names resolved and numbers in range.
struct EntitySpec {
  Query query;
  // "PERSON", ...; empty: all.
  std::vector<std::string> kinds;
  // Only canonical names that hold all of these words; empty: all.
  std::string name;
  size_t page_size = 50;
  std::string page_token;
  uint64_t request_hash = 0;
};

// Entities by how many of the matching articles mention them, most first. INVALID_ARGUMENT (PAGE_TOKEN_INVALID),
// and what sources fail with.
absl::StatusOr<v1::ListEntitiesResponse> ListEntities(const FanOut& corpus, const EntitySpec& spec);

// What the articles say of an entity, which may go by several ids: names seen, articles a day, related entities by how
// many articles mention both, its newest articles. Roles and external ids are the knowledge base's and stay empty.
// NOT_FOUND (ENTITY_NOT_FOUND) when no article mentions it.
struct ProfileSpec {
  std::vector<std::string> entity_ids;
  size_t related = 20;
  size_t newest = 10;
};
absl::StatusOr<v1::EntityProfile> ProfileEntity(const FanOut& corpus, const ProfileSpec& spec);

}  // namespace sitrep::query
