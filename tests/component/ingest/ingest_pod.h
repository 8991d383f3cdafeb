#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/clock.h"
#include "common/base/executor.h"
#include "common/base/status_macros.h"
#include "common/cluster/partition_map.h"
#include "common/obs/log.h"
#include "common/obs/metrics.h"
#include "common/obs/rpc_metrics.h"
#include "common/rpc/server.h"
#include "common/storage/shard.h"
#include "common/testing/free_port.h"
#include "services/ingest/admin_service.h"
#include "services/ingest/article_feed.h"
#include "services/ingest/ingest_service.h"
#include "services/ingest/log/append_clock.h"
#include "services/ingest/log/rocks_article_index.h"
#include "services/ingest/log/rocks_article_log.h"
#include "services/ingest/log_writer.h"

namespace sitrep::testing {

// A map of pods on free ports of this machine, each with the partitions given ("0-2"); one query holds everything.
inline cluster::PartitionMap MapOfPods(uint32_t partitions, const std::vector<std::string>& pods) {
  std::string text = absl::StrCat("log 5f3a9c21d4e8b706 ", partitions, "\n");
  for (size_t i = 0; i < pods.size(); ++i) {
    absl::StrAppend(&text, "ingest ", i, " 127.0.0.1:", FreePort(), " ", pods[i], "\n");
  }
  absl::StrAppend(&text, "query 0/1 0-", partitions - 1, " whole\n");
  return *cluster::PartitionMap::Parse(text);
}

// An ingest pod in this process, as main() wires it, on a real shard: one of a map, or one that owns everything.
class IngestPod {
 public:
  IngestPod(std::string folder, cluster::PartitionMap map, uint32_t ordinal)
      : folder_(std::move(folder)),
        owners_(*ingest::Owners::FromMap(map, ordinal)),
        address_(map.ingest_pods()[ordinal].address) {}
  IngestPod(std::string folder, uint32_t partitions)
      : folder_(std::move(folder)),
        owners_(ingest::Owners::Everything(partitions)),
        address_(absl::StrCat("127.0.0.1:", FreePort())) {}

  absl::Status Start() {
    storage::ShardOptions options{.path = folder_, .kind = "ingest"};
    options.families = ingest::RocksArticleLog::Families();
    for (auto& family : ingest::RocksArticleIndex::Families()) options.families.push_back(family);
    options.memory_budget_bytes = 32 << 20;
    options.min_free_disk_bytes = 0;
    running_ = std::make_unique<Running>();
    Running& r = *running_;
    SITREP_ASSIGN_OR_RETURN(r.shard, storage::OpenShard(options));
    SITREP_ASSIGN_OR_RETURN(r.log, ingest::RocksArticleLog::Open(*r.shard, owners_));
    SITREP_ASSIGN_OR_RETURN(r.index, ingest::RocksArticleIndex::Open(*r.shard, r.log->partitions()));
    r.clock = std::make_unique<ingest::AppendClock>(system_clock_, *r.log);
    r.feed = std::make_unique<ingest::ArticleFeed>(*r.log, *r.clock, r.feed_executor, absl::Milliseconds(200));
    SITREP_ASSIGN_OR_RETURN(r.writer, ingest::LogWriter::Start(*r.log, *r.index, *r.clock, r.metrics, {},
                                                               [feed = r.feed.get()] { feed->Wake(); }));
    const rpc::Runtime runtime{r.executor, r.rpc_metrics, r.obs_log, "ingest.sitrep"};
    r.service = std::make_unique<ingest::IngestService>(*r.log, *r.index, *r.writer, *r.feed, runtime, 32);
    r.admin = std::make_unique<ingest::AdminService>(*r.log, *r.index, *r.shard, absl::Now(), runtime);
    SITREP_ASSIGN_OR_RETURN(r.server, rpc::Server::Start({.address = address_}, {r.service.get(), r.admin.get()},
                                                         {&r.service->submit_streams(), &r.service->watch_streams()}));
    r.server->SetServing(true);
    return absl::OkStatus();
  }
  void Stop() { running_.reset(); }

  const std::string& address() const { return address_; }
  const ingest::Owners& owners() const { return owners_; }
  ingest::RocksArticleLog& log() { return *running_->log; }
  ingest::AppendClock& clock() { return *running_->clock; }
  ingest::RocksArticleIndex& index() { return *running_->index; }
  std::string Scrape() const { return running_->metrics.Scrape(); }

 private:
  // Destroyed bottom-up, as in main().
  struct Running {
    obs::Metrics metrics;
    obs::RpcMetrics rpc_metrics{metrics};
    obs::Log obs_log{"ingest"};
    std::unique_ptr<storage::Shard> shard;
    std::unique_ptr<ingest::RocksArticleLog> log;
    std::unique_ptr<ingest::RocksArticleIndex> index;
    Executor feed_executor{1, 64};
    std::unique_ptr<ingest::AppendClock> clock;
    std::unique_ptr<ingest::ArticleFeed> feed;
    std::unique_ptr<ingest::LogWriter> writer;
    Executor executor{2, 64};
    std::unique_ptr<ingest::IngestService> service;
    std::unique_ptr<ingest::AdminService> admin;
    std::unique_ptr<rpc::Server> server;
  };

  const std::string folder_;
  const ingest::Owners owners_;
  const std::string address_;
  const SystemClock system_clock_;
  std::unique_ptr<Running> running_;
};

// The first id of this shape that lies in the partition.
inline std::string IdIn(Partition partition, uint32_t partitions, std::string_view prefix = "wire") {
  for (int i = 0;; ++i) {
    std::string id = absl::StrCat(std::string(prefix), "-", i);
    if (PartitionOf(ArticleId{id}, partitions) == partition) return id;
  }
}

}  // namespace sitrep::testing
