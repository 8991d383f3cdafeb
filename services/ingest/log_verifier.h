#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "services/ingest/log/article_index.h"
#include "services/ingest/log/article_log.h"

namespace sitrep::ingest {

// Checks what this process has of the log piece by piece: every entry has its shape, offsets and append times never
// decrease, and the article index says what a replay says. Works partition by partition and keeps a hash an article of
// one partition in memory. Articles that change while it runs are left out of the comparison. Not thread-safe.
class LogVerifier {
 public:
  LogVerifier(const ArticleLog& log, const ArticleIndex& index);

  // Reads the next piece. False when everything has been read.
  bool Step();

  uint64_t records_read() const { return records_read_; }
  // As of the start.
  uint64_t records_total() const { return records_total_; }
  // The first 100, a line each.
  const std::vector<std::string>& problems() const { return problems_; }

 private:
  void Check(Partition partition, const StoredEntry& stored);
  void CompareWithIndex();
  void AddProblem(std::string problem);

  const ArticleLog& log_;
  const ArticleIndex& index_;
  const std::vector<Partition> partitions_;
  std::vector<Offset> ends_;
  size_t at_ = 0;
  Offset from_;
  int64_t last_append_time_us_ = 0;
  absl::flat_hash_map<std::string, storage::v1::ArticleHead> heads_;
  uint64_t records_read_ = 0;
  uint64_t records_total_ = 0;
  std::vector<std::string> problems_;
};

}  // namespace sitrep::ingest
