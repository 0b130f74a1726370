# Unit tests of lib/session: psi_unit_test(unit_NAME test_NAME.c)
psi_unit_test(unit_session test_session.c
	../support/session_world.c ../support/store_memory.c)
psi_unit_test(unit_match_list test_match_list.c ../support/scratch_memory.c
	../support/session_world.c ../support/store_memory.c)
psi_unit_test(unit_options test_options.c
	../support/session_world.c ../support/store_memory.c)
psi_unit_test(unit_session_attack test_session_attack.c ../support/forge.c
	../support/session_world.c ../support/store_memory.c)
psi_unit_test(unit_session_damaged test_session_damaged.c
	../support/session_world.c ../support/store_memory.c)
psi_unit_test(unit_session_rot test_session_rot.c ../support/share_world.c
	../support/session_world.c ../support/store_memory.c)
psi_unit_test(unit_session_crash test_session_crash.c
	../support/session_world.c ../support/store_memory.c)
psi_unit_test(unit_session_adversary test_session_adversary.c
	../support/forge.c ../support/session_world.c ../support/store_memory.c)
psi_unit_test(unit_share_key test_share_key.c ../support/forge.c
	../support/session_world.c ../support/store_memory.c)
target_link_libraries(unit_share_key PRIVATE PkgConfig::sodium)
psi_unit_test(unit_share test_share.c ../support/share_world.c
	../support/session_world.c ../support/store_memory.c)
psi_unit_test(unit_share_forged test_share_forged.c ../support/forge.c
	../support/share_world.c ../support/session_world.c
	../support/store_memory.c)
psi_unit_test(unit_session_memory test_session_memory.c
	../support/scratch_memory.c ../support/session_world.c
	../support/store_memory.c)
target_link_libraries(unit_session_memory PRIVATE PkgConfig::sodium)
psi_unit_test(unit_session_result test_session_result.c
	../support/scratch_memory.c ../support/session_world.c
	../support/store_memory.c)
psi_unit_test(unit_session_tasks test_session_tasks.c
	../support/scratch_memory.c ../support/session_world.c
	../support/store_memory.c)
target_link_libraries(unit_session_tasks PRIVATE PkgConfig::sodium)
psi_unit_test(unit_session_second test_session_second.c ../support/forge.c
	../support/scratch_memory.c ../support/session_world.c ../support/store_memory.c)

psi_unit_test(unit_share_crash test_share_crash.c ../support/share_world.c
	../support/session_world.c ../support/store_memory.c)
if(CMAKE_SYSTEM_NAME STREQUAL "Linux" AND NOT PSI_SANITIZED AND
   NOT PSI_CTCHECK)
	# Not under a sanitizer, which keeps what was freed.
	psi_unit_test(unit_residue test_residue.c
		../support/session_world.c ../support/store_memory.c)
	target_link_libraries(unit_residue PRIVATE PkgConfig::sodium)
	# Its scalar is halved the same way in each kernel.
	if(TARGET unit_kernel)
		target_sources(unit_residue PRIVATE kernel_ladder.c)
		target_compile_definitions(unit_residue PRIVATE TEST_KERNELS)
		get_source_file_property(options
			${PROJECT_SOURCE_DIR}/lib/group/simd/kernel_avx2.c
			TARGET_DIRECTORY psi_group COMPILE_OPTIONS)
		set_source_files_properties(kernel_ladder.c PROPERTIES
			COMPILE_OPTIONS "${options}")
	endif()
endif()

if(CMAKE_SYSTEM_NAME STREQUAL "Linux" AND NOT CMAKE_CROSSCOMPILING AND
   NOT PSI_CTCHECK AND
   NOT CMAKE_C_FLAGS MATCHES "-fsanitize")
	psi_unit_test(unit_no_memory test_no_memory.c
		../support/scratch_memory.c ../support/share_world.c
		../support/session_world.c ../support/store_memory.c)
endif()

# Random agreements and lists beside a reference in another language.
add_executable(share_random share_random.c ../support/share_world.c
	../support/session_world.c ../support/store_memory.c)
target_include_directories(share_random PRIVATE
	${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/lib
	${PROJECT_SOURCE_DIR}/test)
target_link_libraries(share_random PRIVATE psi_build psi_internal
	PkgConfig::cmocka)
add_dependencies(unit_programs share_random)
set(rounds 1000)
if(PSI_SHORT AND PSI_SANITIZED)
	set(rounds 200)
endif()
add_test(NAME unit_share_random COMMAND
	${CMAKE_CURRENT_SOURCE_DIR}/share_random.sh
	$<TARGET_FILE:share_random>
	${CMAKE_CURRENT_SOURCE_DIR}/share_reference.py ${rounds})
set_tests_properties(unit_share_random PROPERTIES
	LABELS unit SKIP_RETURN_CODE 77 TIMEOUT 1800)
psi_cost(unit_share_random)

psi_unit_test(unit_own_lists test_own_lists.c ../support/share_world.c
	../support/session_world.c ../support/store_memory.c)
psi_unit_test(unit_inspect test_inspect.c ../support/share_world.c
	../support/session_world.c ../support/store_memory.c)

psi_unit_test(unit_versions test_versions.c)
