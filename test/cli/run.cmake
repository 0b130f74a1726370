# Scenarios of psi-run.
psi_cli_test(
	run_budget
	run_clock
	run_exports
	run_inbox
	run_init
	run_keep
	run_last
	run_late
	run_many
	run_modes
	run_never
	run_owners
	run_parts
	run_person
	run_reading
	run_renewed
	run_road
	run_settings
	run_terms
	run_wrong_day
	run_yes
	transport_folder)

# Over real programs, where they are installed; the others say what is missing.
# A server of its own each, so not two at a time.
psi_cli_test(
	run_accounts
	run_systemd
	transport_mail
	transport_rclone
	transport_sftp)
set_tests_properties(cli_run_accounts cli_run_systemd cli_transport_mail
	cli_transport_rclone cli_transport_sftp PROPERTIES LABELS "cli;real" RUN_SERIAL ON)

# A few weeks with everything that goes wrong; test/cli/soak.sh plays more.
if(NOT PSI_SANITIZED AND NOT PSI_CTCHECK)
	add_test(NAME cli_run_soak COMMAND
		${CMAKE_CURRENT_SOURCE_DIR}/soak.sh ${PROJECT_BINARY_DIR} 2 7 1)
	set_tests_properties(cli_run_soak PROPERTIES
		LABELS cli SKIP_RETURN_CODE 77 TIMEOUT 900)
endif()
