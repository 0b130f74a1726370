# Scenarios of psi-inspect.
