#pragma once

#include <string>

#include "sitrep/query/v1/query_service.pb.h"

namespace sitrep::query::corroboration {

// What happened in one line, from the attributes of an incident: "Capture of Kherson by Russia", "Planned: Meeting:
// Kuleba, Lavrov — Antalya", "Claimed by Russia: Capture of Kherson by Russia". Pure.
std::string TitleOf(const v1::Incident& incident);

}  // namespace sitrep::query::corroboration
