#include "tests/eval/scoring/shingles.h"

#include <algorithm>
#include <cstdint>
#include <unordered_map>

#include "absl/strings/ascii.h"
#include "common/base/hash.h"

namespace sitrep::eval {
namespace {

constexpr size_t kShingleWords = 4;

std::vector<uint64_t> ShinglesOf(const std::string& text) {
  std::vector<uint64_t> words;
  std::string word;
  for (size_t i = 0; i <= text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(i < text.size() ? text[i] : ' ');
    if (absl::ascii_isalnum(byte) || byte >= 0x80) {
      word.push_back(static_cast<char>(absl::ascii_tolower(byte)));
    } else if (!word.empty()) {
      words.push_back(Hash64(word));
      word.clear();
    }
  }
  std::vector<uint64_t> shingles;
  for (size_t i = 0; i + kShingleWords <= words.size(); ++i) {
    shingles.push_back(Hash64({reinterpret_cast<const char*>(&words[i]), kShingleWords * sizeof(uint64_t)}));
  }
  std::ranges::sort(shingles);
  shingles.erase(std::ranges::unique(shingles).begin(), shingles.end());
  return shingles;
}

}  // namespace

std::set<std::pair<size_t, size_t>> SimilarPairs(const std::vector<std::string>& texts, double similarity) {
  std::set<std::pair<size_t, size_t>> pairs;
  std::vector<size_t> sizes;
  std::unordered_map<uint64_t, std::vector<size_t>> texts_with;
  for (size_t second = 0; second < texts.size(); ++second) {
    const std::vector<uint64_t> shingles = ShinglesOf(texts[second]);
    std::unordered_map<size_t, size_t> shared;
    for (const uint64_t shingle : shingles) {
      std::vector<size_t>& others = texts_with[shingle];
      for (const size_t first : others) ++shared[first];
      others.push_back(second);
    }
    sizes.push_back(shingles.size());
    for (const auto& [first, both] : shared) {
      const size_t either = sizes[first] + sizes[second] - both;
      if (static_cast<double>(both) >= similarity * static_cast<double>(either)) pairs.emplace(first, second);
    }
  }
  return pairs;
}

}  // namespace sitrep::eval
