#pragma once

#include <cstddef>

namespace sitrep {

// Bytes that the items of one message may have together, be it a page of a list or a batch of a stream: clients that
// left gRPC's limit of 4 MiB as it is can read it, what stands beside the items included.
inline constexpr size_t kMaxPageBytes = (4 << 20) - (256 << 10);

// Counts the items of one such message. Thread-compatible.
class PageBytes {
 public:
  // `used`: what the response holds already.
  explicit PageBytes(size_t used = 0) : used_(used) {}

  // Whether the page has room for an item of this size, which then counts. The first always goes in, so that one that
  // is larger than a page goes alone.
  bool Add(size_t bytes) {
    if (has_items_ && used_ + bytes > kMaxPageBytes) return false;
    has_items_ = true;
    used_ += bytes;
    return true;
  }

 private:
  size_t used_;
  bool has_items_ = false;
};

}  // namespace sitrep
