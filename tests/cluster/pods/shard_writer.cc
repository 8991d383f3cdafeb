#include "tests/cluster/pods/shard_writer.h"

#include <utility>

#include "absl/synchronization/notification.h"
#include "common/base/ids.h"
#include "common/base/status_macros.h"
#include "common/cluster/partition_map.h"
#include "services/ingest/intake/intake.h"
#include "services/ingest/log/owners.h"

namespace sitrep::testing {

absl::Status ShardWriter::Open() {
  for (int ordinal = 0; ordinal < cluster_.layout().ingest; ++ordinal) {
    pods_.push_back(std::make_unique<Pod>());
    SITREP_RETURN_IF_ERROR(Open(ordinal, *pods_.back()));
  }
  return absl::OkStatus();
}

absl::Status ShardWriter::Open(int ordinal, Pod& pod) {
  storage::ShardOptions options{.path = cluster_.DataDir({Cluster::kIngest, ordinal}), .kind = "ingest"};
  options.families = ingest::RocksArticleLog::Families();
  for (auto& family : ingest::RocksArticleIndex::Families()) options.families.push_back(std::move(family));
  SITREP_ASSIGN_OR_RETURN(pod.shard, storage::OpenShard(options));
  const uint32_t partitions = cluster_.layout().partitions;
  if (cluster_.layout().UsesMap()) {
    SITREP_ASSIGN_OR_RETURN(cluster::PartitionMap map, cluster::PartitionMap::Load(cluster_.MapPath()));
    SITREP_ASSIGN_OR_RETURN(ingest::Owners owners, ingest::Owners::FromMap(std::move(map), ordinal));
    SITREP_ASSIGN_OR_RETURN(pod.log, ingest::RocksArticleLog::Open(*pod.shard, std::move(owners)));
  } else {
    SITREP_ASSIGN_OR_RETURN(pod.log, ingest::RocksArticleLog::Open(*pod.shard, partitions));
  }
  SITREP_ASSIGN_OR_RETURN(pod.index, ingest::RocksArticleIndex::Open(*pod.shard, partitions));
  pod.clock = std::make_unique<ingest::AppendClock>(clock_, *pod.log);
  SITREP_ASSIGN_OR_RETURN(pod.writer,
                          ingest::LogWriter::Start(*pod.log, *pod.index, *pod.clock, pod.metrics, {}, [] {}));
  return absl::OkStatus();
}

ingest::LogWriter& ShardWriter::OwnerOf(const std::string& article_id) {
  const ClusterLayout& layout = cluster_.layout();
  const uint32_t partition = PartitionOf(ArticleId{article_id}, layout.partitions).value;
  int ordinal = 0;
  while (partition >= layout.Share(ordinal, layout.ingest).second) ++ordinal;
  return *pods_[ordinal]->writer;
}

absl::Status ShardWriter::Submit(const ingest::v1::ArticleSubmission& submission) {
  SITREP_ASSIGN_OR_RETURN(ingest::storage::v1::Article article, ingest::TakeIn(submission));
  absl::Notification written;
  absl::Status status;
  ingest::LogWriter& owner = OwnerOf(article.article_id());
  SITREP_RETURN_IF_ERROR(owner.Submit({std::move(article)}, [&](std::vector<absl::StatusOr<ingest::Accepted>> results) {
    status = results.front().status();
    written.Notify();
  }));
  written.WaitForNotification();
  return status.code() == absl::StatusCode::kFailedPrecondition ? absl::OkStatus() : status;
}

absl::Status ShardWriter::Retract(const std::string& article_id) {
  absl::Notification written;
  absl::Status status;
  SITREP_RETURN_IF_ERROR(
      OwnerOf(article_id).Retract(ArticleId{article_id}, "a test", [&](absl::StatusOr<ingest::Retracted> result) {
        status = result.status();
        written.Notify();
      }));
  written.WaitForNotification();
  return status;
}

absl::Status ShardWriter::AppendControl(ingest::storage::v1::Control control) {
  absl::Notification written;
  absl::Status status;
  SITREP_RETURN_IF_ERROR(
      pods_.front()->writer->AppendControl(std::move(control), [&](absl::StatusOr<ingest::ControlAppended> result) {
        status = result.status();
        written.Notify();
      }));
  written.WaitForNotification();
  return status;
}

}  // namespace sitrep::testing
