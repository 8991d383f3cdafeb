#pragma once

#include "absl/status/statusor.h"
#include "services/query/query_language/ast.h"
#include "sitrep/query/peer/v1/query.pb.h"

// Queries as they travel between pods. Pure functions; what is encoded decodes to an equal query.
namespace sitrep::query {

peer::v1::Query ToWire(const Query& query);
peer::v1::Published ToWire(const PublishedNode& node);

// INVALID_ARGUMENT for what no encoder made: a node of no kind, a NOT without its one child, a phrase of less than two
// words, numbers that are not finite, nesting deeper than any request's. The bounds are those of a compiled filter,
// whose names may each have become a few levels.
absl::StatusOr<Query> FromWire(const peer::v1::Query& wire);
PublishedNode FromWire(const peer::v1::Published& wire);

}  // namespace sitrep::query
