#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/cursor.h"
#include "common/rpc/feed.h"
#include "services/query/generations.h"
#include "services/query/peer/corpus.h"
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

  // They tell the feed of matches, and so are made after it. Called once, before the first Next; Stop() comes before
  // their end.
  void SetGenerations(const Generations& generations, const Corpus& corpus) {
    generations_ = &generations;
    corpus_ = &corpus;
  }

 private:
  absl::StatusOr<std::optional<Batch>> Read(const MatchPosition& position) override;
  Batch Heartbeat(const MatchPosition& position) override;

  // The articles of the matches, as those who hold them have them; may ask other pods.
  std::vector<absl::StatusOr<v1::Document>> Documents(const std::shared_ptr<Generation>& generation,
                                                      const std::vector<MatchAt>& matches,
                                                      const CursorVector& covered) const;

  const Generations* generations_ = nullptr;
  const Corpus* corpus_ = nullptr;
};

}  // namespace sitrep::query
