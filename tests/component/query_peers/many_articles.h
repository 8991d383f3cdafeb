#pragma once

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "tests/component/query_document_view/view_fixture.h"

namespace sitrep::query {

// A corpus in which much is equal: scores, dates, words of quotes. Some articles are revised, retracted, undated, or
// could not be tagged; a mayor whom partitions know differently speaks in many.
inline void AddManyArticles(ViewFixture& fixture, uint32_t seed) {
  std::mt19937 random(seed);
  const std::vector<std::string> words = {"talks",    "border", "corridor", "port",
                                          "shelling", "grain",  "river",    "bridge"};
  const std::vector<std::string> sources = {"Meridian", "Saffron", "Harbour"};
  const auto pick = [&random](const auto& from) { return from[random() % from.size()]; };
  constexpr int kArticles = 150;
  for (int i = 0; i < kArticles; ++i) {
    const std::string said = "We keep the " + pick(words) + " open for everyone who wants to leave.";
    std::string text = "Mayor Orlan spoke of " + pick(words) + ". \"" + said + "\" he said.";
    for (uint32_t w = random() % 12; w > 0; --w) text += " " + pick(words);
    ArticleBuilder article("article-" + std::to_string(i), text);
    article.Source(pick(sources)).Headline("On " + pick(words));
    if (i % 11 != 0) article.Day("2022-03-0" + std::to_string(1 + random() % 5));
    article.Entity("person:mayor", i % 3 == 0 ? "Piotr Orlan" : "P. Orlan", "PERSON", "Orlan")
        .Place("geonames:701822", "Mariupol", "UA", "05", 47.0951, 37.5413)
        .Event(i % 2 == 0 ? "CONSULT" : "ASSAULT", "talks")
        .Topic(i % 4 == 0 ? "military" : "diplomatic")
        .Mentioned(19'050 + i % 7, 19'052 + i % 7)
        .Quote("person:mayor", said, i % 5 == 0 ? type::v1::Quote::INDIRECT : type::v1::Quote::DIRECT);
    if (i % 6 == 0) article.Entity("person:deputy-" + std::to_string(random() % 4), "A deputy", "PERSON", "he");
    if (i % 17 == 0) article.Failed("the tagger fell over");
    fixture.Add(article);
    if (i % 13 == 0) fixture.Add(ArticleBuilder("article-" + std::to_string(i), text + " bridge").Revision(2));
    if (i % 19 == 5) fixture.Retract("article-" + std::to_string(i));
    if (i % 40 == 39) fixture.Commit();
  }
  fixture.Commit();
}

}  // namespace sitrep::query
