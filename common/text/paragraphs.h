#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sitrep::text {

// Half-open, in bytes of the text it was taken from; never empty, no white space at its ends.
struct Stretch {
  uint32_t begin_byte = 0;
  uint32_t end_byte = 0;

  uint32_t size() const { return end_byte - begin_byte; }
  std::string_view In(std::string_view text) const { return text.substr(begin_byte, size()); }
};

// The paragraphs of text[begin_byte, end): every line is one, since wires separate paragraphs by one line break as
// often as by two; but where most lines break off in mid-sentence at a similar width, the text is hard-wrapped and only
// blank lines separate. Linear.
std::vector<Stretch> SplitParagraphs(std::string_view text, uint32_t begin_byte);

// The sentences of one paragraph, roughly: enough to tell where a notice ends, not for annotation. Linear.
std::vector<Stretch> SplitRoughSentences(std::string_view text, Stretch paragraph);

// The text without white space at its ends, non-breaking spaces and byte order marks included.
std::string_view TrimSpace(std::string_view text);

// For comparing with patterns: ASCII letters in lower case, curly quotation marks straight, dashes "-", runs of white
// space one blank. Offsets do not survive.
std::string NormalizeForPatterns(std::string_view text);

// Ends as a sentence does: full stop, question or exclamation mark, maybe inside quotation marks or brackets.
bool EndsLikeSentence(std::string_view text);

}  // namespace sitrep::text
