// The rows of the document view, byte for byte, as services/query/document_view/FORMAT.md describes them.
// UPDATE_GOLDEN=1 rewrites tests/golden/document_view_rows.txt; a difference means a new format version of the shard.

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "services/query/document_view/index_writer.h"
#include "tests/component/query_document_view/view_fixture.h"

namespace sitrep::query {
namespace {

constexpr char kGolden[] = "tests/golden/document_view_rows.txt";

std::string Hex(rocksdb::Slice bytes) { return absl::BytesToHexString(absl::string_view(bytes.data(), bytes.size())); }

TEST(StoredRowsTest, AreWhatTheyWere) {
  ViewFixture fixture(1);
  // The first article has one of everything; the second says the same words again; fillers without words bring the tail
  // to the length at which it becomes rows.
  fixture.Add(ArticleBuilder("a1", "talks on talks")
                  .Day("2022-03-03")
                  .Source("Meridian")
                  .Headline("Talks")
                  .Entity("person:1", "Ann", "PERSON", "on")
                  .Place("geonames:1", "Town", "UA", "05", 47.5, 37.25)
                  .Mentioned(19'054, 19'055)
                  .Event("CONSULT", "talks")
                  .Topic("diplomatic")
                  .Quote("person:1", "talks on"));
  fixture.Add(ArticleBuilder("a2", "more talks").Failed("gave up"));
  for (uint32_t i = 2; i < IndexWriter::kSealDocuments; ++i) fixture.Add(ArticleBuilder("f" + std::to_string(i), "-"));
  fixture.Commit();
  fixture.Retract("f2");
  fixture.Commit();

  std::string rows;
  for (const storage::FamilyOptions& family : DocumentViewFamilies()) {
    const std::unique_ptr<rocksdb::Iterator> it(
        fixture.shard().db().NewIterator({}, fixture.shard().Family(family.name)));
    // Enough of the fillers to see that they are like each other.
    constexpr int kRowsAFamily = 20;
    int row = 0;
    for (it->SeekToFirst(); it->Valid() && row < kRowsAFamily; it->Next(), ++row) {
      absl::StrAppend(&rows, family.name, " ", Hex(it->key()), " ", Hex(it->value()), "\n");
      if (family.name != kPostingsFamily && family.name != kPositionsFamily && row == 2) break;
    }
  }
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(kGolden) << rows;
  std::ifstream in(kGolden);
  const std::string golden((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  EXPECT_EQ(rows, golden);
}

}  // namespace
}  // namespace sitrep::query
