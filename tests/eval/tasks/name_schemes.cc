#include "tests/eval/tasks/name_schemes.h"

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/string_views.h"

namespace sitrep::eval {
namespace {

using tagger::MentionType;

const std::vector<NameScheme>& Schemes() {
  static const auto* const schemes = new std::vector<NameScheme>{
      {.name = "Broad Twitter Corpus",
       .gold = {{"PER", "PER"}, {"LOC", "LOC"}, {"ORG", "ORG"}},
       .person = "PER",
       .place = "LOC",
       .organisation = "ORG"},
      {.name = "CoNLL-2003",
       .gold = {{"PER", "PER"}, {"LOC", "LOC"}, {"ORG", "ORG"}, {"MISC", "MISC"}},
       .person = "PER",
       .place = "LOC",
       .organisation = "ORG",
       .people = "MISC",
       .event = "MISC",
       .thing = "MISC"},
      {.name = "re3d",
       .gold = {{"Person", "Person"},
                {"Location", "Location"},
                {"Organisation", "Organisation"},
                {"Nationality", ""},
                {"Temporal", ""},
                {"Quantity", ""},
                {"Money", ""},
                {"Weapon", ""},
                {"MilitaryPlatform", ""},
                {"Vehicle", ""},
                {"DocumentReference", ""},
                {"CommsIdentifier", ""},
                {"Frequency", ""},
                {"Coordinate", ""}},
       .person = "Person",
       .place = "Location",
       .organisation = "Organisation",
       .names_only = true,
       .countries_flip = true},
      {.name = "IEER",
       .gold = {{"PERSON", "PERSON"},
                {"ORGANIZATION", "ORGANIZATION"},
                {"LOCATION", "LOCATION"},
                {"DATE", ""},
                {"TIME", ""},
                {"DURATION", ""},
                {"CARDINAL", ""},
                {"MEASURE", ""},
                {"MONEY", ""},
                {"PERCENT", ""}},
       .person = "PERSON",
       .place = "LOCATION",
       .organisation = "ORGANIZATION"},
      {.name = "CrossNER politics",
       .gold = {{"politician", "person"},
                {"person", "person"},
                {"politicalparty", "organisation"},
                {"organisation", "organisation"},
                {"location", "location"},
                {"country", "location"},
                {"election", "event"},
                {"event", "event"},
                {"misc", "misc"}},
       .person = "person",
       .place = "location",
       .organisation = "organisation",
       .people = "misc",
       .event = "event",
       .thing = "misc"},
      {.name = "WNUT-17",
       .gold = {{"person", "person"},
                {"location", "location"},
                {"corporation", "organisation"},
                {"group", "organisation"},
                {"product", "thing"},
                {"creative-work", "thing"}},
       .person = "person",
       .place = "location",
       .organisation = "organisation",
       .thing = "thing"},
  };
  return *schemes;
}

constexpr std::array<std::string_view, 30> kPronouns = {
    "i",    "me",    "my",    "we",   "us",   "our",   "ours",  "you",  "your",  "he",
    "him",  "his",   "she",   "her",  "it",   "its",   "they",  "them", "their", "who",
    "whom", "whose", "which", "that", "this", "these", "those", "some", "many",  "others"};

bool Has(const NameScheme& scheme, const std::string& label) {
  return std::ranges::find(scheme.gold, label, &NameScheme::GoldLabel::label) != scheme.gold.end();
}

}  // namespace

std::string_view NameScheme::ClassOfGold(std::string_view label) const {
  return std::ranges::find(gold, label, &GoldLabel::label)->scored_as;
}

std::string_view NameScheme::ClassOf(MentionType type, bool is_people) const {
  switch (type) {
    case MentionType::kPerson:
      return person;
    case MentionType::kPlace:
      return is_people ? people : place;
    case MentionType::kOrganisation:
      return organisation;
    case MentionType::kGroup:
      return is_people ? people : organisation;
    case MentionType::kEvent:
      return event;
    default:
      return thing;
  }
}

absl::StatusOr<const NameScheme*> SchemeOf(const std::set<std::string>& labels) {
  for (const NameScheme& scheme : Schemes()) {
    if (std::ranges::all_of(labels, [&](const std::string& label) { return Has(scheme, label); })) return &scheme;
  }
  for (const std::string& label : labels) {
    const auto has = [&label](const NameScheme& scheme) { return Has(scheme, label); };
    if (std::ranges::none_of(Schemes(), has)) {
      return absl::InvalidArgumentError(absl::StrCat("label of no known scheme: ", label));
    }
  }
  return absl::InvalidArgumentError("no known scheme has all labels of this file");
}

bool IsPeople(const tagger::Document& document, const tagger::Mention& mention) {
  if (mention.adjectival) return true;
  if (mention.type != MentionType::kGroup) return false;
  const tagger::DocumentEntity* entity = document.FindEntity(mention.entity_id);
  if (entity == nullptr) return false;
  return entity->type == MentionType::kPlace || entity->sector == "CVL" || entity->sector == "REL";
}

bool IsCountry(const tagger::Document& document, const tagger::Mention& mention) {
  const tagger::DocumentEntity* entity = document.FindEntity(mention.entity_id);
  return entity != nullptr && entity->feature_code.starts_with("PCL");
}

bool IsNominal(std::string_view words) {
  if (words.empty() || absl::ascii_islower(static_cast<unsigned char>(words.front()))) return true;
  const std::string lower = absl::AsciiStrToLower(ToAbsl(words));
  return std::ranges::find(kPronouns, lower) != kPronouns.end();
}

}  // namespace sitrep::eval
