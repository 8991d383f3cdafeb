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

struct OpenCluster {
  AgreedFacts agreed;
  std::vector<uint32_t> reports;
};

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

Cluster Finish(OpenCluster open, const std::vector<Report>& reports, const std::vector<ReportFacts>& facts) {
  Cluster cluster;
  cluster.reports = std::move(open.reports);
  std::sort(cluster.reports.begin(), cluster.reports.end());
  for (const uint32_t i : cluster.reports) {
    cluster.stated_time |= facts[i].stated_time;
    cluster.asserted |= reports[i].row.event().realis() == Event::ASSERTED;
    cluster.claimed |= reports[i].row.event().realis() == Event::CLAIMED;
  }
  return cluster;
}

// Some report of each agrees with some report of the other, and the two are equally sure that it happened.
bool MeansCluster(const GroupIncidents& group, const Cluster& undated, const GroupIncidents& day_before,
                  const Cluster& dated) {
  if (undated.asserted != dated.asserted || undated.claimed != dated.claimed) return false;
  const FamilyTraits traits = TraitsOf(group.group.family);
  AgreedFacts agreed;
  for (const uint32_t i : dated.reports) agreed.Add(day_before.facts[i]);
  return std::all_of(undated.reports.begin(), undated.reports.end(), [&](uint32_t i) {
    const auto agreement = AgreementOf(traits, agreed, group.facts[i]);
    return agreement && *agreement >= kMinAgreement;
  });
}

// For each cluster of `group` the cluster of the day before that it means, or -1.
std::vector<int> MeantTheDayBefore(const GroupIncidents* day_before, const GroupIncidents& group) {
  std::vector<int> meant(group.clusters.size(), -1);
  if (day_before == nullptr || !TraitsOf(group.group.family).happens_once) return meant;
  for (size_t i = 0; i < group.clusters.size(); ++i) {
    if (group.clusters[i].stated_time) continue;
    for (size_t j = 0; j < day_before->clusters.size() && meant[i] < 0; ++j) {
      const Cluster& dated = day_before->clusters[j];
      if (dated.stated_time && MeansCluster(group, group.clusters[i], *day_before, dated))
        meant[i] = static_cast<int>(j);
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
  std::vector<OpenCluster> clusters;
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

  for (OpenCluster& cluster : clusters) {
    result.clusters.push_back(Finish(std::move(cluster), result.reports, result.facts));
  }
  std::sort(result.clusters.begin(), result.clusters.end(),
            [](const Cluster& a, const Cluster& b) { return a.reports.front() < b.reports.front(); });
  return result;
}

std::vector<Incident> IncidentsOf(const GroupIncidents* previous, const GroupIncidents& group,
                                  const GroupIncidents* next) {
  const std::vector<int> left = MeantTheDayBefore(previous, group);
  std::vector<int> joins;
  if (next != nullptr) joins = MeantTheDayBefore(&group, *next);

  std::vector<Incident> incidents;
  for (size_t i = 0; i < group.clusters.size(); ++i) {
    if (left[i] >= 0) continue;
    Incident incident{group.group.bucket, {}};
    AddReports(group, group.clusters[i], incident);
    for (size_t j = 0; j < joins.size(); ++j) {
      if (joins[j] == static_cast<int>(i)) AddReports(*next, next->clusters[j], incident);
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
