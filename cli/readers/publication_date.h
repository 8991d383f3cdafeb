#pragma once

#include <string>
#include <string_view>

#include "cli/readers/article_reader.h"

namespace sitrep::cli {

// Puts a date as the input has it into the submission: in ISO 8601 when it can be read (common/text/iso_date.h,
// leniently), else the date stays unknown and the original becomes the attribute "original_date".
void SetPublication(std::string_view date, ReadArticle& article);

}  // namespace sitrep::cli
