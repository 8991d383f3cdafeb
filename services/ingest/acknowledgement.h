#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "services/ingest/log_writer.h"
#include "sitrep/ingest/v1/ingest_service.pb.h"

namespace sitrep::ingest {

// What an article is acknowledged with, but for its write token.
v1::Acknowledgement ToAcknowledgement(const storage::v1::Article& article, const Accepted& accepted);

// Why one article of a batch is refused. REQUIRES: not OK.
v1::Refusal ToRefusal(const absl::Status& status);

// A write token for one record.
std::string WriteToken(uint64_t log_id, Partition partition, Offset next);

}  // namespace sitrep::ingest
