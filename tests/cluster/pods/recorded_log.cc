#include "tests/cluster/pods/recorded_log.h"

#include <algorithm>
#include <random>
#include <utility>

#include "absl/strings/str_cat.h"
#include "cli/readers/article_reader.h"
#include "common/base/check.h"
#include "common/base/status_macros.h"
#include "sitrep/ingest/v1/control.pb.h"
#include "sitrep/query/stored/v1/subscriptions.pb.h"
#include "sitrep/tagger/v1/entity.pb.h"
#include "tests/cluster/pods/shard_writer.h"

namespace sitrep::testing {
namespace {

using ingest::v1::ArticleSubmission;
using ingest::v1::ControlRecord;

constexpr int kMadeArticles = 130;
constexpr int kWireArticles = 60;

std::vector<ArticleSubmission> Samples() {
  std::vector<ArticleSubmission> samples;
  const auto files = cli::FindInputFiles({"samples"});
  Check(files.ok(), "the samples are read from the root of the repository");
  for (const cli::InputFile& file : *files) {
    const absl::Status read = cli::ReadFile(
        file,
        [&](cli::ReadArticle article, uint64_t) {
          samples.push_back(std::move(article.submission));
          return absl::OkStatus();
        },
        [](std::string) {});
    Check(read.ok(), file.path);
  }
  return samples;
}

// Wire copy in our own words: reports of a few days and places, so that they agree with and contradict each other. The
// same number always gives the same article; every third is its predecessor as another outlet printed it.
ArticleSubmission WireArticle(int number) {
  static constexpr const char* kCities[] = {"Kharkiv", "Mariupol", "Chernihiv", "Sumy"};
  static constexpr const char* kSpeakers[] = {"Dmytro Kuleba", "Sergey Lavrov", "Mykhailo Podolyak"};
  static constexpr const char* kOutlets[] = {"Tidewater Wire", "Copperfield Post", "The Evening Gannet"};
  const bool copied = number % 3 == 2;
  const int original = copied ? number - 1 : number;
  const int day = 2 + original % 8;
  const char* city = kCities[original % 4];
  ArticleSubmission article;
  article.set_article_id(absl::StrCat("wire-", number));
  article.set_publication_time(absl::StrCat("2022-03-0", day, number % 2 == 0 ? "" : "T09:30:00+02:00"));
  article.set_source(kOutlets[number % 3]);
  article.set_uri(absl::StrCat("https://", number % 3, ".example/", number));
  article.set_text(absl::StrCat(
      "Shelling killed ", 2 + original % 5, " people in ", city,
      " on Wednesday, the mayor's office said. Ukrainian and ",
      "Russian negotiators are to meet for a third round of talks in Belarus on Monday, ", kSpeakers[original % 3],
      " told reporters. \"We expect a corridor out of ", city, " by the evening,\" said Halyna Invented, a nurse. The ",
      "ceasefire announced in ", kCities[(original + 1) % 4], " did not hold, residents said. Some ",
      1'000 + 50 * original, " people were evacuated.", copied ? " (With agency input)" : ""));
  return article;
}

tagger::v1::Entity OperatorPlace(double latitude) {
  tagger::v1::Entity entity;
  entity.set_entity_id("operator:quorbian-lighthouse");
  entity.set_name("Quorbian Lighthouse");
  entity.set_kind("PLACE");
  entity.mutable_location()->set_latitude(latitude);
  entity.mutable_location()->set_longitude(3.5);
  return entity;
}

ArticleSubmission LighthouseArticle(int number) {
  ArticleSubmission article;
  article.set_article_id(absl::StrCat("lighthouse-", number));
  article.set_publication_time("2022-03-05");
  article.set_source("Outlet 1");
  article.set_text(
      absl::StrCat("Boat number ", number, " met another near Quorbian Lighthouse on Friday, the coast guard said."));
  return article;
}

}  // namespace

// Writes the steps down, and remembers what it needs to come back to.
class RecordedLog::Author {
 public:
  Author(RecordedLog& log, uint64_t seed) : log_(log), random_(seed) {}

  void Write() {
    std::vector<ArticleSubmission> articles = Samples();
    for (int i = 0; i < kMadeArticles; ++i) articles.push_back(MadeArticle(i));
    for (int i = 0; i < kWireArticles; ++i) articles.push_back(WireArticle(i));
    for (int i = 0; i < 4; ++i) articles.push_back(Undated(i));
    for (int i = 0; i < 5; ++i) articles.push_back(Poisonous(i));
    std::ranges::shuffle(articles, random_);
    // Some land before the operator's entity is known, some after it moved, some after it is gone.
    for (int i = 0; i < 12; ++i) {
      articles.insert(articles.begin() + static_cast<ptrdiff_t>(i * articles.size() / 12), LighthouseArticle(i));
    }
    Subscribe("words", "lorries OR corridor");
    for (size_t i = 0; i < articles.size(); ++i) {
      if (i == articles.size() / 5) Define(OperatorPlace(51.5));
      if (i == articles.size() / 4) Subscribe("frames", "type:ASSAULT -lorries");
      if (i == articles.size() / 3) Subscribe("outlet", "source:\"Outlet 1\"");
      if (i == articles.size() / 2) Define(OperatorPlace(58.25));
      if (i == articles.size() * 3 / 5) Subscribe("words", "corridor");
      if (i == articles.size() * 2 / 3) Subscribe("ends", "talks");
      if (i == articles.size() * 3 / 4) Unsubscribe("ends");
      if (i == articles.size() * 4 / 5) Forget(OperatorPlace(0));
      Submit(articles[i]);
      if (Chance(6)) ComeBackTo(Any());
    }
  }

 private:
  bool Chance(int one_in) { return random_() % one_in == 0; }
  const ArticleSubmission& Any() { return submitted_[random_() % submitted_.size()]; }

  template <typename What>
  void Add(What what) {
    // Four in ten at the moment of the one before them, wherever that one went.
    const absl::Duration later =
        random_() % 10 < 4 ? absl::ZeroDuration() : absl::Microseconds(1 + random_() % 100'000'000);
    log_.steps_.push_back({later, std::move(what)});
  }

  void Submit(const ArticleSubmission& article) {
    if (!article.article_id().empty()) log_.article_ids_.insert(article.article_id());
    submitted_.push_back(article);
    Add(article);
  }

  // What happens to articles that are there already. By value: it may be one of `submitted_`.
  void ComeBackTo(ArticleSubmission article) {
    if (article.article_id().empty() || !article.has_text()) return;
    switch (random_() % 6) {
      case 0:  // Retracted; whatever comes later under its id is refused.
        Add(Retraction{article.article_id()});
        break;
      case 1:  // Sent once more.
        Submit(article);
        break;
      case 2:  // An older wording that its source says is the later one.
        article.set_revision_time(absl::StrCat("2022-03-1", random_() % 5, "T12:00:00Z"));
        Submit(article);
        break;
      case 3:  // A revision of another day and outlet.
        article.set_publication_time(absl::StrCat("2022-03-1", random_() % 5));
        article.set_source("Copperfield Post");
        Submit(article);
        break;
      default:  // A correction.
        article.set_text(absl::StrCat(article.text(), " Correction: ", random_() % 90 + 10, " lorries were counted."));
        Submit(article);
    }
  }

  static ArticleSubmission Undated(int number) {
    ArticleSubmission article = MadeArticle(1'000 + 10 * number);
    article.clear_publication_time();
    return article;
  }
  static ArticleSubmission Poisonous(int number) {
    ArticleSubmission article = MadeArticle(2'000 + 10 * number);
    article.set_text(absl::StrCat(article.text(), " In Kyiv ", kPoisonousWords, "."));
    return article;
  }

  void Control(ControlRecord::Kind kind, const std::string& key, const std::string& value) {
    ingest::storage::v1::Control control;
    control.set_kind(kind);
    control.set_key(key);
    control.set_value(value);
    control.set_deleted(value.empty());
    Add(std::move(control));
  }
  void Subscribe(const std::string& id, const std::string& query) {
    query::stored::v1::StoredSubscription subscription;
    subscription.mutable_filter()->set_query(query);
    Control(ControlRecord::SUBSCRIPTION, id, subscription.SerializeAsString());
    log_.subscriptions_.insert(id);
  }
  void Unsubscribe(const std::string& id) {
    Control(ControlRecord::SUBSCRIPTION, id, "");
    log_.subscriptions_.erase(id);
  }
  void Define(const tagger::v1::Entity& entity) {
    Control(ControlRecord::ENTITY, entity.entity_id(), entity.SerializeAsString());
  }
  void Forget(const tagger::v1::Entity& entity) { Control(ControlRecord::ENTITY, entity.entity_id(), ""); }

  RecordedLog& log_;
  std::mt19937_64 random_;
  std::vector<ArticleSubmission> submitted_;
};

RecordedLog RecordedLog::Make(uint64_t seed) {
  RecordedLog log;
  Author(log, seed).Write();
  return log;
}

absl::Status RecordedLog::WriteShards(const Cluster& cluster) const {
  ShardWriter writer(cluster);
  SITREP_RETURN_IF_ERROR(writer.Open());
  for (const Step& step : steps_) {
    writer.Advance(step.later);
    if (const auto* article = std::get_if<ArticleSubmission>(&step.what)) {
      SITREP_RETURN_IF_ERROR(writer.Submit(*article));
    } else if (const auto* retraction = std::get_if<Retraction>(&step.what)) {
      SITREP_RETURN_IF_ERROR(writer.Retract(retraction->article_id));
    } else {
      SITREP_RETURN_IF_ERROR(writer.AppendControl(std::get<ingest::storage::v1::Control>(step.what)));
    }
  }
  return absl::OkStatus();
}

}  // namespace sitrep::testing
