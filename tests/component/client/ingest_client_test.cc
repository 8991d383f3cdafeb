// Clients of several ingest pods, which see one log.

#include "common/client/ingest_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "common/base/cursor.h"
#include "common/base/derived_id.h"
#include "common/base/error.h"
#include "common/client/article_submitter.h"
#include "tests/component/client/three_pods.h"

namespace sitrep::client {
namespace {

using IngestClientTest = ::sitrep::testing::ThreePods;
using ArticleSubmitterTest = ::sitrep::testing::ThreePods;
using ::sitrep::testing::IdIn;

TEST_F(IngestClientTest, OneAddressIsEnough) {
  // Of the pod that has least to do with it all.
  IngestClient ingest(pods_[2]->address());
  CursorVector token;
  for (uint32_t p = 0; p < kPartitions; ++p) {
    ingest::v1::CreateArticleRequest request;
    *request.mutable_article() = Article(IdIn(Partition{p}, kPartitions), "The bridge is open again.");
    const auto created = ingest.CreateArticle(request, kTimeout);
    ASSERT_TRUE(created.ok()) << created.status();
    const auto written = DecodeCursor(created->acknowledgement().write_token());
    ASSERT_TRUE(written.ok());
    EXPECT_EQ(written->log_id, map_.log_id());
    token.Advance(*written);
  }
  EXPECT_EQ(token.next.size(), kPartitions);

  ingest::v1::GetArticleRequest get;
  get.set_article_id(IdIn(Partition{4}, kPartitions));
  EXPECT_TRUE(ingest.GetArticle(get, kTimeout).ok());
  ingest::v1::RetractArticleRequest retract;
  retract.set_article_id(get.article_id());
  EXPECT_TRUE(ingest.RetractArticle(retract, kTimeout)->newly_retracted());
  EXPECT_EQ(ReadErrorDetail(ingest.GetArticle(get, kTimeout).status()).reason, "ARTICLE_RETRACTED");

  ingest::v1::AppendControlRequest control;
  control.mutable_record()->set_kind(ingest::v1::ControlRecord::RETENTION);
  control.mutable_record()->set_key("k");
  EXPECT_TRUE(ingest.AppendControl(control, kTimeout).ok());
  EXPECT_EQ(pods_[0]->index().counts().control_records, 1u);
}

TEST_F(IngestClientTest, ListsWalkFromPodToPod) {
  IngestClient ingest(pods_[1]->address());
  std::set<std::string> stored;
  // Nothing in partitions 3 to 5: the pod in the middle has only empty pages.
  for (const uint32_t p : {0u, 1u, 2u, 6u, 7u}) {
    for (int i = 0; i < 3; ++i) {
      ingest::v1::CreateArticleRequest request;
      const std::string id = IdIn(Partition{p}, kPartitions, absl::StrCat("list-", i));
      *request.mutable_article() = Article(id, "The bridge is open again.");
      ASSERT_TRUE(ingest.CreateArticle(request, kTimeout).ok());
      stored.insert(id);
    }
  }
  std::vector<std::string> listed;
  ingest::v1::ListArticlesRequest list;
  list.set_page_size(2);
  do {
    const auto page = ingest.ListArticles(list, kTimeout);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const ingest::v1::StoredArticle& article : page->articles()) listed.push_back(article.article_id());
    list.set_page_token(page->next_page_token());
  } while (!list.page_token().empty());
  EXPECT_EQ(listed.size(), stored.size());
  EXPECT_EQ(std::set<std::string>(listed.begin(), listed.end()), stored);
}

TEST_F(IngestClientTest, APodThatIsAwayIsSaidToBeUnavailable) {
  IngestClient ingest(map_);
  pods_[1]->Stop();
  ingest::v1::GetArticleRequest get;
  get.set_article_id(IdIn(Partition{4}, kPartitions));
  EXPECT_TRUE(absl::IsUnavailable(ingest.GetArticle(get, kTimeout).status()));
  get.set_article_id(IdIn(Partition{7}, kPartitions));
  EXPECT_TRUE(absl::IsNotFound(ingest.GetArticle(get, kTimeout).status()));
}

TEST_F(ArticleSubmitterTest, ResultsComeInOrderAndOneTokenCoversThemAll) {
  constexpr int kArticles = 200;
  IngestClient ingest(pods_[1]->address());
  std::vector<uint64_t> positions;
  std::map<std::string, int> outcomes;
  std::string token;
  {
    SubmitOptions options;
    options.max_batch_articles = 4;
    ArticleSubmitter submitter(ingest, options, [&](uint64_t position, const ingest::v1::SubmissionResult& result) {
      positions.push_back(position);
      ++outcomes[result.has_refusal() ? result.refusal().reason()
                                      : ingest::v1::Acknowledgement::Outcome_Name(result.acknowledgement().outcome())];
    });
    for (int i = 0; i < kArticles; ++i) {
      ingest::v1::ArticleSubmission article = Article("", absl::StrCat("Lorry ", i, " has crossed the bridge."));
      // The client can tell the first two kinds apart; of the third only ingest knows the id.
      if (i % 3 == 0) article.set_article_id(absl::StrCat("lorry-", i));
      if (i % 3 == 1) article.set_uri(absl::StrCat("https://ledger.example/", i));
      ASSERT_TRUE(submitter.Submit(article).ok());
    }
    const auto finished = submitter.Finish();
    ASSERT_TRUE(finished.ok()) << finished.status();
    token = *finished;
  }
  ASSERT_EQ(positions.size(), static_cast<size_t>(kArticles));
  for (int i = 0; i < kArticles; ++i) EXPECT_EQ(positions[i], static_cast<uint64_t>(i));
  EXPECT_EQ(outcomes, (std::map<std::string, int>{{"CREATED", kArticles}}));
  const auto cursor = DecodeCursor(token);
  ASSERT_TRUE(cursor.ok());
  uint64_t written = 0;
  for (const auto& pod : pods_) {
    for (const Partition partition : pod->owners().articles()) {
      EXPECT_EQ(cursor->At(partition), pod->log().EndOffset(partition)) << partition.value;
      written += cursor->At(partition).value;
    }
  }
  EXPECT_EQ(written, static_cast<uint64_t>(kArticles));
}

TEST_F(ArticleSubmitterTest, RevisionsOfOneArticleKeepTheirOrder) {
  IngestClient ingest(pods_[0]->address());
  std::vector<uint32_t> revisions;
  ArticleSubmitter submitter(ingest, {}, [&](uint64_t, const ingest::v1::SubmissionResult& result) {
    EXPECT_TRUE(result.has_acknowledgement()) << result.refusal().message();
    revisions.push_back(result.acknowledgement().revision());
  });
  // HTML with an address but without a source: the client cannot know the id.
  for (int i = 0; i < 5; ++i) {
    ingest::v1::ArticleSubmission article;
    article.set_uri("https://ledger.example/live");
    article.set_html(
        absl::StrCat("<html><head><title>The bridge</title></head><body><article><h1>The bridge</h1><p>The count "
                     "stands at ",
                     i, " lorries this hour, the harbour master told reporters.</p></article></body></html>"));
    ASSERT_TRUE(submitter.Submit(article).ok());
  }
  ASSERT_TRUE(submitter.Finish().ok());
  EXPECT_EQ(revisions, (std::vector<uint32_t>{1, 2, 3, 4, 5}));
}

TEST_F(ArticleSubmitterTest, APodThatRestartsIsWaitedFor) {
  IngestClient ingest(map_);
  int acknowledged = 0;
  ArticleSubmitter submitter(ingest, {}, [&](uint64_t, const ingest::v1::SubmissionResult& result) {
    acknowledged += result.has_acknowledgement() ? 1 : 0;
  });
  pods_[1]->Stop();
  for (uint32_t p = 0; p < kPartitions; ++p) {
    ASSERT_TRUE(submitter.Submit(Article(IdIn(Partition{p}, kPartitions), "The bridge is open again.")).ok());
  }
  ASSERT_TRUE(pods_[1]->Start().ok());
  ASSERT_TRUE(submitter.Finish().ok());
  EXPECT_EQ(acknowledged, 8);
}

}  // namespace
}  // namespace sitrep::client
