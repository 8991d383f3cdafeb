#pragma once

#include <cstdint>
#include <tuple>
#include <vector>

#include "common/base/ids.h"

namespace sitrep::query {

enum class Order { kRelevance, kNewest, kOldest };

// What an answer is ordered by, and where the document is. A document's number means something only to the replica and
// the state that gave it, so it decides no order: a page may be continued on another replica.
struct Rank {
  double score = 0;
  int64_t publication_unix_s = 0;  // kUndatedUnixS: undated, last in both orders of time.
  uint64_t id_hash = 0;
  Partition partition;
  uint32_t docno = 0;

  friend bool operator==(const Rank&, const Rank&) = default;
};

// True when `a` comes first. Relevance: higher score, then newer.
bool Precedes(Order order, const Rank& a, const Rank& b);

// The `limit` first of all ranks offered that come after `after`. Keeps no more than `limit`.
class BestRanks {
 public:
  // `after` null: from the start. Must outlive it.
  BestRanks(Order order, size_t limit, const Rank* after) : order_(order), limit_(limit), after_(after) {}
  void Offer(const Rank& rank);
  // In order.
  std::vector<Rank> Take() &&;

 private:
  Order order_;
  size_t limit_;
  const Rank* after_;
  std::vector<Rank> heap_;  // The last of those kept on top.
};

// What BM25 needs to know of the whole corpus: sums over partitions, of live documents.
struct CorpusStatistics {
  uint64_t documents = 0;
  uint64_t words = 0;
  // Of each scored key, in the order of ScoredKeys.
  std::vector<uint64_t> document_frequencies;

  void Add(const CorpusStatistics& other);
  friend bool operator==(const CorpusStatistics&, const CorpusStatistics&) = default;
};

// Okapi BM25 (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009) with k1 = 1.2, b = 0.75 and the idf
// that never is negative, ln(1 + (N - n + 0.5) / (n + 0.5)).
class Bm25 {
 public:
  explicit Bm25(const CorpusStatistics& statistics);
  double Idf(uint64_t document_frequency) const;
  // Of one term in one document; multiply by Idf.
  double Saturation(uint32_t weight, uint32_t document_words) const;

 private:
  double documents_;
  double mean_words_;
};

}  // namespace sitrep::query
