#include "services/query/query_service.h"

#include <grpcpp/channel.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/string_views.h"
#include "common/rpc/offset_unit.h"
#include "common/rpc/request_checks.h"
#include "common/rpc/status.h"
#include "common/text/unicode.h"
#include "common/text/words.h"
#include "services/query/document_view/article_search.h"
#include "services/query/document_view/document_reader.h"
#include "services/query/document_view/entity_listing.h"
#include "services/query/document_view/quote_listing.h"
#include "services/query/event_requests.h"
#include "services/query/page.h"
#include "services/query/query_language/article_filter.h"
#include "services/query/query_language/parser.h"
#include "services/query/serving.h"

namespace sitrep::query {
namespace {

constexpr size_t kMaxFacetSize = 1'000;
constexpr size_t kMaxNameBytes = 256;
constexpr size_t kMaxArticleIdBytes = 256;
constexpr size_t kMaxSources = 64;
constexpr int kMaxNearDuplicates = 100;

absl::StatusOr<Query> QueryOf(const v1::ArticleFilter& filter, NameLookup& names) {
  absl::StatusOr<Query> query = CompileFilter(filter);
  if (!query.ok()) return AtField("filter.", query.status());
  SITREP_RETURN_IF_ERROR(ResolveNames(names, *query));
  return query;
}

absl::StatusOr<std::vector<FacetField>> FacetsOf(const google::protobuf::RepeatedPtrField<std::string>& names) {
  std::vector<FacetField> facets;
  for (int i = 0; i < names.size(); ++i) {
    const std::optional<FacetField> facet = ParseFacetField(names[i]);
    if (!facet.has_value()) {
      return InvalidField(
          absl::StrCat("facets[", i, "]"),
          absl::StrCat("\"", names[i], "\" is none of source, entity, place, event_type, topic, day, month"));
    }
    if (std::ranges::find(facets, *facet) == facets.end()) facets.push_back(*facet);
  }
  return facets;
}

absl::Status CheckName(std::string_view field, const std::string& name) {
  if (name.size() > kMaxNameBytes) {
    return InvalidField(field, absl::StrCat("has ", name.size(), " bytes, more than ", kMaxNameBytes));
  }
  return text::ValidateUtf8(field, name);
}

// "from" and "to" of a request as a condition on publication.
absl::StatusOr<PublishedNode> PublishedBetween(const std::string& from, const std::string& to) {
  v1::ArticleFilter published;
  published.set_published_from(from);
  published.set_published_to(to);
  const absl::StatusOr<Query> query = CompileFilter(published);
  if (!query.ok()) {
    const bool is_from = ReadErrorDetail(query.status()).Find("field") == "published_from";
    std::string_view problem = ToStd(query.status().message());
    problem.remove_prefix(std::min(problem.find(": ") + 2, problem.size()));
    return InvalidField(is_from ? "from" : "to", problem);
  }
  const auto* node = std::get_if<PublishedNode>(&query->node);
  return node == nullptr ? PublishedNode{} : *node;
}

Order OrderOf(v1::SearchArticlesRequest::Order order) {
  if (order == v1::SearchArticlesRequest::NEWEST) return Order::kNewest;
  return order == v1::SearchArticlesRequest::OLDEST ? Order::kOldest : Order::kRelevance;
}

v1::EntityRole ToWire(const tagger::v1::Role& role) {
  v1::EntityRole wire;
  wire.set_office(role.office());
  wire.set_of_entity_id(role.of_entity_id());
  wire.set_of_name(role.of_name());
  wire.set_from_day(role.from_day());
  wire.set_to_day(role.to_day());
  return wire;
}

}  // namespace

QueryService::QueryService(const Generations& generations, const Corpus& corpus, const WholePods& whole_pods,
                           client::AnyTagger& tagger, rpc::Runtime runtime)
    : generations_(generations),
      corpus_(corpus),
      whole_pods_(whole_pods),
      tagger_(tagger),
      runtime_(std::move(runtime)) {}

template <typename Request>
grpc::ServerUnaryReactor* QueryService::Read(grpc::CallbackServerContext* context, std::string_view method,
                                             const Request& request,
                                             absl::AnyInvocable<absl::Status(Reading&)> handler) {
  return rpc::RunUnaryAsync(
      context, runtime_, method, request,
      [this, &request, handler = std::move(handler)](rpc::UnaryCall& call, rpc::Completion complete) mutable {
        const std::string& min_freshness = request.freshness().min_freshness();
        // Another generation may serve after the wait.
        const auto run = [this, &min_freshness](rpc::UnaryCall& call, auto& handler) {
          Reading reading(call, ViewsOf(generations_.Current(), corpus_.holding()), corpus_, min_freshness, tagger_);
          return handler(reading);
        };
        if (min_freshness.empty()) return complete(run(call, handler));
        absl::StatusOr<CursorVector> token = DecodeCursor(min_freshness, "min_freshness");
        if (!token.ok()) return complete(token.status());
        // Shared, because a refused task is dropped with everything in it.
        auto done = std::make_shared<rpc::Completion>(std::move(complete));
        generations_.Current()->freshness().WhenReached(
            OnlyHeld(corpus_.holding(), *token), call.deadline(),
            [this, &call, run, done, handler = std::move(handler)](absl::Status reached) mutable {
              if (!reached.ok()) return (*done)(reached);
              const bool admitted = runtime_.executor.TrySubmit(
                  [&call, run, done, handler = std::move(handler)]() mutable { (*done)(run(call, handler)); });
              if (!admitted) (*done)(rpc::Overloaded("request queue"));
            });
      });
}

template <typename Request, typename Response>
grpc::ServerUnaryReactor* QueryService::ReadWhole(grpc::CallbackServerContext* context, std::string_view method,
                                                  RemoteMethod<Request, Response> remote, const Request& request,
                                                  Response& response,
                                                  absl::AnyInvocable<absl::Status(Reading&)> handler) {
  if (corpus_.holding().whole) return Read(context, method, request, std::move(handler));
  return rpc::RunUnary(context, runtime_, method, request, [this, remote, &request, &response](rpc::UnaryCall& call) {
    return whole_pods_.Forward({call.deadline(), call.trace(), &call.context()}, remote, request, response);
  });
}

grpc::ServerUnaryReactor* QueryService::SearchArticles(grpc::CallbackServerContext* context,
                                                       const v1::SearchArticlesRequest* request,
                                                       v1::SearchArticlesResponse* response) {
  return Read(context, "SearchArticles", *request,
              [request, response](Reading& reading) { return Search(*request, reading, *response); });
}

absl::Status QueryService::Search(const v1::SearchArticlesRequest& request, Reading& reading,
                                  v1::SearchArticlesResponse& response) {
  SearchSpec spec;
  SITREP_ASSIGN_OR_RETURN(spec.query, QueryOf(request.filter(), reading.names()));
  SITREP_ASSIGN_OR_RETURN(spec.page_size, SizeOf("page_size", request.page_size(), 10, 1'000));
  SITREP_ASSIGN_OR_RETURN(spec.facet_size, SizeOf("facet_size", request.facet_size(), 10, kMaxFacetSize));
  SITREP_ASSIGN_OR_RETURN(spec.facets, FacetsOf(request.facets()));
  spec.order = OrderOf(request.order());
  spec.passages = request.highlights() < 0 ? 0 : request.highlights() == 0 ? 2 : std::min(request.highlights(), 10);
  spec.page_token = request.page_token();
  spec.request_hash = rpc::HashRequest(request, {"page_size", "page_token", "freshness"});
  spec.offset_unit = request.offset_unit();
  return reading.Ask(
      [&](const FanOut& corpus) -> absl::Status {
        SITREP_ASSIGN_OR_RETURN(response, sitrep::query::SearchArticles(corpus, spec));
        return absl::OkStatus();
      },
      request.require_complete());
}

grpc::ServerUnaryReactor* QueryService::GetDocument(grpc::CallbackServerContext* context,
                                                    const v1::GetDocumentRequest* request, v1::Document* response) {
  return Read(context, "GetDocument", *request,
              [this, request, response](Reading& reading) { return Get(*request, reading, *response); });
}

absl::Status QueryService::Get(const v1::GetDocumentRequest& request, const Reading& reading,
                               v1::Document& response) const {
  const std::string& id = request.article_id();
  if (id.empty()) return InvalidField("article_id", "must not be empty");
  if (id.size() > kMaxArticleIdBytes) return InvalidField("article_id", "has more than 256 bytes");
  AnnotationChoice choice;
  choice.none = request.view() == v1::GetDocumentRequest::BASIC;
  choice.names.assign(request.annotations().begin(), request.annotations().end());
  SITREP_RETURN_IF_ERROR(ValidateAnnotationNames(choice.names));
  const uint32_t partitions = corpus_.LogPartitions(reading.views());
  if (partitions == 0) return ArticleNotFound(id);
  const Partition partition = PartitionOf(ArticleId{id}, partitions);
  SITREP_RETURN_IF_ERROR(reading.AskPartition(partition, [&](const FanOut& corpus) -> absl::Status {
    SITREP_ASSIGN_OR_RETURN(response, corpus.Document(id, partition, choice));
    return absl::OkStatus();
  }));
  SITREP_RETURN_IF_ERROR(AddNearDuplicates(reading, response));
  rpc::ConvertSpans(response.text(), request.offset_unit(), response);
  return absl::OkStatus();
}

absl::Status QueryService::AddNearDuplicates(const Reading& reading, v1::Document& document) const {
  const CorroborationView* const corroboration = reading.views().corroboration;
  absl::StatusOr<std::vector<v1::ArticleReference>> duplicates =
      corroboration != nullptr ? corroboration->NearDuplicates(ArticleId{document.article_id()}, kMaxNearDuplicates,
                                                               reading.UntilCancelled())
                               : whole_pods_.NearDuplicates(reading.scope(), document.article_id(), kMaxNearDuplicates);
  if (duplicates.ok()) {
    for (v1::ArticleReference& duplicate : *duplicates) *document.add_near_duplicates() = std::move(duplicate);
  } else if (absl::IsUnavailable(duplicates.status())) {
    document.add_missing()->set_why(absl::StrCat("near-duplicates: ", duplicates.status().message()));
  } else if (!absl::IsNotFound(duplicates.status())) {
    // Not found: the corroboration view may not have come so far, or be ahead.
    return duplicates.status();
  }
  return absl::OkStatus();
}

grpc::ServerUnaryReactor* QueryService::ListEvents(grpc::CallbackServerContext* context,
                                                   const v1::ListEventsRequest* request,
                                                   v1::ListEventsResponse* response) {
  return ReadWhole(context, "ListEvents", &v1::QueryService::Stub::ListEvents, *request, *response,
                   [request, response](Reading& reading) {
                     return AnswerListEvents(*reading.views().corroboration, *request, reading.names(),
                                             reading.UntilCancelled(), *response);
                   });
}

grpc::ServerUnaryReactor* QueryService::GetTimeline(grpc::CallbackServerContext* context,
                                                    const v1::GetTimelineRequest* request,
                                                    v1::GetTimelineResponse* response) {
  return ReadWhole(context, "GetTimeline", &v1::QueryService::Stub::GetTimeline, *request, *response,
                   [request, response](Reading& reading) {
                     return AnswerGetTimeline(*reading.views().corroboration, *request, reading.names(),
                                              reading.UntilCancelled(), *response);
                   });
}

grpc::ServerUnaryReactor* QueryService::ListStories(grpc::CallbackServerContext* context,
                                                    const v1::ListStoriesRequest* request,
                                                    v1::ListStoriesResponse* response) {
  return ReadWhole(context, "ListStories", &v1::QueryService::Stub::ListStories, *request, *response,
                   [request, response](Reading& reading) {
                     return AnswerListStories(
                         *reading.views().corroboration, [&reading](AskCorpus ask) { return reading.Ask(ask); },
                         *request, reading.names(), reading.UntilCancelled(), *response);
                   });
}

grpc::ServerUnaryReactor* QueryService::GetStory(grpc::CallbackServerContext* context,
                                                 const v1::GetStoryRequest* request, v1::Story* response) {
  return ReadWhole(context, "GetStory", &v1::QueryService::Stub::GetStory, *request, *response,
                   [request, response](Reading& reading) {
                     if (request->story_id().empty()) return InvalidField("story_id", "must not be empty");
                     SITREP_ASSIGN_OR_RETURN(*response, reading.views().corroboration->GetStory(
                                                            request->story_id(), reading.UntilCancelled()));
                     return absl::OkStatus();
                   });
}

grpc::ServerUnaryReactor* QueryService::ListQuotes(grpc::CallbackServerContext* context,
                                                   const v1::ListQuotesRequest* request,
                                                   v1::ListQuotesResponse* response) {
  return Read(context, "ListQuotes", *request,
              [request, response](Reading& reading) { return Quotes(*request, reading, *response); });
}

absl::Status QueryService::Quotes(const v1::ListQuotesRequest& request, Reading& reading,
                                  v1::ListQuotesResponse& response) {
  QuoteSpec spec;
  if (!request.speaker().empty()) {
    SITREP_RETURN_IF_ERROR(CheckName("speaker", request.speaker()));
    SITREP_ASSIGN_OR_RETURN(spec.filter.speaker_ids, reading.names().ResolveEntity(request.speaker()));
    // A name that means nobody must not mean everybody.
    if (spec.filter.speaker_ids.empty()) return absl::OkStatus();
  }
  if (!request.about().empty()) {
    SITREP_RETURN_IF_ERROR(CheckName("about", request.about()));
    SITREP_ASSIGN_OR_RETURN(spec.filter.about_ids, reading.names().ResolveEntity(request.about()));
    text::ForEachWord(request.about(), [&spec](const text::Word& word) {
      spec.filter.about_words.push_back(WordKey(TermKind::kWord, word.term));
    });
  }
  SITREP_ASSIGN_OR_RETURN(spec.filter.published, PublishedBetween(request.from(), request.to()));
  if (static_cast<size_t>(request.sources_size()) > kMaxSources)
    return InvalidField("sources", "has more than 64 names");
  for (const std::string& source : request.sources()) {
    SITREP_RETURN_IF_ERROR(CheckName("sources", source));
    spec.filter.source_keys.push_back(FoldedTermKey(TermKind::kSource, source));
  }
  for (const int kind : request.kinds()) spec.filter.kinds.push_back(static_cast<type::v1::Quote::Kind>(kind));
  SITREP_ASSIGN_OR_RETURN(spec.page_size, SizeOf("page_size", request.page_size(), 50, 500));
  spec.page_token = request.page_token();
  spec.request_hash = rpc::HashRequest(request, {"page_size", "page_token", "freshness"});
  return reading.Ask([&](const FanOut& corpus) -> absl::Status {
    SITREP_ASSIGN_OR_RETURN(response, sitrep::query::ListQuotes(corpus, spec));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* QueryService::ListEntities(grpc::CallbackServerContext* context,
                                                     const v1::ListEntitiesRequest* request,
                                                     v1::ListEntitiesResponse* response) {
  return Read(context, "ListEntities", *request,
              [request, response](Reading& reading) { return Entities(*request, reading, *response); });
}

absl::Status QueryService::Entities(const v1::ListEntitiesRequest& request, Reading& reading,
                                    v1::ListEntitiesResponse& response) {
  EntitySpec spec;
  SITREP_ASSIGN_OR_RETURN(spec.query, QueryOf(request.filter(), reading.names()));
  const std::set<std::string> known = {"PERSON", "ORGANISATION", "PLACE", "GROUP"};
  for (int i = 0; i < request.kinds_size(); ++i) {
    if (!known.contains(request.kinds(i))) {
      return InvalidField(absl::StrCat("kinds[", i, "]"),
                          absl::StrCat("\"", request.kinds(i), "\" is none of PERSON, ORGANISATION, PLACE, GROUP"));
    }
    spec.kinds.push_back(request.kinds(i));
  }
  SITREP_RETURN_IF_ERROR(CheckName("name", request.name()));
  spec.name = request.name();
  SITREP_ASSIGN_OR_RETURN(spec.page_size, SizeOf("page_size", request.page_size(), 50, 1'000));
  spec.page_token = request.page_token();
  spec.request_hash = rpc::HashRequest(request, {"page_size", "page_token", "freshness"});
  return reading.Ask([&](const FanOut& corpus) -> absl::Status {
    SITREP_ASSIGN_OR_RETURN(response, sitrep::query::ListEntities(corpus, spec));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* QueryService::GetEntity(grpc::CallbackServerContext* context,
                                                  const v1::GetEntityRequest* request, v1::EntityProfile* response) {
  return Read(context, "GetEntity", *request,
              [request, response](Reading& reading) { return Profile(*request, reading, *response); });
}

absl::Status QueryService::Profile(const v1::GetEntityRequest& request, Reading& reading, v1::EntityProfile& response) {
  if (request.entity().empty()) return InvalidField("entity", "must not be empty");
  SITREP_RETURN_IF_ERROR(CheckName("entity", request.entity()));
  ProfileSpec spec;
  SITREP_ASSIGN_OR_RETURN(spec.entity_ids, reading.names().ResolveEntity(request.entity()));
  SITREP_RETURN_IF_ERROR(reading.Ask([&](const FanOut& corpus) -> absl::Status {
    SITREP_ASSIGN_OR_RETURN(response, ProfileEntity(corpus, spec));
    return absl::OkStatus();
  }));
  // Roles are the knowledge base's; without a tagger the profile comes without them.
  const absl::StatusOr<tagger::v1::Entity> known = reading.names().FindEntity(response.entity().name());
  if (known.ok() && known->entity_id() == response.entity().entity_id()) {
    for (const tagger::v1::Role& role : known->roles()) *response.add_roles() = ToWire(role);
    response.set_wikidata_id(known->wikidata_id());
  }
  return absl::OkStatus();
}

grpc::ServerUnaryReactor* QueryService::CountArticles(grpc::CallbackServerContext* context,
                                                      const v1::CountArticlesRequest* request,
                                                      v1::CountArticlesResponse* response) {
  return Read(context, "CountArticles", *request,
              [request, response](Reading& reading) { return Count(*request, reading, *response); });
}

absl::Status QueryService::Count(const v1::CountArticlesRequest& request, Reading& reading,
                                 v1::CountArticlesResponse& response) {
  CountSpec spec;
  SITREP_ASSIGN_OR_RETURN(spec.query, QueryOf(request.filter(), reading.names()));
  SITREP_ASSIGN_OR_RETURN(spec.facets, FacetsOf(request.facets()));
  SITREP_ASSIGN_OR_RETURN(spec.facet_size, SizeOf("facet_size", request.facet_size(), 10, kMaxFacetSize));
  spec.bucket = request.bucket();
  return reading.Ask([&](const FanOut& corpus) -> absl::Status {
    SITREP_ASSIGN_OR_RETURN(response, sitrep::query::CountArticles(corpus, spec));
    return absl::OkStatus();
  });
}

}  // namespace sitrep::query
