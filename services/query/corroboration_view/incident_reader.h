#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/query/corroboration_view/incidents.h"
#include "services/query/corroboration_view/view_reader.h"

namespace sitrep::query::corroboration {

// Incidents and what keeps the reports they refer to alive.
struct IncidentList {
  std::vector<Incident> incidents;
  std::vector<std::shared_ptr<const GroupIncidents>> owners;

  void Append(IncidentList other);
};

// The incidents of one group, or of every group of a bucket, in order of their first reports.
absl::StatusOr<IncidentList> ReadGroup(const ReportGroup& group, ViewReader& reader);
absl::StatusOr<IncidentList> ReadBucket(const TimeBucket& bucket, ViewReader& reader);

// The buckets of some classes in the order of incidents in an answer: by first day, last day; those without a time
// last. With a range only those that touch it. Thread-compatible.
class BucketWalk {
 public:
  struct Range {
    std::optional<int32_t> from_day;
    std::optional<int32_t> to_day;
  };
  // From the first bucket at or after `start` in this order, when given.
  BucketWalk(const Range& range, std::vector<TimeClass> classes, const std::optional<TimeBucket>& start,
             ViewReader& reader);

  // nullopt at the end.
  absl::StatusOr<std::optional<TimeBucket>> Next();

 private:
  struct Lane {
    TimeClass time_class;
    TimeBucket from;                 // Where to look for the next one.
    std::optional<TimeBucket> next;  // Found, not yet given out.
    bool ended = false;
  };
  absl::Status Fill(Lane& lane);

  const Range range_;
  ViewReader& reader_;
  std::vector<Lane> lanes_;
};

// Order of buckets in answers.
bool BucketBefore(const TimeBucket& a, const TimeBucket& b);

}  // namespace sitrep::query::corroboration
