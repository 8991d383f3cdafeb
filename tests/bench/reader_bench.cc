// How many articles of 450 words the reader reads in one second of CPU time, from split sentences to tags, lemmas,
// names and trees, by numeric profile and by how many articles are read in one call; and what each part costs. Each
// call reads other articles than the one before, as a tagger does.

#include <simdjson.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/strings/str_cat.h"
#include "benchmark/benchmark.h"
#include "common/base/check.h"
#include "common/base/string_views.h"
#include "common/testing/temp_dir.h"
#include "services/tagger/model/reader.h"
#include "tests/unit/services/tagger/model/random_weights.h"

ABSL_FLAG(std::string, weights, "models/reader/reader.bin", "the model; random weights of its size when there is none");
ABSL_FLAG(std::string, articles, "",
          "JSON lines with \"sentences\" (lists of words) or \"text\"; the articles of samples/ when empty");
ABSL_FLAG(int, limit, 2000, "articles to use at most");

namespace sitrep::tagger {
namespace {

using Words = std::vector<std::vector<std::string>>;

// Words as the reader gets them, roughly: at white space, marks at the edges apart, a sentence up to ". ".
Words Split(std::string_view text) {
  Words sentences(1);
  constexpr std::string_view kMarks = ".,;:!?\"'()[]";
  std::istringstream stream{std::string(text)};
  for (std::string word; stream >> word;) {
    std::vector<std::string> after;
    while (word.size() > 1 && kMarks.find(word.front()) != std::string_view::npos) {
      sentences.back().push_back(word.substr(0, 1));
      word.erase(0, 1);
    }
    while (word.size() > 1 && kMarks.find(word.back()) != std::string_view::npos) {
      after.insert(after.begin(), word.substr(word.size() - 1));
      word.pop_back();
    }
    sentences.back().push_back(word);
    bool ends = false;
    for (std::string& mark : after) {
      ends = ends || mark == "." || mark == "!" || mark == "?";
      sentences.back().push_back(std::move(mark));
    }
    if (ends) sentences.emplace_back();
  }
  if (sentences.back().empty()) sentences.pop_back();
  return sentences;
}

Words FromJson(simdjson::dom::element json) {
  Words sentences;
  simdjson::dom::array lists;
  if (json["sentences"].get(lists) == simdjson::SUCCESS) {
    for (const simdjson::dom::element list : lists) {
      auto& sentence = sentences.emplace_back();
      for (const simdjson::dom::element word : list) sentence.emplace_back(word.get_string().value());
    }
    return sentences;
  }
  std::string_view text;
  return json["text"].get(text) == simdjson::SUCCESS ? Split(text) : sentences;
}

std::vector<Words> LoadArticles() {
  std::vector<Words> articles;
  const auto limit = static_cast<size_t>(absl::GetFlag(FLAGS_limit));
  if (const std::string file = absl::GetFlag(FLAGS_articles); !file.empty()) {
    simdjson::dom::parser parser;
    simdjson::dom::document_stream lines;
    Check(parser.load_many(file, size_t{64} << 20).get(lines) == simdjson::SUCCESS, "cannot read --articles");
    for (auto json : lines) {
      if (articles.size() == limit) break;
      if (json.error() == simdjson::SUCCESS) articles.push_back(FromJson(json.value_unsafe()));
    }
  } else {
    std::vector<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::recursive_directory_iterator("samples")) {
      if (entry.path().extension() == ".txt") paths.push_back(entry.path());
    }
    std::sort(paths.begin(), paths.end());
    for (const auto& path : paths) {
      std::ostringstream text;
      text << std::ifstream(path).rdbuf();
      articles.push_back(Split(text.str()));
    }
  }
  std::erase_if(articles, [](const Words& article) { return article.empty(); });
  Check(!articles.empty(), "no articles to read");
  return articles;
}

std::string WeightsPath(const testing::TempDir& dir) {
  std::string path = absl::GetFlag(FLAGS_weights);
  if (std::filesystem::exists(path)) return path;
  std::printf("no weights at %s: random ones\n", path.c_str());
  path = dir.File("random.bin");
  WriteFile(path, RandomReader({.seed = 1, .lemma_scripts = 300}).Write());
  return path;
}

void Read(benchmark::State& state, const Reader& reader, const std::vector<Words>& articles, size_t at_once,
          const ReaderHeads& wanted) {
  size_t next = 0;
  uint64_t words = 0;
  std::vector<SentenceWords> sentences;
  for (auto _ : state) {
    sentences.clear();
    for (size_t i = 0; i < at_once; ++i, next = (next + 1) % articles.size()) {
      for (const auto& sentence : articles[next]) {
        sentences.emplace_back(sentence.begin(), sentence.end());
        words += sentence.size();
      }
    }
    benchmark::DoNotOptimize(reader.Read(sentences, wanted));
  }
  constexpr double kArticleWords = 450;
  state.counters["articles_per_cpu_s"] =
      benchmark::Counter(static_cast<double>(words) / kArticleWords, benchmark::Counter::kIsRate);
  state.counters["us_per_word"] =
      benchmark::Counter(static_cast<double>(words) * 1e-6, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

struct Part {
  std::string_view name;
  ReaderHeads heads;
};
constexpr Part kParts[] = {{"all", {}},
                           {"encoder", {.tags = false, .lemmas = false, .tree = false, .names = false}},
                           {"tags", {.tags = true, .lemmas = false, .tree = false, .names = false}},
                           {"lemmas", {.tags = false, .lemmas = true, .tree = false, .names = false}},
                           {"tree", {.tags = false, .lemmas = false, .tree = true, .names = false}},
                           {"names", {.tags = false, .lemmas = false, .tree = false, .names = true}}};

void Run() {
  const testing::TempDir dir;
  const std::string path = WeightsPath(dir);
  const std::vector<Words> articles = LoadArticles();
  size_t words = 0;
  for (const Words& article : articles) {
    for (const auto& sentence : article) words += sentence.size();
  }
  std::printf("%zu articles of %.0f words\n", articles.size(),
              static_cast<double>(words) / static_cast<double>(articles.size()));
  std::vector<std::unique_ptr<const Reader>> readers;
  for (const Profile profile : kProfiles) {
    if (!Supports(profile)) continue;
    auto reader = Reader::Load(path, profile);
    Check(reader.ok(), ToStd(reader.status().message()));
    readers.push_back(*std::move(reader));
  }
  std::reverse(readers.begin(), readers.end());
  const auto add = [&](const Reader& reader, const Part& part, size_t at_once) {
    const std::string name =
        absl::StrCat(ToAbsl(ProfileName(reader.profile())), "/", ToAbsl(part.name), "/articles:", at_once);
    benchmark::RegisterBenchmark(name.c_str(), [&reader, &articles, at_once, part](benchmark::State& state) {
      Read(state, reader, articles, at_once, part.heads);
    })->MeasureProcessCPUTime();
  };
  for (const auto& reader : readers) {
    for (const size_t at_once : {1, 4, 16}) add(*reader, kParts[0], at_once);
    for (size_t part = 1; part < std::size(kParts); ++part) add(*reader, kParts[part], 4);
  }
  benchmark::RunSpecifiedBenchmarks();
}

}  // namespace
}  // namespace sitrep::tagger

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  absl::ParseCommandLine(argc, argv);
  sitrep::tagger::Run();
  return 0;
}
