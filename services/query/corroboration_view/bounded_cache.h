#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"

namespace sitrep::query::corroboration {

// When rows of a kind last changed, by a hash of what they belong to, in a table of fixed size: things that share a
// slot count as changed together, which costs a recomputation and never a stale answer. Reads are thread-safe; one
// writer.
template <size_t kSlots>
class ChangeTable {
 public:
  void Mark(uint64_t hash, uint64_t version) { slots_[hash % kSlots].store(version, std::memory_order_relaxed); }
  // Whether what was computed from a state of version `computed` still holds in the state of version `now`.
  bool Holds(uint64_t hash, uint64_t computed, uint64_t now) const {
    const uint64_t changed = slots_[hash % kSlots].load(std::memory_order_relaxed);
    return changed <= computed && changed <= now;
  }

 private:
  std::array<std::atomic<uint64_t>, kSlots> slots_{};
};

// Least recently used entries leave when the sum of the sizes exceeds the bound. Values are shared and never change.
// Thread-safe.
template <typename Key, typename Value>
class BoundedCache {
 public:
  struct Entry {
    std::shared_ptr<const Value> value;
    uint64_t version = 0;  // Of the state it was computed from.
  };

  explicit BoundedCache(size_t max_bytes) : max_bytes_(max_bytes) {}

  // Empty when absent.
  Entry Find(const Key& key) ABSL_LOCKS_EXCLUDED(mutex_) {
    const absl::MutexLock lock(&mutex_);
    const auto found = nodes_.find(key);
    if (found == nodes_.end()) return {};
    order_.splice(order_.begin(), order_, found->second);
    return found->second->entry;
  }

  // Keeps the newer of two. `bytes` is what the entry counts.
  void Insert(const Key& key, Entry entry, size_t bytes) ABSL_LOCKS_EXCLUDED(mutex_) {
    if (bytes > max_bytes_) return;
    const absl::MutexLock lock(&mutex_);
    const auto found = nodes_.find(key);
    if (found != nodes_.end()) {
      if (found->second->entry.version >= entry.version) return;
      Remove(found->second);
    }
    order_.push_front({key, std::move(entry), bytes});
    nodes_.emplace(key, order_.begin());
    bytes_ += bytes;
    while (bytes_ > max_bytes_) Remove(std::prev(order_.end()));
  }

  size_t bytes() const ABSL_LOCKS_EXCLUDED(mutex_) {
    const absl::MutexLock lock(&mutex_);
    return bytes_;
  }

 private:
  struct Node {
    Key key;
    Entry entry;
    size_t bytes;
  };

  void Remove(typename std::list<Node>::iterator node) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    bytes_ -= node->bytes;
    nodes_.erase(node->key);
    order_.erase(node);
  }

  const size_t max_bytes_;
  mutable absl::Mutex mutex_;
  std::list<Node> order_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<Key, typename std::list<Node>::iterator> nodes_ ABSL_GUARDED_BY(mutex_);
  size_t bytes_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace sitrep::query::corroboration
