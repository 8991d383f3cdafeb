# One folder is one library, one test folder is one test program; both are named after their path, so
# common/text is sitrep_common_text and tests/unit/common/text is unit_common_text, which links it.

option(SITREP_FUZZ "Build the fuzz targets with libFuzzer (needs Clang)" OFF)

find_program(SITREP_CCACHE ccache)
if(SITREP_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${SITREP_CCACHE})
endif()
find_program(SITREP_MOLD mold)
if(SITREP_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

# Our own code is compiled with warnings as errors; generated code is not (see protos/).
add_library(sitrep_warnings INTERFACE)
target_compile_options(sitrep_warnings INTERFACE -Wall -Wextra -Werror -Wno-missing-field-initializers
  $<$<CXX_COMPILER_ID:Clang>:-Wthread-safety>)

function(sitrep_path_name variable)
  file(RELATIVE_PATH path ${CMAKE_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
  string(REPLACE "/" "_" name ${path})
  set(${variable} ${name} PARENT_SCOPE)
endfunction()

# sitrep_library(DEPS ...): every .cc of this folder except main.cc, as sitrep_<path>.
function(sitrep_library)
  cmake_parse_arguments(ARG "" "" "DEPS" ${ARGN})
  sitrep_path_name(name)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  list(FILTER sources EXCLUDE REGEX "/main\\.cc$")
  if(sources)
    add_library(sitrep_${name} STATIC ${sources})
    target_include_directories(sitrep_${name} PUBLIC ${CMAKE_SOURCE_DIR})
    target_link_libraries(sitrep_${name} PUBLIC ${ARG_DEPS} PRIVATE sitrep_warnings)
  else()
    add_library(sitrep_${name} INTERFACE)
    target_include_directories(sitrep_${name} INTERFACE ${CMAKE_SOURCE_DIR})
    target_link_libraries(sitrep_${name} INTERFACE ${ARG_DEPS})
  endif()
endfunction()

# sitrep_binary(NAME): main.cc of this folder on top of its library. Runs on jemalloc, which costs less time than the
# system's allocator under many threads and keeps memory flat; sanitizers bring their own.
function(sitrep_binary binary)
  sitrep_path_name(name)
  add_executable(${binary} main.cc)
  target_link_libraries(${binary} PRIVATE sitrep_${name} sitrep_warnings)
  if(NOT CMAKE_CXX_FLAGS MATCHES fsanitize)
    target_sources(${binary} PRIVATE ${CMAKE_SOURCE_DIR}/common/allocator/jemalloc_options.cc)
    target_link_libraries(${binary} PRIVATE PkgConfig::jemalloc)
  endif()
endfunction()

# sitrep_test(LABEL DEPS ...): every *_test.cc of this folder as one program named after its path below tests/.
function(sitrep_test label)
  cmake_parse_arguments(ARG "" "" "DEPS" ${ARGN})
  file(RELATIVE_PATH path ${CMAKE_SOURCE_DIR}/tests ${CMAKE_CURRENT_SOURCE_DIR})
  string(REPLACE "/" "_" name ${path})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*_test.cc)
  add_executable(${name} ${sources})
  target_link_libraries(${name} PRIVATE ${ARG_DEPS} sitrep_warnings GTest::gmock GTest::gtest_main)
  # Test code is compiled once and runs for seconds: a fifth less time to compile is worth more.
  target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-O1>)
  add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES LABELS ${label} TIMEOUT 600
    ENVIRONMENT "SITREP_BIN=${CMAKE_RUNTIME_OUTPUT_DIRECTORY};SITREP_MODELS=${CMAKE_SOURCE_DIR}/models")
endfunction()
