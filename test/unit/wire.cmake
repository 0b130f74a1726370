# Unit tests of lib/wire: psi_unit_test(unit_NAME test_NAME.c)
psi_unit_test(unit_part test_part.c)
psi_unit_test(unit_shared test_shared.c)
psi_unit_test(unit_wire test_wire.c)
