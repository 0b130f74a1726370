# Scenarios of psi-blind, psi-exchange, psi-reveal and psi-close.
psi_cli_test(
	identity_copied
	second_month
	session_close
	session_copies
	session_counts
	session_killed
	session_memory
	session_parts
	session_pipes
	session_refused
	session_reveal
	session_runs
	session_tasks)
