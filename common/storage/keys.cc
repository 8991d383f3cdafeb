#include "common/storage/keys.h"

#include "common/base/byte_codec.h"
#include "common/base/check.h"

namespace sitrep::storage {
namespace {

constexpr char kEscape = '\0';
constexpr char kEscapedZero = '\xff';
constexpr char kTerminator = '\x01';

}  // namespace

KeyBuilder::KeyBuilder(Partition partition, uint8_t version) {
  Check(partition.value <= kControlPartition.value, "a partition in a key takes two bytes");
  AppendBigEndian16(key_, static_cast<uint16_t>(partition.value));
  Byte(version);
}

KeyBuilder::KeyBuilder(uint8_t version) { Byte(version); }

KeyBuilder& KeyBuilder::Byte(uint8_t value) & {
  key_.push_back(static_cast<char>(value));
  return *this;
}

KeyBuilder& KeyBuilder::Number16(uint16_t value) & {
  AppendBigEndian16(key_, value);
  return *this;
}

KeyBuilder& KeyBuilder::Number32(uint32_t value) & {
  AppendBigEndian32(key_, value);
  return *this;
}

KeyBuilder& KeyBuilder::Number64(uint64_t value) & {
  AppendBigEndian64(key_, value);
  return *this;
}

KeyBuilder& KeyBuilder::Descending64(uint64_t value) & { return Number64(~value); }

KeyBuilder& KeyBuilder::Text(std::string_view value) & {
  for (const char c : value) {
    key_.push_back(c);
    if (c == kEscape) key_.push_back(kEscapedZero);
  }
  key_.push_back(kEscape);
  key_.push_back(kTerminator);
  return *this;
}

KeyBuilder& KeyBuilder::Raw(std::string_view value) & {
  key_.append(value);
  return *this;
}

KeyReader KeyReader::Partitioned(std::string_view key) {
  KeyReader reader(key);
  if (const auto partition = reader.Number16()) reader.partition_ = Partition{*partition};
  reader.version_ = reader.Byte();
  return reader;
}

KeyReader KeyReader::Unpartitioned(std::string_view key) {
  KeyReader reader(key);
  reader.version_ = reader.Byte();
  return reader;
}

template <typename T>
std::optional<T> KeyReader::Checked(std::optional<T> component) {
  if (!component) {
    failed_ = true;
    rest_ = {};
  }
  return component;
}

std::optional<uint8_t> KeyReader::Byte() {
  if (rest_.empty()) return Checked<uint8_t>(std::nullopt);
  const uint8_t value = static_cast<uint8_t>(rest_.front());
  rest_.remove_prefix(1);
  return value;
}

std::optional<uint16_t> KeyReader::Number16() { return Checked(ReadBigEndian16(rest_)); }
std::optional<uint32_t> KeyReader::Number32() { return Checked(ReadBigEndian32(rest_)); }
std::optional<uint64_t> KeyReader::Number64() { return Checked(ReadBigEndian64(rest_)); }

std::optional<uint64_t> KeyReader::Descending64() {
  const std::optional<uint64_t> value = Number64();
  return value ? std::optional<uint64_t>(~*value) : std::nullopt;
}

std::optional<std::string> KeyReader::Text() {
  std::string value;
  for (size_t i = 0; i + 1 < rest_.size(); ++i) {
    if (rest_[i] != kEscape) {
      value.push_back(rest_[i]);
      continue;
    }
    const char next = rest_[++i];
    if (next == kTerminator) {
      rest_.remove_prefix(i + 1);
      return value;
    }
    if (next != kEscapedZero) break;
    value.push_back(kEscape);
  }
  return Checked<std::string>(std::nullopt);
}

std::string_view KeyReader::Rest() {
  const std::string_view rest = rest_;
  rest_ = {};
  return rest;
}

std::optional<std::string> PrefixEnd(std::string_view prefix) {
  std::string end(prefix);
  while (!end.empty() && end.back() == '\xff') end.pop_back();
  if (end.empty()) return std::nullopt;
  ++end.back();
  return end;
}

}  // namespace sitrep::storage
