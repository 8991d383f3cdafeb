#pragma once

#include <cstdint>
#include <iostream>
#include <random>
#include <string>
#include <string_view>

#include "gtest/gtest.h"

namespace sitrep::text {

// The seed of this run's random tests: --gtest_random_seed=N, else a fixed one. Printed, so that a failure can be
// repeated.
inline uint64_t TestSeed() {
  const int given = GTEST_FLAG_GET(random_seed);
  const uint64_t seed = given == 0 ? 20220303 : static_cast<uint64_t>(given);
  std::cout << "random seed " << seed << " (--gtest_random_seed=" << seed << " repeats it)\n";
  return seed;
}

// Text made of pieces on which word and offset rules depend: letters of several scripts, digits, joining and separating
// punctuation, marks, emoji, white space.
inline std::string RandomText(std::mt19937_64& random, size_t pieces) {
  constexpr std::string_view kPieces[] = {"a",      "B",      "z",      "talks",  "Kyiv",   "s",
                                          "7",      "10",     "2022",   ".",      ",",      ":",
                                          ";",      "'",      "\"",     "_",      "__",     "-",
                                          "/",      "(",      ")",      "@",      "#",      "&",
                                          " ",      " ",      " ",      "  ",     "\n",     "\t",
                                          "\r\n",   "é",      "Ł",      "ß",      "İ",      "ñ",
                                          "ö",      "я",      "Й",      "Ω",      "ς",      "’",
                                          "‘",      "“",      "”",      "—",      "–",      "…",
                                          "·",      "\u00A0", "\u00AD", "\u0301", "\u0308", "\u200D",
                                          "\u200B", "\u2028", "©",      "€",      "½",      "²",
                                          "א",      "ב",      "\"",     "م",      "ر",      "हि",
                                          "न्दी",    "ไทย",    "漢",     "字",     "カ",     "タ",
                                          "ひ",     "한",     "국",     "👉",      "🇷🇺",     "👨‍👩‍👧",
                                          "⚡️", "𝒜",      "\uFEFF", "'s",     "’s",     "U.S.",
                                          "don't"};
  std::uniform_int_distribution<size_t> pick(0, std::size(kPieces) - 1);
  std::string text;
  for (size_t i = 0; i < pieces; ++i) text += kPieces[pick(random)];
  return text;
}

}  // namespace sitrep::text
