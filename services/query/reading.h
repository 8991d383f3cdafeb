#pragma once

#include <string>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "common/client/any_tagger.h"
#include "common/rpc/unary.h"
#include "services/query/corroboration_view/corroboration_view.h"
#include "services/query/document_view/fan_out.h"
#include "services/query/name_lookup.h"
#include "services/query/peer/corpus.h"
#include "services/query/peer/served_views.h"

namespace sitrep::query {

// What one read is made with: the call, the state of this pod's views, the corpus around them, and names. For one
// request; not thread-safe.
class Reading {
 public:
  // All must outlive it.
  Reading(rpc::UnaryCall& call, ServedViews views, const Corpus& corpus, std::string min_freshness,
          client::AnyTagger& tagger)
      : call_(call),
        views_(std::move(views)),
        corpus_(corpus),
        min_freshness_(std::move(min_freshness)),
        names_(
            tagger, [this](AskCorpus ask) { return Ask(ask); }, call.deadline(), call.trace()) {}

  Reading(const Reading&) = delete;

  RequestScope scope() const { return {call_.deadline(), call_.trace(), &call_.context()}; }
  const ServedViews& views() const { return views_; }
  const Corpus& corpus() const { return corpus_; }
  NameLookup& names() { return names_; }
  // The call outlives it.
  corroboration::IsCancelled UntilCancelled() const {
    return [&call = call_] { return call.IsCancelled(); };
  }

  // Corpus::Ask on behalf of this call.
  absl::Status Ask(AskCorpus ask, bool complete = false) const {
    return corpus_.Ask({.scope = scope(), .min_freshness = min_freshness_, .complete = complete}, views_, ask);
  }
  // Of one partition, which must not be missing.
  absl::Status AskPartition(Partition partition, AskCorpus ask) const {
    return corpus_.Ask({.scope = scope(), .min_freshness = min_freshness_, .complete = true, .partitions = {partition}},
                       views_, ask);
  }

 private:
  rpc::UnaryCall& call_;
  const ServedViews views_;
  const Corpus& corpus_;
  const std::string min_freshness_;
  NameLookup names_;
};

}  // namespace sitrep::query
