#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/eval/scoring/counts.h"

// What a task found, before it is printed. Figures are per cent unless the measure's name says a unit.
namespace sitrep::eval {

struct Row {
  std::string label;              // A class ("PERSON"), or kAllClasses.
  std::vector<Estimate> figures;  // In the order of Table::measures.
  uint64_t n = 0;
};
inline constexpr char kAllClasses[] = "all";

// Figures of one set under one reading of "correct".
struct Table {
  std::string set;                    // "dev.bio"
  std::string aspect;                 // "exact span and type"
  std::vector<std::string> measures;  // "precision", "recall", "F1"
  std::string counted;                // What n counts: "names".
  std::string units;                  // What is resampled: "documents".
  uint64_t unit_count = 0;
  std::vector<Row> rows;
};

struct Report {
  std::string task;
  std::vector<Table> tables;
  // What a reader of the figures must know: what was left out, and how often.
  std::vector<std::string> remarks;
};

// Where a table's figures are of, without its rows.
struct TableOf {
  std::string set;
  std::string aspect;
  std::string counted;
  std::string units;
};

// Precision, recall and F1: all classes together, then each. n counts gold.
Table F1Table(const TableOf& of, const ClassCounts& counts, const Bootstrap& bootstrap);
// One row more, of counts without classes.
Row F1Row(const std::string& label, const std::vector<Counts>& counts, const Bootstrap& bootstrap);
// An empty table with these measures.
Table MakeTable(const TableOf& of, std::vector<std::string> measures, size_t unit_count);

}  // namespace sitrep::eval
