#pragma once

#include <string>
#include <string_view>

#include "sitrep/type/v1/annotation.pb.h"

// What the corroboration of reports knows of frames (models/events/frames.tsv): which of them can name the same
// happening, what tells two happenings of a kind apart, and how a title is worded. Pure functions over constant tables,
// thread-safe.
namespace sitrep::query::corroboration {

// How reports of a family are told apart.
struct FamilyTraits {
  // Another city is another happening: attacks, captures. Otherwise the participants tell, and sources may differ on
  // where.
  bool place_identifies = false;
  // All who take part are on a par, so who is named first does not matter: talks.
  bool symmetric = false;
  // Reported with the list of its places: a ceasefire in five cities.
  bool many_places = false;
  // Happens once, so what an article of the next day tells without a date is most likely it.
  bool happens_once = false;
  // Comes in rounds, so that a number and who takes part name one: "the first round, earlier this week".
  bool numbered = false;
};

// The frames that may name the same happening share a family: a shelling, an air strike and the dead of it. A frame of
// no family is its own; without a frame the PLOVER type is.
std::string FamilyOf(const type::v1::Event& event);
FamilyTraits TraitsOf(std::string_view family);

// Which chain of incidents a frame can be a step of.
enum class ProcessKind { kNone, kTalks, kCeasefire, kCorridor, kSiege };
ProcessKind ProcessKindOf(std::string_view family);

// The title of an incident with its slots: "Capture[ of {place}][ by {actors}]". What is in brackets falls away when
// one of its slots is empty. Slots: {round} {place} {places} {actors} {recipients} {participants}; {target} is the
// place, else the recipients; {where} the places, else the participants.
std::string TitlePattern(std::string_view frame, std::string_view type);

}  // namespace sitrep::query::corroboration
