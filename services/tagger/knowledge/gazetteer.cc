#include "services/tagger/knowledge/gazetteer.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "xxhash.h"

namespace sitrep::tagger {

static_assert(std::endian::native == std::endian::little, "gazetteer.bin is used as it is");

struct Gazetteer::PlaceRecord {
  uint32_t identity;
  uint32_t name;
  int32_t latitude;
  int32_t longitude;
  uint32_t population;
  uint16_t area;
  uint8_t code;
  uint8_t spare;
};

struct Gazetteer::AreaRecord {
  char country[2];
  uint16_t spare;
  uint32_t admin1_code;
  uint32_t admin1_name;
};

struct Gazetteer::NameEntry {
  uint32_t hash;
  uint32_t place_and_flags;
};

namespace {

struct Header {
  char magic[8];
  uint32_t format_version;
  uint32_t fold_version;
  uint64_t body_size;
  uint64_t body_checksum;
  struct {
    uint32_t offset;
    uint32_t size;
  } sections[7];
  uint32_t slug_count;
  uint32_t spare;
};
static_assert(sizeof(Header) == 96);

enum Section { kPlaces, kAreas, kCodes, kStrings, kBuckets, kEntries, kFirstWords };

constexpr std::string_view kMagic = "SITRGAZ1";
constexpr uint32_t kFormatVersion = 1;
constexpr uint32_t kFoldVersion = 1;  // FOLD_VERSION of scripts/knowledge/fold.py.
constexpr uint32_t kBucketBits = 18;
constexpr size_t kCodeSize = 8;
constexpr uint32_t kPlaceMask = (1u << 20) - 1;
constexpr uint32_t kAlias = 1u << 20;
constexpr uint32_t kNeedsContext = 1u << 21;
constexpr uint32_t kAcronym = 1u << 22;
constexpr uint32_t kWeak = 1u << 23;

}  // namespace

absl::StatusOr<std::unique_ptr<const Gazetteer>> Gazetteer::Open(const std::string& path) {
  std::error_code error;
  const uintmax_t size = std::filesystem::file_size(path, error);
  if (error == std::errc::no_such_file_or_directory) {
    return absl::NotFoundError(absl::StrCat("no gazetteer at ", path));
  }
  if (error) return absl::UnavailableError(absl::StrCat("cannot open gazetteer ", path, ": ", error.message()));
  if (size < sizeof(Header)) {
    return absl::DataLossError(absl::StrCat("gazetteer ", path, " is truncated: ", size, " bytes"));
  }
  // Read rather than mapped: look-ups are scattered, and memory of our own can lie in huge pages.
  auto data = std::make_unique_for_overwrite<char[]>(size);
  std::ifstream file(path, std::ios::binary);
  if (!file.read(data.get(), static_cast<std::streamsize>(size))) {
    return absl::UnavailableError(absl::StrCat("cannot read gazetteer ", path));
  }

  std::unique_ptr<Gazetteer> gazetteer(new Gazetteer(std::move(data), size));
  if (const absl::Status status = gazetteer->Check(); !status.ok()) {
    return absl::DataLossError(absl::StrCat("gazetteer ", path, ": ", status.message()));
  }
  return gazetteer;
}

absl::Status Gazetteer::Check() {
  Header header;
  std::memcpy(&header, data_.get(), sizeof(header));
  if (std::string_view(header.magic, sizeof(header.magic)) != kMagic)
    return absl::DataLossError("not a gazetteer file");
  if (header.format_version != kFormatVersion || header.fold_version != kFoldVersion) {
    return absl::DataLossError(absl::StrCat("format version ", header.format_version, ", fold version ",
                                            header.fold_version, "; this program reads ", kFormatVersion, " and ",
                                            kFoldVersion));
  }
  if (header.body_size != size_ - sizeof(Header)) {
    return absl::DataLossError(
        absl::StrCat("truncated: body has ", size_ - sizeof(Header), " bytes, header says ", header.body_size));
  }
  const char* body = data_.get() + sizeof(Header);
  checksum_ = XXH64(body, header.body_size, 0);
  if (checksum_ != header.body_checksum) return absl::DataLossError("corrupt: checksum does not match");
  for (const auto& section : header.sections) {
    if (section.offset % 8 != 0 || section.offset > header.body_size ||
        section.size > header.body_size - section.offset) {
      return absl::DataLossError(absl::StrCat("section at ", section.offset, " lies outside of the file"));
    }
  }
  const auto at = [&](Section s) { return body + header.sections[s].offset; };
  const auto size = [&](Section s) { return header.sections[s].size; };
  places_ = reinterpret_cast<const PlaceRecord*>(at(kPlaces));
  place_count_ = size(kPlaces) / sizeof(PlaceRecord);
  slug_count_ = header.slug_count;
  areas_ = reinterpret_cast<const AreaRecord*>(at(kAreas));
  area_count_ = size(kAreas) / sizeof(AreaRecord);
  codes_ = at(kCodes);
  code_count_ = size(kCodes) / kCodeSize;
  strings_ = {at(kStrings), size(kStrings)};
  buckets_ = reinterpret_cast<const uint32_t*>(at(kBuckets));
  entries_ = reinterpret_cast<const NameEntry*>(at(kEntries));
  entry_count_ = size(kEntries) / sizeof(NameEntry);
  first_ = reinterpret_cast<const uint32_t*>(at(kFirstWords));
  first_count_ = size(kFirstWords) / sizeof(uint32_t);
  if (slug_count_ > place_count_)
    return absl::DataLossError(absl::StrCat("slug count ", slug_count_, " exceeds places"));
  if (size(kBuckets) != ((1u << kBucketBits) + 1) * sizeof(uint32_t)) {
    return absl::DataLossError(absl::StrCat("buckets have ", size(kBuckets), " bytes"));
  }
  return CheckReferences();
}

absl::Status Gazetteer::CheckReferences() const {
  for (uint32_t i = 0; i < area_count_; ++i) {
    if (!TextFits(areas_[i].admin1_code) || !TextFits(areas_[i].admin1_name)) {
      return absl::DataLossError(absl::StrCat("area ", i, " refers outside of the strings"));
    }
  }
  for (uint32_t i = 0; i < place_count_; ++i) {
    const PlaceRecord& place = places_[i];
    if ((i < slug_count_ && !TextFits(place.identity)) || !TextFits(place.name) || place.area >= area_count_ ||
        place.code >= code_count_) {
      return absl::DataLossError(absl::StrCat("place ", i, " refers outside of its tables"));
    }
  }
  for (uint32_t i = 0; i < entry_count_; ++i) {
    if ((entries_[i].place_and_flags & kPlaceMask) >= place_count_) {
      return absl::DataLossError(absl::StrCat("name ", i, " refers to no place"));
    }
  }
  for (uint32_t i = 0; i < (1u << kBucketBits); ++i) {
    if (buckets_[i] > buckets_[i + 1]) return absl::DataLossError(absl::StrCat("bucket ", i, " is out of order"));
  }
  if (buckets_[1u << kBucketBits] != entry_count_) return absl::DataLossError("buckets do not cover the names");
  return absl::OkStatus();
}

bool Gazetteer::TextFits(uint32_t offset) const {
  return offset < strings_.size() && offset + 1 + static_cast<uint8_t>(strings_[offset]) <= strings_.size();
}

std::string_view Gazetteer::Text(uint32_t offset) const {
  return strings_.substr(offset + 1, static_cast<uint8_t>(strings_[offset]));
}

GazetteerPlace Gazetteer::Get(uint32_t index) const {
  const PlaceRecord& record = places_[index];
  const AreaRecord& area = areas_[record.area];
  const char* code = codes_ + record.code * kCodeSize;
  GazetteerPlace place;
  if (index < slug_count_) {
    place.slug = Text(record.identity);
  } else {
    place.geonames_id = record.identity;
  }
  place.name = Text(record.name);
  place.country = {area.country, area.country[0] == '\0' ? 0u : 2u};
  place.admin1_code = Text(area.admin1_code);
  place.admin1_name = Text(area.admin1_name);
  place.code = {code, strnlen(code, kCodeSize)};
  place.population = record.population;
  place.latitude = static_cast<float>(record.latitude * 1e-5);
  place.longitude = static_cast<float>(record.longitude * 1e-5);
  return place;
}

uint32_t Gazetteer::FindGeonamesId(uint32_t geonames_id) const {
  const PlaceRecord* end = places_ + place_count_;
  const PlaceRecord* found =
      std::lower_bound(places_ + slug_count_, end, geonames_id,
                       [](const PlaceRecord& place, uint32_t id) { return place.identity < id; });
  return found != end && found->identity == geonames_id ? static_cast<uint32_t>(found - places_) : place_count_;
}

uint32_t Gazetteer::FindSlug(std::string_view slug) const {
  const PlaceRecord* end = places_ + slug_count_;
  const PlaceRecord* found = std::lower_bound(
      places_, end, slug, [this](const PlaceRecord& place, std::string_view s) { return Text(place.identity) < s; });
  return found != end && Text(found->identity) == slug ? static_cast<uint32_t>(found - places_) : place_count_;
}

absl::InlinedVector<GazetteerName, 8> Gazetteer::Find(uint64_t name_hash) const {
  absl::InlinedVector<GazetteerName, 8> names;
  const auto bucket = static_cast<uint32_t>(name_hash >> (64 - kBucketBits));
  const auto rest = static_cast<uint32_t>(name_hash >> (32 - kBucketBits));
  for (uint32_t i = buckets_[bucket]; i < buckets_[bucket + 1]; ++i) {
    if (entries_[i].hash != rest) continue;
    const uint32_t value = entries_[i].place_and_flags;
    names.push_back({value & kPlaceMask, (value & kAlias) != 0, (value & kNeedsContext) != 0, (value & kAcronym) != 0,
                     (value & kWeak) != 0});
  }
  return names;
}

}  // namespace sitrep::tagger
