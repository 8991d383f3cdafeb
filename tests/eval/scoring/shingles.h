#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace sitrep::eval {

// Pairs (first, second) of texts whose sets of four words in succession have at least this Jaccard similarity, computed
// exactly; words are runs of letters and digits, case aside. For some thousand texts.
std::set<std::pair<size_t, size_t>> SimilarPairs(const std::vector<std::string>& texts, double similarity);

}  // namespace sitrep::eval
