# cmake -C test/cmake/debug.cmake: for the debugger; asserts on.
set(CMAKE_BUILD_TYPE Debug CACHE STRING "")
set(CMAKE_C_FLAGS_DEBUG "-O0 -g3" CACHE STRING "")
set(PSI_WERROR ON CACHE BOOL "")
