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

absl::StatusOr<EntityRows> ReadRows(FanOut& fan_out, const std::vector<std::string>& ids) {
  EntityRows rows;
  SITREP_RETURN_IF_ERROR(fan_out.ForEach([&](PartitionSource& source) -> absl::Status {
    std::vector<std::string> unknown;
    for (const std::string& id : ids) {
      if (!rows.contains(id)) unknown.push_back(id);
    }
    SITREP_ASSIGN_OR_RETURN(EntityRows found, source.Entities(unknown));
    rows.merge(found);
    return absl::OkStatus();
  }));
  return rows;
}

type::v1::EntitySummary SummaryIn(const EntityRows& rows, const std::string& id) {
  const auto found = rows.find(id);
  if (found != rows.end()) return SummaryOf(found->second);
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
absl::Status KeepWanted(FanOut& fan_out, const EntitySpec& spec, std::vector<CountedValue>& entities) {
  const std::set<std::string> words = FoldedWords(spec.name);
  if (spec.kinds.empty() && words.empty()) return absl::OkStatus();
  SITREP_ASSIGN_OR_RETURN(const EntityRows rows, ReadRows(fan_out, IdsOf(entities)));
  std::erase_if(entities, [&](const CountedValue& entity) {
    const auto row = rows.find(entity.value);
    if (row == rows.end()) return true;
    if (!spec.kinds.empty() &&
        std::find(spec.kinds.begin(), spec.kinds.end(), row->second.kind()) == spec.kinds.end()) {
      return true;
    }
    const std::set<std::string> name = FoldedWords(row->second.name());
    return !std::includes(name.begin(), name.end(), words.begin(), words.end());
  });
  return absl::OkStatus();
}

bool PrecedesAsEntity(const CountedValue& a, const CountedValue& b) {
  return a.count != b.count ? a.count > b.count : a.value < b.value;
}

// Most articles first.
absl::StatusOr<std::vector<CountedValue>> CountEntities(FanOut& fan_out, const Query& query) {
  const PartitionQuery partition_query{.query = query, .limit = 0, .facets = {FacetField::kEntity, FacetField::kPlace}};
  ValueCounts counts;
  SITREP_RETURN_IF_ERROR(fan_out.ForEach([&](PartitionSource& source) -> absl::Status {
    SITREP_ASSIGN_OR_RETURN(const PartitionAnswer answer, source.Search(partition_query, {}));
    for (const auto& [field, values] : answer.facets) {
      for (const auto& [value, count] : values) counts[value] += count;
    }
    return absl::OkStatus();
  }));
  return MostFrequent(counts, counts.size());
}

void Add(const EntityEvidence& part, EntityEvidence& sum) {
  sum.articles += part.articles;
  sum.quotes += part.quotes;
  for (const auto& [name, count] : part.names) sum.names[name] += count;
  for (const auto& [id, count] : part.related) sum.related[id] += count;
  for (const auto& [day, count] : part.days.days) sum.days.days[day] += count;
  sum.days.undated += part.days.undated;
}

absl::Status FillNewest(FanOut& fan_out, const ProfileSpec& spec, v1::EntityProfile& profile) {
  const PartitionQuery query{.query = MentionsEntity(spec.entity_ids), .order = Order::kNewest, .limit = spec.newest};
  BestRanks best(Order::kNewest, spec.newest, nullptr);
  SITREP_RETURN_IF_ERROR(fan_out.ForEach([&](PartitionSource& source) -> absl::Status {
    SITREP_ASSIGN_OR_RETURN(const PartitionAnswer answer, source.Search(query, {}));
    for (const Rank& rank : answer.hits) best.Offer(rank);
    return absl::OkStatus();
  }));
  const std::vector<Rank> ranks = std::move(best).Take();
  std::map<std::pair<Partition, uint32_t>, v1::ArticleReference> references;
  SITREP_RETURN_IF_ERROR(fan_out.ForEach([&](PartitionSource& source) -> absl::Status {
    std::vector<Rank> own;
    for (const Rank& rank : ranks) {
      if (rank.partition == source.partition()) own.push_back(rank);
    }
    SITREP_ASSIGN_OR_RETURN(std::vector<v1::ArticleReference> found, source.References(own));
    for (size_t i = 0; i < own.size(); ++i) references[{own[i].partition, own[i].docno}] = std::move(found[i]);
    return absl::OkStatus();
  }));
  for (const Rank& rank : ranks) {
    const auto found = references.find({rank.partition, rank.docno});
    if (found != references.end()) *profile.add_newest() = std::move(found->second);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::ListEntitiesResponse> ListEntities(const PartitionSources& sources, const EntitySpec& spec) {
  std::optional<CountedValue> after;
  if (!spec.page_token.empty()) {
    SITREP_ASSIGN_OR_RETURN(const std::string payload, DecodePageToken(spec.page_token, spec.request_hash));
    std::optional<EntityPosition> position = DecodeEntityPosition(payload);
    if (!position) return PageTokenDamaged();
    after = CountedValue{std::move(position->entity_id), position->articles};
  }
  FanOut fan_out(sources, FanOut::Completeness::kTolerant);
  SITREP_ASSIGN_OR_RETURN(std::vector<CountedValue> entities, CountEntities(fan_out, spec.query));
  SITREP_RETURN_IF_ERROR(KeepWanted(fan_out, spec, entities));
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
  SITREP_ASSIGN_OR_RETURN(const EntityRows rows, ReadRows(fan_out, IdsOf(entities)));
  for (const CountedValue& entity : entities) {
    v1::EntityCount& out = *response.add_entities();
    *out.mutable_entity() = SummaryIn(rows, entity.value);
    out.set_articles(entity.count);
  }
  for (const v1::MissingPart& part : fan_out.missing()) *response.add_missing() = part;
  return response;
}

absl::StatusOr<v1::EntityProfile> ProfileEntity(const PartitionSources& sources, const ProfileSpec& spec) {
  FanOut fan_out(sources, FanOut::Completeness::kTolerant);
  EntityEvidence evidence;
  SITREP_RETURN_IF_ERROR(fan_out.ForEach([&](PartitionSource& source) -> absl::Status {
    SITREP_ASSIGN_OR_RETURN(const EntityEvidence part, source.GatherEvidence(spec.entity_ids));
    Add(part, evidence);
    return absl::OkStatus();
  }));
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
  SITREP_ASSIGN_OR_RETURN(const EntityRows rows, ReadRows(fan_out, ids));
  for (const CountedValue& entity : related) {
    v1::EntityCount& out = *profile.add_related();
    *out.mutable_entity() = SummaryIn(rows, entity.value);
    out.set_articles(entity.count);
  }
  *profile.mutable_entity() = SummaryIn(rows, spec.entity_ids.front());
  SITREP_RETURN_IF_ERROR(FillNewest(fan_out, spec, profile));
  return profile;
}

}  // namespace sitrep::query
