#include "services/query/peer/remote_partitions.h"

#include <iterator>

#include "absl/status/status.h"
#include "common/base/status_macros.h"
#include "services/query/peer/answer_codec.h"
#include "services/query/peer/query_codec.h"

namespace sitrep::query {
namespace {

using Kind = peer::v1::Answer;

template <typename Message>
std::vector<Message> TakeAll(google::protobuf::RepeatedPtrField<Message>& messages) {
  return {std::make_move_iterator(messages.begin()), std::make_move_iterator(messages.end())};
}

}  // namespace

template <typename T, typename Read>
Pending<T> RemotePartitions::Ask(peer::v1::Question question, peer::v1::Answer::AnswerCase kind, Read read) {
  session_->Ask(std::move(question));
  return [this, turn = asked_++, kind, read = std::move(read)]() -> absl::StatusOr<T> {
    // An answer that nobody took would be taken for this one.
    if (turn != answered_++) session_->Fail(absl::InternalError("answers of a peer were not taken in their order"));
    SITREP_ASSIGN_OR_RETURN(peer::v1::Answer answer, session_->Answer());
    if (answer.answer_case() != kind) {
      session_->Fail(absl::InternalError("the peer answered another question"));
      return session_->status();
    }
    absl::StatusOr<T> value = read(answer);
    if (absl::IsInvalidArgument(value.status())) {
      session_->Fail(absl::InternalError(value.status().message()));
      return session_->status();
    }
    return value;
  };
}

Pending<CorpusStatistics> RemotePartitions::CollectStatistics(const Query& query) {
  peer::v1::Question question;
  *question.mutable_collect_statistics() = ToWire(query);
  return Ask<CorpusStatistics>(std::move(question), Kind::kStatistics,
                               [](peer::v1::Answer& answer) { return FromWire(answer.statistics()); });
}

Pending<PartitionAnswer> RemotePartitions::Search(const PartitionQuery& query, const CorpusStatistics& statistics) {
  peer::v1::Question question;
  *question.mutable_search() = ToWire(query, statistics);
  return Ask<PartitionAnswer>(std::move(question), Kind::kSearch,
                              [](peer::v1::Answer& answer) { return FromWire(answer.search()); });
}

Pending<std::vector<v1::ArticleHit>> RemotePartitions::Describe(absl::Span<const Rank> documents, const HitSpec& spec) {
  peer::v1::Question question;
  *question.mutable_describe_hits() = ToWire(documents, spec);
  return Ask<std::vector<v1::ArticleHit>>(std::move(question), Kind::kHits, [](peer::v1::Answer& answer) {
    return TakeAll(*answer.mutable_hits()->mutable_hits());
  });
}

Pending<std::vector<QuoteSpot>> RemotePartitions::FindQuotes(const QuoteFilter& filter) {
  peer::v1::Question question;
  *question.mutable_find_quotes() = ToWire(filter);
  return Ask<std::vector<QuoteSpot>>(std::move(question), Kind::kQuoteSpots,
                                     [](peer::v1::Answer& answer) { return FromWire(answer.quote_spots()); });
}

Pending<std::vector<v1::QuoteHit>> RemotePartitions::DescribeQuotes(absl::Span<const QuoteSpot> spots) {
  peer::v1::Question question;
  *question.mutable_describe_quotes() = ToWire(spots);
  return Ask<std::vector<v1::QuoteHit>>(std::move(question), Kind::kQuotes, [](peer::v1::Answer& answer) {
    return TakeAll(*answer.mutable_quotes()->mutable_quotes());
  });
}

Pending<std::vector<v1::ArticleReference>> RemotePartitions::References(absl::Span<const Rank> documents) {
  peer::v1::Question question;
  *question.mutable_references()->mutable_ranks() = ToWire(documents);
  return Ask<std::vector<v1::ArticleReference>>(std::move(question), Kind::kReferences, [](peer::v1::Answer& answer) {
    return TakeAll(*answer.mutable_references()->mutable_references());
  });
}

Pending<KnownEntities> RemotePartitions::Entities(absl::Span<const std::string> ids, const KnownEntities&) {
  peer::v1::Question question;
  *question.mutable_entities() = ToWire(ids);
  return Ask<KnownEntities>(std::move(question), Kind::kEntities,
                            [](peer::v1::Answer& answer) { return FromWire(std::move(*answer.mutable_entities())); });
}

Pending<EntityEvidence> RemotePartitions::GatherEvidence(absl::Span<const std::string> ids) {
  peer::v1::Question question;
  *question.mutable_gather_evidence() = ToWire(ids);
  return Ask<EntityEvidence>(std::move(question), Kind::kEvidence,
                             [](peer::v1::Answer& answer) { return FromWire(answer.evidence()); });
}

Pending<std::vector<uint64_t>> RemotePartitions::MatchingIdHashes(const Query& query) {
  peer::v1::Question question;
  *question.mutable_matching_id_hashes() = ToWire(query);
  return Ask<std::vector<uint64_t>>(std::move(question), Kind::kIdHashes, [](peer::v1::Answer& answer) {
    return std::vector<uint64_t>(answer.id_hashes().id_hashes().begin(), answer.id_hashes().id_hashes().end());
  });
}

Pending<v1::Document> RemotePartitions::Document(const std::string& article_id, Partition partition,
                                                 const AnnotationChoice& choice) {
  peer::v1::Question question;
  peer::v1::DocumentName& name = *question.mutable_document();
  name.set_article_id(article_id);
  name.set_partition(partition.value);
  name.set_without_annotations(choice.none);
  for (const std::string& annotation : choice.names) name.add_annotations(annotation);
  return Ask<v1::Document>(std::move(question), Kind::kDocument,
                           [&article_id](peer::v1::Answer& answer) -> absl::StatusOr<v1::Document> {
                             peer::v1::DocumentResult& result = *answer.mutable_document();
                             if (result.has_document()) return std::move(*result.mutable_document());
                             return result.retracted() ? ArticleRetracted(article_id) : ArticleNotFound(article_id);
                           });
}

}  // namespace sitrep::query
