#pragma once

#include <string_view>

#include "services/tagger/document/document.h"
#include "services/tagger/knowledge/entity.h"

// Between the types of mentions and the kinds of entities. Pure functions, thread-safe.
namespace sitrep::tagger {

MentionType TypeOfKind(EntityKind kind);

// The kind of entity that a mention of this type names; places stand for types that have none.
EntityKind KindOfType(MentionType type);

// What the knowledge base says of an entity, as later annotators see it.
DocumentEntity DescribeEntity(const Entity& entity);

}  // namespace sitrep::tagger
