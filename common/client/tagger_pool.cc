#include "common/client/tagger_pool.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/error.h"
#include "common/base/hash.h"
#include "common/base/string_views.h"
#include "common/rpc/channel.h"
#include "common/rpc/status.h"

namespace sitrep::client {
namespace {

// How often overdue texts, pauses and silence are looked at while there is something to look at.
constexpr absl::Duration kTick = absl::Milliseconds(50);

constexpr char kAnswers[] = "sitrep_query_tagger_answers_total";
constexpr char kAnswersHelp[] = "Texts answered by taggers, by whether it was the one that their content prefers";
constexpr char kResent[] = "sitrep_query_tagger_resent_total";
constexpr char kResentHelp[] = "Texts sent to a tagger once more, by what became of them the time before";

}  // namespace

TaggerPool::TaggerPool(rpc::Endpoints& taggers, Options options, obs::Metrics& metrics)
    : options_(std::move(options)),
      endpoints_(taggers),
      preferred_(metrics.AddCounter(kAnswers, kAnswersHelp, {{"tagger", "preferred"}})),
      other_(metrics.AddCounter(kAnswers, kAnswersHelp, {{"tagger", "other"}})),
      broken_(metrics.AddCounter(kResent, kResentHelp, {{"reason", "stream_ended"}})),
      refused_(metrics.AddCounter(kResent, kResentHelp, {{"reason", "refused"}})),
      thread_([this] { Run(); }),
      listening_(taggers.Listen([this](const std::vector<std::string>& endpoints) { OnEndpoints(endpoints); })) {}

TaggerPool::~TaggerPool() {
  listening_ = {};
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
    for (auto& [endpoint, pod] : pods_) {
      if (pod->stream != nullptr) pod->stream->Cancel();
    }
    mutex_.Await(absl::Condition(this, &TaggerPool::AllEnded));
  }
  thread_.join();
}

void TaggerPool::Tag(std::shared_ptr<const tagger::v1::TagInput> input, uint64_t control_sequence, Done done) {
  std::string content_hash = HashOf(input->SerializeAsString()).ToBytes();
  absl::MutexLock lock(&mutex_);
  const uint64_t id = next_id_++;
  tasks_.emplace(id, Task{.input = std::move(input),
                          .control_sequence = control_sequence,
                          .done = std::move(done),
                          .content_hash = std::move(content_hash)});
  Queue(id);
  Advance();
}

std::string TaggerPool::trouble() const {
  absl::MutexLock lock(&mutex_);
  std::string silent;
  std::string refusing;
  for (const auto& [endpoint, pod] : pods_) {
    if (!pod->listed) continue;
    // What was never tried may yet answer.
    if (pod->greeted || pod->trouble.empty()) return "";
    (pod->refuses ? refusing : silent) = absl::StrCat(endpoint, ": ", pod->trouble);
  }
  if (!refusing.empty()) return absl::StrCat("no tagger can be used: ", refusing);
  if (!silent.empty()) return absl::StrCat("no tagger answers: ", silent);
  return absl::StrCat("no tagger is known: ", endpoints_.trouble());
}

size_t TaggerPool::live() const {
  absl::MutexLock lock(&mutex_);
  return std::ranges::count_if(pods_, [](const auto& entry) { return entry.second->listed && entry.second->greeted; });
}

// Only where something waits for time to pass.
bool TaggerPool::Restless() const {
  return stopping_ || !tasks_.empty() ||
         std::ranges::any_of(pods_, [](const auto& entry) { return entry.second->stream == nullptr; });
}

void TaggerPool::Run() {
  while (true) {
    // Channels are closed here: not by a thread of gRPC's, which may be ended by it, and not with the lock held.
    std::vector<std::unique_ptr<Pod>> gone;
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(this, &TaggerPool::Restless));
    if (stopping_) return;
    Advance();
    for (auto pod = pods_.begin(); pod != pods_.end();) {
      if (pod->second->listed || pod->second->stream != nullptr) {
        ++pod;
      } else {
        gone.push_back(std::move(pod->second));
        pod = pods_.erase(pod);
      }
    }
    if (mutex_.AwaitWithTimeout(absl::Condition(&stopping_), kTick)) return;
  }
}

// What happens.

void TaggerPool::OnEndpoints(const std::vector<std::string>& endpoints) {
  absl::MutexLock lock(&mutex_);
  for (auto& [endpoint, pod] : pods_) pod->listed = false;
  for (const std::string& endpoint : endpoints) {
    std::unique_ptr<Pod>& pod = pods_[endpoint];
    if (pod == nullptr) {
      pod = std::make_unique<Pod>(Pod{.endpoint = endpoint,
                                      .seed = Hash64(endpoint),
                                      .stub = tagger::v1::TaggerService::NewStub(rpc::MakeChannel(endpoint))});
    }
    pod->listed = true;
  }
  Advance();
  // A pod that goes away is let answer what it has.
  for (auto& [endpoint, pod] : pods_) {
    if (!pod->listed && pod->stream != nullptr) pod->stream->Finish();
  }
}

void TaggerPool::OnAnswers(TaggerStream& stream, tagger::v1::TagArticlesResponse response) {
  Results results;
  {
    absl::MutexLock lock(&mutex_);
    Pod& pod = *pods_.at(stream.endpoint());
    if (!pod.greeted) OnGreeting(pod, response.pipeline_version());
    pod.window = options_.max_in_flight;
    if (response.max_in_flight() > 0) pod.window = std::min<size_t>(pod.window, response.max_in_flight());
    for (tagger::v1::TaggedArticle& article : *response.mutable_articles()) {
      OnAnswer(pod, response.pipeline_version(), article, results);
    }
    Advance();
  }
  for (auto& [done, result] : results) done(std::move(result));
}

void TaggerPool::OnGreeting(Pod& pod, const std::string& pipeline_version) {
  if (!options_.pipeline_version.empty() && !pipeline_version.empty() &&
      pipeline_version != options_.pipeline_version) {
    pod.refuses = true;
    pod.trouble = absl::StrCat("runs pipeline version ", pipeline_version, " and not ", options_.pipeline_version);
    return pod.stream->Cancel();
  }
  pod.greeted = true;
  pod.refuses = false;
  pod.trouble.clear();
  pod.backoff.Reset();
}

void TaggerPool::OnAnswer(Pod& pod, const std::string& pipeline_version, tagger::v1::TaggedArticle& article,
                          Results& results) {
  const auto found = tasks_.find(article.id());
  if (found == tasks_.end()) return;
  Task& task = found->second;
  if (on_trial_ == article.id()) on_trial_.reset();
  TagResult result;
  if (article.has_failure()) {
    const auto code = static_cast<absl::StatusCode>(article.failure().code());
    // Anything but these two is the tagger's trouble and not the text's: later or elsewhere, however often.
    const bool of_the_text = code == absl::StatusCode::kInvalidArgument || code == absl::StatusCode::kInternal;
    if (!of_the_text) pod.paused_until = absl::Now() + options_.overload_pause;
    const bool for_good = code == absl::StatusCode::kInvalidArgument;
    if (!of_the_text || (!for_good && ++task.failures < options_.max_attempts)) {
      refused_.Increment();
      return Queue(article.id());
    }
    result.status = MakeError(code, article.failure().reason(), article.failure().message());
  } else {
    result.annotations = std::move(*article.mutable_annotations());
  }
  const Pod* preferred = Best(task, [](const Pod& each) { return each.listed; });
  (preferred == &pod ? preferred_ : other_).Increment();
  result.pipeline_version = pipeline_version;
  result.knowledge_version = std::move(*article.mutable_knowledge_version());
  result.remembered = article.remembered();
  results.emplace_back(std::move(task.done), std::move(result));
  tasks_.erase(found);
}

void TaggerPool::OnWritten(TaggerStream&) {
  absl::MutexLock lock(&mutex_);
  Advance();
}

void TaggerPool::OnEnd(TaggerStream& stream, const absl::Status& status) {
  Results results;
  {
    absl::MutexLock lock(&mutex_);
    Pod& pod = *pods_.at(stream.endpoint());
    const bool was_up = std::exchange(pod.greeted, false);
    pod.stream = nullptr;
    if (stopping_) {
      --open_streams_;
      return;
    }
    HandBack(stream, status, results);
    const absl::Time now = absl::Now();
    if (was_up && rpc::EndedInOrder(status)) {
      pod.open_at = now;
    } else if (pod.refuses || absl::IsFailedPrecondition(status)) {
      pod.open_at = now + options_.refusal_pause;
      if (!pod.refuses) pod.trouble = std::string(ToStd(status.message()));
      pod.refuses = true;
    } else {
      pod.open_at = now + pod.backoff.Next();
      pod.trouble = status.ok() ? "it ended the stream" : std::string(ToStd(status.message()));
    }
    Advance();
  }
  for (auto& [done, result] : results) done(std::move(result));
  // Only now: the destructor waits for it.
  absl::MutexLock lock(&mutex_);
  --open_streams_;
}

void TaggerPool::HandBack(const TaggerStream& stream, const absl::Status& status, Results& results) {
  const std::vector<uint64_t> unanswered = stream.Unanswered();
  // A stream on which the tagger never spoke says nothing about the texts on it, nor does one that was ended on
  // purpose.
  const bool suspicious = stream.greeted() && !rpc::EndedInOrder(status);
  for (const uint64_t id : unanswered) {
    Task& task = tasks_.at(id);
    const bool alone = on_trial_ == id;
    if (alone) on_trial_.reset();
    if (suspicious && alone) ++task.failures;
    if (suspicious) task.suspect = true;
    broken_.Increment();
    if (task.failures < options_.max_attempts) {
      Queue(id);
      continue;
    }
    results.emplace_back(std::move(task.done),
                         TagResult{.status = absl::InternalError(
                                       absl::StrCat("the tagger fell silent on this text: ", status.message()))});
    tasks_.erase(id);
  }
}

// What follows from it.

void TaggerPool::Queue(uint64_t id) { (tasks_.at(id).suspect ? suspects_ : unrouted_).insert(id); }

template <typename Eligible>
TaggerPool::Pod* TaggerPool::Best(const Task& task, Eligible eligible) const {
  Pod* best = nullptr;
  uint64_t best_weight = 0;
  for (const auto& [endpoint, pod] : pods_) {
    if (!eligible(*pod)) continue;
    const uint64_t weight = Hash64(task.content_hash, pod->seed);
    if (best != nullptr && weight <= best_weight) continue;
    best = pod.get();
    best_weight = weight;
  }
  return best;
}

void TaggerPool::Advance() {
  if (stopping_) return;
  const absl::Time now = absl::Now();
  OpenStreams(now);
  Reroute(now);
  MoveOverdue(now);
  ChooseTrialPod(now);
  for (auto& [endpoint, pod] : pods_) {
    if (pod->Takes(now)) Fill(*pod);
    if (pod->stream != nullptr && now - pod->stream->silent_since() > options_.stall_timeout) pod->stream->Cancel();
  }
}

void TaggerPool::OpenStreams(absl::Time now) {
  for (auto& [endpoint, pod] : pods_) {
    if (pod->stream != nullptr || !pod->listed || now < pod->open_at) continue;
    pod->stream = new TaggerStream(endpoint, *pod->stub, *this);
    ++open_streams_;
  }
}

void TaggerPool::Reroute(absl::Time now) {
  for (auto& [endpoint, pod] : pods_) {
    if (!pod->Takes(now)) unrouted_.merge(pod->waiting);
  }
  if (unrouted_.empty()) return;
  for (const uint64_t id : unrouted_) {
    Task& task = tasks_.at(id);
    Pod* const pod = Best(task, [&](const Pod& each) { return each.Takes(now); });
    if (pod == nullptr) return;
    task.waiting_since = now;
    pod->waiting.insert(id);
  }
  unrouted_.clear();
}

// A text that has waited too long goes to the best of those that have room.
void TaggerPool::MoveOverdue(absl::Time now) {
  for (auto& [endpoint, pod] : pods_) {
    while (!pod->waiting.empty()) {
      const uint64_t id = *pod->waiting.begin();
      Task& task = tasks_.at(id);
      if (now - task.waiting_since < options_.patience) break;
      Pod* const next = Best(task, [&, trial = trial_pod_](const Pod& each) {
        return &each != pod.get() && &each != trial && each.Takes(now) && each.HasRoom();
      });
      if (next == nullptr) break;
      pod->waiting.erase(id);
      next->waiting.insert(id);
      task.waiting_since = now;
    }
  }
}

void TaggerPool::ChooseTrialPod(absl::Time now) {
  if (on_trial_.has_value()) return;
  if (suspects_.empty()) {
    trial_pod_ = nullptr;
  } else if (trial_pod_ == nullptr || !trial_pod_->Takes(now)) {
    trial_pod_ = Best(tasks_.at(*suspects_.begin()), [&](const Pod& each) { return each.Takes(now); });
  }
}

void TaggerPool::AddTo(tagger::v1::TagArticlesRequest& request, uint64_t id) const {
  const Task& task = tasks_.at(id);
  tagger::v1::TagArticle& article = *request.add_articles();
  article.set_id(id);
  *article.mutable_input() = *task.input;
  article.set_control_sequence(task.control_sequence);
}

void TaggerPool::Fill(Pod& pod) {
  if (!pod.stream->MaySend()) return;
  tagger::v1::TagArticlesRequest request;
  request.set_pipeline_version(options_.pipeline_version);
  if (&pod == trial_pod_) {
    // A suspect travels alone.
    if (on_trial_.has_value() || pod.stream->in_flight() > 0) return;
    on_trial_ = *suspects_.begin();
    suspects_.erase(suspects_.begin());
    AddTo(request, *on_trial_);
    return pod.stream->Send(std::move(request));
  }
  size_t bytes = 0;
  for (size_t room = pod.window - std::min(pod.window, pod.stream->in_flight()); room > 0; --room) {
    if (pod.waiting.empty() || bytes >= options_.max_batch_bytes ||
        static_cast<size_t>(request.articles_size()) >= options_.max_batch_articles) {
      break;
    }
    const uint64_t id = *pod.waiting.begin();
    pod.waiting.erase(pod.waiting.begin());
    AddTo(request, id);
    bytes += tasks_.at(id).input->text().size();
  }
  if (request.articles_size() > 0) pod.stream->Send(std::move(request));
}

}  // namespace sitrep::client
