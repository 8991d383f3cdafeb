// The samples with their cast replaced: other countries, cities, people and days, all entries of the knowledge base, in
// the same sentences. Whatever the system answers about the original it must answer about the copy, with the names and
// days replaced: then no answer is keyed to an event that its makers knew.

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/client/unary_call.h"
#include "common/text/iso_date.h"
#include "re2/re2.h"
#include "tests/cluster/cluster.h"

namespace sitrep::testing {
namespace {

using query::v1::Incident;
using type::v1::Event;

// The samples that are plain text, by path: rounds of talks held and planned, captures claimed, denied and made,
// ceasefires, corridors, strikes with conflicting counts, sanctions, votes, statements.
std::vector<std::string> Articles() {
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator("samples")) {
    if (entry.path().extension() == ".txt") paths.push_back(entry.path().string());
  }
  std::ranges::sort(paths);
  return paths;
}

// What is written in the original, and in the copy; canonical names stand beside the spellings that occur. Whoever is
// not listed (residents, local officials, negotiators the knowledge base lacks) stays.
constexpr std::pair<const char*, const char*> kCast[] = {
    // Countries, their peoples and seats of government.
    {"Ukraine", "Iran"},
    {"Ukrainian", "Iranian"},
    {"Ukrainians", "Iranians"},
    {"Russia", "France"},
    {"Russian", "French"},
    {"Russians", "French"},
    {"Belarus", "Iraq"},
    {"Belarusian", "Iraqi"},
    {"Poland", "Jordan"},
    {"Polish", "Jordanian"},
    {"Turkey", "Egypt"},
    {"Turkish", "Egyptian"},
    {"French", "Indonesian"},
    {"Kremlin", "Élysée Palace"},
    {"Moscow", "Paris"},
    {"Kyiv", "Tehran"},
    {"Kiev", "Teheran"},
    // Cities and regions, in the spellings that either country's have.
    {"Kharkiv", "Isfahan"},
    {"Kharkov", "Esfahan"},
    {"Mariupol", "Bandar Abbas"},
    {"Maripol", "Bandar-Abbas"},
    {"Kherson", "Shiraz"},
    {"Sumy", "Tabriz"},
    {"Chernihiv", "Mashhad"},
    {"Chernigov", "Meshed"},
    {"Odesa", "Bushehr"},
    {"Mykolaiv", "Kermanshah"},
    {"Nikolaev", "Kermanshah"},
    {"Zaporizhzhia", "Zahedan"},
    {"Zaporozhye", "Zahedan"},
    {"Volnovakha", "Kashan"},
    {"Poltava", "Hamadan"},
    {"Lviv", "Qom"},
    {"Irpin", "Karaj"},
    {"Hostomel", "Rasht"},
    {"Crimea", "Khuzestan"},
    {"Zaporizhzhia nuclear power plant", "Natanz nuclear facility"},
    {"Antalya", "Alexandria"},
    {"Gomel", "Ramadi"},
    {"Gomel Region", "Anbar"},
    {"Gomel region", "Anbar province"},
    {"Brest region", "Najaf province"},
    {"Brest", "Najaf"},
    // No other country's is known by this name alone.
    {"State Emergency Service of Ukraine", "State Emergency Service of Ukraine"},
    // People and their offices on that day.
    {"Volodymyr Zelenskyy", "Ebrahim Raisi"},
    {"Volodymyr Zelensky", "Ebrahim Raisi"},
    {"Volodymyr Zelenskiy", "Ebrahim Raisi"},
    {"Zelensky", "Raisi"},
    {"Zelenskiy", "Raisi"},
    {"Zelenskyy", "Raisi"},
    {"Dmytro Kuleba", "Hossein Amir-Abdollahian"},
    {"Kuleba", "Amir-Abdollahian"},
    {"Vladimir Putin", "Emmanuel Macron"},
    {"Putin", "Macron"},
    {"Sergei Lavrov", "Jean-Yves Le Drian"},
    {"Sergey Lavrov", "Jean-Yves Le Drian"},
    {"Lavrov", "Le Drian"},
    {"Dmitry Peskov", "Jean Castex"},
    {"Vladimir Medinsky", "Bruno Le Maire"},
    {"Medinsky", "Le Maire"},
    {"Mykhailo Podolyak", "Ali Larijani"},
    {"Podolyak", "Larijani"},
    {"Davyd Arakhamia", "Hassan Rouhani"},
    {"David Arakhamia", "Hassan Rouhani"},
    {"Arakhamia", "Rouhani"},
    {"Oleksii Reznikov", "Mohammad Javad Zarif"},
    {"Iryna Vereshchuk", "Mahmoud Ahmadinejad"},
    {"Vereshchuk", "Ahmadinejad"},
    {"Alexander Lukashenko", "Mustafa al-Kadhimi"},
    {"Emmanuel Macron", "Joko Widodo"},
    {"Macron", "Widodo"},
    {"Mevlüt Çavuşoğlu", "Sameh Shoukry"},
    {"Mevlut Cavusoglu", "Sameh Shoukry"},
    {"Recep Tayyip Erdoğan", "Abdel Fattah el-Sisi"},
    {"Recep Tayyip Erdogan", "Abdel Fattah el-Sisi"},
};

constexpr int kNewsYear = 2022;
// Whole weeks, so that the days of the week in the text stay right.
constexpr int kShiftDays = 7 * 5;

constexpr const char* kMonths[] = {"January", "February", "March",     "April",   "May",      "June",
                                   "July",    "August",   "September", "October", "November", "December"};

bool IsWordByte(char c) { return std::isalnum(static_cast<unsigned char>(c)) || (c & 0x80) != 0; }

// A text with every name of the cast replaced in one pass, longest first, whole words only; upper case stays so.
std::string ReplaceCast(std::string_view text) {
  static const auto* const kLongestFirst = [] {
    auto* rows = new std::vector<std::pair<std::string, std::string>>();
    for (const auto& [from, to] : kCast) {
      rows->emplace_back(from, to);
      rows->emplace_back(absl::AsciiStrToUpper(from), absl::AsciiStrToUpper(to));
    }
    std::ranges::stable_sort(*rows, [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
    return rows;
  }();
  std::string replaced;
  for (size_t at = 0; at < text.size();) {
    const bool begins_word = at == 0 || !IsWordByte(text[at - 1]);
    const auto row = std::ranges::find_if(*kLongestFirst, [&](const auto& candidate) {
      const size_t end = at + candidate.first.size();
      return begins_word && text.substr(at).starts_with(candidate.first) &&
             (end == text.size() || !IsWordByte(text[end]) || !IsWordByte(text[end - 1]));
    });
    if (row == kLongestFirst->end()) {
      replaced += text[at++];
    } else {
      replaced += row->second;
      at += row->first.size();
    }
  }
  return replaced;
}

text::CivilDay Shifted(text::CivilDay day) { return text::DayFromEpoch(text::DaysSinceEpoch(day) + kShiftDays); }

// A text with its dates of 2022 moved: "2022-02-28", "28 February", "March 10", "Feb. 28".
std::string ShiftDates(std::string_view text) {
  static const RE2 kDate(R"((2022)-(\d\d)-(\d\d)|\b(\d{1,2}) (February|March)\b|\b(February|Feb\.|March) (\d{1,2})\b)");
  std::string shifted;
  re2::StringPiece rest(text.data(), text.size());
  re2::StringPiece found[8];
  while (kDate.Match(rest, 0, rest.size(), RE2::UNANCHORED, found, 8)) {
    shifted.append(rest.data(), found[0].data() - rest.data());
    const auto number = [](re2::StringPiece digits) { return std::stoi(std::string(digits)); };
    const auto month = [](re2::StringPiece name) { return name[0] == 'F' ? 2 : 3; };
    if (!found[1].empty()) {
      shifted += text::FormatDay(Shifted({2022, number(found[2]), number(found[3])}));
    } else if (!found[4].empty()) {
      const text::CivilDay day = Shifted({2022, month(found[5]), number(found[4])});
      absl::StrAppend(&shifted, day.day, " ", kMonths[day.month - 1]);
    } else {
      const text::CivilDay day = Shifted({2022, month(found[6]), number(found[7])});
      absl::StrAppend(&shifted, kMonths[day.month - 1], " ", day.day);
    }
    rest.remove_prefix(found[0].data() + found[0].size() - rest.data());
  }
  return shifted.append(rest.data(), rest.size());
}

enum class Cast { kOriginal, kSwapped };

std::string SwapText(std::string_view text) { return ShiftDates(ReplaceCast(text)); }

// What a cluster answers, one line a fact, so that two clusters can be compared; told as it was found, or as the copy
// should tell it: of the other cast, and later.
class Facts {
 public:
  Facts(const Cluster& cluster, Cast told_of) : swapped_(told_of == Cast::kSwapped) {
    const cli::Connection connection = cluster.Connect();
    query::v1::ListEventsRequest events;
    events.set_page_size(500);
    const auto incidents =
        client::CallUnary(connection.query(), &query::v1::QueryService::Stub::ListEvents, events, absl::Seconds(20));
    EXPECT_TRUE(incidents.ok() && incidents->next_page_token().empty()) << incidents.status();
    if (incidents.ok()) {
      for (const Incident& incident : incidents->incidents()) incidents_.insert(FactOf(incident));
    }
    query::v1::ListQuotesRequest quotes;
    quotes.set_page_size(500);
    const auto hits =
        client::CallUnary(connection.query(), &query::v1::QueryService::Stub::ListQuotes, quotes, absl::Seconds(20));
    EXPECT_TRUE(hits.ok() && hits->next_page_token().empty()) << hits.status();
    if (hits.ok()) {
      for (const query::v1::QuoteHit& hit : hits->quotes()) quotes_.insert(FactOf(hit));
    }
  }

  const std::multiset<std::string>& incidents() const { return incidents_; }
  const std::multiset<std::string>& quotes() const { return quotes_; }

 private:
  std::string Name(const type::v1::EntitySummary& entity) const {
    return swapped_ ? ReplaceCast(entity.name()) : entity.name();
  }
  template <typename Entities>
  std::string Names(const Entities& entities) const {
    std::set<std::string> names;
    for (const type::v1::EntitySummary& entity : entities) names.insert(Name(entity));
    return absl::StrJoin(names, ", ");
  }
  // Only the days of the news are moved: what the text says of earlier years stands as it was.
  std::string Day(int64_t unix_seconds) const {
    const int64_t second_of_day = (unix_seconds % text::kSecondsPerDay + text::kSecondsPerDay) % text::kSecondsPerDay;
    const text::CivilDay day = text::DayFromEpoch((unix_seconds - second_of_day) / text::kSecondsPerDay);
    return text::FormatDay(swapped_ && day.year == kNewsYear ? Shifted(day) : day);
  }

  std::string FactOf(const Incident& incident) const {
    std::set<std::string> articles;
    for (const query::v1::Report& report : incident.reports()) articles.insert(report.article().article_id());
    std::set<std::string> counts;
    for (const type::v1::Count& count : incident.counts()) {
      counts.insert(absl::StrCat(count.kind(), " ", count.low(), " to ", count.high()));
    }
    return absl::StrCat(incident.frame(), " ", Event::Realis_Name(incident.realis()), " #", incident.ordinal(), " on ",
                        incident.has_interval() ? Day(incident.interval().begin_unix_s()) : "no day", " in [",
                        Names(incident.places()), "] by [", Names(incident.actors()), "] to [",
                        Names(incident.recipients()), "] claimed by [", Names(incident.claimed_by()), "] counting [",
                        absl::StrJoin(counts, ", "), "] from [", absl::StrJoin(articles, ", "), "]");
  }
  std::string FactOf(const query::v1::QuoteHit& hit) const {
    return absl::StrCat(hit.article().article_id(), ": ", Name(hit.speaker()), " (",
                        type::v1::Quote::Kind_Name(hit.quote().kind()),
                        "): ", swapped_ ? SwapText(hit.content_text()) : hit.content_text());
  }

  const bool swapped_;
  std::multiset<std::string> incidents_;
  std::multiset<std::string> quotes_;
};

void Load(const Cluster& cluster, Cast cast) {
  const cli::Connection connection = cluster.Connect();
  for (const std::string& path : Articles()) {
    const std::string text = ReadWholeFile(path);
    ASSERT_FALSE(text.empty()) << path;
    ingest::v1::CreateArticleRequest request;
    request.mutable_article()->set_article_id(path);
    request.mutable_article()->set_source(std::filesystem::path(path).parent_path().filename().string());
    request.mutable_article()->set_text(cast == Cast::kSwapped ? SwapText(text) : text);
    const auto created = client::CallUnary(connection.ingest(), &ingest::v1::IngestService::Stub::CreateArticle,
                                           request, absl::Seconds(20));
    ASSERT_TRUE(created.ok()) << path << ": " << created.status();
  }
  const absl::Status fresh = cluster.WaitForViews(absl::Seconds(60));
  ASSERT_TRUE(fresh.ok()) << fresh;
}

using FactSet = std::multiset<std::string>;

FactSet Without(const FactSet& facts, const FactSet& others) {
  FactSet left;
  std::ranges::set_difference(facts, others, std::inserter(left, left.end()));
  return left;
}

// Prints every difference; how many facts of one side the other lacks.
size_t Differences(const std::string& what, const FactSet& expected, const FactSet& found) {
  const FactSet lost = Without(expected, found);
  const FactSet added = Without(found, expected);
  for (const std::string& fact : lost) std::cout << what << " lost:  " << fact << "\n";
  for (const std::string& fact : added) std::cout << what << " added: " << fact << "\n";
  std::cout << what << ": " << expected.size() << " expected, " << lost.size() << " lost, " << added.size() << " added"
            << std::endl;
  return lost.size() + added.size();
}

TEST(CastSwapTest, TheSwapItself) {
  EXPECT_EQ(SwapText("date 2022-02-28\nKYIV, 3 March - Zelensky told Russia's Sergey Lavrov on Feb. 28 (Monday)."),
            "date 2022-04-04\nTEHRAN, 7 April - Raisi told France's Jean-Yves Le Drian on April 4 (Monday).");
  EXPECT_EQ(SwapText("Vladimir Putin told Emmanuel Macron, the French president; Sumyans"),
            "Emmanuel Macron told Joko Widodo, the Indonesian president; Sumyans");
}

TEST(CastSwapTest, AnotherCastGetsTheCorrespondingAnswers) {
  Cluster original;
  ASSERT_TRUE(original.Start().ok());
  ASSERT_NO_FATAL_FAILURE(Load(original, Cast::kOriginal));
  const Facts expected(original, Cast::kSwapped);
  const Facts of_the_original(original, Cast::kOriginal);
  for (const auto service : {Cluster::kQuery, Cluster::kTagger, Cluster::kIngest}) {
    ASSERT_TRUE(original.Stop(service).ok());
  }
  Cluster copy;
  ASSERT_TRUE(copy.Start().ok());
  ASSERT_NO_FATAL_FAILURE(Load(copy, Cast::kSwapped));
  const Facts found(copy, Cast::kOriginal);

  ASSERT_GT(expected.incidents().size(), 90u);
  ASSERT_GT(expected.quotes().size(), 250u);
  EXPECT_EQ(Differences("incident", expected.incidents(), found.incidents()), 0u);
  EXPECT_EQ(Differences("quote", expected.quotes(), found.quotes()), 0u);
  // The comparison sees names and days: without the swap nearly every incident would be another.
  EXPECT_GT(Without(of_the_original.incidents(), found.incidents()).size(),
            of_the_original.incidents().size() * 9 / 10);
}

}  // namespace
}  // namespace sitrep::testing
