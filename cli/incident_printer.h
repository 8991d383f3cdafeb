#pragma once

#include "cli/printer.h"
#include "sitrep/query/v1/query_service.pb.h"

namespace sitrep::cli {

// An incident: its title, how sure it is and how many say so on the first line, then each report with its words as
// evidence. `with_date`: the first line begins with the day.
enum class IncidentDate { kShown, kLeftOut };
void PrintIncident(Printer& printer, const query::v1::Incident& incident, IncidentDate date, int max_reports);

}  // namespace sitrep::cli
