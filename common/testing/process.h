#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace sitrep::testing {

// A child process whose standard error goes to a file. Killed, if it still runs, when the object goes away. Not
// thread-safe.
class Process {
 public:
  // `program` with its arguments; standard error is appended to `log_path`, standard output goes to `output_path` when
  // that is given and nowhere else.
  static absl::StatusOr<Process> Start(const std::string& program, const std::vector<std::string>& arguments,
                                       const std::string& log_path, const std::string& output_path = "/dev/null");
  Process(Process&& other) noexcept;
  Process& operator=(Process&& other) noexcept;
  ~Process();

  pid_t pid() const { return pid_; }
  bool Running();
  // Sends a signal; nothing when it has ended.
  void Signal(int signal);
  // Waits for its end: the exit code, or 128 plus the signal that ended it. DEADLINE_EXCEEDED.
  absl::StatusOr<int> Wait(absl::Duration timeout);
  // kill -9, and waits.
  void Kill();

 private:
  explicit Process(pid_t pid) : pid_(pid) {}
  bool Reap(int options);

  pid_t pid_ = -1;
  bool ended_ = false;
  int exit_code_ = 0;
};

std::string ReadWholeFile(const std::string& path);

// Calls `condition` until it holds, with short pauses; false at the deadline. For conditions of other processes, which
// no mutex can wait for.
bool Eventually(absl::Duration timeout, const std::function<bool()>& condition);

}  // namespace sitrep::testing
