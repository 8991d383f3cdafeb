#include <cstddef>
#include <cstdint>

#include "common/base/check.h"
#include "services/query/peer/answering.h"
#include "services/query/peer/query_codec.h"

// Whatever bytes a peer sends: a query decodes to one that encodes to an equal one, or to nothing; a question is
// answered or refused.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sitrep::query;  // NOLINT: a fuzz target is one function.
  peer::v1::Query wire;
  if (wire.ParseFromArray(data, static_cast<int>(size))) {
    const absl::StatusOr<Query> query = FromWire(wire);
    if (query.ok()) {
      const absl::StatusOr<Query> again = FromWire(ToWire(*query));
      sitrep::Check(again.ok() && *again == *query, "query lost on its way");
    }
  }
  peer::v1::Question question;
  if (question.ParseFromArray(data, static_cast<int>(size))) {
    (void)AnswerQuestion(FanOut(PartitionSources()), question);
  }
  return 0;
}
