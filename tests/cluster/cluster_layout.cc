#include "tests/cluster/cluster_layout.h"

#include "absl/strings/str_cat.h"

namespace sitrep::testing {

std::pair<uint32_t, uint32_t> ClusterLayout::Share(int index, int shares) const {
  return {partitions * index / shares, partitions * (index + 1) / shares};
}

std::string ClusterLayout::Name() const { return absl::StrCat(ingest, "x", tagger, "x", query); }

std::string PartitionMapText(const ClusterLayout& layout, const std::function<std::string(int)>& ingest_address) {
  const auto share = [&](int index, int shares) {
    const auto [begin, end] = layout.Share(index, shares);
    return absl::StrCat(begin, "-", end - 1);
  };
  std::string text = absl::StrCat("log ", absl::Hex(layout.log_id), " ", layout.partitions, "\n");
  for (int i = 0; i < layout.ingest; ++i) {
    absl::StrAppend(&text, "ingest ", i, " ", ingest_address(i), " ", share(i, layout.ingest), "\n");
  }
  for (int group = 0; group < layout.groups; ++group) {
    absl::StrAppend(&text, "query ", group, "/", layout.groups, " ", share(group, layout.groups),
                    group == 0 ? " whole\n" : "\n");
  }
  return text;
}

}  // namespace sitrep::testing
