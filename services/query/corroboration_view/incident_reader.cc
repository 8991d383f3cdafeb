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

namespace {

bool IsOneDay(const TimeBucket& bucket) {
  return bucket.time_class == TimeClass::kShort && bucket.begin_day == bucket.end_day;
}

ReportGroup OnDay(int32_t day, const std::string& family) { return {{TimeClass::kShort, day, day}, family}; }

// Where the rounds of a group of several days belong: for each day in turn which clusters go there.
absl::StatusOr<std::vector<Meant>> RoundsByDay(const GroupIncidents& several_days, ViewReader& reader) {
  const TimeBucket& bucket = several_days.group.bucket;
  std::vector<Meant> by_day;
  std::vector<bool> placed(several_days.clusters.size(), false);
  for (int32_t day = bucket.begin_day; day <= bucket.end_day; ++day) {
    SITREP_ASSIGN_OR_RETURN(const auto group, reader.Group(OnDay(day, several_days.group.family)));
    Meant meant = MeantRoundOf(several_days, *group);
    // The first day that has the round is the one.
    for (size_t i = 0; i < meant.size(); ++i) {
      if (placed[i]) meant[i] = -1;
      placed[i] = placed[i] || meant[i] >= 0;
    }
    by_day.push_back(std::move(meant));
  }
  return by_day;
}

// What joins the clusters of a day from buckets of several days around it.
absl::Status AddRounds(const GroupIncidents& day_group, std::vector<Joining>& joining, IncidentList& list,
                       ViewReader& reader) {
  const int32_t day = day_group.group.bucket.begin_day;
  for (int32_t begin = day - kShortDays + 1; begin <= day; ++begin) {
    SITREP_ASSIGN_OR_RETURN(const auto* buckets, reader.LongerBucketsFrom(begin));
    for (const TimeBucket& bucket : *buckets) {
      if (bucket.end_day < day) continue;
      SITREP_ASSIGN_OR_RETURN(auto several_days, reader.Group({bucket, day_group.group.family}));
      const std::vector<Cluster>& clusters = several_days->clusters;
      if (std::none_of(clusters.begin(), clusters.end(), [](const Cluster& c) { return c.agreed.ordinal != 0; }))
        continue;
      SITREP_ASSIGN_OR_RETURN(std::vector<Meant> by_day, RoundsByDay(*several_days, reader));
      joining.push_back({several_days.get(), std::move(by_day[static_cast<size_t>(day - begin)])});
      list.owners.push_back(std::move(several_days));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<IncidentList> ReadGroup(const ReportGroup& group, ViewReader& reader) {
  IncidentList list;
  SITREP_ASSIGN_OR_RETURN(auto own, reader.Group(group));
  if (own->clusters.empty()) return list;
  Meant left;
  std::vector<Joining> joining;
  const FamilyTraits traits = TraitsOf(group.family);
  const TimeBucket& bucket = group.bucket;
  if (IsOneDay(bucket) && traits.happens_once) {
    SITREP_ASSIGN_OR_RETURN(const auto previous, reader.Group(OnDay(bucket.begin_day - 1, group.family)));
    left = MeantTheDayBefore(*own, *previous);
    SITREP_ASSIGN_OR_RETURN(auto next, reader.Group(OnDay(bucket.begin_day + 1, group.family)));
    joining.push_back({next.get(), MeantTheDayBefore(*next, *own)});
    list.owners.push_back(std::move(next));
  }
  if (IsOneDay(bucket) && traits.numbered) {
    SITREP_RETURN_IF_ERROR(AddRounds(*own, joining, list, reader));
  }
  if (bucket.time_class == TimeClass::kShort && !IsOneDay(bucket) && traits.numbered) {
    left.assign(own->clusters.size(), -1);
    SITREP_ASSIGN_OR_RETURN(const std::vector<Meant> by_day, RoundsByDay(*own, reader));
    for (const Meant& meant : by_day) {
      for (size_t i = 0; i < meant.size(); ++i) left[i] = std::max(left[i], meant[i]);
    }
  }
  list.incidents = IncidentsOf(*own, left, joining);
  list.owners.push_back(std::move(own));
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
    SITREP_RETURN_IF_ERROR(reader_.CheckCancelled());
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
