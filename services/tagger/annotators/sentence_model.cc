#include "services/tagger/annotators/sentence_model.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string_view>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "common/base/hash.h"

namespace sitrep::tagger {
namespace {

static_assert(std::endian::native == std::endian::little, "boundaries.bin is used as it is");

constexpr std::string_view kFile = "/sentences/boundaries.bin";
constexpr std::string_view kMagic = "SITRSEN1";
constexpr uint32_t kFormatVersion = 1;

}  // namespace

// The body: known words, output weights, table.
struct SentenceModel::Header {
  char magic[8];
  uint32_t format_version;
  uint32_t feature_version;
  uint32_t row_bits;
  uint32_t width;
  int64_t bias;
  uint64_t body_size;
  uint64_t body_checksum;  // XXH3-64.
};

absl::StatusOr<SentenceModel> SentenceModel::Load(const std::string& models_dir) {
  const std::string path = absl::StrCat(models_dir, std::string(kFile));
  const auto damaged = [&path](std::string_view what) {
    return absl::DataLossError(absl::StrCat("sentence model ", path, ": ", std::string(what)));
  };
  std::error_code error;
  const uintmax_t size = std::filesystem::file_size(path, error);
  if (error == std::errc::no_such_file_or_directory) {
    return absl::NotFoundError(absl::StrCat("no sentence model at ", path));
  }
  if (error) return absl::UnavailableError(absl::StrCat("cannot open ", path, ": ", error.message()));

  SentenceModel model;
  constexpr size_t kRows = size_t{1} << kRowBits;
  constexpr size_t kBodySize = sizeof(KnownWords) + sizeof(output_) + kRows * sizeof(Weights);
  static_assert(sizeof(Header) == 48);
  if (size != sizeof(Header) + kBodySize) {
    return damaged(absl::StrCat("has ", size, " bytes instead of ", sizeof(Header) + kBodySize));
  }
  std::string data(size, '\0');
  std::ifstream file(path, std::ios::binary);
  if (!file.read(data.data(), static_cast<std::streamsize>(size))) {
    return absl::UnavailableError(absl::StrCat("cannot read ", path));
  }
  Header header;
  std::memcpy(&header, data.data(), sizeof(header));
  if (std::string_view(header.magic, sizeof(header.magic)) != kMagic) return damaged("not a sentence model");
  if (header.format_version != kFormatVersion || header.feature_version != SentenceFeatures::kFeatureVersion) {
    return damaged(absl::StrCat("format version ", header.format_version, ", feature version ", header.feature_version,
                                "; this program reads ", kFormatVersion, " and ", SentenceFeatures::kFeatureVersion));
  }
  if (header.row_bits != kRowBits || header.width != kWidth || header.body_size != kBodySize) {
    return damaged("its table has another shape");
  }
  const char* body = data.data() + sizeof(header);
  if (Hash64({body, kBodySize}) != header.body_checksum) return damaged("corrupt: checksum does not match");

  model.known_ = std::make_unique<KnownWords>();
  model.table_.resize(kRows);
  std::memcpy(model.known_->data(), body, sizeof(KnownWords));
  body += sizeof(KnownWords);
  std::memcpy(model.output_.data(), body, sizeof(output_));
  body += sizeof(output_);
  std::memcpy(model.table_.data(), body, kRows * sizeof(Weights));
  model.bias_ = header.bias;
  model.checksum_ = header.body_checksum;
  return model;
}

bool SentenceModel::EndsSentence(const SentenceFeatures::Row& row) const {
  std::array<int16_t, kWidth> sums{};  // 48 times 127 fits.
  static_assert(SentenceFeatures::kCount * 128 <= 32767);
  for (const uint32_t hash : row) {
    const Weights& weights = table_[hash >> (32 - kRowBits)];
    for (size_t k = 0; k < kWidth; ++k) sums[k] = static_cast<int16_t>(sums[k] + weights.values[k]);
  }
  int64_t score = bias_ + int64_t{output_[0]} * sums[0];
  for (size_t k = 1; k < kWidth; ++k) score += int64_t{output_[k]} * std::max<int16_t>(sums[k], 0);
  return score > 0;
}

}  // namespace sitrep::tagger
