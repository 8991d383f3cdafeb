#pragma once

#include <string>

#include "services/query/corroboration_view/rows.h"
#include "sitrep/ingest/v1/ingest_service.pb.h"
#include "sitrep/type/v1/annotation.pb.h"

namespace sitrep::query::corroboration {

// How much of an article tells its story: words of the body that are read, and the most of each feature that is kept.
inline constexpr int kMaxLeadWords = 100;
inline constexpr int kMaxStoryTerms = 96;
inline constexpr int kMaxStoryEntities = 16;
inline constexpr int kMaxStoryEvents = 16;
// A word of the headline counts as so many of the body.
inline constexpr int kHeadlineWeight = 3;

// The client's headline, else the one found in the text, else empty.
std::string HeadlineOf(const ingest::v1::StoredArticle& article);

// Pure. `row` gives the times and families of the events.
stored::v1::StoryFeatures MakeStoryFeatures(const ingest::v1::StoredArticle& article,
                                            const type::v1::Annotations& annotations,
                                            const stored::v1::ArticleRow& row);

}  // namespace sitrep::query::corroboration
