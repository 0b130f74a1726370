/*
 * The key for shared fields: where it is kept, that it outlives the scalar,
 * and that it is destroyed when its time is over (FORMAT.md section 2,
 * PROTOCOL.md section 6).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "session/share_key.h"

#include "support/forge.h"
#include "support/memory.h"
#include "support/session_world.h"

#define A 0
#define B 1
#define TERMS "padding-multiple,4\n"

static const char rows_a[] = "a1,customer,domain,one.example\n"
			     "a2,prospect,domain,two.example\n";
static const char rows_b[] = "b1,customer,domain,one.example\n"
			     "b2,prospect,domain,six.example\n";

static bool
is_there(const struct world *world, size_t who)
{
	return store_memory_get(&world->party[who].folder, "share.bin") != NULL;
}

/* Open a's session, with its ledger or without, and ask for its secret. */
static int
read_key_beside(
    struct world *world, const struct psi_store *ledger, struct psi_secret *out)
{
	struct psi_session_options options = PSI_SESSION_OPTIONS_INIT;
	struct psi_store folder = store_memory_store(&world->party[A].folder);
	struct psi_session *session = NULL;
	int rc;

	options.today = world->today;
	world_ok(world,
	    psi_session_open(
		&session, &folder, ledger, NULL, NULL, &options, &world->err));
	rc = psi_share_key_read(session, out, &world->err);
	psi_session_free(session);
	return rc;
}

static int
read_key(struct world *world, struct psi_secret *out)
{
	struct psi_store ledger = store_memory_store(&world->party[A].ledger);

	return read_key_beside(world, &ledger, out);
}

static void
assert_gone(struct world *world)
{
	struct psi_secret secret = PSI_SECRET_INIT;

	assert_int_equal(read_key(world, &secret), PSI_E_STATE);
	assert_non_null(strstr(world->err.text, "is gone"));
	assert_true(world->err.hint[0] != '\0');
	assert_null(secret.data);
	assert_false(is_there(world, A));
}

/* It is the secret of the public key that was sent, and no other one's. */
static void
pair(void **state)
{
	struct psi_secret secret = PSI_SECRET_INIT;
	struct psi_buf file = PSI_BUF_INIT;
	struct forged sent = { .body = PSI_BUF_INIT };
	uint8_t public_key[PSI_SEAL_KEY_BYTES];
	struct world world;

	(void)state;
	world_init(&world, TERMS);
	world_blind_both(&world, rows_a, rows_b);
	world_ok(&world, read_key(&world, &secret));
	world_ok(&world, world_copy(&world, A, "blinded", &file));
	forge_read_blinded(&sent, &file, NULL);
	assert_int_equal(crypto_scalarmult_base(public_key, secret.data), 0);
	assert_memory_equal(
	    public_key, sent.header.share_key, sizeof public_key);
	assert_memory_not_equal(
	    public_key, sent.header.seal_key, sizeof public_key);
	psi_secret_clear(&secret);
	forged_clear(&sent);
	psi_buf_clear(&file);
	world_clear(&world);
}

/* After reveal it is there still: for 30 days. */
static void
thirty_days(void **state)
{
	struct psi_secret secret = PSI_SECRET_INIT;
	struct world world;

	(void)state;
	world_init(&world, TERMS);
	world_reveal_both(&world, rows_a, rows_b);
	assert_null(store_memory_get(&world.party[A].folder, "scalar.bin"));
	assert_null(store_memory_get(&world.party[A].folder, "seal.bin"));
	world.today += PSI_SHARE_KEY_DAYS;
	world_ok(&world, read_key(&world, &secret));
	psi_secret_clear(&secret);
	world.today++;
	assert_gone(&world);
	/* Gone is gone, whatever the clock says. */
	world.today -= 20;
	assert_gone(&world);
	world_clear(&world);
}

/* Any session that is opened too late destroys it, asked for or not. */
static void
opened_too_late(void **state)
{
	struct psi_session_status status;
	struct world world;

	(void)state;
	world_init(&world, TERMS);
	world_blind_both(&world, rows_a, rows_b);
	world.today += PSI_SHARE_KEY_DAYS + 1;
	world_status(&world, B, &status);
	assert_false(is_there(&world, B));
	assert_true(is_there(&world, A));
	world_clear(&world);
}

static void
closed(void **state)
{
	struct world world;

	(void)state;
	world_init(&world, TERMS);
	world_blind_both(&world, rows_a, rows_b);
	assert_true(is_there(&world, A));
	world_ok(&world, world_close(&world, A));
	assert_gone(&world);
	world_clear(&world);
}

/* A later run that is only closed changes nothing; one that is revealed ends
 * the time of this one. */
static void
later_run(void **state)
{
	struct psi_secret secret = PSI_SECRET_INIT;
	struct store_memory first;
	struct store_memory now;
	struct world world;

	(void)state;
	world_init(&world, TERMS);
	world_reveal_both(&world, rows_a, rows_b);
	store_memory_copy(&first, &world.party[A].folder);
	for (int revealed = 0; revealed < 2; revealed++) {
		world_new_folder(&world, A);
		world_new_folder(&world, B);
		if (revealed == 0) {
			world_blind_both(&world, rows_a, rows_b);
			world_ok(&world, world_close(&world, A));
			world_ok(&world, world_close(&world, B));
		} else {
			world_reveal_both(&world, rows_a, rows_b);
		}
		now = world.party[A].folder;
		store_memory_copy(&world.party[A].folder, &first);
		if (revealed == 0) {
			world_ok(&world, read_key(&world, &secret));
			psi_secret_clear(&secret);
		} else {
			assert_gone(&world);
		}
		store_memory_clear(&now);
	}
	store_memory_clear(&first);
	world_clear(&world);
}

/* Without the ledger nobody can say that a later run was revealed, so nothing is
 * destroyed for it; the thirty days and the ledger's next word count as ever. */
static void
without_a_ledger(void **state)
{
	struct psi_secret secret = PSI_SECRET_INIT;
	struct store_memory first;
	struct world world;

	(void)state;
	world_init(&world, TERMS);
	world_reveal_both(&world, rows_a, rows_b);
	store_memory_copy(&first, &world.party[A].folder);
	world_new_folder(&world, A);
	world_new_folder(&world, B);
	world_reveal_both(&world, rows_a, rows_b);
	world_new_folder(&world, A);
	store_memory_copy(&world.party[A].folder, &first);
	world.today += PSI_SHARE_KEY_DAYS;
	world_ok(&world, read_key_beside(&world, NULL, &secret));
	psi_secret_clear(&secret);
	assert_true(is_there(&world, A));
	world.today++;
	assert_int_equal(read_key_beside(&world, NULL, &secret), PSI_E_STATE);
	assert_false(is_there(&world, A));
	/* In time, and with the ledger. */
	world.today = WORLD_TODAY;
	world_new_folder(&world, A);
	store_memory_copy(&world.party[A].folder, &first);
	world_ok(&world, read_key_beside(&world, NULL, &secret));
	psi_secret_clear(&secret);
	assert_gone(&world);
	store_memory_clear(&first);
	world_clear(&world);
}

/* Where nothing can ever be shared, the secret is not even stored. */
static void
never_kept(void **state)
{
	static const char *const terms[] = {
		TERMS "learns,b\nanswers-first,a\n",
		TERMS "mode,counts\nsuppress-below,0\nminimum-overlap,0\n"
		      "group,none\n",
	};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct world world;

		world_init(&world, terms[i]);
		world_blind_both(&world, rows_a, rows_b);
		assert_false(is_there(&world, A));
		assert_false(is_there(&world, B));
		assert_gone(&world);
		world_clear(&world);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pair),
		cmocka_unit_test(thirty_days),
		cmocka_unit_test(opened_too_late),
		cmocka_unit_test(closed),
		cmocka_unit_test(later_run),
		cmocka_unit_test(without_a_ledger),
		cmocka_unit_test(never_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
