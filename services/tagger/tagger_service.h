#pragma once

#include <memory>

#include "common/client/ingest_client.h"
#include "common/rpc/open_streams.h"
#include "common/rpc/unary.h"
#include "services/tagger/tagging.h"
#include "sitrep/tagger/v1/tagger_service.grpc.pb.h"

namespace sitrep::tagger {

// The RPCs of TaggerService. Thread-safe.
class TaggerService final : public v1::TaggerService::CallbackService {
 public:
  TaggerService(Tagging& tagging, OperatorEntities& operator_entities, client::IngestClient& ingest,
                rpc::Runtime runtime, size_t max_streams);

  grpc::ServerUnaryReactor* TagText(grpc::CallbackServerContext* context, const v1::TagTextRequest* request,
                                    v1::TagTextResponse* response) override;
  grpc::ServerBidiReactor<v1::TagArticlesRequest, v1::TagArticlesResponse>* TagArticles(
      grpc::CallbackServerContext* context) override;
  grpc::ServerUnaryReactor* LookUpEntity(grpc::CallbackServerContext* context, const v1::LookUpEntityRequest* request,
                                         v1::LookUpEntityResponse* response) override;
  grpc::ServerUnaryReactor* UpsertEntity(grpc::CallbackServerContext* context, const v1::UpsertEntityRequest* request,
                                         v1::UpsertEntityResponse* response) override;
  grpc::ServerUnaryReactor* GetPipeline(grpc::CallbackServerContext* context, const v1::GetPipelineRequest* request,
                                        v1::GetPipelineResponse* response) override;

  rpc::OpenStreams& tag_streams() { return tag_streams_; }

 private:
  absl::Status LookUp(const v1::LookUpEntityRequest& request, v1::LookUpEntityResponse& response) const;
  absl::Status Upsert(const v1::UpsertEntityRequest& request, rpc::UnaryCall& call, v1::UpsertEntityResponse& response);

  Tagging& tagging_;
  OperatorEntities& operator_entities_;
  client::IngestClient& ingest_;
  rpc::Runtime runtime_;
  rpc::OpenStreams tag_streams_;
};

// The knowledge base's entity on the wire.
v1::Entity ToWire(const KnowledgeBase& knowledge, EntityHandle handle);

}  // namespace sitrep::tagger
