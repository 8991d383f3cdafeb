#include "tests/eval/scoring/crc32.h"

namespace sitrep::eval {

uint32_t Crc32(std::string_view bytes) {
  uint32_t remainder = 0xFFFFFFFF;
  for (const char byte : bytes) {
    remainder ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) remainder = (remainder >> 1) ^ ((remainder & 1) != 0 ? 0xEDB88320 : 0);
  }
  return ~remainder;
}

}  // namespace sitrep::eval
