#include "services/tagger/tagging.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/byte_codec.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "services/tagger/annotations_proto.h"

namespace sitrep::tagger {
namespace {

// A hash of everything that the annotations depend on.
Hash128 KeyOf(const v1::TagInput& input, const Pipeline& pipeline, const KnowledgeOverlay& overlay) {
  std::string bytes;
  bytes.reserve(input.text().size() + 512);
  for (const std::string_view part :
       {std::string_view(pipeline.version()), pipeline.knowledge().version(), std::string_view(overlay.version()),
        std::string_view(input.text()), std::string_view(input.headline()), std::string_view(input.source()),
        std::string_view(input.language_code())}) {
    AppendSized(bytes, part);
  }
  for (const type::v1::Segment& segment : input.segments()) {
    AppendVarint(bytes, segment.type());
    AppendVarint(bytes, segment.span().begin_byte());
    AppendVarint(bytes, segment.span().end_byte());
  }
  AppendVarint(bytes, input.publication_time().granularity());
  AppendVarint(bytes, ZigZag(input.publication_time().time().seconds()));
  AppendVarint(bytes, ZigZag(input.publication_time().utc_offset_minutes()));
  return HashOf(bytes);
}

}  // namespace

Tagging::Tagging(const Pipeline& pipeline, const OperatorEntities& operator_entities, Memo& memo, Executor& executor,
                 obs::Metrics& metrics)
    : pipeline_(pipeline),
      operator_entities_(operator_entities),
      memo_(memo),
      executor_(executor),
      texts_(
          metrics.AddCounter("sitrep_tagger_texts_total", "Texts annotated, by outcome", {{"outcome", "annotated"}})),
      tokens_(metrics.AddCounter("sitrep_tagger_tokens_total", "Tokens annotated, without those remembered")),
      failures_(
          metrics.AddCounter("sitrep_tagger_texts_total", "Texts annotated, by outcome", {{"outcome", "failed"}})),
      hits_(metrics.AddCounter("sitrep_tagger_memo_requests_total", "Look-ups in the memo", {{"result", "hit"}})),
      misses_(metrics.AddCounter("sitrep_tagger_memo_requests_total", "Look-ups in the memo", {{"result", "miss"}})),
      seconds_(metrics.AddHistogram("sitrep_tagger_text_duration_seconds", "Time to annotate one text not remembered",
                                    obs::Metrics::DurationBuckets())) {}

Tagging::~Tagging() {
  absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(this, &Tagging::Idle));
}

void Tagging::Tag(std::shared_ptr<const v1::TagInput> input, std::shared_ptr<const KnowledgeOverlay> overlay,
                  Done done) {
  if (const absl::Status valid = CheckInput(*input); !valid.ok()) {
    failures_.Increment();
    return done(valid);
  }
  const Hash128 key = KeyOf(*input, pipeline_, *overlay);
  {
    absl::MutexLock lock(&mutex_);
    const auto [entry, first] = in_flight_.try_emplace(key);
    entry->second.push_back(std::move(done));
    if (!first) return;
  }
  const auto finish = [this, key](absl::StatusOr<Tagged> tagged) {
    std::vector<Done> waiting;
    {
      absl::MutexLock lock(&mutex_);
      const auto entry = in_flight_.find(key);
      waiting = std::move(entry->second);
      in_flight_.erase(entry);
      ++finishing_;
    }
    (tagged.ok() ? texts_ : failures_).Increment(static_cast<double>(waiting.size()));
    // Mostly one waits, who then gets it without a copy.
    for (size_t i = 0; i + 1 < waiting.size(); ++i) waiting[i](tagged);
    waiting.back()(std::move(tagged));
    absl::MutexLock lock(&mutex_);
    --finishing_;
  };
  const bool admitted = executor_.TrySubmit([this, key, input = std::move(input), overlay = std::move(overlay),
                                             finish] { finish(FindOrCompute(key, *input, *overlay)); });
  if (!admitted) {
    finish(MakeError(absl::StatusCode::kResourceExhausted, "OVERLOADED", "the tagging queue is full, retry later", {},
                     absl::Milliseconds(200)));
  }
}

absl::StatusOr<Tagged> Tagging::FindOrCompute(const Hash128& key, const v1::TagInput& input,
                                              const KnowledgeOverlay& overlay) {
  Tagged tagged{.knowledge_version = std::string(pipeline_.knowledge().version())};
  if (!overlay.version().empty()) tagged.knowledge_version += "+" + overlay.version();
  // A memo that cannot be read is as good as none.
  const absl::StatusOr<std::optional<std::string>> known = memo_.Find(key);
  if (known.ok() && known->has_value() && tagged.annotations.ParseFromString(**known)) {
    hits_.Increment();
    tagged.remembered = true;
    return tagged;
  }
  misses_.Increment();
  const absl::Time start = absl::Now();
  Document document = ToDocument(input);
  SITREP_RETURN_IF_ERROR(pipeline_.Annotate(document, overlay));
  tagged.annotations = ToAnnotations(document);
  seconds_.Observe(absl::Now() - start);
  tokens_.Increment(static_cast<double>(document.tokens.size()));
  memo_.Store(key, tagged.annotations.SerializeAsString()).IgnoreError();
  return tagged;
}

}  // namespace sitrep::tagger
