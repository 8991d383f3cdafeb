#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "common/base/cursor.h"
#include "common/rpc/feed.h"
#include "services/query/document_view/document_view.h"
#include "services/query/subscriptions/subscription_view.h"
#include "sitrep/query/v1/subscription_service.pb.h"

namespace sitrep::query {

struct MatchPosition {
  std::string subscription_id;
  CursorVector cursor;
};

// The matches of a subscription as its readers see them, with what the document view says of the articles now. The
// cursor is one of the log, so it means the same on every replica. Thread-safe.
class MatchFeed final : public rpc::Feed<v1::SubscribeResponse, MatchPosition> {
 public:
  MatchFeed(Executor& executor, absl::Duration heartbeat_interval) : Feed(executor, heartbeat_interval) {}
  ~MatchFeed() override { Stop(); }

  // Both must outlive the feed. Called once, before the first Next.
  void SetViews(const SubscriptionView& subscriptions, const DocumentView& documents) {
    subscriptions_ = &subscriptions;
    documents_ = &documents;
  }

 private:
  absl::StatusOr<std::optional<Batch>> Read(const MatchPosition& position) override;
  Batch Heartbeat(const MatchPosition& position) override;
  void Describe(const MatchAt& at, v1::Match& match) const;

  const SubscriptionView* subscriptions_ = nullptr;
  const DocumentView* documents_ = nullptr;
};

}  // namespace sitrep::query
