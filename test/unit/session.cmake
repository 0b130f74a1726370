# Unit tests of lib/session: psi_unit_test(unit_NAME test_NAME.c)
psi_unit_test(unit_session test_session.c
	../support/session_world.c ../support/store_memory.c)
psi_unit_test(unit_session_attack test_session_attack.c ../support/forge.c
	../support/session_world.c ../support/store_memory.c)
psi_unit_test(unit_session_crash test_session_crash.c
	../support/session_world.c ../support/store_memory.c)
psi_unit_test(unit_session_adversary test_session_adversary.c
	../support/forge.c ../support/session_world.c ../support/store_memory.c)
psi_unit_test(unit_share_key test_share_key.c ../support/forge.c
	../support/session_world.c ../support/store_memory.c)
target_link_libraries(unit_share_key PRIVATE PkgConfig::sodium)
psi_unit_test(unit_share test_share.c ../support/share_world.c
	../support/session_world.c ../support/store_memory.c)
psi_unit_test(unit_session_second test_session_second.c ../support/forge.c
	../support/session_world.c ../support/store_memory.c)
