#include "services/tagger/knowledge/office_table.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/string_views.h"
#include "services/tagger/knowledge/fold.h"

namespace sitrep::tagger {
namespace {

constexpr size_t kMaxPhrases = 8192;  // Room in the table of first words; far more than offices.tsv has.

uint64_t TermKey(std::string_view office, std::string_view of) {
  return NameHash(absl::StrCat(ToAbsl(office), " ", ToAbsl(of)));
}

// "secretary of state" -> "secretaries of state", "foreign minister" -> "foreign ministers".
std::string Plural(std::string_view folded) {
  size_t end = folded.size();
  for (const std::string_view link : {" of ", " to ", " for ", " general"}) end = std::min(end, folded.find(link));
  const std::string_view noun = folded.substr(0, end);
  const std::string_view rest = folded.substr(end);
  if (noun.ends_with("man")) return absl::StrCat(ToAbsl(noun.substr(0, noun.size() - 2)), "en", ToAbsl(rest));
  if (noun.ends_with("y") && !noun.ends_with("ey")) {
    return absl::StrCat(ToAbsl(noun.substr(0, noun.size() - 1)), "ies", ToAbsl(rest));
  }
  if (noun.ends_with("s") || noun.ends_with("ch")) return absl::StrCat(ToAbsl(noun), "es", ToAbsl(rest));
  return absl::StrCat(ToAbsl(noun), "s", ToAbsl(rest));
}

}  // namespace

OfficeTable::OfficeTable(const std::vector<Office>& offices) : offices_(offices) {
  first_words_.Reserve(kMaxPhrases);
  for (uint32_t i = 0; i < offices_.size(); ++i) {
    AddPhrase(FoldName(offices_[i].id), i);
    AddPhrase(FoldName(offices_[i].title), i);
    for (const std::string_view variant : offices_[i].variants) AddPhrase(FoldName(variant), i);
  }
}

void OfficeTable::AddPhrase(const std::string& folded, uint32_t office) {
  if (folded.empty()) return;
  for (const std::string& phrase : {folded, Plural(folded)}) {
    // The first office in the file to claim a phrase keeps it.
    phrases_.try_emplace(NameHash(phrase), office);
    const auto words = static_cast<uint32_t>(std::count(phrase.begin(), phrase.end(), ' ') + 1);
    first_words_.Add(NameHash(std::string_view(phrase).substr(0, phrase.find(' '))), words);
  }
}

void OfficeTable::AddRole(EntityHandle holder, const Role& role) {
  terms_[TermKey(role.office, role.of)].push_back({role.from_day, role.to_day, holder});
}

void OfficeTable::Build() {
  for (auto& [key, terms] : terms_) {
    std::stable_sort(terms.begin(), terms.end(), [](const Term& a, const Term& b) { return a.from_day < b.from_day; });
  }
}

OfficeSpan OfficeTable::LongestOffice(absl::Span<const std::string_view> words, size_t i) const {
  OfficeSpan span;
  if (i >= words.size() || words[i].empty() || !absl::ascii_isalpha(static_cast<unsigned char>(words[i][0])))
    return span;
  std::string key;
  uint32_t max_words = 0;
  uint32_t count = 0;
  for (size_t j = i; j < words.size(); ++j) {
    const size_t before = key.size();
    if (before > 0) key.push_back(' ');
    if (!AppendFolded(words[j], key)) {
      key.resize(before);
      if (before == 0 || words[j] != "-") break;
      continue;
    }
    if (before == 0) {
      max_words = first_words_.MaxWords(NameHash(std::string_view(key).substr(0, key.find(' '))));
      if (max_words == 0) break;
    }
    count = static_cast<uint32_t>(std::count(key.begin(), key.end(), ' ') + 1);
    if (count > max_words) break;
    if (const auto found = phrases_.find(NameHash(key)); found != phrases_.end()) {
      const Office& office = offices_[found->second];
      span = {j + 1 - i, office.id, office.title, office.sector, office.unique};
    }
  }
  return span;
}

EntityHandle OfficeTable::HolderOf(std::string_view office, std::string_view of, EpochDay day) const {
  const auto phrase = phrases_.find(NameHash(FoldName(office)));
  if (phrase == phrases_.end()) return kNoEntity;
  const auto terms = terms_.find(TermKey(offices_[phrase->second].id, of));
  if (terms == terms_.end()) return kNoEntity;
  EntityHandle holder = kNoEntity;
  for (const Term& term : terms->second) {
    if (term.from_day <= day && day < term.to_day) holder = term.holder;
  }
  return holder;
}

}  // namespace sitrep::tagger
