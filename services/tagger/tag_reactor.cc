#include "services/tagger/tag_reactor.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/page_bytes.h"
#include "common/base/string_views.h"
#include "common/rpc/request_checks.h"
#include "services/tagger/annotations_proto.h"

namespace sitrep::tagger {

TagReactor::TagReactor(grpc::CallbackServerContext* context, rpc::Runtime& runtime, rpc::OpenStreams& streams,
                       Tagging& tagging, OperatorEntities& operator_entities)
    : StreamReactor(context, runtime, "TagArticles", streams),
      tagging_(tagging),
      operator_entities_(operator_entities) {
  {
    absl::MutexLock lock(&link_->mutex);
    link_->reactor = this;
  }
  if (!Admit()) return;
  if (const absl::Status& runnable = tagging.pipeline().runnable(); runnable.ok()) {
    Continue();
  } else {
    End(runnable);
  }
}

TagReactor::~TagReactor() {
  absl::MutexLock lock(&link_->mutex);
  link_->reactor = nullptr;
}

void TagReactor::EndSoon(absl::Status reason) {
  {
    absl::MutexLock lock(&state_mutex_);
    draining_ = std::move(reason);
  }
  Continue();
}

void TagReactor::Continue() {
  bool write = false;
  bool read = false;
  bool end = false;
  absl::Status drained;
  {
    absl::MutexLock lock(&state_mutex_);
    if (!write_outstanding_ && (!greeted_ || !answers_.empty())) {
      greeted_ = true;
      write_outstanding_ = true;
      write = true;
      response_.Clear();
      for (PageBytes bytes; !answers_.empty() && bytes.Add(answers_.front().ByteSizeLong()); answers_.pop_front()) {
        *response_.add_articles() = std::move(answers_.front());
      }
      response_.set_pipeline_version(tagging_.pipeline().version());
      response_.set_max_in_flight(kMaxInFlight);
    }
    const bool idle = unanswered_ == 0 && answers_.empty() && !write_outstanding_;
    end = idle && no_more_requests_;
    if (idle) drained = draining_;
    // Answers that the client does not read count, too.
    const bool room = unanswered_ + answers_.size() < kMaxInFlight;
    if (!end && draining_.ok() && !read_outstanding_ && !no_more_requests_ && room) {
      read_outstanding_ = true;
      read = true;
    }
  }
  if (write) Send(&response_);
  if (read) Receive(&request_);
  if (end) {
    End(absl::OkStatus());
  } else if (!drained.ok()) {
    End(drained);
  }
}

absl::Status TagReactor::CheckRequest() const {
  if (absl::Status known = rpc::RejectUnknown(request_); !known.ok()) return known;
  if (request_.articles_size() > kMaxArticlesInRequest) {
    return InvalidField("articles",
                        absl::StrCat("has ", request_.articles_size(), " texts, more than ", kMaxArticlesInRequest));
  }
  if (!request_.pipeline_version().empty() && request_.pipeline_version() != tagging_.pipeline().version()) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "PIPELINE_VERSION_UNKNOWN",
                     absl::StrCat("pipeline_version: ", request_.pipeline_version(), " does not run here, ",
                                  tagging_.pipeline().version(), " does"),
                     {{"pipeline_version", request_.pipeline_version()}});
  }
  return absl::OkStatus();
}

void TagReactor::OnReadDone(bool ok) {
  const absl::Status valid = ok ? CheckRequest() : absl::OkStatus();
  v1::TagArticlesRequest request;
  {
    absl::MutexLock lock(&state_mutex_);
    read_outstanding_ = false;
    no_more_requests_ = !ok;
    if (ok && valid.ok()) {
      request = std::move(request_);
      request_.Clear();
      unanswered_ += request.articles_size();
    }
  }
  if (!valid.ok()) return End(valid);
  auto annotators = std::make_shared<const google::protobuf::RepeatedField<int>>(request.annotators());
  for (v1::TagArticle& article : *request.mutable_articles()) TagOne(std::move(article), annotators);
  Continue();
}

void TagReactor::TagOne(v1::TagArticle article,
                        std::shared_ptr<const google::protobuf::RepeatedField<int>> annotators) {
  auto input = std::make_shared<v1::TagInput>(std::move(*article.mutable_input()));
  auto tag = [link = link_, id = article.id(), input = std::move(input), annotators = std::move(annotators),
              &tagging = tagging_](std::shared_ptr<const KnowledgeOverlay> overlay) {
    tagging.Tag(input, std::move(overlay), [link, id, annotators](absl::StatusOr<Tagged> tagged) {
      absl::MutexLock lock(&link->mutex);
      if (link->reactor != nullptr) link->reactor->OnTagged(id, std::move(tagged), *annotators);
    });
  };
  if (article.has_control_sequence()) {
    operator_entities_.Before(article.control_sequence(), std::move(tag));
  } else {
    tag(operator_entities_.Now());
  }
}

void TagReactor::OnTagged(uint64_t id, absl::StatusOr<Tagged> tagged,
                          const google::protobuf::RepeatedField<int>& annotators) {
  v1::TaggedArticle article;
  article.set_id(id);
  if (tagged.ok()) {
    *article.mutable_annotations() = std::move(tagged->annotations);
    KeepOnly(annotators, *article.mutable_annotations());
    article.set_remembered(tagged->remembered);
    article.set_knowledge_version(tagged->knowledge_version);
  } else {
    const ErrorDetail detail = ReadErrorDetail(tagged.status());
    article.mutable_failure()->set_code(static_cast<int32_t>(tagged.status().code()));
    article.mutable_failure()->set_reason(detail.reason.empty() ? "INTERNAL_FAILURE" : detail.reason);
    article.mutable_failure()->set_message(std::string(ToStd(tagged.status().message())));
  }
  {
    absl::MutexLock lock(&state_mutex_);
    --unanswered_;
    answers_.push_back(std::move(article));
  }
  Continue();
}

void TagReactor::OnWriteDone(bool ok) {
  if (!ok) return End(absl::CancelledError("client went away"));
  {
    absl::MutexLock lock(&state_mutex_);
    write_outstanding_ = false;
  }
  Continue();
}

}  // namespace sitrep::tagger
