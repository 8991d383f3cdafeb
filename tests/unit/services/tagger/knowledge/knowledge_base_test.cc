#include "services/tagger/knowledge/knowledge_base.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "common/text/iso_date.h"

namespace sitrep::tagger {
namespace {

std::string ModelsDir() {
  const char* dir = std::getenv("SITREP_MODELS");
  return dir != nullptr ? dir : "models";
}

// One knowledge base for all tests: it is immutable.
const KnowledgeBase& Knowledge() {
  static const auto* const kLoaded = [] {
    auto loaded = KnowledgeBase::Load(ModelsDir());
    EXPECT_TRUE(loaded.ok()) << loaded.status();
    return loaded->release();
  }();
  return *kLoaded;
}

std::string Best(std::string_view surface) {
  const std::vector<Candidate> found = Knowledge().Find(surface);
  return found.empty() ? "" : Knowledge().Get(found[0].entity).id;
}

std::string BestFuzzy(std::string_view surface) {
  const std::vector<Candidate> found = Knowledge().FindFuzzy(surface);
  return found.empty() ? "" : Knowledge().Get(found[0].entity).id;
}

std::string Holder(std::string_view office, std::string_view of, int year, int month, int day) {
  const EntityHandle holder =
      Knowledge().HolderOf(office, of, static_cast<EpochDay>(text::DaysSinceEpoch({year, month, day})));
  return holder == kNoEntity ? "" : Knowledge().Get(holder).id;
}

TEST(KnowledgeBaseTest, EverySpellingOfAPersonMeets) {
  for (const std::string_view name : {"Zelensky", "Zelenskyy", "Zelenskiy", "Zelenskyi", "Volodymyr Zelensky",
                                      "Vladimir Zelensky", "Volodymyr Zelenskiy", "Zelenskyy's", "Zelensky\u2019s"}) {
    EXPECT_EQ(Best(name), "person:volodymyr-zelenskyy") << name;
  }
  EXPECT_EQ(Best("Antonio Guterres"), "person:antonio-guterres");
  EXPECT_EQ(Best("António Guterres"), "person:antonio-guterres");
  EXPECT_EQ(Best("Qadhafi"), Best("Muammar Gaddafi"));
  EXPECT_EQ(Best("Erdoğan"), Best("Erdogan"));
}

TEST(KnowledgeBaseTest, OldAndNewNamesOfCitiesMeet) {
  EXPECT_EQ(Best("Kiev"), "geonames:703448");
  EXPECT_EQ(Best("Kyiv"), "geonames:703448");
  EXPECT_EQ(Best("Kharkov"), Best("Kharkiv"));
  EXPECT_EQ(Best("Chernigov"), Best("Chernihiv"));
  EXPECT_EQ(Best("Odessa"), Best("Odesa"));
  EXPECT_EQ(Best("Lvov"), Best("Lviv"));
  EXPECT_EQ(Best("Nikolayev"), Best("Mykolaiv"));
  const Entity kyiv = Knowledge().Get(Knowledge().FindId("geonames:703448"));
  EXPECT_EQ(kyiv.name, "Kyiv");
  EXPECT_EQ(kyiv.country, "UA");
  EXPECT_EQ(kyiv.feature_code, "PPLC");
  EXPECT_NEAR(kyiv.latitude, 50.45, 0.05);
  EXPECT_NEAR(kyiv.longitude, 30.52, 0.05);
  EXPECT_GT(kyiv.population, 2'000'000u);
}

TEST(KnowledgeBaseTest, TypingErrorInAProminentNameIsForgiven) {
  EXPECT_EQ(Best("Maripol"), "");
  EXPECT_EQ(BestFuzzy("Maripol"), Best("Mariupol"));
  EXPECT_EQ(BestFuzzy("Ukrane"), "geonames:690791");
  EXPECT_EQ(BestFuzzy("Mariupol"), "") << "a known name needs no forgiving";
  EXPECT_EQ(BestFuzzy("Rome"), "") << "known";
  EXPECT_EQ(BestFuzzy("Kyvi"), "") << "too short";
  for (const Candidate& candidate : Knowledge().FindFuzzy("Maripol")) EXPECT_EQ(candidate.match, NameMatch::kFuzzy);
}

TEST(KnowledgeBaseTest, AcronymsNeedCapitals) {
  EXPECT_EQ(Best("UN General Assembly"), "org:un-general-assembly");
  EXPECT_EQ(Best("UNGA"), "org:un-general-assembly");
  EXPECT_EQ(Best("U.N."), "org:un");
  EXPECT_EQ(Best("WHO"), "org:who");
  EXPECT_NE(Best("who"), "org:who");
  EXPECT_EQ(Best("U.S."), "geonames:6252001");
  EXPECT_NE(Best("us"), "geonames:6252001");
  EXPECT_EQ(Best("Nato"), "org:nato");
}

TEST(KnowledgeBaseTest, CommonWordsNeedContext) {
  for (const std::string_view name : {"Of", "Mobile", "Reading", "Nice"}) {
    for (const Candidate& candidate : Knowledge().Find(name)) EXPECT_TRUE(candidate.needs_context) << name;
  }
  EXPECT_FALSE(Knowledge().Find("Kharkiv")[0].needs_context);
  EXPECT_TRUE(Knowledge().Find("May")[0].needs_context);
}

TEST(KnowledgeBaseTest, SharesAreOrderedAndSumToAtMostOne) {
  for (const std::string_view name : {"Springfield", "Georgia", "Kim", "Paris", "Washington", "Clinton"}) {
    const std::vector<Candidate> found = Knowledge().Find(name);
    ASSERT_FALSE(found.empty()) << name;
    EXPECT_LE(found.size(), KnowledgeBase::kMaxCandidates);
    float sum = 0;
    for (size_t i = 0; i < found.size(); ++i) {
      sum += found[i].prior;
      if (i > 0) {
        EXPECT_GE(found[i - 1].prior, found[i].prior) << name;
      }
    }
    EXPECT_LE(sum, 1.0001f) << name;
  }
  EXPECT_EQ(Knowledge().Get(Knowledge().Find("Paris")[0].entity).country, "FR");
}

TEST(KnowledgeBaseTest, OfficesAreHeldByDay) {
  EXPECT_EQ(Holder("president", "US", 2016, 6, 1), "person:barack-obama");
  EXPECT_EQ(Holder("president", "US", 2018, 6, 1), "person:donald-trump");
  EXPECT_EQ(Holder("president", "US", 2022, 3, 1), "person:joe-biden");
  EXPECT_EQ(Holder("president", "US", 2017, 1, 19), "person:barack-obama");
  EXPECT_EQ(Holder("president", "US", 2017, 1, 20), "person:donald-trump");
  EXPECT_EQ(Holder("foreign minister", "RU", 2022, 3, 1), "person:sergei-lavrov");
  EXPECT_EQ(Holder("foreign secretary", "GB", 2022, 3, 1), "person:liz-truss");
  EXPECT_EQ(Holder("Prime Minister", "IL", 2022, 3, 5), "person:naftali-bennett");
  EXPECT_EQ(Holder("secretary-general", "org:un", 2015, 1, 1), "person:ban-ki-moon");
  EXPECT_EQ(Holder("secretary-general", "org:nato", 2022, 1, 1), "person:jens-stoltenberg");
  EXPECT_EQ(Holder("president", "ZZ", 2022, 1, 1), "");
  EXPECT_EQ(Holder("astronaut", "US", 2022, 1, 1), "");
}

TEST(KnowledgeBaseTest, LongestMatchPrefersTheLongerName) {
  const std::vector<std::string_view> words = {"The",  "UN", "General", "Assembly", "met", "in",       "New",
                                               "York", ",",  "not",     "Ivano",    "-",   "Frankivsk"};
  EXPECT_EQ(Knowledge().LongestMatch(words, 1).words, 3u);
  EXPECT_EQ(Knowledge().LongestMatch(words, 6).words, 2u);
  EXPECT_EQ(Knowledge().LongestMatch(words, 4).words, 0u);
  EXPECT_EQ(Knowledge().LongestMatch(words, 9).words, 0u);
  const NameSpan hyphenated = Knowledge().LongestMatch(words, 10);
  ASSERT_EQ(hyphenated.words, 3u);
  EXPECT_EQ(Knowledge().Get(hyphenated.candidates[0].entity).name, "Ivano-Frankivsk");
  EXPECT_EQ(Knowledge().LongestMatch(words, words.size()).words, 0u);
}

TEST(KnowledgeBaseTest, LongestMatchReadsParticlesAndTextWithoutCapitals) {
  const std::vector<std::string_view> words = {"al", "-", "Qaeda", "and", "von", "der", "Leyen", "in", "kyiv"};
  EXPECT_EQ(Knowledge().LongestMatch(words, 0).words, 3u);
  EXPECT_EQ(Knowledge().LongestMatch(words, 4).words, 3u);
  EXPECT_EQ(Knowledge().LongestMatch(words, 8).words, 0u);
  EXPECT_EQ(Knowledge().LongestMatch(words, 8, Capitals::kIgnored).words, 1u);
}

TEST(KnowledgeBaseTest, LongestMatchFindsOtherRomanisations) {
  const std::vector<std::string_view> words = {"Volodymyr", "Zelenskiy", "met", "Peskow"};
  const NameSpan full = Knowledge().LongestMatch(words, 0);
  ASSERT_EQ(full.words, 2u);
  EXPECT_EQ(Knowledge().Get(full.candidates[0].entity).id, "person:volodymyr-zelenskyy");
  const NameSpan surname = Knowledge().LongestMatch(words, 3);
  ASSERT_EQ(surname.words, 1u);
  EXPECT_EQ(Knowledge().Get(surname.candidates[0].entity).id, "person:dmitry-peskov");
}

TEST(KnowledgeBaseTest, LongestOfficeReadsVariants) {
  const std::vector<std::string_view> words = {"Foreign", "Ministers", "and", "the", "secretary", "of", "state", "ran"};
  const OfficeSpan ministers = Knowledge().LongestOffice(words, 0);
  EXPECT_EQ(ministers.words, 2u);
  EXPECT_EQ(ministers.office, "foreign-minister");
  EXPECT_TRUE(ministers.unique);
  EXPECT_EQ(Knowledge().LongestOffice(words, 4).words, 3u);
  EXPECT_EQ(Knowledge().LongestOffice(words, 4).office, "secretary-of-state");
  EXPECT_EQ(Knowledge().LongestOffice(words, 7).words, 0u);
}

TEST(KnowledgeBaseTest, CountriesCapitalsAreasAndDemonyms) {
  const KnowledgeBase& kb = Knowledge();
  for (const std::string_view iso : {"UA", "RU", "BY", "US", "GB", "CN", "IN", "XK", "PS"}) {
    ASSERT_NE(kb.Country(iso), kNoEntity) << iso;
    EXPECT_EQ(kb.Get(kb.Country(iso)).country, iso);
  }
  EXPECT_EQ(kb.Country("ZZ"), kNoEntity);
  EXPECT_EQ(kb.Country("Ukraine"), kNoEntity);
  EXPECT_EQ(kb.Get(kb.Capital("UA")).name, "Kyiv");
  EXPECT_EQ(kb.Get(kb.Admin1("UA", "11")).name, "Crimea");
  EXPECT_EQ(kb.CountryOfDemonym("Ukrainian"), "UA");
  EXPECT_EQ(kb.CountryOfDemonym("Russians"), "RU");
  EXPECT_EQ(kb.CountryOfDemonym("Briton"), "GB");
  EXPECT_EQ(kb.CountryOfDemonym("Muslim"), "");
}

TEST(KnowledgeBaseTest, IdsLeadBackToTheirEntities) {
  for (const std::string_view id : {"geonames:703448", "place:black-sea", "person:joe-biden", "org:nato", "group:ua"}) {
    const EntityHandle handle = Knowledge().FindId(id);
    ASSERT_NE(handle, kNoEntity) << id;
    EXPECT_EQ(Knowledge().Get(handle).id, id);
  }
  for (const std::string_view id : {"", "geonames:", "geonames:x", "geonames:1", "place:nowhere", "person:nobody"}) {
    EXPECT_EQ(Knowledge().FindId(id), kNoEntity) << id;
  }
}

TEST(KnowledgeBaseTest, EveryRoleBelongsToSomethingKnown) {
  size_t roles = 0;
  for (uint32_t i = 0; i < Knowledge().Count(EntityKind::kPerson); ++i) {
    const EntityHandle handle{static_cast<uint32_t>(Knowledge().Count(EntityKind::kPlace)) + i};
    const Entity person = Knowledge().Get(handle);
    ASSERT_EQ(person.kind, EntityKind::kPerson);
    for (const Role& role : person.roles) {
      ++roles;
      EXPECT_LT(role.from_day, role.to_day) << person.id;
      if (role.of.find(':') != std::string_view::npos) {
        EXPECT_NE(Knowledge().FindId(role.of), kNoEntity) << person.id << " " << role.of;
      } else {
        EXPECT_NE(Knowledge().Country(role.of.substr(0, 2)), kNoEntity) << person.id << " " << role.of;
      }
    }
  }
  EXPECT_GT(roles, 800u);
}

TEST(KnowledgeBaseTest, LookUpFindsNamesInPart) {
  const std::vector<ScoredEntity> found = Knowledge().LookUp("atomic energy", 10);
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(Knowledge().Get(found[0].entity).id, "org:iaea");
  EXPECT_EQ(Knowledge().Get(Knowledge().LookUp("kyiv", 1)[0].entity).id, "geonames:703448");
  EXPECT_LE(Knowledge().LookUp("san", 5).size(), 5u);
  EXPECT_TRUE(Knowledge().LookUp("", 5).empty());
}

TEST(KnowledgeBaseTest, OddInputIsHarmless) {
  const std::string long_name(100'000, 'x');
  for (const std::string_view name : {std::string_view("\xff\xfe"), std::string_view("\xe2\x82"), std::string_view(""),
                                      std::string_view("'s"), std::string_view("- - -"), std::string_view(long_name)}) {
    EXPECT_TRUE(Knowledge().Find(name).empty());
    EXPECT_TRUE(Knowledge().FindFuzzy(name).empty());
    const std::vector<std::string_view> words = {name, name, name};
    EXPECT_EQ(Knowledge().LongestMatch(words, 0).words, 0u);
    EXPECT_EQ(Knowledge().LongestOffice(words, 0).words, 0u);
  }
}

// A models folder of our own, with a gazetteer that the test may spoil.
class SpoiltModelsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    dir_ =
        std::filesystem::path(::testing::TempDir()) / ::testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(dir_);
    std::filesystem::create_directories(dir_);
    std::filesystem::copy(std::filesystem::path(ModelsDir()) / "knowledge", dir_ / "knowledge");
    std::ifstream in(std::filesystem::path(ModelsDir()) / "gazetteer.bin", std::ios::binary);
    gazetteer_.assign(std::istreambuf_iterator<char>(in), {});
  }
  void TearDown() override { std::filesystem::remove_all(dir_); }

  absl::Status LoadWith(const std::string& gazetteer) {
    std::ofstream(dir_ / "gazetteer.bin", std::ios::binary) << gazetteer;
    return KnowledgeBase::Load(dir_.string()).status();
  }

  std::filesystem::path dir_;
  std::string gazetteer_;
};

TEST_F(SpoiltModelsTest, DamagedGazetteerIsRefused) {
  EXPECT_TRUE(LoadWith(gazetteer_).ok());
  const absl::Status truncated = LoadWith(gazetteer_.substr(0, gazetteer_.size() / 2));
  EXPECT_EQ(truncated.code(), absl::StatusCode::kDataLoss);
  EXPECT_NE(truncated.message().find("truncated"), absl::string_view::npos);
  EXPECT_EQ(LoadWith("").code(), absl::StatusCode::kDataLoss);
  std::string flipped = gazetteer_;
  flipped[flipped.size() / 3] ^= 1;
  const absl::Status corrupt = LoadWith(flipped);
  EXPECT_EQ(corrupt.code(), absl::StatusCode::kDataLoss);
  EXPECT_NE(corrupt.message().find("checksum"), absl::string_view::npos);
  std::string other = gazetteer_;
  other[8] = 99;
  EXPECT_EQ(LoadWith(other).code(), absl::StatusCode::kDataLoss);
}

TEST_F(SpoiltModelsTest, MissingFilesAndMalformedFactsAreNamed) {
  EXPECT_EQ(KnowledgeBase::Load(dir_.string()).status().code(), absl::StatusCode::kNotFound);
  std::ofstream(dir_ / "knowledge" / "people.tsv", std::ios::app) << "person:x\tX\t\t\tm\tUS\t9\t\t\t\n";
  const absl::Status status = LoadWith(gazetteer_);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_NE(status.message().find("people.tsv"), absl::string_view::npos);
  EXPECT_NE(status.message().find("rank"), absl::string_view::npos);
}

}  // namespace
}  // namespace sitrep::tagger
