#include "tests/eval/tasks/all.h"

namespace sitrep::eval {

std::vector<Task> AllTasks() {
  return {SentencesTask(), TokensTask(),  PosTask(),    ParseTask(),  NerTask(),   TimexTask(),
          QuotesTask(),    GeoTask(),     LinkTask(),   EventsTask(), RolesTask(), StoriesTask(),
          DedupTask(),     ExtractTask(), SearchTask(), ToneTask(),   TopicsTask()};
}

}  // namespace sitrep::eval
