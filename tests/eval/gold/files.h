#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// Files of gold annotations. Errors name file and line: "dev.bio:12: ...".
namespace sitrep::eval {

// NOT_FOUND names the file. INVALID_ARGUMENT when it is not UTF-8.
absl::StatusOr<std::string> ReadGoldFile(const std::string& path);
// Without line ends; a byte order mark is left out.
absl::StatusOr<std::vector<std::string>> ReadGoldLines(const std::string& path);

// INVALID_ARGUMENT; lines count from 1.
absl::Status FormatError(const std::string& path, size_t line, std::string_view what);

// What tables call a file: its name with that of its folder, "ner-conll2003/dev.bio".
std::string NameOf(const std::string& path);
// Without folders.
std::string FileNameOf(const std::string& path);
// The extension with its full stop, in lower case: ".conllu".
std::string ExtensionOf(const std::string& path);
bool IsFolder(const std::string& path);
// Files as given, and for a folder those in it whose extension is this one, in order of their names. NOT_FOUND when
// there are none.
absl::StatusOr<std::vector<std::string>> ListGoldFiles(const std::vector<std::string>& paths,
                                                       std::string_view extension);

}  // namespace sitrep::eval
