# Unit tests of lib/terms: psi_unit_test(unit_NAME test_NAME.c)
psi_unit_test(unit_field test_field.c)
psi_unit_test(unit_made_id test_made_id.c)
