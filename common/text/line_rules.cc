#include "common/text/line_rules.h"

#include <re2/re2.h>
#include <unicode/uchar.h>

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "common/text/paragraphs.h"
#include "common/text/pattern_set.h"
#include "common/text/unicode.h"

namespace sitrep::text {
namespace {

struct Rule {
  SegmentKind kind;
  const char* pattern;  // Over NormalizeForPatterns: lower case, straight quotes, "-".
};

// In order of precedence.
constexpr Rule kParagraphRules[] = {
    {SegmentKind::kEmbeddedPost, R"(pic\.twitter\.com/\w+|(^|\s)https?://t\.co/\w+)"},
    {SegmentKind::kEmbeddedPost, R"(^(view this post on \w+|a post shared by .*)$)"},
    {SegmentKind::kEmbeddedPost, R"(^(rt )?@\w{2,30}( statement| tweets?)?:?$)"},

    {SegmentKind::kAgencyCredit, R"(^[(\[]({agency})([/,] ?({agency}))*[)\]]$)"},
    {SegmentKind::kAgencyCredit, R"(^[-*_]* ?({agency})([/,] ?({agency}))*$)"},
    {SegmentKind::kAgencyCredit,
     R"(^\W*(with|from|based on|compiled from|also|additional)?\s?(additional )?(agency |agencies |wire |staff )?)"
     R"((inputs?|reporting|material|files|reports?|information|contributions?) (from|by|of) .{2,120}$)"},
    {SegmentKind::kAgencyCredit, R"(^\(?\s*with .{1,60} (inputs?|wires?|reports?|agencies)\s*\.?\)?$)"},
    {SegmentKind::kAgencyCredit, R"(^with (post|wire|news|agency|staff) (wires?|services?|reports?|agencies)\.?$)"},
    {SegmentKind::kAgencyCredit,
     R"(^\W*(contributing|contributors?|contributed by|source|agencies|inputs?): .{2,150}$)"},
    {SegmentKind::kAgencyCredit,
     R"(.{2} (contributed( reporting)?( to)?( this| the)?( (report|story|article|post|piece))?)"
     R"(( from [a-z., ]{2,60})?)\.?\W*$)"},
    {SegmentKind::kAgencyCredit, R"(^\W*this (article|report|story) is based (in part )?on wire .{2,60}$)"},
    {SegmentKind::kAgencyCredit,
     R"(^\(?(additional )?(reporting|editing|writing|compiled|translated|edited|written|reported))"
     R"( by .{2,200}(;|editing|writing|graphic).*$)"},

    {SegmentKind::kCaption,
     R"(^(file )?(photo|image|picture|video|photograph|pic)s?\s?(credit|source|courtesy|caption|copyright|by)"
     R"(|via)?\s?s?:)"},
    {SegmentKind::kCaption, R"(^\W?(image|photo|media|video|picture) (copyright|caption|credits?|source|courtesy) )"},
    {SegmentKind::kCaption,
     R"(^(enlarge this image|toggle caption|hide caption|media playback is unsupported|slideshow \())"},
    {SegmentKind::kCaption, R"(^(photo|photos|image|slideshow|file photo)$)"},
    {SegmentKind::kCaption,
     R"(^\((photo|image|file|picture|pixabay|screenshot|ap photo|reuters photo|getty|video)[^()]*\)$)"},
    {SegmentKind::kCaption,
     R"(^\([^()]{3,80}(/|, | via | for )(ap|associated press|reuters|afp|getty images|the new york times)"
     R"(|the washington post)[^()]{0,60}\)$)"},
    {SegmentKind::kCaption, R"(\((ap photo|photo by|photo:|photo courtesy|image:|reuters photo|file photo|photo credit)"
                            R"(|afp photo)[^()]*\)\W*$)"},
    {SegmentKind::kCaption, R"(\([^()]{3,60}(/|via )(ap|associated press|reuters|afp|getty images)\)\W*$)"},
    {SegmentKind::kCaption, R"(\breuters/[a-z.-]+( [a-z-]+){1,2}(/file photo)?$)"},
    {SegmentKind::kCaption, R"(\b(photograph|photo|picture|illustration|image): [^.!?]{3,70}$)"},
    {SegmentKind::kCaption, R"(\S/getty images( for [\w ,]{2,40})?$)"},
    {SegmentKind::kCaption, R"( \| (courtesy|getty|ap photo|ap|reuters|afp|photo)\b.{0,60}$)"},
    {SegmentKind::kCaption, R"(\S+ / (getty images|ap|afp|reuters)( / \w+)?$)"},
    {SegmentKind::kCaption, R"(^[^.!?]{2,60}/(getty images|afp|ap|reuters)(/\w+)?( images)?(, ?file( photo)?)?$)"},

    {SegmentKind::kRelatedLink,
     R"(^\W*(also read|read also|read more|read|related( (stories|articles|news|story|links?|coverage))?)"
     R"(|see also|also see)"
     R"(|also watch|watch|must read|must watch|don't miss|more|recommended|more on this|further reading|go deeper)"
     R"(|more from [a-z' ]{2,30}|full coverage|complete coverage|special coverage|photos|videos|listen)"
     R"(|in pictures|latest)\s?[:|>»]\s?\S)"},
    {SegmentKind::kRelatedLink, R"(^\W*(also read|read also|see also|also see|also watch|must read)\b[^.]{5,180}$)"},
    {SegmentKind::kRelatedLink, R"(^.{20,160}[^.!?] read more\W*$)"},
    {SegmentKind::kRelatedLink, R"(^(just watched|now read:|read or share this (story|article)) ?)"},
    {SegmentKind::kRelatedLink, R"(^\W*(read|watch|see|listen to) (more|the (full|complete|whole|entire|video|rest))"
                                R"(|full)\b [^.!?]{3,90}[.:]?\W*$)"},
    {SegmentKind::kRelatedLink, R"(^\W*(read|watch|see|listen to)\b[^.!?]{0,90} (here|below)[.:]?\W*$)"},
    {SegmentKind::kRelatedLink,
     R"(^\(\s?(photos|also|also on \w+|full|related|see also|read|more|watch|video|click)\b.{0,150}\)$)"},

    {SegmentKind::kNotice, R"(^(\W*advertisements?:?)+( ?continue reading( the main story| below)?)?\W*$)"},
    {SegmentKind::kNotice,
     R"(^\W*(ad|story continue[sd]( below)?( this| the)?( ad| advertisement)?)"
     R"(|article continues( below)?( this ad| after the ad)?)"
     R"(|continue reading( below| the main story)?|scroll (down )?(for more|to continue)( reading)?)"
     R"(|sponsored( content)?|promoted( content)?)"
     R"(|loading|close|print|e-?mail|replay|play( video| facebook)?|(prev|next)?( image)?( \d+ of \d+)?( (prev)"
     R"(|next))?( image)?( \d+ of \d+)?)"
     R"(|show more|view all|see more|read more|more|related|video|trending|most read|comments?|link copied)"
     R"(|skip)\s?(\.{3}|…|:)?$)"},
    {SegmentKind::kNotice,
     R"(^\W*(share|tweet|post|email|e-mail|print|whatsapp|facebook|twitter|pinterest|linkedin|reddit|pocket)"
     R"(|copy link|telegram|save)"
     R"(|link copied|comments?|flipboard|messenger|this|article|story|via|on|page|icon|\d+|[|:,/-]|\s)+$)"},
    {SegmentKind::kNotice, R"(\bshare( this (article|story))? (share )?tweet (post )?e-?mail$)"},
    {SegmentKind::kNotice, R"(^\W*editor'?s'? notes?\b)"},
    {SegmentKind::kNotice, R"(^\W*(corrections?( ?(&|and) (amplifications|clarifications))?|clarification)(:|$))"},
    {SegmentKind::kNotice, R"(^\[[a-z0-9 :_/-]{1,40}\]$)"},
    {SegmentKind::kNotice, R"(^(published |updated |posted )?(\d+|an?|one) (year|month|week|day|hour|minute)s? ago$)"},
    {SegmentKind::kNotice, R"(^\W*(the )?(opinions|views)( and (opinions|views))? (expressed|in this|presented)\b)"},
    {SegmentKind::kNotice,
     R"(^\W*(\[?pullquote\]?|newsletter sign-?up|analysis/opinion:?|opinion|analysis|commentary|perspectives?)"
     R"(|exclusive)\W*$)"},
    {SegmentKind::kNotice,
     R"(^\W*(send|e-?mail|contact|reach|write|tips?|got a|have a|want to)\b.{0,120}\S+@\S+\.\w{2,})"},
    {SegmentKind::kNotice,
     R"(\b(can be reached|reach (him|her|them)|e-?mail (him|her|them|us)|contact (us|the \w+)) (at|on|via)\b)"},
    {SegmentKind::kNotice, R"(^\W*([\w.' -]{2,60}: )?[\w.+-]+@[\w-]+(\.[\w-]+)+\W*$)"},

    {SegmentKind::kByline,
     R"(^\W*(published|updated|posted|last updated|first published|last modified)( on| at)?\s?:? .{0,20}\d.{0,60}$)"},
};

// Over the text as written, since capitals tell a name.
constexpr Rule kCasedRules[] = {
    {SegmentKind::kByline,
     R"(^(?:By|BY|Written by|Reported by|Posted by|Edited by|Story by|Analysis by)\s*:?\s+(?:[Tt]he\s+)?)"
     R"([{U}][{L}.'’-]*(?:(?:\s+|,\s*|\s+and\s+|\s+for\s+|\s+in\s+|\s*\|\s*|\s*/\s*)"
     R"(|\s*\(\s*@\w+\s*\)\s*)(?:(?:of|the|de|da|del|van|von|der|al|bin)\s+)?)"
     R"([{U}@(][{L}0-9.'’()@_-]*){0,12}\s*[|,]?\s*$)"},
    {SegmentKind::kByline,
     R"(^(?:[{U}][{U}&.'’-]*\s+){0,3}(?:WEB DESK|NEWS DESK|WEBDESK|DESK|REPORTERS?|CORRESPONDENTS?|BUREAU)"
     R"(|STAFF|STAFF WRITERS?|NEWS SERVICE|NEWSROOM)$)"},
    {SegmentKind::kByline,
     R"(^(?:By )?(?:(?:Our|The|A)\s+)?(?:[{U}][\w'’-]*\s+){0,3}(?:[Ww]eb [Dd]esk|[Nn]ews [Dd]esk)"
     R"(|[Ss]taff [Rr]eporters?|[Ss]taff [Ww]riters?|[Ss]pecial [Cc]orrespondents?|[Oo]wn [Cc]orrespondents?)"
     R"(|[Oo]pinion contributors?|[Oo]pinion columnists?|[Cc]ontributors?|[Nn]ews [Ss]ervice)$)"},
    {SegmentKind::kCaption, R"(^(?:Photo|Photograph|Picture|Image|Video|Illustration)s? (?:by|courtesy of|via) [{U}])"},
    {SegmentKind::kCaption, R"(\((?:[{U}][{L}.'’-]+ ){2,3}for (?:[{U}][{L}'’-]+ ?)+\)$)"},
    {SegmentKind::kByline, R"(^(?:Special (?:for|to) )(?:the |The )?[{U}][{L} .]{1,40}$)"},
    {SegmentKind::kByline, R"(^(?:USA TODAY|USATODAY|ABC News|CBS News|Fox News|CNN|BBC News|NPR|The Associated Press)"
                           R"(|Associated Press|Reuters|AFP)(?: Network)?$)"},
};

constexpr const char* kNoticeSentencePatterns[] = {
    // Cookies and privacy.
    R"(\b(we|our|us|you|your|this (site|website|web site|page))\b.*\bcookies?\b|\bcookies?\b.*\b(we|our|us|you)"
    R"(|your|this (site|website))\b)",
    R"(\bby (using|continuing|browsing|clicking|signing up|subscribing|submitting|visiting|entering|providing)"
    R"(|accessing)\b.*\b(you|your)\b.*\b(agree|accept|consent|acknowledge|confirm|opt)\b)",
    R"(\b(agree|agreed|subject|read|see|view|review|accept|understood) (to )?(our|its|the)"
    R"(|this site's)\b.{0,60}\b(privacy (policy|notice)|terms (of|and) \w+|user agreement|cookie policy)\b)",
    R"(\b(your|our)\b.{0,20}\b(privacy policy|privacy notice|terms of (use|service)|user agreement|cookie policy)\b)",
    R"(\byou (can|may) (also )?(change|withdraw|manage|revisit|update|opt[ -]out|unsubscribe)\b.*\b(choices?)"
    R"(|consent|preferences|settings|any ?time|mind)\b)",
    R"(\bprotected by recaptcha\b|\bvisit our website terms of use\b)",
    // Subscription.
    R"(^\W*(please )?(sign up|subscribe|signup|register (now|here|today))\b)",
    R"(\b(delivered|sent|straight|directly|right|weekly|daily)\b.{0,30}\b(to|in) your (inbox|e-?mail)\b)"
    R"(|\bin your inbox\b|\bmeet your inbox\b)",
    R"(\b(subscribe|sign up) (now|today|here|to our|for our|to the \w+ newsletter|for the \w+ newsletter)\b)",
    R"(\b(get|receive|read|try|join|check out) (our|the|a) (free |daily |weekly |latest |new )*(\w+ )?newsletters?\b)",
    R"(\bsubscribe to (the|our)\b.{0,40}\bnewsletter\b)",
    R"(^\W*(post|leave) (your )?comments? (below|here)\b|^\W*this article tagged under\b)"
    R"(|^\W*update: story updated\b|^\W*please see our current day's reporting\b)",
    R"(\bfor signing up\b|\balready a subscriber\b|\bto continue reading\b|\bsubscribers? only\b)"
    R"(|\bcoverage is free\b|\bno paywall\b|\bremoved the paywall\b)",
    R"(\bbecome an? (member|subscriber|supporter|patron)\b)",
    R"(\b(support|fund) (our|your|vox's|independent|quality|nonprofit)\b.{0,40}\bjournalism\b)"
    R"(|\byour (contribution|donation|support|subscription) (helps?|makes|will|enables)\b)",
    // Copyright and provenance.
    R"(^\W*(copyright|\(c\)|©)\W*(\(c\)|©|copyright)?\s*(by )?(\d{4}|the |all ))",
    R"(©\s*(copyright )?\d{4})",
    R"(\bcomments (are|will be|may be) (moderated|republished|closed)\b|\bwe (ask|encourage) that comments\b)"
    R"(|\bwritten permission must be obtained\b)",
    R"(\ball rights reserved\b|\breprint permission\b|\b(material|article|content|story)"
    R"(|transcript) may not be (published|reproduced|copied|broadcast|in its)\b)",
    R"(\b(published|sourced|taken) from a (wire|news)?\s?(agency|syndicated)\s?(agency )?feed\b)"
    R"(|\bwithout (any )?modifications?( to the text)?\.?\W*$)",
    R"(\bhas not been (edited|created|modified) by\b.{0,60}\bstaff\b|\bauto-?(generated|published) from\b)",
    R"(\bthis is a rush transcript\b|\btranscripts? (are|is) (created|provided)\b)",
    R"(^\W*this (story|article|post|report|piece|page|column) (has been|was|is being|will be|originally)"
    R"(|first) (last |first |also |originally )?(updated|corrected|amended|appeared|published|edited|revised)"
    R"(|adapted)\b)",
    R"(^\W*(a|an earlier|a previous) version of this (story|article|post|report|column|piece)\b)",
    R"(^\W*this (article|story) is more than \d+ (year|month)s? old\b)",
    R"(\bdo not (necessarily )?(reflect|represent)\b.{0,40}\b(views?|opinions?|position|policy)\b)",
    // Calls to act.
    R"(^\W*click (here|below|for|to|the|on)\b)",
    R"(^\W*(download|get|install) (the|our) [\w ]{0,30}\bapps?\b)",
    R"(\bdownload the [\w ]{0,30}\bapps? (for|on|from)\b)",
    R"(^\W*(you can )?(also )?(follow|like|join|find) (us|him|her|them|me|@\w+|the author)"
    R"(|[\w.' -]{2,60}) (@\w+|on|at) ?(:|@|twitter|facebook|instagram|youtube|linkedin|telegram|google news)"
    R"(|whatsapp|social))",
    R"(^\W*follow (@\w+|us|him|her|them)\b)",
    R"(^\W*(join|follow) (us|the conversation)\b|^\W*(like|follow|visit|find) us\b)",
    R"(^\W*(watch|listen to|subscribe to|visit|read|catch up) .{0,60}\b(our|business insider's)"
    R"(|on apple podcasts|podcast at|homepage|video\.\w+\.com|youtube channel)\b)",
    R"(\b(enable|disabled?|turn on|requires?) (javascript|cookies)\b|\byour browser (does|is|doesn't)\b)"
    R"(|\bad ?blocker\b)",
    R"(^\W*(please )?(let us know|tell us|share your|leave a comment|send us|write to us|email us|contact us)\b)",
    R"(^\W*don't see the graphic above\b|^\W*interested in [\w .]+\? add\b)",
    R"(\bi(f you are|'m) (reading this|seeing this) (on|in)\b)",
};

// One of these occurs in every text that a rule matches: they are checked by a scan that costs a few ns a byte.
constexpr const char* kTriggers =
    R"((?i)cookie|privacy|consent|inbox|newsletter|subscri|sign(ing)? ?up|copyright|©|\(c\)|rights reserved)"
    R"(|agree|terms of|recaptcha|reprint|paywall)"
    R"(|click|follow|\bapps?\b|permission|browser|javascript|ad ?block|rush transcript|transcript|this (story)"
    R"(|article|post|report|piece|page|column)|version of|modification)"
    R"(|contribut|\bstaff\b|journalism|member\b|continue reading|podcast|homepage|youtube|conversation|\bus\b)"
    R"(|whatsapp|@|t\.co/|twitter|reuters|getty|afp|photo|\bap\b|associated press)"
    R"(|syndicated|agency|agencies|input|image|video|reporting|editing|pixabay|screenshot|caption|playback)"
    R"(|photograph|picture|illustration|comments|tagged|listen|slideshow|tweet|your (mind|choices|preferences))"
    R"(|any ?time|let us|tell us|share your|opinions|views)"
    R"(|read|watch|related|see also|also see|more on|more from|editor|correction|clarification|graphic above)"
    R"(|interested in|reach|contact|email|e-mail)";

// Lives as long as the process: static objects here have no destructors.
const PatternSet& CompileRules(std::span<const Rule> rules) {
  std::vector<const char*> patterns;
  for (const Rule& rule : rules) patterns.push_back(rule.pattern);
  return *new PatternSet(patterns);
}

std::optional<SegmentKind> FirstMatch(const PatternSet& set, std::span<const Rule> rules, std::string_view text) {
  const std::optional<size_t> first = set.FirstMatch(text);
  if (!first) return std::nullopt;
  return rules[*first].kind;
}

bool HasLetterOrDigit(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const CodePoint c = DecodeCodePoint(text, i);
    if (u_isalnum(static_cast<UChar32>(c.value))) return true;
    i += c.length;
  }
  return false;
}

}  // namespace

bool MayMatchRules(std::string_view paragraph) {
  constexpr size_t kAlwaysCheckedBytes = 90;
  static const RE2& triggers = *new RE2(kTriggers);
  return paragraph.size() <= kAlwaysCheckedBytes || RE2::PartialMatch(ToPiece(paragraph), triggers);
}

std::optional<SegmentKind> ClassifyParagraph(std::string_view paragraph) {
  constexpr size_t kMaxCasedBytes = 160;
  static const PatternSet& rules = CompileRules(kParagraphRules);
  static const PatternSet& cased_rules = CompileRules(kCasedRules);
  if (paragraph.size() > kMaxLabelledParagraphBytes) return std::nullopt;
  if (!HasLetterOrDigit(paragraph)) return SegmentKind::kNotice;  // A ruler between parts.
  const std::string normal = NormalizeForPatterns(paragraph);
  if (const auto kind = FirstMatch(rules, kParagraphRules, normal)) return kind;
  if (paragraph.size() > kMaxCasedBytes) return std::nullopt;
  return FirstMatch(cased_rules, kCasedRules, paragraph);
}

bool IsNoticeSentence(std::string_view sentence) {
  static const PatternSet& patterns =
      *new PatternSet({std::begin(kNoticeSentencePatterns), std::end(kNoticeSentencePatterns)});
  if (sentence.size() > kMaxLabelledParagraphBytes) return false;
  return patterns.FirstMatch(NormalizeForPatterns(sentence)).has_value();
}

std::optional<size_t> TrailingCredit(std::string_view paragraph) {
  constexpr size_t kMaxCreditBytes = 60;
  static const RE2& credit = *new RE2(ExpandPattern(
      R"((?i)[.!?"'”’]\s*(\(\s*(?:with )?(?:inputs? from )?(?:{agency})(?:[/,] ?(?:{agency}))*(?: inputs?)?\s*\))\s*$)"));
  if (paragraph.empty() || paragraph.back() != ')') return std::nullopt;
  size_t begin = paragraph.size() - std::min(paragraph.size(), kMaxCreditBytes);
  while (begin < paragraph.size() && (static_cast<unsigned char>(paragraph[begin]) & 0xC0) == 0x80) ++begin;
  re2::StringPiece bracket;
  if (!RE2::PartialMatch(ToPiece(paragraph.substr(begin)), credit, &bracket)) return std::nullopt;
  return static_cast<size_t>(bracket.data() - paragraph.data());
}

}  // namespace sitrep::text
