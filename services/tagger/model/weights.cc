#include "services/tagger/model/weights.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/hash.h"
#include "common/base/status_macros.h"
#include "common/base/string_views.h"
#include "common/base/utf8.h"

namespace sitrep::tagger {

static_assert(std::endian::native == std::endian::little, "the weights are used as they are");

namespace {

struct Header {
  char magic[8];
  uint32_t format_version;
  uint32_t tensor_count;
  uint64_t file_size;
  uint64_t checksum;
  char model_name[32];
};
static_assert(sizeof(Header) == 64);

struct Entry {
  char name[48];
  uint32_t type;
  uint32_t rank;
  uint64_t dimensions[3];
  uint64_t offset;
  uint64_t bytes;
};
static_assert(sizeof(Entry) == 96);

constexpr std::string_view kMagic = "SITREADR";
constexpr uint32_t kFormatVersion = 1;
constexpr uint64_t kAlignment = 64;

enum Type : uint32_t { kFloat, kBfloat16, kInt8, kBytes };
constexpr uint64_t kTypeBytes[] = {4, 2, 1, 1};

float FromBfloat16(const char* at) {
  uint16_t half;
  std::memcpy(&half, at, sizeof(half));
  return std::bit_cast<float>(static_cast<uint32_t>(half) << 16);
}

bool AllFinite(const char* data, uint64_t bytes, uint32_t type) {
  if (type == kFloat) {
    for (uint64_t at = 0; at < bytes; at += sizeof(float)) {
      float value;
      std::memcpy(&value, data + at, sizeof(value));
      if (!std::isfinite(value)) return false;
    }
  } else if (type == kBfloat16) {
    for (uint64_t at = 0; at < bytes; at += 2) {
      if (!std::isfinite(FromBfloat16(data + at))) return false;
    }
  }
  return true;
}

}  // namespace

void RowTable::CopyRow(uint64_t row, float* out) const {
  const char* from = data_ + row * width_ * kTypeBytes[type_];
  switch (type_) {
    case kFloat:
      std::memcpy(out, from, width_ * sizeof(float));
      break;
    case kBfloat16:
      for (size_t i = 0; i < width_; ++i) out[i] = FromBfloat16(from + 2 * i);
      break;
    default:
      for (size_t i = 0; i < width_; ++i) {
        out[i] = static_cast<float>(static_cast<signed char>(from[i])) * scales_[row];
      }
  }
}

absl::StatusOr<std::unique_ptr<const Weights>> Weights::Open(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0 && errno == ENOENT) return absl::NotFoundError(absl::StrCat("no weights at ", path));
  if (file < 0) return absl::UnavailableError(absl::StrCat("cannot open weights ", path, ": ", std::strerror(errno)));
  struct stat status {};
  const bool known = fstat(file, &status) == 0 && S_ISREG(status.st_mode);
  const size_t size = known ? static_cast<size_t>(status.st_size) : 0;
  void* data = MAP_FAILED;
  if (size >= sizeof(Header)) data = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
  const int error = errno;
  close(file);
  if (!known) return absl::UnavailableError(absl::StrCat("weights ", path, " is no file"));
  if (size < sizeof(Header)) {
    return absl::DataLossError(absl::StrCat("weights ", path, ": truncated: ", size, " bytes"));
  }
  if (data == MAP_FAILED) {
    return absl::UnavailableError(absl::StrCat("cannot map weights ", path, ": ", std::strerror(error)));
  }
  std::unique_ptr<Weights> weights(new Weights(path, static_cast<const char*>(data), size));
  SITREP_RETURN_IF_ERROR(weights->Check());
  return weights;
}

Weights::~Weights() { munmap(const_cast<char*>(data_), size_); }

absl::Status Weights::Fault(absl::StatusCode code, std::string_view fault) const {
  return absl::Status(code, absl::StrCat("weights ", path_, ": ", ToAbsl(fault)));
}

absl::Status Weights::Check() {
  Header header;
  std::memcpy(&header, data_, sizeof(header));
  if (std::string_view(header.magic, sizeof(header.magic)) != kMagic) {
    return Fault(absl::StatusCode::kDataLoss, "not a file of weights");
  }
  if (header.format_version != kFormatVersion) {
    return Fault(absl::StatusCode::kFailedPrecondition,
                 absl::StrCat("format version ", header.format_version, ", this program reads ", kFormatVersion));
  }
  if (header.file_size != size_) {
    return Fault(absl::StatusCode::kDataLoss,
                 absl::StrCat("truncated: ", size_, " bytes, the header says ", header.file_size));
  }
  checksum_ = Hash64({data_ + sizeof(Header), size_ - sizeof(Header)});
  if (checksum_ != header.checksum) return Fault(absl::StatusCode::kDataLoss, "corrupt: checksum does not match");
  if (header.tensor_count > (size_ - sizeof(Header)) / sizeof(Entry)) {
    return Fault(absl::StatusCode::kDataLoss,
                 absl::StrCat("corrupt: ", header.tensor_count, " tensors do not fit in ", size_, " bytes"));
  }
  model_name_.assign(header.model_name, strnlen(header.model_name, sizeof(header.model_name)));
  for (size_t i = 0; i < header.tensor_count; ++i) SITREP_RETURN_IF_ERROR(AddTensor(i));
  return absl::OkStatus();
}

absl::Status Weights::AddTensor(size_t index) {
  const char* at = data_ + sizeof(Header) + index * sizeof(Entry);
  Entry entry;
  std::memcpy(&entry, at, sizeof(entry));
  const std::string_view name(at, strnlen(at, sizeof(entry.name)));
  const auto corrupt = [&](std::string_view fault) {
    return Fault(absl::StatusCode::kDataLoss,
                 absl::StrCat("corrupt: tensor ", index, " \"", ReplaceInvalidUtf8(name, "?"), "\" ", ToAbsl(fault)));
  };
  if (name.empty()) return corrupt("has no name");
  if (entry.type > kBytes || entry.rank > 3) return corrupt("is of no known type or rank");
  if (entry.offset % kAlignment != 0 || entry.offset > size_ || entry.bytes > size_ - entry.offset) {
    return corrupt("lies outside of the file");
  }
  Tensor tensor{.type = entry.type, .rank = entry.rank, .data = data_ + entry.offset, .bytes = entry.bytes};
  uint64_t bytes = kTypeBytes[entry.type];
  for (size_t d = 0; d < 3; ++d) {
    tensor.dimensions[d] = entry.dimensions[d];
    if (__builtin_mul_overflow(bytes, entry.dimensions[d], &bytes)) return corrupt("is too large");
    if (d >= entry.rank && entry.dimensions[d] != 1) return corrupt("has more dimensions than its rank");
  }
  if (bytes != entry.bytes) return corrupt("has another size than its shape");
  if (!tensors_.emplace(name, tensor).second) return corrupt("occurs twice");
  return absl::OkStatus();
}

absl::StatusOr<Weights::Tensor> Weights::Numbers(std::string_view name, absl::Span<const uint64_t> shape) const {
  const auto wrong = [&](std::string_view fault) {
    return Fault(absl::StatusCode::kFailedPrecondition, absl::StrCat("tensor \"", ToAbsl(name), "\" ", ToAbsl(fault)));
  };
  const auto found = tensors_.find(name);
  if (found == tensors_.end()) return wrong("is missing");
  const Tensor& tensor = found->second;
  if (tensor.type == kBytes) return wrong("does not hold numbers");
  bool fits = tensor.rank == shape.size();
  for (size_t d = 0; fits && d < shape.size(); ++d) {
    fits = tensor.dimensions[d] > 0 && (shape[d] == 0 || shape[d] == tensor.dimensions[d]);
  }
  if (!fits) {
    const auto has = absl::MakeConstSpan(tensor.dimensions).subspan(0, tensor.rank);
    return wrong(absl::StrCat("is [", absl::StrJoin(has, ", "), "], not [", absl::StrJoin(shape, ", "), "]"));
  }
  if (!AllFinite(tensor.data, tensor.bytes, tensor.type)) return wrong("holds a number that is not finite");
  return tensor;
}

absl::StatusOr<RowTable> Weights::Rows(std::string_view name, uint64_t rows, uint64_t width) const {
  SITREP_ASSIGN_OR_RETURN(const Tensor tensor, Numbers(name, {rows, width}));
  RowTable table;
  table.type_ = tensor.type;
  table.data_ = tensor.data;
  table.rows_ = tensor.dimensions[0];
  table.width_ = tensor.dimensions[1];
  if (tensor.type == kInt8) {
    const std::string scales = absl::StrCat(ToAbsl(name), ".scales");
    SITREP_ASSIGN_OR_RETURN(const Tensor found, Numbers(scales, {table.rows_}));
    if (found.type != kFloat) {
      return Fault(absl::StatusCode::kFailedPrecondition, absl::StrCat("tensor \"", scales, "\" does not hold floats"));
    }
    table.scales_ = reinterpret_cast<const float*>(found.data);
  }
  return table;
}

absl::StatusOr<std::vector<float>> Weights::Floats(std::string_view name, absl::Span<const uint64_t> shape) const {
  SITREP_ASSIGN_OR_RETURN(const Tensor tensor, Numbers(name, shape));
  if (tensor.rank == 2) {
    SITREP_ASSIGN_OR_RETURN(const RowTable table, Rows(name, shape[0], shape[1]));
    std::vector<float> floats(table.rows() * table.width());
    for (uint64_t row = 0; row < table.rows(); ++row) table.CopyRow(row, floats.data() + row * table.width());
    return floats;
  }
  if (tensor.type == kInt8) {
    return Fault(absl::StatusCode::kFailedPrecondition,
                 absl::StrCat("tensor \"", ToAbsl(name), "\" is int8 and has no rows"));
  }
  std::vector<float> floats(tensor.bytes / kTypeBytes[tensor.type]);
  for (size_t i = 0; i < floats.size(); ++i) {
    if (tensor.type == kFloat) {
      std::memcpy(&floats[i], tensor.data + i * sizeof(float), sizeof(float));
    } else {
      floats[i] = FromBfloat16(tensor.data + 2 * i);
    }
  }
  return floats;
}

absl::StatusOr<std::vector<std::string_view>> Weights::Lines(std::string_view name) const {
  const auto found = tensors_.find(name);
  if (found == tensors_.end() || found->second.type != kBytes) {
    return Fault(absl::StatusCode::kFailedPrecondition,
                 absl::StrCat("tensor \"", ToAbsl(name), found == tensors_.end() ? "\" is missing" : "\" is no text"));
  }
  const std::string_view text(found->second.data, found->second.bytes);
  if ((!text.empty() && text.back() != '\n') || ValidUtf8Prefix(text) != text.size()) {
    return Fault(absl::StatusCode::kFailedPrecondition,
                 absl::StrCat("tensor \"", ToAbsl(name), "\" is not lines of UTF-8"));
  }
  std::vector<std::string_view> lines;
  lines.reserve(static_cast<size_t>(std::count(text.begin(), text.end(), '\n')));
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = text.find('\n', begin);
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

}  // namespace sitrep::tagger
