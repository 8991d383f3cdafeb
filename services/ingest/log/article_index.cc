#include "services/ingest/log/article_index.h"

#include "common/base/byte_codec.h"

namespace sitrep::ingest {

void ApplyToHead(const storage::v1::LogEntry& entry, Offset offset, storage::v1::ArticleHead& head) {
  if (entry.has_retraction()) {
    head.set_retracted(true);
    head.set_retraction_offset(offset.value);
    head.set_current_revision(0);
    head.clear_revisions();
    return;
  }
  const storage::v1::Article& article = entry.article();
  head.set_current_revision(article.revision());
  storage::v1::Revision& revision = *head.add_revisions();
  revision.set_offset(offset.value);
  revision.set_content_hash(article.content_hash());
  revision.set_revision_time_s(article.revision_time_s());
}

std::string KeyOf(const storage::v1::LogEntry& entry) {
  if (entry.has_article()) return entry.article().article_id();
  if (entry.has_retraction()) return entry.retraction().article_id();
  std::string key;
  AppendBigEndian32(key, entry.control().kind());
  key += entry.control().key();
  return key;
}

}  // namespace sitrep::ingest
