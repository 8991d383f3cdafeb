#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/client/any_tagger.h"
#include "common/obs/trace.h"
#include "services/query/document_view/fan_out.h"
#include "services/query/query_language/article_filter.h"
#include "sitrep/query/stored/v1/subscriptions.pb.h"
#include "sitrep/tagger/v1/tagger_service.pb.h"

namespace sitrep::query {

// Names as people write them to ids, for one request: by the tagger's knowledge, and where that has nothing by the
// names that articles used. What holds a colon is taken for an id. Blocks; not thread-safe. UNAVAILABLE when no tagger
// answers.
class NameLookup final : public NameResolver {
 public:
  // Has something asked of all articles.
  using AskArticles = std::function<absl::Status(AskCorpus ask)>;

  // All must outlive it.
  NameLookup(client::AnyTagger& tagger, AskArticles articles, absl::Time deadline, const obs::TraceContext& trace)
      : tagger_(tagger), articles_(std::move(articles)), deadline_(deadline), trace_(trace) {}

  absl::StatusOr<std::vector<std::string>> ResolveEntity(std::string_view name) override;
  absl::StatusOr<PlaceArea> ResolvePlace(std::string_view name) override;

  // The knowledge base's own entity for an id or a name; NOT_FOUND when it has none.
  absl::StatusOr<tagger::v1::Entity> FindEntity(std::string_view name);

  // Everything resolved so far, to be played back later.
  const std::vector<stored::v1::ResolvedName>& resolved() const { return resolved_; }

 private:
  absl::StatusOr<tagger::v1::LookUpEntityResponse> Ask(std::string_view name, const std::string& kind);
  absl::StatusOr<std::vector<std::string>> EntitiesNamed(std::string_view name) const;

  client::AnyTagger& tagger_;
  const AskArticles articles_;
  const absl::Time deadline_;
  const obs::TraceContext& trace_;
  std::vector<stored::v1::ResolvedName> resolved_;
};

}  // namespace sitrep::query
