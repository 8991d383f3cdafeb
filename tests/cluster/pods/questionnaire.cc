#include "tests/cluster/pods/questionnaire.h"

#include <grpcpp/client_context.h>

#include <chrono>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/base/error.h"
#include "common/base/ids.h"
#include "common/client/ingest_client.h"
#include "common/client/unary_call.h"
#include "tests/cluster/pods/article_questions.h"
#include "tests/cluster/pods/event_questions.h"

namespace sitrep::testing {
namespace {

constexpr absl::Duration kTimeout = absl::Seconds(30);
constexpr int kMaxPages = 2'000;
constexpr size_t kDifferencesAtLength = 5;

using QueryStub = query::v1::QueryService::Stub;

template <typename Request>
std::string Question(const std::string& method, const Request& request) {
  return absl::StrCat(method, " { ", request.ShortDebugString(), " }");
}

std::string Failure(const absl::Status& status) {
  return absl::StrCat(absl::StatusCodeToString(status.code()), " ", ReadErrorDetail(status).reason, "\n");
}

}  // namespace

// The answers of one pod as they come in.
class Questionnaire::Interview {
 public:
  Interview(const Questionnaire& plan, const cli::Connection& connection) : plan_(plan), connection_(connection) {}

  template <typename Stub, typename Request, typename Response>
  std::vector<Response> Ask(const std::string& method, Stub& stub,
                            grpc::Status (Stub::*call)(grpc::ClientContext*, const Request&, Response*),
                            const Request& request) {
    return AskBy<Response>(method, request,
                           [&](const Request& page) { return client::CallUnary(stub, call, page, kTimeout); });
  }
  // Of the log, however many pods serve it.
  template <typename Request, typename Response>
  std::vector<Response> Ask(const std::string& method, client::IngestClient& log,
                            absl::StatusOr<Response> (client::IngestClient::*call)(const Request&, absl::Duration,
                                                                                   const obs::TraceContext*),
                            const Request& request) {
    return AskBy<Response>(method, request, [&](const Request& page) { return (log.*call)(page, kTimeout, nullptr); });
  }
  // Asks once, or page after page where the request has pages.
  template <typename Response, typename Request, typename Call>
  std::vector<Response> AskBy(const std::string& method, Request request, Call call) {
    std::vector<Response> pages;
    std::string& answer = answers_[Question(method, request)];
    for (int page = 0; page < kMaxPages; ++page) {
      absl::StatusOr<Response> response = call(request);
      if (!response.ok()) {
        absl::StrAppend(&answer, Failure(response.status()));
        return pages;
      }
      std::string next;
      if constexpr (requires { request.set_page_token(next); }) {
        next = response->next_page_token();
        request.set_page_token(next);
        response->clear_next_page_token();
      }
      absl::StrAppend(&answer, response->DebugString(), "-- end of page\n");
      pages.push_back(*std::move(response));
      if (next.empty()) return pages;
    }
    absl::StrAppend(&answer, "too many pages\n");
    return pages;
  }

  void AskAboutArticles() {
    for (const auto& request : SearchRequests()) {
      Ask("SearchArticles", connection_.query(), &QueryStub::SearchArticles, request);
    }
    for (const auto& request : CountRequests()) {
      Ask("CountArticles", connection_.query(), &QueryStub::CountArticles, request);
    }
    for (const auto& request : DocumentRequests(plan_.log_.article_ids())) {
      Ask("GetDocument", connection_.query(), &QueryStub::GetDocument, request);
    }
    for (const auto& request : QuoteRequests()) {
      Ask("ListQuotes", connection_.query(), &QueryStub::ListQuotes, request);
    }
    std::set<std::string> entities = {"Zelenskyy", "Kyiv", "the mayor of nowhere", "operator:quorbian-lighthouse"};
    for (const auto& request : EntityRequests()) {
      for (const auto& page : Ask("ListEntities", connection_.query(), &QueryStub::ListEntities, request)) {
        for (const query::v1::EntityCount& entity : page.entities()) entities.insert(entity.entity().entity_id());
      }
    }
    for (const std::string& entity : entities) {
      query::v1::GetEntityRequest request;
      request.set_entity(entity);
      Ask("GetEntity", connection_.query(), &QueryStub::GetEntity, request);
    }
  }

  void AskAboutEvents() {
    for (const auto& request : EventRequests()) {
      Ask("ListEvents", connection_.query(), &QueryStub::ListEvents, request);
    }
    for (const auto& request : TimelineRequests()) {
      Ask("GetTimeline", connection_.query(), &QueryStub::GetTimeline, request);
    }
    std::set<std::string> stories = {"no such story"};
    for (const auto& request : StoryRequests()) {
      for (const auto& page : Ask("ListStories", connection_.query(), &QueryStub::ListStories, request)) {
        for (const query::v1::Story& story : page.stories()) stories.insert(story.story_id());
      }
    }
    for (const std::string& story : stories) {
      query::v1::GetStoryRequest request;
      request.set_story_id(story);
      Ask("GetStory", connection_.query(), &QueryStub::GetStory, request);
    }
  }

  void AskAboutSubscriptions() {
    using Stub = query::v1::SubscriptionService::Stub;
    for (const int page_size : {0, 1}) {
      query::v1::ListSubscriptionsRequest request;
      request.set_page_size(page_size);
      std::string& answer = answers_[Question("ListSubscriptions", request)];
      for (auto& page : Ask("ListSubscriptions", connection_.subscriptions(), &Stub::ListSubscriptions, request)) {
        answer.clear();
        for (query::v1::Subscription& subscription : *page.mutable_subscriptions()) subscription.clear_write_token();
        absl::StrAppend(&answer, page.DebugString());
      }
    }
    for (const std::string& id : plan_.log_.subscriptions()) Follow(id);
    Follow("nobody-asked");
  }

  void AskTheLog() {
    for (const std::string& id : plan_.log_.article_ids()) {
      for (const uint32_t revision : {0, 1, 2, 9}) {
        ingest::v1::GetArticleRequest request;
        request.set_article_id(id);
        request.set_revision(revision);
        Ask("GetArticle", connection_.log(), &client::IngestClient::GetArticle, request);
      }
    }
    for (const int page_size : {7, 1'000}) {
      ingest::v1::ListArticlesRequest request;
      request.set_page_size(page_size);
      request.set_all_revisions(page_size == 7);
      request.set_view(ingest::v1::ListArticlesRequest::FULL);
      const std::string question = Question("ListArticles", request);
      std::vector<std::pair<std::string, std::string>> listed;
      for (const auto& page : Ask("ListArticles", connection_.log(), &client::IngestClient::ListArticles, request)) {
        for (const auto& article : page.articles()) listed.emplace_back(article.article_id(), article.DebugString());
      }
      answers_[question] = InLogOrder(listed);
    }
  }

  Answers Take() { return std::move(answers_); }

 private:
  // Matches until nothing more comes.
  void Follow(const std::string& id) {
    query::v1::SubscribeRequest request;
    request.set_subscription_id(id);
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + absl::ToChronoSeconds(kTimeout));
    const auto stream = connection_.subscriptions().Subscribe(&context, request);
    std::vector<std::pair<std::string, std::string>> matches;
    query::v1::SubscribeResponse response;
    bool ended = true;
    while (stream->Read(&response)) {
      for (const query::v1::Match& match : response.matches()) {
        matches.emplace_back(match.article().article_id(), match.DebugString());
      }
      // A heartbeat: the views had been followed to the end before.
      ended = response.matches().empty();
      if (ended) break;
    }
    context.TryCancel();
    const absl::Status status = rpc::FromGrpc(stream->Finish());
    answers_[Question("Subscribe", request)] =
        absl::StrCat(InLogOrder(matches), absl::IsCancelled(status) && ended ? "" : Failure(status));
  }

  // Texts of things that belong to articles: the order is that of the log within what `order` says.
  std::string InLogOrder(const std::vector<std::pair<std::string, std::string>>& texts) const {
    std::map<std::string, std::string> grouped;
    for (const auto& [article_id, text] : texts) {
      absl::StrAppend(&grouped[plan_.order_ == LogOrder::kByArticle
                                   ? article_id
                                   : absl::StrCat(PartitionOf(ArticleId{article_id}, plan_.partitions_).value)],
                      text);
    }
    return absl::StrJoin(grouped, "", [](std::string* out, const auto& group) {
      absl::StrAppend(out, "-- ", group.first, "\n", group.second);
    });
  }

  const Questionnaire& plan_;
  const cli::Connection& connection_;
  Answers answers_;
};

Answers Questionnaire::AskQuery(const cli::Connection& connection) const {
  Interview interview(*this, connection);
  interview.AskAboutArticles();
  interview.AskAboutEvents();
  interview.AskAboutSubscriptions();
  return interview.Take();
}

Answers Questionnaire::AskIngest(const cli::Connection& connection) const {
  Interview interview(*this, connection);
  interview.AskTheLog();
  return interview.Take();
}

std::string Differences(const Answers& expected, const Answers& actual) {
  std::vector<std::string> differences;
  for (const auto& [question, answer] : expected) {
    const auto found = actual.find(question);
    if (found != actual.end() && found->second == answer) continue;
    if (found == actual.end()) {
      differences.push_back(absl::StrCat(question, "\n  was not asked"));
      continue;
    }
    const std::vector<std::string> before = absl::StrSplit(answer, '\n');
    const std::vector<std::string> after = absl::StrSplit(found->second, '\n');
    size_t line = 0;
    while (line < before.size() && line < after.size() && before[line] == after[line]) ++line;
    const auto around = [line](const std::vector<std::string>& lines) {
      std::string text;
      for (size_t i = line > 6 ? line - 6 : 0; i < lines.size() && i < line + 4; ++i) {
        absl::StrAppend(&text, i == line ? "  > " : "    ", lines[i], "\n");
      }
      return text;
    };
    differences.push_back(absl::StrCat(question, "\n  at line ", line, " of ", before.size(), " and ", after.size(),
                                       "\n  expected\n", around(before), "  actual\n", around(after)));
  }
  for (const auto& [question, answer] : actual) {
    if (!expected.contains(question)) differences.push_back(absl::StrCat(question, "\n  was asked here only"));
  }
  std::string text;
  for (size_t i = 0; i < differences.size(); ++i) {
    if (i < kDifferencesAtLength) absl::StrAppend(&text, differences[i], "\n");
  }
  if (!differences.empty()) {
    absl::StrAppend(&text, differences.size(), " of ", expected.size(), " answers differ\n");
  }
  return text;
}

}  // namespace sitrep::testing
