#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "services/tagger/annotators/links.h"
#include "services/tagger/annotators/name_lexicon.h"
#include "services/tagger/annotators/names.h"
#include "services/tagger/document/document.h"
#include "services/tagger/knowledge/knowledge_base.h"
#include "tests/unit/services/tagger/annotators/sentence_reading.h"

namespace sitrep::tagger {

// Tokens to links over the knowledge base of the repository, loaded once for a test program.
class ReadingPipeline {
 public:
  static const ReadingPipeline& Shared() {
    static const ReadingPipeline& pipeline = *new ReadingPipeline;
    return pipeline;
  }

  // `day` is "2022-03-03" or empty.
  Document Read(std::string_view text, std::string_view day = "2022-03-03", std::string_view headline = {}) const {
    text::PublicationTime published;
    if (!day.empty()) published = text::ParseIsoDate(day).value();
    std::vector<text::Segment> segments;
    if (headline.empty()) segments = {{text::SegmentKind::kBody, 0, static_cast<uint32_t>(text.size())}};
    Document document = MakeDocument(text, published, segments, headline);
    DivideIntoSentences(document);
    EXPECT_TRUE(NamesAnnotator(*knowledge_, lexicon_).Annotate(document).ok());
    EXPECT_TRUE(LinksAnnotator(*knowledge_).Annotate(document).ok());
    return document;
  }

 private:
  ReadingPipeline()
      : knowledge_(KnowledgeBase::Load(ModelsDir()).value()), lexicon_(NameLexicon::Load(ModelsDir()).value()) {}

  std::unique_ptr<const KnowledgeBase> knowledge_;
  NameLexicon lexicon_;
};

// The mention whose surface is `surface`, the n-th of them; fails the test when there is none.
inline const Mention& MentionOf(const Document& document, std::string_view surface, int n = 0) {
  static const Mention kNothing;
  for (const Mention& mention : document.mentions) {
    if (document.Text(mention.span) == surface && n-- == 0) return mention;
  }
  ADD_FAILURE() << "no mention: " << surface;
  return kNothing;
}

}  // namespace sitrep::tagger
