#pragma once

#include <string_view>

#include "absl/status/statusor.h"
#include "services/query/corroboration_view/event_filter.h"
#include "services/query/corroboration_view/view_reader.h"
#include "sitrep/query/v1/query_service.pb.h"

namespace sitrep::query::corroboration {

inline constexpr int kDefaultEventPage = 50;
inline constexpr int kMaxEventPage = 500;
inline constexpr int kDefaultTimelineDays = 31;
inline constexpr int kMaxTimelineDays = 366;
inline constexpr int kDefaultIncidentsPerDay = 20;
inline constexpr int kMaxIncidentsPerDay = 500;

// Incidents in order of time: by first day, last day, first report; those without a time at the end. A page token names
// the place in this order where the page ended, so pages together are what one big page is. INVALID_ARGUMENT: a
// negative page_size (INVALID_FIELD), a token of another query or damaged (PAGE_TOKEN_INVALID).
absl::StatusOr<v1::ListEventsResponse> ListEvents(const EventFilter& filter, int page_size, std::string_view page_token,
                                                  ViewReader& reader);

// The days on which incidents that match begin (those that began up to 16 days before `from_day` and reach into it
// count for `from_day`), with the most reported of each and the processes these belong to. Happenings told as longer
// than 16 days
// ("in 2014") are no day's; ListEvents has them. Errors as above.
absl::StatusOr<v1::GetTimelineResponse> GetTimeline(const EventFilter& filter, int page_days, int incidents_per_day,
                                                    std::string_view page_token, ViewReader& reader);

}  // namespace sitrep::query::corroboration
