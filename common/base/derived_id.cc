#include "common/base/derived_id.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/byte_codec.h"
#include "common/base/hash.h"

namespace sitrep {

ArticleId IdOfAddress(std::string_view source, std::string_view uri) {
  std::string identity;
  AppendSized(identity, source);
  AppendSized(identity, uri);
  return ArticleId{"u" + HashOf(identity).ToHex()};
}

ArticleId IdOfContent(std::string_view source, uint32_t publication_granularity, int64_t publication_unix_s,
                      std::string_view content) {
  std::string identity;
  AppendSized(identity, source);
  AppendSized(identity, absl::StrCat(publication_granularity, ":", publication_unix_s));
  AppendSized(identity, content);
  return ArticleId{"t" + HashOf(identity).ToHex()};
}

}  // namespace sitrep
