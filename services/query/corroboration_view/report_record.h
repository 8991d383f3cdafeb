#pragma once

#include <vector>

#include "absl/time/time.h"
#include "services/query/corroboration_view/rows.h"
#include "services/query/view/view.h"

namespace sitrep::query::corroboration {

// At most so many reports of one article are kept, the first ones; 65,535 fit a key.
inline constexpr int kMaxReports = 512;
// Longest text of one evidence span that is kept, and most evidence spans of a report.
inline constexpr size_t kMaxEvidenceBytes = 2048;
inline constexpr int kMaxEvidence = 8;

// What the view keeps of one revision of an article: its row, and the row of each report in the order of
// article.reports().
struct ArticleRecord {
  stored::v1::ArticleRow article;
  std::vector<stored::v1::ReportRow> reports;
};

// Pure. An article whose tagging failed has no reports, but takes part in near-duplicates and stories by its words.
ArticleRecord MakeArticleRecord(const TaggedArticle& tagged, absl::Time append_time);

// Where reports of this time stand. `publication` is where those without an interval do. An interval of up to 24 hours
// is a day: the one in which it begins or, for a day stated in a zone of its own, the one that holds most of it.
TimeBucket BucketOf(const type::v1::Event& event, const StoryDay& publication);

}  // namespace sitrep::query::corroboration
