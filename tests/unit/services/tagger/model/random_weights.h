#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "services/tagger/model/kernels.h"

namespace sitrep::tagger {

// Writes what Weights reads, tensor by tensor. A test may break entries or bytes before they are sealed.
class WeightsWriter {
 public:
  struct Tensor {
    uint32_t type = 0;
    std::vector<uint64_t> shape;
    std::string data;
  };

  void AddFloats(const std::string& name, std::vector<uint64_t> shape, const std::vector<float>& values);
  // Rounded to the nearest bfloat16.
  void AddBfloat16(const std::string& name, std::vector<uint64_t> shape, const std::vector<float>& values);
  // With "<name>.scales".
  void AddInt8(const std::string& name, std::vector<uint64_t> shape, const std::vector<float>& values);
  void AddText(const std::string& name, std::string text);

  std::map<std::string, Tensor>& tensors() { return tensors_; }
  // The bytes of the file.
  std::string Write(std::string_view model_name = "random") const;
  // The same with size and checksum made to fit whatever `bytes` are.
  static std::string Seal(std::string bytes);

 private:
  std::map<std::string, Tensor> tensors_;
};

struct RandomReaderOptions {
  uint64_t seed = 1;
  uint64_t units = 128;  // Of an LSTM.
  uint64_t lemma_scripts = 40;
};

// All tensors of a reader, with numbers large enough that words, neighbours and labels matter.
WeightsWriter RandomReader(const RandomReaderOptions& options);

// Sentences of words that are spelled at random or common, 1 to `longest` words each.
std::vector<std::vector<std::string>> RandomSentences(size_t count, size_t longest, std::mt19937_64& random);

// Element `i` of a row as the kernels keep it.
float ElementAt(const Kernels& kernels, const std::byte* row, size_t i);

void WriteFile(const std::string& path, std::string_view bytes);

}  // namespace sitrep::tagger
