# cmake -C test/cmake/ctcheck.cmake: as released, but that the library tells
# valgrind where secrets end (lib/base/ctcheck.h). Only test/ctime is built.
set(CMAKE_BUILD_TYPE Release CACHE STRING "")
set(CMAKE_C_FLAGS "-g -DPSI_CTCHECK" CACHE STRING "")
set(PSI_CTCHECK ON CACHE BOOL "")
