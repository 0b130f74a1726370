# Scenarios of psi-run.
psi_cli_test(
	run_inbox
	run_keep
	run_never
	run_road
	run_settings
	transport_folder)

# Over real programs, where they are installed; the others say what is missing.
# A server of its own each, so not two at a time.
psi_cli_test(
	transport_mail
	transport_rclone
	transport_sftp)
set_tests_properties(cli_transport_mail cli_transport_rclone cli_transport_sftp
	PROPERTIES LABELS "cli;real" RUN_SERIAL ON)
