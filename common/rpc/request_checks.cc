#include "common/rpc/request_checks.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/unknown_field_set.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/hash.h"
#include "common/base/status_macros.h"

namespace sitrep::rpc {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

absl::Status UnknownField(const std::string& path, const std::string& problem) {
  return MakeError(absl::StatusCode::kInvalidArgument, "UNKNOWN_FIELD",
                   absl::StrCat(path.empty() ? "request" : path, ": ", problem), {{"field", path}});
}

// "a.b[3]" under "request.".
std::string Join(const std::string& path, const FieldDescriptor& field, int index) {
  std::string joined = path.empty() ? field.name() : absl::StrCat(path, ".", field.name());
  if (field.is_repeated()) absl::StrAppend(&joined, "[", index, "]");
  return joined;
}

absl::Status CheckEnum(const Message& message, const FieldDescriptor& field, int count, const std::string& path) {
  const Reflection& reflection = *message.GetReflection();
  const EnumDescriptor& type = *field.enum_type();
  for (int i = 0; i < count; ++i) {
    const int value = field.is_repeated() ? reflection.GetRepeatedEnumValue(message, &field, i)
                                          : reflection.GetEnumValue(message, &field);
    if (type.FindValueByNumber(value) == nullptr) {
      return UnknownField(Join(path, field, i), absl::StrCat(value, " is not a value of ", type.name()));
    }
  }
  return absl::OkStatus();
}

// The path is only built on the way down to a message, and messages in requests are few.
absl::Status CheckMessage(const Message& message, const std::string& path) {
  const Reflection& reflection = *message.GetReflection();
  const auto& unknown = reflection.GetUnknownFields(message);
  if (!unknown.empty()) {
    return UnknownField(path, absl::StrCat("has an unknown field of number ", unknown.field(0).number()));
  }
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const int count = field->is_repeated() ? reflection.FieldSize(message, field) : 1;
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
      SITREP_RETURN_IF_ERROR(CheckEnum(message, *field, count, path));
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      for (int i = 0; i < count; ++i) {
        const Message& inner = field->is_repeated() ? reflection.GetRepeatedMessage(message, field, i)
                                                    : reflection.GetMessage(message, field);
        SITREP_RETURN_IF_ERROR(CheckMessage(inner, Join(path, *field, i)));
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status RejectUnknown(const Message& request) { return CheckMessage(request, ""); }

uint64_t HashRequest(const Message& request, std::initializer_list<std::string_view> except) {
  const std::unique_ptr<Message> rest(request.New());
  rest->CopyFrom(request);
  for (const std::string_view name : except) {
    const FieldDescriptor* field = request.GetDescriptor()->FindFieldByName(std::string(name));
    if (field != nullptr) rest->GetReflection()->ClearField(rest.get(), field);
  }
  std::string bytes = request.GetDescriptor()->full_name();
  bytes.push_back('\0');
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    rest->SerializeToCodedStream(&coded);
  }
  return Hash64(bytes);
}

}  // namespace sitrep::rpc
