#include "tests/eval/tasks/main_event.h"

#include <algorithm>
#include <tuple>

namespace sitrep::eval {

const tagger::Event* MainEvent(const tagger::Document& document) {
  const auto rank = [](const tagger::Event& event) {
    const size_t sides = (event.actors.empty() ? 0 : 1) + (event.recipients.empty() ? 0 : 1);
    return std::tuple(sides, event.realis == tagger::Realis::kAsserted, ~event.trigger.begin);
  };
  const auto main = std::ranges::max_element(document.events, {}, rank);
  return main == document.events.end() ? nullptr : &*main;
}

}  // namespace sitrep::eval
