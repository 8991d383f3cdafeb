#include "services/tagger/operator_entities.h"

#include <algorithm>
#include <functional>
#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/error.h"
#include "common/base/hash.h"
#include "common/base/string_views.h"

namespace sitrep::tagger {
namespace {

constexpr size_t kMaxOverlays = 16;
constexpr size_t kMaxNameBytes = 256;
constexpr int kMaxNames = 64;

// Kinds an operator may add, with the type their mentions get.
constexpr std::pair<std::string_view, MentionType> kKinds[] = {{"PERSON", MentionType::kPerson},
                                                               {"ORGANISATION", MentionType::kOrganisation},
                                                               {"PLACE", MentionType::kPlace},
                                                               {"GROUP", MentionType::kGroup}};

// kOther: none of them.
MentionType TypeOf(const v1::Entity& entity) {
  for (const auto& [kind, type] : kKinds) {
    if (kind == entity.kind()) return type;
  }
  return MentionType::kOther;
}

DocumentEntity ToDocumentEntity(const v1::Entity& entity) {
  DocumentEntity out{.id = entity.entity_id(), .name = entity.name(), .type = TypeOf(entity)};
  out.country = entity.country_code();
  out.sector = entity.sector();
  if (!entity.has_location()) return out;
  out.has_location = true;
  out.latitude = entity.location().latitude();
  out.longitude = entity.location().longitude();
  out.geonames_id = entity.location().geonames_id();
  out.feature_code = entity.location().feature_code();
  out.admin1_code = entity.location().admin1_code();
  out.admin1_name = entity.location().admin1_name();
  return out;
}

}  // namespace

absl::Status CheckEntity(const v1::Entity& entity) {
  if (entity.name().empty()) return InvalidField("entity.name", "must not be empty");
  if (entity.name().size() > kMaxNameBytes) return InvalidField("entity.name", "has more than 256 bytes");
  if (TypeOf(entity) == MentionType::kOther) {
    return InvalidField("entity.kind",
                        absl::StrCat("must be PERSON, ORGANISATION, PLACE or GROUP, is \"", entity.kind(), "\""));
  }
  if (entity.other_names_size() > kMaxNames) return InvalidField("entity.other_names", "has more than 64 names");
  for (int i = 0; i < entity.other_names_size(); ++i) {
    if (entity.other_names(i).empty() || entity.other_names(i).size() > kMaxNameBytes) {
      return InvalidField(absl::StrCat("entity.other_names[", i, "]"), "must have 1 to 256 bytes");
    }
  }
  if (entity.entity_id().size() > kMaxNameBytes) return InvalidField("entity.entity_id", "has more than 256 bytes");
  const auto outside = [](double value, double limit) { return !(value >= -limit && value <= limit); };
  if (outside(entity.location().latitude(), 90)) {
    return InvalidField("entity.location.latitude", "must lie between -90 and 90");
  }
  if (outside(entity.location().longitude(), 180)) {
    return InvalidField("entity.location.longitude", "must lie between -180 and 180");
  }
  return absl::OkStatus();
}

KnowledgeOverlay::KnowledgeOverlay(std::map<std::string, v1::Entity> entities) : entities_(std::move(entities)) {
  if (entities_.empty()) return;
  std::string all;
  for (const auto& [id, entity] : entities_) {
    all += entity.SerializeAsString();
    std::vector<std::string> names = {entity.name()};
    names.insert(names.end(), entity.other_names().begin(), entity.other_names().end());
    for (std::string& name : names) {
      absl::AsciiStrToLower(&name);
      std::vector<std::string> words = absl::StrSplit(name, ' ', absl::SkipEmpty());
      if (words.empty()) continue;
      const std::string first = words.front();
      names_[first].push_back({std::move(words), &entity});
    }
  }
  for (auto& [word, names] : names_) {
    std::ranges::stable_sort(names, std::greater<>(), [](const Name& name) { return name.words.size(); });
  }
  version_ = absl::StrCat(absl::Hex(Hash64(all), absl::kZeroPad16));
}

void KnowledgeOverlay::Annotate(Document& document) const {
  if (names_.empty()) return;
  std::vector<Mention> found;
  for (size_t i = 0; i < document.tokens.size(); ++i) {
    if (!document.tokens[i].capitalised) continue;
    const auto names = names_.find(std::string(document.Lower(document.tokens[i])));
    if (names == names_.end()) continue;
    for (const Name& name : names->second) {
      const size_t end = i + name.words.size();
      if (end > document.tokens.size() || document.tokens[end - 1].sentence != document.tokens[i].sentence) continue;
      bool equal = true;
      for (size_t w = 0; w < name.words.size() && equal; ++w) {
        equal = document.Lower(document.tokens[i + w]) == name.words[w];
      }
      if (!equal) continue;
      Mention mention{.span = {document.tokens[i].begin, document.tokens[end - 1].end}};
      mention.first_token = static_cast<uint32_t>(i);
      mention.end_token = static_cast<uint32_t>(end);
      mention.sentence = document.tokens[i].sentence;
      mention.type = TypeOf(*name.entity);
      mention.entity_id = name.entity->entity_id();
      mention.link_score = 1;
      found.push_back(std::move(mention));
      i = end - 1;
      break;
    }
  }
  if (found.empty()) return;
  uint32_t next_chain = 0;
  for (const Mention& mention : document.mentions) {
    if (mention.chain != kNone) next_chain = std::max(next_chain, mention.chain + 1);
  }
  absl::flat_hash_map<std::string, uint32_t> chains;
  for (Mention& mention : found) {
    const auto [chain, first] = chains.emplace(mention.entity_id, next_chain);
    if (first) ++next_chain;
    mention.chain = chain->second;
    std::erase_if(document.mentions, [&](const Mention& other) { return other.span.Overlaps(mention.span); });
  }
  for (const auto& [id, chain] : chains) {
    if (document.FindEntity(id) != nullptr) continue;
    document.entities.push_back(ToDocumentEntity(entities_.at(id)));
    std::ranges::sort(document.entities, {}, &DocumentEntity::id);
  }
  document.mentions.insert(document.mentions.end(), std::make_move_iterator(found.begin()),
                           std::make_move_iterator(found.end()));
  std::ranges::sort(document.mentions, {}, [](const Mention& mention) { return mention.span.begin; });
}

void OperatorEntities::Apply(const ingest::v1::LogRecord& record) {
  std::vector<std::pair<Done, std::shared_ptr<const KnowledgeOverlay>>> due;
  {
    absl::MutexLock lock(&mutex_);
    if (record.offset() < next_) return;
    if (record.has_control() && record.control().kind() == ingest::v1::ControlRecord::ENTITY) {
      Record added{.sequence = record.offset(), .key = record.control().key(), .deleted = record.control().deleted()};
      // What does not parse was not written by us; it is as good as deleted.
      added.deleted = added.deleted || !added.entity.ParseFromString(record.control().value());
      records_.push_back(std::move(added));
      now_ = OverlayBefore(record.offset() + 1);
    }
    next_ = record.has_heartbeat() ? std::max(next_, record.offset()) : record.offset() + 1;
    const auto later = std::stable_partition(waiting_.begin(), waiting_.end(),
                                             [this](const auto& wait) { return wait.first > next_; });
    for (auto wait = later; wait != waiting_.end(); ++wait) {
      due.emplace_back(std::move(wait->second), OverlayBefore(wait->first));
    }
    waiting_.erase(later, waiting_.end());
  }
  for (auto& [done, overlay] : due) done(std::move(overlay));
}

std::shared_ptr<const KnowledgeOverlay> OperatorEntities::Now() const {
  absl::MutexLock lock(&mutex_);
  return now_;
}

void OperatorEntities::Before(uint64_t sequence, Done done) {
  std::shared_ptr<const KnowledgeOverlay> overlay;
  {
    absl::MutexLock lock(&mutex_);
    if (sequence > next_) {
      waiting_.emplace_back(sequence, std::move(done));
      return;
    }
    overlay = OverlayBefore(sequence);
  }
  done(std::move(overlay));
}

uint64_t OperatorEntities::next() const {
  absl::MutexLock lock(&mutex_);
  return next_;
}

std::shared_ptr<const KnowledgeOverlay> OperatorEntities::OverlayBefore(uint64_t sequence) {
  const size_t records = std::ranges::lower_bound(records_, sequence, {}, &Record::sequence) - records_.begin();
  if (const auto known = overlays_.find(records); known != overlays_.end()) return known->second;
  std::map<std::string, v1::Entity> entities;
  for (size_t i = 0; i < records; ++i) {
    entities.erase(records_[i].key);
    if (!records_[i].deleted) entities.emplace(records_[i].key, records_[i].entity);
  }
  auto overlay = std::make_shared<const KnowledgeOverlay>(std::move(entities));
  if (overlays_.size() >= kMaxOverlays) overlays_.erase(overlays_.begin());
  overlays_.emplace(records, overlay);
  return overlay;
}

}  // namespace sitrep::tagger
