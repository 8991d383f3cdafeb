#include "services/tagger/tagger_service.h"

#include <grpcpp/channel.h>

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/string_views.h"
#include "common/client/unary_call.h"
#include "common/rpc/offset_unit.h"
#include "common/text/iso_date.h"
#include "common/text/unicode.h"
#include "services/tagger/annotations_proto.h"
#include "services/tagger/knowledge/fold.h"
#include "services/tagger/tag_reactor.h"

namespace sitrep::tagger {
namespace {

constexpr int kDefaultCandidates = 10;
constexpr int kMaxCandidates = 100;
constexpr size_t kMaxNameBytes = 256;
constexpr absl::Duration kIngestTimeout = absl::Seconds(10);

std::string DayOrEmpty(EpochDay day) {
  if (day == kBeginningOfTime || day == kEndOfTime) return "";
  return text::FormatDay(text::DayFromEpoch(day));
}

absl::StatusOr<type::v1::PublicationTime> ParseDate(const std::string& date) {
  const absl::StatusOr<text::PublicationTime> time = text::ParseIsoDate(date);
  if (!time.ok()) return InvalidField("date", ToStd(time.status().message()));
  type::v1::PublicationTime wire;
  wire.set_granularity(time->granularity == text::PublicationTime::Granularity::kDay
                           ? type::v1::PublicationTime::DAY
                           : type::v1::PublicationTime::INSTANT);
  wire.mutable_time()->set_seconds(time->unix_seconds);
  if (time->utc_offset_minutes.has_value()) wire.set_utc_offset_minutes(*time->utc_offset_minutes);
  wire.set_day(text::FormatDay(time->LocalDay()));
  return wire;
}

// How well an operator's entity answers to a folded name, as KnowledgeBase::LookUp scores: 1 for the name itself.
float ScoreOf(const v1::Entity& entity, const std::string& folded) {
  float best = 0;
  const auto consider = [&](const std::string& name) {
    const std::string other = FoldName(name);
    if (other == folded) {
      best = 1;
    } else if (absl::StrContains(other, folded)) {
      best = std::max(best, 0.5f);
    }
  };
  consider(entity.name());
  for (const std::string& name : entity.other_names()) consider(name);
  return best;
}

// Whose office it is: a country's ("UA"), a first-order area's ("US-TX") or that of an entity by its id.
EntityHandle OfficeOwner(const KnowledgeBase& knowledge, std::string_view of) {
  if (const EntityHandle country = knowledge.Country(of); country != kNoEntity) return country;
  constexpr size_t kCountryCode = 2;
  if (of.size() > kCountryCode && of[kCountryCode] == '-') {
    return knowledge.Admin1(of.substr(0, kCountryCode), of.substr(kCountryCode + 1));
  }
  return knowledge.FindId(of);
}

}  // namespace

v1::Entity ToWire(const KnowledgeBase& knowledge, EntityHandle handle) {
  const Entity entity = knowledge.Get(handle);
  v1::Entity wire;
  wire.set_entity_id(entity.id);
  wire.set_name(std::string(entity.name));
  wire.set_kind(std::string(EntityKindName(entity.kind)));
  wire.set_country_code(std::string(entity.country));
  wire.set_sector(std::string(entity.sector));
  wire.set_wikidata_id(std::string(entity.wikidata));
  wire.set_population(entity.population);
  if (entity.has_location) {
    type::v1::Location& location = *wire.mutable_location();
    location.set_latitude(entity.latitude);
    location.set_longitude(entity.longitude);
    location.set_geonames_id(entity.geonames_id);
    location.set_feature_code(std::string(entity.feature_code));
    location.set_admin1_code(std::string(entity.admin1_code));
    location.set_admin1_name(std::string(entity.admin1_name));
  }
  for (const Role& role : entity.roles) {
    v1::Role& out = *wire.add_roles();
    out.set_office(std::string(role.title));
    if (const EntityHandle owner = OfficeOwner(knowledge, role.of); owner == kNoEntity) {
      out.set_of_entity_id(std::string(role.of));
    } else {
      const Entity of = knowledge.Get(owner);
      out.set_of_entity_id(of.id);
      out.set_of_name(std::string(of.name));
    }
    out.set_from_day(DayOrEmpty(role.from_day));
    out.set_to_day(DayOrEmpty(role.to_day));
  }
  return wire;
}

TaggerService::TaggerService(Tagging& tagging, OperatorEntities& operator_entities, client::IngestClient& ingest,
                             rpc::Runtime runtime, size_t max_streams)
    : tagging_(tagging),
      operator_entities_(operator_entities),
      ingest_(ingest),
      runtime_(std::move(runtime)),
      tag_streams_(max_streams) {}

grpc::ServerUnaryReactor* TaggerService::TagText(grpc::CallbackServerContext* context,
                                                 const v1::TagTextRequest* request, v1::TagTextResponse* response) {
  return rpc::RunUnaryAsync(context, runtime_, "TagText", *request,
                            [this, request, response](rpc::UnaryCall&, rpc::Completion complete) {
                              const absl::Status& runnable = tagging_.pipeline().runnable();
                              if (!runnable.ok()) return complete(runnable);
                              auto input = std::make_shared<v1::TagInput>(request->input());
                              if (!request->date().empty()) {
                                absl::StatusOr<type::v1::PublicationTime> date = ParseDate(request->date());
                                if (!date.ok()) return complete(date.status());
                                *input->mutable_publication_time() = *std::move(date);
                              }
                              if (const absl::Status valid = CheckInput(*input); !valid.ok())
                                return complete(AtField("input.", valid));
                              if (input->segments().empty()) {
                                const Document document = ToDocument(*input);
                                for (type::v1::Segment& segment : ToSegments(document))
                                  *input->add_segments() = std::move(segment);
                              }
                              auto done = std::make_shared<rpc::Completion>(std::move(complete));
                              tagging_.Tag(input, operator_entities_.Now(),
                                           [this, request, response, input, done](absl::StatusOr<Tagged> tagged) {
                                             if (!tagged.ok()) return (*done)(AtField("input.", tagged.status()));
                                             *response->mutable_annotations() = std::move(tagged->annotations);
                                             KeepOnly(request->annotators(), *response->mutable_annotations());
                                             *response->mutable_segments() = input->segments();
                                             response->set_pipeline_version(tagging_.pipeline().version());
                                             response->set_knowledge_version(tagged->knowledge_version);
                                             response->set_remembered(tagged->remembered);
                                             rpc::ConvertSpans(input->text(), request->offset_unit(), *response);
                                             (*done)(absl::OkStatus());
                                           });
                            });
}

grpc::ServerBidiReactor<v1::TagArticlesRequest, v1::TagArticlesResponse>* TaggerService::TagArticles(
    grpc::CallbackServerContext* context) {
  return new TagReactor(context, runtime_, tag_streams_, tagging_, operator_entities_);
}

grpc::ServerUnaryReactor* TaggerService::LookUpEntity(grpc::CallbackServerContext* context,
                                                      const v1::LookUpEntityRequest* request,
                                                      v1::LookUpEntityResponse* response) {
  return rpc::RunUnary(context, runtime_, "LookUpEntity", *request,
                       [this, request, response] { return LookUp(*request, *response); });
}

absl::Status TaggerService::LookUp(const v1::LookUpEntityRequest& request, v1::LookUpEntityResponse& response) const {
  if (request.name().empty()) return InvalidField("name", "must not be empty");
  if (request.name().size() > kMaxNameBytes) {
    return InvalidField("name", absl::StrCat("has ", request.name().size(), " bytes, more than ", kMaxNameBytes));
  }
  SITREP_RETURN_IF_ERROR(text::ValidateUtf8("name", request.name()));
  if (request.limit() < 0) return InvalidField("limit", absl::StrCat("must not be negative: ", request.limit()));
  const int limit = request.limit() == 0 ? kDefaultCandidates : std::min(request.limit(), kMaxCandidates);
  const std::set<std::string> kinds(request.kinds().begin(), request.kinds().end());
  const auto wanted = [&kinds](const std::string& kind) { return kinds.empty() || kinds.contains(kind); };

  const KnowledgeBase& knowledge = tagging_.pipeline().knowledge();
  const std::shared_ptr<const KnowledgeOverlay> overlay = operator_entities_.Now();
  std::vector<v1::LookUpEntityResponse::Candidate> candidates;
  const std::string folded = FoldName(request.name());
  for (const auto& [id, entity] : overlay->entities()) {
    const float score = ScoreOf(entity, folded);
    if (score == 0 || !wanted(entity.kind())) continue;
    v1::LookUpEntityResponse::Candidate& candidate = candidates.emplace_back();
    *candidate.mutable_entity() = entity;
    candidate.set_score(score);
  }
  for (const ScoredEntity& scored : knowledge.LookUp(request.name(), kMaxCandidates)) {
    v1::Entity entity = ToWire(knowledge, scored.entity);
    if (!wanted(entity.kind()) || overlay->entities().contains(entity.entity_id())) continue;
    v1::LookUpEntityResponse::Candidate& candidate = candidates.emplace_back();
    *candidate.mutable_entity() = std::move(entity);
    candidate.set_score(scored.score);
  }
  std::ranges::stable_sort(candidates, std::greater<>(), &v1::LookUpEntityResponse::Candidate::score);
  if (candidates.size() > static_cast<size_t>(limit)) candidates.resize(limit);
  for (auto& candidate : candidates) *response.add_candidates() = std::move(candidate);
  for (const EntityKind kind :
       {EntityKind::kPerson, EntityKind::kOrganisation, EntityKind::kPlace, EntityKind::kGroup}) {
    const std::string name(EntityKindName(kind));
    if (wanted(name)) response.add_unlinked_entity_ids(absl::StrCat("name:", name, ":", folded));
  }
  response.set_knowledge_version(
      absl::StrCat(ToAbsl(knowledge.version()), overlay->version().empty() ? "" : "+", overlay->version()));
  return absl::OkStatus();
}

grpc::ServerUnaryReactor* TaggerService::UpsertEntity(grpc::CallbackServerContext* context,
                                                      const v1::UpsertEntityRequest* request,
                                                      v1::UpsertEntityResponse* response) {
  return rpc::RunUnary(context, runtime_, "UpsertEntity", *request,
                       [this, request, response](rpc::UnaryCall& call) { return Upsert(*request, call, *response); });
}

absl::Status TaggerService::Upsert(const v1::UpsertEntityRequest& request, rpc::UnaryCall& call,
                                   v1::UpsertEntityResponse& response) {
  v1::Entity entity = request.entity();
  SITREP_RETURN_IF_ERROR(CheckEntity(entity));
  if (entity.entity_id().empty()) {
    std::string id = absl::StrCat("operator:", entity.kind(), ":", FoldName(entity.name()));
    entity.set_entity_id(std::move(id));
  }
  ingest::v1::AppendControlRequest append;
  append.mutable_record()->set_kind(ingest::v1::ControlRecord::ENTITY);
  append.mutable_record()->set_key(entity.entity_id());
  append.mutable_record()->set_value(entity.SerializeAsString());
  const absl::Duration timeout = std::min(call.deadline() - absl::Now(), kIngestTimeout);
  SITREP_ASSIGN_OR_RETURN(ingest::v1::AppendControlResponse appended,
                          ingest_.AppendControl(append, timeout, &call.trace()));
  *response.mutable_entity() = std::move(entity);
  response.set_write_token(appended.write_token());
  return absl::OkStatus();
}

grpc::ServerUnaryReactor* TaggerService::GetPipeline(grpc::CallbackServerContext* context,
                                                     const v1::GetPipelineRequest* request,
                                                     v1::GetPipelineResponse* response) {
  return rpc::RunUnary(context, runtime_, "GetPipeline", *request, [this, response] {
    const Pipeline& pipeline = tagging_.pipeline();
    const std::shared_ptr<const KnowledgeOverlay> overlay = operator_entities_.Now();
    response->set_pipeline_version(pipeline.version());
    response->set_knowledge_version(absl::StrCat(ToAbsl(pipeline.knowledge().version()),
                                                 overlay->version().empty() ? "" : "+", overlay->version()));
    for (const auto& annotator : pipeline.annotators()) {
      v1::GetPipelineResponse::AnnotatorVersion& out = *response->add_annotators();
      out.set_name(std::string(annotator->name()));
      out.set_version(std::string(annotator->version()));
      out.set_description(std::string(annotator->description()));
    }
    const size_t places = pipeline.knowledge().Count(EntityKind::kPlace);
    response->set_places(places);
    response->set_entities(places + pipeline.knowledge().Count(EntityKind::kPerson) +
                           pipeline.knowledge().Count(EntityKind::kOrganisation) +
                           pipeline.knowledge().Count(EntityKind::kGroup));
    response->set_operator_entities(overlay->entities().size());
    response->set_numeric_profile(pipeline.numeric_profile());
    return absl::OkStatus();
  });
}

}  // namespace sitrep::tagger
