#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace sitrep::eval {

// A sentence with the PLOVER types that coders gave it.
struct CodedSentence {
  std::string id;
  std::string date;  // As given: "2000-01-01", "19950112"; may be empty.
  std::string text;
  std::set<std::string> types;  // Of today's 16; empty: no code of the sentence has one.
};

// A JSON object a line: text, date, and either event (a PLOVER type, older names mapped to today's) or gold: a list of
// objects with eventcode (CAMEO). INVALID_ARGUMENT names file and line.
absl::StatusOr<std::vector<CodedSentence>> ReadCodedSentences(const std::string& path);

// Today's PLOVER type for one of older drafts: DEMAND, INVESTIGATE, DISAPPROVE, FIGHT; others as they are.
std::string CurrentType(std::string_view type);
// The PLOVER type of a CAMEO code by the PLOVER project's table of 2021; empty for codes that it has not: statements,
// appeals, and what dictionaries invent for tests.
std::string TypeOfCameo(std::string_view code);

}  // namespace sitrep::eval
