#include "services/tagger/pipeline.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/base/hash.h"
#include "common/base/status_macros.h"
#include "common/base/string_views.h"
#include "services/tagger/annotators/amounts.h"
#include "services/tagger/annotators/events.h"
#include "services/tagger/annotators/links.h"
#include "services/tagger/annotators/name_lexicon.h"
#include "services/tagger/annotators/names.h"
#include "services/tagger/annotators/quotes.h"
#include "services/tagger/annotators/sentences.h"
#include "services/tagger/annotators/times.h"
#include "services/tagger/annotators/tokens.h"
#include "services/tagger/annotators/tone.h"
#include "services/tagger/annotators/topics.h"

namespace sitrep::tagger {
namespace {

// The annotator after which names are linked, and operators' entities are laid over them.
constexpr std::string_view kLinks = "links";

}  // namespace

absl::StatusOr<std::unique_ptr<const Pipeline>> Pipeline::Create(const std::string& models_dir,
                                                                 const std::string& numeric_profile) {
  SITREP_ASSIGN_OR_RETURN(SentencesAnnotator sentences, SentencesAnnotator::Create(models_dir));
  SITREP_ASSIGN_OR_RETURN(std::unique_ptr<const KnowledgeBase> knowledge, KnowledgeBase::Load(models_dir));
  SITREP_ASSIGN_OR_RETURN(NameLexicon names, NameLexicon::Load(models_dir));
  SITREP_ASSIGN_OR_RETURN(std::unique_ptr<const Annotator> events, EventsAnnotator::Create(models_dir, *knowledge));
  SITREP_ASSIGN_OR_RETURN(TopicsAnnotator topics, TopicsAnnotator::Create(models_dir));
  SITREP_ASSIGN_OR_RETURN(ToneAnnotator tone, ToneAnnotator::Create(models_dir));

  std::unique_ptr<Pipeline> pipeline(new Pipeline(std::move(knowledge), std::move(names)));
  // Each reads what those before it have added.
  pipeline->Add(std::make_unique<TokensAnnotator>());
  pipeline->Add(std::make_unique<SentencesAnnotator>(std::move(sentences)));
  pipeline->Add(std::make_unique<NamesAnnotator>(*pipeline->knowledge_, pipeline->names_));
  pipeline->Add(std::make_unique<LinksAnnotator>(*pipeline->knowledge_));
  pipeline->Add(std::make_unique<TimesAnnotator>());
  pipeline->Add(std::make_unique<QuotesAnnotator>(*pipeline->knowledge_));
  pipeline->Add(std::make_unique<AmountsAnnotator>());
  pipeline->Add(std::move(events));
  pipeline->Add(std::make_unique<TopicsAnnotator>(std::move(topics)));
  pipeline->Add(std::make_unique<ToneAnnotator>(std::move(tone)));
  std::string versions;
  for (const auto& annotator : pipeline->annotators_) {
    absl::StrAppend(&versions, ToAbsl(annotator->name()), " ", ToAbsl(annotator->version()), "\n");
  }
  pipeline->numeric_profile_ = ResolveProfile(numeric_profile);
  pipeline->version_ = absl::StrFormat("rules-%016x-%s", Hash64(versions), pipeline->numeric_profile_);
  pipeline->runnable_ = CanRun(pipeline->numeric_profile_);
  return pipeline;
}

absl::Status Pipeline::Annotate(Document& document, const KnowledgeOverlay& overlay) const {
  for (const auto& annotator : annotators_) {
    if (const absl::Status status = annotator->Annotate(document); !status.ok()) {
      return absl::Status(status.code(), absl::StrCat(ToAbsl(annotator->name()), ": ", status.message()));
    }
    if (annotator->name() == kLinks) overlay.Annotate(document);
  }
  return absl::OkStatus();
}

}  // namespace sitrep::tagger
