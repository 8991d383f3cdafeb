#include "services/query/corroboration_view/processes.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "services/query/corroboration_view/frames.h"
#include "services/query/corroboration_view/incident_message.h"
#include "tests/unit/services/query/corroboration_view/report_maker.h"

namespace sitrep::query::corroboration {
namespace {

using type::v1::Event;

// The summary of an incident with this one report.
v1::Incident Summary(const ReportMaker& maker, int article = 1) {
  const std::vector<Report> reports = {maker.Of(article)};
  return SummaryOf(Incident{{TimeClass::kShort, kDay, kDay}, {&reports.front()}});
}

ReportMaker Talks(uint32_t ordinal) {
  return ReportMaker("talks", "CONSULT").By(kRussia).By(kUkraine).Ordinal(ordinal);
}

TEST(ProcessesTest, ACountryAtTheTableIsTheSameProcessUnderAnyName) {
  const std::string process = Summary(Talks(1)).process_id();
  EXPECT_FALSE(process.empty());
  EXPECT_EQ(Summary(ReportMaker("meeting", "CONSULT").By(Person("envoy", "RU")).To(kUkraine)).process_id(), process);
  EXPECT_NE(Summary(ReportMaker("talks", "CONSULT").By(kBelarus).By(kUkraine)).process_id(), process);
}

TEST(ProcessesTest, OneSideAloneDenialsAndWishesAreNoStep) {
  EXPECT_EQ(Summary(ReportMaker("talks", "CONSULT").By(kRussia)).process_id(), "");
  EXPECT_EQ(Summary(Talks(1).Realis(Event::HYPOTHETICAL)).process_id(), "");
  EXPECT_EQ(Summary(Talks(1).Realis(Event::DENIED)).process_id(), "");
  EXPECT_EQ(Summary(ReportMaker("shelling").By(kRussia).In(kMariupol)).process_id(), "");
}

TEST(ProcessesTest, WhatWasPlannedAndThenHappenedIsOneStepAndGapsAreNamed) {
  const std::vector<v1::Incident> incidents = {Summary(Talks(1), 1), Summary(Talks(3).Realis(Event::PLANNED), 2),
                                               Summary(Talks(3), 3), Summary(Talks(4).Realis(Event::PLANNED), 4)};
  const v1::Process process = MakeProcess(incidents);
  EXPECT_EQ(process.title(), "Talks: Russia, Ukraine");
  EXPECT_EQ(process.frame(), "talks");
  ASSERT_EQ(process.steps_size(), 4);
  EXPECT_EQ(process.steps(0).incident_id(), incidents[0].incident_id());
  EXPECT_EQ(process.steps(1).ordinal(), 2u);
  EXPECT_EQ(process.steps(1).incident_id(), "");
  EXPECT_EQ(process.steps(1).title(), "Round 2: no report");
  EXPECT_EQ(process.steps(2).incident_id(), incidents[2].incident_id());
  EXPECT_EQ(process.steps(3).realis(), Event::PLANNED);
}

TEST(ProcessesTest, ASiegeIsItsCitysAndACeasefireItsCountrys) {
  const ReportMaker siege = ReportMaker("siege", "COERCE").By(kRussia);
  const v1::Incident mariupol = Summary(ReportMaker(siege).In(kMariupol));
  EXPECT_EQ(MakeProcess({mariupol}).title(), "Siege of Mariupol");
  EXPECT_NE(Summary(ReportMaker(siege).In(kKyiv)).process_id(), mariupol.process_id());
  const ReportMaker ceasefire("ceasefire", "RETREAT");
  EXPECT_EQ(Summary(ReportMaker(ceasefire).In(kMariupol)).process_id(),
            Summary(ReportMaker(ceasefire).In(kKyiv)).process_id());
}

}  // namespace
}  // namespace sitrep::query::corroboration
