#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/base/ids.h"

namespace sitrep::cluster {

// An ingest pod and the partitions that it alone appends to, in ascending order.
struct IngestPod {
  uint32_t ordinal = 0;
  std::string address;
  std::vector<Partition> partitions;
};

// What a query pod keeps: the partitions its document view holds, in ascending order, and whether it also builds the
// views that need all partitions (corroboration, subscriptions), for which it follows the whole log.
struct QueryHolding {
  std::vector<Partition> partitions;
  bool whole = false;
};

// Which pod owns which partition of the log, and which query pods hold it: one small text file, the same for every pod.
//
//   # anything behind a number sign
//   log 5f3a9c21d4e8b706 8              the log's id (hexadecimal) and its number of partitions; the first line
//   ingest 0 ingest-0.ingest:7101 0-3   ordinal, address, partitions it owns: every partition exactly once
//   ingest 1 ingest-1.ingest:7101 4-6,7 ordinals are 0, 1, 2 and so on
//   query 0/2 0-3 whole                 query pods whose ordinal is 0 modulo 2: what they hold. All lines have one
//   query 1/2 4-7                       modulus, each remainder a line; all is held, and somebody is whole
//
// The control partition belongs to ingest ordinal 0. A value; thread-safe.
class PartitionMap {
 public:
  // INVALID_ARGUMENT names line and problem: "line 3: partition 4 is owned by ingest 0 already".
  static absl::StatusOr<PartitionMap> Parse(std::string_view text);
  // The same of a file; the message begins with its path.
  static absl::StatusOr<PartitionMap> Load(const std::string& path);

  uint64_t log_id() const { return log_id_; }
  // P; the control partition is not counted.
  uint32_t partitions() const { return static_cast<uint32_t>(owners_.size()); }

  // By ordinal.
  const std::vector<IngestPod>& ingest_pods() const { return ingest_pods_; }
  // The pod that appends to a partition, the control partition included. REQUIRES: partition < P or control.
  const IngestPod& OwnerOf(Partition partition) const;
  // FAILED_PRECONDITION when the map has no such ordinal.
  absl::StatusOr<IngestPod> IngestPodOf(uint32_t ordinal) const;

  // How many kinds of query pods there are: pods with equal ordinals modulo this number are replicas of each other.
  uint32_t query_groups() const { return static_cast<uint32_t>(query_groups_.size()); }
  const QueryHolding& HoldingOf(uint32_t query_ordinal) const;

 private:
  class Parser;

  PartitionMap() = default;

  uint64_t log_id_ = 0;
  std::vector<IngestPod> ingest_pods_;
  std::vector<uint32_t> owners_;  // Ordinal by partition.
  std::vector<QueryHolding> query_groups_;
};

// Partitions in ascending order as the map writes them: "0-2,5".
std::string FormatPartitions(absl::Span<const Partition> partitions);

// The number at the end of the first label of a host name, as a StatefulSet counts its pods: 2 for "ingest-2" and for
// "ingest-2.ingest.news.svc"; 0 when there is none.
uint32_t OrdinalOfHostName(std::string_view host_name);

// What the flag --ordinal says, or, when that is negative, the number at the end of this machine's host name.
uint32_t OrdinalOrOfThisHost(int flag);

}  // namespace sitrep::cluster
