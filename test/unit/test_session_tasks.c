/*
 * Steps whose work is done in parts: they leave the bytes of the same step in one
 * piece, and nothing but that, whatever happens to the parts.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "psi/tasks.h"

#include "support/fixed_random.h"
#include "support/memory.h"
#include "support/scratch_memory.h"
#include "support/session_world.h"

#define A 0
#define B 1
#define LITTLE 16000
#define FEW                                                                    \
	"a1,customer,domain,one.example\na2,customer,domain,two.example\n"     \
	"a2,customer,domain,six.example\na3,customer,domain,ten.example\n"     \
	"a4,customer,domain,two.example\n"
#define NO_PADDING "padding-multiple,1\n"

/* ---- steps ---- */

static int
cut_run(struct world *world, const struct psi_buf *keys, uint32_t parts,
    uint32_t run)
{
	struct psi_blind_options options = PSI_BLIND_OPTIONS_INIT;
	struct psi_session *session = NULL;
	struct memory memory;
	struct psi_source source =
	    memory_source(&memory, keys->data, keys->len);
	int rc = world_open(world, A, &session);

	options.run = run;
	if (rc == 0)
		rc = psi_session_blind_plan(
		    session, &source, &options, parts, &world->err);
	psi_session_free(session);
	return rc;
}

static int
cut(struct world *world, const struct psi_buf *keys, uint32_t parts)
{
	return cut_run(world, keys, parts, 0);
}

/* On a node, which has the folder alone. */
static int
make_part(struct world *world, enum psi_tasks_step step, uint32_t part)
{
	struct psi_session_options options = PSI_SESSION_OPTIONS_INIT;
	struct psi_store folder = store_memory_store(&world->party[A].folder);
	struct psi_session *session = NULL;
	int rc;

	options.today = world->today;
	options.jobs = world->jobs;
	rc = psi_session_open(
	    &session, &folder, NULL, NULL, NULL, &options, &world->err);
	if (rc == 0)
		rc = psi_session_part(session, step, part, &world->err);
	psi_session_free(session);
	return rc;
}

static int
put_together(struct world *world, const struct psi_buf *keys)
{
	struct psi_session *session = NULL;
	struct memory memory;
	struct psi_source source =
	    memory_source(&memory, keys->data, keys->len);
	int rc = world_open(world, A, &session);

	if (rc == 0)
		rc = psi_session_blind_finish(session, &source, &world->err);
	psi_session_free(session);
	return rc;
}

static int
cut_exchange(struct world *world, const struct psi_buf *file, uint32_t parts)
{
	struct psi_session *session = NULL;
	struct memory memory;
	struct psi_source source =
	    memory_source(&memory, file->data, file->len);
	int rc = world_open(world, A, &session);

	if (rc == 0)
		rc = psi_session_exchange_plan(
		    session, &source, parts, &world->err);
	psi_session_free(session);
	return rc;
}

static int
put_exchange_together(struct world *world)
{
	struct psi_session *session = NULL;
	int rc = world_open(world, A, &session);

	if (rc == 0)
		rc = psi_session_exchange_finish(session, &world->err);
	psi_session_free(session);
	return rc;
}

static void
make_parts(struct world *world, enum psi_tasks_step step, uint32_t num)
{
	/* Backwards, and the first one twice. */
	for (uint32_t i = num; i > 0; i--)
		world_ok(world, make_part(world, step, i));
	world_ok(world, make_part(world, step, 1));
}

/* ---- what is left ---- */

static void
assert_no_tasks(const struct world *world)
{
	const struct store_memory *folder = &world->party[A].folder;

	for (size_t i = 0; i < STORE_MEMORY_OBJECTS; i++)
		if (folder->object[i].exists &&
		    strncmp(folder->object[i].name, "task", 4) == 0)
			fail_msg("%s is left", folder->object[i].name);
}

static void
assert_same_folder(
    const struct store_memory *one, const struct store_memory *other)
{
	const char *name = store_memory_difference(one, other);

	if (name != NULL)
		fail_msg("%s differs", name);
}

static enum psi_session_state
state_of(struct world *world)
{
	struct psi_session_status status;

	world_status(world, A, &status);
	return status.state;
}

/* Change one byte of an object; returns what it was. */
static uint8_t
flip(struct world *world, const char *name, size_t at)
{
	const struct psi_buf *bytes =
	    store_memory_get(&world->party[A].folder, name);
	uint8_t was;

	assert_non_null(bytes);
	assert_true(at < bytes->len);
	was = bytes->data[at];
	bytes->data[at] ^= 1;
	return was;
}

static void
unflip(struct world *world, const char *name, size_t at)
{
	(void)flip(world, name, at);
}

static size_t
length(struct world *world, const char *name)
{
	const struct psi_buf *bytes =
	    store_memory_get(&world->party[A].folder, name);

	assert_non_null(bytes);
	return bytes->len;
}

/* ---- the same bytes ---- */

static void
many_keys(struct psi_buf *out, size_t num)
{
	struct psi_buf rows = PSI_BUF_INIT;
	char row[128];

	for (size_t i = 0; i < num; i++) {
		int len = snprintf(row, sizeof row, "a%u,%s,%s,d%u.example\n",
		    (unsigned int)(i / 3),
		    i / 3 % 4 == 1 ? "prospect" : "customer",
		    i % 7 == 0 ? "unknown" : "domain",
		    (unsigned int)(i * 7 % (num - num / 4)));

		assert_int_equal(
		    psi_buf_append(&rows, row, (size_t)len, NULL), 0);
	}
	assert_int_equal(psi_buf_append(&rows, "", 1, NULL), 0);
	world_keys(out, (const char *)rows.data);
	psi_buf_clear(&rows);
}

static bool
plan_says(struct world *world, const char *line)
{
	const struct psi_buf *plan =
	    store_memory_get(&world->party[A].folder, "tasks.csv");
	size_t len = strlen(line);

	assert_non_null(plan);
	for (size_t at = 0; at + len <= plan->len; at++)
		if (memcmp(plan->data + at, line, len) == 0)
			return true;
	return false;
}

static void
check_same(const char *terms, size_t num, uint32_t parts, bool on_disk)
{
	struct psi_buf keys = PSI_BUF_INIT;
	struct scratch_memory disk;
	struct psi_scratch scratch;
	struct world world;
	struct store_memory before, ledger, whole;

	world_init(&world, terms);
	many_keys(&keys, num);
	memset(&before, 0, sizeof before);
	memset(&ledger, 0, sizeof ledger);
	memset(&whole, 0, sizeof whole);
	store_memory_copy(&before, &world.party[A].folder);
	store_memory_copy(&ledger, &world.party[A].ledger);
	fixed_random(true);
	world_ok(&world, world_blind(&world, A, &keys, 0));
	store_memory_copy(&whole, &world.party[A].folder);
	store_memory_clear(&world.party[A].folder);
	store_memory_clear(&world.party[A].ledger);
	store_memory_copy(&world.party[A].folder, &before);
	store_memory_copy(&world.party[A].ledger, &ledger);
	world.jobs = 3;
	scratch_memory_init(&disk);
	scratch = scratch_memory_scratch(&disk);
	world.scratch = &scratch;
	world.memory = on_disk ? LITTLE : 100000000;
	world_ok(&world, cut(&world, &keys, parts));
	assert_true(plan_says(&world, on_disk ? "sorted,1" : "sorted,0"));
	make_parts(&world, PSI_TASKS_BLIND, parts);
	/* The parts were cut in an order, and come in it, whatever the memory
	 * is now. */
	world.memory = on_disk ? 100000000 : LITTLE;
	world_ok(&world, put_together(&world, &keys));
	fixed_random(false);
	assert_same_folder(&world.party[A].folder, &whole);
	assert_true(scratch_memory_is_quiet(&disk));
	/* And again. */
	world_ok(&world, put_together(&world, &keys));
	assert_same_folder(&world.party[A].folder, &whole);
	store_memory_clear(&before);
	store_memory_clear(&ledger);
	store_memory_clear(&whole);
	psi_buf_clear(&keys);
	world_clear(&world);
}

static void
same_bytes(void **state)
{
	(void)state;
	check_same("padding-multiple,4\n", 3000, 1, false);
	check_same("padding-multiple,64\n", 3000, 7, false);
	check_same("padding-multiple,64\n", 3000, 7, true);
	check_same("padding-multiple,1\nsuite,P256-SHA256\n", 900, 3, false);
	check_same("mode,counts\nminimum-overlap,0\nsuppress-below,0\n"
		   "padding-multiple,4\ngroup,customer\ngroup,prospect\n",
	    2000, 4, true);
	/* More parts than rows. */
	check_same("padding-multiple,1\n", 8, 10, false);
}

/* With randomness that is some, the partner finds the same matches. */
static void
a_partner_sees_no_difference(void **state)
{
	struct psi_buf keys = PSI_BUF_INIT;
	struct psi_session_status status;
	struct psi_buf file = PSI_BUF_INIT;
	struct world world;

	(void)state;
	world_init(&world, "padding-multiple,8\n");
	world_keys(&keys, FEW);
	world_ok(&world, cut(&world, &keys, 3));
	make_parts(&world, PSI_TASKS_BLIND, 3);
	world_ok(&world, put_together(&world, &keys));
	assert_no_tasks(&world);
	world_keys(&keys,
	    "b1,customer,domain,two.example\nb2,customer,domain,no.example\n"
	    "b3,customer,domain,ten.example\n");
	world_ok(&world, world_blind(&world, B, &keys, 0));
	world_ok(&world, world_copy(&world, B, "blinded", &file));
	world_ok(&world, world_exchange(&world, A, file.data, file.len));
	world_ok(&world, world_copy(&world, A, "blinded", &file));
	world_ok(&world, world_exchange(&world, B, file.data, file.len));
	world_reveal_rest(&world);
	world_status(&world, A, &status);
	assert_int_equal(status.matches, 2);
	assert_int_equal(status.matched_accounts, 3);
	psi_buf_clear(&keys);
	psi_buf_clear(&file);
	world_clear(&world);
}

/* ---- parts that are missing, or not what they were ---- */

static void
missing(void **state)
{
	struct psi_buf keys = PSI_BUF_INIT;
	struct world world;

	(void)state;
	world_init(&world, NO_PADDING);
	world_keys(&keys, FEW);
	assert_int_equal(make_part(&world, PSI_TASKS_BLIND, 1), PSI_E_STATE);
	assert_int_equal(put_together(&world, &keys), PSI_E_STATE);
	world_ok(&world, cut(&world, &keys, 3));
	assert_int_equal(make_part(&world, PSI_TASKS_EXCHANGE, 1), PSI_E_STATE);
	assert_int_equal(make_part(&world, PSI_TASKS_BLIND, 0), PSI_E_STATE);
	assert_int_equal(make_part(&world, PSI_TASKS_BLIND, 4), PSI_E_STATE);
	world_ok(&world, make_part(&world, PSI_TASKS_BLIND, 2));
	assert_int_equal(put_together(&world, &keys), PSI_E_STATE);
	assert_string_equal(
	    world.err.text, "2 of the 3 parts are not there yet: 1,3");
	assert_int_equal(state_of(&world), PSI_SESSION_PREPARING);
	/* The same plan again does nothing, and another one begins anew. */
	world_ok(&world, cut(&world, &keys, 3));
	assert_non_null(store_memory_get(&world.party[A].folder, "task-2.out"));
	world_ok(&world, cut(&world, &keys, 2));
	assert_null(store_memory_get(&world.party[A].folder, "task-2.out"));
	assert_null(store_memory_get(&world.party[A].folder, "task-3.in"));
	make_parts(&world, PSI_TASKS_BLIND, 2);
	world_ok(&world, put_together(&world, &keys));
	assert_no_tasks(&world);
	assert_int_equal(cut(&world, &keys, 2), PSI_E_STATE);
	assert_int_equal(cut(&world, &keys, 0), PSI_E_ARG);
	assert_int_equal(make_part(&world, PSI_TASKS_BLIND, 1), PSI_E_STATE);
	psi_buf_clear(&keys);
	world_clear(&world);
}

/* Not one bit of a result can be another one. */
static void
edited_results(void **state)
{
	struct psi_buf keys = PSI_BUF_INIT;
	struct world world;
	size_t len;

	(void)state;
	world_init(&world, NO_PADDING);
	world_keys(&keys, FEW);
	world_ok(&world, cut(&world, &keys, 2));
	make_parts(&world, PSI_TASKS_BLIND, 2);
	len = length(&world, "task-2.out");
	for (size_t at = 0; at < len; at++) {
		(void)flip(&world, "task-2.out", at);
		assert_int_equal(put_together(&world, &keys), PSI_E_STATE);
		assert_non_null(strstr(world.err.text, "part 2 "));
		assert_non_null(strstr(world.err.hint, "--part 2"));
		unflip(&world, "task-2.out", at);
	}
	assert_int_equal(state_of(&world), PSI_SESSION_PREPARING);
	assert_null(store_memory_get(&world.party[A].folder, "blinded.csv"));
	psi_buf_clear(&keys);
	world_clear(&world);
}

static void
cut_off_and_swapped(void **state)
{
	struct psi_buf keys = PSI_BUF_INIT;
	struct psi_buf one = PSI_BUF_INIT;
	struct store_memory *folder;
	const struct psi_buf *bytes;
	struct world world;

	(void)state;
	world_init(&world, NO_PADDING);
	folder = &world.party[A].folder;
	world_keys(&keys, FEW);
	world_ok(&world, cut(&world, &keys, 2));
	make_parts(&world, PSI_TASKS_BLIND, 2);
	bytes = store_memory_get(folder, "task-1.out");
	assert_int_equal(
	    psi_buf_append(&one, bytes->data, bytes->len, NULL), 0);
	for (size_t len = 0; len < one.len; len++) {
		store_memory_put(folder, "task-1.out", one.data, len);
		assert_int_equal(put_together(&world, &keys), PSI_E_STATE);
		assert_non_null(strstr(world.err.text, "part 1 "));
	}
	assert_int_equal(psi_buf_append(&one, "", 1, NULL), 0);
	store_memory_put(folder, "task-1.out", one.data, one.len);
	assert_int_equal(put_together(&world, &keys), PSI_E_STATE);
	one.len--;
	/* Of another part. */
	store_memory_put(folder, "task-2.out", one.data, one.len);
	store_memory_put(folder, "task-1.out", one.data, one.len);
	assert_int_equal(put_together(&world, &keys), PSI_E_STATE);
	assert_non_null(strstr(world.err.text, "part 2 "));
	/* Of another plan of the same keys. */
	world_ok(&world, cut(&world, &keys, 3));
	world_ok(&world, cut(&world, &keys, 2));
	make_parts(&world, PSI_TASKS_BLIND, 2);
	store_memory_put(folder, "task-1.out", one.data, one.len);
	assert_int_equal(put_together(&world, &keys), PSI_E_STATE);
	/* It is made again. */
	world_ok(&world, make_part(&world, PSI_TASKS_BLIND, 1));
	world_ok(&world, put_together(&world, &keys));
	psi_buf_clear(&keys);
	psi_buf_clear(&one);
	world_clear(&world);
}

/* The scalar is used on nothing that was not planned and signed here. */
static void
edited_inputs(void **state)
{
	struct psi_buf keys = PSI_BUF_INIT;
	struct store_memory *folder;
	struct world world;
	size_t len;

	(void)state;
	world_init(&world, NO_PADDING);
	folder = &world.party[A].folder;
	world_keys(&keys, FEW);
	world_ok(&world, cut(&world, &keys, 2));
	len = length(&world, "task-1.in");
	for (size_t at = 0; at < len; at++) {
		(void)flip(&world, "task-1.in", at);
		assert_int_equal(
		    make_part(&world, PSI_TASKS_BLIND, 1), PSI_E_STATE);
		unflip(&world, "task-1.in", at);
	}
	len = length(&world, "tasks.csv");
	for (size_t at = 0; at < len; at += 5) {
		(void)flip(&world, "tasks.csv", at);
		assert_int_equal(
		    make_part(&world, PSI_TASKS_BLIND, 1), PSI_E_STATE);
		assert_int_equal(put_together(&world, &keys), PSI_E_STATE);
		unflip(&world, "tasks.csv", at);
	}
	assert_null(store_memory_get(folder, "task-1.out"));
	make_parts(&world, PSI_TASKS_BLIND, 2);
	/* Other keys than those that were cut. */
	world_keys(&keys, "a1,customer,domain,one.example\n");
	assert_int_equal(put_together(&world, &keys), PSI_E_STATE);
	world_keys(&keys, FEW);
	world_ok(&world, put_together(&world, &keys));
	psi_buf_clear(&keys);
	world_clear(&world);
}

/* A folder that was put back, the scalar of another plan, another session. */
static void
put_back(void **state)
{
	struct psi_buf keys = PSI_BUF_INIT;
	struct psi_buf plan = PSI_BUF_INIT;
	const struct psi_buf *bytes;
	struct store_memory first;
	struct store_memory *folder;
	struct world world;

	(void)state;
	world_init(&world, NO_PADDING);
	folder = &world.party[A].folder;
	world_keys(&keys, FEW);
	world_ok(&world, cut(&world, &keys, 2));
	make_parts(&world, PSI_TASKS_BLIND, 2);
	memset(&first, 0, sizeof first);
	store_memory_copy(&first, folder);
	world_ok(&world, cut(&world, &keys, 3));
	/* The scalar of the first plan with the second. */
	bytes = store_memory_get(&first, "scalar.bin");
	store_memory_put(folder, "scalar.bin", bytes->data, bytes->len);
	assert_int_equal(make_part(&world, PSI_TASKS_BLIND, 1), PSI_E_STATE);
	/* All of the first: the ledger knows better. */
	store_memory_clear(folder);
	store_memory_copy(folder, &first);
	assert_int_equal(put_together(&world, &keys), PSI_E_STATE);
	assert_non_null(strstr(world.err.text, "ledger"));
	assert_int_equal(state_of(&world), PSI_SESSION_PREPARING);
	/* The plan of one session in another. */
	bytes = store_memory_get(&first, "tasks.csv");
	assert_int_equal(
	    psi_buf_append(&plan, bytes->data, bytes->len, NULL), 0);
	world_ok(&world, world_close(&world, A));
	world_new_folder(&world, A);
	world_ok(&world, cut(&world, &keys, 2));
	store_memory_put(folder, "tasks.csv", plan.data, plan.len);
	assert_int_equal(make_part(&world, PSI_TASKS_BLIND, 1), PSI_E_STATE);
	assert_int_equal(put_together(&world, &keys), PSI_E_STATE);
	store_memory_clear(&first);
	psi_buf_clear(&keys);
	psi_buf_clear(&plan);
	world_clear(&world);
}

/* What ends a plan, and an agreement that has ended. */
static void
ended(void **state)
{
	struct psi_buf keys = PSI_BUF_INIT;
	struct world world;

	(void)state;
	world_init(&world, NO_PADDING);
	world_keys(&keys, FEW);
	world_ok(&world, cut(&world, &keys, 2));
	make_parts(&world, PSI_TASKS_BLIND, 2);
	/* In one piece after all. */
	world_ok(&world, world_blind(&world, A, &keys, 0));
	assert_no_tasks(&world);
	assert_int_equal(state_of(&world), PSI_SESSION_BLINDED);
	world_ok(&world, world_close(&world, A));
	world_new_folder(&world, A);
	world_ok(&world, cut(&world, &keys, 2));
	world_ok(&world, make_part(&world, PSI_TASKS_BLIND, 1));
	world_ok(&world, world_close(&world, A));
	assert_no_tasks(&world);
	assert_int_equal(make_part(&world, PSI_TASKS_BLIND, 2), PSI_E_STATE);
	assert_int_equal(put_together(&world, &keys), PSI_E_STATE);
	world_new_folder(&world, A);
	world_ok(&world, cut(&world, &keys, 1));
	world.today += 20000;
	assert_int_equal(
	    make_part(&world, PSI_TASKS_BLIND, 1), PSI_E_AGREEMENT);
	psi_buf_clear(&keys);
	world_clear(&world);
}

/* ---- the partner's elements ---- */

/* What A has of a long list of B. */
#define SHARED 20

/* Both blind, and what B made is in `file`. */
static void
begin_exchange(
    struct world *world, const char *terms, size_t num, struct psi_buf *file)
{
	struct psi_buf keys = PSI_BUF_INIT;

	world_init(world, terms);
	world->jobs = 2;
	for (size_t who = 0; who < 2; who++) {
		if (num > 0)
			world_many_keys(&keys, 0, who == A ? SHARED : num);
		else
			world_keys(&keys, FEW);
		world_ok(world, world_blind(world, who, &keys, 0));
	}
	world_ok(world, world_copy(world, B, "blinded", file));
	psi_buf_clear(&keys);
}

/* The same bytes in one piece and in parts; and B finds in them what it should. */
static void
check_exchange(const char *terms, size_t num, uint32_t parts)
{
	struct psi_buf file = PSI_BUF_INIT;
	struct store_memory before, ledger, whole;
	struct psi_session_status status;
	struct world world;

	begin_exchange(&world, terms, num, &file);
	memset(&before, 0, sizeof before);
	memset(&ledger, 0, sizeof ledger);
	memset(&whole, 0, sizeof whole);
	store_memory_copy(&before, &world.party[A].folder);
	store_memory_copy(&ledger, &world.party[A].ledger);
	fixed_random(true);
	world_ok(&world, world_exchange(&world, A, file.data, file.len));
	store_memory_copy(&whole, &world.party[A].folder);
	store_memory_clear(&world.party[A].folder);
	store_memory_clear(&world.party[A].ledger);
	store_memory_copy(&world.party[A].folder, &before);
	store_memory_copy(&world.party[A].ledger, &ledger);
	world_ok(&world, cut_exchange(&world, &file, parts));
	make_parts(&world, PSI_TASKS_EXCHANGE, parts);
	world_ok(&world, put_exchange_together(&world));
	fixed_random(false);
	assert_same_folder(&world.party[A].folder, &whole);
	world_ok(&world, put_exchange_together(&world));
	assert_same_folder(&world.party[A].folder, &whole);
	world_ok(&world, world_copy(&world, A, "blinded", &file));
	world_ok(&world, world_exchange(&world, B, file.data, file.len));
	world_reveal_rest(&world);
	world_status(&world, B, &status);
	assert_int_equal(status.matches, num > 0 ? SHARED : 4);
	store_memory_clear(&before);
	store_memory_clear(&ledger);
	store_memory_clear(&whole);
	psi_buf_clear(&file);
	world_clear(&world);
}

static void
same_answer(void **state)
{
	(void)state;
	/* Two blocks, in two of three parts. */
	check_exchange(NO_PADDING "maximum-ratio,10000\n", 65536 + 300, 3);
	check_exchange("padding-multiple,1\nsuite,P256-SHA256\n", 400, 2);
	check_exchange("mode,counts\nminimum-overlap,0\nsuppress-below,0\n"
		       "padding-multiple,1\n",
	    400, 2);
}

/* A part that is made again has other nonces, and the same elements; and one nonce
 * twice, of a generator that is none, is one proof twice. */
static void
made_twice(void **state)
{
	struct psi_buf file = PSI_BUF_INIT;
	struct psi_buf first = PSI_BUF_INIT;
	const struct psi_buf *again;
	struct world world;
	size_t proof_at;

	(void)state;
	begin_exchange(&world, NO_PADDING, 0, &file);
	world_ok(&world, cut_exchange(&world, &file, 1));
	world_ok(&world, make_part(&world, PSI_TASKS_EXCHANGE, 1));
	again = store_memory_get(&world.party[A].folder, "task-1.out");
	assert_int_equal(
	    psi_buf_append(&first, again->data, again->len, NULL), 0);
	world_ok(&world, make_part(&world, PSI_TASKS_EXCHANGE, 1));
	again = store_memory_get(&world.party[A].folder, "task-1.out");
	assert_int_equal(first.len, again->len);
	proof_at = first.len - 32 - 64;
	assert_memory_equal(first.data, again->data, proof_at);
	for (size_t half = 0; half < 64; half += 32)
		assert_memory_not_equal(first.data + proof_at + half,
		    again->data + proof_at + half, 32);
	fixed_random(true);
	world_ok(&world, make_part(&world, PSI_TASKS_EXCHANGE, 1));
	first.len = 0;
	again = store_memory_get(&world.party[A].folder, "task-1.out");
	assert_int_equal(
	    psi_buf_append(&first, again->data, again->len, NULL), 0);
	world_ok(&world, make_part(&world, PSI_TASKS_EXCHANGE, 1));
	fixed_random(false);
	again = store_memory_get(&world.party[A].folder, "task-1.out");
	assert_memory_equal(first.data, again->data, first.len);
	world_ok(&world, put_exchange_together(&world));
	psi_buf_clear(&file);
	psi_buf_clear(&first);
	world_clear(&world);
}

static void
edited_exchange(void **state)
{
	struct psi_buf file = PSI_BUF_INIT;
	struct store_memory *folder;
	struct world world;
	size_t len;

	(void)state;
	begin_exchange(&world, NO_PADDING, 0, &file);
	folder = &world.party[A].folder;
	assert_int_equal(put_exchange_together(&world), PSI_E_STATE);
	world_ok(&world, cut_exchange(&world, &file, 2));
	assert_int_equal(put_exchange_together(&world), PSI_E_STATE);
	/* All of one block; the other part is empty. */
	len = length(&world, "task-2.in");
	assert_int_equal(length(&world, "task-1.in"), 0);
	for (size_t at = 0; at < len; at++) {
		(void)flip(&world, "task-2.in", at);
		assert_int_equal(
		    make_part(&world, PSI_TASKS_EXCHANGE, 2), PSI_E_STATE);
		unflip(&world, "task-2.in", at);
	}
	len = length(&world, "tasks.csv");
	for (size_t at = 0; at < len; at += 7) {
		(void)flip(&world, "tasks.csv", at);
		assert_int_equal(
		    make_part(&world, PSI_TASKS_EXCHANGE, 2), PSI_E_STATE);
		unflip(&world, "tasks.csv", at);
	}
	assert_null(store_memory_get(folder, "task-2.out"));
	make_parts(&world, PSI_TASKS_EXCHANGE, 2);
	len = length(&world, "task-2.out");
	for (size_t at = 0; at < len; at++) {
		(void)flip(&world, "task-2.out", at);
		assert_int_equal(put_exchange_together(&world), PSI_E_STATE);
		assert_non_null(strstr(world.err.text, "part 2 "));
		assert_non_null(strstr(world.err.hint, "psi-exchange"));
		unflip(&world, "task-2.out", at);
	}
	assert_int_equal(state_of(&world), PSI_SESSION_BOUND);
	assert_null(store_memory_get(folder, "evaluated.csv"));
	world_ok(&world, put_exchange_together(&world));
	assert_no_tasks(&world);
	assert_null(store_memory_get(folder, "scalar.bin"));
	assert_int_equal(cut_exchange(&world, &file, 2), PSI_E_STATE);
	psi_buf_clear(&file);
	world_clear(&world);
}

/* What a part needs is gone or was changed: the remedy that it names helps. */
static void
check_cut_again(
    struct world *world, const struct psi_buf *input, bool is_exchange)
{
	static const char *const names[] = { "task-2.in", "task-1.in",
		"scalar.bin" };
	enum psi_tasks_step step =
	    is_exchange ? PSI_TASKS_EXCHANGE : PSI_TASKS_BLIND;
	struct psi_store store = store_memory_store(&world->party[A].folder);

	for (size_t i = 0; i < (is_exchange ? 1 : 3) * 2; i++) {
		const char *name = names[i / 2];
		uint32_t part = name[5] == '2' ? 2 : 1;

		if (i % 2 == 0)
			(void)flip(world, name, 9);
		else
			world_ok(world,
			    store.remove(store.cookie, name, &world->err));
		assert_int_equal(make_part(world, step, part), PSI_E_STATE);
		assert_string_equal(
		    world->err.hint, "cut the work again with --plan");
		world_ok(world,
		    is_exchange ? cut_exchange(world, input, 2)
				: cut(world, input, 2));
		world_ok(world, make_part(world, step, part));
	}
	make_parts(world, step, 2);
}

static void
cut_again(void **state)
{
	struct psi_buf input = PSI_BUF_INIT;
	struct world world;

	(void)state;
	world_init(&world, NO_PADDING);
	world_keys(&input, FEW);
	world_ok(&world, cut(&world, &input, 2));
	check_cut_again(&world, &input, false);
	world_ok(&world, put_together(&world, &input));
	world_clear(&world);
	begin_exchange(&world, NO_PADDING, 0, &input);
	world_ok(&world, cut_exchange(&world, &input, 2));
	check_cut_again(&world, &input, true);
	world_ok(&world, put_exchange_together(&world));
	psi_buf_clear(&input);
	world_clear(&world);
}

/* Nothing is left, whatever is missing: inputs have keys in the clear. */
static void
gaps(void **state)
{
	struct psi_buf keys = PSI_BUF_INIT;
	struct psi_store store;
	struct world world;

	(void)state;
	for (int i = 0; i < 4; i++) {
		world_init(&world, NO_PADDING);
		world_keys(&keys, FEW);
		store = store_memory_store(&world.party[A].folder);
		world_ok(&world, cut(&world, &keys, 3));
		make_parts(&world, PSI_TASKS_BLIND, 3);
		world_ok(&world,
		    store.remove(store.cookie, "task-1.in", &world.err));
		if (i == 1)
			(void)flip(&world, "tasks.csv", 40);
		if (i == 2)
			world_ok(&world,
			    store.remove(
				store.cookie, "task-2.in", &world.err));
		world_ok(&world,
		    i == 3 ? world_close(&world, A)
			   : world_blind(&world, A, &keys, 0));
		assert_no_tasks(&world);
		world_clear(&world);
	}
	psi_buf_clear(&keys);
}

/* A step that was killed when it had put the parts together, and then is run in
 * one piece. */
static void
killed_at_the_end(void **state)
{
	struct psi_buf keys = PSI_BUF_INIT;
	struct store_memory *folder;
	struct world world;

	(void)state;
	world_init(&world, NO_PADDING);
	folder = &world.party[A].folder;
	world_keys(&keys, FEW);
	world_ok(&world, cut(&world, &keys, 2));
	make_parts(&world, PSI_TASKS_BLIND, 2);
	world_ok(&world, put_together(&world, &keys));
	store_memory_put(folder, "task-1.in", keys.data, keys.len);
	store_memory_put(folder, "task-1.out", keys.data, keys.len);
	world_ok(&world, world_blind(&world, A, &keys, 0));
	assert_no_tasks(&world);
	psi_buf_clear(&keys);
	world_clear(&world);
}

/* The number of the run is agreed on with the partner: another one is not taken
 * for it, and costs no part. */
static void
other_run(void **state)
{
	struct psi_buf keys = PSI_BUF_INIT;
	struct world world;

	(void)state;
	world_init(&world, NO_PADDING);
	world_keys(&keys, FEW);
	world_ok(&world, cut_run(&world, &keys, 2, 7));
	make_parts(&world, PSI_TASKS_BLIND, 2);
	assert_int_equal(cut_run(&world, &keys, 2, 9), PSI_E_STATE);
	assert_int_equal(cut_run(&world, &keys, 3, 9), PSI_E_STATE);
	assert_int_equal(world_blind(&world, A, &keys, 9), PSI_E_STATE);
	world_ok(&world, cut_run(&world, &keys, 2, 7));
	world_ok(&world, put_together(&world, &keys));
	psi_buf_clear(&keys);
	world_clear(&world);
}

/* Back to a number of parts that was there before: of the same file it is the same
 * plan, and has to be the last one again. */
static void
cut_to_and_fro(void **state)
{
	struct psi_buf file = PSI_BUF_INIT;
	struct psi_buf plan = PSI_BUF_INIT;
	struct store_memory *folder;
	const struct psi_buf *bytes;
	struct world world;

	(void)state;
	begin_exchange(&world, NO_PADDING, 0, &file);
	folder = &world.party[A].folder;
	world_ok(&world, cut_exchange(&world, &file, 2));
	bytes = store_memory_get(folder, "tasks.csv");
	assert_int_equal(
	    psi_buf_append(&plan, bytes->data, bytes->len, NULL), 0);
	world_ok(&world, cut_exchange(&world, &file, 3));
	make_parts(&world, PSI_TASKS_EXCHANGE, 3);
	/* An old plan that was put back is not the last one. */
	store_memory_put(folder, "tasks.csv", plan.data, plan.len);
	assert_int_equal(put_exchange_together(&world), PSI_E_STATE);
	world_ok(&world, cut_exchange(&world, &file, 2));
	make_parts(&world, PSI_TASKS_EXCHANGE, 2);
	world_ok(&world, put_exchange_together(&world));
	assert_int_equal(state_of(&world), PSI_SESSION_ANSWERED);
	psi_buf_clear(&plan);
	psi_buf_clear(&file);
	world_clear(&world);
}

/* The partner's file, changed after the parts were made: to whom the answer is
 * sealed, and how much there is of it. */
static void
edited_partner_file(void **state)
{
	static const char name[] = "partner-blinded.csv";
	struct psi_buf file = PSI_BUF_INIT;
	struct store_memory *folder;
	struct world world;
	size_t len;

	(void)state;
	begin_exchange(&world, NO_PADDING, 0, &file);
	folder = &world.party[A].folder;
	world_ok(&world, cut_exchange(&world, &file, 1));
	make_parts(&world, PSI_TASKS_EXCHANGE, 1);
	/* All that its digest covers, and that; the signature was checked when
	 * the file came. */
	len = length(&world, name) - (sizeof "signature," + 88);
	for (size_t at = 0; at < len; at++) {
		(void)flip(&world, name, at);
		assert_int_equal(put_exchange_together(&world), PSI_E_STATE);
		assert_null(store_memory_get(folder, "evaluated.csv"));
		unflip(&world, name, at);
	}
	assert_int_equal(state_of(&world), PSI_SESSION_BOUND);
	assert_non_null(store_memory_get(folder, "scalar.bin"));
	world_ok(&world, put_exchange_together(&world));
	psi_buf_clear(&file);
	world_clear(&world);
}

/* One file for one scalar, in parts too; and what ends the plan. */
static void
bound_to_one_file(void **state)
{
	struct psi_buf file = PSI_BUF_INIT;
	struct psi_buf other = PSI_BUF_INIT;
	struct psi_buf keys = PSI_BUF_INIT;
	struct store_memory bound;
	struct world world;

	(void)state;
	begin_exchange(&world, NO_PADDING, 0, &file);
	world_new_folder(&world, B);
	world_new_ledger(&world, B);
	world_keys(&keys, "b1,customer,domain,one.example\n");
	world_ok(&world, world_blind(&world, B, &keys, 1));
	world_ok(&world, world_copy(&world, B, "blinded", &other));
	memset(&bound, 0, sizeof bound);
	store_memory_copy(&bound, &world.party[A].folder);
	world_ok(&world, cut_exchange(&world, &file, 2));
	assert_int_equal(cut_exchange(&world, &other, 2), PSI_E_STATE);
	/* Put back to before the file: the ledger knows which one it was. */
	store_memory_clear(&world.party[A].folder);
	store_memory_copy(&world.party[A].folder, &bound);
	assert_int_equal(cut_exchange(&world, &other, 2), PSI_E_STATE);
	assert_int_equal(make_part(&world, PSI_TASKS_EXCHANGE, 1), PSI_E_STATE);
	world_ok(&world, cut_exchange(&world, &file, 2));
	world_ok(&world, make_part(&world, PSI_TASKS_EXCHANGE, 1));
	/* In one piece after all. */
	world_ok(&world, world_exchange(&world, A, file.data, file.len));
	assert_no_tasks(&world);
	assert_int_equal(make_part(&world, PSI_TASKS_EXCHANGE, 1), PSI_E_STATE);
	/* The side that answers second has nothing to cut. */
	store_memory_clear(&bound);
	psi_buf_clear(&keys);
	psi_buf_clear(&other);
	psi_buf_clear(&file);
	world_clear(&world);
	begin_exchange(&world, "answers-first,b\n" NO_PADDING, 0, &file);
	assert_int_equal(cut_exchange(&world, &file, 2), PSI_E_STATE);
	assert_non_null(strstr(world.err.text, "answers first"));
	psi_buf_clear(&file);
	world_clear(&world);
}

/* ---- kills ---- */

/* All of it, as a script would run it again; the first failure. */
static int
blind_steps(struct world *world, const struct psi_buf *keys)
{
	int rc = cut(world, keys, 2);

	/* PSI_E_STATE: it is blinded already. */
	for (uint32_t i = 1; rc == 0 && i <= 2; i++)
		rc = make_part(world, PSI_TASKS_BLIND, i);
	return rc != 0 && rc != PSI_E_STATE ? rc : put_together(world, keys);
}

static int
exchange_steps(struct world *world, const struct psi_buf *file)
{
	int rc = cut_exchange(world, file, 2);

	for (uint32_t i = 1; rc == 0 && i <= 2; i++)
		rc = make_part(world, PSI_TASKS_EXCHANGE, i);
	return rc != 0 && rc != PSI_E_STATE ? rc : put_exchange_together(world);
}

/* A plan that is there is in the ledger. */
static void
assert_planned(struct world *world)
{
	const struct psi_buf *ledger =
	    store_memory_get(&world->party[A].ledger, "ledger.csv");
	static const char planned[] = ",planned,";
	bool found = false;

	if (store_memory_get(&world->party[A].folder, "tasks.csv") == NULL)
		return;
	for (size_t at = 0; at + sizeof planned <= ledger->len; at++)
		found = found ||
		    memcmp(ledger->data + at, planned, sizeof planned - 1) == 0;
	assert_true(found);
}

static void
kill_anywhere(bool is_exchange, enum store_memory_fault fault)
{
	int (*steps)(struct world *, const struct psi_buf *) =
	    is_exchange ? exchange_steps : blind_steps;
	struct psi_buf input = PSI_BUF_INIT;
	struct world_kept before;
	struct world world;
	struct world_party *party = &world.party[A];
	bool was_reached;
	long at = 0;

	/* All that is before the steps, made once. */
	if (is_exchange) {
		begin_exchange(&world, NO_PADDING, 0, &input);
	} else {
		world_init(&world, NO_PADDING);
		world_keys(&input, FEW);
	}
	world_keep(&before, party);
	do {
		int rc;

		world_put_back(party, &before);
		/* The folder and the ledger count together. */
		party->ledger.counter = &party->folder.own_counter;
		at++;
		store_memory_set_fault(&party->folder, at, fault);
		store_memory_set_fault(&party->ledger, at, fault);
		rc = steps(&world, &input);
		was_reached =
		    party->folder.own_counter >= party->folder.fault_at;
		store_memory_revive(&party->folder);
		store_memory_revive(&party->ledger);
		store_memory_set_fault(&party->folder, 0, fault);
		store_memory_set_fault(&party->ledger, 0, fault);
		assert_planned(&world);
		if (rc != 0)
			world_ok(&world, steps(&world, &input));
		assert_int_equal(state_of(&world),
		    is_exchange ? PSI_SESSION_ANSWERED : PSI_SESSION_BLINDED);
		assert_no_tasks(&world);
		assert_true(store_memory_is_quiet(&party->folder));
	} while (was_reached);
	assert_true(at > 60);
	world_kept_clear(&before);
	world_clear(&world);
	psi_buf_clear(&input);
}

static void
kills(void **state)
{
	(void)state;
	for (int is_exchange = 0; is_exchange < 2; is_exchange++) {
		kill_anywhere(is_exchange, STORE_MEMORY_FAIL);
		kill_anywhere(is_exchange, STORE_MEMORY_KILL_BEFORE);
		kill_anywhere(is_exchange, STORE_MEMORY_KILL_AFTER);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(same_bytes),
		cmocka_unit_test(a_partner_sees_no_difference),
		cmocka_unit_test(missing),
		cmocka_unit_test(edited_results),
		cmocka_unit_test(cut_off_and_swapped),
		cmocka_unit_test(edited_inputs),
		cmocka_unit_test(put_back),
		cmocka_unit_test(ended),
		cmocka_unit_test(same_answer),
		cmocka_unit_test(made_twice),
		cmocka_unit_test(edited_exchange),
		cmocka_unit_test(cut_again),
		cmocka_unit_test(gaps),
		cmocka_unit_test(killed_at_the_end),
		cmocka_unit_test(other_run),
		cmocka_unit_test(cut_to_and_fro),
		cmocka_unit_test(edited_partner_file),
		cmocka_unit_test(bound_to_one_file),
		cmocka_unit_test(kills),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
