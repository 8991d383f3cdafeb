#include "services/query/corroboration_view/story_list.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <map>
#include <memory>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/base/byte_codec.h"
#include "common/base/error.h"
#include "common/base/hash.h"
#include "common/base/page_bytes.h"
#include "common/base/page_token.h"
#include "common/base/status_macros.h"
#include "common/base/string_views.h"
#include "common/text/iso_date.h"
#include "services/query/corroboration_view/event_filter.h"
#include "services/query/corroboration_view/incident_message.h"
#include "services/query/corroboration_view/incident_reader.h"
#include "services/query/corroboration_view/stories.h"

namespace sitrep::query::corroboration {
namespace {

constexpr int kMaxStoryEntities = 10;

// The days among which stories are formed: four weeks of publication, or one day of arrival.
struct Block {
  bool dated = true;
  int32_t number = 0;
};

Block BlockOf(const StoryDay& day) { return {day.dated, day.dated ? StoryBlockOf(day.day) : day.day}; }
int32_t FirstDay(const Block& block) { return block.dated ? FirstDayOfBlock(block.number) : block.number; }
int32_t DaysOf(const Block& block) { return block.dated ? kStoryBlockDays : 1; }

// A story while it is chosen and sorted.
struct StoryDraft {
  std::string id;
  std::vector<ClusterReference> clusters;
  uint32_t articles = 0;
  int32_t last_day = 0;
};

struct BlockStories {
  Block block;
  std::vector<std::shared_ptr<const DayClusters>> days;  // Ascending.
  std::vector<StoryDraft> stories;                       // In the order of answers.
};

// "s" and the block, so that a story is found by its id, then the first article.
std::string StoryId(const Block& block, const std::string& first_article) {
  return absl::StrFormat("s%c%x-%016x", block.dated ? 'd' : 'u', static_cast<uint32_t>(block.number),
                         Hash64(first_article));
}

std::optional<Block> BlockOfStoryId(std::string_view id) {
  if (id.size() < 4 || id[0] != 's' || (id[1] != 'd' && id[1] != 'u')) return std::nullopt;
  uint32_t number = 0;
  const auto [end, error] = std::from_chars(id.data() + 2, id.data() + id.size(), number, 16);
  if (error != std::errc() || end == id.data() + id.size() || *end != '-') return std::nullopt;
  const Block block{id[1] == 'd', static_cast<int32_t>(number)};
  // Days that no article can have would overflow.
  constexpr int32_t kLimit = 10'000'000;
  if (block.number < -kLimit || block.number > kLimit) return std::nullopt;
  return block;
}

bool ListedBefore(const StoryDraft& a, const StoryDraft& b) {
  return std::tuple(-a.last_day, -static_cast<int64_t>(a.articles), a.id) <
         std::tuple(-b.last_day, -static_cast<int64_t>(b.articles), b.id);
}

absl::StatusOr<BlockStories> ReadBlock(const Block& block, ViewReader& reader) {
  BlockStories result{.block = block};
  StoryDay at{block.dated, FirstDay(block) + DaysOf(block)};
  while (true) {
    SITREP_ASSIGN_OR_RETURN(const auto day, reader.rows().PreviousStoryDay(at));
    if (!day || day->day < FirstDay(block)) break;
    SITREP_ASSIGN_OR_RETURN(auto clusters, reader.Day(*day));
    result.days.push_back(std::move(clusters));
    at = *day;
  }
  std::reverse(result.days.begin(), result.days.end());
  std::vector<const DayClusters*> days;
  for (const auto& day : result.days) days.push_back(day.get());
  for (std::vector<ClusterReference>& clusters : LinkDays(days)) {
    StoryDraft draft;
    const DayClusters& first_day = *days[clusters.front().day];
    draft.id = StoryId(block, first_day.articles[first_day.clusters[clusters.front().cluster].articles.front()]);
    draft.last_day = days[clusters.back().day]->day.day;
    for (const ClusterReference& reference : clusters) {
      draft.articles += static_cast<uint32_t>(days[reference.day]->clusters[reference.cluster].articles.size());
    }
    draft.clusters = std::move(clusters);
    result.stories.push_back(std::move(draft));
  }
  std::sort(result.stories.begin(), result.stories.end(), ListedBefore);
  return result;
}

template <typename Visit>
void ForEachArticle(const BlockStories& block, const StoryDraft& story, Visit visit) {
  for (const ClusterReference& reference : story.clusters) {
    const DayClusters& day = *block.days[reference.day];
    for (const uint32_t article : day.clusters[reference.cluster].articles) {
      if (!visit(day.day, day.articles[article])) return;
    }
  }
}

bool Passes(const StoryFilter& filter, const BlockStories& block, const StoryDraft& story) {
  if (story.articles < static_cast<uint32_t>(std::max(filter.min_articles, 0))) return false;
  bool passes = false;
  ForEachArticle(block, story, [&](const StoryDay& day, const std::string& article) {
    const bool in_range = (!filter.from_day || (day.dated && day.day >= *filter.from_day)) &&
                          (!filter.to_day || (day.dated && day.day <= *filter.to_day));
    passes = in_range && filter.includes(article);
    return !passes;
  });
  return passes;
}

// The article that stands for the story: the most central of its largest day.
const std::string& CentralArticle(const BlockStories& block, const StoryDraft& story) {
  const ClusterReference* largest = &story.clusters.front();
  const auto size = [&](const ClusterReference& reference) {
    return block.days[reference.day]->clusters[reference.cluster].articles.size();
  };
  for (const ClusterReference& reference : story.clusters) {
    if (size(reference) > size(*largest)) largest = &reference;
  }
  const DayClusters& day = *block.days[largest->day];
  return day.articles[day.clusters[largest->cluster].central];
}

void AddEntities(const std::vector<std::shared_ptr<const stored::v1::ArticleRow>>& articles, v1::Story& message) {
  struct Counted {
    const type::v1::EntitySummary* entity = nullptr;
    uint32_t articles = 0;
    uint64_t mentions = 0;
  };
  std::map<std::string, Counted> counted;
  for (const auto& article : articles) {
    const stored::v1::StoryFeatures& story = article->story();
    for (int i = 0; i < story.entities_size() && i < story.entity_counts_size(); ++i) {
      Counted& entry = counted[story.entities(i).entity_id()];
      if (entry.entity == nullptr) entry.entity = &story.entities(i);
      ++entry.articles;
      entry.mentions += story.entity_counts(i);
    }
  }
  std::vector<Counted> sorted;
  for (const auto& [id, entry] : counted) sorted.push_back(entry);
  std::stable_sort(sorted.begin(), sorted.end(), [](const Counted& a, const Counted& b) {
    return std::tuple(a.articles, a.mentions) > std::tuple(b.articles, b.mentions);
  });
  if (sorted.size() > kMaxStoryEntities) sorted.resize(kMaxStoryEntities);
  for (const Counted& entry : sorted) *message.add_entities() = *entry.entity;
}

absl::StatusOr<v1::Story> DescribeStory(const BlockStories& block, const StoryDraft& draft, int max_articles,
                                        ViewReader& reader) {
  v1::Story message;
  message.set_story_id(draft.id);
  message.set_article_count(draft.articles);
  if (block.block.dated) {
    const auto iso = [&](const ClusterReference& reference) {
      return text::FormatDay(text::DayFromEpoch(block.days[reference.day]->day.day));
    };
    message.set_first_day(iso(draft.clusters.front()));
    message.set_last_day(iso(draft.clusters.back()));
  }
  std::vector<std::string> ids;
  ForEachArticle(block, draft, [&](const StoryDay&, const std::string& article) {
    ids.push_back(article);
    return ids.size() < kMaxStoryArticles;
  });
  std::vector<std::shared_ptr<const stored::v1::ArticleRow>> articles;
  for (const std::string& id : ids) {
    SITREP_ASSIGN_OR_RETURN(auto article, reader.Article(id));
    if (message.articles_size() < max_articles) {
      v1::StoryArticle& out = *message.add_articles();
      *out.mutable_article() = ReferenceTo(*article);
      SITREP_ASSIGN_OR_RETURN(*out.mutable_near_duplicate_of(), reader.RepeatedBy(id));
    }
    articles.push_back(std::move(article));
  }
  SITREP_ASSIGN_OR_RETURN(const auto central, reader.Article(CentralArticle(block, draft)));
  message.set_headline(central->headline().empty() ? central->story().lead() : central->headline());
  SITREP_ASSIGN_OR_RETURN(const uint32_t sources, IndependentSources(ids, reader));
  message.set_independent_sources(sources);
  AddEntities(articles, message);
  return message;
}

// The incidents that the story's articles report, most reported by them first; then in order of time.
absl::Status AddIncidents(const BlockStories& block, const StoryDraft& draft, v1::Story& message, ViewReader& reader) {
  absl::flat_hash_set<std::string> ids;
  std::set<ReportGroup> groups;
  std::vector<std::string> ordered;
  ForEachArticle(block, draft, [&](const StoryDay&, const std::string& article) {
    ids.insert(article);
    ordered.push_back(article);
    return ordered.size() < kMaxStoryArticles;
  });
  for (const std::string& id : ordered) {
    SITREP_ASSIGN_OR_RETURN(const auto article, reader.Article(id));
    for (const stored::v1::ReportPointer& pointer : article->reports()) groups.insert(GroupOf(pointer));
  }
  struct Counted {
    Incident incident;
    int64_t reports = 0;
    v1::Incident message;
  };
  std::vector<Counted> counted;
  std::set<std::string> seen;  // A report told a day later is in two groups, its incident in one.
  IncidentList owners;
  const auto add = [&](const ReportGroup& group) -> absl::Status {
    SITREP_ASSIGN_OR_RETURN(IncidentList list, ReadGroup(group, reader));
    for (Incident& incident : list.incidents) {
      const int64_t reports = std::count_if(incident.reports.begin(), incident.reports.end(),
                                            [&](const Report* report) { return ids.contains(report->id.article_id); });
      if (reports > 0 && seen.insert(IncidentId(incident)).second)
        counted.push_back({std::move(incident), reports, {}});
    }
    list.incidents.clear();
    owners.Append(std::move(list));
    return absl::OkStatus();
  };
  for (const ReportGroup& group : groups) {
    SITREP_RETURN_IF_ERROR(add(group));
    if (group.bucket.time_class == TimeClass::kShort && group.bucket.begin_day == group.bucket.end_day) {
      const int32_t day_before = group.bucket.begin_day - 1;
      SITREP_RETURN_IF_ERROR(add({{TimeClass::kShort, day_before, day_before}, group.family}));
    }
  }
  std::sort(counted.begin(), counted.end(), [](const Counted& a, const Counted& b) {
    if (a.reports != b.reports) return a.reports > b.reports;
    return a.incident.reports.front()->id < b.incident.reports.front()->id;
  });
  if (counted.size() > kMaxStoryIncidents) counted.resize(kMaxStoryIncidents);
  PageBytes bytes(message.ByteSizeLong());
  for (size_t i = 0; i < counted.size(); ++i) {
    SITREP_ASSIGN_OR_RETURN(counted[i].message, DescribeIncident(counted[i].incident, reader));
    if (!bytes.Add(counted[i].message.ByteSizeLong())) counted.resize(i);
  }
  std::sort(counted.begin(), counted.end(), [](const Counted& a, const Counted& b) {
    if (a.incident.bucket != b.incident.bucket) return BucketBefore(a.incident.bucket, b.incident.bucket);
    return a.incident.reports.front()->id < b.incident.reports.front()->id;
  });
  for (Counted& entry : counted) *message.add_incidents() = std::move(entry.message);
  return absl::OkStatus();
}

// Where a page of stories ended.
struct StoryPosition {
  Block block;
  StoryDraft last;  // Only what ListedBefore compares.
};

std::string EncodePosition(const StoryPosition& position) {
  std::string bytes;
  AppendVarint(bytes, position.block.dated ? 1 : 0);
  AppendVarint(bytes, ZigZag(position.block.number));
  AppendVarint(bytes, ZigZag(position.last.last_day));
  AppendVarint(bytes, position.last.articles);
  AppendSized(bytes, position.last.id);
  return bytes;
}

absl::StatusOr<StoryPosition> DecodePosition(std::string_view bytes) {
  const auto dated = ReadVarint(bytes);
  const auto number = ReadVarint(bytes);
  const auto last_day = ReadVarint(bytes);
  const auto articles = ReadVarint(bytes);
  const auto id = ReadSized(bytes);
  constexpr int64_t kLimit = 10'000'000;
  if (!dated || *dated > 1 || !number || !last_day || !articles || !id || !bytes.empty() ||
      std::abs(UnZigZag(*number)) > kLimit || std::abs(UnZigZag(*last_day)) > kLimit) {
    return PageTokenDamaged();
  }
  StoryPosition position{{*dated == 1, static_cast<int32_t>(UnZigZag(*number))}, {}};
  position.last.last_day = static_cast<int32_t>(UnZigZag(*last_day));
  position.last.articles = static_cast<uint32_t>(*articles);
  position.last.id = std::string(*id);
  return position;
}

// The blocks that have articles, in the order of answers.
class BlockWalk {
 public:
  BlockWalk(const StoryFilter& filter, const std::optional<Block>& start, ViewReader& reader)
      : filter_(filter), reader_(reader) {
    if (start) {
      before_ = {start->dated, FirstDay(*start) + DaysOf(*start)};
    } else {
      constexpr int32_t kAfterAll = std::numeric_limits<int32_t>::max();
      before_ = {true, filter.to_day ? FirstDayOfBlock(StoryBlockOf(*filter.to_day) + 1) : kAfterAll};
    }
  }

  absl::StatusOr<std::optional<Block>> Next() {
    SITREP_ASSIGN_OR_RETURN(auto day, reader_.rows().PreviousStoryDay(before_));
    const bool ranged = filter_.from_day || filter_.to_day;
    if (!day && before_.dated && !ranged) {
      SITREP_ASSIGN_OR_RETURN(day, reader_.rows().PreviousStoryDay({false, std::numeric_limits<int32_t>::max()}));
    }
    if (!day) return std::nullopt;
    const Block block = BlockOf(*day);
    // A story that reaches into the range lies in the block of some day of the range.
    if (filter_.from_day && FirstDay(block) + DaysOf(block) <= *filter_.from_day) return std::nullopt;
    before_ = {block.dated, FirstDay(block)};
    return block;
  }

 private:
  const StoryFilter& filter_;
  ViewReader& reader_;
  StoryDay before_;
};

}  // namespace

absl::StatusOr<v1::ListStoriesResponse> ListStories(const StoryFilter& filter, int page_size,
                                                    std::string_view page_token, ViewReader& reader) {
  if (page_size < 0) return InvalidField("page_size", absl::StrCat("must not be negative: ", page_size));
  const int limit = page_size == 0 ? kDefaultStoryPage : std::min(page_size, kMaxStoryPage);
  std::optional<StoryPosition> after;
  if (!page_token.empty()) {
    SITREP_ASSIGN_OR_RETURN(const std::string payload, DecodePageToken(page_token, filter.request_hash));
    SITREP_ASSIGN_OR_RETURN(after, DecodePosition(payload));
  }
  v1::ListStoriesResponse response;
  PageBytes bytes;
  StoryPosition last;
  BlockWalk walk(filter, after ? std::optional(after->block) : std::nullopt, reader);
  while (true) {
    SITREP_ASSIGN_OR_RETURN(const auto block, walk.Next());
    if (!block) return response;
    SITREP_ASSIGN_OR_RETURN(const BlockStories stories, ReadBlock(*block, reader));
    const bool resumed = after && after->block.dated == block->dated && after->block.number == block->number;
    for (const StoryDraft& story : stories.stories) {
      if (resumed && !ListedBefore(after->last, story)) continue;
      if (!Passes(filter, stories, story)) continue;
      v1::Story message;
      const bool within = response.stories_size() < limit;
      if (within) {
        SITREP_ASSIGN_OR_RETURN(message, DescribeStory(stories, story, kMaxListedArticles, reader));
      }
      if (!within || !bytes.Add(message.ByteSizeLong())) {
        response.set_next_page_token(EncodePageToken(filter.request_hash, EncodePosition(last)));
        return response;
      }
      *response.add_stories() = std::move(message);
      last.block = *block;
      last.last = {.id = story.id, .articles = story.articles, .last_day = story.last_day};
    }
  }
}

absl::StatusOr<v1::Story> GetStory(std::string_view story_id, ViewReader& reader) {
  if (const auto block = BlockOfStoryId(story_id)) {
    SITREP_ASSIGN_OR_RETURN(const BlockStories stories, ReadBlock(*block, reader));
    for (const StoryDraft& story : stories.stories) {
      if (story.id != story_id) continue;
      SITREP_ASSIGN_OR_RETURN(v1::Story message, DescribeStory(stories, story, kMaxStoryArticles, reader));
      SITREP_RETURN_IF_ERROR(AddIncidents(stories, story, message, reader));
      return message;
    }
  }
  return MakeError(absl::StatusCode::kNotFound, "STORY_NOT_FOUND",
                   absl::StrCat("story_id: no such story: ", ToAbsl(story_id)), {{"story_id", std::string(story_id)}});
}

}  // namespace sitrep::query::corroboration
