#include "common/client/any_tagger.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/rpc/channel.h"

namespace sitrep::client {
namespace {

// How long a tagger that failed is asked last.
constexpr absl::Duration kDistrust = absl::Seconds(5);

}  // namespace

AnyTagger::AnyTagger(rpc::Endpoints& taggers)
    : endpoints_(taggers),
      listening_(taggers.Listen([this](const std::vector<std::string>& endpoints) { OnEndpoints(endpoints); })) {}

void AnyTagger::OnEndpoints(const std::vector<std::string>& endpoints) {
  absl::MutexLock lock(&mutex_);
  std::map<std::string, std::shared_ptr<Pod>> pods;
  for (const std::string& endpoint : endpoints) {
    const auto known = pods_.find(endpoint);
    pods[endpoint] = known != pods_.end()
                         ? known->second
                         : std::make_shared<Pod>(Pod{tagger::v1::TaggerService::NewStub(rpc::MakeChannel(endpoint))});
  }
  pods_ = std::move(pods);
}

std::vector<std::shared_ptr<AnyTagger::Pod>> AnyTagger::InTurn() {
  absl::MutexLock lock(&mutex_);
  std::vector<std::shared_ptr<Pod>> pods;
  for (const auto& [endpoint, pod] : pods_) pods.push_back(pod);
  if (pods.empty()) return pods;
  std::ranges::rotate(pods, pods.begin() + static_cast<ptrdiff_t>(turn_++ % pods.size()));
  const absl::Time since = absl::Now() - kDistrust;
  std::ranges::stable_partition(pods, [since](const auto& pod) { return pod->failed_at < since; });
  return pods;
}

bool AnyTagger::Note(Pod& pod, const absl::Status& status) {
  const bool next = absl::IsUnavailable(status) || absl::IsResourceExhausted(status) ||
                    absl::IsDeadlineExceeded(status) || absl::IsFailedPrecondition(status);
  absl::MutexLock lock(&mutex_);
  pod.failed_at = next ? absl::Now() : absl::InfinitePast();
  return next;
}

absl::Status AnyTagger::NoneKnown() const {
  return absl::UnavailableError(absl::StrCat("no tagger is known: ", endpoints_.trouble()));
}

}  // namespace sitrep::client
