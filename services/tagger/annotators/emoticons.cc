#include "services/tagger/annotators/emoticons.h"

#include "absl/strings/ascii.h"

namespace sitrep::tagger {
namespace {

bool IsOneOf(char c, std::string_view set) { return c != '\0' && set.find(c) != std::string_view::npos; }

}  // namespace

uint32_t EmoticonEnd(std::string_view text, uint32_t begin) {
  const auto at = [text](size_t i) { return i < text.size() ? text[i] : '\0'; };
  const bool attached = begin > 0 && !absl::ascii_isspace(text[begin - 1]);
  const bool behind_word = begin > 0 && absl::ascii_isalnum(text[begin - 1]);
  const char first = at(begin);
  for (const std::string_view face : {"^_^", "-_-", ">_<", "^^", "<3"}) {
    if (!attached && text.substr(begin).starts_with(face) && !absl::ascii_isalnum(at(begin + face.size()))) {
      return static_cast<uint32_t>(begin + face.size());
    }
  }
  if (first == '(') {  // "(:", that is all.
    const bool whole =
        !attached && IsOneOf(at(begin + 1), ":;=") && (absl::ascii_isspace(at(begin + 2)) || at(begin + 2) == '\0');
    return whole ? begin + 2 : 0;
  }
  uint32_t end = begin;
  if (first == '>' && IsOneOf(at(begin + 1), ":;")) ++end;
  if (!IsOneOf(at(end), ":;=")) return 0;
  ++end;
  if (IsOneOf(at(end), "-'^") && IsOneOf(at(end + 1), ")(DPp/\\|]")) ++end;
  const char mouth = at(end);
  if (!IsOneOf(mouth, ")(DPp/\\|]")) return 0;
  if (mouth == ')' || mouth == '(') {
    while (at(end) == mouth) ++end;
  } else {
    if (behind_word) return 0;
    ++end;
  }
  const char behind = at(end);
  if (absl::ascii_isalnum(behind) || (mouth != ')' && mouth != '(' && behind == '/')) return 0;
  // "as follows:)" closes a bracket unless a space follows.
  return behind_word && !absl::ascii_isspace(behind) && behind != '\0' ? 0 : end;
}

}  // namespace sitrep::tagger
