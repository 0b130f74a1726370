# Unit tests of the kernels of lib/group, where they are built.
if(PSI_KERNELS AND CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$"
   AND CMAKE_SIZEOF_VOID_P EQUAL 8)
	psi_unit_test(unit_kernel test_kernel.c)
	psi_unit_test(unit_rounding test_rounding.c)
	psi_unit_test(unit_kernel_field
		kernel_field_avx2.c
		kernel_field_avx512.c
		kernel_field_avx512ifma.c
		test_kernel_field.c)
	# The field's headers are compiled as the kernels compile them.
	foreach(kernel avx2 avx512 avx512ifma)
		get_source_file_property(options
			${PROJECT_SOURCE_DIR}/lib/group/simd/kernel_${kernel}.c
			TARGET_DIRECTORY psi_group COMPILE_OPTIONS)
		set_source_files_properties(kernel_field_${kernel}.c PROPERTIES
			COMPILE_OPTIONS "${options}")
	endforeach()
	# Only optimised code without sanitizers has jumps worth counting.
	if(CMAKE_BUILD_TYPE MATCHES "^Rel" AND
	   NOT CMAKE_C_FLAGS MATCHES "sanitize")
		add_test(NAME unit_kernel_jumps
			COMMAND ${CMAKE_CURRENT_LIST_DIR}/kernel_jumps.sh
				$<TARGET_OBJECTS:psi_group>
			COMMAND_EXPAND_LISTS)
		set_tests_properties(unit_kernel_jumps PROPERTIES
			LABELS unit SKIP_RETURN_CODE 77)
	endif()
endif()
