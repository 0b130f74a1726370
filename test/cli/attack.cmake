# Scenarios in which the partner, or the road between, is dishonest.
psi_cli_test(attack_edited)
