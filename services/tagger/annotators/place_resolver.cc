#include "services/tagger/annotators/place_resolver.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "absl/container/flat_hash_map.h"

namespace sitrep::tagger {
namespace {

constexpr size_t kMaxNeighbours = 64;
constexpr size_t kNeighbourOptions = 4;  // Of each neighbour not yet decided.
constexpr float kNearKm = 120;           // Scale on which nearness fades.
constexpr float kEarthRadiusKm = 6371;
constexpr float kQualifierFactor = 200;
constexpr float kGovernedFactor = 20;

// Weights of the evidence, against a place that nothing else speaks for.
constexpr float kPriorPower = 0.45f;
constexpr float kBase = 0.06f;
constexpr float kCountryWeight = 0.8f;
constexpr float kCountryFactor = 2;  // "Jordan", "Mexico": a country is meant unless much speaks for a town.
constexpr float kAreaWeight = 4.0f;
constexpr float kNearWeight = 2.0f;

struct UnitVector {
  float x = 0, y = 0, z = 0;
};

UnitVector VectorOf(const Entity& entity) {
  constexpr float kRadians = std::numbers::pi_v<float> / 180;
  const float latitude = entity.latitude * kRadians;
  const float longitude = entity.longitude * kRadians;
  return {std::cos(latitude) * std::cos(longitude), std::cos(latitude) * std::sin(longitude), std::sin(latitude)};
}

// exp(-distance / kNearKm), with the chord for the arc: near places are what counts.
float Nearness(UnitVector a, UnitVector b) {
  const float dx = a.x - b.x;
  const float dy = a.y - b.y;
  const float dz = a.z - b.z;
  const float chord = std::sqrt(dx * dx + dy * dy + dz * dz) * (kEarthRadiusKm / kNearKm);
  return chord > 10 ? 0 : std::exp(-chord);
}

bool IsCountry(const Entity& entity) { return entity.feature_code.starts_with("PCL"); }
bool IsPoint(const Entity& entity) { return entity.feature_class != 'A' && entity.has_location; }

struct Neighbour {
  size_t name = 0;
  UnitVector vector;
  float weight = 0;
};

class Resolver {
 public:
  Resolver(const CountryWeights& countries, std::vector<PlaceName>& names) : countries_(countries), names_(names) {}

  void Run() {
    vectors_.resize(names_.size());
    for (size_t n = 0; n < names_.size(); ++n) {
      for (const PlaceName::Option& option : names_[n].options) vectors_[n].push_back(VectorOf(option.entity));
    }
    for (int round = 0; round < 2; ++round) {
      CollectEvidence(round == 0);
      for (size_t n = 0; n < names_.size(); ++n) Choose(n);
    }
  }

 private:
  // How much a name's option counts as evidence for others.
  static float WeightOf(const PlaceName& name, size_t option, bool first_round) {
    const float belief =
        first_round ? name.options[option].prior : (static_cast<int>(option) == name.chosen ? name.confidence : 0);
    return belief * std::sqrt(static_cast<float>(name.mentions));
  }

  void CollectEvidence(bool first_round) {
    neighbours_.clear();
    area_weights_.clear();
    country_weights_ = countries_;
    total_ = 0;
    for (const auto& [country, weight] : countries_) total_ += weight;
    for (size_t n = 0; n < names_.size(); ++n) {
      const PlaceName& name = names_[n];
      for (size_t o = 0; o < std::min(name.options.size(), first_round ? kNeighbourOptions : name.options.size());
           ++o) {
        const Entity& entity = name.options[o].entity;
        const float weight = WeightOf(name, o, first_round);
        if (weight <= 0) continue;
        country_weights_[std::string(entity.country)] += weight;
        total_ += weight;
        if (!entity.admin1_code.empty()) area_weights_[AreaKey(entity)] += weight;
        if (n < kMaxNeighbours && IsPoint(entity)) neighbours_.push_back({n, vectors_[n][o], weight});
      }
    }
  }

  static std::string AreaKey(const Entity& entity) {
    std::string key(entity.country);
    key.push_back('.');
    key.append(entity.admin1_code);
    return key;
  }

  void Choose(size_t n) {
    PlaceName& name = names_[n];
    if (name.options.empty()) return;
    if (name.options.size() == 1) {
      name.chosen = 0;
      name.confidence = 1;
      return;
    }
    // What the name's own options said for their countries does not count for it.
    float own_total = 0;
    for (size_t o = 0; o < name.options.size(); ++o) own_total += OwnWeight(n, o);
    const float others = std::max(total_ - own_total, 0.0f);
    float sum = 0;
    int best = 0;
    for (size_t o = 0; o < name.options.size(); ++o) {
      PlaceName::Option& option = name.options[o];
      option.score = Score(n, o, others);
      sum += option.score;
      if (option.score > name.options[best].score) best = static_cast<int>(o);
    }
    name.chosen = best;
    name.confidence = sum > 0 ? name.options[best].score / sum : 0;
  }

  // What option `o` of name `n` has added to the evidence.
  float OwnWeight(size_t n, size_t o) const {
    const PlaceName& name = names_[n];
    const bool first_round = name.chosen < 0;
    if (first_round && o >= kNeighbourOptions) return 0;
    return WeightOf(name, o, first_round);
  }

  float Score(size_t n, size_t o, float others) const {
    const PlaceName& name = names_[n];
    const PlaceName::Option& option = name.options[o];
    const Entity& entity = option.entity;
    float score = std::pow(std::max(option.prior, 1e-4f), kPriorPower);
    if (!name.qualifier_country.empty() && entity.country == name.qualifier_country &&
        (name.qualifier_admin1.empty() || entity.admin1_code == name.qualifier_admin1)) {
      score *= kQualifierFactor;
    }
    if (IsCountry(entity)) score *= kCountryFactor;
    if (name.governed && entity.feature_code == "ADM1") score *= kGovernedFactor;
    if (others <= 0) return score;
    float own_country = 0;
    float own_area = 0;
    for (size_t p = 0; p < name.options.size(); ++p) {
      const Entity& other = name.options[p].entity;
      if (other.country != entity.country) continue;
      own_country += OwnWeight(n, p);
      if (other.admin1_code == entity.admin1_code) own_area += OwnWeight(n, p);
    }
    const auto country = country_weights_.find(entity.country);
    const float country_share =
        country == country_weights_.end() ? 0 : std::max(country->second - own_country, 0.0f) / others;
    float area_share = 0;
    if (!entity.admin1_code.empty()) {
      const auto area = area_weights_.find(AreaKey(entity));
      if (area != area_weights_.end()) area_share = std::max(area->second - own_area, 0.0f) / others;
    }
    float nearness = 0;
    if (IsPoint(entity)) {
      for (const Neighbour& neighbour : neighbours_) {
        if (neighbour.name != n) nearness += neighbour.weight * Nearness(vectors_[n][o], neighbour.vector);
      }
      nearness /= others;
    }
    const float area_part = IsCountry(entity) ? country_share : area_share;
    return score * (kBase + kCountryWeight * country_share + kAreaWeight * area_part + kNearWeight * nearness);
  }

  const CountryWeights& countries_;
  std::vector<PlaceName>& names_;
  std::vector<std::vector<UnitVector>> vectors_;
  std::vector<Neighbour> neighbours_;
  CountryWeights country_weights_;
  absl::flat_hash_map<std::string, float> area_weights_;
  float total_ = 0;
};

}  // namespace

void ResolvePlaces(const CountryWeights& countries, std::vector<PlaceName>& names) { Resolver(countries, names).Run(); }

}  // namespace sitrep::tagger
