// Layout must not matter: one recorded log, replayed into clusters of different shapes, and every reading RPC asked of
// every pod. The answers have to be the same, to the last digit of a score.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "common/client/unary_call.h"
#include "common/testing/seed.h"
#include "tests/cluster/buggy_tagger.h"
#include "tests/cluster/pods/questionnaire.h"
#include "tests/cluster/pods/recorded_log.h"

namespace sitrep::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// A cluster that has followed a recorded log to its end, through taggers that fail on poisonous texts.
class Replay {
 public:
  Replay(const RecordedLog& log, const ClusterLayout& layout) : log_(log), cluster_(layout) {}

  absl::Status Start() {
    SITREP_RETURN_IF_ERROR(log_.WriteShards(cluster_));
    std::vector<std::string> addresses;
    for (int ordinal = 0; ordinal < cluster_.layout().tagger; ++ordinal) {
      taggers_.push_back(std::make_unique<BuggyTagger>(cluster_.Address({Cluster::kTagger, ordinal}), kPoisonousWords));
      addresses.push_back(taggers_.back()->Address());
    }
    const std::string quickly = "--heartbeat_interval=200ms";
    cluster_.SetFlags(Cluster::kIngest, {quickly});
    cluster_.SetFlags(Cluster::kQuery, {quickly, "--tagger_address=" + absl::StrJoin(addresses, ",")});
    SITREP_RETURN_IF_ERROR(cluster_.Start());
    return cluster_.WaitForViews(absl::Seconds(120));
  }

  const Cluster& cluster() const { return cluster_; }

  // Answers of one query pod; what the others hold it has to ask them.
  Answers AskQuery(int ordinal, Questionnaire::LogOrder order = Questionnaire::LogOrder::kByPartition) const {
    return Questionnaire(log_, cluster_.layout().partitions, order).AskQuery(cluster_.Connect(0, 0, ordinal));
  }
  Answers AskIngest(int ordinal, Questionnaire::LogOrder order = Questionnaire::LogOrder::kByPartition) const {
    return Questionnaire(log_, cluster_.layout().partitions, order).AskIngest(cluster_.Connect(ordinal, 0, 0));
  }

  // Of each view, over pods that hold every partition once, from `first_pod` on: documents are summed over them, the
  // other views are on the first, which is whole.
  Answers Digests(int first_pod) const {
    uint64_t rows = 0;
    uint64_t high = 0;
    uint64_t low = 0;
    Answers digests;
    for (int group = 0; group < cluster_.layout().groups; ++group) {
      const cli::Connection connection = cluster_.Connect(0, 0, first_pod + group);
      const auto digest = client::CallUnary(connection.query_admin(), &query::v1::AdminService::Stub::GetDigest,
                                            query::v1::GetDigestRequest(), absl::Seconds(30));
      EXPECT_TRUE(digest.ok()) << digest.status();
      if (!digest.ok()) continue;
      for (const auto& view : digest->views()) {
        if (view.view() == "document") {
          rows += view.rows();
          high += std::stoull(view.digest().substr(0, 16), nullptr, 16);
          low += std::stoull(view.digest().substr(16), nullptr, 16);
        } else if (group == 0) {
          digests[view.view()] = absl::StrCat(view.rows(), ":", view.digest());
        }
      }
    }
    digests["document"] = absl::StrCat(rows, ":", absl::Hex(high), ":", absl::Hex(low));
    return digests;
  }

 private:
  const RecordedLog& log_;
  Cluster cluster_;
  // Destroyed before the pods they stand between, which then find nobody.
  std::vector<std::unique_ptr<BuggyTagger>> taggers_;
};

// That the log has what the test is about: an answer of its kind is not empty.
void ExpectRichAnswers(const Answers& answers) {
  std::map<std::string, std::pair<int, size_t>> of_method;
  std::string all;
  for (const auto& [question, answer] : answers) {
    auto& [count, bytes] = of_method[question.substr(0, question.find(' '))];
    ++count;
    bytes += answer.size();
    absl::StrAppend(&all, answer);
  }
  for (const auto& [method, counted] : of_method) {
    std::cout << "  " << method << ": " << counted.first << " questions, " << counted.second / 1024 << " KiB\n";
    EXPECT_GT(counted.second, 200u) << method;
  }
  for (const char* expected : {"state: TAGGING_FAILED", "kind: MATCHED", "kind: UPDATED", "kind: WITHDRAWN",
                               "near_duplicate_of", "near_duplicates", "ARTICLE_RETRACTED", "STORY_NOT_FOUND",
                               "QUERY_SYNTAX", "Quorbian Lighthouse", "process_id"}) {
    EXPECT_THAT(all.find(expected), ::testing::Ne(std::string::npos)) << expected;
  }
  EXPECT_THAT(all, Not(HasSubstr("missing {"))) << "an answer was not complete";
}

TEST(LayoutTest, TheNumberOfPartitionsDoesNotMatter) {
  const RecordedLog log = RecordedLog::Make(Seed());
  constexpr auto kByArticle = Questionnaire::LogOrder::kByArticle;
  Answers query;
  Answers ingest;
  Answers digests;
  for (const uint32_t partitions : {8, 1, 5}) {
    ClusterLayout layout;
    layout.partitions = partitions;
    Replay replay(log, layout);
    const absl::Status started = replay.Start();
    ASSERT_TRUE(started.ok()) << started;
    if (query.empty()) {
      query = replay.AskQuery(0, kByArticle);
      ingest = replay.AskIngest(0, kByArticle);
      digests = replay.Digests(0);
      ExpectRichAnswers(query);
      continue;
    }
    EXPECT_EQ(Differences(query, replay.AskQuery(0, kByArticle)), "") << partitions;
    EXPECT_EQ(Differences(ingest, replay.AskIngest(0, kByArticle)), "") << partitions;
    EXPECT_EQ(Differences(digests, replay.Digests(0)), "") << partitions;
  }
}

TEST(LayoutTest, TheNumberOfPodsDoesNotMatter) {
  const RecordedLog log = RecordedLog::Make(Seed());
  Answers query;
  Answers ingest;
  Answers digests;
  {
    Replay one(log, {});
    const absl::Status started = one.Start();
    ASSERT_TRUE(started.ok()) << started;
    query = one.AskQuery(0);
    ingest = one.AskIngest(0);
    digests = one.Digests(0);
    ExpectRichAnswers(query);
  }
  // Every query pod holds half of the partitions; two of the four are whole.
  const ClusterLayout layout{.ingest = 3, .tagger = 2, .query = 4, .groups = 2};
  Replay many(log, layout);
  const absl::Status started = many.Start();
  ASSERT_TRUE(started.ok()) << started;
  for (int ordinal = 0; ordinal < layout.query; ++ordinal) {
    EXPECT_EQ(Differences(query, many.AskQuery(ordinal)), "") << "query-" << ordinal;
  }
  for (int ordinal = 0; ordinal < layout.ingest; ++ordinal) {
    EXPECT_EQ(Differences(ingest, many.AskIngest(ordinal)), "") << "ingest-" << ordinal;
  }
  for (int first_pod = 0; first_pod < layout.query; first_pod += layout.groups) {
    EXPECT_EQ(Differences(digests, many.Digests(first_pod)), "") << "from query-" << first_pod;
  }
}

}  // namespace
}  // namespace sitrep::testing
