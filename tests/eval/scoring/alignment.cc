#include "tests/eval/scoring/alignment.h"

#include <algorithm>
#include <cstdint>

namespace sitrep::eval {
namespace {

using Words = absl::Span<const AlignedWord>;

bool BeyondEnd(Words words, size_t i, size_t end) {
  if (i >= words.size()) return true;
  return words[i].multiword ? words[i].begin >= end : words[i].end > end;
}

size_t ExtendEnd(const AlignedWord& word, size_t end) { return word.multiword ? std::max(word.end, end) : end; }

// The smallest stretch of both lists that no multiword token sticks out of.
struct Stretch {
  size_t gold_begin = 0;
  size_t predicted_begin = 0;
  size_t gold_end = 0;
  size_t predicted_end = 0;
};

Stretch FindStretch(Words gold, Words predicted, size_t g, size_t p) {
  size_t end = 0;
  if (gold[g].multiword) {
    end = gold[g].end;
    if (!predicted[p].multiword && predicted[p].begin < gold[g].begin) ++p;
  } else {
    end = predicted[p].end;
    if (gold[g].begin < predicted[p].begin) ++g;
  }
  Stretch stretch{.gold_begin = g, .predicted_begin = p};
  while (!BeyondEnd(gold, g, end) || !BeyondEnd(predicted, p, end)) {
    if (g < gold.size() && (p >= predicted.size() || gold[g].begin <= predicted[p].begin)) {
      end = ExtendEnd(gold[g++], end);
    } else {
      end = ExtendEnd(predicted[p++], end);
    }
  }
  stretch.gold_end = g;
  stretch.predicted_end = p;
  return stretch;
}

void AlignByForm(Words gold, Words predicted, const Stretch& at, std::vector<std::pair<size_t, size_t>>& pairs) {
  const size_t rows = at.gold_end - at.gold_begin;
  const size_t columns = at.predicted_end - at.predicted_begin;
  const auto same = [&](size_t g, size_t p) {
    return gold[at.gold_begin + g].form == predicted[at.predicted_begin + p].form;
  };
  // Length of the longest common subsequence of what lies behind.
  std::vector<std::vector<uint32_t>> longest(rows + 1, std::vector<uint32_t>(columns + 1));
  for (size_t g = rows; g-- > 0;) {
    for (size_t p = columns; p-- > 0;) {
      longest[g][p] = same(g, p) ? longest[g + 1][p + 1] + 1 : std::max(longest[g + 1][p], longest[g][p + 1]);
    }
  }
  size_t g = 0;
  size_t p = 0;
  while (g < rows && p < columns) {
    if (same(g, p)) {
      pairs.emplace_back(at.gold_begin + g++, at.predicted_begin + p++);
    } else if (longest[g][p] == longest[g + 1][p]) {
      ++g;
    } else {
      ++p;
    }
  }
}

}  // namespace

std::vector<std::pair<size_t, size_t>> AlignWords(Words gold, Words predicted) {
  std::vector<std::pair<size_t, size_t>> pairs;
  size_t g = 0;
  size_t p = 0;
  while (g < gold.size() && p < predicted.size()) {
    if (gold[g].multiword || predicted[p].multiword) {
      const Stretch stretch = FindStretch(gold, predicted, g, p);
      AlignByForm(gold, predicted, stretch, pairs);
      g = stretch.gold_end;
      p = stretch.predicted_end;
    } else if (gold[g].begin == predicted[p].begin && gold[g].end == predicted[p].end) {
      pairs.emplace_back(g++, p++);
    } else if (gold[g].begin <= predicted[p].begin) {
      ++g;
    } else {
      ++p;
    }
  }
  return pairs;
}

}  // namespace sitrep::eval
