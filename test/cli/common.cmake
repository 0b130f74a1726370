# Scenarios of what all tools share: options, pipes, signals, lost output, words
# that are in no message, and what surrounds a tool.
psi_cli_test(
	common_options
	planted_words
	surroundings)
