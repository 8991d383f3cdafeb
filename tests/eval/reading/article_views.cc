#include "tests/eval/reading/article_views.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "services/ingest/intake/intake.h"
#include "services/ingest/wire.h"
#include "services/query/document_view/rows.h"
#include "services/tagger/annotations_proto.h"

namespace sitrep::eval {
namespace {

constexpr size_t kBatch = 64;
// Articles without a date are dated by when they came; all of one run should come on one day.
constexpr int64_t kFirstAppend_s = 1'646'179'200;

absl::StatusOr<type::v1::Annotations> Annotate(const ingest::v1::StoredArticle& article, const TextReader& reader) {
  tagger::v1::TagInput input;
  input.set_text(article.text());
  *input.mutable_segments() = article.segments();
  *input.mutable_publication_time() = article.publication_time();
  input.set_headline(article.headline());
  input.set_source(article.source());
  input.set_language_code(article.language_code());
  SITREP_RETURN_IF_ERROR(tagger::CheckInput(input));
  tagger::Document document = tagger::ToDocument(input);
  SITREP_RETURN_IF_ERROR(reader.Read(document));
  return tagger::ToAnnotations(document);
}

}  // namespace

absl::StatusOr<std::unique_ptr<ArticleViews>> ArticleViews::Open() {
  std::unique_ptr<ArticleViews> views(new ArticleViews);
  storage::ShardOptions options;
  options.path = views->folder_.File("shard");
  options.kind = "query";
  options.families = query::DocumentViewFamilies();
  for (storage::FamilyOptions& family : query::CorroborationView::Families()) {
    options.families.push_back(std::move(family));
  }
  SITREP_ASSIGN_OR_RETURN(views->shard_, storage::OpenShard(options));
  SITREP_ASSIGN_OR_RETURN(views->documents_, query::DocumentView::Open(*views->shard_));
  SITREP_ASSIGN_OR_RETURN(views->corroboration_, query::CorroborationView::Open(*views->shard_));
  return views;
}

absl::Status ArticleViews::Add(const SubmittedArticle& article, const TextReader* reader) {
  ingest::v1::ArticleSubmission submission;
  submission.set_article_id(article.id);
  submission.set_headline(article.headline);
  submission.set_text(article.text);
  submission.set_publication_time(article.publication_time);
  absl::StatusOr<ingest::storage::v1::Article> stored = ingest::TakeIn(submission);
  if (!stored.ok()) {
    return absl::Status(stored.status().code(), absl::StrCat(article.id, ": ", stored.status().message()));
  }
  stored->set_revision(1);
  const int64_t append_s = kFirstAppend_s + static_cast<int64_t>(appended_);
  query::TaggedArticle tagged;
  tagged.article = ingest::ToWire(*std::move(stored), append_s * 1'000'000, true);
  tagged.pipeline_version = "eval";
  if (reader != nullptr) {
    SITREP_ASSIGN_OR_RETURN(tagged.annotations, Annotate(tagged.article, *reader));
  }
  const Partition partition{0};
  const Offset offset = cursor_.At(partition);
  cursor_.Advance(partition, Offset{offset.value + 1});
  ++appended_;
  pending_.push_back({partition, offset, absl::FromUnixSeconds(append_s), std::move(tagged)});
  return pending_.size() < kBatch ? absl::OkStatus() : Commit();
}

absl::Status ArticleViews::Commit() {
  if (pending_.empty()) return absl::OkStatus();
  SITREP_RETURN_IF_ERROR(documents_->Apply(pending_, cursor_));
  SITREP_RETURN_IF_ERROR(corroboration_->Apply(pending_, cursor_));
  pending_.clear();
  return absl::OkStatus();
}

}  // namespace sitrep::eval
