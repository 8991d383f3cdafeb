// What indexing costs and how long questions take, on real articles given by --articles (JSON lines with id, date,
// source, title and text). There is no tagger here: each article gets annotations of about the usual size, made of its
// own words. Prints CPU microseconds an article and milliseconds a query.

#include <simdjson.h>
#include <sys/resource.h>
#include <sys/utsname.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "common/base/check.h"
#include "common/storage/shard.h"
#include "common/testing/temp_dir.h"
#include "common/text/iso_date.h"
#include "common/text/words.h"
#include "services/query/document_view/article_search.h"
#include "services/query/document_view/document_view.h"
#include "services/query/document_view/local_partition.h"
#include "services/query/document_view/rows.h"
#include "services/query/query_language/parser.h"

ABSL_FLAG(std::string, articles, "", "file of articles, one JSON object a line");
ABSL_FLAG(int, limit, 1'000'000, "articles to index at most");
ABSL_FLAG(int, partitions, 8, "partitions");
ABSL_FLAG(int, batch, 64, "articles an Apply");
ABSL_FLAG(int, memory_mib, 256, "memory budget of the shard");
ABSL_FLAG(std::string, commit, "", "commit to print beside the figures");

namespace sitrep::query {
namespace {

double CpuSeconds() {
  timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

double ThreadCpuSeconds() {
  timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

long ResidentMiB() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

void SetSpan(uint32_t begin, uint32_t end, type::v1::Span& span) {
  span.set_begin_byte(begin);
  span.set_end_byte(end);
}

// Tokens for every word; a mention and an entity for capitalised words; a sentence, a time, a quote and an event every
// so many words.
void Annotate(const std::string& text, type::v1::Annotations& annotations) {
  constexpr uint32_t kSentence = 20, kTime = 60, kQuote = 100, kEvent = 50;
  uint32_t sentence_begin = 0;
  std::vector<std::string> ids;
  text::ForEachWord(text, [&](const text::Word& word) {
    annotations.mutable_tokens()->add_begin_byte(word.begin_byte);
    annotations.mutable_tokens()->add_length(word.end_byte - word.begin_byte);
    const std::string id = "bench:" + std::string(word.fold);
    const bool is_name = text[word.begin_byte] >= 'A' && text[word.begin_byte] <= 'Z' && word.fold.size() > 4;
    if (is_name) {
      type::v1::Mention& mention = *annotations.add_mentions();
      SetSpan(word.begin_byte, word.end_byte, *mention.mutable_span());
      mention.set_type("PERSON");
      mention.set_entity_id(id);
      mention.set_link_score(0.75F);
      mention.set_chain(word.position);
      ids.push_back(id);
    }
    if (word.position % kSentence == kSentence - 1) {
      SetSpan(sentence_begin, word.end_byte, *annotations.add_sentences());
      sentence_begin = word.end_byte;
    }
    if (word.position % kTime == 0) {
      type::v1::TimeExpression& time = *annotations.add_times();
      SetSpan(word.begin_byte, word.end_byte, *time.mutable_span());
      time.set_type("DATE");
      time.set_value("2022-03-03");
      time.mutable_interval()->set_begin_unix_s(86'400LL * (18'000 + word.begin_byte % 700));
      time.mutable_interval()->set_end_unix_s(time.interval().begin_unix_s() + 86'400);
    }
    if (word.position % kQuote == 0) {
      type::v1::Quote& quote = *annotations.add_quotes();
      quote.set_kind(type::v1::Quote::DIRECT);
      SetSpan(sentence_begin, word.end_byte, *quote.mutable_content());
      if (!ids.empty()) quote.set_speaker_entity_id(ids.front());
    }
    if (word.position % kEvent == 0) {
      type::v1::Event& event = *annotations.add_events();
      event.set_type("CONSULT");
      event.set_frame("talks");
      SetSpan(word.begin_byte, word.end_byte, *event.mutable_trigger());
      SetSpan(sentence_begin, word.end_byte, *event.add_evidence());
    }
  });
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  for (const std::string& id : ids) {
    type::v1::EntitySummary& entity = *annotations.add_entities();
    entity.set_entity_id(id);
    entity.set_name(id);
    entity.set_kind("PERSON");
  }
}

TaggedArticle MakeArticle(simdjson::dom::element json) {
  const auto field = [&](const char* name) {
    std::string_view value;
    if (json[name].get(value) != simdjson::SUCCESS) return std::string();
    return std::string(value);
  };
  TaggedArticle tagged;
  tagged.article.set_article_id(field("id"));
  tagged.article.set_revision(1);
  tagged.article.set_text(field("text"));
  tagged.article.set_headline(field("title"));
  tagged.article.set_source(field("source"));
  type::v1::PublicationTime& time = *tagged.article.mutable_publication_time();
  time.set_granularity(type::v1::PublicationTime::UNKNOWN);
  if (const auto date = text::ParseLenientDate(field("date")); date.ok()) {
    time.set_granularity(type::v1::PublicationTime::DAY);
    time.set_day(text::FormatDay(date->LocalDay()));
    time.mutable_time()->set_seconds(text::DaysSinceEpoch(date->LocalDay()) * text::kSecondsPerDay);
  }
  Annotate(tagged.article.text(), tagged.annotations);
  return tagged;
}

void PrintQuery(const DocumentView& view, const std::string& words, const SearchSpec& base, const char* what) {
  SearchSpec spec = base;
  spec.query = *ParseQuery(words);
  std::vector<double> milliseconds;
  uint64_t total = 0;
  for (int i = 0; i < 7; ++i) {
    const double begin = ThreadCpuSeconds();
    // As a request does: sources of its own.
    const absl::StatusOr<v1::SearchArticlesResponse> response = SearchArticles(OpenPartitions(view.Pin()), spec);
    Check(response.ok(), response.status().ToString());
    milliseconds.push_back((ThreadCpuSeconds() - begin) * 1e3);
    total = response->total();
  }
  std::sort(milliseconds.begin(), milliseconds.end());
  std::printf("%-34s %-22s %8.2f ms CPU (median of 7; worst %.2f)  %llu articles\n", words.c_str(), what,
              milliseconds[milliseconds.size() / 2], milliseconds.back(), static_cast<unsigned long long>(total));
}

int Run() {
  testing::TempDir folder;
  storage::ShardOptions options;
  options.path = folder.File("shard");
  options.kind = "query";
  options.families = DocumentViewFamilies();
  options.memory_budget_bytes = static_cast<uint64_t>(absl::GetFlag(FLAGS_memory_mib)) << 20;
  auto shard = storage::OpenShard(options);
  Check(shard.ok(), shard.status().ToString());
  auto view = DocumentView::Open(**shard);
  Check(view.ok(), view.status().ToString());

  simdjson::dom::parser parser;
  simdjson::dom::document_stream lines;
  Check(parser.load_many(absl::GetFlag(FLAGS_articles), 16 << 20).get(lines) == simdjson::SUCCESS,
        "cannot read --articles");
  std::vector<TaggedRecord> batch;
  CursorVector cursor{.log_id = 1};
  double apply_cpu = 0;
  double apply_thread_cpu = 0;
  double slowest_apply = 0;
  uint64_t articles = 0;
  uint64_t annotation_bytes = 0;
  const auto apply = [&] {
    const double begin = CpuSeconds();
    const double thread_begin = ThreadCpuSeconds();
    const absl::Status status = (*view)->Apply(batch, cursor);
    Check(status.ok(), status.ToString());
    apply_cpu += CpuSeconds() - begin;
    const double spent = ThreadCpuSeconds() - thread_begin;
    apply_thread_cpu += spent;
    slowest_apply = std::max(slowest_apply, spent);
    batch.clear();
  };
  for (auto json : lines) {
    if (json.error() != simdjson::SUCCESS) continue;
    TaggedArticle tagged = MakeArticle(json.value_unsafe());
    annotation_bytes += tagged.annotations.ByteSizeLong();
    const Partition partition =
        PartitionOf(ArticleId{tagged.article.article_id()}, static_cast<uint32_t>(absl::GetFlag(FLAGS_partitions)));
    const Offset offset = cursor.At(partition);
    cursor.Advance(partition, Offset{offset.value + 1});
    batch.push_back({partition, offset, absl::FromUnixSeconds(1), std::move(tagged)});
    ++articles;
    if (batch.size() == static_cast<size_t>(absl::GetFlag(FLAGS_batch))) apply();
    if (articles == static_cast<uint64_t>(absl::GetFlag(FLAGS_limit))) break;
  }
  apply();
  const double flush_begin = CpuSeconds();
  Check((*shard)->Sync().ok(), "sync");
  const double n = static_cast<double>(articles);
  utsname machine;
  uname(&machine);
  std::printf("machine %s %s, commit %s\n", machine.nodename, machine.machine, absl::GetFlag(FLAGS_commit).c_str());
  std::printf("indexed %.0f articles of %.0f words, annotations of %.0f bytes\n", n,
              static_cast<double>((*view)->Counts().words) / n, static_cast<double>(annotation_bytes) / n);
  std::printf("Apply thread %.0f us an article; whole process while applying %.0f us; slowest Apply %.1f ms\n",
              apply_thread_cpu / n * 1e6, apply_cpu / n * 1e6, slowest_apply * 1e3);
  std::printf("process CPU since start %.1f s (parsing and made-up annotations included), resident at most %ld MiB\n",
              flush_begin, ResidentMiB());

  const auto open_begin = std::chrono::steady_clock::now();
  view->reset();
  view = DocumentView::Open(**shard);
  Check(view.ok(), view.status().ToString());
  std::printf("open the view again: %.2f s\n",
              std::chrono::duration<double>(std::chrono::steady_clock::now() - open_begin).count());

  const SearchSpec plain{.passages = 0};
  const SearchSpec shown;
  const SearchSpec faceted{.passages = 0, .facets = {FacetField::kSource, FacetField::kEntity, FacetField::kDay}};
  for (const char* words :
       {"ukraine talks", "ukraine OR talks", "the OR of", "\"white house\"", "\"supreme court justice\"",
        "trump -biden", "president", "published:2020", "mentioned:2020-03"}) {
    PrintQuery(**view, words, plain, "10 hits");
  }
  PrintQuery(**view, "ukraine talks", shown, "10 hits, highlights");
  PrintQuery(**view, "ukraine", faceted, "10 hits, 3 facets");
  PrintQuery(**view, "", faceted, "everything, 3 facets");
  return 0;
}

}  // namespace
}  // namespace sitrep::query

int main(int argc, char** argv) {
  absl::ParseCommandLine(argc, argv);
  return sitrep::query::Run();
}
