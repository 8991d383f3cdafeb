#include "services/query/matching_articles.h"

#include <algorithm>

#include "common/base/hash.h"
#include "common/base/status_macros.h"

namespace sitrep::query {

absl::StatusOr<MatchingArticles> MatchingArticles::Find(const FanOut& corpus, const Query& query) {
  SITREP_ASSIGN_OR_RETURN(std::vector<uint64_t> id_hashes, corpus.MatchingIdHashes(query));
  return MatchingArticles(std::move(id_hashes));
}

bool MatchingArticles::Contains(const std::string& article_id) const {
  return std::binary_search(id_hashes_.begin(), id_hashes_.end(), Hash64(article_id));
}

}  // namespace sitrep::query
