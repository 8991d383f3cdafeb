#include "services/query/corroboration_view/incident_reader.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <tuple>
#include <utility>

#include "common/base/status_macros.h"
#include "services/query/corroboration_view/frames.h"

namespace sitrep::query::corroboration {
namespace {

bool WithTime(TimeClass time_class) { return time_class < TimeClass::kPublished; }

// How long before its end a bucket of this class can begin.
int32_t MaxDays(TimeClass time_class) {
  switch (time_class) {
    case TimeClass::kShort:
      return kShortDays;
    case TimeClass::kMedium:
      return kMediumDays;
    default:
      return std::numeric_limits<int32_t>::max();
  }
}

// The smallest bucket that sorts after this one.
TimeBucket After(TimeBucket bucket) {
  ++bucket.end_day;
  return bucket;
}

}  // namespace

bool BucketBefore(const TimeBucket& a, const TimeBucket& b) {
  const auto rank = [](const TimeBucket& bucket) {
    const int late = WithTime(bucket.time_class) ? 0 : static_cast<int>(bucket.time_class);
    return std::tuple(late, bucket.begin_day, bucket.end_day, bucket.time_class);
  };
  return rank(a) < rank(b);
}

void IncidentList::Append(IncidentList other) {
  std::move(other.incidents.begin(), other.incidents.end(), std::back_inserter(incidents));
  std::move(other.owners.begin(), other.owners.end(), std::back_inserter(owners));
}

absl::StatusOr<IncidentList> ReadGroup(const ReportGroup& group, ViewReader& reader) {
  IncidentList list;
  SITREP_ASSIGN_OR_RETURN(auto own, reader.Group(group));
  std::shared_ptr<const GroupIncidents> previous;
  std::shared_ptr<const GroupIncidents> next;
  const TimeBucket& bucket = group.bucket;
  const bool one_day = bucket.time_class == TimeClass::kShort && bucket.begin_day == bucket.end_day;
  if (one_day && TraitsOf(group.family).happens_once) {
    const auto neighbour = [&](int days) {
      return ReportGroup{{bucket.time_class, bucket.begin_day + days, bucket.end_day + days}, group.family};
    };
    SITREP_ASSIGN_OR_RETURN(previous, reader.Group(neighbour(-1)));
    SITREP_ASSIGN_OR_RETURN(next, reader.Group(neighbour(1)));
  }
  list.incidents = IncidentsOf(previous.get(), *own, next.get());
  list.owners.push_back(std::move(own));
  if (next != nullptr) list.owners.push_back(std::move(next));
  return list;
}

absl::StatusOr<IncidentList> ReadBucket(const TimeBucket& bucket, ViewReader& reader) {
  IncidentList list;
  SITREP_ASSIGN_OR_RETURN(const std::vector<std::string> families, reader.rows().BucketFamilies(bucket));
  for (const std::string& family : families) {
    SITREP_ASSIGN_OR_RETURN(IncidentList group, ReadGroup({bucket, family}, reader));
    list.Append(std::move(group));
  }
  std::sort(list.incidents.begin(), list.incidents.end(),
            [](const Incident& a, const Incident& b) { return a.reports.front()->id < b.reports.front()->id; });
  return list;
}

BucketWalk::BucketWalk(const Range& range, std::vector<TimeClass> classes, const std::optional<TimeBucket>& start,
                       ViewReader& reader)
    : range_(range), reader_(reader) {
  constexpr int32_t kFirst = std::numeric_limits<int32_t>::min();
  for (const TimeClass time_class : classes) {
    Lane lane{.time_class = time_class, .from = {time_class, kFirst, kFirst}};
    const bool ranged = range.from_day.has_value() || range.to_day.has_value();
    if (ranged && !WithTime(time_class)) continue;
    if (range.from_day && time_class != TimeClass::kLong) {
      lane.from.begin_day = *range.from_day - MaxDays(time_class) + 1;
    }
    if (start) {
      if (WithTime(time_class)) {
        // Everything with a time comes before everything without.
        if (!WithTime(start->time_class)) continue;
        TimeBucket at{time_class, start->begin_day, start->end_day};
        if (BucketBefore(at, *start)) at = After(at);
        lane.from = std::max(lane.from, at);
      } else if (time_class < start->time_class) {
        continue;
      } else if (time_class == start->time_class) {
        lane.from = *start;
      }
    }
    lanes_.push_back(lane);
  }
}

absl::Status BucketWalk::Fill(Lane& lane) {
  while (!lane.next && !lane.ended) {
    SITREP_ASSIGN_OR_RETURN(lane.next, reader_.rows().NextBucket(lane.from));
    if (!lane.next || (range_.to_day && lane.next->begin_day > *range_.to_day)) {
      lane.next.reset();
      lane.ended = true;
      break;
    }
    lane.from = After(*lane.next);
    if (range_.from_day && lane.next->end_day < *range_.from_day) {
      // The buckets of one first day are sorted by their last: go on where they reach the range.
      lane.from = std::max(lane.from, TimeBucket{lane.time_class, lane.next->begin_day, *range_.from_day});
      lane.next.reset();
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<TimeBucket>> BucketWalk::Next() {
  Lane* first = nullptr;
  for (Lane& lane : lanes_) {
    SITREP_RETURN_IF_ERROR(Fill(lane));
    if (lane.next && (first == nullptr || BucketBefore(*lane.next, *first->next))) first = &lane;
  }
  if (first == nullptr) return std::nullopt;
  const TimeBucket bucket = *first->next;
  first->next.reset();
  return bucket;
}

}  // namespace sitrep::query::corroboration
