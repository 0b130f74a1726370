# Scenarios of psi-normalize.
