# Unit tests of lib/mapping: psi_unit_test(unit_NAME test_NAME.c)
psi_unit_test(unit_condition test_condition.c)
psi_unit_test(unit_mapping_value test_mapping_value.c)
psi_unit_test(unit_score test_score.c)
