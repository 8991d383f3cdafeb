// Bad input gets the right code and a message that names the field and what is wrong with its value, and harms nothing
// behind it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/cursor.h"
#include "common/base/error.h"
#include "common/client/unary_call.h"
#include "common/rpc/status.h"
#include "tests/cluster/cluster.h"

namespace sitrep::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class BadInputTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    cluster_ = new Cluster();
    ASSERT_TRUE(cluster_->Start().ok());
  }
  static void TearDownTestSuite() {
    delete cluster_;
    cluster_ = nullptr;
  }

  // The status a single article gets.
  static absl::Status Create(const ingest::v1::ArticleSubmission& article) {
    const cli::Connection connection = cluster_->Connect();
    ingest::v1::CreateArticleRequest request;
    *request.mutable_article() = article;
    return client::CallUnary(connection.ingest(), &ingest::v1::IngestService::Stub::CreateArticle, request,
                             absl::Seconds(20))
        .status();
  }
  static ingest::v1::ArticleSubmission WithText(std::string text) {
    ingest::v1::ArticleSubmission article;
    article.set_text(std::move(text));
    return article;
  }
  static void ExpectInvalid(const absl::Status& status, const std::string& field, const std::string& words) {
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
    EXPECT_EQ(ReadErrorDetail(status).Find("field"), field) << status;
    EXPECT_THAT(std::string(status.message()), AllOf(HasSubstr(field), HasSubstr(words)));
  }

  static Cluster* cluster_;
};

Cluster* BadInputTest::cluster_ = nullptr;

TEST_F(BadInputTest, TextsThatNoArticleCanHave) {
  ExpectInvalid(Create(WithText("")), "article.text", "blank");
  ExpectInvalid(Create(WithText("  \n ")), "article.text", "");
  ExpectInvalid(Create(WithText("half a letter \xC3")), "article.text", "UTF-8");
  ExpectInvalid(Create(WithText(std::string("a NUL \0 inside", 14))), "article.text", "NUL");
  ExpectInvalid(Create(WithText(std::string(2 << 20, 'x'))), "article.text", "1048576");
}

TEST_F(BadInputTest, DatesThatDoNotExist) {
  ingest::v1::ArticleSubmission article = WithText("A text.");
  article.set_publication_time("2022-02-31");
  ExpectInvalid(Create(article), "article.publication_time", "2022-02-31");
  ExpectInvalid(Create(WithText("date 2022-02-31 A text.")), "article.text", "2022-02-31");
  article.set_publication_time("yesterday");
  ExpectInvalid(Create(article), "article.publication_time", "yesterday");
}

TEST_F(BadInputTest, TwentyMegabytesAreRefusedByTheTransport) {
  EXPECT_EQ(Create(WithText(std::string(20 << 20, 'x'))).code(), absl::StatusCode::kResourceExhausted);
}

TEST_F(BadInputTest, UnknownValuesAndFields) {
  const cli::Connection connection = cluster_->Connect();
  query::v1::SearchArticlesRequest request;
  request.set_order(static_cast<query::v1::SearchArticlesRequest::Order>(77));
  const absl::Status unknown_value =
      client::CallUnary(connection.query(), &query::v1::QueryService::Stub::SearchArticles, request, absl::Seconds(10))
          .status();
  EXPECT_EQ(ReadErrorDetail(unknown_value).reason, "UNKNOWN_FIELD");
  EXPECT_THAT(std::string(unknown_value.message()), AllOf(HasSubstr("order"), HasSubstr("77")));
  request.clear_order();
  request.GetReflection()->MutableUnknownFields(&request)->AddVarint(999, 1);
  const absl::Status unknown_field =
      client::CallUnary(connection.query(), &query::v1::QueryService::Stub::SearchArticles, request, absl::Seconds(10))
          .status();
  EXPECT_EQ(ReadErrorDetail(unknown_field).reason, "UNKNOWN_FIELD");
  EXPECT_THAT(std::string(unknown_field.message()), HasSubstr("999"));
}

TEST_F(BadInputTest, PageTokenOfAnotherQuery) {
  const cli::Connection connection = cluster_->Connect();
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(Create(MadeArticle(i)).ok());
  ASSERT_TRUE(cluster_->WaitForViews(absl::Seconds(30)).ok());
  query::v1::SearchArticlesRequest request;
  request.set_page_size(1);
  const auto page =
      client::CallUnary(connection.query(), &query::v1::QueryService::Stub::SearchArticles, request, absl::Seconds(10));
  ASSERT_TRUE(page.ok()) << page.status();
  ASSERT_FALSE(page->next_page_token().empty());
  request.mutable_filter()->set_query("another");
  request.set_page_token(page->next_page_token());
  const absl::Status refused =
      client::CallUnary(connection.query(), &query::v1::QueryService::Stub::SearchArticles, request, absl::Seconds(10))
          .status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReadErrorDetail(refused).reason, "PAGE_TOKEN_INVALID");
  EXPECT_THAT(std::string(refused.message()), HasSubstr("page_token"));
}

TEST_F(BadInputTest, CursorFromTheFuture) {
  const cli::Connection connection = cluster_->Connect();
  const auto log = client::CallUnary(connection.ingest_admin(), &ingest::v1::AdminService::Stub::GetStatus,
                                     ingest::v1::GetStatusRequest(), absl::Seconds(10));
  ASSERT_TRUE(log.ok());
  CursorVector future{.log_id = log->log_id(), .next = {}};
  future.Advance(Partition{0}, Offset{1'000'000});
  ingest::v1::WatchArticlesRequest request;
  request.set_cursor(EncodeCursor(future));
  grpc::ClientContext context;
  const auto stream = connection.ingest().WatchArticles(&context, request);
  ingest::v1::WatchArticlesResponse response;
  EXPECT_FALSE(stream->Read(&response));
  const absl::Status status = rpc::FromGrpc(stream->Finish());
  EXPECT_EQ(status.code(), absl::StatusCode::kOutOfRange) << status;
  EXPECT_EQ(ReadErrorDetail(status).reason, "CURSOR_IN_FUTURE");
  EXPECT_THAT(std::string(status.message()), AllOf(HasSubstr("cursor"), HasSubstr("1000000")));
}

TEST_F(BadInputTest, OneBadArticleOfABatchIsRefusedAlone) {
  const auto answer = SubmitBatch(*cluster_, {MadeArticle(100), WithText("\xFF\xFE"), MadeArticle(101)});
  ASSERT_TRUE(answer.ok()) << answer.status();
  ASSERT_EQ(answer->results_size(), 3);
  EXPECT_TRUE(answer->results(0).has_acknowledgement());
  EXPECT_EQ(answer->results(1).refusal().field(), "text");
  EXPECT_EQ(answer->results(1).refusal().reason(), "INVALID_FIELD");
  EXPECT_TRUE(answer->results(2).has_acknowledgement());
  EXPECT_TRUE(cluster_->WaitForViews(absl::Seconds(30)).ok());
}

TEST_F(BadInputTest, QueriesThatDoNotParseSayWhere) {
  const cli::Connection connection = cluster_->Connect();
  query::v1::SearchArticlesRequest request;
  request.mutable_filter()->set_query("ceasefire AND (corridor");
  const absl::Status status =
      client::CallUnary(connection.query(), &query::v1::QueryService::Stub::SearchArticles, request, absl::Seconds(10))
          .status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReadErrorDetail(status).reason, "QUERY_SYNTAX");
}

TEST_F(BadInputTest, TheTaggerRefusesWhatItCannotRead) {
  const cli::Connection connection = cluster_->Connect();
  tagger::v1::TagTextRequest request;
  const auto tag = [&] {
    return client::CallUnary(connection.tagger(), &tagger::v1::TaggerService::Stub::TagText, request, absl::Seconds(10))
        .status();
  };
  ExpectInvalid(tag(), "input.text", "empty");
  request.mutable_input()->set_text("\xF0\x28");
  ExpectInvalid(tag(), "input.text", "UTF-8");
  request.mutable_input()->set_text("Fine.");
  request.set_date("2022-13-01");
  ExpectInvalid(tag(), "date", "2022-13-01");
  request.clear_date();
  type::v1::Segment& segment = *request.mutable_input()->add_segments();
  segment.set_type(type::v1::Segment::BODY);
  segment.mutable_span()->set_end_byte(99);
  ExpectInvalid(tag(), "input.segments[0].span", "99");
}

}  // namespace
}  // namespace sitrep::testing
