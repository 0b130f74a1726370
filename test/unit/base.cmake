# Unit tests of lib/base: psi_unit_test(unit_NAME test_NAME.c)
psi_unit_test(unit_buf test_buf.c)
psi_unit_test(unit_bytes test_bytes.c)
psi_unit_test(unit_digest test_digest.c)
psi_unit_test(unit_error test_error.c)
psi_unit_test(unit_secret test_secret.c)
psi_unit_test(unit_workers test_workers.c)
# Run under ThreadSanitizer as well.
set_tests_properties(unit_workers PROPERTIES LABELS "unit;threads")
