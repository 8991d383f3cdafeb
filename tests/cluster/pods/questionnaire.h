#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "cli/connection.h"
#include "tests/cluster/pods/recorded_log.h"

namespace sitrep::testing {

// Question (method and request) to answer: every message of every page as text, or the code and reason of an error.
// Left out is what is opaque and belongs to one process: page tokens (they are followed instead), cursors, write
// tokens. Everything else has to be the same, scores and append times included.
using Answers = std::map<std::string, std::string>;

// What is asked of a cluster that has followed a recorded log to its end: every reading RPC, with filters, orders and
// page sizes of many kinds, and every article, entity and story there is.
class Questionnaire {
 public:
  // Lists that come in the order of the log are compared partition by partition; those of logs with different numbers
  // of partitions can be compared article by article only.
  enum class LogOrder { kByPartition, kByArticle };
  Questionnaire(const RecordedLog& log, uint32_t partitions, LogOrder order)
      : log_(log), partitions_(partitions), order_(order) {}

  // Of the query pod of this connection.
  Answers AskQuery(const cli::Connection& connection) const;
  // Of the log, through any pod.
  Answers AskIngest(const cli::Connection& connection) const;

 private:
  class Interview;

  const RecordedLog& log_;
  const uint32_t partitions_;
  const LogOrder order_;
};

// The questions on which two clusters differ and where, a few of them at length; empty when there is none.
std::string Differences(const Answers& expected, const Answers& actual);

}  // namespace sitrep::testing
