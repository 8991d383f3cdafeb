#pragma once

#include <cstdint>
#include <string_view>

namespace sitrep::tagger {

// The end of an emoticon typed in ASCII (":-)", ";D", "^_^", "<3") that begins at `begin`; 0 when none does.
// Thread-safe.
uint32_t EmoticonEnd(std::string_view text, uint32_t begin);

}  // namespace sitrep::tagger
