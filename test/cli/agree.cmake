# Scenarios of psi-agree: psi_cli_test(agree_x ...).
psi_cli_test(
	agree_drafts
	agree_lists_damaged
	agree_mailed
	agree_refused
	agree_road
	agree_show
	agree_suffixes
	agree_terms)
psi_memcheck_test(agree_lists_damaged agree_road)
