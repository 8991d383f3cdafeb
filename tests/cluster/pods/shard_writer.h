#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/obs/metrics.h"
#include "common/storage/shard.h"
#include "common/testing/fake_clock.h"
#include "services/ingest/log/append_clock.h"
#include "services/ingest/log/rocks_article_index.h"
#include "services/ingest/log/rocks_article_log.h"
#include "services/ingest/log_writer.h"
#include "sitrep/ingest/v1/ingest_service.pb.h"
#include "tests/cluster/cluster.h"

namespace sitrep::testing {

// The logs of a cluster's ingest pods, written without the pods by a clock of the test's: the code of ingest from the
// submission to the shard, and each thing in the shard of the pod that owns its partition. The shards are closed, and
// the pods may start, when the object goes away. Not thread-safe.
class ShardWriter {
 public:
  // `cluster` must outlive it. The clock begins at 2022-03-12.
  explicit ShardWriter(const Cluster& cluster) : cluster_(cluster), clock_(absl::FromUnixSeconds(1647043200)) {}

  absl::Status Open();
  void Advance(absl::Duration by) { clock_.Advance(by); }

  // What ingest refuses (an id that was retracted) is passed over, as by any client.
  absl::Status Submit(const ingest::v1::ArticleSubmission& submission);
  absl::Status Retract(const std::string& article_id);
  absl::Status AppendControl(ingest::storage::v1::Control control);

 private:
  struct Pod {
    obs::Metrics metrics;
    std::unique_ptr<storage::Shard> shard;
    std::unique_ptr<ingest::RocksArticleLog> log;
    std::unique_ptr<ingest::RocksArticleIndex> index;
    std::unique_ptr<ingest::AppendClock> clock;
    std::unique_ptr<ingest::LogWriter> writer;
  };

  absl::Status Open(int ordinal, Pod& pod);
  ingest::LogWriter& OwnerOf(const std::string& article_id);

  const Cluster& cluster_;
  FakeClock clock_;
  std::vector<std::unique_ptr<Pod>> pods_;
};

}  // namespace sitrep::testing
