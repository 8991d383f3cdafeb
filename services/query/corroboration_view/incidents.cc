#include "services/query/corroboration_view/incidents.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/base/hash.h"
#include "services/query/corroboration_view/agreement.h"
#include "services/query/corroboration_view/frames.h"

namespace sitrep::query::corroboration {
namespace {

using type::v1::Event;

// At most so many clusters that share a feature are compared with a report, the earliest: bounds what a day of
// thousands of reports about one country costs.
constexpr size_t kMaxCandidates = 64;

// A message in memory takes several times its serialised size.
constexpr size_t kMemoryPerSerializedByte = 4;

// Which clusters share a feature with a report, so that not all need be compared.
class FeatureIndex {
 public:
  std::vector<uint32_t> Candidates(const ReportFacts& report) const {
    std::vector<uint32_t> candidates;
    ForEachFeature(report, [&](uint64_t feature) {
      const auto found = clusters_.find(feature);
      if (found != clusters_.end()) candidates.insert(candidates.end(), found->second.begin(), found->second.end());
    });
    std::sort(candidates.begin(), candidates.end());
    candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
    return candidates;
  }

  void Add(const ReportFacts& report, uint32_t cluster) {
    ForEachFeature(report, [&](uint64_t feature) {
      std::vector<uint32_t>& clusters = clusters_[feature];
      if (clusters.size() >= kMaxCandidates) return;
      if (std::find(clusters.begin(), clusters.end(), cluster) == clusters.end()) clusters.push_back(cluster);
    });
  }

 private:
  template <typename Visit>
  static void ForEachFeature(const ReportFacts& report, Visit visit) {
    constexpr uint64_t kCountries = 3;
    for (const PlaceFacts& place : report.places) {
      visit(place.key);
      if (!place.country.empty() && !place.admin1.empty()) {
        visit(Hash64(absl::StrCat(place.country, ".", place.admin1), kCountries));
      }
    }
    for (const Party* party : {&report.actors, &report.recipients}) {
      for (const uint64_t key : party->keys) visit(key);
      for (const std::string& country : party->countries) visit(Hash64(country, kCountries));
    }
    for (const uint64_t count : report.counts) visit(count);
    if (report.ordinal != 0) visit(report.ordinal);
  }

  absl::flat_hash_map<uint64_t, std::vector<uint32_t>> clusters_;
};

// Reports that say more come first, so that a vague one never holds two happenings together.
int Specificity(const ReportFacts& report) {
  int specificity = 0;
  if (report.ordinal != 0) specificity += 4;
  if (report.place && report.place->level == PlaceFacts::Level::kSpecific) specificity += 2;
  if (report.actors.keys.size() + report.recipients.keys.size() >= 2) specificity += 1;
  return specificity;
}

std::vector<uint32_t> BySpecificity(const std::vector<ReportFacts>& facts) {
  std::vector<uint32_t> order(facts.size());
  for (uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(),
                   [&](uint32_t a, uint32_t b) { return Specificity(facts[a]) > Specificity(facts[b]); });
  return order;
}

void Finish(const std::vector<Report>& reports, const std::vector<ReportFacts>& facts, Cluster& cluster) {
  std::sort(cluster.reports.begin(), cluster.reports.end());
  for (const uint32_t i : cluster.reports) {
    cluster.stated_time |= facts[i].stated_time;
    cluster.asserted |= reports[i].row.event().realis() == Event::ASSERTED;
    cluster.claimed |= reports[i].row.event().realis() == Event::CLAIMED;
  }
}

// Every report of `cluster`, which is of `group`, agrees with what the reports of `other` agree on.
bool Agrees(const GroupIncidents& group, const Cluster& cluster, const Cluster& other) {
  const FamilyTraits traits = TraitsOf(group.group.family);
  return std::all_of(cluster.reports.begin(), cluster.reports.end(), [&](uint32_t i) {
    const auto agreement = AgreementOf(traits, other.agreed, group.facts[i]);
    return agreement && *agreement >= kMinAgreement;
  });
}

// The first cluster of `other` with a stated day for which `means` holds, for each cluster of `group`. A cluster of one
// day with that day stated never joins another group, so what joins it is where it stays.
template <typename Means>
Meant FirstMeant(const GroupIncidents& group, const GroupIncidents& other, Means means) {
  Meant meant(group.clusters.size(), -1);
  for (size_t i = 0; i < group.clusters.size(); ++i) {
    for (size_t j = 0; j < other.clusters.size() && meant[i] < 0; ++j) {
      if (other.clusters[j].stated_time && means(group.clusters[i], other.clusters[j])) meant[i] = static_cast<int>(j);
    }
  }
  return meant;
}

void AddReports(const GroupIncidents& group, const Cluster& cluster, Incident& incident) {
  for (const uint32_t i : cluster.reports) incident.reports.push_back(&group.reports[i]);
}

bool EarlierReport(const Report* a, const Report* b) { return a->id < b->id; }

}  // namespace

GroupIncidents FormIncidents(ReportGroup group, std::vector<Report> reports) {
  GroupIncidents result;
  result.group = std::move(group);
  result.reports = std::move(reports);
  result.facts.reserve(result.reports.size());
  for (const Report& report : result.reports) {
    result.facts.push_back(FactsOf(report.row));
    result.bytes += sizeof(Report) + sizeof(ReportFacts) + report.row.ByteSizeLong() * kMemoryPerSerializedByte;
  }

  const FamilyTraits traits = TraitsOf(result.group.family);
  std::vector<Cluster>& clusters = result.clusters;
  FeatureIndex index;
  for (const uint32_t i : BySpecificity(result.facts)) {
    const ReportFacts& facts = result.facts[i];
    std::optional<uint32_t> best;
    double best_agreement = 0;
    for (const uint32_t candidate : index.Candidates(facts)) {
      const auto agreement = AgreementOf(traits, clusters[candidate].agreed, facts);
      if (agreement && *agreement >= kMinAgreement && *agreement > best_agreement) {
        best = candidate;
        best_agreement = *agreement;
      }
    }
    if (!best) {
      best = static_cast<uint32_t>(clusters.size());
      clusters.emplace_back();
    }
    clusters[*best].agreed.Add(facts);
    clusters[*best].reports.push_back(i);
    index.Add(facts, *best);
  }

  for (Cluster& cluster : clusters) {
    Finish(result.reports, result.facts, cluster);
    result.bytes += sizeof(Cluster);
  }
  std::sort(result.clusters.begin(), result.clusters.end(),
            [](const Cluster& a, const Cluster& b) { return a.reports.front() < b.reports.front(); });
  return result;
}

Meant MeantTheDayBefore(const GroupIncidents& group, const GroupIncidents& day_before) {
  return FirstMeant(group, day_before, [&](const Cluster& undated, const Cluster& dated) {
    // As sure that it happened: yesterday's claim is not today's fact.
    return !undated.stated_time && undated.asserted == dated.asserted && undated.claimed == dated.claimed &&
           Agrees(group, undated, dated);
  });
}

Meant MeantRoundOf(const GroupIncidents& several_days, const GroupIncidents& day) {
  return FirstMeant(several_days, day, [&](const Cluster& vague, const Cluster& dated) {
    return vague.agreed.ordinal != 0 && vague.agreed.ordinal == dated.agreed.ordinal &&
           Agrees(several_days, vague, dated);
  });
}

std::vector<Incident> IncidentsOf(const GroupIncidents& group, const Meant& left, const std::vector<Joining>& joining) {
  std::vector<Incident> incidents;
  for (size_t i = 0; i < group.clusters.size(); ++i) {
    if (!left.empty() && left[i] >= 0) continue;
    Incident incident{group.group.bucket, {}};
    AddReports(group, group.clusters[i], incident);
    for (const Joining& join : joining) {
      for (size_t j = 0; j < join.meant.size(); ++j) {
        if (join.meant[j] == static_cast<int>(i)) AddReports(*join.from, join.from->clusters[j], incident);
      }
    }
    std::sort(incident.reports.begin(), incident.reports.end(), EarlierReport);
    incidents.push_back(std::move(incident));
  }
  std::sort(incidents.begin(), incidents.end(),
            [](const Incident& a, const Incident& b) { return EarlierReport(a.reports.front(), b.reports.front()); });
  return incidents;
}

std::string IncidentId(const Incident& incident) {
  const ReportId& first = incident.reports.front()->id;
  return absl::StrFormat("i%016x", Hash64(absl::StrCat(first.article_id, "\n", first.event_index)));
}

int RealisRank(Event::Realis realis) {
  switch (realis) {
    case Event::ASSERTED:
      return 5;
    case Event::CLAIMED:
      return 4;
    case Event::PLANNED:
      return 3;
    case Event::DENIED:
      return 2;
    case Event::HYPOTHETICAL:
      return 1;
    default:
      return 0;
  }
}

Event::Realis RealisOf(const Incident& incident) {
  Event::Realis realis = Event::REALIS_UNSPECIFIED;
  for (const Report* report : incident.reports) {
    if (RealisRank(report->row.event().realis()) > RealisRank(realis)) realis = report->row.event().realis();
  }
  return realis;
}

}  // namespace sitrep::query::corroboration
