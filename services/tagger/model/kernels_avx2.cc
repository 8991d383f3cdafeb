// The kernels for AVX2 and FMA; this file alone is compiled with them.

#include <immintrin.h>

#include "services/tagger/model/kernel_templates.h"

namespace sitrep::tagger {
namespace {

struct Avx2 {
  using F = __m256;
  using Columns = __m256;
  using Element = float;
  static constexpr size_t kLanes = 8;
  static constexpr size_t kDepthStep = 1;
  static constexpr size_t kPanelVectors = 2;
  static constexpr size_t kTileRows = 6;

  static F Load(const float* from) { return _mm256_loadu_ps(from); }
  static void Store(float* to, F x) { _mm256_storeu_ps(to, x); }
  static void StoreElements(Element* to, F x) { _mm256_storeu_ps(to, x); }
  static F Set(float x) { return _mm256_set1_ps(x); }
  static F Add(F a, F b) { return _mm256_add_ps(a, b); }
  static F Subtract(F a, F b) { return _mm256_sub_ps(a, b); }
  static F Multiply(F a, F b) { return _mm256_mul_ps(a, b); }
  static F Divide(F a, F b) { return _mm256_div_ps(a, b); }
  static F Max(F a, F b) { return _mm256_max_ps(a, b); }
  static F Min(F a, F b) { return _mm256_min_ps(a, b); }
  static F MultiplyAdd(F a, F b, F c) { return _mm256_fmadd_ps(a, b, c); }
  // x * 2^n, n in the low bits of `n`.
  static F AddExponent(F x, F n) {
    return _mm256_castsi256_ps(_mm256_add_epi32(_mm256_castps_si256(x), _mm256_slli_epi32(_mm256_castps_si256(n), 23)));
  }
  static F SelectGreater(F a, F b, F yes, F no) { return _mm256_blendv_ps(no, yes, _mm256_cmp_ps(a, b, _CMP_GT_OQ)); }
  static uint32_t EqualMask(F a, F b) {
    return static_cast<uint32_t>(_mm256_movemask_ps(_mm256_cmp_ps(a, b, _CMP_EQ_OQ)));
  }
  static float Sum(F x) {
    const __m128 half = _mm_add_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1));
    const __m128 pairs = _mm_add_ps(half, _mm_movehl_ps(half, half));
    return _mm_cvtss_f32(_mm_add_ss(pairs, _mm_shuffle_ps(pairs, pairs, 1)));
  }
  static Columns LoadColumns(const Element* from) { return _mm256_loadu_ps(from); }
  static Columns Broadcast(const Element* from) { return _mm256_broadcast_ss(from); }
  static F Accumulate(F sum, Columns a, Columns b) { return _mm256_fmadd_ps(a, b, sum); }
};

constexpr Kernels kKernels = KernelTemplates<Avx2>::Table(Profile::kAvx2);

}  // namespace

const Kernels& Avx2Kernels() { return kKernels; }

}  // namespace sitrep::tagger
