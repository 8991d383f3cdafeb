#pragma once

#include <algorithm>
#include <cstdint>

#include "absl/status/statusor.h"
#include "cli/commands.h"
#include "common/base/status_macros.h"
#include "common/client/unary_call.h"

namespace sitrep::cli {

// Asks page by page until `limit` items have been shown or there are no more; `show` prints a page and says how many
// items it held. Nothing is fetched beyond the limit.
template <typename Stub, typename Request, typename Response, typename Show>
absl::Status ForEachPage(Context& context, Stub& stub,
                         grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*), Request request,
                         int limit, int max_page, Show show) {
  int shown = 0;
  do {
    request.set_page_size(std::min(limit - shown, max_page));
    SITREP_ASSIGN_OR_RETURN(const Response response,
                            client::CallUnary(stub, method, request, context.connection.timeout()));
    if (context.printer.json()) context.printer.Json(response);
    shown += show(response);
    request.set_page_token(response.next_page_token());
  } while (shown < limit && !request.page_token().empty());
  return absl::OkStatus();
}

}  // namespace sitrep::cli
