# Scenarios of psi-run.
psi_cli_test(
	run_road)
