#include "services/tagger/knowledge/fold.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/ascii.h"
#include "xxhash.h"

namespace sitrep::tagger {
namespace {

struct LetterFold {
  UChar32 letter;
  std::string_view folded;
};

// Letters that Unicode does not decompose, sorted.
constexpr LetterFold kLetters[] = {
    {0x00C6, "ae"}, {0x00D0, "d"},  {0x00D8, "o"}, {0x00DE, "th"}, {0x00DF, "ss"}, {0x00E6, "ae"}, {0x00F0, "d"},
    {0x00F8, "o"},  {0x00FE, "th"}, {0x0110, "d"}, {0x0111, "d"},  {0x0126, "h"},  {0x0127, "h"},  {0x0131, "i"},
    {0x0138, "k"},  {0x0141, "l"},  {0x0142, "l"}, {0x014A, "n"},  {0x014B, "n"},  {0x0152, "oe"}, {0x0153, "oe"},
    {0x0166, "t"},  {0x0167, "t"},  {0x0181, "b"}, {0x0186, "o"},  {0x018A, "d"},  {0x018F, "e"},  {0x0190, "e"},
    {0x0197, "i"},  {0x0198, "k"},  {0x0199, "k"}, {0x01B3, "y"},  {0x01B4, "y"},  {0x0244, "u"},  {0x0253, "b"},
    {0x0254, "o"},  {0x0257, "d"},  {0x0259, "e"}, {0x025B, "e"},  {0x0268, "i"},  {0x0289, "u"},  {0x1E9E, "ss"},
};

std::string_view FoldedLetter(UChar32 c) {
  const auto* found = std::lower_bound(std::begin(kLetters), std::end(kLetters), c,
                                       [](const LetterFold& entry, UChar32 value) { return entry.letter < value; });
  return found != std::end(kLetters) && found->letter == c ? found->folded : std::string_view();
}

bool IsSpaceOrDash(UChar32 c) {
  switch (c) {
    case ' ':
    case '\t':
    case '\n':
    case '\r':
    case '\f':
    case '\v':
    case '-':
    case '/':
    case '_':
    case ',':
    case 0x00A0:
    case 0x202F:
    case 0x3000:
    case 0x2212:
      return true;
    default:
      return (c >= 0x2000 && c <= 0x200A) || (c >= 0x2010 && c <= 0x2015);
  }
}

bool IsApostrophe(UChar32 c) {
  return c == '\'' || c == 0x2019 || c == 0x2018 || c == 0x02BC || c == 0x02BB || c == 0x00B4 || c == '`';
}

// Appends what a character beyond ASCII contributes; false when nothing.
bool AppendLetter(UChar32 c, std::string& out) {
  if (const std::string_view folded = FoldedLetter(c); !folded.empty()) {
    out.append(folded);
    return true;
  }
  UErrorCode error = U_ZERO_ERROR;
  static const icu::Normalizer2* const kNfkd = icu::Normalizer2::getNFKDInstance(error);
  icu::UnicodeString parts;
  if (kNfkd == nullptr || !kNfkd->getDecomposition(c, parts)) parts.setTo(c);
  const size_t before = out.size();
  for (int32_t i = 0; i < parts.length();) {
    const UChar32 part = parts.char32At(i);
    i += U16_LENGTH(part);
    if (const std::string_view folded = FoldedLetter(part); !folded.empty()) {
      out.append(folded);
    } else if (part < 0x80) {
      if (absl::ascii_isalnum(static_cast<unsigned char>(part))) {
        out.push_back(absl::ascii_tolower(static_cast<unsigned char>(part)));
      }
    } else if ((U_GET_GC_MASK(part) & (U_GC_L_MASK | U_GC_N_MASK)) != 0) {
      icu::UnicodeString(u_tolower(part)).toUTF8String(out);
    }
  }
  return out.size() > before;
}

}  // namespace

bool AppendFolded(std::string_view surface, std::string& out) {
  const size_t start = out.size();
  bool word_open = false;
  const auto* bytes = reinterpret_cast<const uint8_t*>(surface.data());
  const auto size = static_cast<int32_t>(surface.size());
  for (int32_t i = 0; i < size;) {
    UChar32 c = bytes[i];
    if (c < 0x80) {
      const int32_t run_begin = i;
      while (i < size && absl::ascii_isalnum(bytes[i])) ++i;
      if (i > run_begin) {
        const size_t at = out.size();
        out.append(surface.substr(static_cast<size_t>(run_begin), static_cast<size_t>(i - run_begin)));
        for (size_t k = at; k < out.size(); ++k) out[k] = absl::ascii_tolower(static_cast<unsigned char>(out[k]));
        word_open = true;
        continue;
      }
      ++i;
    } else {
      U8_NEXT(bytes, i, size, c);
      if (c < 0) continue;
    }
    if (IsSpaceOrDash(c)) {
      if (word_open) out.push_back(' ');
      word_open = false;
    } else if (c == '&') {
      if (word_open) out.push_back(' ');
      out.append("and ");
      word_open = false;
    } else if (IsApostrophe(c)) {
      const bool s_follows = word_open && i < size && (bytes[i] == 's' || bytes[i] == 'S');
      const bool word_ends = i + 1 >= size || (bytes[i + 1] < 0x80 && !absl::ascii_isalnum(bytes[i + 1]));
      if (s_follows && word_ends) ++i;
    } else if (c >= 0x80) {
      word_open |= AppendLetter(c, out);
    }
  }
  while (out.size() > start && out.back() == ' ') out.pop_back();
  return out.size() > start;
}

std::string FoldName(std::string_view surface) {
  std::string out;
  out.reserve(surface.size());
  AppendFolded(surface, out);
  return out;
}

uint64_t NameHash(std::string_view folded) { return XXH64(folded.data(), folded.size(), 0); }

namespace {

// Groups of letters that stand for one sound in some romanisation, longest first.
constexpr std::pair<std::string_view, char> kSounds[] = {
    {"tsch", 'c'}, {"dzh", 'j'}, {"tch", 'c'}, {"sch", 's'}, {"kh", 'h'}, {"gh", 'g'}, {"zh", 'j'},
    {"sh", 's'},   {"ch", 'c'},  {"ts", 'z'},  {"tz", 'z'},  {"ph", 'f'}, {"th", 't'}, {"dh", 'd'},
    {"dj", 'j'},   {"ck", 'k'},  {"oo", 'u'},  {"ou", 'u'},  {"ee", 'i'}, {"aa", 'a'},
};

// Bit c - 'a' of each first letter of kSounds.
constexpr uint32_t kSoundStarts = [] {
  uint32_t bits = 0;
  for (const auto& [letters, sound] : kSounds) bits |= 1u << (letters[0] - 'a');
  return bits;
}();

char SoundOf(char c) {
  switch (c) {
    case 'e':
      return 'a';
    case 'o':
      return 'u';
    case 'y':
      return 'i';
    case 'w':
      return 'v';
    case 'q':
    case 'c':
      return 'k';
    default:
      return c;
  }
}

bool IsVowel(char c) { return c == 'a' || c == 'i' || c == 'u'; }

bool IsArticle(std::string_view word) {
  return word == "al" || word == "el" || word == "ul" || word == "ad" || word == "ash" || word == "an" || word == "as";
}

std::string SoundsOf(std::string_view word) {
  std::string sounds;
  sounds.reserve(word.size());
  for (size_t i = 0; i < word.size();) {
    size_t length = 1;
    char sound = SoundOf(word[i]);
    const bool may_start_group = word[i] >= 'a' && word[i] <= 'z' && (kSoundStarts >> (word[i] - 'a') & 1) != 0;
    if (may_start_group && i + 1 < word.size()) {
      for (const auto& [letters, mapped] : kSounds) {
        if (letters[0] == word[i] && letters[1] == word[i + 1] && word.substr(i, letters.size()) == letters) {
          length = letters.size();
          sound = mapped;
          break;
        }
      }
    }
    // A "j" after a vowel or at the end is the "y" of -skij and Andrej.
    if (length == 1 && word[i] == 'j' && i > 0 && (i + 1 == word.size() || IsVowel(SoundOf(word[i - 1])))) sound = 'i';
    i += length;
    // "ya", "ie", "yu": the glide is written or not.
    if (!sounds.empty() && sounds.back() == 'i' && IsVowel(sound)) sounds.pop_back();
    if (sounds.empty() || sounds.back() != sound) sounds.push_back(sound);
  }
  if (sounds.size() > 3 && sounds.back() == 'h') sounds.pop_back();
  if (sounds.size() > 3 && sounds.ends_with("uf")) sounds.back() = 'v';
  return sounds;
}

}  // namespace

std::string TransliterationKey(std::string_view folded) {
  std::string key;
  while (!folded.empty()) {
    const size_t end = std::min(folded.find(' '), folded.size());
    const std::string_view word = folded.substr(0, end);
    folded.remove_prefix(std::min(end + 1, folded.size()));
    if (word.empty() || (key.empty() && !folded.empty() && IsArticle(word))) continue;
    if (!key.empty()) key.push_back(' ');
    key += SoundsOf(word);
  }
  return key;
}

}  // namespace sitrep::tagger
