# Unit tests of the tools' shared helper: psi_unit_test(unit_NAME test_NAME.c)
psi_unit_test(unit_grow test_grow.c $<TARGET_OBJECTS:psi_cli>)
psi_unit_test(unit_opt test_opt.c $<TARGET_OBJECTS:psi_cli>)
psi_unit_test(unit_outfile test_outfile.c $<TARGET_OBJECTS:psi_cli>)
psi_unit_test(unit_store_dir test_store_dir.c $<TARGET_OBJECTS:psi_cli>)
psi_unit_test(unit_suffix_diff test_suffix_diff.c
	${PROJECT_SOURCE_DIR}/cli/agree/suffix_diff.c $<TARGET_OBJECTS:psi_cli>)
psi_unit_test(unit_tool test_tool.c $<TARGET_OBJECTS:psi_cli>)
foreach(name grow opt outfile store_dir suffix_diff tool)
	target_include_directories(unit_${name} PRIVATE
		${PROJECT_SOURCE_DIR}/cli)
endforeach()

# Its allocations can fail.
target_link_options(unit_outfile PRIVATE LINKER:--wrap=malloc)

# The steps of a session without a command line: two companies in one process.
psi_unit_test(unit_step_session test_step_session.c
	${PROJECT_SOURCE_DIR}/cli/kit/clock.c
	${PROJECT_SOURCE_DIR}/cli/step/session_tool.c
	${PROJECT_SOURCE_DIR}/cli/step/step_session.c $<TARGET_OBJECTS:psi_cli>)
target_link_libraries(unit_step_session PRIVATE psi_tablefile)
target_include_directories(unit_step_session PRIVATE
	${PROJECT_SOURCE_DIR}/cli)

# The small files of psi-run: settings, log.
psi_unit_test(unit_run_files test_run_files.c
	${PROJECT_SOURCE_DIR}/cli/kit/clock.c
	${PROJECT_SOURCE_DIR}/cli/run/csv_text.c
	${PROJECT_SOURCE_DIR}/cli/run/journal.c
	${PROJECT_SOURCE_DIR}/cli/run/settings.c $<TARGET_OBJECTS:psi_cli>)
target_include_directories(unit_run_files PRIVATE ${PROJECT_SOURCE_DIR}/cli)
