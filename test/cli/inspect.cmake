# Scenarios of psi-inspect.
psi_cli_test(
	inspect_files
	inspect_sessions
	inspect_versions)
