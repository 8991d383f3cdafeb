#include "services/tagger/annotators/reporting_verbs.h"

#include <array>
#include <iterator>

#include "services/tagger/annotators/word_table.h"

namespace sitrep::tagger {
namespace {

using enum ReportingVerb::Kind;
using enum ReportingVerb::Form;

struct Verb {
  ReportingVerb::Kind kind;
  std::string_view base;
  std::string_view third;
  std::string_view past;
  std::string_view ing;
};

constexpr Verb kVerbs[] = {
    {kSay, "say", "says", "said", "saying"},
    {kSay, "add", "adds", "added", "adding"},
    {kSay, "claim", "claims", "claimed", "claiming"},
    {kSay, "note", "notes", "noted", "noting"},
    {kSay, "explain", "explains", "explained", "explaining"},
    {kSay, "state", "states", "stated", "stating"},
    {kSay, "insist", "insists", "insisted", "insisting"},
    {kSay, "argue", "argues", "argued", "arguing"},
    {kSay, "admit", "admits", "admitted", "admitting"},
    {kSay, "concede", "concedes", "conceded", "conceding"},
    {kSay, "acknowledge", "acknowledges", "acknowledged", "acknowledging"},
    {kSay, "allege", "alleges", "alleged", "alleging"},
    {kSay, "assert", "asserts", "asserted", "asserting"},
    {kSay, "report", "reports", "reported", "reporting"},
    {kSay, "reply", "replies", "replied", "replying"},
    {kSay, "respond", "responds", "responded", "responding"},
    {kSay, "write", "writes", "wrote", "writing"},
    {kSay, "tweet", "tweets", "tweeted", "tweeting"},
    {kSay, "post", "posts", "posted", "posting"},
    {kSay, "declare", "declares", "declared", "declaring"},
    {kSay, "announce", "announces", "announced", "announcing"},
    {kSay, "confirm", "confirms", "confirmed", "confirming"},
    {kSay, "reveal", "reveals", "revealed", "revealing"},
    {kSay, "suggest", "suggests", "suggested", "suggesting"},
    {kSay, "stress", "stresses", "stressed", "stressing"},
    {kSay, "emphasize", "emphasizes", "emphasized", "emphasizing"},
    {kSay, "emphasise", "emphasises", "emphasised", "emphasising"},
    {kSay, "underline", "underlines", "underlined", "underlining"},
    {kSay, "underscore", "underscores", "underscored", "underscoring"},
    {kSay, "reiterate", "reiterates", "reiterated", "reiterating"},
    {kSay, "repeat", "repeats", "repeated", "repeating"},
    {kSay, "recall", "recalls", "recalled", "recalling"},
    {kSay, "remark", "remarks", "remarked", "remarking"},
    {kSay, "observe", "observes", "observed", "observing"},
    {kSay, "comment", "comments", "commented", "commenting"},
    {kUtter, "quip", "quips", "quipped", "quipping"},
    {kUtter, "joke", "jokes", "joked", "joking"},
    {kUtter, "complain", "complains", "complained", "complaining"},
    {kUtter, "lament", "laments", "lamented", "lamenting"},
    {kSay, "caution", "cautions", "cautioned", "cautioning"},
    {kSay, "predict", "predicts", "predicted", "predicting"},
    {kSay, "conclude", "concludes", "concluded", "concluding"},
    {kSay, "testify", "testifies", "testified", "testifying"},
    {kSay, "vow", "vows", "vowed", "vowing"},
    {kSay, "pledge", "pledges", "pledged", "pledging"},
    {kSay, "promise", "promises", "promised", "promising"},
    {kSay, "threaten", "threatens", "threatened", "threatening"},
    {kUtter, "boast", "boasts", "boasted", "boasting"},
    {kUtter, "shout", "shouts", "shouted", "shouting"},
    {kUtter, "yell", "yells", "yelled", "yelling"},
    {kUtter, "whisper", "whispers", "whispered", "whispering"},
    {kUtter, "exclaim", "exclaims", "exclaimed", "exclaiming"},
    {kSay, "proclaim", "proclaims", "proclaimed", "proclaiming"},
    {kSay, "counter", "counters", "countered", "countering"},
    {kUtter, "continue", "continues", "continued", "continuing"},
    {kSay, "mention", "mentions", "mentioned", "mentioning"},
    {kSay, "highlight", "highlights", "highlighted", "highlighting"},
    {kSay, "maintain", "maintains", "maintained", "maintaining"},
    {kSay, "contend", "contends", "contended", "contending"},
    {kSay, "disclose", "discloses", "disclosed", "disclosing"},
    {kSay, "estimate", "estimates", "estimated", "estimating"},
    {kSay, "charge", "charges", "charged", "charging"},
    {kSay, "deny", "denies", "denied", "denying"},
    {kSay, "clarify", "clarifies", "clarified", "clarifying"},
    {kSay, "recount", "recounts", "recounted", "recounting"},
    {kSay, "opine", "opines", "opined", "opining"},
    {kSay, "signal", "signals", "signaled", "signaling"},
    {kSay, "indicate", "indicates", "indicated", "indicating"},
    {kSay, "hint", "hints", "hinted", "hinting"},
    {kSay, "ask", "asks", "asked", "asking"},
    {kSay, "answer", "answers", "answered", "answering"},
    {kSay, "believe", "believes", "believed", "believing"},
    {kSay, "think", "thinks", "thought", "thinking"},
    {kSay, "hope", "hopes", "hoped", "hoping"},
    {kTell, "tell", "tells", "told", "telling"},
    {kTell, "inform", "informs", "informed", "informing"},
    {kTell, "warn", "warns", "warned", "warning"},
    {kTell, "assure", "assures", "assured", "assuring"},
    {kTell, "remind", "reminds", "reminded", "reminding"},
    {kTell, "advise", "advises", "advised", "advising"},
    {kTell, "notify", "notifies", "notified", "notifying"},
    {kUrge, "urge", "urges", "urged", "urging"},
    {kUrge, "call", "calls", "called", "calling"},
    {kUrge, "demand", "demands", "demanded", "demanding"},
    {kUrge, "appeal", "appeals", "appealed", "appealing"},
    {kUrge, "accuse", "accuses", "accused", "accusing"},
    {kUrge, "blame", "blames", "blamed", "blaming"},
    {kUrge, "praise", "praises", "praised", "praising"},
    {kUrge, "condemn", "condemns", "condemned", "condemning"},
    {kUrge, "denounce", "denounces", "denounced", "denouncing"},
    {kUrge, "criticize", "criticizes", "criticized", "criticizing"},
    {kUrge, "criticise", "criticises", "criticised", "criticising"},
    {kUrge, "slam", "slams", "slammed", "slamming"},
    {kUrge, "describe", "describes", "described", "describing"},
    {kUrge, "refer", "refers", "referred", "referring"},
    {kUrge, "dismiss", "dismisses", "dismissed", "dismissing"},
    {kUrge, "request", "requests", "requested", "requesting"},
    {kUrge, "propose", "proposes", "proposed", "proposing"},
    {kUrge, "invite", "invites", "invited", "inviting"},
};

struct Forms {
  WordEntry<ReportingVerb> entries[4 * std::size(kVerbs)];
};

consteval Forms AllForms() {
  Forms forms;
  size_t i = 0;
  for (const Verb& verb : kVerbs) {
    forms.entries[i++] = {verb.base, {verb.kind, verb.base == verb.past ? kFinite : kBase}};
    forms.entries[i++] = {verb.third, {verb.kind, kFinite}};
    forms.entries[i++] = {verb.base == verb.past ? std::string_view() : verb.past, {verb.kind, kFinite}};
    forms.entries[i++] = {verb.ing, {verb.kind, kIng}};
  }
  return forms;
}

constexpr Forms kForms = AllForms();
constexpr WordTable kTable(kForms.entries);

}  // namespace

ReportingVerb FindReportingVerb(std::string_view lower) {
  const ReportingVerb* found = kTable.Find(lower);
  return found == nullptr ? ReportingVerb{} : *found;
}

}  // namespace sitrep::tagger
