#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "services/tagger/model/kernels.h"

// The bodies of Kernels over a set of instructions `V` (kernels_plain.cc and its siblings say what that has). They call
// no function of another header and V lives in an unnamed namespace, so that no code compiled for one processor can be
// taken for the same function of another file.
namespace sitrep::tagger {

template <class V>
struct KernelTemplates {
  using F = typename V::F;
  using Element = typename V::Element;
  static constexpr size_t kLanes = V::kLanes;
  static constexpr size_t kPanelColumns = V::kPanelVectors * kLanes;
  static constexpr size_t kParts = kLaneGroup / kLanes;  // Registers that make a lane group.

  // Rows x Vectors outputs, each in a register of its own.
  template <size_t Rows, size_t Vectors>
  static void Tile(const void* const* rows, const float* const* init, float* const* out, size_t column,
                   const Element* panel, size_t depth_steps) {
    F sums[Rows][Vectors];
    const Element* row[Rows];
#pragma GCC unroll 8
    for (size_t r = 0; r < Rows; ++r) {
      row[r] = static_cast<const Element*>(rows[r]);
#pragma GCC unroll 8
      for (size_t v = 0; v < Vectors; ++v) sums[r][v] = V::Load(init[r] + column + v * kLanes);
    }
    for (size_t step = 0; step < depth_steps; ++step) {
      typename V::Columns columns[Vectors];
#pragma GCC unroll 8
      for (size_t v = 0; v < Vectors; ++v) {
        columns[v] = V::LoadColumns(panel + (step * Vectors + v) * kLanes * V::kDepthStep);
      }
#pragma GCC unroll 8
      for (size_t r = 0; r < Rows; ++r) {
        const typename V::Columns factor = V::Broadcast(row[r] + step * V::kDepthStep);
#pragma GCC unroll 8
        for (size_t v = 0; v < Vectors; ++v) sums[r][v] = V::Accumulate(sums[r][v], factor, columns[v]);
      }
    }
#pragma GCC unroll 8
    for (size_t r = 0; r < Rows; ++r) {
#pragma GCC unroll 8
      for (size_t v = 0; v < Vectors; ++v) V::Store(out[r] + column + v * kLanes, sums[r][v]);
    }
  }

  template <size_t Vectors>
  static void Panel(const void* const* rows, const float* const* init, float* const* out, size_t count, size_t column,
                    const Element* panel, size_t depth_steps) {
    static_assert(V::kTileRows == 6);
    // Seven rows are four and three, not six and one: a small tile waits for its own sums.
    for (size_t tiles = (count + V::kTileRows - 1) / V::kTileRows; tiles > 0; --tiles) {
      const size_t size = (count + tiles - 1) / tiles;
      switch (size) {
        case 1:
          Tile<1, Vectors>(rows, init, out, column, panel, depth_steps);
          break;
        case 2:
          Tile<2, Vectors>(rows, init, out, column, panel, depth_steps);
          break;
        case 3:
          Tile<3, Vectors>(rows, init, out, column, panel, depth_steps);
          break;
        case 4:
          Tile<4, Vectors>(rows, init, out, column, panel, depth_steps);
          break;
        case 5:
          Tile<5, Vectors>(rows, init, out, column, panel, depth_steps);
          break;
        default:
          Tile<6, Vectors>(rows, init, out, column, panel, depth_steps);
      }
      rows += size;
      init += size;
      out += size;
      count -= size;
    }
  }

  static void Multiply(const void* const* rows, const float* const* init, float* const* out, size_t count,
                       const PackedView& matrix) {
    const auto* data = static_cast<const Element*>(matrix.data);
    const size_t depth = matrix.depth_steps * V::kDepthStep;
    for (size_t column = 0; column < matrix.columns; column += kPanelColumns) {
      const Element* panel = data + column * depth;
      const size_t left = matrix.columns - column;
      if (left >= kPanelColumns) {
        Panel<V::kPanelVectors>(rows, init, out, count, column, panel, matrix.depth_steps);
      } else if constexpr (kPanelColumns > kLaneGroup) {
        static_assert(kPanelColumns == 4 * kLaneGroup && V::kPanelVectors == 4);
        if (left == 3 * kLaneGroup) {
          Panel<3>(rows, init, out, count, column, panel, matrix.depth_steps);
        } else if (left == 2 * kLaneGroup) {
          Panel<2>(rows, init, out, count, column, panel, matrix.depth_steps);
        } else {
          Panel<1>(rows, init, out, count, column, panel, matrix.depth_steps);
        }
      }
    }
  }

  // Sixteen partial sums, whatever a register holds; added up by halves.
  template <size_t Count>
  static void DotsOf(const Element* a, const void* const* b, size_t depth, float* out) {
    constexpr size_t kRegister = kLanes * V::kDepthStep;  // Elements.
    F sums[Count][kParts];
    for (size_t i = 0; i < Count; ++i) {
      for (size_t p = 0; p < kParts; ++p) sums[i][p] = V::Set(0.0F);
    }
    for (size_t k = 0; k < depth; k += kParts * kRegister) {
      for (size_t p = 0; p < kParts; ++p) {
        const typename V::Columns left = V::LoadColumns(a + k + p * kRegister);
        for (size_t i = 0; i < Count; ++i) {
          const auto right = V::LoadColumns(static_cast<const Element*>(b[i]) + k + p * kRegister);
          sums[i][p] = V::Accumulate(sums[i][p], left, right);
        }
      }
    }
    for (size_t i = 0; i < Count; ++i) {
      for (size_t half = kParts / 2; half > 0; half /= 2) {
        for (size_t p = 0; p < half; ++p) sums[i][p] = V::Add(sums[i][p], sums[i][p + half]);
      }
      out[i] = V::Sum(sums[i][0]);
    }
  }

  static void Dots(const void* a, const void* const* b, size_t count, size_t depth, float* out) {
    const auto* left = static_cast<const Element*>(a);
    size_t i = 0;
    for (; i + 4 <= count; i += 4) DotsOf<4>(left, b + i, depth, out + i);
    for (; i < count; ++i) DotsOf<1>(left, b + i, depth, out + i);
  }

  // Cody and Waite: x = n ln 2 + r, a polynomial for e^r (Cephes expf, 2 ulp), n added to the exponent.
  // REQUIRES: -87 <= x <= 88.
  static F Exp(F x) {
    const F shift = V::Set(12582912.0F);  // 1.5 * 2^23: adding it rounds to an integer, left in the low bits.
    const F shifted = V::MultiplyAdd(x, V::Set(1.44269504F), shift);
    const F n = V::Subtract(shifted, shift);
    F r = V::MultiplyAdd(n, V::Set(-0.693359375F), x);
    r = V::MultiplyAdd(n, V::Set(2.12194440e-4F), r);
    F p = V::Set(1.9875691500e-4F);
    p = V::MultiplyAdd(p, r, V::Set(1.3981999507e-3F));
    p = V::MultiplyAdd(p, r, V::Set(8.3334519073e-3F));
    p = V::MultiplyAdd(p, r, V::Set(4.1665795894e-2F));
    p = V::MultiplyAdd(p, r, V::Set(1.6666665459e-1F));
    p = V::MultiplyAdd(p, r, V::Set(5.0000001201e-1F));
    p = V::MultiplyAdd(V::Multiply(p, r), r, r);
    return V::AddExponent(V::Add(p, V::Set(1.0F)), shifted);
  }
  // 2^y, a polynomial fitted to relative error 1e-7. REQUIRES: -126 <= y <= 126.
  static F Exp2(F y) {
    const F shift = V::Set(12582912.0F);
    const F shifted = V::Add(y, shift);
    const F r = V::Subtract(y, V::Subtract(shifted, shift));
    F p = V::Set(0.00132647269F);
    p = V::MultiplyAdd(p, r, V::Set(0.00967151266F));
    p = V::MultiplyAdd(p, r, V::Set(0.0555073374F));
    p = V::MultiplyAdd(p, r, V::Set(0.240222421F));
    p = V::MultiplyAdd(p, r, V::Set(0.693146978F));
    p = V::MultiplyAdd(p, r, V::Set(1.0F));
    return V::AddExponent(p, shifted);
  }
  // e^(factor x) within e^-limit and e^limit.
  static F BoundedExp(F x, float factor, float limit) {
    constexpr float kLog2E = 1.44269504F;
    const F y = V::Multiply(x, V::Set(factor * kLog2E));
    return Exp2(V::Min(V::Max(y, V::Set(-limit * kLog2E)), V::Set(limit * kLog2E)));
  }
  // 1 / sigmoid(x).
  static F InverseSigmoid(F x) { return V::Add(BoundedExp(x, -1.0F, 25.0F), V::Set(1.0F)); }
  // e^2x, for tanh(x) = (e^2x - 1) / (e^2x + 1), which is 1 in single precision from 9 on.
  static F ExpTwice(F x) { return BoundedExp(x, 2.0F, 20.0F); }

  static void LstmCell(const float* gates, size_t units, float* cell, void* state) {
    const F one = V::Set(1.0F);
    auto* elements = static_cast<Element*>(state);
    for (size_t u = 0; u < units; u += kLanes) {
      // Divisions are dear: sigmoid(f) c + sigmoid(i) tanh(g) over one denominator, below 3e30.
      const F i = InverseSigmoid(V::Load(gates + u));
      const F f = InverseSigmoid(V::Load(gates + units + u));
      const F g = ExpTwice(V::Load(gates + 2 * units + u));
      const F o = InverseSigmoid(V::Load(gates + 3 * units + u));
      const F input = V::Multiply(i, V::Add(g, one));
      const F kept = V::Multiply(V::Load(cell + u), input);
      const F sum = V::MultiplyAdd(V::Subtract(g, one), f, kept);
      const F now = V::Divide(sum, V::Multiply(f, input));
      V::Store(cell + u, now);
      const F c = ExpTwice(now);
      V::StoreElements(elements + u, V::Divide(V::Subtract(c, one), V::Multiply(o, V::Add(c, one))));
    }
  }

  static void ToElements(const float* in, size_t units, void* out) {
    auto* elements = static_cast<Element*>(out);
    for (size_t u = 0; u < units; u += kLanes) V::StoreElements(elements + u, V::Load(in + u));
  }

  static void Relu(const float* in, size_t units, void* out) {
    auto* elements = static_cast<Element*>(out);
    for (size_t u = 0; u < units; u += kLanes) V::StoreElements(elements + u, V::Max(V::Load(in + u), V::Set(0.0F)));
  }

  static void ReluOfSum(const float* a, const float* b, size_t units, void* out) {
    auto* elements = static_cast<Element*>(out);
    for (size_t u = 0; u < units; u += kLanes) {
      V::StoreElements(elements + u, V::Max(V::Add(V::Load(a + u), V::Load(b + u)), V::Set(0.0F)));
    }
  }

  static void Maxout(const float* in, size_t units, void* out) {
    auto* elements = static_cast<Element*>(out);
    for (size_t u = 0; u < units; u += kLanes) {
      V::StoreElements(elements + u, V::Max(V::Load(in + u), V::Load(in + units + u)));
    }
  }

  static size_t ArgMax(const float* in, size_t count) {
    size_t i = 0;
    F best = V::Set(-3.4028235e38F);
    for (; i + kLanes <= count; i += kLanes) best = V::Max(V::Load(in + i), best);
    float lanes[kLanes];
    V::Store(lanes, best);
    float largest = lanes[0];
    for (const float lane : lanes) largest = lane > largest ? lane : largest;
    for (; i < count; ++i) largest = in[i] > largest ? in[i] : largest;
    for (i = 0; i + kLanes <= count; i += kLanes) {
      if (const uint32_t equal = V::EqualMask(V::Load(in + i), V::Set(largest)); equal != 0) {
        return i + static_cast<size_t>(__builtin_ctz(equal));
      }
    }
    for (; i < count; ++i) {
      if (in[i] == largest) return i;
    }
    return 0;
  }

  static void BestBefore(const float* before, const float* transitions, size_t count, size_t width, float* next,
                         float* from) {
    for (size_t to = 0; to < width; to += kLaneGroup) {
      F best[kParts];
      F where[kParts];
      for (size_t p = 0; p < kParts; ++p) {
        best[p] = V::Add(V::Set(before[0]), V::Load(transitions + to + p * kLanes));
        where[p] = V::Set(0.0F);
      }
      for (size_t f = 1; f < count; ++f) {
        const F score = V::Set(before[f]);
        const F index = V::Set(static_cast<float>(f));
        for (size_t p = 0; p < kParts; ++p) {
          const F sum = V::Add(score, V::Load(transitions + f * width + to + p * kLanes));
          where[p] = V::SelectGreater(sum, best[p], index, where[p]);
          best[p] = V::Max(sum, best[p]);
        }
      }
      for (size_t p = 0; p < kParts; ++p) {
        V::Store(next + to + p * kLanes, best[p]);
        V::Store(from + to + p * kLanes, where[p]);
      }
    }
  }

  static void TimesMatrix(const float* in, const float* matrix, size_t count, size_t width, float* out) {
    for (size_t to = 0; to < width; to += kLaneGroup) {
      F sums[kParts];
      for (size_t p = 0; p < kParts; ++p) sums[p] = V::Set(0.0F);
      for (size_t f = 0; f < count; ++f) {
        const F factor = V::Set(in[f]);
        for (size_t p = 0; p < kParts; ++p) {
          sums[p] = V::MultiplyAdd(factor, V::Load(matrix + f * width + to + p * kLanes), sums[p]);
        }
      }
      for (size_t p = 0; p < kParts; ++p) V::Store(out + to + p * kLanes, sums[p]);
    }
  }

  static void Exponentials(const float* in, size_t units, float* out) {
    for (size_t u = 0; u < units; u += kLanes) V::Store(out + u, Exp(V::Max(V::Load(in + u), V::Set(-80.0F))));
  }

  static constexpr Kernels Table(Profile profile) {
    return {profile, sizeof(Element), V::kDepthStep, kPanelColumns, &Multiply,
            &Dots,   &LstmCell,       &ToElements,   &Relu,         &ReluOfSum,
            &Maxout, &ArgMax,         &BestBefore,   &TimesMatrix,  &Exponentials};
  }
};

}  // namespace sitrep::tagger
