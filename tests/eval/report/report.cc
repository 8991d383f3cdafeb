#include "tests/eval/report/report.h"

#include <cmath>
#include <utility>

namespace sitrep::eval {

Row F1Row(const std::string& label, const std::vector<Counts>& counts, const Bootstrap& bootstrap) {
  const PrecisionRecall figures = EstimateF1(counts, bootstrap);
  double gold = 0;
  for (const Counts& unit : counts) gold += unit.gold;
  return {label, {figures.precision, figures.recall, figures.f1}, static_cast<uint64_t>(std::llround(gold))};
}

Table MakeTable(const TableOf& of, std::vector<std::string> measures, size_t unit_count) {
  return {.set = of.set,
          .aspect = of.aspect,
          .measures = std::move(measures),
          .counted = of.counted,
          .units = of.units,
          .unit_count = unit_count};
}

Table F1Table(const TableOf& of, const ClassCounts& counts, const Bootstrap& bootstrap) {
  Table table = MakeTable(of, {"precision", "recall", "F1"}, counts.units());
  const std::vector<std::string> labels = counts.Labels();
  table.rows.push_back(F1Row(kAllClasses, counts.Pooled(), bootstrap));
  if (labels.size() < 2) return table;
  for (const std::string& label : labels) table.rows.push_back(F1Row(label, counts.Of(label), bootstrap));
  return table;
}

}  // namespace sitrep::eval
