# Scenarios with copied, old and damaged session folders, and with agreements
# that are to end others; and outputs that would replace what must stay.
psi_cli_test(
	adversary_agreement
	adversary_blind
	adversary_flips
	adversary_folders
	adversary_outputs)
