#include "services/query/corroboration_view/processes.h"

#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/base/hash.h"
#include "services/query/corroboration_view/frames.h"

namespace sitrep::query::corroboration {
namespace {

using type::v1::EntitySummary;
using type::v1::Event;
using type::v1::Participant;

ProcessKind KindOf(const v1::Incident& incident) { return ProcessKindOf(ProcessFamilyOf(incident)); }

// The countries of everybody who takes part.
std::set<std::string> CountriesOf(const Incident& incident) {
  std::set<std::string> countries;
  for (const Report* report : incident.reports) {
    for (const auto* list : {&report->row.event().actors(), &report->row.event().recipients()}) {
      for (const Participant& participant : *list) {
        const EntitySummary* entity = FindEntity(report->row, participant.entity_id());
        if (entity != nullptr && !entity->country_code().empty()) countries.insert(entity->country_code());
      }
    }
  }
  return countries;
}

// What most reports name first; the least of equals; empty when none is known.
template <typename KeyOf>
std::string MostNamedPlace(const Incident& incident, KeyOf key_of) {
  std::map<std::string, int> votes;
  for (const Report* report : incident.reports) {
    for (const Participant& place : report->row.event().places()) {
      const std::string key = key_of(report->row, place);
      if (key.empty()) continue;
      ++votes[key];
      break;
    }
  }
  const auto best =
      std::max_element(votes.begin(), votes.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  return best == votes.end() ? "" : best->first;
}

// What tells one process of a kind from another; empty when the incident does not say.
std::string Between(ProcessKind kind, const Incident& incident) {
  switch (kind) {
    case ProcessKind::kTalks: {
      const std::set<std::string> countries = CountriesOf(incident);
      return countries.size() < 2 ? "" : absl::StrJoin(countries, "+");
    }
    case ProcessKind::kCeasefire:
    case ProcessKind::kCorridor:
      return MostNamedPlace(incident, [](const stored::v1::ReportRow& row, const Participant& place) {
        const EntitySummary* entity = FindEntity(row, place.entity_id());
        return entity == nullptr ? "" : entity->country_code();
      });
    case ProcessKind::kSiege:
      return MostNamedPlace(incident,
                            [](const stored::v1::ReportRow&, const Participant& place) { return place.entity_id(); });
    case ProcessKind::kNone:
      return "";
  }
  return "";
}

std::string NameOf(ProcessKind kind) {
  switch (kind) {
    case ProcessKind::kTalks:
      return "talks";
    case ProcessKind::kCeasefire:
      return "ceasefire";
    case ProcessKind::kCorridor:
      return "corridor";
    case ProcessKind::kSiege:
      return "siege";
    case ProcessKind::kNone:
      return "";
  }
  return "";
}

bool IsCountry(const EntitySummary& entity) { return absl::StartsWith(entity.location().feature_code(), "PCL"); }

// Each once: countries first, then most often named, then by id.
std::vector<EntitySummary> ParticipantsOf(const std::vector<v1::Incident>& incidents) {
  struct Counted {
    EntitySummary summary;
    int steps = 0;
  };
  std::map<std::string, Counted> counted;
  for (const v1::Incident& incident : incidents) {
    for (const auto* list : {&incident.actors(), &incident.recipients()}) {
      for (const EntitySummary& entity : *list) {
        if (entity.entity_id().empty()) continue;
        Counted& entry = counted[entity.entity_id()];
        if (entry.steps++ == 0) entry.summary = entity;
      }
    }
  }
  std::vector<Counted> sorted;
  for (auto& [id, entry] : counted) sorted.push_back(entry);
  std::stable_sort(sorted.begin(), sorted.end(), [](const Counted& a, const Counted& b) {
    if (IsCountry(a.summary) != IsCountry(b.summary)) return IsCountry(a.summary);
    return a.steps > b.steps;
  });
  std::vector<EntitySummary> participants;
  for (const Counted& entry : sorted) participants.push_back(entry.summary);
  return participants;
}

// "UA" is "Ukraine".
std::string CountryName(const std::string& code) {
  const icu::Locale region("", code.c_str());
  icu::UnicodeString name;
  region.getDisplayCountry(icu::Locale::getEnglish(), name);
  std::string utf8;
  return name.toUTF8String(utf8);
}

// The countries at the table, by their names; so the title does not depend on which steps an answer shows.
std::string CountriesAtTheTable(const v1::Process& process) {
  std::set<std::string> names;
  for (const EntitySummary& entity : process.participants()) {
    if (!entity.country_code().empty()) names.insert(CountryName(entity.country_code()));
  }
  return absl::StrJoin(names, ", ");
}

std::string CountryOfPlaces(const v1::Incident& incident) {
  for (const EntitySummary& place : incident.places()) {
    if (!place.country_code().empty()) return CountryName(place.country_code());
  }
  return "";
}

std::string TitleOf(ProcessKind kind, const v1::Process& process, const v1::Incident& first) {
  switch (kind) {
    case ProcessKind::kTalks:
      return absl::StrCat("Talks: ", CountriesAtTheTable(process));
    case ProcessKind::kCeasefire:
      return absl::StrCat("Ceasefire: ", CountryOfPlaces(first));
    case ProcessKind::kCorridor:
      return absl::StrCat("Humanitarian corridors: ", CountryOfPlaces(first));
    case ProcessKind::kSiege:
      return absl::StrCat("Siege of ", first.places().empty() ? "" : first.places(0).name());
    case ProcessKind::kNone:
      return "";
  }
  return "";
}

bool Happened(const v1::Incident& incident) {
  return incident.realis() == Event::ASSERTED || incident.realis() == Event::CLAIMED;
}

void AddStep(const v1::Incident& incident, v1::Process& process) {
  v1::ProcessStep& step = *process.add_steps();
  step.set_incident_id(incident.incident_id());
  step.set_ordinal(incident.ordinal());
  step.set_title(incident.title());
  if (incident.has_interval()) *step.mutable_interval() = incident.interval();
  step.set_realis(incident.realis());
}

void AddGap(uint32_t ordinal, v1::Process& process) {
  v1::ProcessStep& step = *process.add_steps();
  step.set_ordinal(ordinal);
  step.set_title(absl::StrCat("Round ", ordinal, ": no report"));
}

}  // namespace

std::string ProcessFamilyOf(const v1::Incident& incident) {
  Event event;
  event.set_type(incident.type());
  event.set_frame(incident.frame());
  return FamilyOf(event);
}

std::string ProcessIdOf(const Incident& incident) {
  const ProcessKind kind = ProcessKindOf(FamilyOf(incident.reports.front()->row.event()));
  if (kind == ProcessKind::kNone) return "";
  const Event::Realis realis = RealisOf(incident);
  if (realis == Event::HYPOTHETICAL || realis == Event::DENIED) return "";
  const std::string between = Between(kind, incident);
  if (between.empty()) return "";
  return absl::StrFormat("p%016x", Hash64(absl::StrCat(NameOf(kind), "\n", between)));
}

v1::Process MakeProcess(const std::vector<v1::Incident>& incidents) {
  v1::Process process;
  if (incidents.empty()) return process;
  const ProcessKind kind = KindOf(incidents.front());
  process.set_process_id(incidents.front().process_id());
  process.set_frame(NameOf(kind));
  for (EntitySummary& entity : ParticipantsOf(incidents)) *process.add_participants() = std::move(entity);
  process.set_title(TitleOf(kind, process, incidents.front()));

  std::set<uint32_t> reported;
  std::set<uint32_t> held;
  for (const v1::Incident& incident : incidents) {
    if (incident.ordinal() == 0) continue;
    reported.insert(incident.ordinal());
    if (Happened(incident)) held.insert(incident.ordinal());
  }
  uint32_t last_ordinal = 0;
  for (const v1::Incident& incident : incidents) {
    if (!Happened(incident) && held.contains(incident.ordinal())) continue;
    const uint32_t ordinal = incident.ordinal();
    if (last_ordinal != 0 && ordinal > last_ordinal + 1 && ordinal - last_ordinal <= kMaxNamedGap) {
      for (uint32_t missing = last_ordinal + 1; missing < ordinal; ++missing) {
        if (!reported.contains(missing)) AddGap(missing, process);
      }
    }
    if (ordinal != 0) last_ordinal = ordinal;
    AddStep(incident, process);
  }
  return process;
}

}  // namespace sitrep::query::corroboration
