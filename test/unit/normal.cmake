# Unit tests of lib/normal: psi_unit_test(unit_NAME test_NAME.c)
