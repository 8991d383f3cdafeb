#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "services/query/corroboration_view/agreement.h"
#include "services/query/corroboration_view/report_facts.h"
#include "services/query/corroboration_view/rows.h"

// Which reports are of one happening. Everything here is a function of the set of reports of a group and its
// neighbours, in canonical order, so it does not matter when or in which order they came. Pure functions, thread-safe.
namespace sitrep::query::corroboration {

// Reports of one group that agree.
struct Cluster {
  AgreedFacts agreed;
  std::vector<uint32_t> reports;  // Positions in GroupIncidents::reports, ascending, which is canonical order.
  bool stated_time = false;       // Some report says when in words of its own.
  bool asserted = false;          // Some report tells it as a fact.
  bool claimed = false;           // Some report tells it as a claim.
};

// The reports of a group and how they cluster. Immutable once made.
struct GroupIncidents {
  ReportGroup group;
  std::vector<Report> reports;
  std::vector<ReportFacts> facts;  // Parallel to `reports`.
  std::vector<Cluster> clusters;   // By their first report.
  size_t bytes = 0;                // Memory, roughly: what a cache counts.
};

// Agglomerates: the most specific reports first, each joins the cluster it agrees with best or opens one.
// `reports` in canonical order.
GroupIncidents FormIncidents(ReportGroup group, std::vector<Report> reports);

// Reports of one incident. Refers into the groups it was made of.
struct Incident {
  TimeBucket bucket;
  std::vector<const Report*> reports;  // In canonical order; never empty.
};

// For each cluster of a group the cluster of another group that it means, or -1 when it stands for itself.
using Meant = std::vector<int>;

// An article that does not say on which day something happened is taken to mean its own. When what it tells happens
// once and is told of the day before with the day named, that is meant. `day_before` is the same family a day earlier.
Meant MeantTheDayBefore(const GroupIncidents& group, const GroupIncidents& day_before);
// A round told of several days ("earlier this week", "in the coming days") is the round of this number that is told of
// one of them with the day named.
Meant MeantRoundOf(const GroupIncidents& several_days, const GroupIncidents& day);

// Clusters of another group that join clusters of the one at hand.
struct Joining {
  const GroupIncidents* from = nullptr;
  Meant meant;
};
// The incidents of a group in order of their first reports: its clusters but those that mean a cluster elsewhere (not
// -1 in `left`; empty: none does), each with what joins it.
std::vector<Incident> IncidentsOf(const GroupIncidents& group, const Meant& left, const std::vector<Joining>& joining);

// Stable name of an incident: its first report's.
std::string IncidentId(const Incident& incident);

// How strongly a report speaks for its event: asserted, claimed, planned, denied, hypothetical.
int RealisRank(type::v1::Event::Realis realis);
// The incident's: that of its strongest report.
type::v1::Event::Realis RealisOf(const Incident& incident);

}  // namespace sitrep::query::corroboration
