# cmake -C test/cmake/coverage.cmake -S . -B build: counts what runs
# (test/coverage.sh).
set(CMAKE_BUILD_TYPE Debug CACHE STRING "")
set(CMAKE_C_FLAGS "-O1 -g -DNDEBUG --coverage -fprofile-update=atomic" CACHE STRING "")
set(PSI_BUILD_TESTS ON CACHE BOOL "")
set(PSI_SANITIZED ON CACHE BOOL "")
