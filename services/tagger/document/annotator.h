#pragma once

#include <string_view>

#include "absl/status/status.h"
#include "services/tagger/document/document.h"

namespace sitrep::tagger {

// One step of the pipeline: reads the document's input and the annotations of the steps before it, adds its own, and
// changes nothing else. A pure function: no clock, no randomness, no state between calls, so one object serves all
// threads. Its time grows at most n log n with the text, whatever the text. An error fails this text alone.
class Annotator {
 public:
  virtual ~Annotator() = default;

  // Short and fixed: "times". It is part of the pipeline version together with `version`.
  virtual std::string_view name() const = 0;
  // Changes whenever some text could be annotated otherwise.
  virtual std::string_view version() const = 0;
  // One line for operators.
  virtual std::string_view description() const = 0;

  virtual absl::Status Annotate(Document& document) const = 0;
};

}  // namespace sitrep::tagger
