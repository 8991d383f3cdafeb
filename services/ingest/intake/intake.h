#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "common/base/ids.h"
#include "sitrep/ingest/storage/v1/log_entry.pb.h"
#include "sitrep/ingest/v1/ingest_service.pb.h"

namespace sitrep::ingest {

// Limits of a submission, in bytes or items; texts and HTML have theirs in formats/.
inline constexpr size_t kMaxArticleIdBytes = 256;
inline constexpr size_t kMaxSourceBytes = 256;
inline constexpr size_t kMaxUriBytes = 2'048;
inline constexpr size_t kMaxHeadlineBytes = 1'024;
inline constexpr int kMaxAuthors = 64;
inline constexpr size_t kMaxAuthorBytes = 256;
inline constexpr size_t kMaxLanguageCodeBytes = 35;  // RFC 5646, section 4.4.1.
inline constexpr int kMaxAttributes = 64;
inline constexpr size_t kMaxAttributeNameBytes = 128;
inline constexpr size_t kMaxAttributeValueBytes = 4'096;

// Turns a submission into what the log stores: validates every field, reads the format, finds segments, makes the
// fingerprint and, where the client gave none, the article id. Everything but revision and append time, which only the
// writer knows. A pure function, thread-safe. INVALID_ARGUMENT names the field ("publication_time") and the value.
absl::StatusOr<storage::v1::Article> TakeIn(const v1::ArticleSubmission& submission);

}  // namespace sitrep::ingest
