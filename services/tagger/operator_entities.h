#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "services/tagger/document/document.h"
#include "sitrep/ingest/v1/ingest_service.pb.h"
#include "sitrep/tagger/v1/entity.pb.h"

namespace sitrep::tagger {

// The operators' own entities that count for one text: a layer over the knowledge base. Immutable, thread-safe.
class KnowledgeOverlay {
 public:
  KnowledgeOverlay() = default;
  explicit KnowledgeOverlay(std::map<std::string, v1::Entity> entities);

  // Empty without entities; else a hash of them, 16 hexadecimal digits.
  const std::string& version() const { return version_; }
  const std::map<std::string, v1::Entity>& entities() const { return entities_; }

  // Mentions of these entities, by any of their names as whole tokens with a capital first letter; they take the place
  // of mentions they overlap. Runs after the links annotator.
  void Annotate(Document& document) const;

 private:
  struct Name {
    std::vector<std::string> words;  // Lower case.
    const v1::Entity* entity = nullptr;
  };
  std::map<std::string, v1::Entity> entities_;
  // By first word, longest first.
  absl::flat_hash_map<std::string, std::vector<Name>> names_;
  std::string version_;
};

// INVALID_ARGUMENT naming the field, or OK when the entity can be stored.
absl::Status CheckEntity(const v1::Entity& entity);

// Every operators' entity of the control partition, with the positions at which they came, so that any earlier state
// can be asked for. Fed by one thread, read by all.
class OperatorEntities {
 public:
  using Done = absl::AnyInvocable<void(std::shared_ptr<const KnowledgeOverlay>)>;

  // Records in order, and heartbeats. Records of other kinds count as seen.
  void Apply(const ingest::v1::LogRecord& record) ABSL_LOCKS_EXCLUDED(mutex_);

  // As of now.
  std::shared_ptr<const KnowledgeOverlay> Now() const ABSL_LOCKS_EXCLUDED(mutex_);

  // As it was before `sequence`: answered here when records have come that far, else from Apply's thread.
  void Before(uint64_t sequence, Done done) ABSL_LOCKS_EXCLUDED(mutex_);

  // The next position to come.
  uint64_t next() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Record {
    uint64_t sequence = 0;
    std::string key;
    bool deleted = false;
    v1::Entity entity;
  };
  std::shared_ptr<const KnowledgeOverlay> OverlayBefore(uint64_t sequence) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  mutable absl::Mutex mutex_;
  std::vector<Record> records_ ABSL_GUARDED_BY(mutex_);
  uint64_t next_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<std::pair<uint64_t, Done>> waiting_ ABSL_GUARDED_BY(mutex_);
  // By number of records: mostly the newest is asked for, in a rebuild each in turn.
  std::map<size_t, std::shared_ptr<const KnowledgeOverlay>> overlays_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<const KnowledgeOverlay> now_ ABSL_GUARDED_BY(mutex_) = std::make_shared<const KnowledgeOverlay>();
};

}  // namespace sitrep::tagger
