#pragma once

#include <string>
#include <vector>

#include "services/query/corroboration_view/incidents.h"
#include "sitrep/query/v1/query_service.pb.h"

// Chains of incidents. A process is named by what goes on and between whom or where: talks by the countries at the
// table, a ceasefire and corridors by the country they are for, a siege by its city. So an incident alone says which
// process it is part of, and an answer shows those steps that lie near what was asked. Pure functions, thread-safe.
namespace sitrep::query::corroboration {

// Days on either side of an answer in which the steps of its processes are shown.
inline constexpr int kProcessDays = 60;
// Fewer numbers missing in a chain than this are named one by one.
inline constexpr uint32_t kMaxNamedGap = 20;

// Stable. Empty when the incident is no step of any process, or does not say of which; hypothetical ones never are.
std::string ProcessIdOf(const Incident& incident);

// The family of the reports whose incidents can be steps of the same process as this one.
std::string ProcessFamilyOf(const v1::Incident& incident);

// One process. `incidents` are summaries with the same non-empty process id, in order of time. What was planned and
// then happened is one step, and a number that no report has is a step without incident.
v1::Process MakeProcess(const std::vector<v1::Incident>& incidents);

}  // namespace sitrep::query::corroboration
