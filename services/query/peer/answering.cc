#include "services/query/peer/answering.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "services/query/peer/answer_codec.h"
#include "services/query/peer/query_codec.h"

namespace sitrep::query {
namespace {

using peer::v1::Question;

absl::Status Search(const FanOut& own, const peer::v1::Search& wire, peer::v1::Answer& answer) {
  SITREP_ASSIGN_OR_RETURN(const PartitionQuery query, FromWire(wire));
  SITREP_ASSIGN_OR_RETURN(const PartitionAnswer found, own.Search(query, FromWire(wire.statistics())));
  *answer.mutable_search() = ToWire(found);
  return absl::OkStatus();
}

absl::Status DescribeHits(const FanOut& own, const peer::v1::DescribeHits& wire, peer::v1::Answer& answer) {
  SITREP_ASSIGN_OR_RETURN(const HitSpec spec, SpecOf(wire));
  SITREP_ASSIGN_OR_RETURN(const std::vector<Rank> documents, FromWire(wire.documents()));
  SITREP_ASSIGN_OR_RETURN(std::vector<v1::ArticleHit> hits, own.Describe(documents, spec));
  peer::v1::Hits& out = *answer.mutable_hits();
  for (v1::ArticleHit& hit : hits) *out.add_hits() = std::move(hit);
  return absl::OkStatus();
}

absl::Status DescribeQuotes(const FanOut& own, const peer::v1::Spots& wire, peer::v1::Answer& answer) {
  SITREP_ASSIGN_OR_RETURN(const std::vector<QuoteSpot> spots, FromWire(wire));
  SITREP_ASSIGN_OR_RETURN(std::vector<v1::QuoteHit> quotes, own.DescribeQuotes(spots));
  peer::v1::Quotes& out = *answer.mutable_quotes();
  for (v1::QuoteHit& quote : quotes) *out.add_quotes() = std::move(quote);
  return absl::OkStatus();
}

absl::Status References(const FanOut& own, const peer::v1::Ranks& wire, peer::v1::Answer& answer) {
  SITREP_ASSIGN_OR_RETURN(const std::vector<Rank> documents, FromWire(wire.ranks()));
  SITREP_ASSIGN_OR_RETURN(std::vector<v1::ArticleReference> references, own.References(documents));
  peer::v1::References& out = *answer.mutable_references();
  for (v1::ArticleReference& reference : references) *out.add_references() = std::move(reference);
  return absl::OkStatus();
}

absl::Status Document(const FanOut& own, const peer::v1::DocumentName& wire, peer::v1::Answer& answer) {
  const AnnotationChoice choice{.none = wire.without_annotations(),
                                .names = {wire.annotations().begin(), wire.annotations().end()}};
  absl::StatusOr<v1::Document> document = own.Document(wire.article_id(), Partition{wire.partition()}, choice);
  peer::v1::DocumentResult& result = *answer.mutable_document();
  if (document.ok()) {
    *result.mutable_document() = *std::move(document);
  } else if (absl::IsNotFound(document.status())) {
    result.set_unknown(true);
  } else if (ReadErrorDetail(document.status()).reason == "ARTICLE_RETRACTED") {
    result.set_retracted(true);
  } else {
    return document.status();
  }
  return absl::OkStatus();
}

absl::Status Fill(const FanOut& own, const Question& question, peer::v1::Answer& answer) {
  switch (question.ask_case()) {
    case Question::kCollectStatistics: {
      SITREP_ASSIGN_OR_RETURN(const Query query, FromWire(question.collect_statistics()));
      SITREP_ASSIGN_OR_RETURN(const CorpusStatistics statistics, own.CollectStatistics(query));
      *answer.mutable_statistics() = ToWire(statistics);
      return absl::OkStatus();
    }
    case Question::kSearch:
      return Search(own, question.search(), answer);
    case Question::kDescribeHits:
      return DescribeHits(own, question.describe_hits(), answer);
    case Question::kFindQuotes: {
      SITREP_ASSIGN_OR_RETURN(const QuoteFilter filter, FromWire(question.find_quotes()));
      SITREP_ASSIGN_OR_RETURN(const std::vector<QuoteSpot> spots, own.FindQuotes(filter));
      *answer.mutable_quote_spots() = ToWire(spots);
      return absl::OkStatus();
    }
    case Question::kDescribeQuotes:
      return DescribeQuotes(own, question.describe_quotes(), answer);
    case Question::kReferences:
      return References(own, question.references(), answer);
    case Question::kEntities: {
      SITREP_ASSIGN_OR_RETURN(const KnownEntities entities, own.Entities(FromWire(question.entities())));
      *answer.mutable_entities() = ToWire(entities);
      return absl::OkStatus();
    }
    case Question::kGatherEvidence: {
      SITREP_ASSIGN_OR_RETURN(const EntityEvidence evidence, own.GatherEvidence(FromWire(question.gather_evidence())));
      *answer.mutable_evidence() = ToWire(evidence);
      return absl::OkStatus();
    }
    case Question::kMatchingIdHashes: {
      SITREP_ASSIGN_OR_RETURN(const Query query, FromWire(question.matching_id_hashes()));
      SITREP_ASSIGN_OR_RETURN(const std::vector<uint64_t> hashes, own.MatchingIdHashes(query));
      answer.mutable_id_hashes()->mutable_id_hashes()->Add(hashes.begin(), hashes.end());
      return absl::OkStatus();
    }
    case Question::kDocument:
      return Document(own, question.document(), answer);
    case Question::kNearDuplicates:
    case Question::ASK_NOT_SET:
      break;
  }
  return absl::InvalidArgumentError("a question of no kind");
}

}  // namespace

absl::StatusOr<peer::v1::Answer> AnswerQuestion(const FanOut& own, const peer::v1::Question& question) {
  peer::v1::Answer answer;
  SITREP_RETURN_IF_ERROR(Fill(own, question, answer));
  return answer;
}

}  // namespace sitrep::query
