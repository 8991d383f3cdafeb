#pragma once

#include <cstdint>
#include <string_view>

namespace sitrep::tagger {

// What a tokeniser keeps whole because a machine reads it. Offsets are those of the whole text; nothing behind `text`
// is looked at. `lower` is `text` in lower case.
struct WebLink {
  uint32_t end = 0;      // 0: there is none.
  bool is_name = false;  // "Amazon.com", a name rather than an address.
};

// The URL, host name, e-mail address, file name, @name or #tag that begins at `begin`. Linear in its length;
// thread-safe.
WebLink WebLinkAt(std::string_view text, std::string_view lower, uint32_t begin);

}  // namespace sitrep::tagger
