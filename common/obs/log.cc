#include "common/obs/log.h"

#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/utf8.h"

namespace sitrep::obs {
namespace {

void AppendEscaped(std::string& out, char c) {
  static constexpr char kDigits[] = "0123456789abcdef";
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  if (static_cast<unsigned char>(c) >= 0x20) {
    out.push_back(c);
    return;
  }
  out += "\\u00";
  out.push_back(kDigits[static_cast<unsigned char>(c) >> 4]);
  out.push_back(kDigits[c & 15]);
}

}  // namespace

std::string JsonString(std::string_view text) {
  std::string out = "\"";
  for (const char c : ReplaceInvalidUtf8(text, kReplacementCharacter)) AppendEscaped(out, c);
  out.push_back('"');
  return out;
}

LogField::LogField(std::string_view key, std::string_view text) : key(key), json(JsonString(text)) {}

std::string LogField::NumberAsJson(double value) {
  return std::isfinite(value) ? absl::StrCat(value) : JsonString(absl::StrCat(value));
}

Log::Log(std::string service) : service_(std::move(service)), clock_(system_clock_), out_(std::cerr) {}

Log::Log(std::string service, const Clock& clock, std::ostream& out)
    : service_(std::move(service)), clock_(clock), out_(out) {}

void Log::Info(std::string_view message, Fields fields, std::string_view trace_id) {
  Write("info", message, fields, trace_id);
}

void Log::Warning(std::string_view message, Fields fields, std::string_view trace_id) {
  Write("warning", message, fields, trace_id);
}

void Log::Error(std::string_view message, Fields fields, std::string_view trace_id) {
  Write("error", message, fields, trace_id);
}

void Log::Write(std::string_view level, std::string_view message, Fields fields, std::string_view trace_id) {
  std::string line = "{\"ts\":\"";
  line += absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", clock_.Now(), absl::UTCTimeZone());
  line += "\",\"level\":\"";
  line += level;
  line += "\",\"service\":";
  line += JsonString(service_);
  line += ",\"msg\":";
  line += JsonString(message);
  if (!trace_id.empty()) {
    line += ",\"trace_id\":";
    line += JsonString(trace_id);
  }
  for (const LogField& field : fields) {
    line.push_back(',');
    line += JsonString(field.key);
    line.push_back(':');
    line += field.json;
  }
  line += "}\n";
  absl::MutexLock lock(&mutex_);
  out_ << line << std::flush;
}

}  // namespace sitrep::obs
