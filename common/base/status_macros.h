#pragma once

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// The two macros that carry absl::Status through a function; the project has no other control-flow macros.
//
//   SITREP_RETURN_IF_ERROR(Validate(request));
//   SITREP_ASSIGN_OR_RETURN(const Config config, LoadConfig());
//
// Both evaluate their expression once and return its status from the enclosing function if it is not OK.

#define SITREP_RETURN_IF_ERROR(expr)                             \
  if (absl::Status sitrep_status = (expr); sitrep_status.ok()) { \
  } else                                                         \
    return sitrep_status

#define SITREP_ASSIGN_OR_RETURN(declaration, expr) \
  SITREP_ASSIGN_OR_RETURN_IMPL(SITREP_CONCAT(sitrep_result_, __LINE__), declaration, expr)
#define SITREP_ASSIGN_OR_RETURN_IMPL(result, declaration, expr) \
  auto result = (expr);                                         \
  if (!result.ok()) return std::move(result).status();          \
  declaration = *std::move(result)

#define SITREP_CONCAT(a, b) SITREP_CONCAT_IMPL(a, b)
#define SITREP_CONCAT_IMPL(a, b) a##b
