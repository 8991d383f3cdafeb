#include "tests/eval/gold/coded_events.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "common/base/status_macros.h"
#include "tests/eval/gold/json.h"

namespace sitrep::eval {
namespace {

struct Mapping {
  std::string_view from;
  std::string_view type;
};

constexpr Mapping kOlderTypes[] = {
    {"DEMAND", "REQUEST"}, {"INVESTIGATE", "ACCUSE"}, {"DISAPPROVE", "ACCUSE"}, {"FIGHT", "ASSAULT"}};

// By the beginning of the code, exceptions before their roots.
constexpr Mapping kCameo[] = {{"0813", "RETREAT"}, {"0814", "RETREAT"}, {"084", "RETREAT"}, {"085", "RETREAT"},
                              {"086", "RETREAT"},  {"087", "RETREAT"},  {"163", "COERCE"},  {"175", "ASSAULT"},
                              {"191", "COERCE"},   {"192", "COERCE"},   {"03", "AGREE"},    {"04", "CONSULT"},
                              {"05", "SUPPORT"},   {"06", "COOPERATE"}, {"07", "AID"},      {"08", "CONCEDE"},
                              {"09", "ACCUSE"},    {"10", "REQUEST"},   {"11", "ACCUSE"},   {"12", "REJECT"},
                              {"13", "THREATEN"},  {"14", "PROTEST"},   {"15", "MOBILIZE"}, {"16", "SANCTION"},
                              {"17", "COERCE"},    {"18", "ASSAULT"},   {"19", "ASSAULT"},  {"20", "ASSAULT"}};

}  // namespace

std::string CurrentType(std::string_view type) {
  const auto older = std::ranges::find(kOlderTypes, type, &Mapping::from);
  return std::string(older == std::end(kOlderTypes) ? type : older->type);
}

std::string TypeOfCameo(std::string_view code) {
  const auto mapping = std::ranges::find_if(kCameo, [code](const Mapping& m) { return code.starts_with(m.from); });
  return std::string(mapping == std::end(kCameo) ? "" : mapping->type);
}

absl::StatusOr<std::vector<CodedSentence>> ReadCodedSentences(const std::string& path) {
  std::vector<CodedSentence> sentences;
  SITREP_RETURN_IF_ERROR(ForEachJsonLine(path, [&sentences](const Json& json) -> absl::Status {
    CodedSentence sentence{.id = json.TextOr("id", ""), .date = json.TextOr("date", "")};
    SITREP_ASSIGN_OR_RETURN(sentence.text, json.Text("text"));
    if (json.Find("event") != nullptr) {
      SITREP_ASSIGN_OR_RETURN(const std::string type, json.Text("event"));
      sentence.types.insert(CurrentType(type));
    } else {
      SITREP_ASSIGN_OR_RETURN(const std::vector<Json>* codings, json.List("gold"));
      for (const Json& coding : *codings) {
        if (std::string type = TypeOfCameo(coding.TextOr("eventcode", "")); !type.empty()) {
          sentence.types.insert(std::move(type));
        }
      }
    }
    sentences.push_back(std::move(sentence));
    return absl::OkStatus();
  }));
  return sentences;
}

}  // namespace sitrep::eval
