# Scenarios of what all tools share: options, pipes, signals, lost output.
