#include "services/query/corroboration_view/incident_message.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "services/query/corroboration_view/event_filter.h"
#include "services/query/corroboration_view/incident_titles.h"
#include "services/query/corroboration_view/processes.h"

namespace sitrep::query::corroboration {
namespace {

using type::v1::EntitySummary;
using type::v1::Event;
using type::v1::Interval;
using type::v1::Participant;
using Participants = google::protobuf::RepeatedPtrField<Participant>;

// Counts who is named how often; remembers the first naming of each.
class Vote {
 public:
  void Add(const stored::v1::ReportRow& row, const Participants& participants, int first_weight = 1) {
    int weight = first_weight;
    for (const Participant& participant : participants) {
      if (participant.entity_id().empty() && participant.name().empty()) continue;
      const std::string key =
          participant.entity_id().empty() ? absl::StrCat("\n", participant.name()) : participant.entity_id();
      const auto [entry, added] = positions_.try_emplace(key, candidates_.size());
      if (added) candidates_.push_back({SummaryOf(row, participant), 0});
      candidates_[entry->second].votes += weight;
      weight = 1;
    }
  }

  // Most named first, then in order of the reports; the named that are linked before those that are not.
  void MoveTo(google::protobuf::RepeatedPtrField<EntitySummary>* out) {
    std::stable_sort(candidates_.begin(), candidates_.end(), [](const Candidate& a, const Candidate& b) {
      const bool a_linked = !a.summary.entity_id().empty();
      const bool b_linked = !b.summary.entity_id().empty();
      return std::tuple(a_linked, a.votes) > std::tuple(b_linked, b.votes);
    });
    for (Candidate& candidate : candidates_) {
      if (out->size() == kMaxNamed) break;
      *out->Add() = std::move(candidate.summary);
    }
  }

 private:
  struct Candidate {
    EntitySummary summary;
    int votes;
  };

  static EntitySummary SummaryOf(const stored::v1::ReportRow& row, const Participant& participant) {
    if (const EntitySummary* entity = FindEntity(row, participant.entity_id())) return *entity;
    EntitySummary summary;
    summary.set_entity_id(participant.entity_id());
    summary.set_name(participant.name());
    return summary;
  }

  std::map<std::string, size_t> positions_;
  std::vector<Candidate> candidates_;
};

// The report whose frame most others share, the earliest of equals; among them the strongest realis decides first.
const Event& MostTypical(const Incident& incident, Event::Realis realis) {
  std::map<std::string, int> votes;
  for (const Report* report : incident.reports) {
    if (report->row.event().realis() == realis) ++votes[report->row.event().frame()];
  }
  const Event* best = nullptr;
  int best_votes = 0;
  for (const Report* report : incident.reports) {
    const Event& event = report->row.event();
    if (event.realis() == realis && votes[event.frame()] > best_votes) {
      best = &event;
      best_votes = votes[event.frame()];
    }
  }
  return best == nullptr ? incident.reports.front()->row.event() : *best;
}

// The interval most reports state, the shorter of equals, then the earliest reported; those of another bucket (a day
// later, meaning this one) do not vote.
const Interval* AgreedInterval(const Incident& incident) {
  struct Candidate {
    const Interval* interval;
    int votes;
  };
  std::map<std::pair<int64_t, int64_t>, Candidate> candidates;
  const Interval* best = nullptr;
  int best_votes = 0;
  for (const Report* report : incident.reports) {
    const Event& event = report->row.event();
    if (!event.has_interval()) continue;
    const StoryDay unused;
    if (BucketOf(event, unused) != incident.bucket) continue;
    Candidate& candidate = candidates[{event.interval().begin_unix_s(), event.interval().end_unix_s()}];
    if (candidate.interval == nullptr) candidate.interval = &event.interval();
    ++candidate.votes;
    const auto length = [](const Interval& interval) { return interval.end_unix_s() - interval.begin_unix_s(); };
    if (best == nullptr || candidate.votes > best_votes ||
        (candidate.votes == best_votes && length(*candidate.interval) < length(*best))) {
      best = candidate.interval;
      best_votes = candidate.votes;
    }
  }
  return best;
}

// Lowest to highest number of each kind; the highest is open when the highest stated number is ("at least 12").
void AddCounts(const Incident& incident, v1::Incident& message) {
  struct Range {
    uint64_t low;
    uint64_t high;
    bool open;
  };
  std::map<std::string, Range> ranges;
  for (const Report* report : incident.reports) {
    for (const type::v1::Count& count : report->row.event().counts()) {
      const bool open = count.high() == 0 && count.low() != 0;
      const uint64_t high = std::max(count.low(), count.high());
      const auto [entry, added] = ranges.try_emplace(count.kind(), Range{count.low(), high, open});
      if (added) continue;
      Range& range = entry->second;
      range.low = std::min(range.low, count.low());
      if (high > range.high) {
        range.high = high;
        range.open = open;
      } else if (high == range.high) {
        range.open = range.open && open;
      }
    }
  }
  for (const auto& [kind, range] : ranges) {
    type::v1::Count& count = *message.add_counts();
    count.set_kind(kind);
    count.set_low(range.low);
    count.set_high(range.open ? 0 : range.high);
  }
}

}  // namespace

v1::ArticleReference ReferenceTo(const stored::v1::ArticleRow& article) {
  v1::ArticleReference reference;
  reference.set_article_id(article.article_id());
  reference.set_revision(article.revision());
  reference.set_source(article.source());
  reference.set_headline(article.headline());
  if (article.has_publication_time()) *reference.mutable_publication_time() = article.publication_time();
  reference.set_uri(article.uri());
  return reference;
}

v1::Incident SummaryOf(const Incident& incident) {
  v1::Incident message;
  message.set_incident_id(IncidentId(incident));
  const Event::Realis realis = RealisOf(incident);
  const Event& typical = MostTypical(incident, realis);
  message.set_type(typical.type());
  message.set_mode(typical.mode());
  message.set_frame(typical.frame());
  message.set_scale(typical.scale());
  message.set_realis(realis);

  constexpr int kFirstPlaceWeight = 2;
  Vote actors;
  Vote recipients;
  Vote places;
  Vote claimants;
  for (const Report* report : incident.reports) {
    const Event& event = report->row.event();
    actors.Add(report->row, event.actors());
    recipients.Add(report->row, event.recipients());
    places.Add(report->row, event.places(), kFirstPlaceWeight);
    // Who denies a claim is not one of those who make it.
    if (event.realis() != Event::DENIED || realis == Event::DENIED) claimants.Add(report->row, event.claimed_by());
    if (message.ordinal() == 0) message.set_ordinal(event.ordinal());
  }
  actors.MoveTo(message.mutable_actors());
  recipients.MoveTo(message.mutable_recipients());
  places.MoveTo(message.mutable_places());
  claimants.MoveTo(message.mutable_claimed_by());
  if (const Interval* interval = AgreedInterval(incident)) *message.mutable_interval() = *interval;
  AddCounts(incident, message);
  message.set_title(TitleOf(message));
  message.set_process_id(ProcessIdOf(incident));
  return message;
}

absl::StatusOr<v1::Incident> DescribeIncident(const Incident& incident, ViewReader& reader) {
  v1::Incident message = SummaryOf(incident);
  for (const Report* report : incident.reports) {
    SITREP_ASSIGN_OR_RETURN(const auto article, reader.Article(report->id.article_id));
    SITREP_ASSIGN_OR_RETURN(const std::string repeats, reader.RepeatedBy(report->id.article_id));
    v1::Report& out = *message.add_reports();
    *out.mutable_article() = ReferenceTo(*article);
    *out.mutable_event() = report->row.event();
    *out.mutable_evidence_text() = report->row.evidence_text();
    out.set_syndicated(!repeats.empty());
  }
  SITREP_ASSIGN_OR_RETURN(const uint32_t sources, IndependentSources(incident, reader));
  message.set_independent_sources(sources);
  return message;
}

}  // namespace sitrep::query::corroboration
