# Unit tests of lib/protocol: psi_unit_test(unit_NAME test_NAME.c)
psi_unit_test(unit_identity test_identity.c)
psi_unit_test(unit_ledger test_ledger.c)
psi_unit_test(unit_wire test_wire.c)
