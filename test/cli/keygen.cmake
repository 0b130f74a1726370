# Scenarios of psi-keygen.
