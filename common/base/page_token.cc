#include "common/base/page_token.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "common/base/byte_codec.h"
#include "common/base/error.h"
#include "common/base/sealed_text.h"

namespace sitrep {
namespace {

constexpr uint8_t kPageTokenVersion = 0x21;

absl::Status PageTokenInvalid(const char* problem) {
  return MakeError(absl::StatusCode::kInvalidArgument, "PAGE_TOKEN_INVALID", absl::StrCat("page_token: ", problem),
                   {{"field", "page_token"}});
}

}  // namespace

std::string EncodePageToken(uint64_t request_hash, std::string_view payload) {
  std::string body;
  AppendBigEndian64(body, request_hash);
  body.append(payload);
  return SealText(kPageTokenVersion, body);
}

absl::StatusOr<std::string> DecodePageToken(std::string_view token, uint64_t request_hash) {
  const std::optional<std::string> body = UnsealText(kPageTokenVersion, token);
  if (!body) return PageTokenDamaged();
  std::string_view payload = *body;
  const std::optional<uint64_t> stored_hash = ReadBigEndian64(payload);
  if (!stored_hash) return PageTokenDamaged();
  if (*stored_hash != request_hash) return PageTokenInvalid("belongs to another query");
  return std::string(payload);
}

absl::Status PageTokenDamaged() { return PageTokenInvalid("is damaged"); }

}  // namespace sitrep
