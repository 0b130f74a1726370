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

# The scripts of examples/cluster, where GNU parallel, sshd and Slurm are
# installed; the others say what is missing. Servers of their own.
psi_cli_test(
	cluster_slurm
	cluster_ssh)
set_tests_properties(cli_cluster_slurm cli_cluster_ssh PROPERTIES
	LABELS "cli;real" RUN_SERIAL ON)
