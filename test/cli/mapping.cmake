# Scenarios of mapping and reports.
if(TARGET psi-motions)
	psi_cli_test(diff_accounts diff_renumbered diff_road motions_road
	    motions_rules report_counts report_crm report_hints report_road
	    report_workbook)
	psi_cli_test(report_real)
	set_tests_properties(cli_report_real PROPERTIES LABELS real)
	psi_memcheck_test(diff_road motions_road motions_rules report_counts
	    report_crm report_hints report_road)
endif()
