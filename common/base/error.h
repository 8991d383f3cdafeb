#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace sitrep {

// What an error carries beside code and message. It travels inside the absl::Status as a payload, crosses the wire as
// google.rpc.ErrorInfo and RetryInfo (common/rpc/status.h), and can be read back on the other side.
struct ErrorDetail {
  // The name of a value of sitrep.type.v1.ErrorReason; empty: the code alone says all.
  std::string reason;
  // Keys as error_reason.proto documents them, such as "field" or "article_id".
  std::vector<std::pair<std::string, std::string>> metadata;
  // How long to wait before trying again; zero: unspecified.
  absl::Duration retry_delay;

  // The value under `key`, or an empty string.
  std::string_view Find(std::string_view key) const;
};

// An error with detail. `message` is lower case, without a full stop, and names the wrong value. `code` must not be OK.
absl::Status MakeError(absl::StatusCode code, std::string_view reason, std::string message,
                       std::vector<std::pair<std::string, std::string>> metadata = {},
                       absl::Duration retry_delay = absl::ZeroDuration());

// INVALID_ARGUMENT with reason INVALID_FIELD, message "<field>: <problem>" and metadata field.
absl::Status InvalidField(std::string_view field, std::string_view problem);

// The detail of a status; empty when it has none (also when OK).
ErrorDetail ReadErrorDetail(const absl::Status& status);

// The status with `prefix` (such as "articles[3].") put before the field it complains of, in metadata and message.
// Errors that name no field, and OK, come back unchanged.
absl::Status AtField(std::string_view prefix, const absl::Status& status);

}  // namespace sitrep
