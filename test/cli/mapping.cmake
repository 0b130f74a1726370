# Scenarios of mapping and reports.
if(TARGET psi-motions)
	psi_cli_test(motions_road)
	psi_memcheck_test(motions_road)
endif()
