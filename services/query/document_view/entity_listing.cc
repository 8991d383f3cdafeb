#include "services/query/document_view/entity_listing.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_join.h"
#include "common/base/error.h"
#include "common/base/page_token.h"
#include "common/base/status_macros.h"
#include "common/text/iso_date.h"
#include "common/text/words.h"
#include "services/query/document_view/document_reader.h"
#include "services/query/document_view/page_position.h"
#include "services/query/query_language/article_filter.h"

namespace sitrep::query {
namespace {

type::v1::EntitySummary SummaryIn(const KnownEntities& entities, const std::string& id) {
  const auto found = entities.find(id);
  if (found != entities.end()) return SummaryOf(found->second.row);
  type::v1::EntitySummary summary;
  summary.set_entity_id(id);
  return summary;
}

std::set<std::string> FoldedWords(std::string_view text) {
  std::set<std::string> words;
  text::ForEachWord(text, [&](const text::Word& word) { words.emplace(word.fold); });
  return words;
}

std::vector<std::string> IdsOf(const std::vector<CountedValue>& entities) {
  std::vector<std::string> ids;
  for (const CountedValue& entity : entities) ids.push_back(entity.value);
  return ids;
}

// Drops entities of other kinds and names. Both are only known from their rows.
absl::Status KeepWanted(const FanOut& corpus, const EntitySpec& spec, std::vector<CountedValue>& entities) {
  const std::set<std::string> words = FoldedWords(spec.name);
  if (spec.kinds.empty() && words.empty()) return absl::OkStatus();
  SITREP_ASSIGN_OR_RETURN(const KnownEntities known, corpus.Entities(IdsOf(entities)));
  std::erase_if(entities, [&](const CountedValue& entity) {
    const auto found = known.find(entity.value);
    if (found == known.end()) return true;
    const stored::v1::EntityRow& row = found->second.row;
    if (!spec.kinds.empty() && std::find(spec.kinds.begin(), spec.kinds.end(), row.kind()) == spec.kinds.end()) {
      return true;
    }
    const std::set<std::string> name = FoldedWords(row.name());
    return !std::includes(name.begin(), name.end(), words.begin(), words.end());
  });
  return absl::OkStatus();
}

bool PrecedesAsEntity(const CountedValue& a, const CountedValue& b) {
  return a.count != b.count ? a.count > b.count : a.value < b.value;
}

// Most articles first.
absl::StatusOr<std::vector<CountedValue>> CountEntities(const FanOut& corpus, const Query& query) {
  const PartitionQuery partition_query{.query = query, .limit = 0, .facets = {FacetField::kEntity, FacetField::kPlace}};
  SITREP_ASSIGN_OR_RETURN(const PartitionAnswer answer, corpus.Search(partition_query, {}));
  ValueCounts counts;
  for (const auto& [field, values] : answer.facets) {
    for (const auto& [value, count] : values) counts[value] += count;
  }
  return MostFrequent(counts, counts.size());
}

absl::Status FillNewest(const FanOut& corpus, const ProfileSpec& spec, v1::EntityProfile& profile) {
  const PartitionQuery query{.query = MentionsEntity(spec.entity_ids), .order = Order::kNewest, .limit = spec.newest};
  SITREP_ASSIGN_OR_RETURN(const PartitionAnswer answer, corpus.Search(query, {}));
  SITREP_ASSIGN_OR_RETURN(std::vector<v1::ArticleReference> newest, corpus.References(answer.hits));
  for (v1::ArticleReference& reference : newest) *profile.add_newest() = std::move(reference);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::ListEntitiesResponse> ListEntities(const FanOut& corpus, const EntitySpec& spec) {
  std::optional<CountedValue> after;
  if (!spec.page_token.empty()) {
    SITREP_ASSIGN_OR_RETURN(const std::string payload, DecodePageToken(spec.page_token, spec.request_hash));
    std::optional<EntityPosition> position = DecodeEntityPosition(payload);
    if (!position) return PageTokenDamaged();
    after = CountedValue{std::move(position->entity_id), position->articles};
  }
  SITREP_ASSIGN_OR_RETURN(std::vector<CountedValue> entities, CountEntities(corpus, spec.query));
  SITREP_RETURN_IF_ERROR(KeepWanted(corpus, spec, entities));
  if (after) std::erase_if(entities, [&](const CountedValue& entity) { return !PrecedesAsEntity(*after, entity); });

  v1::ListEntitiesResponse response;
  if (entities.size() > spec.page_size) {
    entities.resize(spec.page_size);
    if (!entities.empty()) {
      response.set_next_page_token(EncodePageToken(
          spec.request_hash,
          EncodeEntityPosition({.articles = entities.back().count, .entity_id = entities.back().value})));
    }
  }
  SITREP_ASSIGN_OR_RETURN(const KnownEntities known, corpus.Entities(IdsOf(entities)));
  for (const CountedValue& entity : entities) {
    v1::EntityCount& out = *response.add_entities();
    *out.mutable_entity() = SummaryIn(known, entity.value);
    out.set_articles(entity.count);
  }
  corpus.ListMissing(response);
  return response;
}

absl::StatusOr<v1::EntityProfile> ProfileEntity(const FanOut& corpus, const ProfileSpec& spec) {
  SITREP_ASSIGN_OR_RETURN(const EntityEvidence evidence, corpus.GatherEvidence(spec.entity_ids));
  if (evidence.articles == 0) {
    const std::string ids = absl::StrJoin(spec.entity_ids, ", ");
    return MakeError(absl::StatusCode::kNotFound, "ENTITY_NOT_FOUND", "no article mentions '" + ids + "'",
                     {{"entity_id", ids}});
  }
  v1::EntityProfile profile;
  profile.set_articles(evidence.articles);
  profile.set_quotes(evidence.quotes);
  for (CountedValue& name : MostFrequent(evidence.names, evidence.names.size())) {
    v1::NameCount& out = *profile.add_names();
    out.set_name(std::move(name.value));
    out.set_articles(name.count);
  }
  for (const auto& [day, count] : evidence.days.days) {
    v1::TimeBucket& bucket = *profile.add_days();
    bucket.set_day(text::FormatDay(text::DayFromEpoch(day)));
    bucket.set_articles(count);
  }
  const std::vector<CountedValue> related = MostFrequent(evidence.related, spec.related);
  std::vector<std::string> ids = IdsOf(related);
  ids.push_back(spec.entity_ids.front());
  SITREP_ASSIGN_OR_RETURN(const KnownEntities known, corpus.Entities(ids));
  for (const CountedValue& entity : related) {
    v1::EntityCount& out = *profile.add_related();
    *out.mutable_entity() = SummaryIn(known, entity.value);
    out.set_articles(entity.count);
  }
  *profile.mutable_entity() = SummaryIn(known, spec.entity_ids.front());
  SITREP_RETURN_IF_ERROR(FillNewest(corpus, spec, profile));
  corpus.ListMissing(profile);
  return profile;
}

}  // namespace sitrep::query
