#include "services/tagger/model/crf.h"

#include <algorithm>

#include "common/base/check.h"

namespace sitrep::tagger {
namespace {

constexpr float kImpossible = -1e30F;  // Of the labels that pad a row.

}  // namespace

Crf::Crf(const Kernels& kernels, absl::Span<const float> transitions, absl::Span<const float> start,
         absl::Span<const float> end)
    : kernels_(&kernels), labels_(start.size()) {
  Check(labels_ > 0 && end.size() == labels_ && transitions.size() == labels_ * labels_, "a CRF is of one size");
  const size_t w = width();
  transitions_.assign(labels_ * w, kImpossible);
  factors_.assign(labels_ * w, 0.0F);
  factors_from_to_.assign(labels_ * w, 0.0F);
  start_.assign(w, kImpossible);
  end_.assign(w, kImpossible);
  start_factors_.assign(w, 0.0F);
  end_factors_.assign(w, 0.0F);
  // By the kernels, because the C library's exp is another on other processors. Scores beyond e^30 come from no
  // training and would overflow.
  const auto factor = [&](float score) {
    float in[kLaneGroup] = {std::min(score, 30.0F)};
    float out[kLaneGroup];
    kernels.exponentials(in, kLaneGroup, out);
    return score < -80.0F ? 0.0F : out[0];
  };
  for (size_t from = 0; from < labels_; ++from) {
    for (size_t to = 0; to < labels_; ++to) {
      transitions_[from * w + to] = transitions[from * labels_ + to];
      factors_[from * w + to] = factor(transitions[from * labels_ + to]);
      factors_from_to_[to * w + from] = factors_[from * w + to];
    }
    start_[from] = start[from];
    end_[from] = end[from];
    start_factors_[from] = factor(start[from]);
    end_factors_[from] = factor(end[from]);
  }
}

void Crf::Decode(const float* emissions, size_t count, Scratch& scratch, std::vector<uint16_t>& out) const {
  const size_t w = width();
  scratch.scores.resize(2 * w);
  scratch.from.resize(count * w);
  float* now = scratch.scores.data();
  float* next = now + w;
  for (size_t l = 0; l < w; ++l) now[l] = start_[l] + emissions[l];
  for (size_t t = 1; t < count; ++t) {
    kernels_->best_before(now, transitions_.data(), labels_, w, next, scratch.from.data() + t * w);
    for (size_t l = 0; l < w; ++l) next[l] += emissions[t * w + l];
    std::swap(now, next);
  }
  for (size_t l = 0; l < w; ++l) now[l] += end_[l];
  out.resize(count);
  out[count - 1] = static_cast<uint16_t>(kernels_->arg_max(now, labels_));
  for (size_t t = count - 1; t > 0; --t) out[t - 1] = static_cast<uint16_t>(scratch.from[t * w + out[t]]);
}

void Crf::Sum(const float* emissions, size_t count, Scratch& scratch) const {
  const size_t w = width();
  scratch.scores.resize(2 * w);
  scratch.likely.resize(count * w);
  scratch.forward.resize(count * w);
  scratch.backward.resize(count * w);
  scratch.scales.resize(count);
  float* row = scratch.scores.data();
  for (size_t t = 0; t < count; ++t) {
    float* likely = scratch.likely.data() + t * w;
    const float largest = *std::max_element(emissions + t * w, emissions + t * w + labels_);
    std::fill_n(row, w, kImpossible);
    for (size_t l = 0; l < labels_; ++l) row[l] = emissions[t * w + l] - largest;
    kernels_->exponentials(row, w, likely);

    float* forward = scratch.forward.data() + t * w;
    if (t == 0) {
      std::copy(start_factors_.begin(), start_factors_.end(), forward);
    } else {
      kernels_->times_matrix(forward - w, factors_.data(), labels_, w, forward);
    }
    // In double, one after the other: the sum does not depend on how wide registers are.
    double sum = 0;
    for (size_t l = 0; l < labels_; ++l) {
      forward[l] *= likely[l];
      sum += forward[l];
    }
    scratch.scales[t] = sum > 0 ? static_cast<float>(sum) : 1.0F;
    for (size_t l = 0; l < w; ++l) forward[l] /= scratch.scales[t];
  }
  float* backward = scratch.backward.data() + (count - 1) * w;
  const float* forward = scratch.forward.data() + (count - 1) * w;
  double ends = 0;
  for (size_t l = 0; l < labels_; ++l) ends += double{forward[l]} * double{end_factors_[l]};
  for (size_t l = 0; l < w; ++l) backward[l] = ends > 0 ? static_cast<float>(double{end_factors_[l]} / ends) : 0.0F;
  for (size_t t = count - 1; t > 0; --t, backward -= w) {
    const float* likely = scratch.likely.data() + t * w;
    for (size_t l = 0; l < w; ++l) row[l] = backward[l] * likely[l] / scratch.scales[t];
    kernels_->times_matrix(row, factors_from_to_.data(), labels_, w, backward - w);
  }
}

double Crf::Probability(absl::Span<const uint16_t> labels, size_t begin, size_t end, size_t not_next,
                        const Scratch& scratch) const {
  const size_t w = width();
  const size_t count = scratch.scales.size();
  double probability = double{scratch.forward[begin * w + labels[begin]]};
  for (size_t t = begin + 1; t < end; ++t) {
    probability *= double{factors_[labels[t - 1] * w + labels[t]]} * double{scratch.likely[t * w + labels[t]]} /
                   double{scratch.scales[t]};
  }
  const size_t last = labels[end - 1];
  double rest = double{scratch.backward[(end - 1) * w + last]};
  if (end < count && not_next < labels_) {
    rest -= double{factors_[last * w + not_next]} * double{scratch.likely[end * w + not_next]} *
            double{scratch.backward[end * w + not_next]} / double{scratch.scales[end]};
  }
  const double result = probability * rest;
  return result > 0 ? std::min(result, 1.0) : 0.0;
}

}  // namespace sitrep::tagger
