#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "services/tagger/knowledge/entity.h"

namespace sitrep::tagger {

// How the surface met a name of the entity, best first.
enum class NameMatch : uint8_t {
  kName,             // Its canonical name.
  kAlias,            // Another name, an acronym, a demonym.
  kSurname,          // The last name of a person.
  kTransliteration,  // Another romanisation of one of its names.
  kFuzzy,            // One typing error away from one of its names.
};

// One thing a surface may mean.
struct Candidate {
  EntityHandle entity = kNoEntity;
  // 0 to 1: share of this candidate among all that bear the name, by prominence; discounted for kTransliteration and
  // kFuzzy. The shares of one answer sum to at most 1. Knows nothing of the article.
  float prior = 0;
  NameMatch match = NameMatch::kName;
  // The name is also a common word, a given name or an abbreviation ("Reading", "Nice", "Of"): take it only when
  // something else in the text speaks for it (a country or area beside it, a preposition of place and a capital
  // letter).
  bool needs_context = false;
};

// The longest name that starts at a word.
struct NameSpan {
  size_t words = 0;  // 0: no name starts here.
  std::vector<Candidate> candidates;
};

// The longest office that starts at a word: "foreign minister", "Secretary of State".
struct OfficeSpan {
  size_t words = 0;         // 0: no office starts here.
  std::string_view office;  // Canonical id, such as "foreign-minister".
  std::string_view title;
  std::string_view sector;  // PLOVER sector of its holders, mostly "GOV".
  // True when a country or organisation has one holder at a time, so that HolderOf can name a person.
  bool unique = false;
};

// An entity with the score of a look-up by people.
struct ScoredEntity {
  EntityHandle entity = kNoEntity;
  float score = 0;  // 0 to 1.
  NameMatch match = NameMatch::kName;
};

// Whether a name may start with a lower-case letter: kRequired for normal text, kIgnored for text without capitals.
enum class Capitals : uint8_t { kRequired, kIgnored };

// What Sitrep knows of the world before it reads: places (GeoNames), people with dated offices, organisations and
// groups. Holds no events. Immutable and thread-safe once loaded; all answers are deterministic. Handles, entities and
// views are valid as long as the object lives. Names are compared as FoldName leaves them; acronyms ("US", "WHO") match
// only surfaces without lower-case letters.
class KnowledgeBase {
 public:
  // Names of more words than this are not found.
  static constexpr size_t kMaxNameWords = 8;
  static constexpr size_t kMaxCandidates = 16;

  // Reads `models_dir`/gazetteer.bin and `models_dir`/knowledge/*.tsv. DATA_LOSS names a corrupt or truncated
  // gazetteer, INVALID_ARGUMENT the file and line of a malformed fact, NOT_FOUND a missing file.
  static absl::StatusOr<std::unique_ptr<const KnowledgeBase>> Load(const std::string& models_dir);
  ~KnowledgeBase();
  KnowledgeBase(const KnowledgeBase&) = delete;
  KnowledgeBase& operator=(const KnowledgeBase&) = delete;

  // Everything one of whose names is `surface`, most likely first, at most kMaxCandidates. Another romanisation counts
  // when nothing has the name exactly. A possessive 's and a leading "the" are ignored.
  std::vector<Candidate> Find(std::string_view surface, Capitals capitals = Capitals::kRequired) const;

  // Prominent entities with a name one insertion, deletion, substitution or transposition away, for names of six
  // letters and more; empty when Find knows the surface. "Maripol" -> Mariupol.
  std::vector<Candidate> FindFuzzy(std::string_view surface) const;

  // The longest name starting at words[i], the surface forms of tokens; hyphens and full stops may be tokens of their
  // own. About 0.1 µs where no name starts.
  NameSpan LongestMatch(absl::Span<const std::string_view> words, size_t i,
                        Capitals capitals = Capitals::kRequired) const;

  // The longest office starting at words[i]; singular and plural, with and without hyphens, any case.
  OfficeSpan LongestOffice(absl::Span<const std::string_view> words, size_t i) const;

  // Who held `office` (canonical id or any of its variants: "foreign minister") of a country ("RU") or organisation
  // ("org:nato") on `day`. Where several did (a day of handing over, coarse dates) the one who began last. kNoEntity
  // when unknown.
  EntityHandle HolderOf(std::string_view office, std::string_view of, EpochDay day) const;

  // The country a nationality or demonym stands for: "Ukrainian", "Russians", "Briton" -> "UA", "RU", "GB". Empty when
  // it is none; names of countries are none.
  std::string_view CountryOfDemonym(std::string_view word) const;

  // The country as a place, by ISO 3166-1 alpha-2 code; kNoEntity when there is none.
  EntityHandle Country(std::string_view iso_code) const;
  // The capital of a country; kNoEntity when there is none.
  EntityHandle Capital(std::string_view iso_code) const;
  // The first-order area of a country by its GeoNames code ("UA", "12").
  EntityHandle Admin1(std::string_view iso_code, std::string_view admin1_code) const;

  // 'm', 'f', 'u' (either) when `word` is known as a given name, else 0. Case is ignored.
  char GivenName(std::string_view word) const;
  // True for words that are known as family names of people.
  bool IsSurname(std::string_view word) const;

  // REQUIRES: a handle this object gave out, not kNoEntity.
  Entity Get(EntityHandle handle) const;
  // Entity::kind and ::prominence alone, without making the entity.
  EntityKind KindOf(EntityHandle handle) const;
  float ProminenceOf(EntityHandle handle) const;
  // By Entity::id; kNoEntity when unknown.
  EntityHandle FindId(std::string_view id) const;

  // For people asking: candidates by Find, FindFuzzy, and names that begin with or contain the words of `query`; best
  // first, at most `limit` (1 to 100, else clamped). Case and accents are ignored.
  std::vector<ScoredEntity> LookUp(std::string_view query, size_t limit) const;

  // A hash over all files read, 16 hexadecimal digits: equal versions give equal answers.
  std::string_view version() const;
  // How many entities of a kind there are.
  size_t Count(EntityKind kind) const;

 private:
  struct Impl;
  explicit KnowledgeBase(std::unique_ptr<Impl> impl);

  std::unique_ptr<const Impl> impl_;
};

}  // namespace sitrep::tagger
