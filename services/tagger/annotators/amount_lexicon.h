#pragma once

#include <cstdint>
#include <string_view>

// The words of amounts. Constant tables, thread-safe; all words in lower case.
namespace sitrep::tagger {

struct AmountUnit {
  std::string_view type;  // As Amount::type; empty: no unit of measure.
  std::string_view unit;  // As Amount::unit: "km", "USD", "percent".
};
AmountUnit FindAmountUnit(std::string_view lower);

// ISO 4217 code of a sign or code written before a number: "$", "€", "us$", "usd". Empty: none.
std::string_view FindCurrencySign(std::string_view lower);

// What a word says befell the people counted beside it.
struct CasualtyWord {
  std::string_view kind;  // As Count::kind; empty: none.
  // Whether the counted people may follow it ("killing 12", "injured dozens") or only precede it ("12 dead").
  bool takes_object = false;
};
CasualtyWord FindCasualtyWord(std::string_view lower);

// Nouns for people who are counted by what befell them: "refugees" displaced, "fatalities" dead. Empty: none.
std::string_view CasualtyKindOfNoun(std::string_view lower);

// "people", "civilians", "soldiers", "children", ...
bool IsPeopleNoun(std::string_view lower);

// A number that is no number: "dozens" stands for 24 and more, because it is at least two dozen. 0: none.
double FindVagueNumber(std::string_view lower);

}  // namespace sitrep::tagger
