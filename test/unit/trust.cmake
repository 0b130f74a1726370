# Unit tests of lib/trust: psi_unit_test(unit_NAME test_NAME.c)
psi_unit_test(unit_agreement test_agreement.c)
psi_unit_test(unit_identity test_identity.c)
psi_unit_test(unit_ledger test_ledger.c)
