#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "common/storage/shard.h"
#include "common/testing/temp_dir.h"
#include "services/query/corroboration_view/corroboration_view.h"
#include "tests/component/query_corroboration_view/articles/articles.h"

// The view is a function of the set of current articles: whatever history led to it, however it was cut into
// partitions, batches and restarts, and whatever was asked meanwhile, the answers are those of a view that got each
// current article once.
namespace sitrep::query {
namespace {

using testing::Article;
using testing::EventOf;

class Random {
 public:
  explicit Random(uint64_t seed) : engine_(seed) {}
  int Below(int limit) { return static_cast<int>(engine_() % static_cast<uint64_t>(limit)); }
  template <typename T>
  const T& Of(const std::vector<T>& values) {
    return values[Below(static_cast<int>(values.size()))];
  }
  std::mt19937_64& engine() { return engine_; }

 private:
  std::mt19937_64 engine_;
};

uint64_t Seed() {
  const char* given = std::getenv("SITREP_SEED");
  return given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device()();
}

std::string RandomDay(Random& random) { return "2022-03-0" + std::to_string(1 + random.Below(5)); }

EventOf RandomEvent(Random& random) {
  static const auto* const kinds = new std::vector<std::pair<std::string, std::string>>{{"talks", "CONSULT"},
                                                                                        {"capture", "COERCE"},
                                                                                        {"shelling", "ASSAULT"},
                                                                                        {"attack", "ASSAULT"},
                                                                                        {"ceasefire", "RETREAT"}};
  const auto& [frame, type] = random.Of(*kinds);
  EventOf event(frame, type);
  if (random.Below(8) > 0) event.On(RandomDay(random));
  if (random.Below(8) == 0) event.Between("2022-02-24", RandomDay(random));
  if (random.Below(2) == 0) event.FromPublication();
  if (random.Below(3) > 0) event.By(random.Of<std::string>({"RU", "UA", "BY"}));
  if (random.Below(2) == 0) event.To(random.Of<std::string>({"RU", "UA"}));
  if (random.Below(3) > 0) event.In(random.Of<std::string>({"Kherson", "Mariupol", "Kyiv", "UA"}));
  if (random.Below(4) == 0) event.Claimed("RU");
  if (random.Below(6) == 0) event.Planned();
  if (frame == "talks" && random.Below(2) == 0) event.Ordinal(1 + static_cast<uint32_t>(random.Below(3)));
  return event;
}

std::string RandomText(Random& random) {
  // A few texts and their edits, so that there are near-duplicates, chains of them, and stories.
  const int theme = random.Below(6);
  const int cut = random.Below(4);
  std::string text;
  for (int word = cut * 5; word < 60; ++word)
    text += "theme" + std::to_string(theme) + "w" + std::to_string(word) + " ";
  return text;
}

Article RandomArticle(Random& random, const std::string& id, uint32_t revision, int64_t append_us) {
  Article article(id);
  article.Revision(revision).AppendedAt(append_us).From(random.Of<std::string>({"A", "B", "C", ""}));
  if (random.Below(6) > 0) article.On(RandomDay(random));
  article.Text(RandomText(random));
  for (int events = random.Below(4); events > 0; --events) article.With(RandomEvent(random));
  return article;
}

// One log: each article's records in order.
struct History {
  std::vector<std::pair<std::string, TaggedRecord>> records;
  std::map<std::string, TaggedRecord> current;
};

History RandomHistory(Random& random) {
  History history;
  std::map<std::string, uint32_t> revisions;
  std::map<std::string, bool> gone;
  for (int i = 0; i < 80; ++i) {
    const std::string id = "a" + std::to_string(random.Below(40));
    if (gone[id]) continue;
    if (revisions[id] > 0 && random.Below(5) == 0) {
      gone[id] = true;
      history.records.emplace_back(id, TaggedRecord{.body = RetractedArticle{ArticleId{id}, ""}});
      history.current.erase(id);
      continue;
    }
    TaggedRecord record = RandomArticle(random, id, ++revisions[id], 1'646'000'000'000'000 + i * 1'000'000).Record();
    history.current[id] = record;
    history.records.emplace_back(id, std::move(record));
  }
  return history;
}

class Instance {
 public:
  Instance() { Open(); }
  void Open() {
    view_.reset();
    shard_.reset();
    storage::ShardOptions options;
    options.path = dir_.File("shard");
    options.kind = "query";
    options.families = CorroborationView::Families();
    shard_ = *storage::OpenShard(options);
    view_ = *CorroborationView::Open(*shard_, 1 << 18);
  }
  CorroborationView& view() { return *view_; }

 private:
  ::sitrep::testing::TempDir dir_;
  std::unique_ptr<storage::Shard> shard_;
  std::unique_ptr<CorroborationView> view_;
};

struct Answers {
  std::string events, timeline, stories, duplicates;
  friend bool operator==(const Answers&, const Answers&) = default;
};

Answers Ask(CorroborationView& view, const std::map<std::string, TaggedRecord>& current) {
  Answers answers;
  const auto all = [](const std::string&) { return true; };
  answers.events = view.ListEvents({}, 500, "")->DebugString();
  answers.timeline = view.GetTimeline({}, 366, 500, "")->DebugString();
  const auto stories = view.ListStories({.includes = all}, 200, "");
  for (const v1::Story& story : stories->stories()) {
    answers.stories += view.GetStory(story.story_id())->DebugString();
  }
  for (const auto& [id, record] : current) {
    answers.duplicates += id + ":";
    const auto duplicates = view.NearDuplicates(ArticleId{id}, 100);
    for (const v1::ArticleReference& duplicate : *duplicates) answers.duplicates += " " + duplicate.article_id();
    answers.duplicates += "\n";
  }
  return answers;
}

// Applies the history: each article's records stay in order, everything else is shuffled; cut into partitions and
// batches; asked and reopened in between.
void Replay(const History& history, uint32_t partitions, Random& random, Instance& instance) {
  std::vector<std::vector<TaggedRecord>> logs(partitions);
  for (const auto& [id, record] : history.records) {
    const Partition partition = PartitionOf(ArticleId{id}, partitions);
    TaggedRecord placed = record;
    placed.partition = partition;
    placed.offset = Offset{logs[partition.value].size()};
    logs[partition.value].push_back(std::move(placed));
  }
  std::vector<size_t> done(partitions, 0);
  const auto left = [&] {
    for (uint32_t p = 0; p < partitions; ++p) {
      if (done[p] < logs[p].size()) return true;
    }
    return false;
  };
  while (left()) {
    std::vector<TaggedRecord> batch;
    CursorVector next = instance.view().cursor();
    next.log_id = 1;
    for (int i = 1 + random.Below(6); i > 0; --i) {
      const auto p = static_cast<uint32_t>(random.Below(static_cast<int>(partitions)));
      if (done[p] == logs[p].size()) continue;
      batch.push_back(logs[p][done[p]++]);
      next.Advance(Partition{p}, Offset{done[p]});
    }
    ASSERT_TRUE(instance.view().Apply(batch, next).ok());
    if (random.Below(4) == 0) {
      // Fills the caches, which later records must make stale.
      ASSERT_TRUE(instance.view().GetTimeline({}, 366, 20, "").ok());
      const auto all = [](const std::string&) { return true; };
      ASSERT_TRUE(instance.view().ListStories({.includes = all}, 200, "").ok());
    }
    if (random.Below(30) == 0) instance.Open();
  }
}

TEST(CorroborationModelTest, AnswersAreAFunctionOfTheCurrentArticles) {
  const uint64_t seed = Seed();
  std::cout << "SITREP_SEED=" << seed << "\n";
  Random random(seed);
  for (int round = 0; round < 8; ++round) {
    const History history = RandomHistory(random);
    Instance reference;
    std::vector<TaggedRecord> once;
    CursorVector next{.log_id = 1};
    for (const auto& [id, record] : history.current) {
      once.push_back(record);
      once.back().offset = Offset{once.size() - 1};
    }
    next.Advance(Partition{0}, Offset{once.size()});
    std::shuffle(once.begin(), once.end(), random.engine());
    ASSERT_TRUE(reference.view().Apply(once, next).ok());
    const Answers expected = Ask(reference.view(), history.current);
    for (const uint32_t partitions : {1u, 3u, 16u}) {
      Instance instance;
      Replay(history, partitions, random, instance);
      ASSERT_TRUE(instance.view().Verify().ok()) << instance.view().Verify();
      EXPECT_TRUE(*instance.view().Digest() == *reference.view().Digest()) << "round " << round;
      const Answers answers = Ask(instance.view(), history.current);
      ASSERT_EQ(answers.events, expected.events) << "round " << round;
      ASSERT_EQ(answers.timeline, expected.timeline) << "round " << round;
      ASSERT_EQ(answers.stories, expected.stories) << "round " << round;
      ASSERT_EQ(answers.duplicates, expected.duplicates) << "round " << round;
    }
  }
}

}  // namespace
}  // namespace sitrep::query
