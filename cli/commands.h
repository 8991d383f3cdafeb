#pragma once

#include <functional>
#include <memory>
#include <string>

#include "CLI/App.hpp"
#include "absl/status/status.h"
#include "cli/connection.h"
#include "cli/printer.h"

namespace sitrep::cli {

// What a command works with once the flags are read.
struct Context {
  Connection& connection;
  Printer& printer;
};

// A command does its work and says how it went; main() prints the error and chooses the exit code.
using Command = std::function<absl::Status(Context&)>;

// Each declares one command of `sitrep` with its flags, its help and its examples, and sets `chosen` when it is the one
// that was given. One file a command.
void AddLoad(CLI::App& app, Command& chosen);
void AddSearch(CLI::App& app, Command& chosen);
void AddCount(CLI::App& app, Command& chosen);
void AddTimeline(CLI::App& app, Command& chosen);
void AddEvents(CLI::App& app, Command& chosen);
void AddQuotes(CLI::App& app, Command& chosen);
void AddStories(CLI::App& app, Command& chosen);
void AddStory(CLI::App& app, Command& chosen);
void AddEntities(CLI::App& app, Command& chosen);
void AddEntity(CLI::App& app, Command& chosen);
void AddArticle(CLI::App& app, Command& chosen);
void AddTag(CLI::App& app, Command& chosen);
void AddWatch(CLI::App& app, Command& chosen);
void AddSubscribe(CLI::App& app, Command& chosen);
void AddRetract(CLI::App& app, Command& chosen);
void AddStatus(CLI::App& app, Command& chosen);
void AddAdmin(CLI::App& app, Command& chosen);
void AddCompletion(CLI::App& app, Command& chosen);

}  // namespace sitrep::cli
