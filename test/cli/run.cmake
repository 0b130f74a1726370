# Scenarios of psi-run.
psi_cli_test(
	run_inbox
	run_keep
	run_never
	run_road
	run_settings)
