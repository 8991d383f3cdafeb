#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

// Cardinal numbers as English news writes them: "2,700", "1.5 million", "twenty-one", "two hundred and five". Pure
// functions and values, thread-safe.
namespace sitrep::tagger {

struct NumberWord {
  enum Kind : uint8_t {
    kNone,
    kSmall,    // 0 to 19.
    kTens,     // 20, 30, ... 90.
    kHundred,  // 100.
    kScale,    // 1000, a million, ...
    kDigits,   // Written in digits.
  };
  Kind kind = kNone;
  double value = 0;
};

// The number word `lower` is, without hyphens: "twenty", "million", "bn". kNone when it is none.
NumberWord FindNumberWord(std::string_view lower);

// The number that `text` is, as a whole, in digits: "12", "2,700", "1.5", "1,000,000". Commas must separate groups of
// three.
std::optional<double> ReadDigits(std::string_view text);

// Adds up the words of one number from left to right.
class NumberComposer {
 public:
  // False, without effect, when `word` cannot continue the number: "two" after "three".
  bool Add(NumberWord word);
  bool empty() const { return last_ == NumberWord::kNone; }
  double value() const { return total_ + current_; }
  // True when the next word may be "and": after a hundred or a scale.
  bool TakesAnd() const { return last_ == NumberWord::kHundred || last_ == NumberWord::kScale; }

 private:
  double total_ = 0;    // What the scales so far closed.
  double current_ = 0;  // What waits for the next scale.
  double last_scale_ = 1e18;
  NumberWord::Kind last_ = NumberWord::kNone;
};

}  // namespace sitrep::tagger
