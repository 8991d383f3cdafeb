#include "common/cluster/partition_map.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/check.h"
#include "common/base/status_macros.h"
#include "common/base/string_views.h"

namespace sitrep::cluster {
namespace {

constexpr uint32_t kNobody = UINT32_MAX;
constexpr size_t kMaxIngestPods = 1'024;
constexpr uint32_t kMaxQueryGroups = 1'024;
constexpr size_t kMaxFileBytes = 1 << 20;

// Decimal digits and nothing else.
std::optional<uint32_t> ReadNumber(absl::string_view text) {
  uint32_t number = 0;
  const bool digits = !text.empty() && std::ranges::all_of(text, absl::ascii_isdigit);
  if (!digits || !absl::SimpleAtoi(text, &number)) return std::nullopt;
  return number;
}

absl::Status Problem(absl::string_view message) { return absl::InvalidArgumentError(message); }

absl::Status CheckAddress(absl::string_view address) {
  const size_t colon = address.rfind(':');
  const std::optional<uint32_t> port =
      colon == absl::string_view::npos ? std::nullopt : ReadNumber(address.substr(colon + 1));
  if (colon == 0 || !port.has_value() || *port == 0 || *port > 65'535) {
    return Problem(absl::StrCat("the address must be host:port: ", address));
  }
  return absl::OkStatus();
}

// "0-2,5" in ascending order, each below `partitions` and named once.
absl::StatusOr<std::vector<Partition>> ReadPartitions(absl::string_view text, uint32_t partitions) {
  std::vector<Partition> read;
  for (const absl::string_view part : absl::StrSplit(text, ',')) {
    const std::pair<absl::string_view, absl::string_view> range = absl::StrSplit(part, absl::MaxSplits('-', 1));
    const std::optional<uint32_t> first = ReadNumber(range.first);
    const bool single = part.find('-') == absl::string_view::npos;
    const std::optional<uint32_t> last = single ? first : ReadNumber(range.second);
    if (!first.has_value() || !last.has_value() || *first > *last) {
      return Problem(absl::StrCat("partitions are written like 0-2,5: ", text));
    }
    if (*last >= partitions) {
      return Problem(absl::StrCat("the log has ", partitions, " partitions, no number ", *last));
    }
    for (uint32_t p = *first; p <= *last; ++p) {
      if (!read.empty() && read.back().value >= p) return Problem(absl::StrCat("partitions must ascend: ", text));
      read.push_back(Partition{p});
    }
  }
  return read;
}

}  // namespace

// Takes the lines in order, then checks what only the whole file can show.
class PartitionMap::Parser {
 public:
  absl::Status Line(absl::string_view line) {
    const std::vector<absl::string_view> words = absl::StrSplit(line, absl::ByAnyChar(" \t\r"), absl::SkipEmpty());
    if (words.empty()) return absl::OkStatus();
    if (words[0] == "log") return Log(words);
    if (words[0] != "ingest" && words[0] != "query") {
      return Problem(absl::StrCat("a line begins with log, ingest or query: ", words[0]));
    }
    if (map_.owners_.empty()) return Problem("the line of the log must come first");
    return words[0] == "ingest" ? Ingest(words) : Query(words);
  }

  absl::StatusOr<PartitionMap> Finish() {
    if (map_.owners_.empty()) return Problem("the line of the log is missing");
    const auto orphan = std::ranges::find(map_.owners_, kNobody);
    if (orphan != map_.owners_.end()) {
      return Problem(absl::StrCat("partition ", orphan - map_.owners_.begin(), " is owned by no ingest"));
    }
    std::vector<bool> held(map_.owners_.size());
    bool whole = false;
    for (uint32_t i = 0; i < map_.query_groups_.size(); ++i) {
      const QueryHolding& group = map_.query_groups_[i];
      if (group.partitions.empty()) {
        return Problem(absl::StrCat("the line of query ", i, "/", map_.query_groups_.size(), " is missing"));
      }
      for (const Partition partition : group.partitions) held[partition.value] = true;
      whole = whole || group.whole;
    }
    const auto unheld = std::ranges::find(held, false);
    if (unheld != held.end()) return Problem(absl::StrCat("partition ", unheld - held.begin(), " is held by no query"));
    if (!whole) return Problem("no query is whole");
    return std::move(map_);
  }

 private:
  absl::Status Log(const std::vector<absl::string_view>& words) {
    if (!map_.owners_.empty()) return Problem("the log has a line already");
    if (words.size() != 3) return Problem("the log's line is: log ID PARTITIONS");
    const bool hex = words[1].size() <= 16 && std::ranges::all_of(words[1], absl::ascii_isxdigit);
    if (!hex || !absl::SimpleHexAtoi(words[1], &map_.log_id_) || map_.log_id_ == 0) {
      return Problem(absl::StrCat("the id of a log is 1 to 16 hexadecimal digits, not zero: ", words[1]));
    }
    const std::optional<uint32_t> partitions = ReadNumber(words[2]);
    if (!partitions.has_value() || *partitions == 0 || *partitions >= kMaxPartitions) {
      return Problem(absl::StrCat("the number of partitions must be 1 to 65534: ", words[2]));
    }
    map_.owners_.assign(*partitions, kNobody);
    return absl::OkStatus();
  }

  absl::Status Ingest(const std::vector<absl::string_view>& words) {
    if (words.size() != 4) return Problem("an ingest's line is: ingest ORDINAL ADDRESS PARTITIONS");
    const std::optional<uint32_t> ordinal = ReadNumber(words[1]);
    if (ordinal != map_.ingest_pods_.size() || *ordinal >= kMaxIngestPods) {
      return Problem(absl::StrCat("ingest ", map_.ingest_pods_.size(), " comes next, not ", words[1]));
    }
    SITREP_RETURN_IF_ERROR(CheckAddress(words[2]));
    IngestPod pod{*ordinal, std::string(words[2]), {}};
    for (const IngestPod& other : map_.ingest_pods_) {
      if (other.address == pod.address)
        return Problem(absl::StrCat(words[2], " is ingest ", other.ordinal, " already"));
    }
    SITREP_ASSIGN_OR_RETURN(pod.partitions, ReadPartitions(words[3], map_.partitions()));
    for (const Partition partition : pod.partitions) {
      uint32_t& owner = map_.owners_[partition.value];
      if (owner != kNobody) {
        return Problem(absl::StrCat("partition ", partition.value, " is owned by ingest ", owner, " already"));
      }
      owner = *ordinal;
    }
    map_.ingest_pods_.push_back(std::move(pod));
    return absl::OkStatus();
  }

  absl::Status Query(const std::vector<absl::string_view>& words) {
    constexpr absl::string_view kShape = "a query's line is: query REMAINDER/MODULUS PARTITIONS [whole]";
    if (words.size() < 3 || words.size() > 4 || (words.size() == 4 && words[3] != "whole")) return Problem(kShape);
    const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(words[1], absl::MaxSplits('/', 1));
    const std::optional<uint32_t> remainder = ReadNumber(parts.first);
    const std::optional<uint32_t> modulus = ReadNumber(parts.second);
    if (!remainder.has_value() || !modulus.has_value()) return Problem(kShape);
    if (*modulus > kMaxQueryGroups || *remainder >= *modulus) {
      return Problem(absl::StrCat("the remainder must be less than the modulus, which is at most ", kMaxQueryGroups,
                                  ": ", words[1]));
    }
    if (map_.query_groups_.empty()) map_.query_groups_.resize(*modulus);
    if (map_.query_groups_.size() != *modulus) {
      return Problem(absl::StrCat("all queries have one modulus, ", map_.query_groups_.size(), ", not ", *modulus));
    }
    QueryHolding& group = map_.query_groups_[*remainder];
    if (!group.partitions.empty()) return Problem(absl::StrCat("query ", words[1], " has a line already"));
    SITREP_ASSIGN_OR_RETURN(group.partitions, ReadPartitions(words[2], map_.partitions()));
    group.whole = words.size() == 4;
    return absl::OkStatus();
  }

  PartitionMap map_;
};

absl::StatusOr<PartitionMap> PartitionMap::Parse(std::string_view text) {
  Parser parser;
  int number = 0;
  for (const absl::string_view line : absl::StrSplit(ToAbsl(text), '\n')) {
    ++number;
    const absl::Status status = parser.Line(line.substr(0, line.find('#')));
    if (!status.ok()) return Problem(absl::StrCat("line ", number, ": ", status.message()));
  }
  return parser.Finish();
}

absl::StatusOr<PartitionMap> PartitionMap::Load(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (!in.is_open() || in.bad()) return absl::NotFoundError(absl::StrCat("partition map ", path, " cannot be read"));
  if (text.size() > kMaxFileBytes) return Problem(absl::StrCat("partition map ", path, " is larger than 1 MiB"));
  absl::StatusOr<PartitionMap> map = Parse(text);
  if (!map.ok()) return Problem(absl::StrCat("partition map ", path, ": ", map.status().message()));
  return map;
}

const IngestPod& PartitionMap::OwnerOf(Partition partition) const {
  if (partition == kControlPartition) return ingest_pods_.front();
  Check(partition.value < owners_.size(), "the map has no such partition");
  return ingest_pods_[owners_[partition.value]];
}

absl::StatusOr<IngestPod> PartitionMap::IngestPodOf(uint32_t ordinal) const {
  if (ordinal < ingest_pods_.size()) return ingest_pods_[ordinal];
  return absl::FailedPreconditionError(
      absl::StrCat("the partition map has ", ingest_pods_.size(), " ingest pods, no ordinal ", ordinal));
}

const QueryHolding& PartitionMap::HoldingOf(uint32_t query_ordinal) const {
  return query_groups_[query_ordinal % query_groups_.size()];
}

std::string FormatPartitions(absl::Span<const Partition> partitions) {
  std::string text;
  for (size_t i = 0; i < partitions.size();) {
    size_t last = i;
    while (last + 1 < partitions.size() && partitions[last + 1].value == partitions[last].value + 1) ++last;
    absl::StrAppend(&text, text.empty() ? "" : ",", partitions[i].value);
    if (last > i) absl::StrAppend(&text, "-", partitions[last].value);
    i = last + 1;
  }
  return text;
}

uint32_t OrdinalOfHostName(std::string_view host_name) {
  const std::string_view label = host_name.substr(0, host_name.find('.'));
  const size_t last_other = label.find_last_not_of("0123456789");
  const std::string_view digits = last_other == std::string_view::npos ? label : label.substr(last_other + 1);
  if (digits.empty()) return 0;
  // A number too large for an ordinal is one that no map has.
  return ReadNumber(ToAbsl(digits)).value_or(UINT32_MAX);
}

uint32_t OrdinalOrOfThisHost(int flag) {
  if (flag >= 0) return static_cast<uint32_t>(flag);
  std::array<char, 256> name{};
  if (gethostname(name.data(), name.size() - 1) != 0) return 0;
  return OrdinalOfHostName(name.data());
}

}  // namespace sitrep::cluster
