#include "services/tagger/annotators/events.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "services/tagger/annotators/event_denials.h"
#include "services/tagger/annotators/event_effects.h"
#include "services/tagger/annotators/event_lexicon.h"
#include "services/tagger/annotators/event_merge.h"
#include "services/tagger/annotators/event_realis.h"
#include "services/tagger/annotators/event_roles.h"
#include "services/tagger/annotators/event_scene.h"
#include "services/tagger/annotators/event_syntax.h"
#include "services/tagger/annotators/event_time.h"
#include "services/tagger/annotators/event_triggers.h"

namespace sitrep::tagger {
namespace {

using events::AddParticipant;
using events::Denial;
using events::DenialReach;
using events::EventLexicon;
using events::EventMerger;
using events::FindDenial;
using events::FindTriggers;
using events::Frame;
using events::FrameTraits;
using events::JoinEffects;
using events::kDeclare;
using events::kForces;
using events::kHistory;
using events::kIntend;
using events::kPolitics;
using events::NounRelation;
using events::PartyReader;
using events::PatternRoles;
using events::ReadRoles;
using events::ReadStanding;
using events::Roles;
using events::Scene;
using events::SentenceEvent;
using events::SentenceSyntax;
using events::SpeaksForParty;
using events::Standing;
using events::TellsNews;
using events::TimeReader;
using events::ToldEvent;
using events::Trigger;
using events::VerbGroup;
using events::When;

constexpr std::string_view kRulesVersion = "2";
constexpr uint32_t kMaxSentenceTokens = 250;  // Longer "sentences" are tables and lists.
constexpr uint32_t kClaimReach = 2;           // Sentences from a claim to its denial.
constexpr int64_t kBackgroundDays = 3;        // A paragraph about days longer ago is background.

// GeoNames feature codes, or their beginnings, of what can be captured.
constexpr std::string_view kTerritoryCodes[] = {"PPL", "ADM", "PCL", "RGN",  "ISL",  "PEN",
                                                "AIR", "HBR", "PRT", "TERR", "AREA", "PS"};

bool IsRead(text::SegmentKind kind) {
  using enum text::SegmentKind;
  return kind == kBody || kind == kHeadline || kind == kSubheading || kind == kEmbeddedPost || kind == kCaption;
}

// Reads the events of one document, sentence by sentence.
class DocumentReader {
 public:
  DocumentReader(const Document& document, const EventLexicon& lexicon, const KnowledgeBase& knowledge)
      : document_(document), lexicon_(lexicon), parties_(document, knowledge), merger_(lexicon) {
    word_ids_.reserve(document.tokens.size());
    for (const Token& token : document.tokens) {
      word_ids_.push_back(lexicon.WordId(document.Lower(token)));
    }
    if (document.publication.granularity != text::PublicationTime::Granularity::kUnknown) {
      const int64_t begin = text::DaysSinceEpoch(document.publication.LocalDay()) * text::kSecondsPerDay;
      publication_day_ = Interval{begin, begin + text::kSecondsPerDay, Granularity::kDay};
    }
  }

  std::vector<Event> Read() {
    SentenceSyntax syntax(document_, lexicon_, word_ids_);
    for (uint32_t s = 0; s < document_.sentences.size(); ++s) {
      const Sentence& sentence = document_.sentences[s];
      const uint32_t tokens = sentence.end_token - sentence.first_token;
      const bool dateline = sentence.segment == text::SegmentKind::kDateline;
      if ((!IsRead(sentence.segment) && !dateline) || tokens > kMaxSentenceTokens) continue;
      syntax.Analyse(s);
      scene_.Enter(syntax);
      if (dateline || tokens < 2) continue;
      FindTriggers(syntax, lexicon_, word_ids_, triggers_);
      if (!triggers_.empty()) ReadSentence(syntax);
      if (last_claim_ != kNone && s - last_claim_sentence_ <= kClaimReach) ReadDenial(syntax);
      parties_.Remember(syntax);
      scene_.Leave(syntax);
    }
    std::vector<Event> events;
    for (ToldEvent& told : merger_.events()) {
      LocateTalks(told);
      if (!KeepAfterMerging(told)) continue;
      std::ranges::sort(told.event.counts, {}, [](const Count& count) { return count.span.begin; });
      events.push_back(std::move(told.event));
    }
    return events;
  }

 private:
  void ReadSentence(const SentenceSyntax& syntax) {
    const Sentence& sentence = document_.sentences[syntax.sentence()];
    if (sentence.paragraph != paragraph_) {
      paragraph_ = sentence.paragraph;
      background_ = false;
    }
    const uint64_t words = WordsOf(syntax);
    std::erase_if(triggers_, [&](const Trigger& trigger) { return IsBorrowed(words, lexicon_.frame(trigger.frame)); });
    if (triggers_.empty()) return;
    times_.Analyse(syntax, triggers_);
    std::vector<SentenceEvent> events;
    for (uint32_t i = 0; i < triggers_.size(); ++i) {
      if (std::optional<SentenceEvent> event = ReadTrigger(syntax, i)) events.push_back(std::move(*event));
    }
    AttachCounts(syntax, events);
    JoinEffects(lexicon_, syntax, events);
    std::optional<Interval> referred;  // Of "the agreement" that a sentence begins with.
    for (SentenceEvent& event : events) {
      if (event.dropped || !Keep(event)) continue;
      if (referred.has_value() && !event.told.time_expressed && event.told.event.realis == Realis::kAsserted) {
        event.told.event.interval = *referred;
        event.told.event.time_from_publication = false;
      }
      Locate(syntax, event);
      const bool refers = event.told.definite && event.trigger.relation == NounRelation::kSubject;
      const bool claimed = event.told.event.realis == Realis::kClaimed;
      const size_t known = merger_.events().size();
      const uint32_t index = merger_.Add(std::move(event.told));
      if (claimed) last_claim_ = index, last_claim_sentence_ = syntax.sentence();
      const Event& joined = merger_.events()[index].event;
      if (refers && index < known && !joined.interval.empty() && !joined.time_from_publication)
        referred = joined.interval;
    }
  }

  // Violence without a place of its own happened where the text is.
  void Locate(const SentenceSyntax& syntax, SentenceEvent& located) const {
    ToldEvent& told = located.told;
    Event& event = told.event;
    const FrameTraits& traits = lexicon_.frame(told.frame).traits;
    const bool fact = event.realis == Realis::kAsserted || event.realis == Realis::kClaimed;
    if (!event.places.empty() || !fact || event.interval.empty()) return;
    if (!(traits.violent || traits.effect) || traits.symmetric) return;
    // "since the attack": another one, told before or elsewhere.
    if (told.definite && event.counts.empty()) return;
    // A toll of weeks is nobody's news of the day, and of no one place; a relative clause tells of another.
    const uint32_t group = located.trigger.group;
    const bool aside = group != kNone && syntax.groups()[group].relative;
    const bool news = !aside && IsOfTheDay(event.interval);
    const Scene::Place* place = scene_.Of(syntax, news);
    if (place == nullptr) return;
    event.places.push_back(place->participant);
    const ByteSpan own = event.evidence.front();
    if (place->evidence.has_value() && *place->evidence != own) event.evidence.push_back(*place->evidence);
  }

  // Since the day before that of publication, and not after it.
  bool IsOfTheDay(const Interval& interval) const {
    return publication_day_.has_value() && !interval.empty() &&
           interval.begin_s >= publication_day_->begin_s - text::kSecondsPerDay &&
           interval.end_s <= publication_day_->end_s;
  }

  // Who reports a round of talks from a town or region that is no capital is where it is held.
  void LocateTalks(ToldEvent& told) const {
    Event& event = told.event;
    if (!scene_.dateline().has_value() || event.ordinal == 0 || !event.places.empty()) return;
    if (!lexicon_.frame(told.frame).traits.numbered || event.realis != Realis::kAsserted) return;
    if (IsOfTheDay(event.interval)) event.places.push_back(scene_.dateline()->participant);
  }

  // "Officials denied it": the claim told before, denied.
  void ReadDenial(const SentenceSyntax& syntax) {
    const Denial denial = FindDenial(syntax);
    if (denial.reach == DenialReach::kNone) return;
    const uint32_t distance = syntax.sentence() - last_claim_sentence_;
    if ((denial.reach == DenialReach::kHere && distance != 0) ||
        (denial.reach == DenialReach::kBefore && distance > 1)) {
      return;
    }
    const ToldEvent& claim = merger_.events()[last_claim_];
    const events::VerbGroup& verb = syntax.groups()[denial.group];
    ToldEvent told{.event = claim.event, .frame = claim.frame, .time_expressed = claim.time_expressed};
    Event& event = told.event;
    event.realis = Realis::kDenied;
    event.claimed_by = parties_.Subject(syntax, verb);
    // Who claims does not deny as well: then something else is denied.
    const bool same_mouth = std::ranges::any_of(event.claimed_by, [&](const Participant& speaker) {
      return std::ranges::any_of(claim.event.claimed_by,
                                 [&](const Participant& p) { return events::SameParticipant(p, speaker); });
    });
    if (event.claimed_by.empty() || same_mouth) return;
    event.trigger = {document_.tokens[verb.begin].begin, document_.tokens[verb.main].end};
    event.sentence = syntax.sentence();
    event.evidence = {document_.sentences[syntax.sentence()].span};
    if (const ByteSpan& before = claim.event.evidence.front(); before != event.evidence.front()) {
      event.evidence.push_back(before);
    }
    merger_.Add(std::move(told));
  }

  static uint64_t WordsOf(const SentenceSyntax& syntax) {
    uint64_t classes = 0;
    for (uint32_t t = syntax.begin(); t < syntax.end(); ++t) classes |= syntax.Facts(t).classes;
    return classes;
  }

  // Sport, illness, films and anniversaries borrow the words of war, accidents and weather those of violence; in
  // politics attacks and battles are words.
  static bool IsBorrowed(uint64_t words, const Frame& frame) {
    const bool force = frame.type == "ASSAULT" || frame.traits.needs_place;
    if (force && (words & kHistory) != 0) return true;
    return (words & kPolitics) != 0 && IsFigurative(frame.name);
  }

  static bool IsFigurative(std::string_view frame) {
    return frame == "attack" || frame == "fighting" || frame == "clash" || frame == "damage";
  }

  std::optional<SentenceEvent> ReadTrigger(const SentenceSyntax& syntax, uint32_t index) {
    const Trigger& trigger = triggers_[index];
    const uint32_t frame_index = trigger.frame;
    const Frame* frame = &lexicon_.frame(frame_index);
    SentenceEvent result;
    result.trigger = trigger;
    ToldEvent& told = result.told;
    Event& event = told.event;
    Roles roles = ReadRoles(syntax, *frame, trigger, triggers_, parties_);
    Standing standing = ReadStanding(syntax, *frame, trigger, parties_);
    event.frame = frame->name;
    event.type = frame->type;
    event.mode = frame->mode;
    event.scale = frame->scale;
    event.contexts = frame->contexts;
    told.frame = frame_index;
    event.trigger = {document_.tokens[trigger.first].begin, document_.tokens[trigger.end - 1].end};
    event.sentence = syntax.sentence();
    event.evidence.push_back(document_.sentences[syntax.sentence()].span);
    event.ordinal = frame->traits.numbered || frame->traits.symmetric ? trigger.ordinal : 0;
    event.realis = standing.realis;
    event.claimed_by = std::move(standing.claimed_by);
    const bool fight = frame->traits.violent || std::ranges::find(frame->contexts, "military") != frame->contexts.end();
    if (event.realis == Realis::kAsserted && fight && SpeaksForParty(parties_, roles, event.claimed_by)) {
      event.realis = Realis::kClaimed;
    }
    event.actors = std::move(roles.actors);
    event.recipients = std::move(roles.recipients);
    event.places = std::move(roles.places);
    EmbeddedPost(syntax, *frame, event);
    ReadTime(syntax, *frame, index, told);
    // "the two sides met": where they met was told before.
    const bool same_sides = trigger.verb && frame->traits.merges && frame->traits.symmetric && roles.by_sides;
    told.definite = (trigger.definite || same_sides) && event.ordinal == 0;
    told.another = trigger.another;
    result.wished = standing.wished;
    if (standing.in_quote && !KeepInQuote(*frame, trigger, event)) return std::nullopt;
    return result;
  }

  // A post is its author's word.
  void EmbeddedPost(const SentenceSyntax& syntax, const Frame& frame, Event& event) const {
    if (document_.sentences[syntax.sentence()].segment != text::SegmentKind::kEmbeddedPost) return;
    if (event.realis == Realis::kAsserted && !frame.traits.declared) event.realis = Realis::kClaimed;
  }

  void ReadTime(const SentenceSyntax& syntax, const Frame& frame, uint32_t index, ToldEvent& told) {
    const Trigger& trigger = triggers_[index];
    Event& event = told.event;
    const When when = times_.Of(syntax, trigger, index);
    event.interval = when.interval;
    told.time_expressed = when.expressed;
    if (!event.interval.empty()) {
      if (!publication_day_.has_value()) return;
      // What is told as a fact but lies ahead is planned.
      if (event.realis == Realis::kAsserted && event.interval.begin_s >= publication_day_->end_s) {
        if (TellsNews(syntax, trigger, true) && IsPast(syntax, trigger)) {
          // The verb knows better than the calendar: a date without its year, or a day counted from another.
          event.interval = {};
          return;
        }
        event.realis = Realis::kPlanned;
      }
      if (event.interval.end_s <= publication_day_->begin_s - kBackgroundDays * text::kSecondsPerDay)
        background_ = true;
      return;
    }
    const bool told_as_news =
        event.realis == Realis::kAsserted || event.realis == Realis::kClaimed || event.realis == Realis::kDenied;
    if (when.expressed || when.other_time || background_ || !told_as_news) return;
    told.news = TellsNews(syntax, trigger, frame.traits.violent);
    if (!told.news || !publication_day_.has_value()) return;
    event.interval = *publication_day_;
    event.time_from_publication = true;
    if (trigger.group == kNone) return;
    const events::VerbGroup& group = syntax.groups()[trigger.group];
    told.or_before = group.past && group.perfect;
  }

  static bool IsPast(const SentenceSyntax& syntax, const Trigger& trigger) {
    if (trigger.group == kNone) return false;
    const VerbGroup& group = syntax.groups()[trigger.group];
    return group.finite() && group.past && !syntax.Is(group.main, kDeclare | kIntend);
  }

  // In direct speech only what is told plainly, of somebody or some place, is a report.
  static bool KeepInQuote(const Frame& frame, const Trigger& trigger, const Event& event) {
    if (event.realis != Realis::kClaimed) return false;
    const bool material = frame.scale <= -5 || frame.scale >= 6;
    if (!material || !trigger.verb) return false;
    return !event.actors.empty() && (!event.recipients.empty() || !event.places.empty());
  }

  // Linked, or a phrase that says more than "rebels": "Rwandan rebels".
  static bool IsKnown(const std::vector<Participant>& participants) {
    return std::ranges::any_of(participants, [](const Participant& p) {
      return !p.entity_id.empty() || p.name.find(' ') != std::string::npos;
    });
  }

  static bool IsLinked(const std::vector<Participant>& participants) {
    return std::ranges::any_of(participants, [](const Participant& p) { return !p.entity_id.empty(); });
  }

  // What forces can take: a town, an area, an airport; not the Berlin Wall.
  bool IsTerritory(const std::vector<Participant>& places) const {
    return std::ranges::any_of(places, [this](const Participant& place) {
      const DocumentEntity* entity = document_.FindEntity(place.entity_id);
      if (entity == nullptr || entity->feature_code.empty()) return true;
      return std::ranges::any_of(kTerritoryCodes,
                                 [&](std::string_view code) { return entity->feature_code.starts_with(code); });
    });
  }

  // A state, or those who bear arms.
  bool BearsArms(const std::vector<Participant>& actors) const {
    return std::ranges::any_of(actors, [this](const Participant& actor) {
      if (parties_.IsState(actor)) return true;
      const DocumentEntity* entity = document_.FindEntity(actor.entity_id);
      if (entity != nullptr) return entity->sector == "MIL" || entity->sector == "REB" || entity->sector == "UAF";
      const size_t space = actor.name.rfind(' ');
      const std::string last = absl::AsciiStrToLower(actor.name.substr(space == std::string::npos ? 0 : space + 1));
      return lexicon_.Facts(lexicon_.WordId(last)).Is(kForces);
    });
  }

  // "Cruz attacked Trump": words, unless a country, an armed group, a place or the dead say otherwise.
  bool IsRhetoric(const Event& event) const {
    if (!event.places.empty() || !event.counts.empty()) return false;
    const auto fights = [this](const Participant& participant) {
      const DocumentEntity* entity = document_.FindEntity(participant.entity_id);
      if (entity == nullptr) return participant.entity_id.starts_with("geonames:");
      return entity->feature_code.starts_with("PCL") || entity->sector == "MIL" || entity->sector == "REB" ||
             entity->sector == "UAF" || entity->type == MentionType::kPlace;
    };
    return std::ranges::none_of(event.actors, fights) && std::ranges::none_of(event.recipients, fights);
  }

  // Precision comes first: an event with nobody and nowhere in it is left out.
  bool Keep(const SentenceEvent& candidate) const {
    const Event& event = candidate.told.event;
    const FrameTraits& traits = lexicon_.frame(candidate.told.frame).traits;
    const bool refers = candidate.told.definite && traits.merges;
    if (candidate.trigger.roles == PatternRoles::kSpeaker && event.actors.empty()) return false;
    if (traits.needs_place && !IsTerritory(event.places)) return false;
    const PatternRoles pattern = candidate.trigger.roles;
    if ((pattern == PatternRoles::kClaimed || pattern == PatternRoles::kArmed) && !BearsArms(event.actors))
      return false;
    if (traits.needs_name && !IsLinked(event.actors)) return false;
    if (traits.pair && candidate.trigger.verb && event.actors.size() < 2) return false;
    if (IsFigurative(event.frame) && IsRhetoric(event)) return false;
    if (traits.needs_actor && event.actors.empty()) return false;
    if (event.realis == Realis::kHypothetical &&
        !(traits.keep && candidate.wished && (IsLinked(event.actors) || !event.places.empty()))) {
      return false;
    }
    const bool timed = candidate.told.time_expressed || candidate.told.news;
    if (event.realis == Realis::kPlanned && background_ && !timed && event.ordinal == 0) return false;
    // "the logistics of corridors", "protests against the invasion": spoken of, not told.
    const bool aside = !candidate.trigger.verb && candidate.trigger.relation == NounRelation::kOblique;
    if (aside && !timed && !refers && event.ordinal == 0 && event.realis == Realis::kAsserted) return false;
    if (event.realis == Realis::kDenied && event.actors.empty() && event.claimed_by.empty()) return false;
    if (refers || event.ordinal != 0) return true;
    if (IsKnown(event.actors) || IsLinked(event.recipients) || !event.places.empty()) return true;
    if (traits.gather && !event.actors.empty() && (timed || event.realis == Realis::kPlanned)) return true;
    return !event.counts.empty() && (traits.violent || traits.effect);
  }

  // "The talks" that nothing before or after says more of are no event.
  bool KeepAfterMerging(const ToldEvent& told) const {
    const Event& event = told.event;
    if (IsKnown(event.actors) || IsLinked(event.recipients) || !event.places.empty()) return true;
    const bool gathered = lexicon_.frame(told.frame).traits.gather && !event.actors.empty();
    return gathered || !event.counts.empty() || (event.ordinal != 0 && told.time_expressed);
  }

  // Numbers of people go to the nearest event of their sentence that can have them.
  void AttachCounts(const SentenceSyntax& syntax, std::vector<SentenceEvent>& events) const {
    for (const Amount& amount : std::ranges::equal_range(document_.amounts, syntax.sentence(), {}, &Amount::sentence)) {
      if (amount.type != "CASUALTIES") continue;
      SentenceEvent* best = nullptr;
      uint32_t best_distance = kNone;
      for (SentenceEvent& event : events) {
        if (!Takes(lexicon_.frame(event.told.frame), amount.casualties.kind)) continue;
        const ByteSpan& trigger = event.told.event.trigger;
        const uint32_t distance = trigger.begin >= amount.span.end   ? trigger.begin - amount.span.end
                                  : trigger.end <= amount.span.begin ? amount.span.begin - trigger.end
                                                                     : 0;
        if (distance < best_distance) best = &event, best_distance = distance;
      }
      if (best != nullptr) best->told.event.counts.push_back(amount.casualties);
    }
  }

  static bool Takes(const Frame& frame, std::string_view kind) {
    if (kind == "arrested") return frame.name == "arrest" || frame.name == "charge" || frame.type == "PROTEST";
    if (kind == "displaced") return frame.name == "displacement" || frame.name == "evacuation";
    if (kind == "rescued") return frame.name == "evacuation" || frame.traits.violent;
    if (kind == "captured") return frame.name == "capture" || frame.traits.violent || frame.name == "surrender";
    return frame.traits.violent || frame.traits.effect || frame.type == "PROTEST" || frame.name == "assassination";
  }

  const Document& document_;
  const EventLexicon& lexicon_;
  PartyReader parties_;
  Scene scene_;
  EventMerger merger_;
  TimeReader times_;
  std::vector<uint32_t> word_ids_;
  std::vector<Trigger> triggers_;
  std::optional<Interval> publication_day_;
  uint32_t last_claim_ = kNone;  // Of the events told so far, the last that was claimed.
  uint32_t last_claim_sentence_ = 0;
  uint32_t paragraph_ = kNone;
  bool background_ = false;
};

}  // namespace

EventsAnnotator::EventsAnnotator(std::unique_ptr<const events::EventLexicon> lexicon, const KnowledgeBase& knowledge)
    : lexicon_(std::move(lexicon)),
      knowledge_(knowledge),
      version_(absl::StrCat(std::string(kRulesVersion), "-", absl::Hex(lexicon_->fingerprint()))) {}

EventsAnnotator::~EventsAnnotator() = default;

absl::StatusOr<std::unique_ptr<EventsAnnotator>> EventsAnnotator::Create(const std::string& models_dir,
                                                                         const KnowledgeBase& knowledge) {
  SITREP_ASSIGN_OR_RETURN(events::EventLexicon lexicon, events::EventLexicon::Load(models_dir));
  return std::unique_ptr<EventsAnnotator>(
      new EventsAnnotator(std::make_unique<const events::EventLexicon>(std::move(lexicon)), knowledge));
}

absl::Status EventsAnnotator::Annotate(Document& document) const {
  document.events = DocumentReader(document, *lexicon_, knowledge_).Read();
  return absl::OkStatus();
}

}  // namespace sitrep::tagger
