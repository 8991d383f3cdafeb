#pragma once

#include "absl/status/status.h"
#include "services/query/corroboration_view/corroboration_view.h"
#include "services/query/name_lookup.h"
#include "sitrep/query/v1/query_service.pb.h"

namespace sitrep::query {

// The requests that the corroboration view answers: their fields are checked, names resolved, and the view is asked.
// INVALID_ARGUMENT names the field.
absl::Status AnswerListEvents(const CorroborationView& view, const v1::ListEventsRequest& request, NameLookup& names,
                              const corroboration::IsCancelled& is_cancelled, v1::ListEventsResponse& response);
absl::Status AnswerGetTimeline(const CorroborationView& view, const v1::GetTimelineRequest& request, NameLookup& names,
                               const corroboration::IsCancelled& is_cancelled, v1::GetTimelineResponse& response);
// `articles` says which articles match a filter.
absl::Status AnswerListStories(const CorroborationView& view, const NameLookup::AskArticles& articles,
                               const v1::ListStoriesRequest& request, NameLookup& names,
                               const corroboration::IsCancelled& is_cancelled, v1::ListStoriesResponse& response);

}  // namespace sitrep::query
