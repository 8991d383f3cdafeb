// The reader against what the trainer's own code makes of the same weights (tests/golden/reader.jsonl, written by
// scripts/train/parity.py of models/reader/reader.bin).

#include <gtest/gtest.h>
#include <simdjson.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "services/tagger/model/reader.h"
#include "tests/unit/services/tagger/model/random_weights.h"

namespace sitrep::tagger {
namespace {

constexpr char kGolden[] = "tests/golden/reader.jsonl";

std::string WeightsPath() {
  const char* models = std::getenv("SITREP_MODELS");
  return std::string(models == nullptr ? "models" : models) + "/reader/reader.bin";
}

std::vector<std::string> Strings(simdjson::dom::element json, std::string_view field) {
  std::vector<std::string> strings;
  for (const auto element : json[field].get_array()) strings.emplace_back(element.get_string().value());
  return strings;
}

std::vector<double> Numbers(simdjson::dom::element json, std::string_view field) {
  std::vector<double> numbers;
  for (const auto element : json[field].get_array()) numbers.push_back(element.get_double().value());
  return numbers;
}

// How often the reader and the golden agree.
struct Agreement {
  size_t same = 0;
  size_t all = 0;

  void Add(std::string_view expected, std::string_view actual) {
    same += expected == actual ? 1 : 0;
    ++all;
  }
};

std::vector<std::string> NameLabels(const ReadSentence& read) {
  std::vector<std::string> labels(read.words.size(), "O");
  for (const ReadMention& mention : read.mentions) {
    for (uint32_t i = mention.begin; i < mention.end; ++i) {
      labels[i] = (i == mention.begin ? "B-" : "I-") + std::string(mention.type);
    }
  }
  return labels;
}

class ParityTest : public ::testing::TestWithParam<Profile> {
 protected:
  void SetUp() override {
    if (!Supports(GetParam())) GTEST_SKIP() << "this processor cannot run " << ProfileName(GetParam());
    if (!std::filesystem::exists(kGolden) || !std::filesystem::exists(WeightsPath())) {
      GTEST_SKIP() << "no weights at " << WeightsPath() << " or no " << kGolden;
    }
    lines_ = parser_.load_many(kGolden);
  }

  simdjson::dom::parser parser_;
  simdjson::simdjson_result<simdjson::dom::document_stream> lines_;
};

TEST_P(ParityTest, TagsLemmasNamesAndTrees) {
  const auto reader = Reader::Load(WeightsPath(), GetParam());
  ASSERT_TRUE(reader.ok()) << reader.status();
  Agreement agreement;
  for (auto json : lines_) {
    const std::vector<std::string> words = Strings(json.value(), "words");
    const ReadSentence read = (*reader)->Read({SentenceWords(words.begin(), words.end())}).front();
    const auto upos = Strings(json.value(), "upos");
    const auto xpos = Strings(json.value(), "xpos");
    const auto lemma = Strings(json.value(), "lemma");
    const auto names = Strings(json.value(), "ner");
    const auto relations = Strings(json.value(), "deprels");
    const auto heads = Numbers(json.value(), "heads");  // From 1; 0 is the root.
    const auto read_names = NameLabels(read);
    for (size_t i = 0; i < words.size(); ++i) {
      agreement.Add(upos[i], read.words[i].upos);
      agreement.Add(xpos[i], read.words[i].penn);
      agreement.Add(lemma[i], read.words[i].lemma);
      agreement.Add(names[i], read_names[i]);
      agreement.Add(relations[i], read.words[i].relation);
      agreement.Add(std::to_string(static_cast<uint32_t>(heads[i]) - 1), std::to_string(read.words[i].head));
    }
  }
  ASSERT_GT(agreement.all, 1000U);
  const double share = static_cast<double>(agreement.same) / static_cast<double>(agreement.all);
  EXPECT_GE(share, GetParam() == Profile::kBf16 ? 0.985 : 0.9995) << agreement.same << " of " << agreement.all;
  RecordProperty("agreement", std::to_string(share));
}

TEST_P(ParityTest, WordVectorsAndEncoderStates) {
  const auto weights = Weights::Open(WeightsPath());
  ASSERT_TRUE(weights.ok()) << weights.status();
  const Kernels& kernels = KernelsOf(GetParam());
  const auto vectors = WordVectors::Load(**weights, kernels);
  const auto encoder = Encoder::Load(**weights, kernels);
  ASSERT_TRUE(vectors.ok() && encoder.ok()) << vectors.status() << encoder.status();
  WordVectors::Scratch vector_scratch(kernels);
  Encoder::Scratch scratch(*encoder);
  RowBuffer vector(kWordVector * kernels.element_bytes);
  RowBuffer states(encoder->width() * kernels.element_bytes);
  const bool rough = GetParam() == Profile::kBf16;
  for (auto json : lines_) {
    const std::vector<std::string> words = Strings(json.value(), "words");
    const SentenceWords views(words.begin(), words.end());
    vectors->Read({views.front()}, vector_scratch, vector);
    const auto expected_vector = Numbers(json.value(), "word_vector");
    for (size_t i = 0; i < expected_vector.size(); ++i) {
      EXPECT_NEAR(ElementAt(kernels, vector[0], i), expected_vector[i], rough ? 0.05 : 1e-4) << words.front();
    }
    encoder->Encode(views, {{0, static_cast<uint32_t>(words.size())}}, scratch, states);
    const auto first = Numbers(json.value(), "encoder_first");
    const auto last = Numbers(json.value(), "encoder_last");
    for (size_t i = 0; i < first.size(); ++i) {
      EXPECT_NEAR(ElementAt(kernels, states[0], i), first[i], rough ? 0.15 : 2e-4);
      const size_t at = encoder->width() - last.size() + i;
      EXPECT_NEAR(ElementAt(kernels, states[words.size() - 1], at), last[i], rough ? 0.15 : 2e-4);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Profiles, ParityTest, ::testing::ValuesIn(kProfiles),
                         [](const auto& info) { return std::string(ProfileName(info.param)); });

}  // namespace
}  // namespace sitrep::tagger
