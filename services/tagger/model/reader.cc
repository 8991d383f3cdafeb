#include "services/tagger/model/reader.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/base/status_macros.h"
#include "common/base/string_views.h"

namespace sitrep::tagger {
namespace {

// Grows when this code reads otherwise what it read before.
constexpr int kCodeVersion = 1;

// Fewer leave lanes of the LSTM without a word towards the end; more do not fit the second cache.
constexpr size_t kBatchWords = 1024;

constexpr std::string_view kParataxis = "parataxis";

bool IsPause(std::string_view form) {
  return form == "," || form == ";" || form == ":" || form == "." || form == "!" || form == "?" || form == "-" ||
         form == "–" || form == "—";
}

// How many of the words from `first` on are read together.
size_t WindowSize(const SentenceWords& words, size_t first) {
  constexpr size_t kLongest = Reader::kLongestWindow;
  const size_t left = words.size() - first;
  if (left <= kLongest) return left;
  for (size_t size = kLongest; size > kLongest / 2; --size) {
    if (IsPause(words[first + size - 1])) return size;
  }
  return kLongest;
}

}  // namespace

// Words [first, first + range.size) of a sentence; `range` says where they are in the batch.
struct Reader::Window {
  size_t sentence = 0;
  uint32_t first = 0;
  WordRange range;
};

struct Reader::Scratch {
  explicit Scratch(const Encoder& of)
      : encoder(of), encoded(of.width() * of.kernels().element_bytes), parser(of.kernels()) {}

  std::vector<Window> windows;
  std::vector<std::string_view> words;
  std::vector<WordRange> ranges;
  Encoder::Scratch encoder;
  RowBuffer encoded;
  std::vector<float> tag_scores;
  std::vector<uint16_t> tags;
  std::vector<std::string_view> penn;
  Lemmatizer::Scratch lemmatizer;
  std::vector<std::string> lemmas;
  NameDecoder::Scratch names;
  DependencyParser::Scratch parser;
  std::vector<uint32_t> heads;
  std::vector<uint16_t> relations;
};

class Reader::BorrowedScratch {
 public:
  explicit BorrowedScratch(const Reader& reader) : reader_(reader) {
    {
      absl::MutexLock lock(&reader_.mutex_);
      if (!reader_.idle_.empty()) {
        scratch_ = std::move(reader_.idle_.back());
        reader_.idle_.pop_back();
      }
    }
    if (scratch_ == nullptr) scratch_ = std::make_unique<Scratch>(reader_.parts_.encoder);
  }
  ~BorrowedScratch() {
    absl::MutexLock lock(&reader_.mutex_);
    reader_.idle_.push_back(std::move(scratch_));
  }
  BorrowedScratch(const BorrowedScratch&) = delete;
  BorrowedScratch& operator=(const BorrowedScratch&) = delete;

  Scratch& operator*() { return *scratch_; }

 private:
  const Reader& reader_;
  std::unique_ptr<Scratch> scratch_;
};

absl::StatusOr<std::unique_ptr<const Reader>> Reader::Load(const std::string& path, Profile profile) {
  if (!Supports(profile)) {
    return absl::FailedPreconditionError(
        absl::StrCat("this processor cannot run the numeric profile \"", ToAbsl(ProfileName(profile)), "\""));
  }
  const Kernels& kernels = KernelsOf(profile);
  SITREP_ASSIGN_OR_RETURN(std::unique_ptr<const Weights> weights, Weights::Open(path));
  SITREP_ASSIGN_OR_RETURN(Encoder encoder, Encoder::Load(*weights, kernels));
  const size_t width = encoder.width();
  SITREP_ASSIGN_OR_RETURN(TagHead upos, TagHead::Load(*weights, "upos", width, kernels));
  SITREP_ASSIGN_OR_RETURN(TagHead penn, TagHead::Load(*weights, "xpos", width, kernels));
  SITREP_ASSIGN_OR_RETURN(Lemmatizer lemmatizer, Lemmatizer::Load(*weights, width, kernels));
  SITREP_ASSIGN_OR_RETURN(NameDecoder names, NameDecoder::Load(*weights, width, kernels));
  SITREP_ASSIGN_OR_RETURN(DependencyParser parser, DependencyParser::Load(*weights, width, kernels));
  return std::unique_ptr<const Reader>(new Reader(std::move(weights),
                                                  Parts{std::move(encoder), std::move(upos), std::move(penn),
                                                        std::move(lemmatizer), std::move(names), std::move(parser)},
                                                  kernels));
}

Reader::Reader(std::unique_ptr<const Weights> weights, Parts parts, const Kernels& kernels)
    : weights_(std::move(weights)), kernels_(kernels), parts_(std::move(parts)) {
  version_ = absl::StrFormat("reader%d-%s-%016x-%s", kCodeVersion, weights_->model_name(), weights_->checksum(),
                             ToAbsl(ProfileName(kernels.profile)));
}

Reader::~Reader() = default;

std::vector<ReadSentence> Reader::Read(absl::Span<const SentenceWords> sentences, const ReaderHeads& wanted) const {
  std::vector<ReadSentence> read(sentences.size());
  BorrowedScratch borrowed(*this);
  Scratch& scratch = *borrowed;
  for (size_t s = 0; s < sentences.size(); ++s) {
    const SentenceWords& words = sentences[s];
    read[s].words.resize(words.size());
    for (size_t first = 0; first < words.size();) {
      const size_t size = WindowSize(words, first);
      if (scratch.words.size() + size > kBatchWords) ReadBatch(wanted, scratch, read);
      const WordRange range{static_cast<uint32_t>(scratch.words.size()), static_cast<uint32_t>(size)};
      scratch.windows.push_back({s, static_cast<uint32_t>(first), range});
      scratch.ranges.push_back(range);
      const auto begin = words.begin() + static_cast<ptrdiff_t>(first);
      scratch.words.insert(scratch.words.end(), begin, begin + static_cast<ptrdiff_t>(size));
      first += size;
    }
  }
  ReadBatch(wanted, scratch, read);
  return read;
}

void Reader::ReadBatch(const ReaderHeads& wanted, Scratch& scratch, std::vector<ReadSentence>& read) const {
  const size_t count = scratch.words.size();
  if (count > 0) {
    parts_.encoder.Encode(scratch.words, scratch.ranges, scratch.encoder, scratch.encoded);
    if (wanted.tags || wanted.lemmas) SetTags(wanted, scratch, read);
    if (wanted.names) {
      parts_.names.Score(scratch.encoded, count, scratch.names);
      for (const Window& window : scratch.windows) {
        parts_.names.Decode(window.range, window.first, scratch.names, read[window.sentence].mentions);
      }
    }
    if (wanted.tree) {
      parts_.parser.Parse(scratch.encoded, scratch.ranges, scratch.parser, scratch.heads, scratch.relations);
      SetTree(scratch, read);
    }
  }
  scratch.windows.clear();
  scratch.words.clear();
  scratch.ranges.clear();
}

void Reader::SetTags(const ReaderHeads& wanted, Scratch& scratch, std::vector<ReadSentence>& read) const {
  const size_t count = scratch.words.size();
  parts_.penn.Predict(scratch.encoded, count, scratch.tag_scores, scratch.tags);
  scratch.penn.resize(count);
  for (size_t row = 0; row < count; ++row) scratch.penn[row] = parts_.penn.labels()[scratch.tags[row]];
  if (wanted.tags) parts_.upos.Predict(scratch.encoded, count, scratch.tag_scores, scratch.tags);
  if (wanted.lemmas) {
    parts_.lemmatizer.Read(scratch.encoded, scratch.words, scratch.penn, scratch.lemmatizer, scratch.lemmas);
  }
  for (const Window& window : scratch.windows) {
    for (uint32_t i = 0; i < window.range.size; ++i) {
      ReadWord& word = read[window.sentence].words[window.first + i];
      const size_t row = window.range.first + i;
      if (wanted.tags) {
        word.upos = parts_.upos.labels()[scratch.tags[row]];
        word.penn = scratch.penn[row];
      }
      if (wanted.lemmas) word.lemma = std::move(scratch.lemmas[row]);
    }
  }
}

void Reader::SetTree(Scratch& scratch, std::vector<ReadSentence>& read) const {
  for (const Window& window : scratch.windows) {
    std::vector<ReadWord>& words = read[window.sentence].words;
    for (uint32_t i = 0; i < window.range.size; ++i) {
      ReadWord& word = words[window.first + i];
      const uint32_t head = scratch.heads[window.range.first + i];
      word.relation = parts_.parser.labels()[scratch.relations[window.range.first + i]];
      if (head != kRootHead) {
        word.head = window.first + head;
      } else if (window.first > 0) {
        const auto root =
            std::find_if(words.begin(), words.end(), [](const ReadWord& w) { return w.head == kRootHead; });
        word.head = static_cast<uint32_t>(root - words.begin());
        word.relation = kParataxis;
      }
    }
  }
}

}  // namespace sitrep::tagger
