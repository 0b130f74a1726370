# Unit tests of lib/mapping: psi_unit_test(unit_NAME test_NAME.c)
psi_unit_test(unit_score test_score.c)
