#pragma once

#include <functional>
#include <memory>
#include <string>

#include "common/base/cursor.h"
#include "services/query/document_view/view_state.h"

namespace sitrep::query {

class CorroborationView;
class Freshness;

// What this pod answers from at one moment. A plain value; `owner` keeps everything else alive.
struct ServedViews {
  std::shared_ptr<const void> owner;
  std::shared_ptr<const ViewState> documents;
  // Null where the pod is not whole.
  const CorroborationView* corroboration = nullptr;
  // Who waits here is told when the views, those of now, have come so far.
  Freshness* freshness = nullptr;
  std::string pipeline_version;
  bool ready = true;
  CursorVector reached;
};

// Thread-safe, and quick.
using PinViews = std::function<ServedViews()>;

}  // namespace sitrep::query
