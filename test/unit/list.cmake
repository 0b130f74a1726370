# Unit tests of lib/list: psi_unit_test(unit_NAME test_NAME.c)
psi_unit_test(unit_everywhere test_everywhere.c)
psi_unit_test(unit_directory test_directory.c)
psi_unit_test(unit_header test_header.c)
psi_unit_test(unit_keys_md test_keys_md.c)
target_compile_definitions(unit_keys_md PRIVATE
	KEYS_MD="${PROJECT_SOURCE_DIR}/lib/KEYS.md")
psi_unit_test(unit_normalize test_normalize.c)
psi_unit_test(unit_population_rules test_population_rules.c)
