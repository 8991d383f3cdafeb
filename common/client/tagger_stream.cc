#include "common/client/tagger_stream.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/error.h"
#include "common/base/string_views.h"
#include "common/client/backoff.h"
#include "common/rpc/status.h"

namespace sitrep::client {
namespace {

// How long an overloaded tagger is left alone.
constexpr absl::Duration kPause = absl::Milliseconds(200);

}  // namespace

TaggerStream::TaggerStream(std::shared_ptr<grpc::Channel> channel, Options options)
    : options_(options), stub_(tagger::v1::TaggerService::NewStub(std::move(channel))), thread_([this] { Run(); }) {}

TaggerStream::~TaggerStream() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
    if (context_ != nullptr) context_->TryCancel();
  }
  thread_.join();
}

void TaggerStream::Tag(std::shared_ptr<const tagger::v1::TagInput> input, uint64_t control_sequence, Done done) {
  absl::MutexLock lock(&mutex_);
  const uint64_t id = next_id_++;
  tasks_.emplace(id, Task{std::move(input), control_sequence, std::move(done)});
  waiting_.push_back(id);
}

std::string TaggerStream::trouble() const {
  absl::MutexLock lock(&mutex_);
  return trouble_;
}

void TaggerStream::Run() {
  Backoff backoff;
  while (true) {
    const absl::Status status = RunStream();
    OnBroken(status);
    absl::MutexLock lock(&mutex_);
    if (stopping_) return;
    if (answered_on_stream_) {
      backoff.Reset();
    } else {
      trouble_ = absl::StrCat("no tagger answers: ", status.message());
    }
    if (mutex_.AwaitWithTimeout(absl::Condition(&stopping_), backoff.Next())) return;
  }
}

absl::Status TaggerStream::RunStream() {
  grpc::ClientContext context;
  {
    absl::MutexLock lock(&mutex_);
    const auto work = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopping_ || !waiting_.empty(); };
    mutex_.Await(absl::Condition(&work));
    if (stopping_) return absl::CancelledError("stopped");
    context_ = &context;
    window_ = options_.max_in_flight;
    reader_ended_ = false;
    answered_on_stream_ = false;
  }
  const std::unique_ptr<Stream> stream = stub_->TagArticles(&context);
  std::thread reader([this, &stream] {
    tagger::v1::TagArticlesResponse response;
    while (stream->Read(&response)) OnResponse(std::move(response));
    absl::MutexLock lock(&mutex_);
    reader_ended_ = true;
  });
  // In place of a deadline, which an endless stream cannot have.
  std::thread watchdog([this, &context] {
    absl::MutexLock lock(&mutex_);
    while (!reader_ended_ && !stopping_) {
      const uint64_t before = answers_;
      const bool idle = in_flight_ == 0;
      const auto moved = [this, before]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
        return reader_ended_ || stopping_ || answers_ != before;
      };
      if (!mutex_.AwaitWithTimeout(absl::Condition(&moved), options_.stall_timeout) && !idle && in_flight_ > 0) {
        context.TryCancel();
        return;
      }
    }
  });
  Write(*stream);
  reader.join();
  watchdog.join();
  const grpc::Status status = stream->Finish();
  absl::MutexLock lock(&mutex_);
  context_ = nullptr;
  return rpc::FromGrpc(status);
}

bool TaggerStream::MaySend() const {
  if (stopping_ || reader_ended_) return true;
  if (waiting_.empty() || suspect_in_flight_) return false;
  // A suspect travels alone.
  if (tasks_.at(waiting_.front()).suspect) return in_flight_ == 0;
  return in_flight_ < window_;
}

bool TaggerStream::NextRequest(tagger::v1::TagArticlesRequest& request) {
  absl::MutexLock lock(&mutex_);
  const auto ended = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopping_ || reader_ended_; };
  do {
    mutex_.AwaitWithDeadline(absl::Condition(&ended), paused_until_);
    mutex_.Await(absl::Condition(this, &TaggerStream::MaySend));
    if (ended()) return false;
  } while (absl::Now() < paused_until_);
  request.Clear();
  size_t bytes = 0;
  while (!waiting_.empty() && in_flight_ < window_ && bytes < options_.max_batch_bytes &&
         static_cast<size_t>(request.articles_size()) < options_.max_batch_articles) {
    const uint64_t id = waiting_.front();
    const Task& task = tasks_.at(id);
    if (task.suspect && request.articles_size() > 0) break;
    waiting_.pop_front();
    tagger::v1::TagArticle& article = *request.add_articles();
    article.set_id(id);
    *article.mutable_input() = *task.input;
    article.set_control_sequence(task.control_sequence);
    bytes += article.input().text().size();
    ++in_flight_;
    if (task.suspect) {
      suspect_in_flight_ = true;
      break;
    }
  }
  return true;
}

void TaggerStream::Write(Stream& stream) {
  tagger::v1::TagArticlesRequest request;
  while (NextRequest(request)) {
    if (!stream.Write(request)) return;
  }
}

void TaggerStream::OnResponse(tagger::v1::TagArticlesResponse response) {
  std::vector<std::pair<Done, TagResult>> results;
  {
    absl::MutexLock lock(&mutex_);
    trouble_.clear();
    answered_on_stream_ = true;
    ++answers_;
    if (response.max_in_flight() > 0) window_ = std::min<size_t>(options_.max_in_flight, response.max_in_flight());
    for (tagger::v1::TaggedArticle& article : *response.mutable_articles()) {
      const auto found = tasks_.find(article.id());
      if (found == tasks_.end()) continue;
      --in_flight_;
      if (found->second.suspect) suspect_in_flight_ = false;
      if (article.has_failure()) {
        const auto code = static_cast<absl::StatusCode>(article.failure().code());
        // Anything but these two is the tagger's trouble and not the text's: later, however often.
        const bool of_the_text = code == absl::StatusCode::kInvalidArgument || code == absl::StatusCode::kInternal;
        if (!of_the_text) paused_until_ = absl::Now() + kPause;
        const bool for_good = code == absl::StatusCode::kInvalidArgument;
        if (!of_the_text || (!for_good && ++found->second.failures < options_.max_attempts)) {
          waiting_.push_back(article.id());
          continue;
        }
      }
      TagResult result;
      if (article.has_failure()) {
        result.status = MakeError(static_cast<absl::StatusCode>(article.failure().code()), article.failure().reason(),
                                  article.failure().message());
      } else {
        result.annotations = std::move(*article.mutable_annotations());
      }
      result.pipeline_version = response.pipeline_version();
      result.knowledge_version = std::move(*article.mutable_knowledge_version());
      result.remembered = article.remembered();
      results.emplace_back(std::move(found->second.done), std::move(result));
      tasks_.erase(found);
    }
  }
  for (auto& [done, result] : results) done(std::move(result));
}

void TaggerStream::OnBroken(const absl::Status& status) {
  std::vector<Done> failed;
  {
    absl::MutexLock lock(&mutex_);
    if (stopping_) return;
    // Everything unanswered is sent again, in its old order, ahead of what still waits.
    const bool alone = in_flight_ == 1;
    std::deque<uint64_t> again;
    for (auto& [id, task] : tasks_) {
      if (std::ranges::find(waiting_, id) != waiting_.end()) continue;
      // A stream on which the tagger never spoke (it greets each one) says nothing about the texts on it.
      if (answered_on_stream_) {
        if (alone && task.suspect) ++task.failures;
        task.suspect = true;
      }
      again.push_back(id);
    }
    for (const uint64_t id : again) {
      Task& task = tasks_.at(id);
      if (task.failures >= options_.max_attempts) {
        failed.push_back(std::move(task.done));
        tasks_.erase(id);
      }
    }
    std::erase_if(again, [this](uint64_t id) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return !tasks_.contains(id); });
    waiting_.insert(waiting_.begin(), again.begin(), again.end());
    in_flight_ = 0;
    suspect_in_flight_ = false;
  }
  for (Done& done : failed) {
    done(TagResult{.status =
                       absl::InternalError(absl::StrCat("the tagger fell silent on this text: ", status.message()))});
  }
}

}  // namespace sitrep::client
