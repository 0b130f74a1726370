# cmake -C test/cmake/asan.cmake: AddressSanitizer with UBSan, asserts on.
set(CMAKE_BUILD_TYPE Debug CACHE STRING "")
set(CMAKE_C_FLAGS_DEBUG "-O1 -g" CACHE STRING "")
set(CMAKE_C_FLAGS "-fsanitize=address,undefined -fno-sanitize-recover=all -DPSI_WIRE_BUFFER_BYTES=32768 -fno-omit-frame-pointer -Werror=implicit-function-declaration"
	CACHE STRING "")
set(PSI_SANITIZED ON CACHE BOOL "")
