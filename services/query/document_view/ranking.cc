#include "services/query/document_view/ranking.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "services/query/document_view/partition_state.h"

namespace sitrep::query {
namespace {

constexpr double kK1 = 1.2;
constexpr double kB = 0.75;

}  // namespace

bool Precedes(Order order, const Rank& a, const Rank& b) {
  if (order == Order::kRelevance && a.score != b.score) return a.score > b.score;
  if (a.publication_unix_s != b.publication_unix_s) {
    if (order != Order::kOldest) return a.publication_unix_s > b.publication_unix_s;
    if (a.publication_unix_s == kUndatedUnixS) return false;
    if (b.publication_unix_s == kUndatedUnixS) return true;
    return a.publication_unix_s < b.publication_unix_s;
  }
  return std::tie(a.id_hash, a.partition) < std::tie(b.id_hash, b.partition);
}

void BestRanks::Offer(const Rank& rank) {
  if (limit_ == 0 || (after_ != nullptr && !Precedes(order_, *after_, rank))) return;
  const auto precedes = [this](const Rank& a, const Rank& b) { return Precedes(order_, a, b); };
  if (heap_.size() < limit_) {
    heap_.push_back(rank);
    std::push_heap(heap_.begin(), heap_.end(), precedes);
  } else if (precedes(rank, heap_.front())) {
    std::pop_heap(heap_.begin(), heap_.end(), precedes);
    heap_.back() = rank;
    std::push_heap(heap_.begin(), heap_.end(), precedes);
  }
}

std::vector<Rank> BestRanks::Take() && {
  std::sort_heap(heap_.begin(), heap_.end(), [this](const Rank& a, const Rank& b) { return Precedes(order_, a, b); });
  return std::move(heap_);
}

void CorpusStatistics::Add(const CorpusStatistics& other) {
  documents += other.documents;
  words += other.words;
  document_frequencies.resize(std::max(document_frequencies.size(), other.document_frequencies.size()));
  for (size_t i = 0; i < other.document_frequencies.size(); ++i) {
    document_frequencies[i] += other.document_frequencies[i];
  }
}

Bm25::Bm25(const CorpusStatistics& statistics)
    : documents_(static_cast<double>(statistics.documents)),
      mean_words_(statistics.documents == 0 ? 1
                                            : std::max(1.0, static_cast<double>(statistics.words) /
                                                                static_cast<double>(statistics.documents))) {}

double Bm25::Idf(uint64_t document_frequency) const {
  // A pinned count can be larger than what the corpus has left by now.
  const double n = std::min(static_cast<double>(document_frequency), documents_);
  return std::log1p((documents_ - n + 0.5) / (n + 0.5));
}

double Bm25::Saturation(uint32_t weight, uint32_t document_words) const {
  const double tf = weight;
  return tf * (kK1 + 1) / (tf + kK1 * (1 - kB + kB * document_words / mean_words_));
}

}  // namespace sitrep::query
