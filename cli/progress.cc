#include "cli/progress.h"

#include <unistd.h>

#include <algorithm>
#include <iostream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "cli/printer.h"

namespace sitrep::cli {
namespace {

constexpr absl::Duration kRedrawInterval = absl::Milliseconds(100);
constexpr int kBarColumns = 28;

std::string TimeLeft(double seconds) {
  const auto whole = static_cast<int64_t>(seconds + 0.5);
  if (whole >= 3600) return absl::StrFormat("%dh %02dm", whole / 3600, whole / 60 % 60);
  return whole >= 60 ? absl::StrFormat("%dm %02ds", whole / 60, whole % 60) : absl::StrFormat("%ds", whole);
}

}  // namespace

Progress::Progress(std::string unit, uint64_t total, bool enabled)
    : unit_(std::move(unit)), enabled_(enabled && isatty(STDERR_FILENO) != 0), start_(absl::Now()) {
  if (total > 0) Update(0, total);
}

Progress::~Progress() { Clear(); }

double Progress::seconds() const { return absl::ToDoubleSeconds(absl::Now() - start_); }

void Progress::Update(uint64_t done, uint64_t total) {
  const absl::Time now = absl::Now();
  if (!enabled_ || (shown_ && now - drawn_ < kRedrawInterval)) return;
  drawn_ = now;
  shown_ = true;
  const double elapsed = std::max(seconds(), 1e-3);
  const double rate = static_cast<double>(done) / elapsed;
  std::string line = "\r\033[K";
  if (total > 0) {
    const double share = std::min(1.0, static_cast<double>(done) / static_cast<double>(total));
    const int full = static_cast<int>(share * kBarColumns);
    line += "[";
    for (int i = 0; i < kBarColumns; ++i) line += i < full ? "█" : "·";
    absl::StrAppendFormat(&line, "] %3d%%  ", static_cast<int>(share * 100));
  }
  absl::StrAppend(&line, Thousands(done), " ", unit_, absl::StrFormat("  %.0f/s", rate));
  if (total > done && rate > 0) {
    absl::StrAppend(&line, "  ", TimeLeft(static_cast<double>(total - done) / rate), " left");
  }
  std::cerr << line << std::flush;
}

void Progress::Clear() {
  if (shown_) std::cerr << "\r\033[K" << std::flush;
  shown_ = false;
}

}  // namespace sitrep::cli
