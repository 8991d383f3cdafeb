#pragma once

#include <string>

#include "sitrep/ingest/v1/control.pb.h"

namespace sitrep::query {

// Keys of control records of kind PIPELINE.
inline constexpr char kAnnounced[] = "announced";
inline constexpr char kActive[] = "active";

// What the log says of pipeline versions: which one is announced, and which one is to serve. Both empty while none ever
// was: then any version will do. A value.
struct PipelineRecords {
  std::string announced;
  std::string active;

  // True when it changed anything.
  bool Note(const ingest::v1::ControlRecord& record);

  // The version that views of `version` are to be replaced by; empty: none. What is active comes first.
  std::string SuccessorOf(const std::string& version) const;
  // The version that views which anything may tag have to be bound to from now on; empty: anything goes on. `version`
  // is what has tagged them so far, empty when nothing has.
  std::string BindingOf(const std::string& version) const;
};

}  // namespace sitrep::query
