# cmake -C test/cmake/tsan.cmake: ThreadSanitizer.
set(CMAKE_BUILD_TYPE Debug CACHE STRING "")
set(CMAKE_C_FLAGS_DEBUG "-O1 -g" CACHE STRING "")
set(CMAKE_C_FLAGS "-fsanitize=thread -fno-omit-frame-pointer -Werror=implicit-function-declaration" CACHE STRING "")
set(PSI_SANITIZED ON CACHE BOOL "")
