#include "services/ingest/acknowledgement.h"

#include <string>

#include "common/base/error.h"
#include "common/base/string_views.h"
#include "services/ingest/wire.h"

namespace sitrep::ingest {

v1::Acknowledgement ToAcknowledgement(const storage::v1::Article& article, const Accepted& accepted) {
  v1::Acknowledgement acknowledgement;
  acknowledgement.set_article_id(article.article_id());
  acknowledgement.set_revision(accepted.revision);
  switch (accepted.outcome) {
    case Accepted::Outcome::kCreated:
      acknowledgement.set_outcome(v1::Acknowledgement::CREATED);
      break;
    case Accepted::Outcome::kRevised:
      acknowledgement.set_outcome(v1::Acknowledgement::REVISED);
      break;
    case Accepted::Outcome::kUnchanged:
      acknowledgement.set_outcome(v1::Acknowledgement::UNCHANGED);
      break;
  }
  *acknowledgement.mutable_publication_time() = PublicationOf(article);
  return acknowledgement;
}

v1::Refusal ToRefusal(const absl::Status& status) {
  const ErrorDetail detail = ReadErrorDetail(status);
  v1::Refusal refusal;
  refusal.set_code(static_cast<int32_t>(status.code()));
  refusal.set_reason(detail.reason.empty() ? "INTERNAL_FAILURE" : detail.reason);
  refusal.set_message(std::string(ToStd(status.message())));
  refusal.set_field(std::string(detail.Find("field")));
  refusal.set_owner(std::string(detail.Find("owner")));
  return refusal;
}

std::string WriteToken(uint64_t log_id, Partition partition, Offset next) {
  CursorVector token{.log_id = log_id};
  token.Advance(partition, next);
  return EncodeCursor(token);
}

}  // namespace sitrep::ingest
