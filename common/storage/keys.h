#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "common/base/ids.h"

namespace sitrep::storage {

// Builds the keys of every column family. A partitioned key is partition (2 bytes, big-endian), version byte, rest;
// what belongs to no partition begins with the version byte. Numbers are big-endian, so that keys sort by value.
// Strings followed by anything else are escaped (0x00 becomes 0x00 0xFF) and ended by 0x00 0x01, which keeps the order
// of the strings.
class KeyBuilder {
 public:
  KeyBuilder(Partition partition, uint8_t version);
  explicit KeyBuilder(uint8_t version);

  KeyBuilder& Byte(uint8_t value) &;
  KeyBuilder& Number16(uint16_t value) &;
  KeyBuilder& Number32(uint32_t value) &;
  KeyBuilder& Number64(uint64_t value) &;
  // Largest first: the complement, big-endian.
  KeyBuilder& Descending64(uint64_t value) &;
  // With terminator; may hold any byte.
  KeyBuilder& Text(std::string_view value) &;
  // As it is: for the last component, or one of fixed length.
  KeyBuilder& Raw(std::string_view value) &;

  KeyBuilder&& Byte(uint8_t value) && { return std::move(Byte(value)); }
  KeyBuilder&& Number16(uint16_t value) && { return std::move(Number16(value)); }
  KeyBuilder&& Number32(uint32_t value) && { return std::move(Number32(value)); }
  KeyBuilder&& Number64(uint64_t value) && { return std::move(Number64(value)); }
  KeyBuilder&& Descending64(uint64_t value) && { return std::move(Descending64(value)); }
  KeyBuilder&& Text(std::string_view value) && { return std::move(Text(value)); }
  KeyBuilder&& Raw(std::string_view value) && { return std::move(Raw(value)); }

  const std::string& Take() const& { return key_; }
  std::string Take() && { return std::move(key_); }

 private:
  std::string key_;
};

// Takes keys apart again, front to back. Every reader answers nullopt when the key is shorter or malformed, and from
// then on the reader is at an end nothing can be read from; so a caller may read all components and test the last.
class KeyReader {
 public:
  // A partitioned key: check partition() and version().
  static KeyReader Partitioned(std::string_view key);
  static KeyReader Unpartitioned(std::string_view key);

  std::optional<Partition> partition() const { return partition_; }
  std::optional<uint8_t> version() const { return version_; }

  std::optional<uint8_t> Byte();
  std::optional<uint16_t> Number16();
  std::optional<uint32_t> Number32();
  std::optional<uint64_t> Number64();
  std::optional<uint64_t> Descending64();
  std::optional<std::string> Text();
  // Everything that is left; points into the key.
  std::string_view Rest();
  // True when the key was well-formed so far and nothing is left.
  bool AtEnd() const { return !failed_ && rest_.empty(); }

 private:
  explicit KeyReader(std::string_view key) : rest_(key) {}
  // Notes a component that could not be read.
  template <typename T>
  std::optional<T> Checked(std::optional<T> component);

  std::string_view rest_;
  bool failed_ = false;
  std::optional<Partition> partition_;
  std::optional<uint8_t> version_;
};

// The least key greater than every key that begins with `prefix`: the upper bound of a prefix scan, the end of a
// DeleteRange. nullopt when there is none (only 0xFF bytes, or empty).
std::optional<std::string> PrefixEnd(std::string_view prefix);

}  // namespace sitrep::storage
