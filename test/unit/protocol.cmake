# Unit tests of lib/protocol: psi_unit_test(unit_NAME test_NAME.c)
psi_unit_test(unit_wire test_wire.c)
