#include "services/tagger/annotators/name_lexicon.h"

#include <fstream>
#include <iterator>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/hash.h"
#include "common/base/string_views.h"
#include "services/tagger/annotators/word_table.h"

namespace sitrep::tagger {
namespace {

struct ClueList {
  uint32_t clue;
  const char* words;  // Separated by single spaces.
};

constexpr ClueList kClueLists[] = {
    {kFunctionWord,
     "a about above across after again against ago all almost along already also although always am amid among an and "
     "another any anyone anything are around as at away back be because been before behind being below beneath beside "
     "besides between beyond both but by can cannot could despite did do does doing down during each either else even "
     "ever every everyone everything few first for former from further get got had has have having he her here hers "
     "herself him himself his how however i if in indeed inside instead into is it its itself just last later least "
     "less let like many may maybe me meanwhile might mine more moreover most much must my myself near neither never "
     "next no nobody none nor not nothing now of off often oh ok okay on once one only onto or other others otherwise "
     "our ours out outside over own per perhaps please quite rather really same second several shall she should since "
     "so some someone something sometimes soon still such than thank thanks that the their theirs them themselves then "
     "there therefore these they third this those though three through throughout thus till to today together tomorrow "
     "tonight too toward towards two under unless until up upon us very via was we well were what whatever when where "
     "whereas whether which while who whoever whom whose why will with within without would yes yesterday yet you your "
     "yours 's n't 're 've 'll 'd 'm \u2019s n\u2019t \u2019re \u2019ve \u2019ll \u2019d \u2019m"},
    {kCalendarWord,
     "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun mondays "
     "tuesdays wednesdays thursdays fridays saturdays sundays january february march april may june july august "
     "september october november december jan feb mar apr jun jul aug sep sept oct nov dec gmt utc msk est edt pst pdt "
     "cet bst et spring summer autumn winter"},
    {kPersonTitle,
     "mr mrs ms miss mx dr gen sen sens rep reps gov col lt capt cpt sgt maj adm prof rev sir lord lady dame king "
     "queen "
     "prince princess pope sheikh sheik ayatollah imam mullah rabbi cardinal archbishop bishop emir sultan madam "
     "monsieur madame brig cpl pfc pvt msgr hon comrade pastor emperor duke duchess baron baroness count father "
     "sister"},
    {kPersonNoun,
     "spokesman spokeswoman spokesperson president premier chancellor minister secretary ambassador envoy lawmaker "
     "senator congressman congresswoman representative deputy governor mayor aide adviser advisor negotiator leader "
     "commander general colonel captain major lieutenant sergeant admiral director chairman chairwoman chair chief "
     "head "
     "officer official activist journalist reporter correspondent anchor analyst expert professor economist historian "
     "author writer actor actress singer comedian director coach player striker defender goalkeeper quarterback "
     "candidate nominee critic dissident billionaire businessman businesswoman tycoon oligarch founder co-founder ceo "
     "executive lawyer attorney prosecutor judge justice detective sheriff doctor pilot astronaut husband wife son "
     "daughter brother sister father mother widow resident survivor counterpart czar dictator strongman nationalist "
     "republican democrat rep politician speaker whip pollster strategist inspector assemblyman assemblywoman "
     "councilman councilwoman councillor commissioner congressmen superintendent chancellor treasurer warlord cleric "
     "priest rapper"},
    {kOrganisationHead | kTakesOf,
     "ministry university college institute bank committee council commission agency bureau department authority "
     "assembly "
     "court tribunal federation union league association society organization organisation alliance coalition "
     "foundation academy school board front movement office service house church directorate secretariat chamber "
     "confederation congress party centre center centers centres institution army organisations organizations "
     "ministries embassy"},
    {kOrganisationHead,
     "inc corp co ltd llc plc llp gmbh ag sa company corporation companies group holdings trust fund parliament senate "
     "police navy force forces guard guards corps brigade battalion regiment division militia legion command hospital "
     "club airlines airways times post journal tribune herald gazette news network television tv radio press magazine "
     "telegraph guardian administration cabinet brotherhood observatory watch studios media systems technologies "
     "industries motors energy pharmaceuticals entertainment partners securities insurance consulate partnership "
     "consortium fc united athletic rovers laboratory laboratories museum library theatre theater orchestra caucus "
     "initiative project exchange airline broadcaster newspaper enterprises software communications bundesbank "
     "associates brothers bros reserve treasury international services"},
    {kPlaceHead,
     "river rivers lake sea ocean bay gulf strait straits channel island islands isle peninsula cape mountain "
     "mountains "
     "mount hill hills valley desert province oblast krai okrug raion region district county parish prefecture state "
     "territory territories city town village township municipality street avenue road boulevard highway square bridge "
     "airport park stadium port harbor harbour beach creek falls canyon forest plateau basin coast border canal dam "
     "heights palace castle cathedral mosque synagogue temple tower st ave blvd rd hwy"},
    {kPlacePrefix, "lake mount mt cape fort ft port camp gulf strait bay isle sea island city province republic"},
    {kEventHead,
     "war wars games olympics cup summit championship championships revolution uprising festival marathon "
     "championships "
     "grand\u00A0prix hurricane battle massacre crisis intifada conference election elections referendum open derby"},
    {kEventPrefix, "hurricane superstorm typhoon cyclone operation storm exercise"},
    {kEvent, "holocaust brexit ramadan christmas easter olympics hanukkah thanksgiving paralympics eurovision"},
    {kDocumentHead,
     "treaty agreement agreements accord accords convention resolution resolutions protocol protocols constitution "
     "charter memorandum amendment act declaration pact communique plan"},
    {kWeapon,
     "himars kalibr iskander bayraktar kinzhal kalashnikov tomahawk atacms abrams scud hellfire shahed buk nlaw "
     "novichok "
     "sarin javelin javelins stinger stingers grad katyusha qassam apache"},
    {kPlacePreposition, "in near at from into outside around across throughout toward towards inside via off"},
    {kReportingVerb,
     "said says told added tweeted wrote announced claimed denied warned insisted confirmed stated argued noted "
     "explained declared acknowledged"},
    {kNameParticle,
     "al el bin ibn van von der den de da di du dos das del della la le ter ten bint abu ould y e zu ul ur af av"},
    {kDirection, "north south east west northern southern eastern western central"},
    {kNoName,
     "tv am pm gdp ceo cfo coo cto dna rna covid covid-19 aids hiv id ids ipo pdf sos ufo vip usd eur gbp faq lgbt "
     "lgbtq "
     "lgbtq+ suv suvs cctv dvd cd cds atm gps iq pr hr it phd ph.d mba ad bc bce ce rip diy asap aka eta roi pc pcs ai "
     "ppe pcr icu er ok suspects photo photos video editor exclusive breaking update opinion analysis live "
     "god i.e e.g internet web nazis"},
};

// Sectors as PLOVER abbreviates them.
constexpr WordEntry<std::string_view> kHeadSectorEntries[] = {
    {"ministry", "GOV"},    {"ministries", "GOV"},  {"department", "GOV"},
    {"agency", "GOV"},      {"bureau", "GOV"},      {"cabinet", "GOV"},
    {"embassy", "GOV"},     {"consulate", "GOV"},   {"administration", "GOV"},
    {"treasury", "GOV"},    {"authority", "GOV"},   {"directorate", "GOV"},
    {"army", "MIL"},        {"navy", "MIL"},        {"forces", "MIL"},
    {"force", "MIL"},       {"guard", "MIL"},       {"guards", "MIL"},
    {"corps", "MIL"},       {"brigade", "MIL"},     {"battalion", "MIL"},
    {"regiment", "MIL"},    {"command", "MIL"},     {"militia", "REB"},
    {"front", "REB"},       {"police", "COP"},      {"court", "JUD"},
    {"tribunal", "JUD"},    {"parliament", "LEG"},  {"congress", "LEG"},
    {"senate", "LEG"},      {"assembly", "LEG"},    {"party", "PTY"},
    {"university", "EDU"},  {"college", "EDU"},     {"school", "EDU"},
    {"academy", "EDU"},     {"institute", "EDU"},   {"times", "MED"},
    {"post", "MED"},        {"journal", "MED"},     {"tribune", "MED"},
    {"herald", "MED"},      {"news", "MED"},        {"television", "MED"},
    {"radio", "MED"},       {"press", "MED"},       {"magazine", "MED"},
    {"network", "MED"},     {"gazette", "MED"},     {"media", "MED"},
    {"inc", "BUS"},         {"corp", "BUS"},        {"co", "BUS"},
    {"ltd", "BUS"},         {"llc", "BUS"},         {"plc", "BUS"},
    {"company", "BUS"},     {"corporation", "BUS"}, {"group", "BUS"},
    {"holdings", "BUS"},    {"bank", "BUS"},        {"airlines", "BUS"},
    {"airways", "BUS"},     {"motors", "BUS"},      {"industries", "BUS"},
    {"union", "LAB"},       {"church", "REL"},      {"foundation", "NGO"},
    {"watch", "NGO"},       {"society", "NGO"},     {"association", "NGO"},
    {"observatory", "NGO"},
};
constexpr WordTable kHeadSectors(kHeadSectorEntries);

std::string_view WithoutFullStop(std::string_view lower) {
  if (lower.size() > 1 && lower.back() == '.') lower.remove_suffix(1);
  return lower;
}

}  // namespace

absl::StatusOr<NameLexicon> NameLexicon::Load(const std::string& models_dir) {
  const std::string path = absl::StrCat(models_dir, "/names/ordinary_words.txt");
  std::ifstream file(path, std::ios::binary);
  const std::string content{std::istreambuf_iterator<char>(file), {}};
  if (!file || content.empty()) return absl::NotFoundError(absl::StrCat("cannot read ", path));

  NameLexicon lexicon;
  lexicon.checksum_ = Hash64(content);
  for (const absl::string_view word : absl::StrSplit(ToAbsl(content), '\n', absl::SkipEmpty())) {
    lexicon.clues_[Hash64(ToStd(word))] |= kOrdinaryWord;
  }
  for (const ClueList& list : kClueLists) {
    for (const absl::string_view word : absl::StrSplit(list.words, ' ')) {
      lexicon.clues_[Hash64(ToStd(word))] |= list.clue;
    }
  }
  return lexicon;
}

uint32_t NameLexicon::CluesOf(std::string_view lower) const {
  const auto found = clues_.find(Hash64(WithoutFullStop(lower)));
  return found == clues_.end() ? 0 : found->second;
}

std::string_view SectorOfHead(std::string_view lower) {
  const std::string_view* sector = kHeadSectors.Find(WithoutFullStop(lower));
  return sector == nullptr ? std::string_view() : *sector;
}

}  // namespace sitrep::tagger
