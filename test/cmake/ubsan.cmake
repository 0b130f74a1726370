# cmake -C test/cmake/ubsan.cmake: UBSan alone, at the release's optimisation.
set(CMAKE_BUILD_TYPE Debug CACHE STRING "")
set(CMAKE_C_FLAGS_DEBUG "-O2 -g" CACHE STRING "")
set(CMAKE_C_FLAGS "-fsanitize=undefined -fno-sanitize-recover=all -Werror=implicit-function-declaration"
	CACHE STRING "")
set(PSI_SANITIZED ON CACHE BOOL "")
