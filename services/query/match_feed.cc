#include "services/query/match_feed.h"

#include <memory>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "services/query/document_view/document_reader.h"

namespace sitrep::query {
namespace {

constexpr size_t kMaxMatches = 128;

// A match whose article has gone or changed since stays without words: a later match says so.
void Describe(const DocumentView& documents, const MatchAt& at, v1::Match& match) {
  match = at.match;
  const absl::StatusOr<v1::Document> document =
      ReadDocument(*documents.Pin(), at.partition, match.article().article_id(), AnnotationChoice{.none = true});
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
  const std::shared_ptr<const Generation> generation = generations_->Current();
  const SubscriptionView& subscriptions = generation->subscriptions();
  SITREP_ASSIGN_OR_RETURN(const std::vector<MatchAt> matches,
                          subscriptions.Read(position.subscription_id, position.cursor, kMaxMatches));
  if (matches.empty()) return std::nullopt;
  Batch batch{.next = position};
  batch.next.cursor.log_id = subscriptions.cursor().log_id;
  for (const MatchAt& at : matches) {
    batch.next.cursor.Advance(at.partition, Offset{at.offset.value + 1});
    Describe(generation->documents(), at, *batch.response.add_matches());
  }
  batch.response.set_cursor(EncodeCursor(batch.next.cursor));
  return batch;
}

MatchFeed::Batch MatchFeed::Heartbeat(const MatchPosition& position) {
  Batch batch{.next = position};
  batch.response.set_cursor(EncodeCursor(position.cursor));
  return batch;
}

}  // namespace sitrep::query
