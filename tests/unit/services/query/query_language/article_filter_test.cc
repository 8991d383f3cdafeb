#include "services/query/query_language/article_filter.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "common/base/error.h"

namespace sitrep::query {
namespace {

std::string WrongField(const std::function<void(v1::ArticleFilter&)>& spoil) {
  v1::ArticleFilter filter;
  spoil(filter);
  const absl::Status status = CompileFilter(filter).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  return std::string(ReadErrorDetail(status).Find("field"));
}

TEST(ArticleFilterTest, NamesTheFieldThatIsWrong) {
  EXPECT_EQ(WrongField([](v1::ArticleFilter& f) { f.set_query(std::string("\"open")); }), "query");
  EXPECT_EQ(WrongField([](v1::ArticleFilter& f) { f.set_published_from(std::string("2022-02-31")); }),
            "published_from");
  EXPECT_EQ(WrongField([](v1::ArticleFilter& f) {
              f.set_published_from(std::string("2022-03-02")), f.set_published_to(std::string("2022-03-01"));
            }),
            "published_to");
  EXPECT_EQ(WrongField([](v1::ArticleFilter& f) { f.set_mentioned_to(std::string("2022-03-01T10:00:00Z")); }),
            "mentioned_to");
  EXPECT_EQ(WrongField([](v1::ArticleFilter& f) { f.set_near(std::string("Kyiv")), f.set_within_km(-3); }),
            "within_km");
  EXPECT_EQ(WrongField([](v1::ArticleFilter& f) { f.set_within_km(3); }), "within_km");
  EXPECT_EQ(WrongField([](v1::ArticleFilter& f) { f.set_near(std::string("99,0")); }), "near");
  EXPECT_EQ(WrongField([](v1::ArticleFilter& f) { f.add_entities(std::string("a")), f.add_entities(std::string("")); }),
            "entities[1]");
  EXPECT_EQ(WrongField([](v1::ArticleFilter& f) { f.add_sources(std::string("\xff")); }), "sources[0]");
  EXPECT_EQ(WrongField([](v1::ArticleFilter& f) { f.set_place(std::string(300, 'x')); }), "place");
  EXPECT_EQ(WrongField([](v1::ArticleFilter& f) {
              for (int i = 0; i < 100; ++i) f.add_topics(std::string("t"));
            }),
            "topics");
}

TEST(ArticleFilterTest, AnEmptyFilterIsEverything) { EXPECT_EQ(*CompileFilter({}), Query{}); }

TEST(ArticleFilterTest, ReadsDaysAndMoments) {
  v1::ArticleFilter filter;
  filter.set_published_from("1970-01-02");
  filter.set_published_to("1970-01-03T00:00:10Z");
  EXPECT_EQ(*CompileFilter(filter), (Query{PublishedNode{.from_day = 1, .to_unix_s = 172'810}}));
  filter.Clear();
  filter.set_near("50.5, 30.5");
  EXPECT_EQ(*CompileFilter(filter), (Query{NearNode{50.5, 30.5, 50}}));
}

class FakeResolver final : public NameResolver {
 public:
  absl::StatusOr<std::vector<std::string>> ResolveEntity(std::string_view name) override {
    if (name == "Zelensky") return std::vector<std::string>{"person:1", "person:2"};
    return std::vector<std::string>{};
  }
  absl::StatusOr<PlaceArea> ResolvePlace(std::string_view name) override {
    if (name == "nowhere") return InvalidField("place", "is nowhere");
    return PlaceArea{.entity_ids = {"geonames:1"}, .country_codes = {"UA"}, .centre = Point{50, 30}};
  }
};

TEST(ArticleFilterTest, ResolvesNamesWhereverTheyStand) {
  v1::ArticleFilter filter;
  filter.set_query("-(entity:Zelensky OR entity:Nobody)");
  filter.set_place("Ukraine");
  filter.set_near("Kyiv");
  Query query = *CompileFilter(filter);
  FakeResolver resolver;
  ASSERT_TRUE(ResolveNames(resolver, query).ok());
  NotNode negation;
  negation.child.push_back({OrNode{{AnyTerm({"eperson:1", "eperson:2"}), {OrNode{}}}}});
  const Query expected{AndNode{{{negation}, {NearNode{50, 30, 50}}, AnyTerm({"egeonames:1", "cUA"})}}};
  EXPECT_EQ(query, expected);

  filter.set_place("nowhere");
  query = *CompileFilter(filter);
  EXPECT_FALSE(ResolveNames(resolver, query).ok());
}

}  // namespace
}  // namespace sitrep::query
