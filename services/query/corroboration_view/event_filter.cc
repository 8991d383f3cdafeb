#include "services/query/corroboration_view/event_filter.h"

#include <algorithm>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/text/words.h"

namespace sitrep::query::corroboration {
namespace {

using type::v1::EntitySummary;
using type::v1::Event;
using type::v1::Participant;
using Participants = google::protobuf::RepeatedPtrField<Participant>;

template <typename T>
bool Contains(const std::vector<T>& values, const T& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

template <typename Predicate>
bool AnyReport(const Incident& incident, Predicate predicate) {
  return std::any_of(incident.reports.begin(), incident.reports.end(),
                     [&](const Report* report) { return predicate(report->row); });
}

bool TakesPart(const std::vector<std::string>& ids, const Event& event) {
  const auto any = [&](const Participants& participants) {
    return std::any_of(participants.begin(), participants.end(), [&](const Participant& participant) {
      return !participant.entity_id().empty() && Contains(ids, participant.entity_id());
    });
  };
  return any(event.actors()) || any(event.recipients()) || any(event.claimed_by());
}

bool IsThere(const PlaceCondition& condition, const stored::v1::ReportRow& row) {
  for (const Participant& place : row.event().places()) {
    if (place.entity_id().empty()) continue;
    if (Contains(condition.entity_ids, place.entity_id())) return true;
    const EntitySummary* entity = FindEntity(row, place.entity_id());
    if (entity == nullptr) continue;
    if (!entity->country_code().empty()) {
      if (Contains(condition.country_codes, entity->country_code())) return true;
      if (!entity->location().admin1_code().empty() &&
          Contains(condition.admin1_areas,
                   absl::StrCat(entity->country_code(), ".", entity->location().admin1_code()))) {
        return true;
      }
    }
    const PlaceFacts facts = PlaceFactsOf(place, entity);
    // A country's centre says nothing of how near its events are.
    if (condition.circle && facts.located && facts.level != PlaceFacts::Level::kCountry &&
        DistanceKm(facts.latitude, facts.longitude, condition.circle->latitude, condition.circle->longitude) <=
            condition.circle->radius_km) {
      return true;
    }
  }
  return false;
}

bool EvidenceHolds(const std::vector<std::string>& terms, const stored::v1::ReportRow& row) {
  absl::flat_hash_set<std::string> missing(terms.begin(), terms.end());
  for (const std::string& evidence : row.evidence_text()) {
    text::ForEachWord(evidence, [&](const text::Word& word) { missing.erase(std::string(word.term)); });
    if (missing.empty()) return true;
  }
  return missing.empty();
}

}  // namespace

bool Matches(const EventFilter& filter, const Incident& incident) {
  if (!filter.types.empty() && !AnyReport(incident, [&](const stored::v1::ReportRow& row) {
        return Contains(filter.types, row.event().type()) || Contains(filter.types, row.event().frame());
      })) {
    return false;
  }
  if (!filter.realis.empty() && !Contains(filter.realis, RealisOf(incident))) return false;
  if (!filter.sources.empty() &&
      !AnyReport(incident, [&](const stored::v1::ReportRow& row) { return Contains(filter.sources, row.source()); })) {
    return false;
  }
  for (const std::vector<std::string>& ids : filter.entities) {
    if (!AnyReport(incident, [&](const stored::v1::ReportRow& row) { return TakesPart(ids, row.event()); }))
      return false;
  }
  for (const auto& condition : {&filter.place, &filter.near}) {
    if (*condition &&
        !AnyReport(incident, [&](const stored::v1::ReportRow& row) { return IsThere(**condition, row); })) {
      return false;
    }
  }
  return filter.terms.empty() ||
         AnyReport(incident, [&](const stored::v1::ReportRow& row) { return EvidenceHolds(filter.terms, row); });
}

absl::StatusOr<uint32_t> IndependentSources(const std::vector<std::string>& article_ids, ViewReader& reader) {
  // Most incidents: nothing need be known of what a lone article repeats.
  if (article_ids.size() <= 1) return static_cast<uint32_t>(article_ids.size());
  absl::flat_hash_set<std::string> sources;
  for (const std::string& article_id : article_ids) {
    SITREP_ASSIGN_OR_RETURN(const Original original, reader.OriginalOf(article_id));
    sources.insert(original.source.empty() ? absl::StrCat("\n", original.article_id) : original.source);
  }
  return static_cast<uint32_t>(sources.size());
}

absl::StatusOr<uint32_t> IndependentSources(const Incident& incident, ViewReader& reader) {
  std::vector<std::string> article_ids;
  for (const Report* report : incident.reports) {
    if (article_ids.empty() || article_ids.back() != report->id.article_id)
      article_ids.push_back(report->id.article_id);
  }
  return IndependentSources(article_ids, reader);
}

}  // namespace sitrep::query::corroboration
