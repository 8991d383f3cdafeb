// The task ner.
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/text/iso_date.h"
#include "tests/eval/gold/bio.h"
#include "tests/eval/gold/entities.h"
#include "tests/eval/gold/files.h"
#include "tests/eval/reading/text_reader.h"
#include "tests/eval/reading/word_reader.h"
#include "tests/eval/scoring/name_counts.h"
#include "tests/eval/tasks/all.h"
#include "tests/eval/tasks/name_schemes.h"

namespace sitrep::eval {
namespace {

constexpr std::string_view kHelp = R"(
Definition: exact span and type, micro F1. Our types are mapped to the set's, which is known by its labels:
  CoNLL-2003, CleanCoNLL   PER LOC ORG MISC; nationalities and religions, events, works, other: MISC
  Broad Twitter Corpus     PER LOC ORG
  re3d                     Person, Location, Organisation; nominals and pronouns are not counted, nor what is
                           predicted over them; printed strictly, and with countries accepted as either
                           Organisation or Location
  IEER                     PERSON ORGANIZATION LOCATION; white space normalised, nationalities not counted
  CrossNER politics        person, organisation (parties too), location (countries too), event (elections
                           too), misc
  WNUT-17                  person, location, organisation (corporation, group), thing (product, creative-work)
Armed groups and parties are organisations everywhere.

Tokenised sets: the gold tokens are joined by blanks and read as body; --context says how many sentences in
succession are one text (their own documents are not known). --case changes the gold tokens.
--reader trained reads the gold tokens themselves (models/reader). Intervals over texts.

Gold: BIO (*.bio, *.tsv: TOKEN, tab, ..., TAG), or JSON lines (*.jsonl: text, entities: start, end, type).)";

std::string InCase(const std::string& word, LetterCase letter_case) {
  switch (letter_case) {
    case LetterCase::kUpper:
      return absl::AsciiStrToUpper(word);
    case LetterCase::kLower:
      return absl::AsciiStrToLower(word);
    default:
      return word;
  }
}

// What sets the figures apart from others of the same file.
std::string Circumstances(const TaskRequest& request) {
  std::string words = request.reader == Reader::kTrained ? ", trained reader" : "";
  if (request.letter_case == LetterCase::kUpper) words += ", upper case";
  if (request.letter_case == LetterCase::kLower) words += ", lower case";
  if (request.last_share < 1) absl::StrAppend(&words, ", last ", request.last_share);
  if (request.context > 1) absl::StrAppend(&words, ", ", request.context, " sentences a text");
  return words;
}

// A text with its gold; what has been found in it.
struct NamedText {
  std::string text;
  text::PublicationTime publication;
  bool all_body = false;
  std::vector<std::vector<std::string>> sentences;  // Gold tokens, where there are some.
  std::vector<Span> word_spans;                     // Of all gold tokens, in bytes.
  std::vector<ScoredName> gold;
};

std::vector<NamedText> TextsOf(const std::vector<BioSentence>& sentences, const NameScheme& scheme,
                               const TaskRequest& request) {
  std::vector<NamedText> texts;
  for (size_t s = 0; s < sentences.size(); ++s) {
    if (s % request.context == 0) texts.push_back({.all_body = true});
    NamedText& text = texts.back();
    if (!text.text.empty()) text.text += "\n\n";
    std::vector<std::string>& words = text.sentences.emplace_back();
    const size_t first = text.word_spans.size();
    for (const std::string& word : sentences[s].words) {
      if (!words.empty()) text.text += ' ';
      const auto begin = static_cast<uint32_t>(text.text.size());
      words.push_back(InCase(word, request.letter_case));
      text.text += words.back();
      text.word_spans.push_back({begin, static_cast<uint32_t>(text.text.size())});
    }
    for (const LabelledSpan& span : sentences[s].spans) {
      std::string label(scheme.ClassOfGold(span.label));
      if (scheme.names_only && IsNominal(sentences[s].words[span.first])) label.clear();
      text.gold.push_back(
          {{text.word_spans[first + span.first].begin, text.word_spans[first + span.end - 1].end}, std::move(label)});
    }
  }
  return texts;
}

std::vector<NamedText> TextsOf(const std::vector<EntityDocument>& documents, const NameScheme& scheme) {
  std::vector<NamedText> texts;
  for (const EntityDocument& document : documents) {
    UnwrappedText unwrapped = Unwrap(document.text);
    NamedText text;
    for (const GoldEntity& entity : document.entities) {
      text.gold.push_back({{unwrapped.new_byte[entity.span.begin], unwrapped.new_byte[entity.span.end]},
                           std::string(scheme.ClassOfGold(entity.label))});
    }
    if (const auto date = text::ParseLenientDate(document.date); date.ok()) text.publication = *date;
    text.text = std::move(unwrapped.text);
    texts.push_back(std::move(text));
  }
  return texts;
}

// Finds the names of texts by whichever reader was asked for.
class NameFinder {
 public:
  static absl::StatusOr<NameFinder> Open(const TaskRequest& request) {
    NameFinder finder;
    finder.segments_ = request.segments;
    if (request.reader == Reader::kTrained) {
      SITREP_ASSIGN_OR_RETURN(finder.words_, OpenWordReader(request.models_dir));
    }
    SITREP_ASSIGN_OR_RETURN(TextReader reader, TextReader::Open(request.models_dir));
    finder.rules_ = std::make_unique<const TextReader>(std::move(reader));
    return finder;
  }

  absl::StatusOr<std::vector<ScoredName>> Find(const NamedText& text, const NameScheme& scheme) const {
    if (words_ != nullptr) return FindInWords(text, scheme);
    tagger::Document document = MakeDocument(text.text, text.publication, text.all_body ? Segments::kBody : segments_);
    SITREP_RETURN_IF_ERROR(rules_->Run(document, {"tokens", "sentences", "names", "links"}));
    std::vector<ScoredName> names;
    for (const tagger::Mention& mention : document.mentions) {
      names.push_back({{mention.span.begin, mention.span.end},
                       std::string(scheme.ClassOf(mention.type, IsPeople(document, mention))),
                       IsCountry(document, mention)});
    }
    return names;
  }

 private:
  absl::StatusOr<std::vector<ScoredName>> FindInWords(const NamedText& text, const NameScheme& scheme) const {
    if (text.sentences.empty()) {
      return absl::FailedPreconditionError("--reader trained needs gold tokens, which this set has not");
    }
    SITREP_ASSIGN_OR_RETURN(const std::vector<ReadSentence> read, words_->Read(text.sentences));
    std::vector<ScoredName> names;
    size_t first = 0;
    for (size_t s = 0; s < read.size(); ++s) {
      for (const ReadName& name : read[s].names) {
        const Span span{text.word_spans[first + name.first_word].begin, text.word_spans[first + name.end_word - 1].end};
        names.push_back({span, std::string(scheme.ClassOf(name.type, name.is_people)),
                         IsCountryName(std::string_view(text.text).substr(span.begin, span.end - span.begin))});
      }
      first += text.sentences[s].size();
    }
    return names;
  }

  // The trained reader links nothing: what most bear the name for.
  bool IsCountryName(std::string_view words) const {
    const std::vector<tagger::Candidate> candidates = rules_->knowledge().Find(words);
    return !candidates.empty() && rules_->knowledge().Get(candidates.front().entity).feature_code.starts_with("PCL");
  }

  Segments segments_ = Segments::kFound;
  std::unique_ptr<const TextReader> rules_;  // Also there for its knowledge.
  std::unique_ptr<const WordReader> words_;  // Null: the rules find the names.
};

struct LabelledTexts {
  const NameScheme* scheme = nullptr;
  std::vector<NamedText> texts;
};

absl::StatusOr<LabelledTexts> ReadTexts(const std::string& file, const TaskRequest& request) {
  LabelledTexts result;
  std::set<std::string> labels;
  if (ExtensionOf(file) == ".jsonl") {
    SITREP_ASSIGN_OR_RETURN(const std::vector<EntityDocument> documents, ReadEntities(file));
    for (const EntityDocument& document : documents) {
      for (const GoldEntity& entity : document.entities) labels.insert(entity.label);
    }
    if (const auto scheme = SchemeOf(labels); !scheme.ok()) {
      return absl::InvalidArgumentError(absl::StrCat(file, ": ", scheme.status().message()));
    } else {
      result.scheme = *scheme;
    }
    result.texts = TextsOf(documents, *result.scheme);
    return result;
  }
  SITREP_ASSIGN_OR_RETURN(std::vector<BioSentence> sentences, ReadBio(file));
  KeepLast(request.last_share, sentences);
  for (const BioSentence& sentence : sentences) {
    for (const LabelledSpan& span : sentence.spans) labels.insert(span.label);
  }
  if (const auto scheme = SchemeOf(labels); !scheme.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(file, ": ", scheme.status().message()));
  } else {
    result.scheme = *scheme;
  }
  result.texts = TextsOf(sentences, *result.scheme, request);
  return result;
}

absl::StatusOr<Report> Run(const TaskRequest& request) {
  SITREP_ASSIGN_OR_RETURN(const NameFinder finder, NameFinder::Open(request));
  Report report{.task = "ner"};
  for (const std::string& file : request.gold) {
    SITREP_ASSIGN_OR_RETURN(const LabelledTexts gold, ReadTexts(file, request));
    ClassCounts strict(gold.texts.size());
    ClassCounts either(gold.texts.size());
    cli::Progress progress = NewProgress("texts");
    for (size_t t = 0; t < gold.texts.size(); ++t) {
      SITREP_ASSIGN_OR_RETURN(const std::vector<ScoredName> found, finder.Find(gold.texts[t], *gold.scheme));
      CountNames(gold.texts[t].gold, found, Countries::kStrict, t, strict);
      CountNames(gold.texts[t].gold, found, Countries::kEither, t, either);
      progress.Update(t + 1, gold.texts.size());
    }
    TableOf of{NameOf(file) + Circumstances(request), "exact span and type", "names", "texts"};
    report.tables.push_back(F1Table(of, strict, request.bootstrap));
    if (!gold.scheme->countries_flip) continue;
    of.aspect += ", countries as either";
    report.tables.push_back(F1Table(of, either, request.bootstrap));
  }
  return report;
}

}  // namespace

Task NerTask() {
  return {"ner", "names and their types", kHelp,
          kTakesCase | kTakesReader | kTakesContext | kTakesSegments | kTakesLastShare, Run};
}

}  // namespace sitrep::eval
