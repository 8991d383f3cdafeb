#include "tests/cluster/buggy_tagger.h"

#include <grpcpp/client_context.h>
#include <grpcpp/server_builder.h>

#include <chrono>
#include <thread>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "common/rpc/channel.h"

namespace sitrep::testing {

using tagger::v1::TagArticlesRequest;
using tagger::v1::TagArticlesResponse;

BuggyTagger::BuggyTagger(const std::string& tagger_address, std::string words)
    : words_(std::move(words)), tagger_(tagger::v1::TaggerService::NewStub(rpc::MakeChannel(tagger_address))) {
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
  builder.RegisterService(this);
  server_ = builder.BuildAndStart();
}

BuggyTagger::~BuggyTagger() { server_->Shutdown(std::chrono::system_clock::now()); }

std::string BuggyTagger::Address() const { return absl::StrCat("127.0.0.1:", port_); }

grpc::Status BuggyTagger::TagArticles(grpc::ServerContext* context, Stream* stream) {
  const std::unique_ptr<grpc::ClientContext> onward = grpc::ClientContext::FromServerContext(*context);
  const auto tagger = tagger_->TagArticles(onward.get());
  absl::Mutex mutex;  // One write at a time, of failures or of what the real one answers.
  std::thread answers([&] {
    TagArticlesResponse response;
    while (tagger->Read(&response)) {
      absl::MutexLock lock(&mutex);
      stream->Write(response);
    }
    // Without the real tagger this one is of no use: the caller's stream breaks as well.
    context->TryCancel();
  });
  TagArticlesRequest request;
  while (stream->Read(&request)) {
    TagArticlesRequest good = request;
    good.clear_articles();
    TagArticlesResponse failed;
    for (tagger::v1::TagArticle& article : *request.mutable_articles()) {
      if (mended_ || !absl::StrContains(article.input().text(), words_)) {
        *good.add_articles() = std::move(article);
        continue;
      }
      tagger::v1::TaggedArticle& answer = *failed.add_articles();
      answer.set_id(article.id());
      answer.mutable_failure()->set_code(static_cast<int>(absl::StatusCode::kInternal));
      answer.mutable_failure()->set_message("stumbled over these words");
    }
    if (good.articles_size() > 0) tagger->Write(good);
    absl::MutexLock lock(&mutex);
    if (failed.articles_size() > 0) stream->Write(failed);
  }
  tagger->WritesDone();
  answers.join();
  return tagger->Finish();
}

grpc::Status BuggyTagger::TagText(grpc::ServerContext* context, const tagger::v1::TagTextRequest* request,
                                  tagger::v1::TagTextResponse* response) {
  return tagger_->TagText(grpc::ClientContext::FromServerContext(*context).get(), *request, response);
}

grpc::Status BuggyTagger::LookUpEntity(grpc::ServerContext* context, const tagger::v1::LookUpEntityRequest* request,
                                       tagger::v1::LookUpEntityResponse* response) {
  return tagger_->LookUpEntity(grpc::ClientContext::FromServerContext(*context).get(), *request, response);
}

grpc::Status BuggyTagger::GetPipeline(grpc::ServerContext* context, const tagger::v1::GetPipelineRequest* request,
                                      tagger::v1::GetPipelineResponse* response) {
  return tagger_->GetPipeline(grpc::ClientContext::FromServerContext(*context).get(), *request, response);
}

}  // namespace sitrep::testing
