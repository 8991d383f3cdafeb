// The task link.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/base/string_views.h"
#include "services/tagger/annotators/mention_kinds.h"
#include "tests/eval/gold/entities.h"
#include "tests/eval/gold/files.h"
#include "tests/eval/gold/toponyms.h"
#include "tests/eval/reading/given_spans.h"
#include "tests/eval/reading/text_reader.h"
#include "tests/eval/tasks/all.h"

namespace sitrep::eval {
namespace {

constexpr std::string_view kHelp = R"(
Definition: accuracy over mentions that gold links to DBpedia, and apart over those whose target is in the
knowledge base. A target is looked up by its title: the likeliest entity that bears it; of "Paris, Texas" the
one in Texas; words in brackets are left out, redirects are taken to be resolved. Right when the mention is
linked to that entity. Given spans: the gold spans stand among the names that the tagger finds, with the type
that the tagger gives a name there, else that of the likeliest entity of their words; end to end: the name that
shares most of a gold span. Intervals over documents.

Gold: JSON lines (*.jsonl): text, entities: start, end, uri (…dbpedia.org/resource/TITLE; others are
not in DBpedia).)";

using tagger::Candidate;
using tagger::Entity;

class Targets {
 public:
  explicit Targets(const tagger::KnowledgeBase& knowledge) : knowledge_(knowledge) {}

  static bool IsLinkable(const std::string& uri) { return absl::StrContains(uri, "dbpedia.org/resource/"); }

  // The id of the entity that bears the title; empty when the knowledge base has none.
  std::string IdOf(const std::string& uri) const {
    const std::string full = TitleOfAddress(uri);
    const std::string title = full.substr(0, full.find(" ("));
    if (std::string id = Best(title, ""); !id.empty()) return id;
    const size_t comma = title.find(", ");
    return comma == std::string::npos ? "" : Best(title.substr(0, comma), title.substr(comma + 2));
  }

  // What a name of these words most likely is.
  tagger::MentionType TypeOf(std::string_view words) const {
    const std::vector<Candidate> candidates = knowledge_.Find(words);
    return candidates.empty() ? tagger::MentionType::kOrganisation
                              : tagger::TypeOfKind(knowledge_.KindOf(candidates.front().entity));
  }

 private:
  std::string Best(const std::string& name, std::string_view qualifier) const {
    for (const Candidate& candidate : knowledge_.Find(name)) {
      if (candidate.match != tagger::NameMatch::kName && candidate.match != tagger::NameMatch::kAlias) continue;
      const Entity entity = knowledge_.Get(candidate.entity);
      if (qualifier.empty() || entity.admin1_name == qualifier || CountryName(entity) == qualifier) return entity.id;
    }
    return "";
  }

  std::string_view CountryName(const Entity& entity) const {
    const tagger::EntityHandle country = knowledge_.Country(entity.country);
    return country == tagger::kNoEntity ? std::string_view() : knowledge_.Get(country).name;
  }

  const tagger::KnowledgeBase& knowledge_;
};

struct LinkCounts {
  explicit LinkCounts(size_t documents) : linkable(documents), known(documents) {}

  void Add(size_t document, bool is_known, bool right) {
    linkable[document] += {right ? 1.0 : 0.0, 1};
    if (is_known) known[document] += {right ? 1.0 : 0.0, 1};
  }

  std::vector<Share> linkable;
  std::vector<Share> known;
};

uint64_t Count(const std::vector<Share>& shares) {
  Share sum;
  for (const Share& share : shares) sum += share;
  return static_cast<uint64_t>(sum.possible);
}

absl::StatusOr<Report> Run(const TaskRequest& request) {
  SITREP_ASSIGN_OR_RETURN(const TextReader reader, TextReader::Open(request.models_dir));
  const Targets targets(reader.knowledge());
  Report report{.task = "link"};
  for (const std::string& file : request.gold) {
    SITREP_ASSIGN_OR_RETURN(const std::vector<EntityDocument> documents, ReadEntities(file));
    LinkCounts given(documents.size());
    LinkCounts found(documents.size());
    cli::Progress progress = NewProgress("documents");
    for (size_t d = 0; d < documents.size(); ++d) {
      const EntityDocument& gold = documents[d];
      tagger::Document end_to_end = MakeDocument(gold.text, {}, request.segments);
      SITREP_RETURN_IF_ERROR(reader.Run(end_to_end, {"tokens", "sentences", "names", "links"}));
      tagger::Document document = MakeDocument(gold.text, {}, Segments::kBody);
      SITREP_RETURN_IF_ERROR(reader.Run(document, {"tokens", "sentences", "names"}));
      std::vector<GivenName> names;
      for (const GoldEntity& entity : gold.entities) {
        const tagger::Mention* mention = MentionAt(document, entity.span);
        const std::string_view words =
            std::string_view(gold.text).substr(entity.span.begin, entity.span.end - entity.span.begin);
        names.push_back({entity.span, mention != nullptr ? mention->type : targets.TypeOf(words),
                         mention != nullptr && mention->adjectival});
      }
      PutNames(names, document);
      SITREP_RETURN_IF_ERROR(reader.Run(document, {"links"}));
      for (const GoldEntity& entity : gold.entities) {
        if (!Targets::IsLinkable(entity.uri)) continue;
        const std::string target = targets.IdOf(entity.uri);
        const auto is_right = [&](const tagger::Document& read) {
          const tagger::Mention* mention = MentionAt(read, entity.span);
          return !target.empty() && mention != nullptr && mention->entity_id == target;
        };
        given.Add(d, !target.empty(), is_right(document));
        found.Add(d, !target.empty(), is_right(end_to_end));
      }
      progress.Update(d + 1, documents.size());
    }
    const auto add = [&](const std::string& aspect, const std::vector<Share>& shares) {
      Table table = MakeTable({NameOf(file), aspect, "mentions", "documents"}, {"accuracy"}, documents.size());
      table.rows.push_back({kAllClasses, {EstimateShare(shares, request.bootstrap)}, Count(shares)});
      report.tables.push_back(std::move(table));
    };
    add("given spans", given.linkable);
    add("given spans, in knowledge base", given.known);
    add("end to end", found.linkable);
    add("end to end, in knowledge base", found.known);
  }
  return report;
}

}  // namespace

Task LinkTask() { return {"link", "what the names in a text are linked to", kHelp, kTakesSegments, Run}; }

}  // namespace sitrep::eval
