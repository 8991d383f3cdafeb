#include "services/tagger/knowledge/typo_index.h"

#include <algorithm>
#include <numeric>

#include "services/tagger/knowledge/fold.h"

namespace sitrep::tagger {
namespace {

// Calls `visit` with the hash of `folded` and of every form with one letter after the first deleted.
template <typename Visit>
void ForEachForm(std::string_view folded, Visit visit) {
  visit(static_cast<uint32_t>(NameHash(folded)));
  std::string form(folded.substr(0, 1));
  form.append(folded.substr(std::min<size_t>(2, folded.size())));
  for (size_t i = 1; i < folded.size(); ++i) {
    visit(static_cast<uint32_t>(NameHash(form)));
    if (i < form.size()) form[i] = folded[i];
  }
}

}  // namespace

void TypoIndex::Build() {
  for (uint32_t i = 0; i < names_.size(); ++i) {
    if (names_[i].folded.size() < kMinLetters || names_[i].folded.size() > kMaxLetters) continue;
    ForEachForm(names_[i].folded, [&](uint32_t hash) { forms_.emplace_back(hash, i); });
  }
  std::sort(forms_.begin(), forms_.end());
  forms_.erase(std::unique(forms_.begin(), forms_.end()), forms_.end());
  forms_.shrink_to_fit();
  begins_.assign((size_t{1} << kBucketBits) + 1, 0);
  for (const auto& [hash, name] : forms_) ++begins_[BucketOf(hash) + 1];
  std::partial_sum(begins_.begin(), begins_.end(), begins_.begin());
}

std::vector<NameRef> TypoIndex::Find(std::string_view folded) const {
  std::vector<NameRef> found;
  if (folded.size() < kMinLetters || folded.size() > kMaxLetters) return found;
  std::vector<uint32_t> seen;
  ForEachForm(folded, [&](uint32_t hash) {
    for (uint32_t i = begins_[BucketOf(hash)]; i < begins_[BucketOf(hash) + 1]; ++i) {
      if (forms_[i].first == hash) seen.push_back(forms_[i].second);
    }
  });
  std::sort(seen.begin(), seen.end());
  seen.erase(std::unique(seen.begin(), seen.end()), seen.end());
  for (const uint32_t index : seen) {
    const Name& name = names_[index];
    const bool plural =
        name.folded.size() + 1 == folded.size() && folded.back() == 's' && folded.starts_with(name.folded);
    const bool singular = folded.size() + 1 == name.folded.size() && name.folded.back() == 's' &&
                          std::string_view(name.folded).starts_with(folded);
    if (!plural && !singular && name.folded[0] == folded[0] && IsOneErrorAway(name.folded, folded)) {
      found.push_back(name.ref);
    }
  }
  return found;
}

bool IsOneErrorAway(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > 1) return false;
  size_t i = 0;
  while (i < a.size() && a[i] == b[i]) ++i;
  if (a.size() < b.size()) return a.substr(i) == b.substr(i + 1);
  if (i == a.size()) return false;
  if (a.substr(i + 1) == b.substr(i + 1)) return true;
  return i + 1 < a.size() && a[i] == b[i + 1] && a[i + 1] == b[i] && a.substr(i + 2) == b.substr(i + 2);
}

}  // namespace sitrep::tagger
