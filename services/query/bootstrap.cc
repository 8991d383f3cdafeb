#include "services/query/bootstrap.h"

#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/client/checkpoint_copy.h"
#include "common/rpc/channel.h"
#include "services/query/generation_folders.h"

namespace sitrep::query {
namespace {

constexpr absl::Duration kCopyTimeout = absl::Hours(1);

std::vector<std::string> AddressesOf(const std::vector<rpc::HostAddress>& peers, obs::Log& log) {
  std::vector<std::string> addresses;
  for (const rpc::HostAddress& peer : peers) {
    const absl::StatusOr<std::vector<std::string>> hosts = rpc::Endpoints::ResolveByName(peer.host);
    if (!hosts.ok())
      log.Warning("a peer does not resolve", {{"host", peer.host}, {"error", hosts.status().ToString()}});
    if (!hosts.ok()) continue;
    for (const std::string& host : *hosts) {
      addresses.push_back(absl::StrContains(host, ':') ? absl::StrCat("[", host, "]:", peer.port)
                                                       : absl::StrCat(host, ":", peer.port));
    }
  }
  return addresses;
}

}  // namespace

Generations::FetchFolder FetchFromPeers(std::vector<rpc::HostAddress> peers, Holding holding, uint64_t log_id,
                                        obs::Log& log) {
  return [peers = std::move(peers), holding = std::move(holding), log_id, &log](const std::string& path) {
    peer::v1::StreamCheckpointRequest request;
    request.set_format_version(kQueryFormatVersion);
    request.set_whole(holding.whole);
    if (!holding.HoldsAll()) {
      for (const Partition partition : holding.partitions) request.add_partitions(partition.value);
    }
    const std::filesystem::path target(path);
    const std::string arriving = (target.parent_path() / kArrivingFolder).string();
    for (const std::string& address : AddressesOf(peers, log)) {
      const absl::Time start = absl::Now();
      std::error_code error;
      std::filesystem::remove_all(arriving, error);
      absl::StatusOr<peer::v1::CheckpointSummary> copied =
          client::CopyCheckpoint(rpc::MakeChannel(address), request, arriving, kCopyTimeout);
      if (copied.ok() && log_id != 0 && copied->log_id() != log_id) {
        copied = absl::FailedPreconditionError("the views are of another log");
      }
      if (copied.ok()) {
        std::filesystem::rename(arriving, target, error);
        if (error) copied = absl::InternalError(absl::StrCat("rename ", arriving, ": ", error.message()));
      }
      if (copied.ok()) {
        log.Info(
            "the views were copied from a peer",
            {{"peer", address}, {"bytes", copied->bytes()}, {"seconds", absl::ToDoubleSeconds(absl::Now() - start)}});
        return true;
      }
      log.Warning("a peer gives no views", {{"peer", address}, {"error", copied.status().ToString()}});
      std::filesystem::remove_all(arriving, error);
    }
    return false;
  };
}

}  // namespace sitrep::query
