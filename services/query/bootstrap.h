#pragma once

#include <cstdint>
#include <vector>

#include "common/obs/log.h"
#include "common/rpc/endpoints.h"
#include "services/query/generations.h"

namespace sitrep::query {

// Fills an empty folder with the views of the first peer that holds the same and gives them, so that a new pod does not
// have to build them from the log. What fails is logged and the next peer asked; false when there is none left.
// `log_id` is the log the views must be of; 0: any. `log` must outlive it.
Generations::FetchFolder FetchFromPeers(std::vector<rpc::HostAddress> peers, Holding holding, uint64_t log_id,
                                        obs::Log& log);

}  // namespace sitrep::query
