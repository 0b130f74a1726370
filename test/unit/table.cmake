# Unit tests of lib/table: psi_unit_test(unit_NAME test_NAME.c)
psi_unit_test(unit_csv_reader test_csv_reader.c)
psi_unit_test(unit_csv_writer test_csv_writer.c)
psi_unit_test(unit_guess test_guess.c)
