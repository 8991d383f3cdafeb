#include "tests/unit/services/tagger/model/random_weights.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <fstream>
#include <utility>

#include "common/base/hash.h"

namespace sitrep::tagger {
namespace {

constexpr size_t kHeaderBytes = 64;
constexpr size_t kAlignment = 64;

template <typename T>
void Append(std::string& out, T value) {
  char bytes[sizeof(T)];
  std::memcpy(bytes, &value, sizeof(T));
  out.append(bytes, sizeof(T));
}

std::string Padded(std::string_view text, size_t size) {
  std::string padded(text);
  padded.resize(size, '\0');
  return padded;
}

std::string Lines(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

}  // namespace

void WeightsWriter::AddFloats(const std::string& name, std::vector<uint64_t> shape, const std::vector<float>& values) {
  std::string data;
  for (const float value : values) Append(data, value);
  tensors_[name] = {0, std::move(shape), std::move(data)};
}

void WeightsWriter::AddBfloat16(const std::string& name, std::vector<uint64_t> shape,
                                const std::vector<float>& values) {
  std::string data;
  for (const float value : values) {
    const auto bits = std::bit_cast<uint32_t>(value);
    Append(data, static_cast<uint16_t>((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16));
  }
  tensors_[name] = {1, std::move(shape), std::move(data)};
}

void WeightsWriter::AddInt8(const std::string& name, std::vector<uint64_t> shape, const std::vector<float>& values) {
  const size_t width = values.size() / shape[0];
  std::string data;
  std::vector<float> scales;
  for (size_t row = 0; row < shape[0]; ++row) {
    float largest = 1e-9F;
    for (size_t i = 0; i < width; ++i) largest = std::max(largest, std::fabs(values[row * width + i]));
    scales.push_back(largest / 127);
    for (size_t i = 0; i < width; ++i) {
      data.push_back(static_cast<char>(std::lround(values[row * width + i] / scales.back())));
    }
  }
  AddFloats(name + ".scales", {shape[0]}, scales);
  tensors_[name] = {2, std::move(shape), std::move(data)};
}

void WeightsWriter::AddText(const std::string& name, std::string text) {
  tensors_[name] = {3, {text.size()}, std::move(text)};
}

std::string WeightsWriter::Write(std::string_view model_name) const {
  std::string bytes = "SITREADR";
  Append(bytes, uint32_t{1});
  Append(bytes, static_cast<uint32_t>(tensors_.size()));
  Append(bytes, uint64_t{0});
  Append(bytes, uint64_t{0});
  bytes += Padded(model_name, 32);
  size_t offset = kHeaderBytes + tensors_.size() * 96;
  const auto align = [](size_t at) { return (at + kAlignment - 1) / kAlignment * kAlignment; };
  for (const auto& [name, tensor] : tensors_) {
    offset = align(offset);
    bytes += Padded(name, 48);
    Append(bytes, tensor.type);
    Append(bytes, static_cast<uint32_t>(tensor.shape.size()));
    for (size_t d = 0; d < 3; ++d) Append(bytes, d < tensor.shape.size() ? tensor.shape[d] : uint64_t{1});
    Append(bytes, static_cast<uint64_t>(offset));
    Append(bytes, static_cast<uint64_t>(tensor.data.size()));
    offset += tensor.data.size();
  }
  for (const auto& [name, tensor] : tensors_) {
    bytes.resize(align(bytes.size()));
    bytes += tensor.data;
  }
  return Seal(std::move(bytes));
}

std::string WeightsWriter::Seal(std::string bytes) {
  const uint64_t size = bytes.size();
  const uint64_t checksum = Hash64(std::string_view(bytes).substr(kHeaderBytes));
  std::memcpy(bytes.data() + 16, &size, sizeof(size));
  std::memcpy(bytes.data() + 24, &checksum, sizeof(checksum));
  return bytes;
}

WeightsWriter RandomReader(const RandomReaderOptions& options) {
  std::mt19937_64 random(options.seed);
  WeightsWriter writer;
  const auto normal = [&](uint64_t rows, uint64_t width, float deviation) {
    std::normal_distribution<float> distribution(0, deviation);
    std::vector<float> values(rows * width);
    for (float& value : values) value = distribution(random);
    return values;
  };
  const auto linear = [&](const std::string& name, uint64_t outputs, uint64_t inputs, float gain) {
    const float deviation = gain / std::sqrt(static_cast<float>(inputs));
    writer.AddFloats(name + ".weight", {outputs, inputs}, normal(outputs, inputs, deviation));
    writer.AddFloats(name + ".bias", {outputs}, normal(outputs, 1, 0.2F));
  };

  std::vector<std::string> known = {"the", "of", "in", "said", "minister", "troops", "border", "'s", "new", "vote"};
  std::sort(known.begin(), known.end());
  writer.AddText("glove.words", Lines(known));
  writer.AddInt8("glove", {known.size(), 100}, normal(known.size(), 100, 0.5F));
  writer.AddBfloat16("lower", {4096, 64}, normal(4096, 64, 0.5F));
  writer.AddInt8("cased", {2048, 32}, normal(2048, 32, 0.5F));
  writer.AddBfloat16("prefix3", {1024, 32}, normal(1024, 32, 0.5F));
  writer.AddBfloat16("suffix3", {1024, 32}, normal(1024, 32, 0.5F));
  writer.AddFloats("suffix2", {512, 16}, normal(512, 16, 0.5F));
  writer.AddBfloat16("shape", {512, 16}, normal(512, 16, 0.5F));
  linear("input", 256, 292, 1.5F);

  const uint64_t units = options.units;
  for (const std::string layer : {"1", "2"}) {
    const uint64_t inputs = layer == "1" ? 128 : 2 * units;
    for (const std::string direction : {"forward", "backward"}) {
      const std::string name = "encoder." + layer + "." + direction;
      const float gain = 1.2F;
      writer.AddFloats(name + ".input", {4 * units, inputs},
                       normal(4 * units, inputs, gain / std::sqrt(static_cast<float>(inputs))));
      writer.AddFloats(name + ".recurrent", {4 * units, units},
                       normal(4 * units, units, gain / std::sqrt(static_cast<float>(units))));
      writer.AddFloats(name + ".bias", {4 * units}, normal(4 * units, 1, 0.3F));
    }
  }

  const uint64_t width = 2 * units;
  writer.AddText("labels.upos",
                 "ADJ\nADP\nADV\nAUX\nCCONJ\nDET\nINTJ\nNOUN\nNUM\nPART\nPRON\nPROPN\nPUNCT\nSCONJ\nSYM\nVERB\nX\n");
  linear("upos", 17, width, 8);
  std::vector<std::string> penn;
  for (int i = 0; i < 50; ++i) penn.push_back("T" + std::to_string(i));
  writer.AddText("labels.xpos", Lines(penn));
  linear("xpos", 50, width, 8);
  std::vector<std::string> scripts = {"l|0:|0:", "l|0:|1:", "t|0:|0:", "k|0:|0:", "l|=be"};
  for (uint64_t i = 0; scripts.size() < options.lemma_scripts; ++i) scripts.push_back("l|0:|2:" + std::to_string(i));
  writer.AddText("labels.lemma", Lines(scripts));
  writer.AddText("labels.lemma_exceptions", "");
  linear("lemma", scripts.size(), width, 8);

  std::vector<std::string> names = {"O"};
  for (const std::string type :
       {"person", "organisation", "party", "group", "gpe", "place", "event", "work", "weapon", "document", "other"}) {
    names.push_back("B-" + type);
    names.push_back("I-" + type);
  }
  const uint64_t count = names.size();
  writer.AddText("labels.ner", Lines(names));
  linear("ner", count, width, 8);
  std::vector<float> transitions = normal(count, count, 1);
  std::vector<float> start = normal(count, 1, 1);
  for (uint64_t to = 2; to < count; to += 2) {  // I-.
    start[to] = -1e4F;
    for (uint64_t from = 0; from < count; ++from) {
      if (from != to && from != to - 1) transitions[from * count + to] = -1e4F;
    }
  }
  writer.AddFloats("ner.transitions", {count, count}, transitions);
  writer.AddFloats("ner.start", {count}, start);
  writer.AddFloats("ner.end", {count}, normal(count, 1, 1));

  writer.AddFloats("parse.root", {width}, normal(width, 1, 0.5F));
  linear("parse.arc_dep", 160, width, 3);
  linear("parse.arc_head", 160, width, 3);
  writer.AddFloats("parse.arc_bilinear", {160, 160}, normal(160, 160, 0.2F));
  writer.AddFloats("parse.arc_head_bias", {160}, normal(160, 1, 0.1F));
  const float deviation = 3 / std::sqrt(static_cast<float>(width));
  writer.AddFloats("parse.label_dep.weight", {128, width}, normal(128, width, deviation));
  writer.AddFloats("parse.label_head.weight", {128, width}, normal(128, width, deviation));
  writer.AddFloats("parse.label.bias", {128}, normal(128, 1, 0.2F));
  std::vector<std::string> relations = {"root", "punct", "nsubj", "obj"};
  for (int i = 0; relations.size() < 37; ++i) relations.push_back("rel" + std::to_string(i));
  writer.AddText("labels.deprel", Lines(relations));
  linear("parse.deprel", relations.size(), 128, 5);
  return writer;
}

std::vector<std::vector<std::string>> RandomSentences(size_t count, size_t longest, std::mt19937_64& random) {
  static constexpr std::string_view kCommon[] = {"the", "of", "The", "said", "minister", ",", ".",
                                                 "’s",  "in", "“",   "2014", "Kyiv",     "–", "U.S."};
  const auto below = [&](size_t limit) { return static_cast<size_t>(random() % limit); };
  std::vector<std::vector<std::string>> sentences(count);
  for (auto& sentence : sentences) {
    sentence.resize(1 + below(longest));
    for (std::string& word : sentence) {
      if (below(2) == 0) {
        word = kCommon[below(std::size(kCommon))];
        continue;
      }
      for (size_t letters = 1 + below(12); letters > 0; --letters) {
        word.push_back(static_cast<char>((below(6) == 0 ? 'A' : 'a') + below(26)));
      }
    }
  }
  return sentences;
}

float ElementAt(const Kernels& kernels, const std::byte* row, size_t i) {
  float value;
  if (kernels.element_bytes == sizeof(value)) {
    std::memcpy(&value, row + i * sizeof(value), sizeof(value));
    return value;
  }
  uint16_t half;
  std::memcpy(&half, row + i * sizeof(half), sizeof(half));
  return std::bit_cast<float>(uint32_t{half} << 16);
}

void WriteFile(const std::string& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

}  // namespace sitrep::tagger
