// The task stories.
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "tests/eval/gold/files.h"
#include "tests/eval/gold/story_articles.h"
#include "tests/eval/reading/article_views.h"
#include "tests/eval/scoring/bcubed.h"
#include "tests/eval/tasks/all.h"

namespace sitrep::eval {
namespace {

constexpr std::string_view kHelp = R"(
Definition: BCubed over articles, gold stories being the set's sub-topics. The articles go through ingest's
intake and the whole tagger into the corroboration view of a temporary shard, whose stories are compared. The
set has no dates: all articles are undated and arrive on one day, in the order of the file. Intervals over
articles.

Gold: ECB+ (*.jsonl: id, subtopic, sentences), and, with --split, its table of clusters (*.tsv: doc, topic,
subtopic, split).)";

// The number of the story that each article is in.
absl::StatusOr<std::map<std::string, uint32_t>> StoriesOf(const query::CorroborationView& view) {
  std::map<std::string, uint32_t> story_of;
  const auto every = [](const std::string&) { return true; };
  std::string page_token;
  uint32_t number = 0;
  do {
    SITREP_ASSIGN_OR_RETURN(const query::v1::ListStoriesResponse page,
                            view.ListStories({.includes = every}, query::corroboration::kMaxStoryPage, page_token));
    for (const query::v1::Story& listed : page.stories()) {
      SITREP_ASSIGN_OR_RETURN(const query::v1::Story story, view.GetStory(listed.story_id()));
      for (const query::v1::StoryArticle& article : story.articles()) {
        story_of[article.article().article_id()] = number;
      }
      ++number;
    }
    page_token = page.next_page_token();
  } while (!page_token.empty());
  return story_of;
}

absl::StatusOr<Report> Run(const TaskRequest& request) {
  SITREP_ASSIGN_OR_RETURN(const TextReader reader, TextReader::Open(request.models_dir));
  std::set<std::string> wanted;
  std::vector<StoryArticle> articles;
  std::string set;
  for (const std::string& file : request.gold) {
    if (ExtensionOf(file) == ".tsv") {
      if (request.split.empty()) continue;
      SITREP_ASSIGN_OR_RETURN(const std::vector<std::string> ids, ReadSplit(file, request.split));
      wanted.insert(ids.begin(), ids.end());
    } else {
      SITREP_ASSIGN_OR_RETURN(std::vector<StoryArticle> read, ReadStoryArticles(file));
      articles.insert(articles.end(), read.begin(), read.end());
      set = NameOf(file);
    }
  }
  if (!request.split.empty()) {
    if (wanted.empty()) return absl::InvalidArgumentError("--split needs the table of clusters (*.tsv)");
    std::erase_if(articles, [&wanted](const StoryArticle& article) { return !wanted.contains(article.id); });
    absl::StrAppend(&set, ", ", request.split);
  }
  SITREP_ASSIGN_OR_RETURN(const std::unique_ptr<ArticleViews> views, ArticleViews::Open());
  cli::Progress progress = NewProgress("articles");
  for (size_t a = 0; a < articles.size(); ++a) {
    SITREP_RETURN_IF_ERROR(views->Add({.id = articles[a].id, .text = articles[a].text}, &reader));
    progress.Update(a + 1, articles.size());
  }
  SITREP_RETURN_IF_ERROR(views->Commit());
  SITREP_ASSIGN_OR_RETURN(const auto story_of, StoriesOf(views->corroboration()));
  std::vector<uint32_t> found;
  std::vector<uint32_t> gold;
  std::map<std::string, uint32_t> gold_numbers;
  for (const StoryArticle& article : articles) {
    const auto story = story_of.find(article.id);
    if (story == story_of.end()) return absl::InternalError(absl::StrCat("article is in no story: ", article.id));
    found.push_back(story->second);
    gold.push_back(gold_numbers.try_emplace(article.story, static_cast<uint32_t>(gold_numbers.size())).first->second);
  }
  Report report{.task = "stories"};
  Table table = MakeTable({set, "BCubed", "articles", "articles"}, {"precision", "recall", "F1"}, articles.size());
  const PrecisionRecall figures = EstimateBCubed(BCubed(found, gold), request.bootstrap);
  table.rows.push_back({kAllClasses, {figures.precision, figures.recall, figures.f1}, articles.size()});
  report.tables.push_back(std::move(table));
  report.remarks.push_back(absl::StrCat(set, ": ", std::set(found.begin(), found.end()).size(), " stories found, ",
                                        gold_numbers.size(), " in gold"));
  return report;
}

}  // namespace

Task StoriesTask() { return {"stories", "which articles are about the same happening", kHelp, kTakesSplit, Run}; }

}  // namespace sitrep::eval
