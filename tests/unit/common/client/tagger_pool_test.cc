#include "common/client/tagger_pool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/client/any_tagger.h"
#include "tests/unit/common/client/fake_tagger.h"

namespace sitrep::client {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using Manner = FakeTagger::Manner;
using Texts = std::set<std::string>;

constexpr absl::Duration kPatience = absl::Seconds(30);
constexpr int kTexts = 60;

bool Eventually(const std::function<bool()>& condition) {
  absl::Mutex mutex;
  absl::MutexLock lock(&mutex);
  const auto never = [] { return false; };
  for (const absl::Time deadline = absl::Now() + kPatience; absl::Now() < deadline;) {
    if (condition()) return true;
    mutex.AwaitWithTimeout(absl::Condition(&never), absl::Milliseconds(5));
  }
  return condition();
}

// Three taggers whose hosts "a", "b" and "c" resolve as long as the test wants, and a pool over them.
class TaggerPoolTest : public ::testing::Test {
 protected:
  TaggerPoolTest() {
    options_.refusal_pause = absl::Milliseconds(20);
    options_.overload_pause = absl::Seconds(5);
    MakePool();
  }

  void MakePool() {
    pool_ = nullptr;
    pool_ = std::make_unique<TaggerPool>(endpoints_, options_, metrics_);
    AwaitLive(taggers_.size());
  }
  void AwaitLive(size_t wanted) {
    EXPECT_TRUE(Eventually([&] { return pool_->live() == wanted; })) << pool_->live() << " live: " << pool_->trouble();
  }

  absl::StatusOr<std::vector<std::string>> Resolve(const std::string& host) {
    absl::MutexLock lock(&mutex_);
    if (gone_.contains(host)) return absl::NotFoundError("no such pod");
    return std::vector<std::string>{"127.0.0.1"};
  }
  void SetGone(std::set<std::string> hosts) {
    absl::MutexLock lock(&mutex_);
    gone_ = std::move(hosts);
  }

  static std::string TextOf(int number) { return absl::StrCat("text number ", number); }
  void Tag(const std::string& text) {
    auto input = std::make_shared<tagger::v1::TagInput>();
    input->set_text(text);
    pool_->Tag(std::move(input), 0, [this, text](TagResult result) {
      absl::MutexLock lock(&mutex_);
      EXPECT_TRUE(results_.emplace(text, std::move(result)).second) << text << " was answered twice";
    });
  }
  void TagAll() {
    for (int i = 0; i < kTexts; ++i) Tag(TextOf(i));
  }
  // The results of so many texts, by text.
  std::map<std::string, TagResult> Await(size_t texts) {
    absl::MutexLock lock(&mutex_);
    const auto all = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return results_.size() >= texts; };
    EXPECT_TRUE(mutex_.AwaitWithTimeout(absl::Condition(&all), kPatience)) << results_.size() << " of " << texts;
    return std::exchange(results_, {});
  }
  void AwaitAllGood(size_t texts = kTexts) {
    for (const auto& [text, result] : Await(texts)) EXPECT_TRUE(result.status.ok()) << text << ": " << result.status;
  }
  std::array<Texts, 3> TakeAnswered() {
    return {taggers_[0].TakeAnswered(), taggers_[1].TakeAnswered(), taggers_[2].TakeAnswered()};
  }

  absl::Mutex mutex_;
  std::set<std::string> gone_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, TagResult> results_ ABSL_GUARDED_BY(mutex_);
  obs::Metrics metrics_;
  std::array<FakeTagger, 3> taggers_;
  rpc::Endpoints endpoints_{{{"a", static_cast<uint16_t>(taggers_[0].port())},
                             {"b", static_cast<uint16_t>(taggers_[1].port())},
                             {"c", static_cast<uint16_t>(taggers_[2].port())}},
                            {.interval = absl::Milliseconds(1),
                             .keep = absl::ZeroDuration(),
                             .resolve = [this](const std::string& host) { return Resolve(host); }}};
  TaggerPool::Options options_;
  std::unique_ptr<TaggerPool> pool_;
};

TEST_F(TaggerPoolTest, EveryTextHasATaggerWhoeverAsks) {
  TagAll();
  AwaitAllGood();
  const std::array<Texts, 3> first = TakeAnswered();
  for (const Texts& texts : first) EXPECT_GT(texts.size(), 5u) << "of " << kTexts << " on three taggers";
  TagAll();
  AwaitAllGood();
  EXPECT_EQ(TakeAnswered(), first);
  MakePool();
  TagAll();
  AwaitAllGood();
  EXPECT_EQ(TakeAnswered(), first);
  EXPECT_THAT(metrics_.Scrape(), HasSubstr("sitrep_query_tagger_answers_total{tagger=\"preferred\"} 180\n"));
}

TEST_F(TaggerPoolTest, ThoseOfADeadTaggerGoToTheNextAndComeBack) {
  TagAll();
  AwaitAllGood();
  const std::array<Texts, 3> before = TakeAnswered();
  taggers_[1].Stop();
  TagAll();
  AwaitAllGood();
  const std::array<Texts, 3> without = TakeAnswered();
  EXPECT_THAT(without[0], IsSupersetOf(before[0]));
  EXPECT_THAT(without[1], IsEmpty());
  EXPECT_THAT(without[2], IsSupersetOf(before[2]));
  EXPECT_EQ(without[0].size() + without[2].size(), static_cast<size_t>(kTexts));
  AwaitLive(2);
  EXPECT_EQ(pool_->trouble(), "");

  taggers_[1].Start();
  AwaitLive(3);
  TagAll();
  AwaitAllGood();
  EXPECT_EQ(TakeAnswered(), before);
}

TEST_F(TaggerPoolTest, WhatADyingTaggerHadIsAnsweredByOthers) {
  taggers_[1].SetManner(Manner::kHolds);
  TagAll();
  EXPECT_TRUE(Eventually([&] { return taggers_[1].received() > 0; }));
  taggers_[1].Stop();
  AwaitAllGood();
}

TEST_F(TaggerPoolTest, AnOverloadedTaggerIsLeftAlone) {
  taggers_[2].SetManner(Manner::kOverloaded);
  TagAll();
  AwaitAllGood();
  EXPECT_THAT(TakeAnswered()[2], IsEmpty());
  EXPECT_LE(taggers_[2].received(), 16u) << "a window, and what was sent while the first refusal came";
}

TEST_F(TaggerPoolTest, TextsDoNotWaitForASlowTagger) {
  options_.patience = absl::Milliseconds(10);
  MakePool();
  taggers_[0].SetManner(Manner::kHolds);
  TagAll();
  // All but its window.
  const size_t held = 8;
  EXPECT_TRUE(Eventually([&] {
    absl::MutexLock lock(&mutex_);
    return results_.size() >= kTexts - held;
  }));
  taggers_[0].SetManner(Manner::kAnswers);
  AwaitAllGood();
}

TEST_F(TaggerPoolTest, AStalledTaggerIsBrokenOff) {
  options_.stall_timeout = absl::Milliseconds(100);
  MakePool();
  taggers_[0].SetManner(Manner::kHolds);
  TagAll();
  AwaitAllGood();
}

TEST_F(TaggerPoolTest, APoisonousTextFailsAlone) {
  for (FakeTagger& tagger : taggers_) tagger.SetPoison("number 7.");
  Tag("text number 7.");
  TagAll();
  for (const auto& [text, result] : Await(kTexts + 1)) {
    if (text == "text number 7.") {
      EXPECT_EQ(result.status.code(), absl::StatusCode::kInternal);
      EXPECT_THAT(std::string(result.status.message()), HasSubstr("killed by a text"));
    } else {
      EXPECT_TRUE(result.status.ok()) << text << ": " << result.status;
    }
  }
}

TEST_F(TaggerPoolTest, AStreamThatExpiresBlamesNoText) {
  options_.max_attempts = 1;
  MakePool();
  for (FakeTagger& tagger : taggers_) tagger.SetManner(Manner::kExpires);
  TagAll();
  AwaitAllGood();
  EXPECT_EQ(pool_->trouble(), "");
}

TEST_F(TaggerPoolTest, OnlyTaggersOfThePipelineVersionAreAsked) {
  taggers_[0].SetVersion("two");
  options_.pipeline_version = "two";
  pool_ = std::make_unique<TaggerPool>(endpoints_, options_, metrics_);
  AwaitLive(1);
  TagAll();
  for (const auto& [text, result] : Await(kTexts)) EXPECT_EQ(result.pipeline_version, "two") << text;
  EXPECT_THAT(TakeAnswered(), ElementsAre(testing::SizeIs(kTexts), IsEmpty(), IsEmpty()));

  taggers_[0].Stop();
  EXPECT_TRUE(Eventually([&] { return absl::StrContains(pool_->trouble(), "runs pipeline version one and not two"); }))
      << pool_->trouble();
  TagAll();
  taggers_[2].Stop();
  taggers_[2].SetVersion("two");
  taggers_[2].Start();
  AwaitAllGood();
  EXPECT_EQ(pool_->trouble(), "");
}

TEST_F(TaggerPoolTest, TaggersComeAndGo) {
  SetGone({"b", "c"});
  AwaitLive(1);
  TagAll();
  AwaitAllGood();
  EXPECT_EQ(taggers_[0].TakeAnswered().size(), static_cast<size_t>(kTexts));
  SetGone({"a"});
  AwaitLive(2);
  TagAll();
  AwaitAllGood();
  EXPECT_THAT(taggers_[0].TakeAnswered(), IsEmpty());
  SetGone({"a", "b", "c"});
  AwaitLive(0);
  EXPECT_THAT(pool_->trouble(), HasSubstr("no tagger is known: a does not resolve"));
  TagAll();
  SetGone({});
  AwaitAllGood();
}

TEST_F(TaggerPoolTest, WhileNoTaggerAnswersTextsWait) {
  for (FakeTagger& tagger : taggers_) tagger.Stop();
  AwaitLive(0);
  EXPECT_TRUE(Eventually([&] { return absl::StrContains(pool_->trouble(), "no tagger answers: "); }));
  TagAll();
  for (FakeTagger& tagger : taggers_) tagger.Start();
  AwaitAllGood();
  EXPECT_EQ(pool_->trouble(), "");
}

TEST_F(TaggerPoolTest, EndsWithTextsOutstanding) {
  for (FakeTagger& tagger : taggers_) tagger.SetManner(Manner::kHolds);
  TagAll();
  EXPECT_TRUE(Eventually([&] { return taggers_[0].received() + taggers_[1].received() + taggers_[2].received() > 0; }));
  pool_ = nullptr;
  absl::MutexLock lock(&mutex_);
  EXPECT_THAT(results_, IsEmpty());
}

TEST_F(TaggerPoolTest, UnaryCallsGoToAnyTaggerThatAnswers) {
  AnyTagger any(endpoints_);
  const auto look_up = [&any] {
    return any.Call(&AnyTagger::Stub::LookUpEntity, tagger::v1::LookUpEntityRequest(), kPatience);
  };
  for (int i = 0; i < 9; ++i) EXPECT_TRUE(look_up().ok());
  for (const FakeTagger& tagger : taggers_) EXPECT_EQ(tagger.names_looked_up(), 3u) << "each in turn";
  taggers_[0].Stop();
  taggers_[1].SetManner(Manner::kOverloaded);
  for (int i = 0; i < 9; ++i) EXPECT_TRUE(look_up().ok());
  EXPECT_EQ(taggers_[2].names_looked_up(), 12u);
  taggers_[2].Stop();
  EXPECT_FALSE(look_up().ok());
  SetGone({"a", "b", "c"});
  EXPECT_TRUE(Eventually([&] { return absl::StrContains(look_up().status().message(), "no tagger is known"); }));
}

}  // namespace
}  // namespace sitrep::client
