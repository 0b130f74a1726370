# cmake -C test/cmake/fuzz.cmake: libFuzzer with both sanitizers, by clang.
set(CMAKE_C_COMPILER clang CACHE STRING "")
set(CMAKE_BUILD_TYPE Debug CACHE STRING "")
set(CMAKE_C_FLAGS_DEBUG "-O1 -g" CACHE STRING "")
# Buffers that inputs of a few KiB fill more than once.
set(CMAKE_C_FLAGS "-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -DPSI_WIRE_BUFFER_BYTES=4352 -DPSI_CSV_BLOCK_BYTES=256"
	CACHE STRING "")
# No parser of outside bytes is in the kernels, and clang takes minutes for each
# of them under these flags.
set(PSI_KERNELS OFF CACHE BOOL "")
set(PSI_BUILD_FUZZ ON CACHE BOOL "")
set(PSI_SANITIZED ON CACHE BOOL "")
