#pragma once

#include <vector>

#include "sitrep/query/v1/query_service.pb.h"

namespace sitrep::testing {

// Requests about incidents, days and stories: what is found by putting the reports of all partitions together.
std::vector<query::v1::ListEventsRequest> EventRequests();
std::vector<query::v1::GetTimelineRequest> TimelineRequests();
std::vector<query::v1::ListStoriesRequest> StoryRequests();

}  // namespace sitrep::testing
