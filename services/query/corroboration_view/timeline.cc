#include "services/query/corroboration_view/timeline.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/byte_codec.h"
#include "common/base/error.h"
#include "common/base/page_bytes.h"
#include "common/base/page_token.h"
#include "common/base/status_macros.h"
#include "common/text/iso_date.h"
#include "services/query/corroboration_view/incident_message.h"
#include "services/query/corroboration_view/incident_reader.h"
#include "services/query/corroboration_view/processes.h"

namespace sitrep::query::corroboration {
namespace {

absl::StatusOr<int> PageSize(std::string_view field, int asked, int normal, int most) {
  if (asked < 0) return InvalidField(field, absl::StrCat("must not be negative: ", asked));
  return asked == 0 ? normal : std::min(asked, most);
}

// Where a page of incidents ended: the first report of the last incident, and its bucket.
struct EventPosition {
  TimeBucket bucket;
  ReportId report;
};

std::string EncodePosition(const EventPosition& position) {
  std::string bytes;
  AppendVarint(bytes, static_cast<uint64_t>(position.bucket.time_class));
  AppendVarint(bytes, ZigZag(position.bucket.begin_day));
  AppendVarint(bytes, ZigZag(position.bucket.end_day));
  AppendVarint(bytes, ZigZag(position.report.append_time_us));
  AppendSized(bytes, position.report.article_id);
  AppendVarint(bytes, position.report.event_index);
  return bytes;
}

std::optional<int32_t> ReadDay(std::string_view& bytes) {
  const auto value = ReadVarint(bytes);
  if (!value) return std::nullopt;
  const int64_t day = UnZigZag(*value);
  // Room for the arithmetic of ranges.
  constexpr int64_t kLimit = 100'000'000;
  if (day < -kLimit || day > kLimit) return std::nullopt;
  return static_cast<int32_t>(day);
}

absl::StatusOr<EventPosition> DecodePosition(std::string_view bytes) {
  const auto time_class = ReadVarint(bytes);
  const auto begin_day = ReadDay(bytes);
  const auto end_day = ReadDay(bytes);
  const auto append_time = ReadVarint(bytes);
  const auto article_id = ReadSized(bytes);
  const auto event_index = ReadVarint(bytes);
  if (!time_class || *time_class < 1 || *time_class > 5 || !begin_day || !end_day || !append_time || !article_id ||
      !event_index || !bytes.empty()) {
    return PageTokenDamaged();
  }
  return EventPosition{{static_cast<TimeClass>(*time_class), *begin_day, *end_day},
                       {UnZigZag(*append_time), std::string(*article_id), static_cast<uint32_t>(*event_index)}};
}

absl::StatusOr<bool> MatchesAll(const EventFilter& filter, const Incident& incident, ViewReader& reader) {
  if (!Matches(filter, incident)) return false;
  if (filter.min_sources <= 1) return true;
  SITREP_ASSIGN_OR_RETURN(const uint32_t sources, IndependentSources(incident, reader));
  return sources >= filter.min_sources;
}

struct RankedIncident {
  Incident incident;
  uint32_t sources = 0;
};

// A day of a timeline while it is gathered.
struct DayIncidents {
  std::vector<RankedIncident> incidents;
  std::vector<std::shared_ptr<const GroupIncidents>> owners;
};

absl::Status AddMatching(const EventFilter& filter, IncidentList list, DayIncidents& day, ViewReader& reader) {
  for (Incident& incident : list.incidents) {
    SITREP_ASSIGN_OR_RETURN(const bool matches, MatchesAll(filter, incident, reader));
    if (!matches) continue;
    SITREP_ASSIGN_OR_RETURN(const uint32_t sources, IndependentSources(incident, reader));
    day.incidents.push_back({std::move(incident), sources});
  }
  std::move(list.owners.begin(), list.owners.end(), std::back_inserter(day.owners));
  return absl::OkStatus();
}

bool MoreReported(const RankedIncident& a, const RankedIncident& b) {
  const auto rank = [](const RankedIncident& ranked) {
    return std::tuple(-static_cast<int64_t>(ranked.sources), -static_cast<int64_t>(ranked.incident.reports.size()));
  };
  if (rank(a) != rank(b)) return rank(a) < rank(b);
  return a.incident.reports.front()->id < b.incident.reports.front()->id;
}

absl::StatusOr<v1::TimelineDay> DescribeDay(int32_t day, DayIncidents found, int incidents_per_day,
                                            ViewReader& reader) {
  v1::TimelineDay out;
  out.set_day(text::FormatDay(text::DayFromEpoch(day)));
  out.set_total_incidents(static_cast<uint32_t>(found.incidents.size()));
  std::sort(found.incidents.begin(), found.incidents.end(), MoreReported);
  if (found.incidents.size() > static_cast<size_t>(incidents_per_day)) found.incidents.resize(incidents_per_day);
  PageBytes bytes;
  for (const RankedIncident& ranked : found.incidents) {
    SITREP_ASSIGN_OR_RETURN(v1::Incident incident, DescribeIncident(ranked.incident, reader));
    if (!bytes.Add(incident.ByteSizeLong())) break;
    *out.add_incidents() = std::move(incident);
  }
  return out;
}

absl::Status AddProcesses(int32_t first_day, int32_t last_day, v1::GetTimelineResponse& response, ViewReader& reader) {
  response.clear_processes();
  std::map<std::string, std::vector<v1::Incident>> processes;  // By id.
  std::vector<std::string> families;
  for (const v1::TimelineDay& day : response.days()) {
    for (const v1::Incident& incident : day.incidents()) {
      if (incident.process_id().empty()) continue;
      processes.try_emplace(incident.process_id());
      families.push_back(ProcessFamilyOf(incident));
    }
  }
  if (processes.empty()) return absl::OkStatus();
  std::sort(families.begin(), families.end());
  families.erase(std::unique(families.begin(), families.end()), families.end());

  BucketWalk walk({first_day - kProcessDays, last_day + kProcessDays}, {TimeClass::kShort}, std::nullopt, reader);
  while (true) {
    SITREP_ASSIGN_OR_RETURN(const auto bucket, walk.Next());
    if (!bucket) break;
    for (const std::string& family : families) {
      SITREP_ASSIGN_OR_RETURN(const IncidentList list, ReadGroup({*bucket, family}, reader));
      for (const Incident& incident : list.incidents) {
        const auto process = processes.find(ProcessIdOf(incident));
        if (process != processes.end()) process->second.push_back(SummaryOf(incident));
      }
    }
  }
  for (auto& [id, incidents] : processes) {
    std::stable_sort(incidents.begin(), incidents.end(), [](const v1::Incident& a, const v1::Incident& b) {
      return a.interval().begin_unix_s() < b.interval().begin_unix_s();
    });
    *response.add_processes() = MakeProcess(incidents);
  }
  return absl::OkStatus();
}

std::string TimelineToken(const EventFilter& filter, int32_t first_day) {
  std::string payload;
  AppendVarint(payload, ZigZag(first_day));
  return EncodePageToken(filter.request_hash, payload);
}

// Adds the processes of a page of these days, and where they take too much room takes days back.
absl::Status FinishPage(const EventFilter& filter, std::vector<int32_t> days, v1::GetTimelineResponse& response,
                        ViewReader& reader) {
  while (!days.empty()) {
    SITREP_RETURN_IF_ERROR(AddProcesses(days.front(), days.back(), response, reader));
    if (response.ByteSizeLong() <= kMaxPageBytes) return absl::OkStatus();
    if (days.size() == 1) break;
    const size_t kept = days.size() / 2;
    response.set_next_page_token(TimelineToken(filter, days[kept]));
    response.mutable_days()->DeleteSubrange(static_cast<int>(kept), static_cast<int>(days.size() - kept));
    days.resize(kept);
  }
  while (response.processes_size() > 0 && response.ByteSizeLong() > kMaxPageBytes) {
    response.mutable_processes()->RemoveLast();
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::ListEventsResponse> ListEvents(const EventFilter& filter, int page_size, std::string_view page_token,
                                                  ViewReader& reader) {
  SITREP_ASSIGN_OR_RETURN(const int limit, PageSize("page_size", page_size, kDefaultEventPage, kMaxEventPage));
  std::optional<EventPosition> after;
  if (!page_token.empty()) {
    SITREP_ASSIGN_OR_RETURN(const std::string payload, DecodePageToken(page_token, filter.request_hash));
    SITREP_ASSIGN_OR_RETURN(after, DecodePosition(payload));
  }
  v1::ListEventsResponse response;
  PageBytes bytes;
  EventPosition last;
  BucketWalk walk({filter.from_day, filter.to_day},
                  {TimeClass::kShort, TimeClass::kMedium, TimeClass::kLong, TimeClass::kPublished, TimeClass::kUndated},
                  after ? std::optional(after->bucket) : std::nullopt, reader);
  while (true) {
    SITREP_ASSIGN_OR_RETURN(const auto bucket, walk.Next());
    if (!bucket) return response;
    SITREP_ASSIGN_OR_RETURN(const IncidentList list, ReadBucket(*bucket, reader));
    for (const Incident& incident : list.incidents) {
      const ReportId& first = incident.reports.front()->id;
      if (after && *bucket == after->bucket && first <= after->report) continue;
      SITREP_ASSIGN_OR_RETURN(const bool matches, MatchesAll(filter, incident, reader));
      if (!matches) continue;
      v1::Incident message;
      const bool within = response.incidents_size() < limit;
      if (within) {
        SITREP_ASSIGN_OR_RETURN(message, DescribeIncident(incident, reader));
      }
      if (!within || !bytes.Add(message.ByteSizeLong())) {
        response.set_next_page_token(EncodePageToken(filter.request_hash, EncodePosition(last)));
        return response;
      }
      *response.add_incidents() = std::move(message);
      last = {*bucket, first};
    }
  }
}

absl::StatusOr<v1::GetTimelineResponse> GetTimeline(const EventFilter& filter, int page_days, int incidents_per_day,
                                                    std::string_view page_token, ViewReader& reader) {
  SITREP_ASSIGN_OR_RETURN(const int days, PageSize("page_size", page_days, kDefaultTimelineDays, kMaxTimelineDays));
  SITREP_ASSIGN_OR_RETURN(const int per_day, PageSize("incidents_per_day", incidents_per_day, kDefaultIncidentsPerDay,
                                                      kMaxIncidentsPerDay));
  std::optional<int32_t> first_day;  // Of this page.
  if (!page_token.empty()) {
    SITREP_ASSIGN_OR_RETURN(const std::string payload, DecodePageToken(page_token, filter.request_hash));
    std::string_view bytes = payload;
    first_day = ReadDay(bytes);
    if (!first_day || !bytes.empty()) return PageTokenDamaged();
  }
  v1::GetTimelineResponse response;
  // Incidents that reach into the asked range are its first day's; a later page starts at a day of its own.
  const std::optional<TimeBucket> start =
      first_day ? std::optional(TimeBucket{TimeClass::kShort, *first_day, *first_day}) : std::nullopt;
  BucketWalk walk({filter.from_day, filter.to_day}, {TimeClass::kShort}, start, reader);
  std::vector<int32_t> listed;
  PageBytes bytes;
  std::optional<int32_t> current;
  DayIncidents gathered;
  while (true) {
    SITREP_ASSIGN_OR_RETURN(const auto bucket, walk.Next());
    std::optional<int32_t> day;
    if (bucket) day = filter.from_day ? std::max(bucket->begin_day, *filter.from_day) : bucket->begin_day;
    if (current && day != current) {
      // Only a day that has incidents is listed, or opens another page.
      if (DayIncidents found = std::exchange(gathered, {}); !found.incidents.empty()) {
        v1::TimelineDay message;
        const bool within = listed.size() < static_cast<size_t>(days);
        if (within) {
          SITREP_ASSIGN_OR_RETURN(message, DescribeDay(*current, std::move(found), per_day, reader));
        }
        if (!within || !bytes.Add(message.ByteSizeLong())) {
          response.set_next_page_token(TimelineToken(filter, *current));
          break;
        }
        *response.add_days() = std::move(message);
        listed.push_back(*current);
      }
    }
    if (!day) break;
    current = day;
    SITREP_ASSIGN_OR_RETURN(IncidentList list, ReadBucket(*bucket, reader));
    SITREP_RETURN_IF_ERROR(AddMatching(filter, std::move(list), gathered, reader));
  }
  SITREP_RETURN_IF_ERROR(FinishPage(filter, std::move(listed), response, reader));
  return response;
}

}  // namespace sitrep::query::corroboration
