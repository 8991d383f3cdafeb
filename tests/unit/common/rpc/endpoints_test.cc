#include "common/rpc/endpoints.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "absl/synchronization/mutex.h"

namespace sitrep::rpc {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Pods = std::vector<std::string>;

constexpr absl::Duration kPatience = absl::Seconds(20);

// What a name server would know, changed by the test.
class FakeNames {
 public:
  void Set(const std::string& host, Pods addresses) {
    absl::MutexLock lock(&mutex_);
    addresses_[host] = std::move(addresses);
  }
  Endpoints::Options Options(absl::Duration keep = absl::InfiniteDuration()) {
    return {.interval = absl::Milliseconds(1), .keep = keep, .resolve = [this](const std::string& host) {
              return Resolve(host);
            }};
  }
  // Blocks until the host has been asked for so often again.
  void AwaitCalls(int more) {
    absl::MutexLock lock(&mutex_);
    const int wanted = calls_ + more;
    const auto called = [this, wanted] { return calls_ >= wanted; };
    EXPECT_TRUE(mutex_.AwaitWithTimeout(absl::Condition(&called), kPatience));
  }

 private:
  absl::StatusOr<Pods> Resolve(const std::string& host) {
    absl::MutexLock lock(&mutex_);
    ++calls_;
    const auto found = addresses_.find(host);
    if (found == addresses_.end() || found->second.empty()) return absl::UnavailableError("no such name");
    return found->second;
  }

  absl::Mutex mutex_;
  std::map<std::string, Pods> addresses_ ABSL_GUARDED_BY(mutex_);
  int calls_ ABSL_GUARDED_BY(mutex_) = 0;
};

// Remembers what it was told last.
class Ear {
 public:
  explicit Ear(Endpoints& endpoints)
      : listening_(endpoints.Listen([this](const Pods& pods) {
          absl::MutexLock lock(&mutex_);
          ++calls_;
          pods_ = pods;
        })) {}

  bool Await(const Pods& wanted) {
    absl::MutexLock lock(&mutex_);
    const auto told = [this, &wanted] { return pods_ == wanted; };
    return mutex_.AwaitWithTimeout(absl::Condition(&told), kPatience);
  }
  int calls() {
    absl::MutexLock lock(&mutex_);
    return calls_;
  }

 private:
  absl::Mutex mutex_;
  Pods pods_ ABSL_GUARDED_BY(mutex_);
  int calls_ ABSL_GUARDED_BY(mutex_) = 0;
  Endpoints::Listening listening_;
};

std::vector<HostAddress> Parse(const std::string& addresses) {
  auto parsed = ParseAddresses("--tagger_address", addresses);
  EXPECT_TRUE(parsed.ok()) << parsed.status();
  return parsed.ok() ? *parsed : std::vector<HostAddress>();
}

TEST(ParseAddressesTest, ReadsNamesAndNumbers) {
  EXPECT_THAT(Parse("tagger:7102, 10.0.0.1:1,[::1]:65535"),
              ElementsAre(HostAddress{"tagger", 7102}, HostAddress{"10.0.0.1", 1}, HostAddress{"::1", 65535}));
  EXPECT_THAT(Parse(" "), IsEmpty());
}

TEST(ParseAddressesTest, ErrorsNameTheFlagAndTheMember) {
  for (const char* bad : {"tagger", "tagger:", ":7102", "tagger:0", "tagger:65536", "tagger:x", "::1:7102", "[::1]",
                          "[tagger]:7102", "dns:///tagger:7102", "ok:1,,ok:2", "a b:1"}) {
    const auto parsed = ParseAddresses("--tagger_address", bad);
    ASSERT_FALSE(parsed.ok()) << bad;
    EXPECT_EQ(parsed.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(parsed.status().message()), HasSubstr("--tagger_address: ")) << bad;
  }
  const auto parsed = ParseAddresses("--peers", "query-0:7103,query-1");
  EXPECT_THAT(std::string(parsed.status().message()), HasSubstr("\"query-1\""));
}

TEST(EndpointsTest, NumbersAreKnownAtOnceSortedAndOnce) {
  const Endpoints endpoints(Parse("10.0.0.2:7102,[::1]:7102,10.0.0.1:7102,10.0.0.2:7102"));
  EXPECT_THAT(endpoints.Current(), ElementsAre("10.0.0.1:7102", "10.0.0.2:7102", "[::1]:7102"));
  EXPECT_EQ(endpoints.trouble(), "");
}

TEST(EndpointsTest, PodsComeAndGo) {
  FakeNames names;
  names.Set("tagger", {"10.0.0.2", "10.0.0.1"});
  Endpoints endpoints(Parse("tagger:7102,10.9.9.9:7"), names.Options());
  Ear ear(endpoints);
  EXPECT_TRUE(ear.Await({"10.0.0.1:7102", "10.0.0.2:7102", "10.9.9.9:7"}));
  names.Set("tagger", {"10.0.0.3", "10.0.0.2"});
  EXPECT_TRUE(ear.Await({"10.0.0.2:7102", "10.0.0.3:7102", "10.9.9.9:7"}));
  EXPECT_THAT(endpoints.Current(), Contains("10.0.0.3:7102"));
  const int calls = ear.calls();
  names.AwaitCalls(3);
  EXPECT_EQ(ear.calls(), calls) << "nobody is told what has not changed";
}

TEST(EndpointsTest, OneAddressAPodOfTwoFamilies) {
  FakeNames names;
  names.Set("both", {"fd00::1", "10.0.0.1"});
  names.Set("six", {"fd00::1"});
  Endpoints endpoints(Parse("both:1,six:2"), names.Options());
  EXPECT_TRUE(Ear(endpoints).Await({"10.0.0.1:1", "[fd00::1]:2"}));
}

TEST(EndpointsTest, AHostThatDoesNotResolveKeepsWhatItHad) {
  FakeNames names;
  names.Set("tagger", {"10.0.0.1"});
  Endpoints endpoints(Parse("tagger:7102"), names.Options());
  EXPECT_TRUE(Ear(endpoints).Await({"10.0.0.1:7102"}));
  names.Set("tagger", {});
  names.AwaitCalls(3);
  EXPECT_THAT(endpoints.Current(), ElementsAre("10.0.0.1:7102"));
  EXPECT_EQ(endpoints.trouble(), "tagger does not resolve: no such name");
  names.Set("tagger", {"10.0.0.1"});
  names.AwaitCalls(3);
  EXPECT_EQ(endpoints.trouble(), "");
}

TEST(EndpointsTest, AndIsDroppedAfterAWhile) {
  FakeNames names;
  names.Set("tagger", {"10.0.0.1"});
  Endpoints endpoints(Parse("tagger:7102,10.0.0.9:1"), names.Options(absl::Milliseconds(5)));
  Ear ear(endpoints);
  EXPECT_TRUE(ear.Await({"10.0.0.1:7102", "10.0.0.9:1"}));
  names.Set("tagger", {});
  EXPECT_TRUE(ear.Await({"10.0.0.9:1"}));
}

TEST(EndpointsTest, ResolvesByTheSystem) {
  Endpoints endpoints(Parse("localhost:7102"));
  EXPECT_TRUE(Ear(endpoints).Await({"127.0.0.1:7102"}));
}

}  // namespace
}  // namespace sitrep::rpc
