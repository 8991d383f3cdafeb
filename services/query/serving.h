#pragma once

#include <memory>

#include "services/query/generations.h"
#include "services/query/peer/holding.h"
#include "services/query/peer/served_views.h"

namespace sitrep::query {

// What a generation shows at this moment.
ServedViews ViewsOf(std::shared_ptr<Generation> generation, const Holding& holding);

}  // namespace sitrep::query
