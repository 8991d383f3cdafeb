#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "common/base/error.h"
#include "common/base/page_bytes.h"
#include "services/query/document_view/document_reader.h"
#include "services/query/document_view/entity_listing.h"
#include "services/query/document_view/quote_listing.h"
#include "services/query/document_view/view_verifier.h"
#include "tests/component/query_document_view/view_fixture.h"

namespace sitrep::query {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kMayor[] = "person:mayor";
constexpr char kMinister[] = "person:minister";

class QuotesAndEntitiesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string said = "We will keep the road open for everyone who wants to leave.";
    fixture_.Add(ArticleBuilder("first", "Mayor Orlan spoke. \"" + said + "\" he said.")
                     .Day("2022-03-03")
                     .Source("Meridian")
                     .Entity(kMayor, "Piotr Orlan", "PERSON", "Orlan")
                     .Sentence("Mayor Orlan spoke.")
                     .Sentence("\"" + said + "\" he said.")
                     .Quote(kMayor, said));
    fixture_.Add(ArticleBuilder("copy", "From our wires: \"" + said + "\" said Piotr Orlan.")
                     .Day("2022-03-04")
                     .Source("Saffron")
                     .Entity(kMayor, "Piotr Orlan", "PERSON", "Piotr Orlan")
                     .Quote(kMayor, said));
    fixture_.Add(ArticleBuilder("answer", "The minister said roads are his concern, and Orlan agreed: \"Yes.\"")
                     .Day("2022-03-05")
                     .Source("Saffron")
                     .Entity(kMinister, "Ada Brandt", "PERSON", "minister")
                     .Entity(kMayor, "Piotr Orlan", "PERSON", "Orlan")
                     .Quote(kMinister, "roads are his concern", type::v1::Quote::INDIRECT, {kMayor})
                     .Quote(kMayor, "Yes."));
    fixture_.Commit();
  }

  v1::ListQuotesResponse Quotes(const QuoteSpec& spec) {
    const absl::StatusOr<v1::ListQuotesResponse> response = ListQuotes(fixture_.Sources(), spec);
    EXPECT_TRUE(response.ok()) << response.status();
    return *response;
  }
  static std::vector<std::string> Contents(const v1::ListQuotesResponse& response) {
    std::vector<std::string> contents;
    for (const v1::QuoteHit& hit : response.quotes()) contents.push_back(hit.content_text());
    return contents;
  }

  ViewFixture fixture_;
};

TEST_F(QuotesAndEntitiesTest, ListsQuotesNewestFirstAndCopiesOnce) {
  const v1::ListQuotesResponse response = Quotes({.filter = {.speaker_ids = {kMayor}}});
  EXPECT_EQ(response.total(), 2u);
  ASSERT_THAT(Contents(response), ElementsAre("Yes.", "We will keep the road open for everyone who wants to leave."));
  const v1::QuoteHit& road = response.quotes(1);
  EXPECT_EQ(road.article().article_id(), "first");
  ASSERT_EQ(road.also_in_size(), 1);
  EXPECT_EQ(road.also_in(0).article_id(), "copy");
  EXPECT_EQ(road.speaker().name(), "Piotr Orlan");
  EXPECT_EQ(road.context_text(), "\"We will keep the road open for everyone who wants to leave.\" he said.");
}

TEST_F(QuotesAndEntitiesTest, FindsWhatQuotesAreAbout) {
  EXPECT_THAT(Contents(Quotes({.filter = {.about_ids = {kMayor}}})), ElementsAre("roads are his concern"));
  // "agreed" stands in the article, not in the quote.
  EXPECT_THAT(Contents(Quotes({.filter = {.about_words = {"wagreed"}}})), IsEmpty());
  EXPECT_EQ(Quotes({.filter = {.about_words = {"wroad"}}}).total(), 2u);
}

TEST_F(QuotesAndEntitiesTest, FiltersQuotes) {
  EXPECT_EQ(Quotes({}).total(), 3u);
  EXPECT_EQ(Quotes({.filter = {.kinds = {type::v1::Quote::INDIRECT}}}).total(), 1u);
  EXPECT_EQ(Quotes({.filter = {.source_keys = {"ssaffron"}}}).total(), 3u);
  EXPECT_EQ(Quotes({.filter = {.published = {.from_day = 19'056}}}).total(), 2u);
  EXPECT_EQ(Quotes({.filter = {.speaker_ids = {"person:nobody"}}}).total(), 0u);
}

TEST_F(QuotesAndEntitiesTest, PagesThroughQuotes) {
  QuoteSpec spec{.page_size = 1, .request_hash = 3};
  std::vector<std::string> seen;
  do {
    const v1::ListQuotesResponse response = Quotes(spec);
    for (const std::string& content : Contents(response)) seen.push_back(content);
    spec.page_token = response.next_page_token();
  } while (!spec.page_token.empty());
  EXPECT_EQ(seen, Contents(Quotes({})));
}

TEST_F(QuotesAndEntitiesTest, PagesStayWithinTheirBytes) {
  constexpr size_t kSpeeches = 150;
  for (size_t i = 0; i < kSpeeches; ++i) {
    // Several to a page, and one larger than a page.
    const size_t bytes = i == 70 ? kMaxPageBytes + 1'000 : 100'000;
    const std::string speech = "Speech " + std::to_string(i) + ": " + std::string(bytes, 'x');
    fixture_.Add(ArticleBuilder("speech-" + std::to_string(i), speech).Quote(kMinister, speech));
  }
  fixture_.Commit();
  QuoteSpec spec{.filter = {.about_words = {"wspeech"}}, .page_size = 500};
  std::vector<std::string> seen;
  do {
    const v1::ListQuotesResponse page = Quotes(spec);
    EXPECT_EQ(page.total(), kSpeeches);
    EXPECT_GT(page.quotes_size(), 0);
    EXPECT_TRUE(page.quotes_size() == 1 || page.ByteSizeLong() <= kMaxPageBytes) << page.ByteSizeLong();
    for (const v1::QuoteHit& hit : page.quotes()) seen.push_back(hit.article().article_id());
    spec.page_token = page.next_page_token();
  } while (!spec.page_token.empty());
  EXPECT_EQ(seen.size(), kSpeeches);
  EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()).size(), kSpeeches);
}

TEST_F(QuotesAndEntitiesTest, ListsEntitiesByArticles) {
  EntitySpec spec{.page_size = 1, .request_hash = 4};
  auto page = ListEntities(fixture_.Sources(), spec);
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_EQ(page->entities(0).entity().name(), "Piotr Orlan");
  EXPECT_EQ(page->entities(0).articles(), 3u);
  spec.page_token = page->next_page_token();
  page = ListEntities(fixture_.Sources(), spec);
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_EQ(page->entities(0).entity().entity_id(), kMinister);
  EXPECT_TRUE(page->next_page_token().empty());

  const auto named = ListEntities(fixture_.Sources(), {.kinds = {"PERSON"}, .name = "brandt"});
  ASSERT_TRUE(named.ok());
  EXPECT_EQ(named->entities_size(), 1);
  EXPECT_EQ(ListEntities(fixture_.Sources(), {.kinds = {"PLACE"}})->entities_size(), 0);
}

TEST_F(QuotesAndEntitiesTest, ProfilesAnEntity) {
  const auto profile = ProfileEntity(fixture_.Sources(), {.entity_ids = {kMayor}});
  ASSERT_TRUE(profile.ok()) << profile.status();
  EXPECT_EQ(profile->articles(), 3u);
  EXPECT_EQ(profile->quotes(), 3u);
  EXPECT_EQ(profile->names(0).name(), "Orlan");
  EXPECT_EQ(profile->names(0).articles(), 2u);
  EXPECT_EQ(profile->names(1).name(), "Piotr Orlan");
  EXPECT_EQ(profile->days_size(), 3);
  EXPECT_EQ(profile->related(0).entity().name(), "Ada Brandt");
  EXPECT_EQ(profile->newest(0).article_id(), "answer");
  const auto nobody = ProfileEntity(fixture_.Sources(), {.entity_ids = {"person:nobody"}});
  EXPECT_EQ(ReadErrorDetail(nobody.status()).reason, "ENTITY_NOT_FOUND");
}

TEST_F(QuotesAndEntitiesTest, ReturnsDocumentsByView) {
  const Partition partition = PartitionOf(ArticleId{"answer"}, fixture_.partitions());
  const auto whole = ReadDocument(*fixture_.view().Pin(), partition, "answer", {});
  ASSERT_TRUE(whole.ok()) << whole.status();
  EXPECT_EQ(whole->annotations().quotes_size(), 2);
  EXPECT_EQ(whole->publication_time().day(), "2022-03-05");
  EXPECT_EQ(whole->state(), v1::Document::ANNOTATED);
  const auto basic = ReadDocument(*fixture_.view().Pin(), partition, "answer", {.none = true});
  EXPECT_FALSE(basic->has_annotations());
  const auto some = ReadDocument(*fixture_.view().Pin(), partition, "answer", {.names = {"mentions"}});
  EXPECT_EQ(some->annotations().mentions_size(), 2);
  EXPECT_EQ(some->annotations().quotes_size(), 0);
  EXPECT_EQ(ReadErrorDetail(ValidateAnnotationNames({"mentions", "moods"})).reason, "INVALID_FIELD");
}

TEST_F(QuotesAndEntitiesTest, VerifyFindsARowThatWasTamperedWith) {
  const auto problems = [&] {
    std::vector<std::string> found;
    EXPECT_TRUE(VerifyView(*fixture_.view().Pin(), [&](const VerifyProgress& progress) {
                  found.insert(found.end(), progress.problems.begin(), progress.problems.end());
                  return true;
                }).ok());
    return found;
  };
  EXPECT_THAT(problems(), IsEmpty());
  rocksdb::WriteBatch batch;
  const Partition partition = PartitionOf(ArticleId{"copy"}, fixture_.partitions());
  batch.Put(fixture_.shard().Family(kAnnotationsFamily), DocumentKey(partition, 0), "");
  ASSERT_TRUE(fixture_.shard().Write(batch, storage::Durability::kProcessCrashOnly).ok());
  fixture_.Restart();
  EXPECT_FALSE(problems().empty());
}

TEST_F(QuotesAndEntitiesTest, DigestsDependOnContentsOnly) {
  ViewFixture other(3);
  for (const TaggedRecord& record : fixture_.applied()) {
    const auto& tagged = std::get<TaggedArticle>(record.body);
    ArticleBuilder again(tagged.article.article_id(), "an older wording");
    other.Add(again);
  }
  other.Commit();
  EXPECT_NE(*DigestOf(*other.view().Pin()), *DigestOf(*fixture_.view().Pin()));
  std::vector<TaggedRecord> records = fixture_.applied();
  CursorVector next = other.cursor();
  for (TaggedRecord& record : records) {
    record.partition = PartitionOf(ArticleId{std::get<TaggedArticle>(record.body).article.article_id()}, 3);
    record.offset = next.At(record.partition);
    next.Advance(record.partition, Offset{record.offset.value + 1});
  }
  ASSERT_TRUE(other.view().Apply(records, next).ok());
  EXPECT_EQ(*DigestOf(*other.view().Pin()), *DigestOf(*fixture_.view().Pin()));
}

}  // namespace
}  // namespace sitrep::query
