# Scenarios of what all tools share: options, pipes, signals, lost output.
psi_cli_test(common_options)
