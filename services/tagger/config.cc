#include "services/tagger/config.h"

#include "absl/flags/flag.h"
#include "common/base/error.h"

ABSL_FLAG(std::string, address, "127.0.0.1:7102",
          "where the RPCs are served, host:port; port 0 lets the system choose");
ABSL_FLAG(std::string, metrics_address, "127.0.0.1:9102", "where /metrics is served, host:port");
ABSL_FLAG(std::string, data_dir, "run/tagger", "folder of this process's RocksDB shard: the memo; made when absent");
ABSL_FLAG(std::string, models_dir, "models", "folder of the gazetteer, the knowledge base and the lexicons");
ABSL_FLAG(
    std::string, numeric_profile, "exact",
    "how numbers are computed, the same for all taggers of a deployment: exact, plain, avx2, bf16, or auto for the "
    "fastest here; a tagger that cannot is never ready. All annotators of today are exact");
ABSL_FLAG(std::string, ingest_address, "127.0.0.1:7101", "where ingest serves control records");
ABSL_FLAG(int, threads, 2, "threads that annotate");
ABSL_FLAG(int, queue_limit, 4096, "texts that may wait for a thread; more are refused with RESOURCE_EXHAUSTED");
ABSL_FLAG(int, max_streams, 32, "open TagArticles streams");
ABSL_FLAG(uint64_t, memory_mb, 128, "memory for RocksDB's caches and write buffers together, in MiB");
ABSL_FLAG(uint64_t, memo_mb, 1024, "disk the memo may take, in MiB; the oldest entries go first");

namespace sitrep::tagger {

absl::StatusOr<Config> LoadConfig() {
  Config config{.address = absl::GetFlag(FLAGS_address),
                .metrics_address = absl::GetFlag(FLAGS_metrics_address),
                .data_dir = absl::GetFlag(FLAGS_data_dir),
                .models_dir = absl::GetFlag(FLAGS_models_dir),
                .numeric_profile = absl::GetFlag(FLAGS_numeric_profile),
                .ingest_address = absl::GetFlag(FLAGS_ingest_address),
                .threads = absl::GetFlag(FLAGS_threads),
                .queue_limit = absl::GetFlag(FLAGS_queue_limit),
                .max_streams = absl::GetFlag(FLAGS_max_streams),
                .memory_bytes = absl::GetFlag(FLAGS_memory_mb) << 20,
                .memo_bytes = absl::GetFlag(FLAGS_memo_mb) << 20};
  if (config.data_dir.empty()) return InvalidField("--data_dir", "must not be empty");
  if (config.models_dir.empty()) return InvalidField("--models_dir", "must not be empty");
  if (config.numeric_profile.empty()) return InvalidField("--numeric_profile", "must not be empty");
  if (config.threads < 1) return InvalidField("--threads", "must be at least 1");
  if (config.queue_limit < 1) return InvalidField("--queue_limit", "must be at least 1");
  if (config.max_streams < 1) return InvalidField("--max_streams", "must be at least 1");
  if (config.memory_bytes < (32u << 20)) return InvalidField("--memory_mb", "must be at least 32");
  if (config.memo_bytes < (64u << 20)) return InvalidField("--memo_mb", "must be at least 64");
  return config;
}

}  // namespace sitrep::tagger
