#pragma once

#include <grpcpp/server.h>

#include <atomic>
#include <memory>
#include <string>

#include "sitrep/tagger/v1/tagger_service.grpc.pb.h"

namespace sitrep::testing {

// Stands between query and a real tagger, and until it is mended fails on the texts that hold some words, as a tagger
// with a bug would. Everything else it hands on. Destroyed after whoever calls it has ended.
class BuggyTagger final : public tagger::v1::TaggerService::Service {
 public:
  // `tagger_address`: of the real one.
  BuggyTagger(const std::string& tagger_address, std::string words);
  ~BuggyTagger() override;

  std::string Address() const;
  void Mend() { mended_ = true; }

 private:
  using Stream = grpc::ServerReaderWriter<tagger::v1::TagArticlesResponse, tagger::v1::TagArticlesRequest>;

  grpc::Status TagArticles(grpc::ServerContext* context, Stream* stream) override;
  grpc::Status TagText(grpc::ServerContext* context, const tagger::v1::TagTextRequest* request,
                       tagger::v1::TagTextResponse* response) override;
  grpc::Status LookUpEntity(grpc::ServerContext* context, const tagger::v1::LookUpEntityRequest* request,
                            tagger::v1::LookUpEntityResponse* response) override;
  grpc::Status GetPipeline(grpc::ServerContext* context, const tagger::v1::GetPipelineRequest* request,
                           tagger::v1::GetPipelineResponse* response) override;

  const std::string words_;
  const std::unique_ptr<tagger::v1::TaggerService::Stub> tagger_;
  std::atomic<bool> mended_ = false;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace sitrep::testing
