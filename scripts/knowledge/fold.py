"""The Python twin of services/tagger/knowledge/fold.{h,cc}: the key under which a name is looked up, and its hash.

Change both or neither: gazetteer.bin stores hashes of these keys. FOLD_VERSION is written into the file and checked by
the reader, so raise it (in both) whenever a key changes.
"""

import struct
import unicodedata

FOLD_VERSION = 1

# Letters that Unicode does not decompose.
_LETTERS = {
    "ß": "ss", "ẞ": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l",
    "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "þ": "th", "Þ": "th", "ı": "i", "ə": "e", "Ə": "e", "ŋ": "n", "Ŋ": "n",
    "ħ": "h", "Ħ": "h", "ŧ": "t", "Ŧ": "t", "ĸ": "k", "ɓ": "b", "Ɓ": "b", "ɗ": "d", "Ɗ": "d", "ƙ": "k", "Ƙ": "k",
    "ɛ": "e", "Ɛ": "e", "ɔ": "o", "Ɔ": "o", "ɨ": "i", "Ɨ": "i", "ʉ": "u", "Ʉ": "u", "ƴ": "y", "Ƴ": "y",
}
_APOSTROPHES = frozenset("'’‘ʼʻ´`")
_SPACES = frozenset(" \t\n\r\f\v-/_,\u00a0\u202f\u3000\u2212") | frozenset(
    chr(c) for c in list(range(0x2000, 0x200B)) + list(range(0x2010, 0x2016))
)


def _letters(char):
    """What one character contributes to a key: lower-case letters and digits, or nothing."""
    if char in _LETTERS:
        return _LETTERS[char]
    out = []
    for part in unicodedata.normalize("NFKD", char):
        if part in _LETTERS:
            out.append(_LETTERS[part])
        elif part.isascii():
            if part.isalnum():
                out.append(part.lower())
        elif unicodedata.category(part)[0] in "LN":
            lower = part.lower()
            out.append(lower if len(lower) == 1 else part)
    return "".join(out)


_CACHE = {}


def fold(name):
    out = []
    word_open = False
    i = 0
    while i < len(name):
        char = name[i]
        i += 1
        if char in _SPACES:
            if word_open:
                out.append(" ")
                word_open = False
            continue
        if char == "&":
            if word_open:
                out.append(" ")
            out.append("and ")
            word_open = False
            continue
        if char in _APOSTROPHES:
            ends = i + 1 >= len(name) or (name[i + 1].isascii() and not name[i + 1].isalnum())
            if word_open and i < len(name) and name[i] in "sS" and ends:
                i += 1
            continue
        letters = _CACHE.get(char)
        if letters is None:
            letters = _CACHE[char] = _letters(char)
        if letters:
            out.append(letters)
            word_open = True
    return "".join(out).rstrip(" ")


_M = (1 << 64) - 1
_P1, _P2, _P3 = 0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9
_P4, _P5 = 0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5


def _rotl(x, r):
    return ((x << r) | (x >> (64 - r))) & _M


def _round(acc, lane):
    return (_rotl((acc + lane * _P2) & _M, 31) * _P1) & _M


def xxh64(data):
    """XXH64 with seed 0 (github.com/Cyan4973/xxHash, doc/xxhash_spec.md)."""
    n = len(data)
    pos = 0
    if n >= 32:
        v1, v2, v3, v4 = (_P1 + _P2) & _M, _P2, 0, (-_P1) & _M
        for a, b, c, d in struct.iter_unpack("<4Q", data[: n // 32 * 32]):
            v1, v2, v3, v4 = _round(v1, a), _round(v2, b), _round(v3, c), _round(v4, d)
        pos = n // 32 * 32
        h = (_rotl(v1, 1) + _rotl(v2, 7) + _rotl(v3, 12) + _rotl(v4, 18)) & _M
        for v in (v1, v2, v3, v4):
            h = ((h ^ _round(0, v)) * _P1 + _P4) & _M
    else:
        h = _P5
    h = (h + n) & _M
    while pos + 8 <= n:
        (lane,) = struct.unpack_from("<Q", data, pos)
        h = (_rotl(h ^ _round(0, lane), 27) * _P1 + _P4) & _M
        pos += 8
    if pos + 4 <= n:
        (lane,) = struct.unpack_from("<I", data, pos)
        h = (_rotl(h ^ (lane * _P1) & _M, 23) * _P2 + _P3) & _M
        pos += 4
    while pos < n:
        h = (_rotl(h ^ (data[pos] * _P5) & _M, 11) * _P1) & _M
        pos += 1
    h = ((h ^ (h >> 33)) * _P2) & _M
    h = ((h ^ (h >> 29)) * _P3) & _M
    return h ^ (h >> 32)
