/*
 * Sharing while the store fails, or the process is killed, at every single
 * operation: afterwards there is the old state or the new one, the step can be
 * run again, and what was once said is said again to the byte.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "session/share_file.h"
#include "support/memory.h"
#include "support/share_world.h"

#define A 0
#define B 1

static const char *const lists[2] = {
	"Account ID,Account Name,Owner\nA1,One,Ann\nA2,Two,Bob\n",
	"Account ID,Account Name,Owner\nB1,One,Gus\nB2,Two,Gil\n",
};
static const char *const keys[2] = {
	"A1,customer,domain,one.example\nA2,prospect,domain,two.example\n",
	"B1,customer,domain,one.example\nB2,prospect,domain,two.example\n",
};

#define TERMS                                                                  \
	"padding-multiple,4\nshare-a,any any owner\nshare-b,any any owner\n"

enum step { MAKE_CLAIMS, JOIN_CLAIMS, MAKE_FIELDS, JOIN_FIELDS, STEPS };

/* The partner's files, claims and fields. */
struct files {
	struct psi_buf file[2];
};

/* All that is before a step, made once for all its faults: no step of a changes
 * anything of b. */
struct prepared {
	struct share_world share;
	struct files files;
	struct world_kept before;
};

static int
do_step(struct share_world *share, enum step step, const struct files *files)
{
	const struct psi_buf *file = &files->file[step == JOIN_FIELDS];

	if (step == MAKE_CLAIMS || step == MAKE_FIELDS)
		return share_make(share, A, NULL);
	return share_join(share, A, file->data, file->len);
}

/* Everything that comes before the step. */
static void
prepare(struct share_world *share, struct files *files, enum step step)
{
	struct psi_buf own = PSI_BUF_INIT;

	share_init(share, TERMS, lists, keys);
	if (step >= JOIN_CLAIMS) {
		share_file(share, A, 1, &own);
		share_file(share, B, 1, &files->file[0]);
	}
	if (step >= MAKE_FIELDS)
		world_ok(&share->world, do_step(share, JOIN_CLAIMS, files));
	if (step >= JOIN_FIELDS) {
		world_ok(&share->world, do_step(share, MAKE_FIELDS, files));
		world_ok(
		    &share->world, share_join(share, B, own.data, own.len));
		share_file(share, B, 2, &files->file[1]);
	}
	psi_buf_clear(&own);
}

static void
set_fault(struct share_world *share, long at, enum store_memory_fault fault)
{
	struct world_party *a = &share->world.party[A];

	store_memory_set_fault(&a->folder, at, fault);
	a->ledger.fault_at = a->folder.fault_at;
	a->ledger.fault = fault;
}

/* What the ledger has of claims or fields that were sent. */
static size_t
num_sent(const struct share_world *share)
{
	static const char *const words[] = { ",claims-sent,", ",fields-sent," };
	const struct psi_buf *ledger =
	    store_memory_get(&share->world.party[A].ledger, "ledger.csv");
	size_t num = 0;

	assert_non_null(ledger);
	for (size_t w = 0; w < 2; w++)
		for (size_t i = 0; i + 13 <= ledger->len; i++)
			num += memcmp(ledger->data + i, words[w], 13) == 0;
	return num;
}

static void
check_same_bytes(
    struct share_world *share, const struct psi_buf *before, const char *object)
{
	const struct psi_buf *after =
	    store_memory_get(&share->world.party[A].folder, object);

	assert_non_null(after);
	assert_int_equal(before->len, after->len);
	assert_memory_equal(before->data, after->data, before->len);
}

/* Whatever was interrupted: what leaves now is in the ledger, and stays. */
static void
check_left(struct share_world *share, enum step step, struct psi_buf *said)
{
	unsigned int revision =
	    step == MAKE_CLAIMS ? PSI_SHARE_CLAIMS : PSI_SHARE_FIELDS;
	struct psi_buf file = PSI_BUF_INIT;

	if ((step == MAKE_CLAIMS || step == MAKE_FIELDS) &&
	    share_copy(share, A, revision, &file) == 0) {
		assert_int_equal(num_sent(share), revision);
		said->len = 0;
		assert_int_equal(
		    psi_buf_append(said, file.data, file.len, NULL), 0);
	}
	psi_buf_clear(&file);
}

/* One fault at operation `at`. False if the step has fewer operations. */
static bool
check_fault(struct prepared *prepared, enum step step, long at,
    enum store_memory_fault fault)
{
	const char *object =
	    step <= JOIN_CLAIMS ? PSI_OBJECT_CLAIMS : PSI_OBJECT_FIELDS;
	struct share_world *share = &prepared->share;
	const struct files *files = &prepared->files;
	struct world_party *a = &share->world.party[A];
	struct psi_buf csv = PSI_BUF_INIT;
	struct psi_buf said = PSI_BUF_INIT;
	size_t sent;
	int rc;

	world_put_back(a, &prepared->before);
	a->ledger.counter = &a->folder.own_counter;
	set_fault(share, at, fault);
	rc = do_step(share, step, files);
	assert_true(store_memory_is_quiet(&a->folder));
	assert_true(store_memory_is_quiet(&a->ledger));
	store_memory_revive(&a->folder);
	store_memory_revive(&a->ledger);
	if (rc != 0)
		assert_int_equal(rc, PSI_E_IO);
	/* What the ledger names is there, and stays. */
	sent = num_sent(share);
	if ((step == MAKE_CLAIMS || step == MAKE_FIELDS) &&
	    sent > (step == MAKE_FIELDS)) {
		const struct psi_buf *file =
		    store_memory_get(&a->folder, object);

		assert_non_null(file);
		assert_int_equal(
		    psi_buf_append(&said, file->data, file->len, NULL), 0);
	}
	check_left(share, step, &said);
	world_ok(&share->world, do_step(share, step, files));
	if (said.len > 0)
		check_same_bytes(share, &said, object);
	assert_int_equal(num_sent(share),
	    step == MAKE_CLAIMS || step == JOIN_CLAIMS ? 1 : 2);
	assert_null(store_memory_get(&a->folder, PSI_OBJECT_INCOMING_SHARED));
	world_ok(&share->world, share_pairs(share, A, NULL, &csv));
	if (step == JOIN_FIELDS)
		assert_non_null(strstr((const char *)csv.data, "Gus"));
	psi_buf_clear(&csv);
	psi_buf_clear(&said);
	return rc != 0;
}

static void
check_step(enum step step)
{
	static const enum store_memory_fault faults[] = { STORE_MEMORY_FAIL,
		STORE_MEMORY_KILL_BEFORE, STORE_MEMORY_KILL_AFTER };
	struct prepared prepared;

	memset(&prepared, 0, sizeof prepared);
	prepare(&prepared.share, &prepared.files, step);
	world_keep(&prepared.before, &prepared.share.world.party[A]);
	for (size_t f = 0; f < 3; f++) {
		long at = 1;

		while (check_fault(&prepared, step, at, faults[f]) || at < 5)
			at++;
		/* There was something to fail. */
		assert_true(at > 5);
	}
	world_kept_clear(&prepared.before);
	psi_buf_clear(&prepared.files.file[0]);
	psi_buf_clear(&prepared.files.file[1]);
	share_clear(&prepared.share);
}

static void
claims_can_fail_anywhere(void **state)
{
	(void)state;
	check_step(MAKE_CLAIMS);
	check_step(JOIN_CLAIMS);
}

static void
fields_can_fail_anywhere(void **state)
{
	(void)state;
	check_step(MAKE_FIELDS);
	check_step(JOIN_FIELDS);
}

/* A folder that was put back states nothing anew. */
static void
a_folder_that_was_put_back_says_no_other(void **state)
{
	struct share_world share;
	struct store_memory before;
	struct store_memory *folder;

	(void)state;
	share_init(&share, TERMS, lists, keys);
	folder = &share.world.party[A].folder;
	store_memory_copy(&before, folder);
	world_ok(&share.world, share_make(&share, A, NULL));
	store_memory_clear(folder);
	store_memory_copy(folder, &before);
	assert_int_equal(share_make(&share, A, NULL), PSI_E_STATE);
	store_memory_clear(&before);
	share_clear(&share);
}

/* A ledger from before the run is found before anything is made. */
static void
a_ledger_that_was_put_back_makes_nothing(void **state)
{
	struct share_world share;
	struct store_memory before;
	struct store_memory *ledger;

	(void)state;
	share_init(&share, TERMS, lists, keys);
	ledger = &share.world.party[A].ledger;
	store_memory_copy(&before, ledger);
	world_new_ledger(&share.world, A);
	assert_int_equal(share_make(&share, A, NULL), PSI_E_STATE);
	assert_null(
	    store_memory_get(&share.world.party[A].folder, "claims.csv"));
	store_memory_clear(ledger);
	store_memory_copy(ledger, &before);
	world_ok(&share.world, share_make(&share, A, NULL));
	store_memory_clear(&before);
	share_clear(&share);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(claims_can_fail_anywhere),
		cmocka_unit_test(fields_can_fail_anywhere),
		cmocka_unit_test(a_folder_that_was_put_back_says_no_other),
		cmocka_unit_test(a_ledger_that_was_put_back_makes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
