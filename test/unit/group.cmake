# Unit tests of lib/group: psi_unit_test(unit_NAME test_NAME.c)
