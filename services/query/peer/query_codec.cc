#include "services/query/peer/query_codec.h"

#include <cmath>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"

namespace sitrep::query {
namespace {

// Each level is two messages on the wire, and protobuf reads no deeper than a hundred.
constexpr int kMaxWireDepth = kMaxQueryDepth + 8;

void Encode(const Query& query, peer::v1::Query& wire);

void EncodeAll(const std::vector<Query>& queries, peer::v1::Children& wire) {
  for (const Query& query : queries) Encode(query, *wire.add_children());
}

void Encode(const Query& query, peer::v1::Query& wire) {
  std::visit(Overloaded{
                 [&](const EverythingNode&) { wire.mutable_everything(); },
                 [&](const AndNode& node) { EncodeAll(node.children, *wire.mutable_all_of()); },
                 [&](const OrNode& node) { EncodeAll(node.children, *wire.mutable_any_of()); },
                 [&](const NotNode& node) { EncodeAll(node.child, *wire.mutable_none_of()); },
                 [&](const TermNode& node) { wire.set_term(node.key); },
                 [&](const PhraseNode& node) {
                   for (const std::string& key : node.keys) wire.mutable_phrase()->add_keys(key);
                 },
                 [&](const NameNode& node) {
                   peer::v1::Name& name = *wire.mutable_name();
                   name.set_field(static_cast<peer::v1::Name::Field>(node.field));
                   name.set_name(node.name);
                   name.set_radius_km(node.radius_km);
                 },
                 [&](const PublishedNode& node) { *wire.mutable_published() = ToWire(node); },
                 [&](const MentionedNode& node) {
                   wire.mutable_mentioned()->set_first_day(node.first_day);
                   wire.mutable_mentioned()->set_last_day(node.last_day);
                 },
                 [&](const NearNode& node) {
                   wire.mutable_near()->set_latitude(node.latitude);
                   wire.mutable_near()->set_longitude(node.longitude);
                   wire.mutable_near()->set_radius_km(node.radius_km);
                 },
                 [&](const ArticleNode& node) { wire.set_article_id(node.article_id); },
             },
             query.node);
}

absl::Status Malformed(std::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("a query of another pod: ", std::string(what)));
}

absl::StatusOr<Query> Decode(const peer::v1::Query& wire, int depth);

absl::StatusOr<std::vector<Query>> DecodeAll(const peer::v1::Children& wire, int depth) {
  std::vector<Query> queries;
  queries.reserve(static_cast<size_t>(wire.children_size()));
  for (const peer::v1::Query& child : wire.children()) {
    SITREP_ASSIGN_OR_RETURN(Query query, Decode(child, depth + 1));
    queries.push_back(std::move(query));
  }
  return queries;
}

absl::StatusOr<Query> DecodeName(const peer::v1::Name& wire) {
  if (!peer::v1::Name::Field_IsValid(wire.field())) return Malformed("a name in a field that is not known");
  if (!std::isfinite(wire.radius_km())) return Malformed("a radius that is no number");
  return Query{NameNode{static_cast<NameNode::Field>(wire.field()), wire.name(), wire.radius_km()}};
}

absl::StatusOr<Query> DecodeNear(const peer::v1::Near& wire) {
  if (!std::isfinite(wire.latitude()) || !std::isfinite(wire.longitude()) || !std::isfinite(wire.radius_km())) {
    return Malformed("a circle that is none");
  }
  return Query{NearNode{wire.latitude(), wire.longitude(), wire.radius_km()}};
}

absl::StatusOr<Query> Decode(const peer::v1::Query& wire, int depth) {
  if (depth > kMaxWireDepth) return Malformed("nested too deeply");
  switch (wire.node_case()) {
    case peer::v1::Query::kEverything:
      return Query{EverythingNode{}};
    case peer::v1::Query::kAllOf: {
      SITREP_ASSIGN_OR_RETURN(std::vector<Query> children, DecodeAll(wire.all_of(), depth));
      return Query{AndNode{std::move(children)}};
    }
    case peer::v1::Query::kAnyOf: {
      SITREP_ASSIGN_OR_RETURN(std::vector<Query> children, DecodeAll(wire.any_of(), depth));
      return Query{OrNode{std::move(children)}};
    }
    case peer::v1::Query::kNoneOf: {
      SITREP_ASSIGN_OR_RETURN(std::vector<Query> child, DecodeAll(wire.none_of(), depth));
      if (child.size() != 1) return Malformed("a NOT without its one child");
      return Query{NotNode{std::move(child)}};
    }
    case peer::v1::Query::kTerm:
      return Query{TermNode{wire.term()}};
    case peer::v1::Query::kPhrase:
      if (wire.phrase().keys_size() < 2) return Malformed("a phrase of less than two words");
      return Query{PhraseNode{{wire.phrase().keys().begin(), wire.phrase().keys().end()}}};
    case peer::v1::Query::kName:
      return DecodeName(wire.name());
    case peer::v1::Query::kPublished:
      return Query{FromWire(wire.published())};
    case peer::v1::Query::kMentioned:
      return Query{MentionedNode{wire.mentioned().first_day(), wire.mentioned().last_day()}};
    case peer::v1::Query::kNear:
      return DecodeNear(wire.near());
    case peer::v1::Query::kArticleId:
      return Query{ArticleNode{wire.article_id()}};
    case peer::v1::Query::NODE_NOT_SET:
      break;
  }
  return Malformed("a node of no kind");
}

}  // namespace

peer::v1::Query ToWire(const Query& query) {
  peer::v1::Query wire;
  Encode(query, wire);
  return wire;
}

peer::v1::Published ToWire(const PublishedNode& node) {
  peer::v1::Published wire;
  if (node.from_day) wire.set_from_day(*node.from_day);
  if (node.to_day) wire.set_to_day(*node.to_day);
  if (node.from_unix_s) wire.set_from_unix_s(*node.from_unix_s);
  if (node.to_unix_s) wire.set_to_unix_s(*node.to_unix_s);
  return wire;
}

absl::StatusOr<Query> FromWire(const peer::v1::Query& wire) { return Decode(wire, 1); }

PublishedNode FromWire(const peer::v1::Published& wire) {
  PublishedNode node;
  if (wire.has_from_day()) node.from_day = wire.from_day();
  if (wire.has_to_day()) node.to_day = wire.to_day();
  if (wire.has_from_unix_s()) node.from_unix_s = wire.from_unix_s();
  if (wire.has_to_unix_s()) node.to_unix_s = wire.to_unix_s();
  return node;
}

}  // namespace sitrep::query
