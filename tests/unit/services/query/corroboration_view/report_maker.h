#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "services/query/corroboration_view/incidents.h"
#include "services/query/corroboration_view/report_facts.h"

// Builds reports by hand, as the view would read them.
namespace sitrep::query::corroboration {

inline constexpr int32_t kDay = 19'054;  // 2022-03-03

inline type::v1::EntitySummary Country(const std::string& code, const std::string& name) {
  type::v1::EntitySummary entity;
  entity.set_entity_id("geonames:country-" + code);
  entity.set_name(name);
  entity.set_kind("PLACE");
  entity.set_country_code(code);
  entity.mutable_location()->set_feature_code("PCLI");
  return entity;
}

inline type::v1::EntitySummary City(const std::string& name, const std::string& country, const std::string& admin1,
                                    double latitude, double longitude, const std::string& feature = "PPL") {
  type::v1::EntitySummary entity;
  entity.set_entity_id("geonames:" + name);
  entity.set_name(name);
  entity.set_kind("PLACE");
  entity.set_country_code(country);
  entity.mutable_location()->set_feature_code(feature);
  entity.mutable_location()->set_admin1_code(admin1);
  entity.mutable_location()->set_latitude(latitude);
  entity.mutable_location()->set_longitude(longitude);
  return entity;
}

inline type::v1::EntitySummary Person(const std::string& name, const std::string& country) {
  type::v1::EntitySummary entity;
  entity.set_entity_id("person:" + name);
  entity.set_name(name);
  entity.set_kind("PERSON");
  entity.set_country_code(country);
  return entity;
}

inline const type::v1::EntitySummary kRussia = Country("RU", "Russia");
inline const type::v1::EntitySummary kUkraine = Country("UA", "Ukraine");
inline const type::v1::EntitySummary kBelarus = Country("BY", "Belarus");
inline const type::v1::EntitySummary kKherson = City("Kherson", "UA", "08", 46.64, 32.61);
inline const type::v1::EntitySummary kMariupol = City("Mariupol", "UA", "05", 47.1, 37.55);
inline const type::v1::EntitySummary kKyiv = City("Kyiv", "UA", "12", 50.45, 30.52, "PPLC");
inline const type::v1::EntitySummary kObolon = City("Obolon", "UA", "12", 50.5, 30.5, "PPLX");
inline const type::v1::EntitySummary kGomel = City("Gomel", "BY", "02", 52.43, 30.98);

// Builds one report; each call is of a later article.
class ReportMaker {
 public:
  explicit ReportMaker(std::string frame, std::string type = "ASSAULT") {
    row_.mutable_event()->set_frame(std::move(frame));
    row_.mutable_event()->set_type(std::move(type));
    row_.mutable_event()->set_realis(type::v1::Event::ASSERTED);
    On(kDay);
  }
  ReportMaker& On(int32_t day) {
    row_.mutable_event()->mutable_interval()->set_begin_unix_s(day * 86'400);
    row_.mutable_event()->mutable_interval()->set_end_unix_s((day + 1) * 86'400);
    row_.mutable_event()->mutable_interval()->set_granularity(type::v1::Interval::DAY);
    return *this;
  }
  ReportMaker& FromPublication() {
    row_.mutable_event()->set_time_from_publication(true);
    return *this;
  }
  ReportMaker& By(const type::v1::EntitySummary& entity) { return Name(entity, *row_.mutable_event()->add_actors()); }
  ReportMaker& To(const type::v1::EntitySummary& entity) {
    return Name(entity, *row_.mutable_event()->add_recipients());
  }
  ReportMaker& In(const type::v1::EntitySummary& entity) { return Name(entity, *row_.mutable_event()->add_places()); }
  ReportMaker& ClaimedBy(const type::v1::EntitySummary& entity) {
    row_.mutable_event()->set_realis(type::v1::Event::CLAIMED);
    return Name(entity, *row_.mutable_event()->add_claimed_by());
  }
  ReportMaker& Realis(type::v1::Event::Realis realis) {
    row_.mutable_event()->set_realis(realis);
    return *this;
  }
  ReportMaker& Ordinal(uint32_t ordinal) {
    row_.mutable_event()->set_ordinal(ordinal);
    return *this;
  }
  ReportMaker& Dead(uint64_t low, uint64_t high) {
    type::v1::Count& count = *row_.mutable_event()->add_counts();
    count.set_kind("dead");
    count.set_low(low);
    count.set_high(high);
    return *this;
  }
  Report Of(int article, uint32_t event_index = 0) const {
    return {{article, "a" + std::to_string(article), event_index}, row_};
  }

 private:
  ReportMaker& Name(const type::v1::EntitySummary& entity, type::v1::Participant& participant) {
    participant.set_entity_id(entity.entity_id());
    participant.set_name(entity.name());
    if (FindEntity(row_, entity.entity_id()) == nullptr) *row_.add_entities() = entity;
    return *this;
  }

  stored::v1::ReportRow row_;
};

}  // namespace sitrep::query::corroboration
