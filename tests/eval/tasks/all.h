#pragma once

#include <vector>

#include "tests/eval/tasks/task.h"

namespace sitrep::eval {

Task SentencesTask();
Task TokensTask();
Task PosTask();
Task ParseTask();
Task NerTask();
Task TimexTask();
Task QuotesTask();
Task GeoTask();
Task LinkTask();
Task EventsTask();
Task RolesTask();
Task StoriesTask();
Task DedupTask();
Task ExtractTask();
Task SearchTask();
Task ToneTask();
Task TopicsTask();

// In the order in which the help lists them.
std::vector<Task> AllTasks();

}  // namespace sitrep::eval
