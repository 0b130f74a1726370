# Scenarios of psi-normalize.
psi_cli_test(
	normalize_directory
	normalize_lists
	normalize_memory
	normalize_population
	normalize_refused
	normalize_road
	normalize_workbook)
psi_memcheck_test(normalize_road)
