#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/query/corroboration_view/incidents.h"
#include "services/query/corroboration_view/view_reader.h"
#include "sitrep/query/v1/query_service.pb.h"

namespace sitrep::query::corroboration {

// At most so many participants of each kind and places are named in an answer, those that most reports name.
inline constexpr int kMaxNamed = 12;

// What the reports of an incident agree on: everything of the message but the reports themselves and the number of
// sources. Pure.
v1::Incident SummaryOf(const Incident& incident);

// The whole message.
absl::StatusOr<v1::Incident> DescribeIncident(const Incident& incident, ViewReader& reader);

// Enough of an article to cite it.
v1::ArticleReference ReferenceTo(const stored::v1::ArticleRow& article);

}  // namespace sitrep::query::corroboration
