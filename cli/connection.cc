#include "cli/connection.h"

#include "common/rpc/channel.h"

namespace sitrep::cli {

Connection::Connection(const Addresses& addresses, absl::Duration timeout)
    : addresses_(addresses),
      timeout_(timeout),
      log_(std::make_unique<client::IngestClient>(addresses.ingest)),
      ingest_channel_(log_->ChannelTo(addresses.ingest)),
      tagger_channel_(rpc::MakeChannel(addresses.tagger)),
      query_channel_(rpc::MakeChannel(addresses.query)),
      ingest_(ingest::v1::IngestService::NewStub(ingest_channel_)),
      ingest_admin_(ingest::v1::AdminService::NewStub(ingest_channel_)),
      tagger_(tagger::v1::TaggerService::NewStub(tagger_channel_)),
      tagger_admin_(tagger::v1::AdminService::NewStub(tagger_channel_)),
      query_(query::v1::QueryService::NewStub(query_channel_)),
      subscriptions_(query::v1::SubscriptionService::NewStub(query_channel_)),
      query_admin_(query::v1::AdminService::NewStub(query_channel_)) {}

}  // namespace sitrep::cli
