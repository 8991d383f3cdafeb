#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <vector>

// Measures of one ranked answer against the set of relevant documents (Manning, Raghavan and Schütze, Introduction to
// Information Retrieval, 2008, chapter 8), 0 to 1. Pure functions.
namespace sitrep::eval {

// Discounted cumulative gain of the first `depth`, each relevant document worth 1, against the best possible.
double NormalisedGain(const std::vector<std::string>& ranked, const std::set<std::string>& relevant, size_t depth);
// Mean of the precision at each relevant document; one that is not found counts 0.
double AveragePrecision(const std::vector<std::string>& ranked, const std::set<std::string>& relevant);
// Relevant among the first `depth`, of `depth`.
double PrecisionAt(const std::vector<std::string>& ranked, const std::set<std::string>& relevant, size_t depth);

}  // namespace sitrep::eval
