# Scenarios of psi-agree: psi_cli_test(agree_x ...).
