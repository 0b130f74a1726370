# Scenarios of psi-keygen.
add_executable(at_terminal at_terminal.c)
target_link_libraries(at_terminal PRIVATE psi_build)
target_compile_definitions(at_terminal PRIVATE _XOPEN_SOURCE=700)
psi_cli_test(
	keygen_killed
	keygen_memory
	keygen_modes
	keygen_passphrase
	keygen_terminal)
psi_memcheck_test(keygen_memory)
