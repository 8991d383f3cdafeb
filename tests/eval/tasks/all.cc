#include "tests/eval/tasks/all.h"

namespace sitrep::eval {

std::vector<Task> AllTasks() {
  return {SentencesTask(), TokensTask(), PosTask(),    ParseTask(), NerTask(),  TimexTask(),
          QuotesTask(),    GeoTask(),    EventsTask(), RolesTask(), ToneTask(), TopicsTask()};
}

}  // namespace sitrep::eval
