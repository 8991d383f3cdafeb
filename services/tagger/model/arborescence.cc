#include "services/tagger/model/arborescence.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace sitrep::tagger {
namespace {

constexpr uint32_t kUnmarked = 0xFFFFFFFF;

// Over nodes 0 (the root) to `nodes` - 1; score of an arc from `head` to `node` at [node * nodes + head].
class Edmonds {
 public:
  Edmonds(size_t nodes, ArborescenceScratch& scratch) : nodes_(nodes), s_(scratch) {}

  void Run() {
    s_.contractions.clear();
    s_.alive.resize(nodes_);
    std::iota(s_.alive.begin(), s_.alive.end(), 0U);
    s_.heads.assign(nodes_, 0);
    for (size_t node = 1; node < nodes_; ++node) ChooseHead(static_cast<uint32_t>(node));
    while (FindCycle()) Contract();
    while (!s_.contractions.empty()) Expand();
  }

 private:
  double& Score(uint32_t head, uint32_t node) { return s_.scores[node * nodes_ + head]; }

  void ChooseHead(uint32_t node) {
    uint32_t best = s_.alive[0] == node ? s_.alive[1] : s_.alive[0];
    for (const uint32_t head : s_.alive) {
      if (head != node && Score(head, node) > Score(best, node)) best = head;
    }
    s_.heads[node] = best;
  }

  // Appends a contraction with its cycle, unless the heads are a tree.
  bool FindCycle() {
    s_.mark.assign(nodes_, kUnmarked);
    s_.mark[0] = 0;
    for (const uint32_t start : s_.alive) {
      uint32_t node = start;
      while (s_.mark[node] == kUnmarked) {
        s_.mark[node] = start;
        node = s_.heads[node];
      }
      if (node == 0 || s_.mark[node] != start || start == 0) continue;
      auto& contraction = s_.contractions.emplace_back();
      const uint32_t first = node;
      do {
        contraction.cycle.push_back(node);
        contraction.heads.push_back(s_.heads[node]);
        node = s_.heads[node];
      } while (node != first);
      contraction.kept = first;
      return true;
    }
    return false;
  }

  void Contract() {
    auto& contraction = s_.contractions.back();
    const uint32_t kept = contraction.kept;
    contraction.enter.assign(nodes_, 0);
    contraction.leave.assign(nodes_, 0);
    s_.mark.assign(nodes_, 0);
    for (const uint32_t node : contraction.cycle) s_.mark[node] = 1;
    for (const uint32_t other : s_.alive) {
      if (s_.mark[other] != 0) continue;
      uint32_t enter = contraction.cycle[0];
      uint32_t leave = contraction.cycle[0];
      double gain = Score(other, enter) - Score(contraction.heads[0], enter);
      for (size_t i = 1; i < contraction.cycle.size(); ++i) {
        const uint32_t node = contraction.cycle[i];
        if (const double g = Score(other, node) - Score(contraction.heads[i], node); g > gain) {
          gain = g;
          enter = node;
        }
        if (other != 0 && Score(node, other) > Score(leave, other)) leave = node;
      }
      contraction.enter[other] = enter;
      contraction.leave[other] = leave;
      // Into the cycle's head scores nobody looks again, so `kept` may take the places of the whole cycle.
      entering_.push_back(gain);
    }
    size_t i = 0;
    for (const uint32_t other : s_.alive) {
      if (s_.mark[other] != 0) continue;
      if (other != 0) Score(kept, other) = Score(contraction.leave[other], other);
      Score(other, kept) = entering_[i++];
    }
    entering_.clear();
    std::erase_if(s_.alive, [&](uint32_t node) { return s_.mark[node] != 0 && node != kept; });
    for (const uint32_t other : s_.alive) {
      if (other != 0 && other != kept && s_.mark[s_.heads[other]] != 0) s_.heads[other] = kept;
    }
    ChooseHead(kept);
  }

  void Expand() {
    const auto& contraction = s_.contractions.back();
    s_.mark.assign(nodes_, 0);
    for (const uint32_t node : contraction.cycle) s_.mark[node] = 1;
    const uint32_t head = s_.heads[contraction.kept];
    for (const uint32_t node : s_.alive) {
      if (s_.mark[node] == 0 && node != 0 && s_.heads[node] == contraction.kept) {
        s_.heads[node] = contraction.leave[node];
      }
    }
    for (size_t i = 0; i < contraction.cycle.size(); ++i) s_.heads[contraction.cycle[i]] = contraction.heads[i];
    s_.heads[contraction.enter[head]] = head;
    for (const uint32_t node : contraction.cycle) {
      if (node != contraction.kept) s_.alive.push_back(node);
    }
    s_.contractions.pop_back();
  }

  const size_t nodes_;
  ArborescenceScratch& s_;
  std::vector<double> entering_;
};

// Whether exactly one word hangs on the root, and all on it in the end. `mark` is overwritten.
bool IsTree(absl::Span<const uint32_t> heads, std::vector<uint32_t>& mark) {
  if (std::count(heads.begin(), heads.end(), kRootHead) != 1) return false;
  mark.assign(heads.size(), kUnmarked);
  for (uint32_t start = 0; start < heads.size(); ++start) {
    uint32_t node = start;
    while (node != kRootHead && mark[node] == kUnmarked) {
      mark[node] = start;
      node = heads[node];
    }
    if (node != kRootHead && mark[node] == start) return false;
  }
  return true;
}

}  // namespace

void MakeTree(const float* scores, ArborescenceScratch& scratch, std::vector<uint32_t>& heads) {
  if (IsTree(heads, scratch.mark)) return;

  const size_t nodes = heads.size() + 1;
  scratch.scores.assign(nodes * nodes, 0.0);
  double largest = 0;
  for (size_t node = 1; node < nodes; ++node) {
    for (size_t head = 0; head < nodes; ++head) {
      if (head == node) continue;
      const double score = scores[(node - 1) * nodes + head];
      scratch.scores[node * nodes + head] = score;
      largest = std::max(largest, std::fabs(score));
    }
  }
  const double lowered = 2 * largest * static_cast<double>(nodes) + 1;
  for (size_t node = 1; node < nodes; ++node) scratch.scores[node * nodes] -= lowered;
  Edmonds(nodes, scratch).Run();
  // The root, node 0, wraps round to kRootHead.
  for (size_t word = 0; word < heads.size(); ++word) heads[word] = scratch.heads[word + 1] - 1;
}

}  // namespace sitrep::tagger
