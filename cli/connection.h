#pragma once

#include <grpcpp/channel.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/client/ingest_client.h"
#include "sitrep/ingest/v1/admin_service.grpc.pb.h"
#include "sitrep/ingest/v1/ingest_service.grpc.pb.h"
#include "sitrep/query/v1/admin_service.grpc.pb.h"
#include "sitrep/query/v1/query_service.grpc.pb.h"
#include "sitrep/query/v1/subscription_service.grpc.pb.h"
#include "sitrep/tagger/v1/admin_service.grpc.pb.h"
#include "sitrep/tagger/v1/tagger_service.grpc.pb.h"

namespace sitrep::cli {

// Where the three services are. The flags of `sitrep` fill it.
struct Addresses {
  std::string ingest = "127.0.0.1:7101";  // Of any ingest pod.
  std::string tagger = "127.0.0.1:7102";
  std::string query = "127.0.0.1:7103";
};

// Channels and stubs of the three services, for one run of the program; connections are made when first used.
class Connection {
 public:
  Connection(const Addresses& addresses, absl::Duration timeout);

  // Of every unary call.
  absl::Duration timeout() const { return timeout_; }
  const Addresses& addresses() const { return addresses_; }

  // The log, however many pods serve it.
  client::IngestClient& log() const { return *log_; }
  // The one ingest pod that was named.
  ingest::v1::IngestService::Stub& ingest() const { return *ingest_; }
  ingest::v1::AdminService::Stub& ingest_admin() const { return *ingest_admin_; }
  tagger::v1::TaggerService::Stub& tagger() const { return *tagger_; }
  tagger::v1::AdminService::Stub& tagger_admin() const { return *tagger_admin_; }
  query::v1::QueryService::Stub& query() const { return *query_; }
  query::v1::SubscriptionService::Stub& subscriptions() const { return *subscriptions_; }
  query::v1::AdminService::Stub& query_admin() const { return *query_admin_; }

 private:
  const Addresses addresses_;
  const absl::Duration timeout_;
  const std::unique_ptr<client::IngestClient> log_;
  const std::shared_ptr<grpc::Channel> ingest_channel_;
  const std::shared_ptr<grpc::Channel> tagger_channel_;
  const std::shared_ptr<grpc::Channel> query_channel_;
  const std::unique_ptr<ingest::v1::IngestService::Stub> ingest_;
  const std::unique_ptr<ingest::v1::AdminService::Stub> ingest_admin_;
  const std::unique_ptr<tagger::v1::TaggerService::Stub> tagger_;
  const std::unique_ptr<tagger::v1::AdminService::Stub> tagger_admin_;
  const std::unique_ptr<query::v1::QueryService::Stub> query_;
  const std::unique_ptr<query::v1::SubscriptionService::Stub> subscriptions_;
  const std::unique_ptr<query::v1::AdminService::Stub> query_admin_;
};

}  // namespace sitrep::cli
