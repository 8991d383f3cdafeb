#include "services/query/serving.h"

#include <utility>

namespace sitrep::query {

ServedViews ViewsOf(std::shared_ptr<Generation> generation, const Holding& holding) {
  ServedViews views;
  views.documents = generation->documents().Pin();
  views.corroboration = holding.whole ? &generation->corroboration() : nullptr;
  views.freshness = &generation->freshness();
  views.pipeline_version = generation->pipeline_version();
  views.reached = generation->reached();
  views.owner = std::move(generation);
  return views;
}

}  // namespace sitrep::query
