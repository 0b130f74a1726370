# Scenarios of psi-share and psi-join.
psi_cli_test(
	share_exports
	share_hostile
	share_review
	share_road)
