#include "services/query/corroboration_view/incident_titles.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/query/corroboration_view/frames.h"

namespace sitrep::query::corroboration {
namespace {

using type::v1::EntitySummary;
using type::v1::Event;
using Entities = google::protobuf::RepeatedPtrField<EntitySummary>;

// More names than this make a line that nobody reads.
constexpr size_t kMaxNames = 3;
constexpr size_t kMaxPlaces = 5;

// The first names, each once; unlinked ones ("the two sides") only when nobody is known.
std::vector<std::string> NamesOf(const std::vector<const Entities*>& lists, size_t limit) {
  std::vector<std::string> names;
  for (const bool linked : {true, false}) {
    for (const Entities* list : lists) {
      for (const EntitySummary& entity : *list) {
        if (entity.entity_id().empty() == linked || entity.name().empty() || names.size() >= limit) continue;
        if (std::find(names.begin(), names.end(), entity.name()) == names.end()) names.push_back(entity.name());
      }
    }
    if (!names.empty()) break;
  }
  return names;
}

std::string Joined(const std::vector<std::string>& names) { return absl::StrJoin(names, ", "); }

std::string Slot(std::string_view slot, const v1::Incident& incident) {
  if (slot == "round") return incident.ordinal() == 0 ? "" : absl::StrCat(incident.ordinal());
  if (slot == "place") return Joined(NamesOf({&incident.places()}, 1));
  if (slot == "places") return Joined(NamesOf({&incident.places()}, kMaxPlaces));
  if (slot == "actors") return Joined(NamesOf({&incident.actors()}, kMaxNames));
  if (slot == "recipients") return Joined(NamesOf({&incident.recipients()}, kMaxNames));
  if (slot == "participants") return Joined(NamesOf({&incident.actors(), &incident.recipients()}, kMaxNames));
  if (slot == "target") {
    const std::string place = Slot("place", incident);
    return place.empty() ? Slot("recipients", incident) : place;
  }
  if (slot == "where") {
    const std::string places = Slot("places", incident);
    return places.empty() ? Slot("participants", incident) : places;
  }
  return "";
}

// One bracket's content with its slots filled; empty when one of them is.
std::string Filled(std::string_view piece, const v1::Incident& incident) {
  std::string filled;
  while (!piece.empty()) {
    const size_t open = piece.find('{');
    filled += piece.substr(0, open);
    if (open == std::string_view::npos) break;
    const size_t close = piece.find('}', open);
    const std::string value = Slot(piece.substr(open + 1, close - open - 1), incident);
    if (value.empty()) return "";
    filled += value;
    piece.remove_prefix(close + 1);
  }
  return filled;
}

std::string Sentence(std::string_view pattern, const v1::Incident& incident) {
  std::string sentence;
  while (!pattern.empty()) {
    const size_t open = pattern.find('[');
    sentence += pattern.substr(0, open);
    if (open == std::string_view::npos) break;
    const size_t close = pattern.find(']', open);
    sentence += Filled(pattern.substr(open + 1, close - open - 1), incident);
    pattern.remove_prefix(close + 1);
  }
  return sentence;
}

std::string Prefix(const v1::Incident& incident) {
  const std::string claimants = Joined(NamesOf({&incident.claimed_by()}, kMaxNames));
  switch (incident.realis()) {
    case Event::PLANNED:
      return "Planned: ";
    case Event::CLAIMED:
      return claimants.empty() ? "Claimed: " : absl::StrCat("Claimed by ", claimants, ": ");
    case Event::DENIED:
      return claimants.empty() ? "Denied: " : absl::StrCat("Denied by ", claimants, ": ");
    case Event::HYPOTHETICAL:
      return "Possible: ";
    default:
      return "";
  }
}

}  // namespace

std::string TitleOf(const v1::Incident& incident) {
  return Prefix(incident) + Sentence(TitlePattern(incident.frame(), incident.type()), incident);
}

}  // namespace sitrep::query::corroboration
