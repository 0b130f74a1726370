# Unit tests of lib/base: psi_unit_test(unit_NAME test_NAME.c)
