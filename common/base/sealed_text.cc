#include "common/base/sealed_text.h"

#include "absl/strings/escaping.h"
#include "common/base/byte_codec.h"
#include "common/base/hash.h"
#include "common/base/string_views.h"

namespace sitrep {
namespace {

constexpr size_t kChecksumBytes = 4;

std::string Base64Url(std::string_view bytes) {
  std::string text;
  absl::WebSafeBase64Escape(ToAbsl(bytes), &text);
  return text;
}

}  // namespace

std::string SealText(uint8_t version, std::string_view body) {
  std::string bytes(1, static_cast<char>(version));
  bytes.append(body);
  AppendBigEndian32(bytes, static_cast<uint32_t>(Hash64(bytes)));
  return Base64Url(bytes);
}

std::optional<std::string> UnsealText(uint8_t version, std::string_view text) {
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(ToAbsl(text), &bytes) || bytes.size() < 1 + kChecksumBytes) return std::nullopt;
  // Base64 has several spellings of the same bytes; only ours is accepted, so equal values have equal text.
  if (Base64Url(bytes) != text) return std::nullopt;
  std::string_view content = bytes;
  std::string_view checksum = content.substr(content.size() - kChecksumBytes);
  content.remove_suffix(kChecksumBytes);
  if (ReadBigEndian32(checksum) != static_cast<uint32_t>(Hash64(content))) return std::nullopt;
  if (static_cast<uint8_t>(content.front()) != version) return std::nullopt;
  return std::string(content.substr(1));
}

}  // namespace sitrep
