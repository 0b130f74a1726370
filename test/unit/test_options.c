/*
 * Structures that callers fill: how they begin, what happens to one of another
 * version, and that none grows without its version.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "psi/mapping.h"
#include "psi/matches.h"
#include "psi/normalize.h"
#include "psi/session.h"
#include "psi/share.h"
#include "support/cm.h"
#include "support/memory.h"
#include "support/session_world.h"

/* The function fills in what the macro does, and refuses other versions
 * without a touch. */
#define EXPECT_INIT(type, function, v, macro)                                  \
	do {                                                                   \
		const struct type want = macro;                                \
		struct type got;                                               \
		struct type old;                                               \
                                                                               \
		memset(&got, 0xee, sizeof got);                                \
		memset(&old, 0xee, sizeof old);                                \
		assert_int_equal(function(&got, (v) + 1), PSI_E_ARG);          \
		assert_int_equal(function(&got, 0), PSI_E_ARG);                \
		assert_memory_equal(&got, &old, sizeof got);                   \
		assert_int_equal(function(&got, v), 0);                        \
		assert_int_equal(got.version, want.version);                   \
		assert_memory_not_equal(&got, &old, sizeof got);               \
	} while (0)

static void
options_begin_as_the_macros_say(void **state)
{
	struct psi_session_options session;
	struct psi_normalize_options normalize;

	(void)state;
	EXPECT_INIT(psi_normalizer_config, psi_normalizer_config_init,
	    PSI_NORMALIZER_CONFIG_VERSION, PSI_NORMALIZER_CONFIG_INIT);
	EXPECT_INIT(psi_normalize_options, psi_normalize_options_init,
	    PSI_NORMALIZE_OPTIONS_VERSION, PSI_NORMALIZE_OPTIONS_INIT);
	EXPECT_INIT(psi_session_options, psi_session_options_init,
	    PSI_SESSION_OPTIONS_VERSION, PSI_SESSION_OPTIONS_INIT);
	EXPECT_INIT(psi_blind_options, psi_blind_options_init,
	    PSI_BLIND_OPTIONS_VERSION, PSI_BLIND_OPTIONS_INIT);
	EXPECT_INIT(psi_matches_options, psi_matches_options_init,
	    PSI_MATCHES_OPTIONS_VERSION, PSI_MATCHES_OPTIONS_INIT);
	EXPECT_INIT(psi_session_status, psi_session_status_init,
	    PSI_SESSION_STATUS_VERSION, PSI_SESSION_STATUS_INIT);
	EXPECT_INIT(psi_share_list, psi_share_list_init, PSI_SHARE_LIST_VERSION,
	    PSI_SHARE_LIST_INIT);
	EXPECT_INIT(psi_share_report, psi_share_report_init,
	    PSI_SHARE_REPORT_VERSION, PSI_SHARE_REPORT_INIT);
	EXPECT_INIT(psi_mapping_options, psi_mapping_options_init,
	    PSI_MAPPING_OPTIONS_VERSION, PSI_MAPPING_OPTIONS_INIT);
	assert_int_equal(
	    psi_session_options_init(&session, PSI_SESSION_OPTIONS_VERSION), 0);
	assert_int_equal(session.jobs, 1);
	assert_null(session.progress);
	assert_int_equal(psi_normalize_options_init(
			     &normalize, PSI_NORMALIZE_OPTIONS_VERSION),
	    0);
	assert_null(normalize.maps);
	assert_null(normalize.exclude);
	assert_int_equal(normalize.num_maps, 0);
}

/* Whoever adds a field raises the version, and then changes it here. */
static void
no_structure_grows_in_silence(void **state)
{
	static const struct {
		unsigned int version;
		unsigned int known;
		size_t bytes;
		size_t known_bytes;
	} all[] = {
		{ PSI_NORMALIZER_CONFIG_VERSION, 1,
		    sizeof(struct psi_normalizer_config), 24 },
		{ PSI_NORMALIZE_OPTIONS_VERSION, 6,
		    sizeof(struct psi_normalize_options), 136 },
		{ PSI_SESSION_OPTIONS_VERSION, 2,
		    sizeof(struct psi_session_options), 40 },
		{ PSI_BLIND_OPTIONS_VERSION, 2,
		    sizeof(struct psi_blind_options), 12 },
		{ PSI_MATCHES_OPTIONS_VERSION, 4,
		    sizeof(struct psi_matches_options), 88 },
		{ PSI_SESSION_STATUS_VERSION, 2,
		    sizeof(struct psi_session_status), 136 },
		{ PSI_MAPPING_OPTIONS_VERSION, 2,
		    sizeof(struct psi_mapping_options), 32 },
		{ PSI_SHARE_LIST_VERSION, 2, sizeof(struct psi_share_list),
		    104 },
		{ PSI_SHARE_REPORT_VERSION, 2, sizeof(struct psi_share_report),
		    568 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
		assert_int_equal(all[i].version, all[i].known);
		/* The numbers are those of 64-bit processors. */
		if (sizeof(void *) == 8)
			assert_int_equal(all[i].bytes, all[i].known_bytes);
	}
}

/* A structure of an older program, with nothing behind its version: a sanitizer
 * or valgrind sees whether anything more is read. */
static void *
older(uint32_t version)
{
	uint32_t *out = malloc(sizeof *out);

	assert_non_null(out);
	*out = version - 1;
	return out;
}

static void
an_older_structure_is_not_read(void **state)
{
	struct psi_mapping *mapping = NULL;
	struct psi_normalizer *normalizer = NULL;
	void *old = older(PSI_MAPPING_OPTIONS_VERSION);
	struct psi_error err;

	(void)state;
	assert_int_equal(psi_mapping_new(&mapping, old, &err), PSI_E_ARG);
	assert_null(mapping);
	free(old);
	old = older(PSI_NORMALIZER_CONFIG_VERSION);
	assert_int_equal(psi_normalizer_new(&normalizer, old, &err), PSI_E_ARG);
	assert_null(normalizer);
	free(old);
	old = older(PSI_MATCHES_OPTIONS_VERSION);
	assert_int_equal(psi_matches_options_check(old, &err), PSI_E_ARG);
	free(old);
}

/* What has many ways in: an export. */
static void
no_way_into_an_export(void **state)
{
	static const char suffixes[] = "// ===BEGIN ICANN DOMAINS===\ncom\n"
				       "// ===END ICANN DOMAINS===\n";
	static const char export[] = "Account ID,Website\nA,one.com\n";
	struct psi_normalizer_config config = PSI_NORMALIZER_CONFIG_INIT;
	struct psi_normalizer *normalizer = NULL;
	void *old = older(PSI_NORMALIZE_OPTIONS_VERSION);
	struct memory memory;
	struct psi_source source =
	    memory_source(&memory, export, sizeof export - 1);
	const struct psi_source *sources[] = { &source };
	struct psi_error err;

	(void)state;
	config.suffixes = (const uint8_t *)suffixes;
	config.suffixes_len = sizeof suffixes - 1;
	assert_int_equal(psi_normalizer_new(&normalizer, &config, &err), 0);
	assert_int_equal(
	    psi_normalize(normalizer, &source, NULL, old, NULL, NULL, &err),
	    PSI_E_ARG);
	assert_int_equal(psi_normalize_lists(normalizer, sources, 1, NULL, old,
			     NULL, NULL, &err),
	    PSI_E_ARG);
	assert_int_equal(
	    psi_normalize_columns(&source, old, NULL, NULL, &err), PSI_E_ARG);
	assert_int_equal(psi_normalize_explain_account(
			     normalizer, &source, old, "A", NULL, NULL, &err),
	    PSI_E_ARG);
	psi_normalizer_free(normalizer);
	free(old);
}

static void
no_way_into_a_session(void **state)
{
	struct psi_session *session = NULL;
	struct psi_session *other = NULL;
	struct psi_match_list *list = NULL;
	struct memory memory;
	struct psi_source keys = memory_source(&memory, "", 0);
	struct store_memory empty;
	struct psi_store store;
	struct world world;
	void *old = older(PSI_SESSION_OPTIONS_VERSION);

	(void)state;
	world_init(&world, "padding-multiple,4\n");
	store_memory_init(&empty);
	store = store_memory_store(&empty);
	assert_int_equal(psi_session_open(&other, &store, NULL, world.agreement,
			     NULL, old, &world.err),
	    PSI_E_ARG);
	assert_null(other);
	free(old);
	world_ok(&world, world_open(&world, 0, &session));
	old = older(PSI_BLIND_OPTIONS_VERSION);
	assert_int_equal(
	    psi_session_blind(session, &keys, old, &world.err), PSI_E_ARG);
	free(old);
	old = older(PSI_SESSION_STATUS_VERSION);
	assert_int_equal(
	    psi_session_status(session, old, &world.err), PSI_E_ARG);
	free(old);
	old = older(PSI_MATCHES_OPTIONS_VERSION);
	assert_int_equal(
	    psi_match_list_new(&list, session, old, &world.err), PSI_E_ARG);
	free(old);
	old = older(PSI_SHARE_REPORT_VERSION);
	assert_int_equal(
	    psi_session_share(session, NULL, old, &world.err), PSI_E_ARG);
	assert_int_equal(
	    psi_session_join(session, &keys, old, &world.err), PSI_E_ARG);
	free(old);
	psi_session_free(session);
	store_memory_clear(&empty);
	world_clear(&world);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options_begin_as_the_macros_say),
		cmocka_unit_test(no_structure_grows_in_silence),
		cmocka_unit_test(an_older_structure_is_not_read),
		cmocka_unit_test(no_way_into_an_export),
		cmocka_unit_test(no_way_into_a_session),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
