#pragma once

#include <cstdint>

#include "services/tagger/annotators/event_syntax.h"
#include "services/tagger/document/document.h"

// Noun phrases as the event rules read them: what governs one, what a name in it does. Pure functions over one analysed
// sentence; tokens and mentions are those of its document.
namespace sitrep::tagger::events {

inline constexpr uint32_t kHeadReach = 4;  // Words between a modifier and its head: "Russian" and "forces".

bool IsCity(const DocumentEntity& entity);
bool IsCountry(const DocumentEntity& entity);
// A comma, parenthesis or "and" that may go on with a list.
bool IsListMark(const SentenceSyntax& syntax, uint32_t token);
// Is the border between two countries where it happens, not either's nationality: "Belarusian-Polish border"?
bool IsAtBorder(const SentenceSyntax& syntax, const Mention& mention);
// "Ukrainian cities": where, although it is a nationality.
bool ModifiesPlaceNoun(const SentenceSyntax& syntax, const Mention& mention);
// "Bangladesh-flagged", "Russia-backed": the name only says of what kind.
bool IsCompound(const SentenceSyntax& syntax, const Mention& mention);
// Does it name a town where something can happen? Not in "the Dnipro": towns bear no article.
bool NamesTown(const SentenceSyntax& syntax, const Mention& mention);
// "Moscow time"
bool IsTimeZone(const SentenceSyntax& syntax, const Mention& mention);
// Does the rest of a phrase, from `token` on, lead to a person or organisation: "Ukrainian Foreign Minister Dmytro
// Kuleba"? Then the name acts, not the country.
bool LeadsToName(const SentenceSyntax& syntax, uint32_t token);
// Does it lead to a named place: "Ukraine's southern city of Kherson"?
bool LeadsToPlace(const SentenceSyntax& syntax, uint32_t token);
// The token of the preposition that governs the noun phrase which begins at `first_token`, looking through "the
// southern city of" and along lists; kNone when none does.
uint32_t GoverningPreposition(const SentenceSyntax& syntax, uint32_t first_token);

}  // namespace sitrep::tagger::events
