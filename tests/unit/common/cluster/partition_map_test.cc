#include "common/cluster/partition_map.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "common/testing/temp_dir.h"

namespace sitrep::cluster {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kMap[] = R"(# The cluster of the tests.
log 5f3a9c21d4e8b706 8

ingest 0 ingest-0.ingest:7101 0-2   # the control partition, too
ingest 1 ingest-1.ingest:7101 3-4,6
	ingest 2 127.0.0.1:7121 5,7
query 0/2 0-3 whole
query 1/2 4-7
)";

std::string ProblemOf(const std::string& text) { return std::string(PartitionMap::Parse(text).status().message()); }

// The map with one piece of text in place of another.
std::string With(const std::string& what, const std::string& instead) {
  std::string text = kMap;
  text.replace(text.find(what), what.size(), instead);
  return text;
}

TEST(PartitionMapTest, AnswersWhoOwnsWhat) {
  const auto map = PartitionMap::Parse(kMap);
  ASSERT_TRUE(map.ok()) << map.status();
  EXPECT_EQ(map->log_id(), 0x5f3a9c21d4e8b706u);
  EXPECT_EQ(map->partitions(), 8u);
  ASSERT_EQ(map->ingest_pods().size(), 3u);
  EXPECT_EQ(map->OwnerOf(Partition{6}).ordinal, 1u);
  EXPECT_EQ(map->OwnerOf(Partition{5}).address, "127.0.0.1:7121");
  EXPECT_EQ(map->OwnerOf(kControlPartition).ordinal, 0u);
  EXPECT_THAT(map->IngestPodOf(1)->partitions, ElementsAre(Partition{3}, Partition{4}, Partition{6}));
  EXPECT_TRUE(absl::IsFailedPrecondition(map->IngestPodOf(3).status()));
}

TEST(PartitionMapTest, QueryPodsOfOneRemainderAreReplicas) {
  const auto map = PartitionMap::Parse(kMap);
  ASSERT_TRUE(map.ok()) << map.status();
  EXPECT_EQ(map->query_groups(), 2u);
  EXPECT_TRUE(map->HoldingOf(2).whole);
  EXPECT_FALSE(map->HoldingOf(3).whole);
  EXPECT_THAT(map->HoldingOf(5).partitions, ElementsAre(Partition{4}, Partition{5}, Partition{6}, Partition{7}));
}

TEST(PartitionMapTest, ErrorsNameLineAndProblem) {
  EXPECT_EQ(ProblemOf(With("3-4,6", "2-4,6")), "line 5: partition 2 is owned by ingest 0 already");
  EXPECT_EQ(ProblemOf(With("5,7", "5,8")), "line 6: the log has 8 partitions, no number 8");
  EXPECT_EQ(ProblemOf(With("5,7", "5")), "partition 7 is owned by no ingest");
  EXPECT_EQ(ProblemOf(With("5,7", "7,5")), "line 6: partitions must ascend: 7,5");
  EXPECT_EQ(ProblemOf(With("5,7", "5-")), "line 6: partitions are written like 0-2,5: 5-");
  EXPECT_EQ(ProblemOf(With("ingest 1", "ingest 2")), "line 5: ingest 1 comes next, not 2");
  EXPECT_EQ(ProblemOf(With("127.0.0.1:7121", "ingest-0.ingest:7101")),
            "line 6: ingest-0.ingest:7101 is ingest 0 already");
  EXPECT_EQ(ProblemOf(With("127.0.0.1:7121", "127.0.0.1")), "line 6: the address must be host:port: 127.0.0.1");
  EXPECT_EQ(ProblemOf(With(" whole", "")), "no query is whole");
  EXPECT_EQ(ProblemOf(With(" whole", " all")), "line 7: a query's line is: query REMAINDER/MODULUS PARTITIONS [whole]");
  EXPECT_EQ(ProblemOf(With("query 1/2 4-7", "")), "the line of query 1/2 is missing");
  EXPECT_EQ(ProblemOf(With("4-7", "4-6")), "partition 7 is held by no query");
  EXPECT_EQ(ProblemOf(With("1/2", "1/3")), "line 8: all queries have one modulus, 2, not 3");
  EXPECT_EQ(ProblemOf(With("1/2", "0/2")), "line 8: query 0/2 has a line already");
  EXPECT_THAT(ProblemOf(With("1/2", "2/2")), HasSubstr("line 8: the remainder must be less than the modulus"));
  EXPECT_THAT(ProblemOf(With("5f3a9c21d4e8b706", "0")), HasSubstr("line 2: the id of a log is"));
  EXPECT_THAT(ProblemOf(With("b706 8", "b706 65535")), HasSubstr("line 2: the number of partitions must be"));
  EXPECT_EQ(ProblemOf(With("log 5f", "tag 5f")), "line 2: a line begins with log, ingest or query: tag");
  EXPECT_EQ(ProblemOf(With("log 5f3a9c21d4e8b706 8", "")), "line 4: the line of the log must come first");
  EXPECT_EQ(ProblemOf(""), "the line of the log is missing");
}

TEST(PartitionMapTest, AFileIsNamedInItsErrors) {
  const sitrep::testing::TempDir dir;
  const std::string path = dir.File("partitions");
  EXPECT_TRUE(absl::IsNotFound(PartitionMap::Load(path).status()));
  std::ofstream(path) << kMap;
  EXPECT_TRUE(PartitionMap::Load(path).ok());
  std::ofstream(path) << "log 1";
  EXPECT_THAT(std::string(PartitionMap::Load(path).status().message()), HasSubstr(path + ": line 1: "));
}

TEST(PartitionMapTest, PartitionsAreWrittenAsTheyAreRead) {
  EXPECT_EQ(FormatPartitions({}), "");
  EXPECT_EQ(FormatPartitions({Partition{3}}), "3");
  EXPECT_EQ(FormatPartitions({Partition{0}, Partition{1}, Partition{2}, Partition{5}, Partition{7}}), "0-2,5,7");
}

TEST(OrdinalTest, IsTheNumberAtTheEndOfTheHostName) {
  EXPECT_EQ(OrdinalOfHostName("ingest-2"), 2u);
  EXPECT_EQ(OrdinalOfHostName("ingest-12.ingest.news.svc"), 12u);
  EXPECT_EQ(OrdinalOfHostName("desk"), 0u);
  EXPECT_EQ(OrdinalOfHostName(""), 0u);
  EXPECT_EQ(OrdinalOfHostName("pod-99999999999999"), UINT32_MAX);
  EXPECT_EQ(OrdinalOrOfThisHost(3), 3u);
}

}  // namespace
}  // namespace sitrep::cluster
