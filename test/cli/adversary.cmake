# Scenarios with copied, old and damaged session folders.
psi_cli_test(
	adversary_folders)
