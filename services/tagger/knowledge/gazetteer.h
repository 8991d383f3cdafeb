#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/container/inlined_vector.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace sitrep::tagger {

// One place of the gazetteer; views point into the file.
struct GazetteerPlace {
  uint32_t geonames_id = 0;  // 0: the place has a slug instead.
  std::string_view slug;     // "place:black-sea".
  std::string_view name;
  std::string_view country;
  std::string_view admin1_code;
  std::string_view admin1_name;
  std::string_view code;  // Feature class, full stop, feature code: "P.PPLC".
  uint32_t population = 0;
  float latitude = 0;
  float longitude = 0;
};

// A place that bears a name, and how.
struct GazetteerName {
  uint32_t place = 0;
  bool alias = false;          // Not its canonical name.
  bool needs_context = false;  // Also a common word or given name.
  bool acronym = false;        // Written in capitals only.
  bool weak = false;           // An area named like a city inside it.
};

// Places and their names, as the file has them, in one piece of memory. Immutable and thread-safe.
//
// File (little endian): magic "SITRGAZ1", u32 format version, u32 fold version, u64 body size, u64 XXH64 of the body,
// then (u32 offset, u32 size) of seven sections of the body, u32 number of places with a slug, a spare word, and the
// body. Sections, each aligned to 8 bytes:
//   places   24 bytes each, those with a slug first, the others by GeoNames id: u32 offset of the slug or GeoNames id,
//   u32 name, i32 latitude and i32 longitude in 1e-5 degrees,
//            u32 population, u16 area, u8 code, u8 spare
//   areas    char[2] country, u16 spare, u32 admin1 code, u32 admin1 name
//   codes    char[8] each: "P.PPLC"
//   strings  u8 length, then UTF-8; others refer to them by offset
//   buckets  2^18 + 1 u32: where the entries begin whose name hash begins with these 18 bits
//   entries  u32 the next 32 bits of the name's hash, u32 place (20 bits) and flags; sorted
//   first    u32: upper 28 bits of the hash of a first word, then in 4 bits the most words of a name that begins with
//   it
// A name is known by 50 bits of the hash of its folded form: 4e5 names make a false hit on an unknown name about as
// likely as 4e-10. Written by scripts/knowledge/build_gazetteer.py.
class Gazetteer {
 public:
  // NOT_FOUND when there is no such file; UNAVAILABLE when it cannot be read; DATA_LOSS, naming the file, when it is
  // truncated, corrupt or of another version.
  static absl::StatusOr<std::unique_ptr<const Gazetteer>> Open(const std::string& path);
  Gazetteer(const Gazetteer&) = delete;
  Gazetteer& operator=(const Gazetteer&) = delete;

  uint32_t size() const { return place_count_; }
  // REQUIRES: index < size().
  GazetteerPlace Get(uint32_t index) const;
  // The index of a place by GeoNames id or slug; size() when unknown.
  uint32_t FindGeonamesId(uint32_t geonames_id) const;
  uint32_t FindSlug(std::string_view slug) const;
  // The places that bear the name with this NameHash, by index.
  absl::InlinedVector<GazetteerName, 8> Find(uint64_t name_hash) const;
  // Section "first" above.
  absl::Span<const uint32_t> first_words() const { return {first_, first_count_}; }
  // XXH64 of the body.
  uint64_t checksum() const { return checksum_; }

 private:
  struct PlaceRecord;
  struct AreaRecord;
  struct NameEntry;

  Gazetteer(std::unique_ptr<const char[]> data, size_t size) : data_(std::move(data)), size_(size) {}
  absl::Status Check();
  absl::Status CheckReferences() const;
  std::string_view Text(uint32_t offset) const;
  bool TextFits(uint32_t offset) const;

  const std::unique_ptr<const char[]> data_;
  const size_t size_;
  uint64_t checksum_ = 0;
  const PlaceRecord* places_ = nullptr;
  uint32_t place_count_ = 0;
  uint32_t slug_count_ = 0;  // Places before this one have slugs.
  const AreaRecord* areas_ = nullptr;
  uint32_t area_count_ = 0;
  const char* codes_ = nullptr;
  uint32_t code_count_ = 0;
  std::string_view strings_;
  const uint32_t* buckets_ = nullptr;
  const NameEntry* entries_ = nullptr;
  uint32_t entry_count_ = 0;
  const uint32_t* first_ = nullptr;
  uint32_t first_count_ = 0;
};

}  // namespace sitrep::tagger
