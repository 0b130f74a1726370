# Scenarios with copied, old and damaged session folders, and with agreements
# that are to end others.
psi_cli_test(
	adversary_agreement
	adversary_folders)
