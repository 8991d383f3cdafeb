#include "common/rpc/offset_unit.h"

#include <google/protobuf/descriptor.h>

#include <vector>

#include "common/text/offsets.h"

namespace sitrep::rpc {
namespace {

void Convert(const text::OffsetConverter& converter, google::protobuf::Message& message) {
  if (message.GetDescriptor() == type::v1::Span::descriptor()) {
    auto& span = static_cast<type::v1::Span&>(message);
    span.set_begin_unit(converter.FromByte(span.begin_byte()));
    span.set_end_unit(converter.FromByte(span.end_byte()));
    return;
  }
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const google::protobuf::FieldDescriptor* field : fields) {
    if (field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (!field->is_repeated()) {
      Convert(converter, *reflection.MutableMessage(&message, field));
      continue;
    }
    const int size = reflection.FieldSize(message, field);
    for (int i = 0; i < size; ++i) Convert(converter, *reflection.MutableRepeatedMessage(&message, field, i));
  }
}

}  // namespace

void ConvertSpans(std::string_view text, type::v1::OffsetUnit unit, google::protobuf::Message& message) {
  if (unit == type::v1::OFFSET_UNIT_UNSPECIFIED || unit == type::v1::OFFSET_UNIT_BYTE) return;
  const text::OffsetConverter converter(
      text, unit == type::v1::OFFSET_UNIT_UTF16 ? text::OffsetUnit::kUtf16 : text::OffsetUnit::kCodePoint);
  Convert(converter, message);
}

}  // namespace sitrep::rpc
