#include "services/tagger/annotators/abbreviations.h"

#include <algorithm>
#include <array>

namespace sitrep::tagger {
namespace {

// Each table is sorted, for binary search.
constexpr auto kTitles = std::to_array<std::string_view>({
    "adm",  "ald",  "amb", "assoc", "asst", "atty", "brig", "capt", "cdr", "cmdr", "col",    "cpl",
    "cpt",  "dr",   "fr",  "ft",    "gen",  "gov",  "hon",  "insp", "lt",  "maj",  "messrs", "mgr",
    "mlle", "mme",  "mr",  "mrs",   "ms",   "msgr", "mt",   "mx",   "pfc", "pres", "prof",   "pvt",
    "rep",  "reps", "rev", "sen",   "sens", "sgt",  "spc",  "spec", "st",  "ste",  "supt",   "vs",
});
constexpr auto kOrdinary = std::to_array<std::string_view>(
    {"al",   "ala",   "approx", "apr",  "ariz", "ark",  "assn", "aug",  "ave",  "blvd", "bros", "calif", "cf",
     "co",   "colo",  "conn",   "corp", "ct",   "dec",  "del",  "dept", "dist", "div",  "est",  "etc",   "ext",
     "feb",  "fla",   "fri",    "ga",   "govt", "ill",  "inc",  "ind",  "intl", "jan",  "jr",   "kan",   "ky",
     "la",   "ltd",   "mass",   "md",   "mich", "minn", "mo",   "mon",  "mont", "natl", "neb",  "nev",   "nov",
     "oct",  "okla",  "ore",    "pa",   "ph.d", "plc",  "pty",  "rd",   "sept", "sr",   "tenn", "tex",   "thu",
     "thur", "thurs", "tue",    "tues", "univ", "va",   "vt",   "wash", "wed",  "wis",  "wyo"});
constexpr auto kBeforeNumber = std::to_array<std::string_view>({
    "art",
    "fig",
    "jul",
    "jun",
    "mar",
    "no",
    "nos",
    "nr",
    "p",
    "para",
    "pp",
    "sat",
    "sec",
    "sep",
    "vol",
});
constexpr auto kStarters = std::to_array<std::string_view>({
    "a",     "about", "according", "after", "all",   "also", "although",  "among",   "an",     "and",     "another",
    "as",    "asked", "at",        "both",  "but",   "by",   "despite",   "during",  "each",   "earlier", "even",
    "for",   "four",  "from",      "he",    "here",  "his",  "how",       "however", "i",      "if",      "in",
    "is",    "it",    "its",       "last",  "later", "many", "meanwhile", "more",    "most",   "no",      "not",
    "now",   "of",    "on",        "once",  "one",   "only", "or",        "other",   "others", "our",     "over",
    "she",   "since", "so",        "some",  "such",  "that", "the",       "their",   "then",   "there",   "these",
    "they",  "this",  "those",     "three", "to",    "two",  "under",     "until",   "we",     "what",    "when",
    "where", "which", "while",     "who",   "why",   "with", "yes",       "yet",     "you",
});

template <size_t N>
bool Contains(const std::array<std::string_view, N>& sorted, std::string_view word) {
  return std::ranges::binary_search(sorted, word);
}

}  // namespace

AbbreviationKind KindOfAbbreviation(std::string_view word) {
  if (word.size() > 6) return AbbreviationKind::kNone;
  if (Contains(kTitles, word)) return AbbreviationKind::kTitle;
  if (Contains(kOrdinary, word)) return AbbreviationKind::kOrdinary;
  if (Contains(kBeforeNumber, word)) return AbbreviationKind::kBeforeNumber;
  return AbbreviationKind::kNone;
}

bool IsSentenceStarter(std::string_view word) { return Contains(kStarters, word); }

}  // namespace sitrep::tagger
