#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/check.h"
#include "common/text/offsets.h"
#include "common/text/unicode.h"

// The fast validator agrees with decoding character by character; offsets survive the way there and back; folding is
// idempotent.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sitrep::text;  // NOLINT: a fuzz target is one function.
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  size_t first_bad = 0;
  while (first_bad < size) {
    const CodePoint c = DecodeCodePoint(text, first_bad);
    if (c.value == 0 || (c.value == 0xFFFD && c.length == 1)) break;
    first_bad += c.length;
  }
  const auto fault = FindUtf8Fault(text);
  sitrep::Check(fault ? fault->byte == first_bad : first_bad == size, "validator and decoder disagree");
  const std::string folded = FoldForSearch(text);  // Must survive anything.
  if (fault) return 0;

  sitrep::Check(!FindUtf8Fault(folded), "folding broke UTF-8");
  sitrep::Check(FoldForSearch(folded) == folded, "folding is not idempotent");
  for (const OffsetUnit unit : {OffsetUnit::kByte, OffsetUnit::kUtf16, OffsetUnit::kCodePoint}) {
    const OffsetConverter converter(text, unit);
    for (uint32_t byte = 0; byte < size; byte += DecodeCodePoint(text, byte).length) {
      sitrep::Check(converter.ToByte(converter.FromByte(byte)) == byte, "offset lost on the way");
    }
    sitrep::Check(converter.ToByte(converter.size()) == size, "length lost on the way");
  }
  return 0;
}
