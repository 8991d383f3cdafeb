#include "services/tagger/model/lemmatizer.h"

#include <gtest/gtest.h>

namespace sitrep::tagger {
namespace {

std::string Lemma(std::string_view script, std::string_view form) {
  const auto parsed = EditScript::Parse(script);
  EXPECT_TRUE(parsed.ok()) << parsed.status();
  return parsed.ok() ? parsed->Apply(form) : "";
}

TEST(EditScriptTest, CutsAndPuts) {
  EXPECT_EQ(Lemma("l|0:|0:", "Talks"), "talks");
  EXPECT_EQ(Lemma("l|0:|1:", "Talks"), "talk");
  EXPECT_EQ(Lemma("l|0:|3:y", "cities"), "city");
  EXPECT_EQ(Lemma("l|1:be|1:", "was"), "bea");
  EXPECT_EQ(Lemma("l|2:|0:", "’ve"), "e");
  EXPECT_EQ(Lemma("k|0:|1:", "NGOs"), "NGO");
  EXPECT_EQ(Lemma("t|0:|1:", "KURDS"), "Kurd");
  EXPECT_EQ(Lemma("l|=not", "n't"), "not");
  EXPECT_EQ(Lemma("t|=éire", "x"), "Éire");
}

TEST(EditScriptTest, CountsCodePoints) {
  EXPECT_EQ(Lemma("l|1:|1:", "Éléé"), "lé");
  EXPECT_EQ(Lemma("k|0:|1:-", "café–"), "café-");
  EXPECT_EQ(Lemma("k|0:|0:", "“a–b”"), "\"a-b\"");
}

TEST(EditScriptTest, LowerCaseWhereItDoesNotFit) {
  EXPECT_EQ(Lemma("k|2:x|2:y", "ABC"), "abc");
  EXPECT_EQ(Lemma("k|9:x|0:", "ABC"), "abc");
  EXPECT_EQ(Lemma("k|2:x|1:y", "ABC"), "xy");
}

TEST(EditScriptTest, NoScripts) {
  for (const std::string_view script :
       {"", "l", "l|", "x|0:|0:", "l|0:", "l|0|0", "l|-1:|0:", "l|a:|0:", "l|99999:|0:"}) {
    EXPECT_EQ(EditScript::Parse(script).status().code(), absl::StatusCode::kInvalidArgument) << script;
  }
}

}  // namespace
}  // namespace sitrep::tagger
