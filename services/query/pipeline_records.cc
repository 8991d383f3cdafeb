#include "services/query/pipeline_records.h"

namespace sitrep::query {

bool PipelineRecords::Note(const ingest::v1::ControlRecord& record) {
  if (record.kind() != ingest::v1::ControlRecord::PIPELINE) return false;
  if (record.key() != kAnnounced && record.key() != kActive) return false;
  std::string& version = record.key() == kActive ? active : announced;
  const std::string now = record.deleted() ? std::string() : std::string(record.value());
  if (version == now) return false;
  version = now;
  return true;
}

std::string PipelineRecords::SuccessorOf(const std::string& version) const {
  if (!active.empty() && active != version) return active;
  return announced == version ? std::string() : announced;
}

std::string PipelineRecords::BindingOf(const std::string& version) const {
  if (announced.empty() && active.empty()) return "";
  if (!version.empty()) return version;
  return active.empty() ? announced : active;
}

}  // namespace sitrep::query
