#include "tests/eval/reading/word_reader.h"

#include <filesystem>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "services/tagger/model/reader.h"

namespace sitrep::eval {
namespace {

using tagger::MentionType;

// The types of the model's names as ours; nationalities and religions are peoples.
MentionType TypeOf(std::string_view type) {
  if (type == "person") return MentionType::kPerson;
  if (type == "organisation" || type == "party") return MentionType::kOrganisation;
  if (type == "gpe" || type == "place") return MentionType::kPlace;
  if (type == "group") return MentionType::kGroup;
  if (type == "event") return MentionType::kEvent;
  if (type == "work") return MentionType::kWork;
  if (type == "weapon") return MentionType::kWeapon;
  if (type == "document") return MentionType::kDocument;
  return MentionType::kOther;
}

// The model in models/reader.
class ModelWordReader final : public WordReader {
 public:
  explicit ModelWordReader(std::unique_ptr<const tagger::Reader> reader) : reader_(std::move(reader)) {}

  absl::StatusOr<std::vector<ReadSentence>> Read(absl::Span<const std::vector<std::string>> sentences) const override {
    std::vector<tagger::SentenceWords> words;
    for (const std::vector<std::string>& sentence : sentences) words.emplace_back(sentence.begin(), sentence.end());
    std::vector<ReadSentence> result;
    for (const tagger::ReadSentence& read : reader_->Read(words)) {
      ReadSentence& sentence = result.emplace_back();
      for (const tagger::ReadWord& word : read.words) {
        sentence.words.push_back({.upos = std::string(word.upos),
                                  .lemma = word.lemma,
                                  .head = word.head == tagger::kRootHead ? 0 : word.head + 1,
                                  .deprel = std::string(word.relation)});
      }
      for (const tagger::ReadMention& mention : read.mentions) {
        sentence.names.push_back({mention.begin, mention.end, TypeOf(mention.type), mention.type == "group"});
      }
    }
    return result;
  }

 private:
  const std::unique_ptr<const tagger::Reader> reader_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<const WordReader>> OpenWordReader(const std::string& models_dir) {
  const std::string path = absl::StrCat(models_dir, "/reader/reader.bin");
  if (!std::filesystem::exists(path)) {
    return absl::FailedPreconditionError(
        absl::StrCat("no trained reader in ", models_dir, "/reader: tags, lemmas and dependencies come from it alone"));
  }
  SITREP_ASSIGN_OR_RETURN(std::unique_ptr<const tagger::Reader> reader,
                          tagger::Reader::Load(path, tagger::BestProfile()));
  return std::make_unique<const ModelWordReader>(std::move(reader));
}

}  // namespace sitrep::eval
