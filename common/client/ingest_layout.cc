#include "common/client/ingest_layout.h"

#include <map>
#include <utility>

#include "common/base/derived_id.h"

namespace sitrep::client {

IngestLayout IngestLayout::Of(const cluster::PartitionMap& map) {
  IngestLayout layout;
  layout.log_id = map.log_id();
  for (uint32_t p = 0; p < map.partitions(); ++p) layout.owners.push_back(map.OwnerOf(Partition{p}).address);
  layout.control_owner = map.OwnerOf(kControlPartition).address;
  for (const cluster::IngestPod& pod : map.ingest_pods()) layout.pods.push_back(pod.address);
  return layout;
}

IngestLayout IngestLayout::Of(const ingest::v1::ListPartitionsResponse& response, const std::string& asked) {
  IngestLayout layout = OfOne(response.log_id(), response.partitions(), asked);
  std::map<uint32_t, std::string> pods;
  for (const ingest::v1::PartitionOwner& owner : response.owners()) {
    const std::string& address = owner.address().empty() ? asked : owner.address();
    pods[owner.ordinal()] = address;
    if (owner.partition() == kControlPartition.value) layout.control_owner = address;
    if (owner.partition() < layout.owners.size()) layout.owners[owner.partition()] = address;
  }
  layout.pods.clear();
  for (auto& [ordinal, address] : pods) layout.pods.push_back(std::move(address));
  return layout;
}

IngestLayout IngestLayout::OfOne(uint64_t log_id, uint32_t partitions, const std::string& address) {
  return {log_id, std::vector<std::string>(partitions, address), address, {address}};
}

const std::string& OwnerOf(const IngestLayout& layout, const ingest::v1::ArticleSubmission& article) {
  ArticleId id{article.article_id()};
  // HTML may itself name its source; a text cannot.
  if (id.value.empty() && !article.uri().empty() && (!article.source().empty() || article.has_text())) {
    id = IdOfAddress(article.source(), article.uri());
  }
  if (id.value.empty() || layout.owners.empty()) return layout.control_owner;
  return layout.OwnerOf(PartitionOf(id, layout.partitions()));
}

}  // namespace sitrep::client
