#include "common/rpc/status.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/base/string_views.h"
#include "common/base/utf8.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "sitrep/type/v1/error_reason.pb.h"

namespace sitrep::rpc {
namespace {

namespace type = sitrep::type::v1;

// An error travels in HTTP/2 headers, of which clients take 8 KiB: the message percent-encoded (up to three times its
// size), and in the details twice more in base64.
constexpr size_t kMaxMessageBytes = 512;
constexpr size_t kMaxMetadataValueBytes = 256;

// Long enough for a queue of the usual length to empty, short enough not to be felt.
constexpr absl::Duration kOverloadedRetryDelay = absl::Milliseconds(200);

// The reason an error has that was made without one; UNSPECIFIED for codes that say all themselves.
type::ErrorReason ReasonOfCode(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kInvalidArgument:
      return type::INVALID_FIELD;
    case absl::StatusCode::kResourceExhausted:
      return type::OVERLOADED;
    case absl::StatusCode::kUnavailable:
      return type::NEIGHBOUR_UNAVAILABLE;
    case absl::StatusCode::kDataLoss:
      return type::STORED_DATA_CORRUPT;
    case absl::StatusCode::kUnimplemented:
      return type::NOT_IN_THIS_VERSION;
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kUnknown:
      return type::INTERNAL_FAILURE;
    default:
      return type::ERROR_REASON_UNSPECIFIED;
  }
}

// At most `limit` bytes and valid UTF-8: messages may quote input, and a proto3 string must be UTF-8.
std::string Clean(std::string_view text, size_t limit) { return ReplaceInvalidUtf8(text.substr(0, limit), "?"); }

void SetDuration(absl::Duration duration, google::protobuf::Duration& out) {
  const int64_t seconds = absl::IDivDuration(duration, absl::Seconds(1), &duration);
  out.set_seconds(seconds);
  out.set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(duration)));
}

}  // namespace

grpc::Status ToGrpc(const absl::Status& status, std::string_view domain) {
  if (status.ok()) return grpc::Status::OK;
  const ErrorDetail detail = ReadErrorDetail(status);
  const std::string message = Clean(ToStd(status.message()), kMaxMessageBytes);
  google::rpc::Status wire;
  wire.set_code(static_cast<int>(status.code()));
  wire.set_message(message);

  google::rpc::ErrorInfo info;
  const type::ErrorReason implied = ReasonOfCode(status.code());
  info.set_reason(detail.reason.empty() && implied != type::ERROR_REASON_UNSPECIFIED ? type::ErrorReason_Name(implied)
                                                                                     : detail.reason);
  if (!info.reason().empty()) {
    info.set_domain(std::string(domain));
    for (const auto& [key, value] : detail.metadata) {
      (*info.mutable_metadata())[key] = Clean(value, kMaxMetadataValueBytes);
    }
    wire.add_details()->PackFrom(info);
  }
  if (detail.retry_delay > absl::ZeroDuration()) {
    google::rpc::RetryInfo retry;
    SetDuration(detail.retry_delay, *retry.mutable_retry_delay());
    wire.add_details()->PackFrom(retry);
  }
  const std::string_view field = detail.Find("field");
  if (status.code() == absl::StatusCode::kInvalidArgument && !field.empty()) {
    google::rpc::BadRequest bad_request;
    auto* violation = bad_request.add_field_violations();
    violation->set_field(Clean(field, kMaxMetadataValueBytes));
    violation->set_description(message);
    wire.add_details()->PackFrom(bad_request);
  }
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), message, wire.SerializeAsString());
}

absl::Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  const auto code = static_cast<absl::StatusCode>(status.error_code());
  ErrorDetail detail;
  google::rpc::Status wire;
  if (wire.ParseFromString(status.error_details())) {
    for (const google::protobuf::Any& any : wire.details()) {
      google::rpc::ErrorInfo info;
      google::rpc::RetryInfo retry;
      if (any.UnpackTo(&info)) {
        detail.reason = info.reason();
        for (const auto& [key, value] : info.metadata()) detail.metadata.emplace_back(key, value);
        std::sort(detail.metadata.begin(), detail.metadata.end());
      } else if (any.UnpackTo(&retry)) {
        detail.retry_delay =
            absl::Seconds(retry.retry_delay().seconds()) + absl::Nanoseconds(retry.retry_delay().nanos());
      }
    }
  }
  if (detail.reason.empty() && detail.retry_delay == absl::ZeroDuration()) {
    return absl::Status(code, status.error_message());
  }
  return MakeError(code, detail.reason, status.error_message(), std::move(detail.metadata), detail.retry_delay);
}

absl::Status ShuttingDown() {
  return MakeError(absl::StatusCode::kUnavailable, type::ErrorReason_Name(type::SHUTTING_DOWN),
                   "the process is shutting down");
}

absl::Status StreamExpired() {
  return MakeError(absl::StatusCode::kUnavailable, type::ErrorReason_Name(type::STREAM_EXPIRED),
                   "the stream has lived long enough, open it again");
}

bool EndedInOrder(const absl::Status& status) {
  if (status.ok()) return true;
  const std::string reason = ReadErrorDetail(status).reason;
  return reason == type::ErrorReason_Name(type::SHUTTING_DOWN) ||
         reason == type::ErrorReason_Name(type::STREAM_EXPIRED);
}

absl::Status Overloaded(std::string_view what) {
  return MakeError(absl::StatusCode::kResourceExhausted, type::ErrorReason_Name(type::OVERLOADED),
                   absl::StrCat(ToAbsl(what), " is full, retry later"), {}, kOverloadedRetryDelay);
}

}  // namespace sitrep::rpc
