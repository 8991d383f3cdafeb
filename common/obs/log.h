#pragma once

#include <concepts>
#include <initializer_list>
#include <iostream>
#include <string>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "common/base/clock.h"

namespace sitrep::obs {

// One key and value of a log line. Text becomes a JSON string, numbers stay numbers, bools become true and false.
struct LogField {
  LogField(std::string_view key, std::string_view text);
  LogField(std::string_view key, const char* text) : LogField(key, std::string_view(text)) {}
  LogField(std::string_view key, const std::string& text) : LogField(key, std::string_view(text)) {}
  LogField(std::string_view key, bool value) : key(key), json(value ? "true" : "false") {}
  template <std::integral T>
  LogField(std::string_view key, T value) : key(key), json(std::to_string(value)) {}
  template <std::floating_point T>
  LogField(std::string_view key, T value) : key(key), json(NumberAsJson(value)) {}

  std::string_view key;
  std::string json;

 private:
  static std::string NumberAsJson(double value);
};

// Writes one JSON object a line: ts (RFC 3339, UTC), level, service, msg, trace_id when given, then the fields. Lines
// are written whole and flushed. Bytes that are not UTF-8 are replaced by U+FFFD. Never log an article's text.
// Thread-safe.
class Log {
 public:
  using Fields = std::initializer_list<LogField>;

  // To standard error, by the system's clock.
  explicit Log(std::string service);
  // For tests. Both must outlive the log.
  Log(std::string service, const Clock& clock, std::ostream& out);

  // Something an operator may want to know / should look at / must act upon.
  void Info(std::string_view message, Fields fields = {}, std::string_view trace_id = {});
  void Warning(std::string_view message, Fields fields = {}, std::string_view trace_id = {});
  void Error(std::string_view message, Fields fields = {}, std::string_view trace_id = {});

 private:
  void Write(std::string_view level, std::string_view message, Fields fields, std::string_view trace_id)
      ABSL_LOCKS_EXCLUDED(mutex_);

  const std::string service_;
  const SystemClock system_clock_;
  const Clock& clock_;
  absl::Mutex mutex_;
  std::ostream& out_ ABSL_GUARDED_BY(mutex_);
};

// `text` as a JSON string with its quotes; invalid UTF-8 replaced by U+FFFD.
std::string JsonString(std::string_view text);

}  // namespace sitrep::obs
