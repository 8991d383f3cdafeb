// The partition map that ships with the manifests, read by the code that reads it in a pod.
#include "common/cluster/partition_map.h"

#include <gtest/gtest.h>

namespace sitrep::cluster {
namespace {

TEST(ProductionMapTest, HasTheLayoutThatItsOverlayDescribes) {
  const auto map = PartitionMap::Load("k8s/overlays/prod/partitions.map");
  ASSERT_TRUE(map.ok()) << map.status();
  EXPECT_EQ(map->partitions(), 8u);
  EXPECT_EQ(map->ingest_pods().size(), 3u);
  EXPECT_EQ(map->query_groups(), 2u);
  EXPECT_EQ(map->OwnerOf(kControlPartition).address, "ingest-0.ingest:7101");
  EXPECT_TRUE(map->HoldingOf(0).whole);
  EXPECT_EQ(map->HoldingOf(1).partitions, map->HoldingOf(3).partitions);
}

}  // namespace
}  // namespace sitrep::cluster
