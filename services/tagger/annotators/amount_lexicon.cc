#include "services/tagger/annotators/amount_lexicon.h"

#include "services/tagger/annotators/word_table.h"

namespace sitrep::tagger {
namespace {

constexpr WordEntry<AmountUnit> kUnitEntries[] = {
    {"%", {"PERCENT", "percent"}},       {"percent", {"PERCENT", "percent"}},
    {"pct", {"PERCENT", "percent"}},     {"dollars", {"MONEY", "USD"}},
    {"dollar", {"MONEY", "USD"}},        {"euros", {"MONEY", "EUR"}},
    {"euro", {"MONEY", "EUR"}},          {"rubles", {"MONEY", "RUB"}},
    {"roubles", {"MONEY", "RUB"}},       {"hryvnia", {"MONEY", "UAH"}},
    {"hryvnias", {"MONEY", "UAH"}},      {"yen", {"MONEY", "JPY"}},
    {"yuan", {"MONEY", "CNY"}},          {"rupees", {"MONEY", "INR"}},
    {"francs", {"MONEY", "CHF"}},        {"marks", {"MONEY", "DEM"}},
    {"riyals", {"MONEY", "SAR"}},        {"shekels", {"MONEY", "ILS"}},
    {"pesos", {"MONEY", "MXN"}},         {"lira", {"MONEY", "TRY"}},
    {"won", {"MONEY", "KRW"}},           {"usd", {"MONEY", "USD"}},
    {"eur", {"MONEY", "EUR"}},           {"gbp", {"MONEY", "GBP"}},
    {"km", {"DISTANCE", "km"}},          {"kilometers", {"DISTANCE", "km"}},
    {"kilometres", {"DISTANCE", "km"}},  {"kilometer", {"DISTANCE", "km"}},
    {"kilometre", {"DISTANCE", "km"}},   {"mile", {"DISTANCE", "mile"}},
    {"miles", {"DISTANCE", "mile"}},     {"meters", {"DISTANCE", "m"}},
    {"metres", {"DISTANCE", "m"}},       {"meter", {"DISTANCE", "m"}},
    {"metre", {"DISTANCE", "m"}},        {"feet", {"DISTANCE", "foot"}},
    {"foot", {"DISTANCE", "foot"}},      {"inches", {"DISTANCE", "inch"}},
    {"inch", {"DISTANCE", "inch"}},      {"yards", {"DISTANCE", "yard"}},
    {"centimeters", {"DISTANCE", "cm"}}, {"centimetres", {"DISTANCE", "cm"}},
    {"mm", {"DISTANCE", "mm"}},          {"millimeters", {"DISTANCE", "mm"}},
    {"acres", {"AREA", "acre"}},         {"acre", {"AREA", "acre"}},
    {"hectares", {"AREA", "ha"}},        {"hectare", {"AREA", "ha"}},
    {"sqkm", {"AREA", "km2"}},           {"kg", {"WEIGHT", "kg"}},
    {"kilograms", {"WEIGHT", "kg"}},     {"kilos", {"WEIGHT", "kg"}},
    {"tons", {"WEIGHT", "ton"}},         {"ton", {"WEIGHT", "ton"}},
    {"tonnes", {"WEIGHT", "t"}},         {"tonne", {"WEIGHT", "t"}},
    {"grams", {"WEIGHT", "g"}},          {"ounces", {"WEIGHT", "ounce"}},
    {"lbs", {"WEIGHT", "pound"}},
};
constexpr WordTable kUnits(kUnitEntries);

constexpr WordEntry<std::string_view> kCurrencyEntries[] = {
    {"$", "USD"},      {"us$", "USD"},    {"usd", "USD"},    {"c$", "CAD"},     {"a$", "AUD"},  {"hk$", "HKD"},
    {"s$", "SGD"},     {"nz$", "NZD"},    {"r$", "BRL"},     {"\u20ac", "EUR"}, {"eur", "EUR"}, {"\u00a3", "GBP"},
    {"gbp", "GBP"},    {"\u00a5", "JPY"}, {"\u20b9", "INR"}, {"rs", "INR"},     {"rs.", "INR"}, {"\u20bd", "RUB"},
    {"\u20b4", "UAH"}, {"\u20aa", "ILS"}, {"chf", "CHF"},
};
constexpr WordTable kCurrencies(kCurrencyEntries);

constexpr WordEntry<CasualtyWord> kCasualtyEntries[] = {
    {"killed", {"dead", true}},
    {"killing", {"dead", true}},
    {"kills", {"dead", true}},
    {"kill", {"dead", true}},
    {"dead", {"dead", false}},
    {"died", {"dead", false}},
    {"dies", {"dead", false}},
    {"die", {"dead", false}},
    {"slain", {"dead", false}},
    {"murdered", {"dead", true}},
    {"executed", {"dead", true}},
    {"perished", {"dead", false}},
    {"slaughtered", {"dead", true}},
    {"massacred", {"dead", true}},
    {"injured", {"injured", true}},
    {"injuring", {"injured", true}},
    {"injures", {"injured", true}},
    {"wounded", {"injured", true}},
    {"wounding", {"injured", true}},
    {"wounds", {"injured", true}},
    {"hurt", {"injured", false}},
    {"maimed", {"injured", true}},
    {"hospitalised", {"injured", false}},
    {"hospitalized", {"injured", false}},
    {"arrested", {"arrested", true}},
    {"arresting", {"arrested", true}},
    {"detained", {"arrested", true}},
    {"detaining", {"arrested", true}},
    {"displaced", {"displaced", true}},
    {"displacing", {"displaced", true}},
    {"fled", {"displaced", false}},
    {"evacuated", {"displaced", true}},
    {"homeless", {"displaced", false}},
    {"uprooted", {"displaced", true}},
    {"missing", {"missing", false}},
    {"unaccounted", {"missing", false}},
    {"rescued", {"rescued", true}},
    {"rescuing", {"rescued", true}},
    {"captured", {"captured", true}},
    {"capturing", {"captured", true}},
};
constexpr WordTable kCasualties(kCasualtyEntries);

constexpr WordEntry<std::string_view> kCasualtyNounEntries[] = {
    {"fatalities", "dead"},    {"deaths", "dead"},        {"death", "dead"},         {"fatality", "dead"},
    {"injuries", "injured"},   {"arrests", "arrested"},   {"detainees", "arrested"}, {"refugees", "displaced"},
    {"evacuees", "displaced"}, {"prisoners", "captured"}, {"corpses", "dead"},       {"bodies", "dead"},
};
constexpr WordTable kCasualtyNouns(kCasualtyNounEntries);

constexpr std::string_view kPeopleWords[] = {
    "people",    "persons",     "person",       "civilians",     "civilian",    "soldiers",   "soldier",
    "troops",    "children",    "child",        "women",         "woman",       "men",        "man",
    "girls",     "boys",        "servicemen",   "fighters",      "militants",   "police",     "policemen",
    "officers",  "officer",     "protesters",   "demonstrators", "residents",   "citizens",   "migrants",
    "workers",   "students",    "passengers",   "victims",       "others",      "members",    "personnel",
    "villagers", "journalists", "prisoners",    "hostages",      "rebels",      "insurgents", "terrorists",
    "suspects",  "patients",    "pupils",       "tourists",      "marines",     "refugees",   "evacuees",
    "sailors",   "guards",      "guerrillas",   "conscripts",    "inhabitants", "bystanders", "ukrainians",
    "russians",  "israelis",    "palestinians", "americans",     "syrians",     "iraqis",     "afghans",
};
constexpr WordSet kPeople(kPeopleWords);

constexpr WordEntry<double> kVagueEntries[] = {
    {"dozens", 24},    {"scores", 40},    {"hundreds", 200}, {"thousands", 2e3},
    {"millions", 2e6}, {"billions", 2e9}, {"dozen", 12},
};
constexpr WordTable kVague(kVagueEntries);

}  // namespace

AmountUnit FindAmountUnit(std::string_view lower) {
  const AmountUnit* found = kUnits.Find(lower);
  return found == nullptr ? AmountUnit{} : *found;
}

std::string_view FindCurrencySign(std::string_view lower) {
  const std::string_view* found = kCurrencies.Find(lower);
  return found == nullptr ? std::string_view() : *found;
}

CasualtyWord FindCasualtyWord(std::string_view lower) {
  const CasualtyWord* found = kCasualties.Find(lower);
  return found == nullptr ? CasualtyWord{} : *found;
}

std::string_view CasualtyKindOfNoun(std::string_view lower) {
  const std::string_view* found = kCasualtyNouns.Find(lower);
  return found == nullptr ? std::string_view() : *found;
}

bool IsPeopleNoun(std::string_view lower) { return kPeople.Contains(lower); }

double FindVagueNumber(std::string_view lower) {
  const double* found = kVague.Find(lower);
  return found == nullptr ? 0 : *found;
}

}  // namespace sitrep::tagger
