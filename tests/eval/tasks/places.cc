// The task geo.
#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/text/iso_date.h"
#include "tests/eval/gold/files.h"
#include "tests/eval/gold/toponyms.h"
#include "tests/eval/reading/given_spans.h"
#include "tests/eval/reading/text_reader.h"
#include "tests/eval/tasks/all.h"

namespace sitrep::eval {
namespace {

using tagger::DocumentEntity;
using tagger::Entity;
using tagger::EntityHandle;
using tagger::MentionType;

constexpr std::string_view kHelp = R"(
Definition: gold that is a country is right when a country of the same ISO code is found; gold that is a
first-order area, when that area is; anything else, when what is found lies within 161 km (100 miles). What
gold is follows from its GeoNames id, else from the title of its Wikipedia page, looked up in the knowledge
base; what that does not know counts as a point. Gold without coordinates is not counted. Demonyms
("Iraqi") are counted apart.

Resolution: the gold spans are given, beside the other names that are found; accuracy over all of them, one
that is not resolved being wrong; mean and median distance over those that are resolved.
End to end: places found by the tagger against gold by overlap, right as above; places found over gold
without coordinates or over demonyms are not counted. Intervals over documents.

Gold: JSON lines (*.jsonl): text, date, toponyms: start, end, lat, lon, geonameid or page.)";

// How far the coordinates of a country's or area's page may lie from those of the knowledge base.
constexpr double kCountryReachKm = 4000;
constexpr double kAreaReachKm = 1000;

bool IsCountryCode(std::string_view feature_code) { return feature_code.starts_with("PCL"); }

// What the knowledge base says of a gold toponym.
class GoldPlaces {
 public:
  explicit GoldPlaces(const tagger::KnowledgeBase& knowledge) : knowledge_(knowledge) {}

  // REQUIRES: it has coordinates.
  ScoredPlace PlaceOf(const GoldToponym& toponym) const {
    ScoredPlace place{.position = *toponym.position};
    const EntityHandle handle = Find(toponym);
    if (handle == tagger::kNoEntity) return place;
    const Entity entity = knowledge_.Get(handle);
    if (IsCountryCode(entity.feature_code)) place.kind = ScoredPlace::Kind::kCountry;
    if (entity.feature_code == "ADM1") place.kind = ScoredPlace::Kind::kArea;
    place.country = std::string(entity.country);
    place.admin1 = std::string(entity.admin1_code);
    return place;
  }

  bool IsDemonym(std::string_view surface) const { return !knowledge_.CountryOfDemonym(surface).empty(); }

 private:
  EntityHandle Find(const GoldToponym& toponym) const {
    if (!toponym.geonames_id.empty()) return knowledge_.FindId(absl::StrCat("geonames:", toponym.geonames_id));
    const std::string title = toponym.page_title.substr(0, toponym.page_title.find(" ("));
    if (title.empty()) return tagger::kNoEntity;
    // "New York (state)", "Luxembourg (city)": what kind of thing is meant.
    const std::string qualifier = toponym.page_title.substr(title.size());
    const bool is_city = qualifier.find("city") != std::string::npos;
    const bool is_area =
        qualifier.find("state") != std::string::npos || qualifier.find("province") != std::string::npos;
    // The likeliest bearer of the name that lies there.
    for (const tagger::Candidate& candidate : knowledge_.Find(title)) {
      const Entity entity = knowledge_.Get(candidate.entity);
      const bool country = IsCountryCode(entity.feature_code);
      const bool area = entity.feature_code == "ADM1";
      if (!entity.has_location || (is_city && (country || area)) || (is_area && !area)) continue;
      const double reach = country ? kCountryReachKm : area ? kAreaReachKm : kSamePlaceKm;
      if (DistanceKm({entity.latitude, entity.longitude}, *toponym.position) <= reach) return candidate.entity;
    }
    return tagger::kNoEntity;
  }

  const tagger::KnowledgeBase& knowledge_;
};

std::optional<ScoredPlace> PlaceOf(const tagger::Document& document, const tagger::Mention* mention) {
  const DocumentEntity* entity = mention == nullptr ? nullptr : document.FindEntity(mention->entity_id);
  if (entity == nullptr || !entity->has_location) return std::nullopt;
  ScoredPlace place{.country = entity->country, .admin1 = entity->admin1_code};
  place.position = {entity->latitude, entity->longitude};
  if (IsCountryCode(entity->feature_code)) place.kind = ScoredPlace::Kind::kCountry;
  if (entity->feature_code == "ADM1") place.kind = ScoredPlace::Kind::kArea;
  return place;
}

double Median(std::vector<double> values) {
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  const auto middle = values.begin() + static_cast<ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

double Mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return values.empty() ? std::numeric_limits<double>::quiet_NaN() : sum / static_cast<double>(values.size());
}

constexpr const char* kKinds[] = {"other", "area", "country"};

// What is counted of one file, document by document.
struct GeoCounts {
  explicit GeoCounts(size_t documents)
      : all(documents),
        kinds(3, std::vector<Share>(documents)),
        demonyms(documents),
        errors(documents),
        places(documents),
        spans(documents) {}

  std::vector<Share> all;
  std::vector<std::vector<Share>> kinds;
  std::vector<Share> demonyms;
  std::vector<std::vector<double>> errors;  // Kilometres, of what was resolved.
  std::vector<Counts> places;
  std::vector<Counts> spans;
  uint64_t without_coordinates = 0;
};

class GeoScorer {
 public:
  GeoScorer(const TextReader& reader, Segments segments)
      : reader_(reader), gold_places_(reader.knowledge()), segments_(segments) {}

  absl::Status Score(const ToponymDocument& gold, size_t d, GeoCounts& counts) const {
    text::PublicationTime publication;
    if (const auto date = text::ParseLenientDate(gold.date.substr(0, 10)); date.ok()) publication = *date;
    SITREP_RETURN_IF_ERROR(ScoreResolution(gold, publication, d, counts));
    return ScoreEndToEnd(gold, publication, d, counts);
  }

 private:
  bool IsDemonym(const ToponymDocument& gold, const GoldToponym& toponym) const {
    return gold_places_.IsDemonym(
        std::string_view(gold.text).substr(toponym.span.begin, toponym.span.end - toponym.span.begin));
  }

  absl::Status ScoreResolution(const ToponymDocument& gold, const text::PublicationTime& publication, size_t d,
                               GeoCounts& counts) const {
    // All of the text is read: every gold span can be given.
    tagger::Document document = MakeDocument(gold.text, publication, Segments::kBody);
    SITREP_RETURN_IF_ERROR(reader_.Run(document, {"tokens", "sentences", "names"}));
    std::vector<GivenName> names;
    for (const GoldToponym& toponym : gold.toponyms) {
      const bool demonym = IsDemonym(gold, toponym);
      names.push_back({toponym.span, demonym ? MentionType::kGroup : MentionType::kPlace, demonym});
    }
    PutNames(names, document);
    SITREP_RETURN_IF_ERROR(reader_.Run(document, {"links"}));
    for (const GoldToponym& toponym : gold.toponyms) {
      if (!toponym.position) {
        ++counts.without_coordinates;
        continue;
      }
      const ScoredPlace place = gold_places_.PlaceOf(toponym);
      const std::optional<ScoredPlace> found = PlaceOf(document, MentionAt(document, toponym.span));
      const Share share{found && IsSamePlace(place, *found) ? 1.0 : 0.0, 1};
      if (IsDemonym(gold, toponym)) {
        counts.demonyms[d] += share;
        continue;
      }
      counts.all[d] += share;
      counts.kinds[static_cast<size_t>(place.kind)][d] += share;
      if (found) counts.errors[d].push_back(DistanceKm(place.position, found->position));
    }
    return absl::OkStatus();
  }

  absl::Status ScoreEndToEnd(const ToponymDocument& gold, const text::PublicationTime& publication, size_t d,
                             GeoCounts& counts) const {
    tagger::Document document = MakeDocument(gold.text, publication, segments_);
    SITREP_RETURN_IF_ERROR(reader_.Run(document, {"tokens", "sentences", "names", "links"}));
    std::vector<Span> gold_spans;
    std::vector<ScoredPlace> gold_places;
    std::vector<Span> uncounted;
    for (const GoldToponym& toponym : gold.toponyms) {
      if (!toponym.position || IsDemonym(gold, toponym)) {
        uncounted.push_back(toponym.span);
        continue;
      }
      gold_spans.push_back(toponym.span);
      gold_places.push_back(gold_places_.PlaceOf(toponym));
    }
    std::vector<Span> found_spans;
    std::vector<std::optional<ScoredPlace>> found_places;
    for (const tagger::Mention& mention : document.mentions) {
      const Span span{mention.span.begin, mention.span.end};
      if (mention.type != MentionType::kPlace) continue;
      if (std::ranges::any_of(uncounted, [&](const Span& other) { return other.Overlaps(span); })) continue;
      found_spans.push_back(span);
      found_places.push_back(PlaceOf(document, &mention));
    }
    const Counts sizes{0, static_cast<double>(found_spans.size()), static_cast<double>(gold_spans.size())};
    counts.places[d] += sizes;
    counts.spans[d] += sizes;
    for (const auto& [g, p] : MatchSpans(gold_spans, found_spans, SpanMatch::kOverlap)) {
      ++counts.spans[d].correct;
      if (found_places[p] && IsSamePlace(gold_places[g], *found_places[p])) ++counts.places[d].correct;
    }
    return absl::OkStatus();
  }

  const TextReader& reader_;
  const GoldPlaces gold_places_;
  const Segments segments_;
};

uint64_t Count(const std::vector<Share>& shares) {
  double sum = 0;
  for (const Share& share : shares) sum += share.possible;
  return static_cast<uint64_t>(sum);
}

Table ResolutionTable(const std::string& set, const GeoCounts& counts, const Bootstrap& bootstrap) {
  Table table = MakeTable({set, "resolution of gold spans", "toponyms", "documents"}, {"accuracy"}, counts.all.size());
  const auto add = [&](const std::string& label, const std::vector<Share>& shares) {
    table.rows.push_back({label, {EstimateShare(shares, bootstrap)}, Count(shares)});
  };
  add(kAllClasses, counts.all);
  for (size_t kind = counts.kinds.size(); kind-- > 0;) add(kKinds[kind], counts.kinds[kind]);
  add("demonyms, apart", counts.demonyms);
  return table;
}

Table ErrorTable(const std::string& set, const GeoCounts& counts, const Bootstrap& bootstrap) {
  Table table = MakeTable({set, "distance of what was resolved", "toponyms", "documents"},
                          {"mean error (km)", "median error (km)"}, counts.errors.size());
  const auto pooled = [&counts](Weights weights) {
    std::vector<double> values;
    for (size_t d = 0; d < counts.errors.size(); ++d) {
      for (uint32_t i = 0; i < weights[d]; ++i) {
        values.insert(values.end(), counts.errors[d].begin(), counts.errors[d].end());
      }
    }
    return values;
  };
  uint64_t n = 0;
  for (const auto& errors : counts.errors) n += errors.size();
  table.rows.push_back({kAllClasses,
                        {bootstrap.Of(counts.errors.size(), [&](Weights weights) { return Mean(pooled(weights)); }),
                         bootstrap.Of(counts.errors.size(), [&](Weights weights) { return Median(pooled(weights)); })},
                        n});
  return table;
}

absl::StatusOr<Report> Run(const TaskRequest& request) {
  SITREP_ASSIGN_OR_RETURN(const TextReader reader, TextReader::Open(request.models_dir));
  const GeoScorer scorer(reader, request.segments);
  Report report{.task = "geo"};
  for (const std::string& file : request.gold) {
    SITREP_ASSIGN_OR_RETURN(const std::vector<ToponymDocument> documents, ReadToponyms(file));
    GeoCounts counts(documents.size());
    cli::Progress progress = NewProgress("documents");
    for (size_t d = 0; d < documents.size(); ++d) {
      SITREP_RETURN_IF_ERROR(scorer.Score(documents[d], d, counts));
      progress.Update(d + 1, documents.size());
    }
    const std::string set = NameOf(file);
    report.tables.push_back(ResolutionTable(set, counts, request.bootstrap));
    report.tables.push_back(ErrorTable(set, counts, request.bootstrap));
    for (const auto& [aspect, field] :
         {std::pair("end to end, place", &counts.places), std::pair("end to end, span alone", &counts.spans)}) {
      Table table = MakeTable({set, aspect, "toponyms", "documents"}, {"precision", "recall", "F1"}, documents.size());
      table.rows.push_back(F1Row(kAllClasses, *field, request.bootstrap));
      report.tables.push_back(std::move(table));
    }
    if (counts.without_coordinates > 0) {
      report.remarks.push_back(
          absl::StrCat(set, ": ", counts.without_coordinates, " toponyms without coordinates are not counted"));
    }
  }
  return report;
}

}  // namespace

Task GeoTask() { return {"geo", "where the places named in a text lie", kHelp, kTakesSegments, Run}; }

}  // namespace sitrep::eval
