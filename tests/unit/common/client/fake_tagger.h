#pragma once

#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <chrono>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "common/rpc/status.h"
#include "sitrep/tagger/v1/tagger_service.grpc.pb.h"

namespace sitrep::client {

// A tagger in this process that does with each text what the test says, and remembers which texts it was sent. Can be
// stopped and started again at the same address.
class FakeTagger final : public tagger::v1::TaggerService::Service {
 public:
  enum class Manner {
    kAnswers,
    kOverloaded,  // Every text is refused for now.
    kHolds,       // Reads, and answers nothing until it has another manner.
    kExpires,     // Ends the stream in order before each second request, as an old connection does.
  };

  FakeTagger() { Start(); }
  ~FakeTagger() override { Stop(); }

  void Start() {
    grpc::ServerBuilder builder;
    builder.AddListeningPort(absl::StrCat("127.0.0.1:", port_), grpc::InsecureServerCredentials(), &port_);
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
  }
  void Stop() {
    if (server_ == nullptr) return;
    {
      absl::MutexLock lock(&mutex_);
      stopping_ = true;
    }
    server_->Shutdown(std::chrono::system_clock::now());
    server_->Wait();
    server_ = nullptr;
    absl::MutexLock lock(&mutex_);
    stopping_ = false;
  }

  int port() const { return port_; }
  std::string Address() const { return absl::StrCat("127.0.0.1:", port_); }
  void SetManner(Manner manner) {
    absl::MutexLock lock(&mutex_);
    manner_ = manner;
  }
  void SetVersion(std::string version) {
    absl::MutexLock lock(&mutex_);
    version_ = std::move(version);
  }
  // A text that holds these words ends the stream it comes on, as a crash would.
  void SetPoison(std::string words) {
    absl::MutexLock lock(&mutex_);
    poison_ = std::move(words);
  }

  // The texts answered since the last call.
  std::set<std::string> TakeAnswered() {
    absl::MutexLock lock(&mutex_);
    return std::exchange(answered_, {});
  }
  // Texts read, whatever became of them.
  size_t received() const {
    absl::MutexLock lock(&mutex_);
    return received_;
  }
  size_t names_looked_up() const {
    absl::MutexLock lock(&mutex_);
    return names_looked_up_;
  }

 private:
  using Stream = grpc::ServerReaderWriter<tagger::v1::TagArticlesResponse, tagger::v1::TagArticlesRequest>;

  grpc::Status TagArticles(grpc::ServerContext*, Stream* stream) override {
    tagger::v1::TagArticlesResponse greeting;
    greeting.set_max_in_flight(kWindow);
    {
      absl::MutexLock lock(&mutex_);
      greeting.set_pipeline_version(version_);
    }
    stream->Write(greeting);
    tagger::v1::TagArticlesRequest request;
    for (int requests = 1; stream->Read(&request); ++requests) {
      tagger::v1::TagArticlesResponse response;
      {
        absl::MutexLock lock(&mutex_);
        received_ += request.articles_size();
        const auto may_answer = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
          return manner_ != Manner::kHolds || stopping_;
        };
        mutex_.Await(absl::Condition(&may_answer));
        if (stopping_) return grpc::Status(grpc::StatusCode::UNAVAILABLE, "killed");
        if (manner_ == Manner::kExpires && requests % 2 == 0) return rpc::ToGrpc(rpc::StreamExpired(), "tagger.sitrep");
        response.set_pipeline_version(version_);
        for (const tagger::v1::TagArticle& article : request.articles()) {
          if (!poison_.empty() && absl::StrContains(article.input().text(), poison_)) {
            return grpc::Status(grpc::StatusCode::UNAVAILABLE, "killed by a text");
          }
          Answer(article, *response.add_articles());
        }
      }
      stream->Write(response);
    }
    return grpc::Status::OK;
  }
  void Answer(const tagger::v1::TagArticle& article, tagger::v1::TaggedArticle& answer)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    answer.set_id(article.id());
    if (manner_ == Manner::kOverloaded) {
      answer.mutable_failure()->set_code(grpc::StatusCode::RESOURCE_EXHAUSTED);
      return;
    }
    answered_.insert(article.input().text());
    answer.mutable_annotations();
    answer.set_knowledge_version(absl::StrCat("port ", port_));
  }
  grpc::Status LookUpEntity(grpc::ServerContext*, const tagger::v1::LookUpEntityRequest*,
                            tagger::v1::LookUpEntityResponse* response) override {
    absl::MutexLock lock(&mutex_);
    if (manner_ == Manner::kOverloaded) return grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED, "full");
    ++names_looked_up_;
    response->set_knowledge_version(absl::StrCat("port ", port_));
    return grpc::Status::OK;
  }

  static constexpr int kWindow = 8;

  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
  mutable absl::Mutex mutex_;
  Manner manner_ ABSL_GUARDED_BY(mutex_) = Manner::kAnswers;
  std::string version_ ABSL_GUARDED_BY(mutex_) = "one";
  std::string poison_ ABSL_GUARDED_BY(mutex_);
  std::set<std::string> answered_ ABSL_GUARDED_BY(mutex_);
  size_t received_ ABSL_GUARDED_BY(mutex_) = 0;
  size_t names_looked_up_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace sitrep::client
