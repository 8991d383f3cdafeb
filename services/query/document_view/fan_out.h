#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "common/base/status_macros.h"
#include "services/query/document_view/partition_source.h"
#include "sitrep/query/v1/filter.pb.h"

namespace sitrep::query {

using PartitionSources = std::vector<std::unique_ptr<PartitionSource>>;

// Asks every partition in turn and goes on without those that are UNAVAILABLE, unless the request wants all or nothing.
// A partition that dropped out is not asked again. For one request; not thread-safe.
class FanOut {
 public:
  enum class Completeness { kTolerant, kRequired };

  // The sources must outlive it.
  FanOut(const PartitionSources& sources, Completeness completeness) : completeness_(completeness) {
    for (const std::unique_ptr<PartitionSource>& source : sources) available_.push_back(source.get());
  }

  // Calls `ask(source)`, which answers a status.
  template <typename Ask>
  absl::Status ForEach(Ask ask) {
    std::vector<PartitionSource*> answered;
    for (PartitionSource* source : available_) {
      const absl::Status status = ask(*source);
      if (absl::IsUnavailable(status) && completeness_ == Completeness::kTolerant) {
        v1::MissingPart& part = missing_.emplace_back();
        part.add_partitions(source->partition().value);
        part.set_why(std::string(status.message()));
        continue;
      }
      SITREP_RETURN_IF_ERROR(status);
      answered.push_back(source);
    }
    available_ = std::move(answered);
    return absl::OkStatus();
  }

  const std::vector<v1::MissingPart>& missing() const { return missing_; }

 private:
  Completeness completeness_;
  std::vector<PartitionSource*> available_;
  std::vector<v1::MissingPart> missing_;
};

}  // namespace sitrep::query
