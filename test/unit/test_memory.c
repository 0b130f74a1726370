#include "psi/memory.h"

#include <stdio.h>
#include <string.h>

#include "base/object.h"
#include "psi/normalize.h"
#include "psi/matches.h"
#include "psi/share.h"
#include "psi/version.h"
#include "support/cm.h"

static const uint8_t *
text(const char *in)
{
	return (const uint8_t *)in;
}

static void
bytes_are_appended_and_read_again(void **state)
{
	struct psi_memory *memory = NULL;
	struct psi_source source;
	struct psi_sink sink;
	uint8_t out[8];
	size_t len = 0;

	(void)state;
	assert_int_equal(psi_memory_new(&memory, text("abc"), 3, NULL), 0);
	psi_memory_sink(memory, &sink);
	assert_int_equal(sink.write(sink.cookie, text("defgh"), 5, NULL), 0);
	assert_memory_equal(psi_memory_bytes(memory, &len), "abcdefgh", 8);
	assert_int_equal(len, 8);
	for (int turn = 0; turn < 2; turn++) {
		psi_memory_source(memory, &source);
		assert_int_equal(
		    source.read(source.cookie, out, 5, &len, NULL), 0);
		assert_int_equal(len, 5);
		assert_memory_equal(out, "abcde", 5);
		assert_int_equal(
		    source.read(source.cookie, out, sizeof out, &len, NULL), 0);
		assert_int_equal(len, 3);
		for (int i = 0; i < 2; i++) {
			assert_int_equal(source.read(source.cookie, out,
					     sizeof out, &len, NULL),
			    0);
			assert_int_equal(len, 0);
		}
	}
	psi_memory_free(memory);
	psi_memory_free(NULL);
	assert_int_equal(psi_memory_new(&memory, NULL, 0, NULL), 0);
	(void)psi_memory_bytes(memory, &len);
	assert_int_equal(len, 0);
	psi_memory_free(memory);
}

static void
put(const struct psi_store *store, const char *name, const char *value)
{
	assert_int_equal(
	    psi_object_write(store, name, text(value), strlen(value), NULL), 0);
}

static void
expect(const struct psi_store *store, const char *name, const char *value)
{
	struct psi_buf got = PSI_BUF_INIT;

	assert_int_equal(psi_object_read(store, name, &got, 64, NULL), 0);
	assert_int_equal(got.len, strlen(value));
	assert_memory_equal(got.data, value, got.len);
	psi_buf_clear(&got);
}

/* What psi/store.h asks of a store. */
static void
a_store_keeps_what_was_committed(void **state)
{
	struct psi_memory_store *memory = NULL;
	struct psi_store store;
	struct psi_error err = { 0 };
	struct psi_source source;
	struct psi_sink sink;

	(void)state;
	assert_int_equal(psi_memory_store_new(&memory, NULL), 0);
	psi_memory_store(memory, &store);
	assert_int_equal(
	    store.open(store.cookie, "a", &source, &err), PSI_E_ABSENT);
	assert_int_equal(err.code, PSI_E_ABSENT);
	assert_int_equal(store.remove(store.cookie, "a", NULL), 0);
	put(&store, "a", "one");
	put(&store, "b", "two");
	expect(&store, "a", "one");
	/* Begun, and not seen; abandoned, and never there. */
	assert_int_equal(store.create(store.cookie, "a", &sink, NULL), 0);
	assert_int_equal(sink.write(sink.cookie, text("new"), 3, NULL), 0);
	expect(&store, "a", "one");
	store.abandon(store.cookie, &sink);
	expect(&store, "a", "one");
	assert_int_equal(store.create(store.cookie, "c", &sink, NULL), 0);
	store.abandon(store.cookie, &sink);
	assert_int_equal(
	    store.open(store.cookie, "c", &source, NULL), PSI_E_ABSENT);
	put(&store, "a", "three");
	expect(&store, "a", "three");
	expect(&store, "b", "two");
	assert_int_equal(store.remove(store.cookie, "a", NULL), 0);
	assert_int_equal(
	    store.open(store.cookie, "a", &source, NULL), PSI_E_ABSENT);
	put(&store, "a", "");
	expect(&store, "a", "");
	psi_memory_store_free(memory);
	psi_memory_store_free(NULL);
}

/* Many objects are open at once; their places do not move. */
static void
many_objects_are_open_at_once(void **state)
{
	struct psi_memory_store *memory = NULL;
	struct psi_source source[100];
	struct psi_store store;
	char name[16];

	(void)state;
	assert_int_equal(psi_memory_store_new(&memory, NULL), 0);
	psi_memory_store(memory, &store);
	for (int i = 0; i < 100; i++) {
		(void)snprintf(name, sizeof name, "n-%d", i);
		put(&store, name, name);
		assert_int_equal(
		    store.open(store.cookie, name, &source[i], NULL), 0);
	}
	for (int i = 0; i < 100; i++) {
		uint8_t out[8];
		size_t len;

		(void)snprintf(name, sizeof name, "n-%d", i);
		assert_int_equal(source[i].read(source[i].cookie, out,
				     sizeof out, &len, NULL),
		    0);
		assert_int_equal(len, strlen(name));
		assert_memory_equal(out, name, len);
		/* A shorter version in between is the end, not a fault. */
		put(&store, name, "");
		assert_int_equal(source[i].read(source[i].cookie, out,
				     sizeof out, &len, NULL),
		    0);
		assert_int_equal(len, 0);
		store.close(store.cookie, &source[i]);
	}
	psi_memory_store_free(memory);
}

static void
a_store_is_locked_once(void **state)
{
	struct psi_memory_store *memory = NULL;
	struct psi_store store;
	struct psi_error err = { 0 };

	(void)state;
	assert_int_equal(psi_memory_store_new(&memory, NULL), 0);
	psi_memory_store(memory, &store);
	assert_int_equal(store.lock(store.cookie, NULL), 0);
	assert_int_equal(store.lock(store.cookie, &err), PSI_E_STATE);
	assert_int_equal(err.code, PSI_E_STATE);
	store.unlock(store.cookie);
	assert_int_equal(store.lock(store.cookie, NULL), 0);
	store.unlock(store.cookie);
	psi_memory_store_free(memory);
}

static void
the_version_is_that_of_the_headers(void **state)
{
	(void)state;
	assert_string_equal(psi_version(), PSI_VERSION);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_are_appended_and_read_again),
		cmocka_unit_test(a_store_keeps_what_was_committed),
		cmocka_unit_test(many_objects_are_open_at_once),
		cmocka_unit_test(a_store_is_locked_once),
		cmocka_unit_test(the_version_is_that_of_the_headers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
