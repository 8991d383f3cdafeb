#include "services/query/match_feed.h"

#include <memory>
#include <utility>
#include <vector>

#include "absl/random/random.h"
#include "absl/time/clock.h"
#include "common/base/status_macros.h"
#include "services/query/document_view/document_reader.h"
#include "services/query/serving.h"

namespace sitrep::query {
namespace {

constexpr size_t kMaxMatches = 128;

// Other pods hold what they should within this time; a match is not held back for longer.
constexpr absl::Duration kPatience = absl::Seconds(2);

// A match whose article has gone or changed since stays without words: a later match says so.
void Describe(const MatchAt& at, const absl::StatusOr<v1::Document>& document, v1::Match& match) {
  match = at.match;
  if (!document.ok() || document->revision() != match.article().revision()) {
    match.clear_highlights();
    return;
  }
  v1::ArticleReference& article = *match.mutable_article();
  article.set_source(document->source());
  article.set_headline(document->headline());
  *article.mutable_publication_time() = document->publication_time();
  article.set_uri(document->uri());
  for (v1::Passage& passage : *match.mutable_highlights()) {
    const type::v1::Span& span = passage.span();
    passage.set_text(document->text().substr(span.begin_byte(), span.end_byte() - span.begin_byte()));
  }
}

}  // namespace

absl::StatusOr<std::optional<MatchFeed::Batch>> MatchFeed::Read(const MatchPosition& position) {
  const std::shared_ptr<Generation> generation = generations_->Current();
  const SubscriptionView& subscriptions = generation->subscriptions();
  SITREP_ASSIGN_OR_RETURN(const std::vector<MatchAt> matches,
                          subscriptions.Read(position.subscription_id, position.cursor, kMaxMatches));
  if (matches.empty()) return std::nullopt;
  Batch batch{.next = position};
  batch.next.cursor.log_id = subscriptions.cursor().log_id;
  CursorVector covered{.log_id = batch.next.cursor.log_id, .next = {}};
  for (const MatchAt& at : matches) covered.Advance(at.partition, Offset{at.offset.value + 1});
  batch.next.cursor.Advance(covered);
  const std::vector<absl::StatusOr<v1::Document>> documents = Documents(generation, matches, covered);
  for (size_t i = 0; i < matches.size(); ++i) Describe(matches[i], documents[i], *batch.response.add_matches());
  batch.response.set_cursor(EncodeCursor(batch.next.cursor));
  return batch;
}

std::vector<absl::StatusOr<v1::Document>> MatchFeed::Documents(const std::shared_ptr<Generation>& generation,
                                                               const std::vector<MatchAt>& matches,
                                                               const CursorVector& covered) const {
  std::vector<FanOut::DocumentName> names;
  for (const MatchAt& at : matches) names.push_back({at.match.article().article_id(), at.partition});
  const ServedViews views = ViewsOf(generation, corpus_->holding());
  std::vector<absl::StatusOr<v1::Document>> documents;
  const auto read = [&](const FanOut& corpus) -> absl::Status {
    documents = corpus.Documents(names, AnnotationChoice{.none = true});
    for (const absl::StatusOr<v1::Document>& document : documents) {
      const absl::Status& status = document.status();
      if (!status.ok() && !absl::IsNotFound(status) && !absl::IsFailedPrecondition(status)) return status;
    }
    return absl::OkStatus();
  };
  absl::InsecureBitGen random;
  CorpusDemand demand{.scope = {absl::Now() + kPatience, obs::NewTrace(random)},
                      .min_freshness = EncodeCursor(covered)};
  // Pods that hold the articles may be behind this one. What they do not come to in time is told without them.
  if (corpus_->Ask(demand, views, read).ok()) return documents;
  demand.scope.deadline = absl::Now() + kPatience;
  demand.min_freshness.clear();
  const absl::Status asked = corpus_->Ask(demand, views, read);
  if (!asked.ok()) documents.assign(matches.size(), asked);
  return documents;
}

MatchFeed::Batch MatchFeed::Heartbeat(const MatchPosition& position) {
  Batch batch{.next = position};
  batch.response.set_cursor(EncodeCursor(position.cursor));
  return batch;
}

}  // namespace sitrep::query
