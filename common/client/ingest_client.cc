#include "common/client/ingest_client.h"

#include <algorithm>
#include <string_view>

#include "absl/time/clock.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/client/unary_call.h"
#include "common/rpc/channel.h"

namespace sitrep::client {
namespace {

// Owners are fixed, so the first answer names the right one; more hops mean maps that contradict each other.
constexpr int kMaxHops = 3;
constexpr absl::Duration kLayoutTimeout = absl::Seconds(5);

}  // namespace

IngestClient::IngestClient(std::string address) : address_(std::move(address)), from_map_(false) {}

IngestClient::IngestClient(const cluster::PartitionMap& map)
    : address_(map.OwnerOf(kControlPartition).address), from_map_(true), layout_(IngestLayout::Of(map)) {}

template <typename Request, typename Response>
absl::StatusOr<Response> IngestClient::Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                                         Response*),
                                            const Request& request, std::string& address, absl::Time deadline,
                                            const obs::TraceContext* trace) {
  for (int hop = 0;; ++hop) {
    absl::StatusOr<Response> response = CallUnary(StubOf(address), method, request, deadline - absl::Now(), trace);
    if (response.ok()) return response;
    const ErrorDetail detail = ReadErrorDetail(response.status());
    const std::string_view owner = detail.Find("owner");
    if (detail.reason != "NOT_OWNER" || owner.empty() || owner == address || hop == kMaxHops) return response;
    ForgetLayout();
    address = owner;
  }
}

absl::StatusOr<ingest::v1::CreateArticleResponse> IngestClient::CreateArticle(
    const ingest::v1::CreateArticleRequest& request, absl::Duration timeout, const obs::TraceContext* trace) {
  const absl::Time deadline = absl::Now() + timeout;
  const absl::StatusOr<IngestLayout> layout = Layout(timeout);
  std::string address = layout.ok() ? OwnerOf(*layout, request.article()) : address_;
  return Call(&Stub::CreateArticle, request, address, deadline, trace);
}

absl::StatusOr<ingest::v1::StoredArticle> IngestClient::GetArticle(const ingest::v1::GetArticleRequest& request,
                                                                   absl::Duration timeout,
                                                                   const obs::TraceContext* trace) {
  const absl::Time deadline = absl::Now() + timeout;
  std::string address = OwnerOfArticle(request.article_id(), deadline);
  return Call(&Stub::GetArticle, request, address, deadline, trace);
}

absl::StatusOr<ingest::v1::RetractArticleResponse> IngestClient::RetractArticle(
    const ingest::v1::RetractArticleRequest& request, absl::Duration timeout, const obs::TraceContext* trace) {
  const absl::Time deadline = absl::Now() + timeout;
  std::string address = OwnerOfArticle(request.article_id(), deadline);
  return Call(&Stub::RetractArticle, request, address, deadline, trace);
}

absl::StatusOr<ingest::v1::AppendControlResponse> IngestClient::AppendControl(
    const ingest::v1::AppendControlRequest& request, absl::Duration timeout, const obs::TraceContext* trace) {
  const absl::Time deadline = absl::Now() + timeout;
  const absl::StatusOr<IngestLayout> layout = Layout(timeout);
  std::string address = layout.ok() ? layout->control_owner : address_;
  return Call(&Stub::AppendControl, request, address, deadline, trace);
}

absl::StatusOr<ingest::v1::ListArticlesResponse> IngestClient::ListArticles(
    const ingest::v1::ListArticlesRequest& request, absl::Duration timeout, const obs::TraceContext* trace) {
  const absl::Time deadline = absl::Now() + timeout;
  ingest::v1::ListArticlesRequest next = request;
  while (true) {
    std::string address = address_;
    {
      absl::MutexLock lock(&mutex_);
      if (!next.page_token().empty() && next_page_.first == next.page_token()) address = next_page_.second;
    }
    SITREP_ASSIGN_OR_RETURN(ingest::v1::ListArticlesResponse page,
                            Call(&Stub::ListArticles, next, address, deadline, trace));
    {
      absl::MutexLock lock(&mutex_);
      next_page_ = {page.next_page_token(), address};
    }
    // A pod without articles of the list ends its page at the border of the next.
    if (page.articles_size() > 0 || page.next_page_token().empty()) return page;
    next.set_page_token(page.next_page_token());
  }
}

absl::StatusOr<IngestLayout> IngestClient::Layout(absl::Duration timeout) {
  {
    absl::MutexLock lock(&mutex_);
    if (layout_.has_value()) return *layout_;
  }
  timeout = std::min(timeout, kLayoutTimeout);
  const auto listed =
      CallUnary(AdminOf(address_), &AdminStub::ListPartitions, ingest::v1::ListPartitionsRequest(), timeout);
  IngestLayout layout;
  if (listed.ok()) {
    layout = IngestLayout::Of(*listed, address_);
  } else if (absl::IsUnimplemented(listed.status())) {
    // A version that knows nothing of other pods owns everything.
    SITREP_ASSIGN_OR_RETURN(
        const ingest::v1::GetStatusResponse status,
        CallUnary(AdminOf(address_), &AdminStub::GetStatus, ingest::v1::GetStatusRequest(), timeout));
    layout = IngestLayout::OfOne(status.log_id(), static_cast<uint32_t>(status.partitions_size()), address_);
  } else {
    return listed.status();
  }
  absl::MutexLock lock(&mutex_);
  layout_ = layout;
  return layout;
}

std::string IngestClient::OwnerOfArticle(const std::string& article_id, absl::Time deadline) {
  const absl::StatusOr<IngestLayout> layout = Layout(deadline - absl::Now());
  if (!layout.ok() || layout->owners.empty()) return address_;
  return layout->OwnerOf(PartitionOf(ArticleId{article_id}, layout->partitions()));
}

void IngestClient::ForgetLayout() {
  absl::MutexLock lock(&mutex_);
  if (!from_map_) layout_.reset();
}

IngestClient::Pod& IngestClient::PodAt(const std::string& address) {
  absl::MutexLock lock(&mutex_);
  std::unique_ptr<Pod>& pod = pods_[address];
  if (pod == nullptr) {
    pod = std::make_unique<Pod>();
    pod->channel = rpc::MakeChannel(address);
    pod->stub = ingest::v1::IngestService::NewStub(pod->channel);
    pod->admin = ingest::v1::AdminService::NewStub(pod->channel);
  }
  return *pod;
}

std::shared_ptr<grpc::Channel> IngestClient::ChannelTo(const std::string& address) { return PodAt(address).channel; }
IngestClient::Stub& IngestClient::StubOf(const std::string& address) { return *PodAt(address).stub; }
IngestClient::AdminStub& IngestClient::AdminOf(const std::string& address) { return *PodAt(address).admin; }

}  // namespace sitrep::client
