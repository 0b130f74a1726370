# Unit tests of lib/normal: psi_unit_test(unit_NAME test_NAME.c)
psi_unit_test(unit_domain test_domain.c)
psi_unit_test(unit_keys_md test_keys_md.c)
target_compile_definitions(unit_keys_md PRIVATE
	KEYS_MD="${PROJECT_SOURCE_DIR}/lib/KEYS.md")
psi_unit_test(unit_name test_name.c)
psi_unit_test(unit_name_tables test_name_tables.c)
psi_unit_test(unit_text test_text.c)
