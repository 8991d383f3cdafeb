#include "services/tagger/annotators/mention_kinds.h"

#include <string>

namespace sitrep::tagger {

MentionType TypeOfKind(EntityKind kind) {
  switch (kind) {
    case EntityKind::kPerson:
      return MentionType::kPerson;
    case EntityKind::kOrganisation:
      return MentionType::kOrganisation;
    case EntityKind::kPlace:
      return MentionType::kPlace;
    case EntityKind::kGroup:
      return MentionType::kGroup;
  }
  return MentionType::kOther;
}

EntityKind KindOfType(MentionType type) {
  switch (type) {
    case MentionType::kPerson:
      return EntityKind::kPerson;
    case MentionType::kOrganisation:
      return EntityKind::kOrganisation;
    case MentionType::kGroup:
      return EntityKind::kGroup;
    default:
      return EntityKind::kPlace;
  }
}

DocumentEntity DescribeEntity(const Entity& entity) {
  return {
      .id = entity.id,
      .name = std::string(entity.name),
      .type = TypeOfKind(entity.kind),
      .country = std::string(entity.country),
      .sector = std::string(entity.sector),
      .feature_code = std::string(entity.feature_code),
      .admin1_code = std::string(entity.admin1_code),
      .admin1_name = std::string(entity.admin1_name),
      .latitude = entity.latitude,
      .longitude = entity.longitude,
      .has_location = entity.has_location,
      .geonames_id = entity.geonames_id,
  };
}

}  // namespace sitrep::tagger
