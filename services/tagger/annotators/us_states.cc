#include "services/tagger/annotators/us_states.h"

#include "services/tagger/annotators/word_table.h"

namespace sitrep::tagger {
namespace {

// The style of the Associated Press.
constexpr WordEntry<std::string_view> kStateEntries[] = {
    {"ala.", "AL"},  {"ariz.", "AZ"}, {"ark.", "AR"}, {"calif.", "CA"}, {"colo.", "CO"}, {"conn.", "CT"},
    {"d.c.", "DC"},  {"del.", "DE"},  {"fla.", "FL"}, {"ga.", "GA"},    {"ill.", "IL"},  {"ind.", "IN"},
    {"kan.", "KS"},  {"ky.", "KY"},   {"la.", "LA"},  {"mass.", "MA"},  {"md.", "MD"},   {"mich.", "MI"},
    {"minn.", "MN"}, {"miss.", "MS"}, {"mo.", "MO"},  {"mont.", "MT"},  {"n.c.", "NC"},  {"n.d.", "ND"},
    {"n.h.", "NH"},  {"n.j.", "NJ"},  {"n.m.", "NM"}, {"n.y.", "NY"},   {"neb.", "NE"},  {"nev.", "NV"},
    {"okla.", "OK"}, {"ore.", "OR"},  {"pa.", "PA"},  {"r.i.", "RI"},   {"s.c.", "SC"},  {"s.d.", "SD"},
    {"tenn.", "TN"}, {"tex.", "TX"},  {"va.", "VA"},  {"vt.", "VT"},    {"w.va.", "WV"}, {"wash.", "WA"},
    {"wis.", "WI"},  {"wyo.", "WY"},
};
constexpr WordTable kStates(kStateEntries);

}  // namespace

std::string_view StateOfAbbreviation(std::string_view lower) {
  const std::string_view* state = kStates.Find(lower);
  return state == nullptr ? std::string_view() : *state;
}

}  // namespace sitrep::tagger
