#include "tests/eval/gold/conllu.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/eval/gold/written_file.h"

namespace sitrep::eval {
namespace {

using ::testing::HasSubstr;

constexpr char kTwoDocuments[] =
    "# newdoc id = one\n"
    "# newpar\n"
    "# sent_id = one-1\n"
    "# text = Crews don't dig.\n"
    "1\tCrews\tcrew\tNOUN\tNNS\t_\t4\tnsubj:x\t_\t_\n"
    "2-3\tdon't\t_\t_\t_\t_\t_\t_\t_\t_\n"
    "2\tdo\tdo\tAUX\tVBP\t_\t4\taux\t_\t_\n"
    "3\tn't\tnot\tPART\tRB\t_\t4\tadvmod\t_\t_\n"
    "4\tdig\tdig\tVERB\tVB\t_\t0\troot\t_\tSpaceAfter=No\n"
    "4.1\tghost\tghost\tVERB\tVB\t_\t_\t_\t_\t_\n"
    "5\t.\t.\tPUNCT\t.\t_\t4\tpunct\t_\t_\n"
    "\n"
    "# newdoc id = two\n"
    "# text = Rain\n"
    "1\tRain\train\tNOUN\tNN\t_\t0\troot\t_\t_\n";

TEST(ReadConlluTest, ReadsWordsTokensAndDocuments) {
  const WrittenFile file("mini.conllu", kTwoDocuments);
  const auto documents = ReadConllu(file.path());
  ASSERT_TRUE(documents.ok()) << documents.status();
  ASSERT_EQ(documents->size(), 2u);
  EXPECT_EQ((*documents)[1].id, "two");
  const ConlluSentence& sentence = (*documents)[0].sentences[0];
  EXPECT_TRUE(sentence.begins_paragraph);
  ASSERT_EQ(sentence.words.size(), 5u);
  EXPECT_EQ(sentence.words[0].deprel, "nsubj");
  EXPECT_EQ(sentence.words[0].head, 4u);
  ASSERT_EQ(sentence.tokens.size(), 4u);
  EXPECT_EQ(sentence.tokens[1].form, "don't");
  EXPECT_EQ(sentence.tokens[1].end_word - sentence.tokens[1].first_word, 2u);
}

TEST(ReadConlluTest, ErrorsNameFileAndLine) {
  const auto message = [](const char* content) {
    const WrittenFile file("broken.conllu", content);
    return std::string(ReadConllu(file.path()).status().message());
  };
  EXPECT_THAT(message("# text = Rain\n1\tRain\train\n"), HasSubstr("broken.conllu:2: must have 10 columns, has 3"));
  EXPECT_THAT(message("# text = Rain\n2\tRain\train\tNOUN\tNN\t_\t0\troot\t_\t_\n"),
              HasSubstr("broken.conllu:2: word number out of order: 2"));
  EXPECT_THAT(message("# text = Rain\n1\tRain\train\tNOUN\tNN\t_\tup\troot\t_\t_\n"),
              HasSubstr("broken.conllu:2: head must be a number: up"));
  EXPECT_THAT(message("# text = Snow\n1\tRain\train\tNOUN\tNN\t_\t0\troot\t_\t_\n"),
              HasSubstr("broken.conllu:1: \"# text\" is not the sentence's tokens"));
}

}  // namespace
}  // namespace sitrep::eval
