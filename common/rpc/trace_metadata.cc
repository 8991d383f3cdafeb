#include "common/rpc/trace_metadata.h"

#include <optional>
#include <string_view>

#include "absl/random/random.h"

namespace sitrep::rpc {

obs::TraceContext TraceOf(const grpc::CallbackServerContext& context) {
  absl::InsecureBitGen random;
  const auto it = context.client_metadata().find(obs::kTraceparentKey);
  if (it != context.client_metadata().end()) {
    const std::optional<obs::TraceContext> parent =
        obs::ParseTraceparent(std::string_view(it->second.data(), it->second.size()));
    if (parent) return obs::NewChild(*parent, random);
  }
  return obs::NewTrace(random);
}

void ForwardTrace(const obs::TraceContext& trace, grpc::ClientContext& context) {
  context.AddMetadata(obs::kTraceparentKey, obs::FormatTraceparent(trace));
}

}  // namespace sitrep::rpc
