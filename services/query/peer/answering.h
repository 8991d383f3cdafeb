#pragma once

#include "absl/status/statusor.h"
#include "services/query/document_view/fan_out.h"
#include "sitrep/query/peer/v1/peer_service.pb.h"

namespace sitrep::query {

// What this pod's own partitions say to a question of another pod. INVALID_ARGUMENT for what no pod asks;
// near-duplicates are not theirs to know.
absl::StatusOr<peer::v1::Answer> AnswerQuestion(const FanOut& own, const peer::v1::Question& question);

}  // namespace sitrep::query
