#include "services/tagger/annotators/quotes.h"

#include <string_view>

#include "absl/strings/str_cat.h"
#include "common/base/string_views.h"
#include "services/tagger/annotators/quote_reader.h"

namespace sitrep::tagger {
namespace {

constexpr std::string_view kRulesVersion = "2";

}  // namespace

QuotesAnnotator::QuotesAnnotator(const KnowledgeBase& knowledge)
    : knowledge_(knowledge), version_(absl::StrCat(ToAbsl(kRulesVersion), "-", ToAbsl(knowledge.version()))) {}

absl::Status QuotesAnnotator::Annotate(Document& document) const {
  QuoteReader(document, knowledge_).Read();
  return absl::OkStatus();
}

}  // namespace sitrep::tagger
