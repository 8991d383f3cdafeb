// The kernels for AVX-512 with BF16; this file alone is compiled with them.

#include <immintrin.h>

#include "services/tagger/model/kernel_templates.h"

namespace sitrep::tagger {
namespace {

struct Avx512Bf16 {
  using F = __m512;
  using Columns = __m512bh;
  using Element = uint16_t;
  static constexpr size_t kLanes = 16;
  static constexpr size_t kDepthStep = 2;
  static constexpr size_t kPanelVectors = 4;
  static constexpr size_t kTileRows = 6;

  static F Load(const float* from) { return _mm512_loadu_ps(from); }
  static void Store(float* to, F x) { _mm512_storeu_ps(to, x); }
  static void StoreElements(Element* to, F x) {
    const __m256bh narrow = _mm512_cvtneps_pbh(x);
    std::memcpy(to, &narrow, sizeof(narrow));
  }
  static F Set(float x) { return _mm512_set1_ps(x); }
  static F Add(F a, F b) { return _mm512_add_ps(a, b); }
  static F Subtract(F a, F b) { return _mm512_sub_ps(a, b); }
  static F Multiply(F a, F b) { return _mm512_mul_ps(a, b); }
  static F Divide(F a, F b) { return _mm512_div_ps(a, b); }
  static F Max(F a, F b) { return _mm512_max_ps(a, b); }
  static F Min(F a, F b) { return _mm512_min_ps(a, b); }
  static F MultiplyAdd(F a, F b, F c) { return _mm512_fmadd_ps(a, b, c); }
  // x * 2^n, n in the low bits of `n`.
  static F AddExponent(F x, F n) {
    return _mm512_castsi512_ps(_mm512_add_epi32(_mm512_castps_si512(x), _mm512_slli_epi32(_mm512_castps_si512(n), 23)));
  }
  static F SelectGreater(F a, F b, F yes, F no) {
    return _mm512_mask_blend_ps(_mm512_cmp_ps_mask(a, b, _CMP_GT_OQ), no, yes);
  }
  static uint32_t EqualMask(F a, F b) { return _mm512_cmp_ps_mask(a, b, _CMP_EQ_OQ); }
  static float Sum(F x) {
    const __m256 eight = _mm256_add_ps(_mm512_castps512_ps256(x), _mm512_extractf32x8_ps(x, 1));
    const __m128 half = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
    const __m128 pairs = _mm_add_ps(half, _mm_movehl_ps(half, half));
    return _mm_cvtss_f32(_mm_add_ss(pairs, _mm_shuffle_ps(pairs, pairs, 1)));
  }
  static Columns LoadColumns(const Element* from) {
    Columns columns;
    std::memcpy(&columns, from, sizeof(columns));
    return columns;
  }
  static Columns Broadcast(const Element* from) {
    int pair;
    std::memcpy(&pair, from, sizeof(pair));
    return (Columns)_mm512_set1_epi32(pair);
  }
  static F Accumulate(F sum, Columns a, Columns b) { return _mm512_dpbf16_ps(sum, a, b); }
};

constexpr Kernels kKernels = KernelTemplates<Avx512Bf16>::Table(Profile::kBf16);

}  // namespace

const Kernels& Bf16Kernels() { return kKernels; }

}  // namespace sitrep::tagger
