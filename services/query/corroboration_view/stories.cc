#include "services/query/corroboration_view/stories.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <optional>

#include "absl/container/flat_hash_map.h"
#include "common/base/hash.h"

namespace sitrep::query::corroboration {
namespace {

// What each kind of feature contributes to the similarity of two articles that have all three.
constexpr double kTermShare = 0.6;
constexpr double kEntityShare = 0.3;
constexpr double kEventShare = 0.1;

// Rarity is counted among the articles of the day as if so many others had been there, so that a day of three articles
// does not take its every word for common.
constexpr double kPriorArticles = 500;

constexpr size_t kMaxCentroidFeatures = 96;

enum FeatureKind : uint64_t { kTerm = 1, kEntity = 2, kEvent = 3 };

using Weights = absl::flat_hash_map<uint64_t, float>;

struct Posting {
  uint32_t cluster;
  float weight;
};

// Finds clusters by what they have in common with a vector: centroids as lists by feature.
class CentroidIndex {
 public:
  // Adds to the centroid of `cluster`, which may be one past the last.
  void Add(uint32_t cluster, const FeatureVector& vector) {
    if (cluster == squared_lengths_.size()) squared_lengths_.push_back(0);
    for (const auto& [feature, weight] : vector) {
      std::vector<Posting>& postings = postings_[feature];
      const auto at = std::find_if(postings.begin(), postings.end(),
                                   [cluster](const Posting& posting) { return posting.cluster == cluster; });
      const double before = at == postings.end() ? 0 : at->weight;
      squared_lengths_[cluster] += 2.0 * before * weight + static_cast<double>(weight) * weight;
      if (at == postings.end()) {
        postings.push_back({cluster, weight});
      } else {
        at->weight += weight;
      }
    }
  }

  struct Match {
    uint32_t cluster;
    double similarity;
  };
  // The most similar cluster, the first of equals; nullopt when none shares a feature.
  std::optional<Match> Nearest(const FeatureVector& vector) {
    dots_.assign(squared_lengths_.size(), 0);
    for (const auto& [feature, weight] : vector) {
      const auto found = postings_.find(feature);
      if (found == postings_.end()) continue;
      for (const Posting& posting : found->second)
        dots_[posting.cluster] += static_cast<double>(weight) * posting.weight;
    }
    std::optional<Match> best;
    for (uint32_t cluster = 0; cluster < dots_.size(); ++cluster) {
      if (dots_[cluster] <= 0) continue;
      const double similarity = dots_[cluster] / std::sqrt(squared_lengths_[cluster]);
      if (!best || similarity > best->similarity) best = Match{cluster, similarity};
    }
    return best;
  }

 private:
  absl::flat_hash_map<uint64_t, std::vector<Posting>> postings_;
  std::vector<double> squared_lengths_;
  std::vector<double> dots_;
};

void CountFeatures(const FeatureVector& features, Weights& articles_with) {
  for (const auto& [feature, weight] : features) articles_with[feature] += 1;
}

// Adds one kind of feature to `vector`, as long as its share says.
void AddWeighted(const FeatureVector& features, const Weights& articles_with, size_t articles, double share,
                 FeatureVector& vector) {
  double squared = 0;
  const size_t begin = vector.size();
  for (const auto& [feature, count] : features) {
    const double rarity = std::log(1 + (static_cast<double>(articles) + kPriorArticles) / articles_with.at(feature));
    const double weight = (1 + std::log(count)) * rarity;
    squared += weight * weight;
    vector.emplace_back(feature, static_cast<float>(weight));
  }
  if (squared == 0) return;
  const double scale = std::sqrt(share / squared);
  for (size_t i = begin; i < vector.size(); ++i) vector[i].second = static_cast<float>(vector[i].second * scale);
}

void Normalize(FeatureVector& vector) {
  double squared = 0;
  for (const auto& [feature, weight] : vector) squared += static_cast<double>(weight) * weight;
  if (squared == 0) return;
  const double scale = 1 / std::sqrt(squared);
  for (auto& [feature, weight] : vector) weight = static_cast<float>(weight * scale);
}

std::vector<FeatureVector> WeightedVectors(const std::vector<StoryArticle>& articles) {
  Weights articles_with;
  for (const StoryArticle& article : articles) {
    CountFeatures(article.terms, articles_with);
    CountFeatures(article.entities, articles_with);
    CountFeatures(article.events, articles_with);
  }
  std::vector<FeatureVector> vectors(articles.size());
  for (size_t i = 0; i < articles.size(); ++i) {
    FeatureVector& vector = vectors[i];
    AddWeighted(articles[i].terms, articles_with, articles.size(), kTermShare, vector);
    AddWeighted(articles[i].entities, articles_with, articles.size(), kEntityShare, vector);
    AddWeighted(articles[i].events, articles_with, articles.size(), kEventShare, vector);
    Normalize(vector);
    std::sort(vector.begin(), vector.end());
  }
  return vectors;
}

// The strongest features of the sum of the members' vectors, and which member is most like it.
void SetCentroid(const std::vector<FeatureVector>& vectors, StoryCluster& cluster) {
  Weights sum;
  for (const uint32_t article : cluster.articles) {
    for (const auto& [feature, weight] : vectors[article]) sum[feature] += weight;
  }
  double best = -1;
  for (const uint32_t article : cluster.articles) {
    double dot = 0;
    for (const auto& [feature, weight] : vectors[article]) dot += static_cast<double>(weight) * sum.at(feature);
    if (dot > best) {
      best = dot;
      cluster.central = article;
    }
  }
  cluster.centroid.assign(sum.begin(), sum.end());
  std::sort(cluster.centroid.begin(), cluster.centroid.end(), [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  if (cluster.centroid.size() > kMaxCentroidFeatures) cluster.centroid.resize(kMaxCentroidFeatures);
  std::sort(cluster.centroid.begin(), cluster.centroid.end());
  Normalize(cluster.centroid);
}

uint64_t FeatureOf(uint32_t hash, FeatureKind kind) { return static_cast<uint64_t>(kind) << 32 | hash; }

}  // namespace

StoryArticle MakeStoryArticle(const stored::v1::ArticleRow& row) {
  const stored::v1::StoryFeatures& story = row.story();
  StoryArticle article{.article_id = row.article_id()};
  for (int i = 0; i < story.terms_size() && i < story.term_counts_size(); ++i) {
    article.terms.emplace_back(FeatureOf(story.terms(i), kTerm), static_cast<float>(story.term_counts(i)));
  }
  for (int i = 0; i < story.entities_size() && i < story.entity_counts_size(); ++i) {
    const auto hash = static_cast<uint32_t>(Hash64(story.entities(i).entity_id()));
    article.entities.emplace_back(FeatureOf(hash, kEntity), static_cast<float>(story.entity_counts(i)));
  }
  for (const uint32_t event : story.events()) article.events.emplace_back(FeatureOf(event, kEvent), 1.0f);
  return article;
}

DayClusters ClusterDay(const StoryDay& day, std::vector<StoryArticle> articles) {
  DayClusters result;
  result.day = day;
  const std::vector<FeatureVector> vectors = WeightedVectors(articles);
  CentroidIndex index;
  for (uint32_t i = 0; i < vectors.size(); ++i) {
    const auto nearest = index.Nearest(vectors[i]);
    uint32_t cluster = static_cast<uint32_t>(result.clusters.size());
    if (nearest && nearest->similarity >= kSameStory) {
      cluster = nearest->cluster;
    } else {
      result.clusters.emplace_back();
    }
    result.clusters[cluster].articles.push_back(i);
    index.Add(cluster, vectors[i]);
  }
  for (StoryCluster& cluster : result.clusters) {
    SetCentroid(vectors, cluster);
    result.bytes += sizeof(StoryCluster) + cluster.articles.size() * sizeof(uint32_t) +
                    cluster.centroid.size() * sizeof(FeatureVector::value_type);
  }
  result.articles.reserve(articles.size());
  for (StoryArticle& article : articles) {
    result.bytes += sizeof(std::string) + article.article_id.size();
    result.articles.push_back(std::move(article.article_id));
  }
  return result;
}

int32_t StoryBlockOf(int32_t day) {
  // Day 0 was a Thursday; day -3 a Monday.
  constexpr int32_t kMonday = -3;
  const int32_t since = day - kMonday;
  return since >= 0 ? since / kStoryBlockDays : -((-since + kStoryBlockDays - 1) / kStoryBlockDays);
}

int32_t FirstDayOfBlock(int32_t block) { return block * kStoryBlockDays - 3; }

std::vector<std::vector<ClusterReference>> LinkDays(const std::vector<const DayClusters*>& days) {
  std::vector<std::vector<ClusterReference>> stories;
  std::vector<std::vector<uint32_t>> story_of(days.size());  // By day and cluster.
  std::deque<CentroidIndex> indexes;                         // By day.
  for (uint32_t day = 0; day < days.size(); ++day) {
    for (uint32_t cluster = 0; cluster < days[day]->clusters.size(); ++cluster) {
      const FeatureVector& centroid = days[day]->clusters[cluster].centroid;
      std::optional<uint32_t> story;
      double best = 0;
      for (uint32_t before = day; before-- > 0 && days[day]->day.day - days[before]->day.day <= kMaxStoryGapDays;) {
        const auto nearest = indexes[before].Nearest(centroid);
        if (nearest && nearest->similarity >= kContinuesStory && nearest->similarity > best) {
          best = nearest->similarity;
          story = story_of[before][nearest->cluster];
        }
      }
      if (!story) {
        story = static_cast<uint32_t>(stories.size());
        stories.emplace_back();
      }
      stories[*story].push_back({day, cluster});
      story_of[day].push_back(*story);
    }
    indexes.emplace_back();
    for (uint32_t cluster = 0; cluster < days[day]->clusters.size(); ++cluster) {
      indexes[day].Add(cluster, days[day]->clusters[cluster].centroid);
    }
  }
  return stories;
}

}  // namespace sitrep::query::corroboration
