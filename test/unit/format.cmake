# Unit tests of lib/format: psi_unit_test(unit_NAME test_NAME.c)
