#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "services/query/corroboration_view/rows.h"

// Which articles are about the same happening: clusters within a day, in canonical order, and links from a day's
// clusters to those of the days before. Functions of the set of articles of those days and nothing else, so a late,
// revised or retracted article changes them as if it had always been so. Pure, thread-safe.
namespace sitrep::query::corroboration {

// Features and weights, ascending by feature, of length 1.
using FeatureVector = std::vector<std::pair<uint64_t, float>>;

// An article as stories compare it.
struct StoryArticle {
  std::string article_id;
  FeatureVector terms;     // Weights are counts.
  FeatureVector entities;  // Weights are counts.
  FeatureVector events;    // Weights are 1.
};
StoryArticle MakeStoryArticle(const stored::v1::ArticleRow& row);

// Articles of one day about the same happening.
struct StoryCluster {
  std::vector<uint32_t> articles;  // Positions in DayClusters::articles, ascending, which is canonical order.
  uint32_t central = 0;            // The one of them that is most like all.
  FeatureVector centroid;          // Its strongest features.
};

struct DayClusters {
  StoryDay day;
  std::vector<std::string> articles;   // Ids, in canonical order.
  std::vector<StoryCluster> clusters;  // By their first article.
  size_t bytes = 0;                    // Memory, roughly: what a cache counts.
};

// An article joins the cluster of its day whose centroid is most like it (cosine of TF-IDF weighted words, entities and
// events, incremental clustering as in Miranda et al., Multilingual Clustering of Streaming News, EMNLP 2018) when the
// similarity is at least this, and a cluster continues one of the days before when their centroids are as similar.
inline constexpr double kSameStory = 0.20;
inline constexpr double kContinuesStory = 0.40;
// A cluster continues one of at most so many days before.
inline constexpr int32_t kMaxStoryGapDays = 3;
// A story does not reach over the end of its block of four weeks (Monday to Sunday): what bounds how far back one must
// read to know where a story began.
inline constexpr int32_t kStoryBlockDays = 28;

// `articles` in canonical order.
DayClusters ClusterDay(const StoryDay& day, std::vector<StoryArticle> articles);

// The number of the block of a day, and its first day.
int32_t StoryBlockOf(int32_t day);
int32_t FirstDayOfBlock(int32_t block);

// One cluster of a list of days: positions in the list and in DayClusters::clusters.
struct ClusterReference {
  uint32_t day = 0;
  uint32_t cluster = 0;
};
// Groups the clusters of a block into stories. `days` ascending, of one block; the references of a story ascend too.
std::vector<std::vector<ClusterReference>> LinkDays(const std::vector<const DayClusters*>& days);

}  // namespace sitrep::query::corroboration
