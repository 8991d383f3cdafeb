// Runs a fuzz target without libFuzzer: every seed, then random mutations of them until the time is over. The mutations
// follow from --seed alone, so a failure is repeated by the seed that was printed.

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

constexpr size_t kMaxInputBytes = 1 << 14;
constexpr uint64_t kDefaultSeed = 1;
constexpr double kDefaultSeconds = 3;

// Pieces on which parsers turn: numbers at their limits, delimiters, broken and unusual UTF-8.
constexpr std::string_view kPieces[] = {"\n",     "\n\n",       " ",
                                        "\t",     "\r\n",       "0",
                                        "-1",     "9999",       "18446744073709551616",
                                        "<",      ">",          "</",
                                        "<!--",   "&amp;",      "&#x10FFFF;",
                                        "\"",     "'",          "(",
                                        ")",      "[",          "*",
                                        "\\",     "{\"a\":",    ":",
                                        "@a",     "#b",         "https://t.co/x",
                                        "\xC3",   "\xFF",       "\xED\xA0\x80",
                                        "é",      "字",         "👉",
                                        "\u0301", "\u200D",     "“",
                                        "’",      "—",          "<p>",
                                        "<b>",    "<table>",    "<script>",
                                        "date ",  "2022-02-29", "T10:00:00+14:00"};

// The input being run, for the handler below. Not const and global, since a signal handler has no other way.
std::string_view running;

// Leaves the input that broke a promise in the working directory. Calls only what a signal handler may.
void SaveInput(int signal) {
  constexpr char kMessage[] = "input saved in fuzz_failure.bin\n";
  const int file = open("fuzz_failure.bin", O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (file >= 0 && write(file, running.data(), running.size()) >= 0) (void)!write(2, kMessage, sizeof kMessage - 1);
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void Run(const std::string& input) {
  running = input;
  LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(input.data()), input.size());
}

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::string Mutate(std::string input, const std::vector<std::string>& corpus, std::mt19937_64& random) {
  const size_t changes = 1 + random() % 6;
  for (size_t i = 0; i < changes; ++i) {
    const size_t at = random() % (input.size() + 1);
    const size_t length = std::min<size_t>(random() % 16, input.size() - at);
    switch (random() % 6) {
      case 0:
        if (at < input.size()) input[at] = static_cast<char>(random());
        break;
      case 1:
        input.erase(at, length);
        break;
      case 2:
        input.insert(at, kPieces[random() % std::size(kPieces)]);
        break;
      case 3:
        input.insert(at, input.substr(at, length));
        break;
      case 4: {
        const std::string& other = corpus[random() % corpus.size()];
        input = input.substr(0, at) + other.substr(random() % (other.size() + 1));
        break;
      }
      default: {
        const std::string_view piece = kPieces[random() % std::size(kPieces)];
        for (size_t n = random() % 64; n > 0; --n) input.insert(at, piece);
      }
    }
  }
  input.resize(std::min(input.size(), kMaxInputBytes));
  return input;
}

}  // namespace

int main(int argc, char** argv) {
  uint64_t seed = kDefaultSeed;
  double seconds = kDefaultSeconds;
  std::vector<std::string> files;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--seed" && i + 1 < argc) {
      seed = std::strtoull(argv[++i], nullptr, 10);
    } else if (argument == "--seconds" && i + 1 < argc) {
      seconds = std::strtod(argv[++i], nullptr);
    } else if (argument.starts_with("--")) {
      std::cerr << "usage: " << argv[0] << " [--seed N] [--seconds S] [FILE...]\n";
      return 2;
    } else {
      files.emplace_back(argument);
    }
  }
  std::signal(SIGABRT, SaveInput);
  std::signal(SIGSEGV, SaveInput);
  if (!files.empty()) {
    for (const std::string& file : files) Run(ReadFile(file));
    std::cout << "ran " << files.size() << " files\n";
    return 0;
  }

  std::vector<std::filesystem::path> paths;
  if (std::filesystem::is_directory(SITREP_FUZZ_SEEDS)) {
    for (const auto& entry : std::filesystem::directory_iterator(SITREP_FUZZ_SEEDS)) paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());  // A folder's order differs between machines.
  std::vector<std::string> corpus = {""};
  for (const std::filesystem::path& path : paths) corpus.push_back(ReadFile(path));
  for (const std::string& input : corpus) Run(input);

  std::cout << "seed " << seed << ", " << corpus.size() << " inputs, " << seconds << " s (--seed " << seed
            << " repeats)" << std::endl;
  std::mt19937_64 random(seed);
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  uint64_t runs = 0;
  while (std::chrono::steady_clock::now() < end) {
    Run(Mutate(corpus[random() % corpus.size()], corpus, random));
    ++runs;
  }
  std::cout << runs << " mutations, no failure\n";
  return 0;
}
