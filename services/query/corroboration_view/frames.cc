#include "services/query/corroboration_view/frames.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/ascii.h"

namespace sitrep::query::corroboration {
namespace {

struct FrameFamily {
  std::string_view frame;
  std::string_view family;
};

constexpr FrameFamily kFamilies[] = {
    {"talks", "talks"},
    {"meeting", "talks"},
    {"mediation", "talks"},
    {"treaty", "agreement"},
    {"veto", "vote"},
    {"access", "corridor"},
    {"blockade", "siege"},
    {"attack", "violence"},
    {"shelling", "violence"},
    {"airstrike", "violence"},
    {"drone-strike", "violence"},
    {"missile-strike", "violence"},
    {"bombing", "violence"},
    {"explosion", "violence"},
    {"suicide-attack", "violence"},
    {"clash", "violence"},
    {"fighting", "violence"},
    {"destruction", "violence"},
    {"damage", "violence"},
    {"killing", "violence"},
    {"injury", "violence"},
    {"massacre", "violence"},
    {"chemical-attack", "violence"},
    {"shooting", "shooting"},
    {"stabbing", "shooting"},
    {"riot", "protest"},
    {"crowd-control", "protest"},
    {"charge", "arrest"},
    {"mobilisation", "deployment"},
    {"threat-violence", "threat"},
    {"threat-sanction", "threat"},
    {"ultimatum", "threat"},
    {"condemnation", "accusation"},
    {"war-declaration", "invasion"},
};

struct NamedTraits {
  std::string_view family;
  FamilyTraits traits;
};

constexpr NamedTraits kTraits[] = {
    {"talks", {.symmetric = true, .happens_once = true, .numbered = true}},
    {"session", {.happens_once = true}},
    {"phone-call", {.symmetric = true, .happens_once = true}},
    {"visit", {.place_identifies = true, .happens_once = true}},
    {"agreement", {.symmetric = true, .happens_once = true}},
    {"cooperation", {.symmetric = true}},
    {"vote", {.happens_once = true}},
    {"corridor", {.symmetric = true, .many_places = true, .happens_once = true}},
    {"ceasefire", {.symmetric = true, .many_places = true, .happens_once = true}},
    {"evacuation", {.place_identifies = true}},
    {"capture", {.place_identifies = true, .happens_once = true}},
    {"siege", {.place_identifies = true}},
    {"withdrawal", {.place_identifies = true}},
    {"violence", {.place_identifies = true}},
    {"shooting", {.place_identifies = true, .happens_once = true}},
    {"protest", {.place_identifies = true}},
    {"displacement", {.place_identifies = true}},
    {"curfew", {.place_identifies = true}},
    {"assassination", {.place_identifies = true, .happens_once = true}},
    {"resignation", {.happens_once = true}},
    {"arrest", {.happens_once = true}},
};

struct Wording {
  std::string_view name;
  std::string_view pattern;
};

// By frame; those whose own name reads well in the fallback pattern need no row.
constexpr Wording kFrameWordings[] = {
    {"talks", "Talks[, round {round}][: {participants}][ — {place}]"},
    {"meeting", "Meeting[: {participants}][ — {place}]"},
    {"mediation", "Mediation[ by {actors}][ — {place}]"},
    {"session", "Session[: {participants}][ — {place}]"},
    {"phone-call", "Phone call[: {participants}]"},
    {"visit", "Visit[ by {actors}][ to {target}]"},
    {"agreement", "Agreement[: {participants}][ — {place}]"},
    {"treaty", "Treaty[: {participants}]"},
    {"pledge", "Pledge[ by {actors}][ to {recipients}]"},
    {"vote", "Vote[ by {actors}][ — {place}]"},
    {"veto", "Veto[ by {actors}][ — {place}]"},
    {"corridor", "Humanitarian corridors[: {where}]"},
    {"access", "Humanitarian access[: {where}]"},
    {"ceasefire", "Ceasefire[: {where}]"},
    {"withdrawal", "Withdrawal[ of {actors}][ from {place}]"},
    {"surrender", "Surrender[ of {actors}][ — {place}]"},
    {"release", "Release[ of {recipients}][ by {actors}]"},
    {"return", "Return[ of {actors}][ to {place}]"},
    {"resignation", "Resignation[ of {actors}]"},
    {"evacuation", "Evacuation[ from {places}]"},
    {"aid", "Aid[ for {recipients}][ from {actors}]"},
    {"arms-delivery", "Arms[ for {recipients}][ from {actors}]"},
    {"extradition", "Extradition[ by {actors}][ to {recipients}]"},
    {"concession", "Concession[ by {actors}][ to {recipients}]"},
    {"cooperation", "Cooperation[: {participants}]"},
    {"peacekeeping", "Peacekeeping[ by {actors}][ in {place}]"},
    {"asylum", "Asylum[ for {recipients}][ by {actors}]"},
    {"protection", "Protection[ for {recipients}][ by {actors}]"},
    {"demand", "Demand[ by {actors}][ to {recipients}]"},
    {"summons", "Summons[ of {recipients}][ by {actors}]"},
    {"rejection", "Rejection[ by {actors}]"},
    {"boycott", "Boycott[ of {recipients}][ by {actors}]"},
    {"ban", "Ban[ by {actors}][ on {recipients}]"},
    {"censorship", "Censorship[ by {actors}][ of {recipients}]"},
    {"restriction", "Restrictions[ by {actors}][ on {recipients}]"},
    {"support", "Support[ for {recipients}][ from {actors}]"},
    {"recognition", "Recognition[ of {target}][ by {actors}]"},
    {"demand-withdrawal", "Demand for withdrawal[ by {actors}][ to {recipients}]"},
    {"demand-ceasefire", "Demand for a ceasefire[ by {actors}][ to {recipients}]"},
    {"demand-change", "Demand for change[ by {actors}][ to {recipients}]"},
    {"demand-talks", "Call for talks[ by {actors}][ to {recipients}]"},
    {"demand-aid", "Call for help[ by {actors}][ to {recipients}]"},
    {"call-protest", "Call for protest[ by {actors}][ — {place}]"},
    {"rejection-talks", "Rejection of talks[ by {actors}]"},
    {"rejection-aid", "Refusal of help[ by {actors}][ to {recipients}]"},
    {"rejection-yield", "Refusal to yield[ by {actors}]"},
    {"accusation", "Accusation[ of {recipients}][ by {actors}]"},
    {"condemnation", "Condemnation[ of {recipients}][ by {actors}]"},
    {"lawsuit", "Lawsuit[ against {recipients}][ by {actors}]"},
    {"investigation", "Investigation[ of {recipients}][ by {actors}]"},
    {"threat", "Threat[ against {recipients}][ by {actors}]"},
    {"threat-violence", "Threat of violence[ against {recipients}][ by {actors}]"},
    {"threat-sanction", "Threat of sanctions[ against {recipients}][ by {actors}]"},
    {"ultimatum", "Ultimatum[ to {recipients}][ by {actors}]"},
    {"protest", "Protest[ in {places}]"},
    {"riot", "Riot[ in {places}]"},
    {"strike-labour", "Strike[ by {actors}][ in {place}]"},
    {"hunger-strike", "Hunger strike[ by {actors}][ in {place}]"},
    {"mobilisation", "Mobilisation[ by {actors}][ — {place}]"},
    {"deployment", "Deployment[ by {actors}][ — {place}]"},
    {"police-deployment", "Police deployment[ by {actors}][ — {place}]"},
    {"weapons-test", "Weapons test[ by {actors}][ — {place}]"},
    {"sanction", "Sanctions[ on {recipients}][ by {actors}]"},
    {"expulsion", "Expulsion[ of {recipients}][ by {actors}]"},
    {"break-relations", "Break of relations[: {participants}]"},
    {"aid-cut", "Cut in aid[ for {recipients}][ by {actors}]"},
    {"conviction", "Conviction[ of {recipients}][ by {actors}]"},
    {"capture", "Capture[ of {place}][ by {actors}]"},
    {"confiscation", "Confiscation[ by {actors}][ from {recipients}]"},
    {"siege", "Siege[ of {place}][ by {actors}]"},
    {"blockade", "Blockade[ of {place}][ by {actors}]"},
    {"curfew", "Curfew[ in {places}]"},
    {"martial-law", "Martial law[ in {places}]"},
    {"arrest", "Arrest[ of {recipients}][ by {actors}][ — {place}]"},
    {"charge", "Charges[ against {recipients}][ by {actors}]"},
    {"deportation", "Deportation[ of {recipients}][ by {actors}]"},
    {"displacement", "Displacement[ from {places}]"},
    {"cyberattack", "Cyberattack[ on {recipients}][ by {actors}]"},
    {"invasion", "Invasion[ of {target}][ by {actors}]"},
    {"war-declaration", "Declaration of war[ on {recipients}][ by {actors}]"},
    {"attack", "Attack[ on {target}][ by {actors}]"},
    {"shelling", "Shelling[ of {target}][ by {actors}]"},
    {"airstrike", "Air strike[ on {target}][ by {actors}]"},
    {"drone-strike", "Drone strike[ on {target}][ by {actors}]"},
    {"missile-strike", "Missile strike[ on {target}][ by {actors}]"},
    {"bombing", "Bombing[ of {target}][ by {actors}]"},
    {"explosion", "Explosion[ in {place}]"},
    {"suicide-attack", "Suicide attack[ on {target}]"},
    {"clash", "Clash[: {participants}][ — {place}]"},
    {"fighting", "Fighting[ in {places}][: {participants}]"},
    {"shooting", "Shooting[ in {place}]"},
    {"stabbing", "Stabbing[ in {place}]"},
    {"destruction", "Destruction[ in {place}][ by {actors}]"},
    {"damage", "Damage[ in {place}][ by {actors}]"},
    {"killing", "Killing[ of {recipients}][ by {actors}][ in {place}]"},
    {"massacre", "Massacre[ in {place}][ by {actors}]"},
    {"injury", "Injuries[ in {place}]"},
    {"assassination", "Assassination[ of {recipients}][ in {place}]"},
    {"abduction", "Abduction[ of {recipients}][ by {actors}][ in {place}]"},
    {"torture", "Torture[ of {recipients}][ by {actors}]"},
    {"sexual-violence", "Sexual violence[ by {actors}][ in {place}]"},
    {"beating", "Beating[ of {recipients}][ by {actors}]"},
    {"crowd-control", "Force against a crowd[ by {actors}][ in {place}]"},
    {"chemical-attack", "Chemical attack[ on {target}][ by {actors}]"},
};

// By PLOVER type, for events without a frame.
constexpr Wording kTypeWordings[] = {
    {"AGREE", "Agreement[: {participants}][ — {place}]"},
    {"CONSULT", "Consultation[: {participants}][ — {place}]"},
    {"SUPPORT", "Support[ for {recipients}][ from {actors}]"},
    {"CONCEDE", "Concession[ by {actors}][ to {recipients}]"},
    {"COOPERATE", "Cooperation[: {participants}]"},
    {"AID", "Aid[ for {recipients}][ from {actors}]"},
    {"RETREAT", "Retreat[ of {actors}][ from {place}]"},
    {"REQUEST", "Demand[ by {actors}][ to {recipients}]"},
    {"REJECT", "Rejection[ by {actors}]"},
    {"ACCUSE", "Accusation[ of {recipients}][ by {actors}]"},
    {"THREATEN", "Threat[ against {recipients}][ by {actors}]"},
    {"PROTEST", "Protest[ in {places}]"},
    {"SANCTION", "Sanctions[ on {recipients}][ by {actors}]"},
    {"MOBILIZE", "Mobilisation[ by {actors}][ — {place}]"},
    {"COERCE", "Coercion[ of {recipients}][ by {actors}][ — {place}]"},
    {"ASSAULT", "Attack[ on {target}][ by {actors}]"},
};

const Wording* Find(const Wording* begin, const Wording* end, std::string_view name) {
  const Wording* found = std::find_if(begin, end, [name](const Wording& row) { return row.name == name; });
  return found == end ? nullptr : found;
}

// "police-deployment" becomes "Police deployment".
std::string Readable(std::string_view name) {
  std::string words(name);
  std::replace(words.begin(), words.end(), '-', ' ');
  if (!words.empty()) words[0] = absl::ascii_toupper(words[0]);
  return words;
}

}  // namespace

std::string FamilyOf(const type::v1::Event& event) {
  if (event.frame().empty()) {
    std::string family = event.type();
    absl::AsciiStrToLower(&family);
    return family;
  }
  for (const FrameFamily& row : kFamilies) {
    if (row.frame == event.frame()) return std::string(row.family);
  }
  return event.frame();
}

FamilyTraits TraitsOf(std::string_view family) {
  for (const NamedTraits& row : kTraits) {
    if (row.family == family) return row.traits;
  }
  return {};
}

ProcessKind ProcessKindOf(std::string_view family) {
  if (family == "talks") return ProcessKind::kTalks;
  if (family == "ceasefire") return ProcessKind::kCeasefire;
  if (family == "corridor") return ProcessKind::kCorridor;
  if (family == "siege") return ProcessKind::kSiege;
  return ProcessKind::kNone;
}

std::string TitlePattern(std::string_view frame, std::string_view type) {
  if (const Wording* row = Find(std::begin(kFrameWordings), std::end(kFrameWordings), frame)) {
    return std::string(row->pattern);
  }
  if (frame.empty()) {
    if (const Wording* row = Find(std::begin(kTypeWordings), std::end(kTypeWordings), type)) {
      return std::string(row->pattern);
    }
  }
  std::string type_words(type);
  absl::AsciiStrToLower(&type_words);
  return Readable(frame.empty() ? type_words : std::string(frame)) + "[: {participants}][ — {place}]";
}

}  // namespace sitrep::query::corroboration
