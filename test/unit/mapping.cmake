# Unit tests of lib/mapping: psi_unit_test(unit_NAME test_NAME.c)
