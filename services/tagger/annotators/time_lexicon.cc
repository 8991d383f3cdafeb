#include "services/tagger/annotators/time_lexicon.h"

#include <algorithm>

#include "services/tagger/annotators/word_table.h"

namespace sitrep::tagger {
namespace {

using enum TimeWord;

constexpr int16_t Of(TimeUnit unit) { return static_cast<int16_t>(unit); }
constexpr int16_t Of(PartOfDay part) { return static_cast<int16_t>(part); }
constexpr int16_t Of(Season season) { return static_cast<int16_t>(season); }
constexpr int16_t Of(Edge edge) { return static_cast<int16_t>(edge); }

constexpr TimeZone kZones[] = {
    {0, SummerTime::kNever},            // 0: UTC, GMT
    {180, SummerTime::kNever},          // 1: Moscow, Minsk, Turkey, Riyadh
    {120, SummerTime::kEurope},         // 2: Kyiv and the rest of eastern Europe
    {60, SummerTime::kEurope},          // 3: central Europe
    {0, SummerTime::kEurope},           // 4: London
    {-300, SummerTime::kNorthAmerica},  // 5: eastern
    {-360, SummerTime::kNorthAmerica},  // 6: central
    {-420, SummerTime::kNorthAmerica},  // 7: mountain
    {-480, SummerTime::kNorthAmerica},  // 8: Pacific
    {330, SummerTime::kNever},          // 9: India
    {480, SummerTime::kNever},          // 10: Beijing
    {540, SummerTime::kNever},          // 11: Tokyo, Seoul
    {60, SummerTime::kNever},           // 12: BST, a summer time itself
    {120, SummerTime::kNever},          // 13: CEST
    {180, SummerTime::kNever},          // 14: EEST
    {-240, SummerTime::kNever},         // 15: EDT
    {-300, SummerTime::kNever},         // 16: EST, CDT
    {-360, SummerTime::kNever},         // 17: CST, MDT
    {-420, SummerTime::kNever},         // 18: MST, PDT
    {-480, SummerTime::kNever},         // 19: PST
    {120, SummerTime::kNever},          // 20: EET
    {60, SummerTime::kNever},           // 21: CET
};

constexpr WordEntry<TimeMeaning> kEntries[] = {
    {"january", {kMonth, 1}},
    {"february", {kMonth, 2}},
    {"march", {kMonth, 3}},
    {"april", {kMonth, 4}},
    {"may", {kMonth, 5}},
    {"june", {kMonth, 6}},
    {"july", {kMonth, 7}},
    {"august", {kMonth, 8}},
    {"september", {kMonth, 9}},
    {"october", {kMonth, 10}},
    {"november", {kMonth, 11}},
    {"december", {kMonth, 12}},
    {"jan", {kMonth, 1}},
    {"feb", {kMonth, 2}},
    {"mar", {kMonth, 3}},
    {"apr", {kMonth, 4}},
    {"jun", {kMonth, 6}},
    {"jul", {kMonth, 7}},
    {"aug", {kMonth, 8}},
    {"sep", {kMonth, 9}},
    {"sept", {kMonth, 9}},
    {"oct", {kMonth, 10}},
    {"nov", {kMonth, 11}},
    {"dec", {kMonth, 12}},
    {"monday", {kWeekday, 1}},
    {"tuesday", {kWeekday, 2}},
    {"wednesday", {kWeekday, 3}},
    {"thursday", {kWeekday, 4}},
    {"friday", {kWeekday, 5}},
    {"saturday", {kWeekday, 6}},
    {"sunday", {kWeekday, 7}},
    {"mon", {kWeekday, 1}},
    {"tue", {kWeekday, 2}},
    {"tues", {kWeekday, 2}},
    {"wed", {kWeekday, 3}},
    {"thu", {kWeekday, 4}},
    {"thurs", {kWeekday, 4}},
    {"fri", {kWeekday, 5}},
    {"sat", {kWeekday, 6}},
    {"sun", {kWeekday, 7}},
    {"mondays", {kWeekdays, 1}},
    {"tuesdays", {kWeekdays, 2}},
    {"wednesdays", {kWeekdays, 3}},
    {"thursdays", {kWeekdays, 4}},
    {"fridays", {kWeekdays, 5}},
    {"saturdays", {kWeekdays, 6}},
    {"sundays", {kWeekdays, 7}},
    {"minute", {kUnit, Of(TimeUnit::kMinute)}},
    {"hour", {kUnit, Of(TimeUnit::kHour)}},
    {"day", {kUnit, Of(TimeUnit::kDay)}},
    {"weekend", {kUnit, Of(TimeUnit::kWeekend)}},
    {"week", {kUnit, Of(TimeUnit::kWeek)}},
    {"fortnight", {kUnit, Of(TimeUnit::kFortnight)}},
    {"month", {kUnit, Of(TimeUnit::kMonth)}},
    {"quarter", {kUnit, Of(TimeUnit::kQuarter)}},
    {"year", {kUnit, Of(TimeUnit::kYear)}},
    {"decade", {kUnit, Of(TimeUnit::kDecade)}},
    {"century", {kUnit, Of(TimeUnit::kCentury)}},
    {"period", {kUnit, Of(TimeUnit::kQuarter)}},
    {"seconds", {kUnits, Of(TimeUnit::kSecond)}},
    {"minutes", {kUnits, Of(TimeUnit::kMinute)}},
    {"hours", {kUnits, Of(TimeUnit::kHour)}},
    {"days", {kUnits, Of(TimeUnit::kDay)}},
    {"weekends", {kUnits, Of(TimeUnit::kWeekend)}},
    {"weeks", {kUnits, Of(TimeUnit::kWeek)}},
    {"months", {kUnits, Of(TimeUnit::kMonth)}},
    {"quarters", {kUnits, Of(TimeUnit::kQuarter)}},
    {"years", {kUnits, Of(TimeUnit::kYear)}},
    {"decades", {kUnits, Of(TimeUnit::kDecade)}},
    {"centuries", {kUnits, Of(TimeUnit::kCentury)}},
    {"hrs", {kUnits, Of(TimeUnit::kHour)}},
    {"yesterday", {kDayName, -1}},
    {"today", {kDayName, 0}},
    {"tomorrow", {kDayName, 1}},
    {"tonight", {kTonight, 0}},
    {"overnight", {kTonight, -1}},
    {"morning", {kPartOfDay, Of(PartOfDay::kMorning)}},
    {"midday", {kClockName, 720}},
    {"afternoon", {kPartOfDay, Of(PartOfDay::kAfternoon)}},
    {"evening", {kPartOfDay, Of(PartOfDay::kEvening)}},
    {"night", {kPartOfDay, Of(PartOfDay::kNight)}},
    {"nights", {kPartsOfDay, Of(PartOfDay::kNight)}},
    {"mornings", {kPartsOfDay, Of(PartOfDay::kMorning)}},
    {"evenings", {kPartsOfDay, Of(PartOfDay::kEvening)}},
    {"noon", {kClockName, 720}},
    {"midnight", {kClockName, 0}},
    {"spring", {kSeason, Of(Season::kSpring)}},
    {"summer", {kSeason, Of(Season::kSummer)}},
    {"fall", {kSeason, Of(Season::kFall)}},
    {"autumn", {kSeason, Of(Season::kFall)}},
    {"winter", {kSeason, Of(Season::kWinter)}},
    {"christmas", {kHoliday, 1225}},
    {"thanksgiving", {kHoliday, kThanksgiving}},
    {"easter", {kHoliday, kEaster}},
    {"halloween", {kHoliday, 1031}},
    {"last", {kRelation, -1}},
    {"past", {kRelation, kRolling}},
    {"previous", {kRelation, -1}},
    {"prior", {kRelation, -1}},
    {"latest", {kRelation, -1}},
    {"this", {kRelation, 0}},
    {"current", {kRelation, kCurrent}},
    {"next", {kRelation, 1}},
    {"coming", {kRelation, 1}},
    {"following", {kRelation, 1}},
    {"upcoming", {kRelation, 1}},
    {"that", {kThat, 0}},
    {"same", {kThat, 0}},
    {"recent", {kRecent, 0}},
    {"early", {kEdge, Of(Edge::kStart)}},
    {"beginning", {kEdge, Of(Edge::kStart)}},
    {"start", {kEdge, Of(Edge::kStart)}},
    {"mid", {kEdge, Of(Edge::kMid)}},
    {"middle", {kEdge, Of(Edge::kMid)}},
    {"late", {kEdge, Of(Edge::kEnd)}},
    {"end", {kEdge, Of(Edge::kEnd)}},
    {"earlier", {kComparedEdge, -1}},
    {"later", {kComparedEdge, 1}},
    {"about", {kApproximate, 0}},
    {"around", {kApproximate, 0}},
    {"approximately", {kApproximate, 0}},
    {"roughly", {kApproximate, 0}},
    {"some", {kApproximate, 0}},
    {"nearly", {kApproximate, -1}},
    {"almost", {kApproximate, -1}},
    {"barely", {kApproximate, 0}},
    {"over", {kOver, 0}},
    {"now", {kReference, 0}},
    {"currently", {kReference, 0}},
    {"nowadays", {kReference, 0}},
    {"presently", {kReference, 0}},
    {"recently", {kReference, -1}},
    {"future", {kReference, 1}},
    {"hourly", {kFrequency, Of(TimeUnit::kHour)}},
    {"daily", {kFrequency, Of(TimeUnit::kDay)}},
    {"weekly", {kFrequency, Of(TimeUnit::kWeek)}},
    {"monthly", {kFrequency, Of(TimeUnit::kMonth)}},
    {"annually", {kFrequency, Of(TimeUnit::kYear)}},
    {"yearly", {kFrequency, Of(TimeUnit::kYear)}},
    {"every", {kEvery, 0}},
    {"each", {kEvery, 0}},
    {"near", {kNear, 0}},
    {"foreseeable", {kNear, 0}},
    {"these", {kThese, 0}},
    {"few", {kFew, 0}},
    {"several", {kFew, 0}},
    {"many", {kFew, 0}},
    {"couple", {kCouple, 0}},
    {"ago", {kAgo, 0}},
    {"after", {kAfter, 0}},
    {"before", {kAfter, 0}},
    {"am", {kAmPm, 0}},
    {"a.m.", {kAmPm, 0}},
    {"a.m", {kAmPm, 0}},
    {"pm", {kAmPm, 720}},
    {"p.m.", {kAmPm, 720}},
    {"p.m", {kAmPm, 720}},
    {"gmt", {kZone, 0}},
    {"utc", {kZone, 0}},
    {"msk", {kZone, 1}},
    {"moscow", {kZone, 1}},
    {"trt", {kZone, 1}},
    {"kyiv", {kZone, 2}},
    {"kiev", {kZone, 2}},
    {"eet", {kZone, 20}},
    {"eest", {kZone, 14}},
    {"cet", {kZone, 21}},
    {"cest", {kZone, 13}},
    {"berlin", {kZone, 3}},
    {"paris", {kZone, 3}},
    {"brussels", {kZone, 3}},
    {"london", {kZone, 4}},
    {"bst", {kZone, 12}},
    {"et", {kZone, 5}},
    {"eastern", {kZone, 5}},
    {"est", {kZone, 16}},
    {"edt", {kZone, 15}},
    {"ct", {kZone, 6}},
    {"central", {kZone, 6}},
    {"cst", {kZone, 17}},
    {"cdt", {kZone, 16}},
    {"mst", {kZone, 18}},
    {"mdt", {kZone, 17}},
    {"pt", {kZone, 8}},
    {"pacific", {kZone, 8}},
    {"pst", {kZone, 19}},
    {"pdt", {kZone, 18}},
    {"ist", {kZone, 9}},
    {"beijing", {kZone, 10}},
    {"tokyo", {kZone, 11}},
    {"seoul", {kZone, 11}},
    {"jst", {kZone, 11}},
    {"time", {kTime, 0}},
    {"fiscal", {kFiscal, 0}},
    {"half", {kHalf, 0}},
    {"the", {kThe, 0}},
    {"its", {kThe, 1}},
    {"a", {kA, 1}},
    {"an", {kA, 1}},
    {"of", {kOf, 0}},
    {"on", {kOn, 0}},
    {"at", {kAt, 0}},
    {"for", {kFor, 0}},
    {"within", {kFor, 1}},
    {"lasted", {kFor, 1}},
    {"lasting", {kFor, 1}},
    {"took", {kFor, 1}},
    {"in", {kSince, 0}},
    {"since", {kSince, 1}},
    {"until", {kSince, 2}},
    {"till", {kSince, 2}},
    {"by", {kSince, 2}},
    {"from", {kSince, 1}},
    {"during", {kSince, 2}},
    {"between", {kSince, 2}},
    {"and", {kAnd, 0}},
    {"or", {kOr, 0}},
    {"to", {kTo, 0}},
    {"more", {kMore, 0}},
    {"another", {kMore, 1}},
    {"once", {kTimes, 1}},
    {"twice", {kTimes, 2}},
    {"times", {kTimes, 0}},
    {"old", {kOld, 0}},
    {",", {kComma, 0}},
    {"'s", {kPossessive, 0}},
    {"\u2019s", {kPossessive, 0}},
    {"'", {kPossessive, 1}},
    {"$", {kCurrency, 0}},
    {"\u20ac", {kCurrency, 0}},
    {"\u00a3", {kCurrency, 0}},
    {"first", {kOrdinal, 1}},
    {"second", {kOrdinal, 2}},
    {"third", {kOrdinal, 3}},
    {"fourth", {kOrdinal, 4}},
    {"fifth", {kOrdinal, 5}},
    {"sixth", {kOrdinal, 6}},
    {"seventh", {kOrdinal, 7}},
    {"eighth", {kOrdinal, 8}},
    {"ninth", {kOrdinal, 9}},
    {"tenth", {kOrdinal, 10}},
    {"eleventh", {kOrdinal, 11}},
    {"twelfth", {kOrdinal, 12}},
    {"eighteenth", {kOrdinal, 18}},
    {"nineteenth", {kOrdinal, 19}},
    {"twentieth", {kOrdinal, 20}},
};
constexpr WordTable kWords(kEntries);

// Months and weekdays that are ordinary words unless a capital says otherwise.
constexpr std::string_view kNeedsCapitalWords[] = {"march", "may", "august", "mar", "jan", "jun",  "sat",
                                                   "sun",   "wed", "mon",    "dec", "sep", "tue",  "fri",
                                                   "oct",   "nov", "thu",    "apr", "feb", "thurs"};
constexpr WordSet kNeedsCapital(kNeedsCapitalWords);
// Abbreviations that mean time only beside a day of the month or another date.
constexpr std::string_view kNeedsNumberWords[] = {"mar", "sat", "sun", "mon", "wed"};
constexpr WordSet kNeedsNumber(kNeedsNumberWords);
// Zones that are also ordinary words or names: only in capitals, or before "time".
constexpr std::string_view kZoneNames[] = {"moscow",  "kyiv",    "kiev",    "berlin",  "paris", "brussels", "london",
                                           "eastern", "central", "pacific", "beijing", "tokyo", "seoul"};
constexpr WordSet kPlaceZones(kZoneNames);

}  // namespace

TimeMeaning FindTimeWord(std::string_view lower) {
  const TimeMeaning* found = kWords.Find(lower);
  return found == nullptr ? TimeMeaning{} : *found;
}

bool NeedsCapital(std::string_view lower) { return kNeedsCapital.Contains(lower); }
bool NeedsNumber(std::string_view lower) { return kNeedsNumber.Contains(lower); }
bool IsPlaceWithZone(std::string_view lower) { return kPlaceZones.Contains(lower); }

TimeZone ZoneAt(int64_t index) { return kZones[index]; }

int UtcOffsetOn(TimeZone zone, text::CivilDay day) {
  const auto nth_sunday = [&](int month, int nth) {  // nth 0: the last one.
    const int last = nth == 0 ? text::DaysInMonth(day.year, month) : nth * 7;
    const text::CivilDay end{day.year, month, last};
    return text::CivilDay{day.year, month, last - static_cast<int>(text::WeekdayOf(end)) % 7};
  };
  bool summer = false;
  if (zone.summer == SummerTime::kEurope) {
    summer = day >= nth_sunday(3, 0) && day < nth_sunday(10, 0);
  } else if (zone.summer == SummerTime::kNorthAmerica) {
    summer = day >= nth_sunday(3, 2) && day < nth_sunday(11, 1);
  }
  return zone.minutes + (summer ? 60 : 0);
}

}  // namespace sitrep::tagger
