// The kernels for every x86-64 processor: SSE2.

#include <emmintrin.h>

#include "services/tagger/model/kernel_templates.h"

namespace sitrep::tagger {
namespace {

struct Sse2 {
  using F = __m128;
  using Columns = __m128;
  using Element = float;
  static constexpr size_t kLanes = 4;
  static constexpr size_t kDepthStep = 1;
  static constexpr size_t kPanelVectors = 2;
  static constexpr size_t kTileRows = 6;

  static F Load(const float* from) { return _mm_loadu_ps(from); }
  static void Store(float* to, F x) { _mm_storeu_ps(to, x); }
  static void StoreElements(Element* to, F x) { _mm_storeu_ps(to, x); }
  static F Set(float x) { return _mm_set1_ps(x); }
  static F Add(F a, F b) { return _mm_add_ps(a, b); }
  static F Subtract(F a, F b) { return _mm_sub_ps(a, b); }
  static F Multiply(F a, F b) { return _mm_mul_ps(a, b); }
  static F Divide(F a, F b) { return _mm_div_ps(a, b); }
  static F Max(F a, F b) { return _mm_max_ps(a, b); }
  static F Min(F a, F b) { return _mm_min_ps(a, b); }
  static F MultiplyAdd(F a, F b, F c) { return _mm_add_ps(_mm_mul_ps(a, b), c); }
  // x * 2^n, n in the low bits of `n`.
  static F AddExponent(F x, F n) {
    return _mm_castsi128_ps(_mm_add_epi32(_mm_castps_si128(x), _mm_slli_epi32(_mm_castps_si128(n), 23)));
  }
  static F SelectGreater(F a, F b, F yes, F no) {
    const F mask = _mm_cmpgt_ps(a, b);
    return _mm_or_ps(_mm_and_ps(mask, yes), _mm_andnot_ps(mask, no));
  }
  static uint32_t EqualMask(F a, F b) { return static_cast<uint32_t>(_mm_movemask_ps(_mm_cmpeq_ps(a, b))); }
  static float Sum(F x) {
    const F pairs = _mm_add_ps(x, _mm_movehl_ps(x, x));
    return _mm_cvtss_f32(_mm_add_ss(pairs, _mm_shuffle_ps(pairs, pairs, 1)));
  }
  static Columns LoadColumns(const Element* from) { return _mm_loadu_ps(from); }
  static Columns Broadcast(const Element* from) { return _mm_set1_ps(*from); }
  static F Accumulate(F sum, Columns a, Columns b) { return _mm_add_ps(sum, _mm_mul_ps(a, b)); }
};

constexpr Kernels kKernels = KernelTemplates<Sse2>::Table(Profile::kPlain);

}  // namespace

const Kernels& PlainKernels() { return kKernels; }

}  // namespace sitrep::tagger
