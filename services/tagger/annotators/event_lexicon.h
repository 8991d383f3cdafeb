#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/base/string_views.h"

namespace sitrep::tagger::events {

// What a word can do in a sentence, for the rules that read clauses without a parser: one bit each, named as in
// models/events/words.tsv. A word may have several.
enum WordClass : uint64_t {
  kDeterminer = 1ull << 0,
  kPreposition = 1ull << 1,
  kLocative = 1ull << 2,
  kBe = 1ull << 3,
  kFiniteBe = 1ull << 4,
  kHave = 1ull << 5,
  kDo = 1ull << 6,
  kPastAuxiliary = 1ull << 7,
  kFutureModal = 1ull << 8,
  kMayModal = 1ull << 9,
  kShouldModal = 1ull << 10,
  kNegation = 1ull << 11,
  kSubordinator = 1ull << 12,
  kCondition = 1ull << 13,
  kRelative = 1ull << 14,
  kCoordinator = 1ull << 15,
  kAdverb = 1ull << 16,
  kPronoun = 1ull << 17,
  kThey = 1ull << 18,
  kUnconfirmed = 1ull << 19,    // "alleged": what it says of is claimed only.
  kPlannedWord = 1ull << 20,    // "upcoming"
  kAnotherWord = 1ull << 21,    // "another", "new": one more of a chain.
  kPlanAdjective = 1ull << 22,  // "ready to"
  kIntend = 1ull << 23,         // "plan to": what follows is planned.
  kWish = 1ull << 24,           // "demand": what follows need not happen.
  kFail = 1ull << 25,           // "fail to": what follows did not happen.
  kDeny = 1ull << 26,
  kClaim = 1ull << 27,
  kSay = 1ull << 28,
  kBegin = 1ull << 29,    // "begin to": what follows happens.
  kOccur = 1ull << 30,    // Of what happenings are the subject: "talks ended".
  kSupport = 1ull << 31,  // Of what happenings are the object: "held talks".
  kDeclare = 1ull << 32,
  kStop = 1ull << 33,
  kVerb = 1ull << 34,
  kForces = 1ull << 35,  // Acts for its country: "Russian troops".
  kActor = 1ull << 36,   // Acts under no name: "protesters".
  kSides = 1ull << 37,   // "both sides"
  kPair = 1ull << 38,
  kPlaceNoun = 1ull << 39,  // "city"
  kHere = 1ull << 40,       // "the city" may mean the last one named.
  kClaimNoun = 1ull << 41,  // "claims of"
  kWishNoun = 1ull << 42,   // "threat of"
  kAfterNoun = 1ull << 43,  // "after the talks": not news, background.
  kTimeNoun = 1ull << 44,   // "Moscow time" is no place.
  kBorder = 1ull << 45,
  kListIntro = 1ull << 46,    // "including"
  kPolitics = 1ull << 49,     // "caucus": attacks and battles are words only.
  kLightNoun = 1ull << 50,    // "mediation efforts" are mediation.
  kSuffer = 1ull << 51,       // "faces sanctions"
  kSuperlative = 1ull << 52,  // "the largest in Europe" says nothing of where.
  kBehest = 1ull << 53,       // "at the request of": whose it is neither suffers it nor is its place.
  kDaytime = 1ull << 54,      // "by evening troops": when, not whose.
  kGet = 1ull << 47,          // "got arrested" is passive.
  kHistory = 1ull << 48,      // "anniversary", "touchdown": the words of war stand for something else.
};

// In which forms of a verb a word can be; "set" is several. Zero: no verb known.
enum VerbForm : uint8_t { kBase = 1, kThird = 2, kPast = 4, kParticiple = 8, kIng = 16 };

struct WordFacts {
  uint64_t classes = 0;
  uint8_t verb_forms = 0;
  bool noun = false;  // Some pattern knows it as a noun: "attack".

  bool Is(uint64_t any_of) const { return (classes & any_of) != 0; }
};

// How the frame's arguments are read; models/events/frames.tsv names them.
struct FrameTraits {
  bool symmetric = false;  // All sides are actors: talks.
  bool numbered = false;   // Takes an ordinal.
  bool keep = false;       // Told of even when only wished for.
  bool violent = false;
  bool effect = false;      // What violence does; joins the event that did it.
  bool transitive = false;  // "killed in Kyiv" without object is passive.
  bool merges = false;      // "the talks" may be the talks named before.
  bool declared = false;    // Saying so makes it so: "announced a ceasefire".
  bool needs_actor = false;
  bool needs_place = false;
  bool gather = false;      // Actors are often nameless; a place is enough.
  bool pair = false;        // Takes two: "X met" with nobody met only a need.
  bool needs_name = false;  // An actor with a name.
  bool object_is_place = false;
  bool object_is_recipient = true;
  bool of_is_place = false;
  bool of_is_recipient = false;
  bool of_is_actor = false;
  bool from_is_place = false;
};

struct Frame {
  std::string name;
  std::string type;
  std::string mode;
  std::vector<std::string> contexts;
  float scale = 0;
  FrameTraits traits;
};

struct PatternElement {
  enum Kind : uint8_t { kWords, kGap, kPlace, kParty, kEnd };
  Kind kind = kWords;
  uint8_t max_gap = 0;  // kGap
  bool verb = false;    // Must read as a verb here.
  bool noun = false;    // Must read as a noun here.
  bool head = false;
  bool open = false;            // May be an event of its own: the ceasefire that is demanded.
  std::vector<uint32_t> words;  // kWords; sorted ids.
};

// Who is who where a pattern turns the usual order round.
enum class PatternRoles : uint8_t {
  kUsual,
  kInverse,  // "Kherson fell to the army": the subject suffers it, "to" does it.
  kModal,    // "will not accept": the auxiliaries are part of the meaning.
  kSpeaker,  // "said that Russia must leave": who says it acts, the subject is asked.
  kClaimed,  // "claimed Kherson": the verb itself says that no more than a claim is told.
  kArmed,    // "took Kherson": means it only of a state or of those who bear arms.
};

struct TriggerPattern {
  std::vector<PatternElement> elements;
  PatternRoles roles = PatternRoles::kUsual;
  uint32_t frame = 0;
  uint8_t weight = 0;  // How much of the text it names; the greater wins.
};

// Frames, trigger patterns and word classes, compiled from models/events/*.tsv (FRAMES.md documents the format).
// Immutable and thread-safe.
class EventLexicon {
 public:
  static constexpr uint32_t kUnknownWord = 0;

  // NOT_FOUND names a missing file, INVALID_ARGUMENT the file, line and value that is wrong.
  static absl::StatusOr<EventLexicon> Load(const std::string& models_dir);

  // `lower` in lower case. kUnknownWord when the lexicon has nothing to say of it.
  uint32_t WordId(std::string_view lower) const {
    const auto found = ids_.find(ToAbsl(lower));
    return found == ids_.end() ? kUnknownWord : found->second;
  }
  const WordFacts& Facts(uint32_t word) const { return facts_[word]; }
  // Patterns that begin with the word, heaviest first.
  absl::Span<const uint32_t> PatternsFrom(uint32_t word) const { return by_first_word_[word]; }
  const TriggerPattern& pattern(uint32_t index) const { return patterns_[index]; }
  const Frame& frame(uint32_t index) const { return frames_[index]; }
  // kNone of document.h when there is no such frame.
  uint32_t FrameIndex(std::string_view name) const;
  // Over all files: equal fingerprints annotate alike.
  uint64_t fingerprint() const { return fingerprint_; }

 private:
  friend class EventLexiconBuilder;

  std::vector<WordFacts> facts_{1};
  absl::flat_hash_map<std::string, uint32_t> ids_;
  std::vector<std::vector<uint32_t>> by_first_word_;
  std::vector<TriggerPattern> patterns_;
  std::vector<Frame> frames_;
  uint64_t fingerprint_ = 0;
};

}  // namespace sitrep::tagger::events
