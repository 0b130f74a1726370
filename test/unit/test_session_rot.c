/*
 * Bytes of a session's own files that change on the disk: the step that reads
 * them says that the session is damaged, blames no partner, and sends nothing.
 * Each class of byte of each file: names, separators, values, line ends.
 */
#include "support/cm.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "session/share_file.h"
#include "support/memory.h"
#include "support/share_world.h"

#define A 0
#define B 1

static const char *const lists[] = {
	"id,name\nA1,Alpha\nA2,Beta\n",
	"id,name\nG1,Alpha\nG2,Gamma\n",
};
static const char *const rows[] = {
	"A1,customer,domain,alpha.example\nA2,customer,domain,beta.example\n",
	"G1,customer,domain,alpha.example\nG2,customer,domain,gamma.example\n",
};
static const char terms[] =
    "padding-multiple,4\nanswers-first,a\n"
    "share-a,customer any name\nshare-b,customer any name\n";

/* What is done with a file that rots, by whom. */
struct rotting {
	struct share_world *share;
	size_t who;
	int (*step)(struct rotting *rotting);
	/* What the partner sent. */
	const struct psi_buf *file;
	/* Nothing that this step tells or sends depends on every byte. */
	bool may_pass;
	/* The line that is rotting is a signature, and the step sends nothing
	 * of the file: the digest, which the state knows, says what is in it. */
	bool is_signature;
};

static int
step_exchange(struct rotting *rotting)
{
	return world_exchange(&rotting->share->world, rotting->who,
	    rotting->file->data, rotting->file->len);
}

static int
step_reveal(struct rotting *rotting)
{
	return world_reveal(&rotting->share->world, rotting->who,
	    rotting->file->data, rotting->file->len);
}

static int
step_claims(struct rotting *rotting)
{
	return share_make(rotting->share, rotting->who, NULL);
}

static int
step_join(struct rotting *rotting)
{
	return share_join(rotting->share, rotting->who, rotting->file->data,
	    rotting->file->len);
}

/* psi-reveal without a file. */
static int
step_matches(struct rotting *rotting)
{
	struct psi_buf out = PSI_BUF_INIT;
	int rc =
	    world_matches(&rotting->share->world, rotting->who, NULL, &out);

	psi_buf_clear(&out);
	return rc;
}

static int
step_pairs(struct rotting *rotting)
{
	struct psi_buf out = PSI_BUF_INIT;
	int rc = share_pairs(rotting->share, rotting->who, NULL, &out);

	psi_buf_clear(&out);
	return rc;
}

/* The sink, which may be a pipe, has got all of a file, or nothing. */
static int
sent(int rc, struct psi_buf *out)
{
	assert_int_equal(out->len > 0, rc == 0);
	psi_buf_clear(out);
	return rc;
}

static int
send(struct rotting *rotting, const char *what)
{
	struct psi_buf out = PSI_BUF_INIT;
	int rc = world_copy(&rotting->share->world, rotting->who, what, &out);

	return sent(rc, &out);
}

static int
step_send_blinded(struct rotting *rotting)
{
	return send(rotting, "blinded");
}

static int
step_send_answer(struct rotting *rotting)
{
	return send(rotting, "answer");
}

static int
send_shared(struct rotting *rotting, unsigned int revision)
{
	struct psi_buf out = PSI_BUF_INIT;
	int rc = share_copy(rotting->share, rotting->who, revision, &out);

	return sent(rc, &out);
}

static int
step_send_claims(struct rotting *rotting)
{
	return send_shared(rotting, PSI_SHARE_CLAIMS);
}

static int
step_send_fields(struct rotting *rotting)
{
	return send_shared(rotting, PSI_SHARE_FIELDS);
}

/* ---- rot ---- */

static void
check_words(const struct rotting *rotting, int rc, const char *name, size_t at)
{
	const struct psi_error *err = &rotting->share->world.err;

	if (rc == 0 && (rotting->may_pass || rotting->is_signature))
		return;
	if (rc == 0)
		fail_msg("%s, byte %d: nothing noticed", name, (int)at);
	if (rc != PSI_E_STATE || err->hint[0] == '\0' ||
	    strstr(err->hint, "ask your partner") != NULL ||
	    strstr(err->hint, "comes from the partner") != NULL)
		fail_msg("%s, byte %d: %s: %s; %s", name, (int)at,
		    psi_error_name(rc), err->text, err->hint);
}

/* One byte becomes another; then the step, from the state before it. */
static void
rot_at(struct rotting *rotting, const char *name, size_t at, uint8_t now)
{
	struct world_party *party = &rotting->share->world.party[rotting->who];
	struct world_kept kept;
	struct psi_buf bytes = PSI_BUF_INIT;
	const struct psi_buf *good = store_memory_get(&party->folder, name);

	world_keep(&kept, party);
	assert_int_equal(
	    psi_buf_append(&bytes, good->data, good->len, NULL), 0);
	bytes.data[at] = now;
	store_memory_put(&party->folder, name, bytes.data, bytes.len);
	memset(&rotting->share->world.err, 0, sizeof rotting->share->world.err);
	check_words(rotting, rotting->step(rotting), name, at);
	world_put_back(party, &kept);
	world_kept_clear(&kept);
	psi_buf_clear(&bytes);
}

/* The classes of a line: its name, the comma, both ends of the value, a value
 * of the same kind, the end of the line. */
static size_t
rot_line(struct rotting *rotting, const char *name, const uint8_t *bytes,
    size_t at, size_t end)
{
	const uint8_t *comma = memchr(bytes + at, ',', end - at);
	size_t value = comma != NULL ? (size_t)(comma - bytes) + 1 : at;

	rot_at(rotting, name, at, bytes[at] ^ 1);
	rot_at(rotting, name, end, ' ');
	if (comma == NULL)
		return 2;
	rot_at(rotting, name, value - 1, ';');
	rot_at(rotting, name, value, bytes[value] == '1' ? '2' : '1');
	rot_at(rotting, name, value, '!');
	rot_at(rotting, name, end - 1, bytes[end - 1] == '1' ? '2' : '1');
	rot_at(rotting, name, (value + end) / 2,
	    bytes[(value + end) / 2] == 'A' ? 'B' : 'A');
	return 7;
}

/* What is sent is checked to the last byte. */
static bool
is_sent(const struct rotting *rotting)
{
	return rotting->step == step_send_blinded ||
	    rotting->step == step_send_answer ||
	    rotting->step == step_send_claims ||
	    rotting->step == step_send_fields;
}

static void
rot_text(struct rotting *rotting, const char *name)
{
	struct world_party *party = &rotting->share->world.party[rotting->who];
	const struct psi_buf *stored = store_memory_get(&party->folder, name);
	struct psi_buf good = PSI_BUF_INIT;
	size_t num = 0;

	assert_non_null(stored);
	assert_int_equal(
	    psi_buf_append(&good, stored->data, stored->len, NULL), 0);
	for (size_t at = 0; at < good.len;) {
		const uint8_t *end =
		    memchr(good.data + at, '\n', good.len - at);

		assert_non_null(end);
		rotting->is_signature = !is_sent(rotting) &&
		    memcmp(good.data + at, "signature,", 10) == 0;
		num += rot_line(
		    rotting, name, good.data, at, (size_t)(end - good.data));
		at = (size_t)(end - good.data) + 1;
	}
	assert_true(num > 10);
	rotting->is_signature = false;
	psi_buf_clear(&good);
}

/* Each byte of a file that is no text. */
static void
rot_bytes(struct rotting *rotting, const char *name)
{
	struct world_party *party = &rotting->share->world.party[rotting->who];
	size_t len = store_memory_get(&party->folder, name)->len;

	assert_true(len > 0);
	for (size_t at = 0; at < len; at++)
		rot_at(rotting, name, at,
		    store_memory_get(&party->folder, name)->data[at] ^ 0x10);
}

/* What is told of a result, by whichever step. */
static void
rot_result(struct rotting *rotting)
{
	rotting->step = step_matches;
	rot_text(rotting, "map.csv");
	rot_text(rotting, "matches.csv");
	rot_text(rotting, "state.csv");
}

/* ---- the steps ---- */

static void
take_blinded(void **state)
{
	struct share_world share;
	struct psi_buf file = PSI_BUF_INIT;
	struct rotting rotting = { &share, A, step_send_blinded, &file, false,
		false };

	(void)state;
	share_begin(&share, terms, lists, rows);
	rot_text(&rotting, "blinded.csv");
	world_ok(&share.world, world_copy(&share.world, B, "blinded", &file));
	/* Its own elements are looked at until they are above the partner's. */
	rotting.step = step_exchange;
	rotting.may_pass = true;
	rot_text(&rotting, "blinded.csv");
	rotting.may_pass = false;
	rot_bytes(&rotting, "scalar.bin");
	world_ok(&share.world, step_exchange(&rotting));
	rotting.step = step_send_answer;
	rot_text(&rotting, "evaluated.csv");
	psi_buf_clear(&file);
	share_clear(&share);
}

/* Both have exchanged, and A has answered first: `file` is its answer. */
static void
begin_reveal(struct share_world *share, struct psi_buf *file)
{
	share_begin(share, terms, lists, rows);
	world_exchange_blinded(&share->world);
	world_ok(&share->world, world_copy(&share->world, A, "answer", file));
}

static void
reveal_first_answer(void **state)
{
	struct share_world share;
	struct psi_buf file = PSI_BUF_INIT;
	struct rotting rotting = { &share, B, step_reveal, &file, false,
		false };

	(void)state;
	begin_reveal(&share, &file);
	rot_text(&rotting, "blinded.csv");
	rot_text(&rotting, "partner-blinded.csv");
	rot_bytes(&rotting, "seal.bin");
	rot_bytes(&rotting, "scalar.bin");
	rot_text(&rotting, "map.csv");
	world_ok(&share.world, step_reveal(&rotting));
	rot_result(&rotting);
	rotting.step = step_send_answer;
	rot_text(&rotting, "answer.csv");
	psi_buf_clear(&file);
	share_clear(&share);
}

static void
reveal_second_answer(void **state)
{
	struct share_world share;
	struct psi_buf file = PSI_BUF_INIT;
	struct rotting rotting = { &share, A, step_reveal, &file, false,
		false };

	(void)state;
	begin_reveal(&share, &file);
	world_ok(
	    &share.world, world_reveal(&share.world, B, file.data, file.len));
	world_ok(&share.world, world_copy(&share.world, B, "answer", &file));
	rot_text(&rotting, "blinded.csv");
	rot_bytes(&rotting, "seal.bin");
	rot_bytes(&rotting, "partner-evaluated.bin");
	/* Only its header is read: the elements are there under both keys. */
	rotting.may_pass = true;
	rot_text(&rotting, "partner-blinded.csv");
	rotting.may_pass = false;
	rot_text(&rotting, "map.csv");
	world_ok(&share.world, step_reveal(&rotting));
	rot_result(&rotting);
	psi_buf_clear(&file);
	share_clear(&share);
}

static void
share_fields_of_matches(void **state)
{
	struct share_world share;
	struct psi_buf file = PSI_BUF_INIT;
	struct rotting rotting = { &share, A, step_claims, &file, false,
		false };

	(void)state;
	share_init(&share, terms, lists, rows);
	rot_text(&rotting, "partner-blinded.csv");
	rot_text(&rotting, "map.csv");
	rot_text(&rotting, "matches.csv");
	world_ok(&share.world, step_claims(&rotting));
	rotting.step = step_send_claims;
	rot_text(&rotting, "claims.csv");
	share_file(&share, B, PSI_SHARE_CLAIMS, &file);
	rotting.step = step_join;
	rotting.may_pass = true;
	rot_text(&rotting, "blinded.csv");
	rotting.may_pass = false;
	rot_bytes(&rotting, "share.bin");
	rot_text(&rotting, "map.csv");
	rot_text(&rotting, "matches.csv");
	world_ok(&share.world, step_join(&rotting));
	rotting.step = step_claims;
	rot_bytes(&rotting, "partner-claims.bin");
	world_ok(&share.world, share_make(&share, A, NULL));
	rotting.step = step_send_fields;
	rot_text(&rotting, "fields.csv");
	world_ok(&share.world, share_copy(&share, A, PSI_SHARE_CLAIMS, &file));
	world_ok(&share.world, share_join(&share, B, file.data, file.len));
	share_file(&share, B, PSI_SHARE_FIELDS, &file);
	rotting.step = step_join;
	rot_bytes(&rotting, "partner-claims.bin");
	world_ok(&share.world, step_join(&rotting));
	rotting.step = step_pairs;
	rot_text(&rotting, "map.csv");
	rot_text(&rotting, "matches.csv");
	rot_bytes(&rotting, "partner-claims.bin");
	rot_bytes(&rotting, "partner-fields.bin");
	psi_buf_clear(&file);
	share_clear(&share);
}

/* A folder whose blinded file changes when it is opened for the second time. */
static int (*open_stored)(void *cookie, const char *name,
    struct psi_source *out, struct psi_error *err);
static int times_opened;

static int
open_changing(void *cookie, const char *name, struct psi_source *out,
    struct psi_error *err)
{
	struct psi_buf bytes = PSI_BUF_INIT;
	const struct psi_buf *good = store_memory_get(cookie, name);

	if (strcmp(name, "blinded.csv") == 0 && ++times_opened == 2) {
		assert_int_equal(
		    psi_buf_append(&bytes, good->data, good->len, NULL), 0);
		bytes.data[bytes.len / 2] ^= 1;
		store_memory_put(cookie, name, bytes.data, bytes.len);
		psi_buf_clear(&bytes);
	}
	return open_stored(cookie, name, out, err);
}

static void
changed_while_sent(void **state)
{
	struct psi_session_options options = PSI_SESSION_OPTIONS_INIT;
	struct psi_session *session = NULL;
	struct psi_buf file = PSI_BUF_INIT;
	struct psi_sink sink = memory_sink(&file);
	struct share_world share;
	struct world_party *party;
	struct psi_store folder;
	struct psi_store ledger;

	(void)state;
	share_begin(&share, terms, lists, rows);
	party = &share.world.party[A];
	folder = store_memory_store(&party->folder);
	ledger = store_memory_store(&party->ledger);
	open_stored = folder.open;
	folder.open = open_changing;
	options.today = share.world.today;
	world_ok(&share.world,
	    psi_session_open(&session, &folder, &ledger, share.world.agreement,
		party->identity, &options, &share.world.err));
	assert_int_equal(psi_session_copy(session, PSI_SESSION_FILE_BLINDED,
			     &sink, &share.world.err),
	    PSI_E_STATE);
	assert_int_equal(times_opened, 2);
	psi_session_free(session);
	psi_buf_clear(&file);
	share_clear(&share);
}

/* Of counts there are only the numbers. */
static void
counts_of_matches(void **state)
{
	struct share_world share;
	struct psi_buf file = PSI_BUF_INIT;
	struct rotting rotting = { &share, A, step_matches, &file, false,
		false };

	(void)state;
	share_begin(&share,
	    "mode,counts\npadding-multiple,4\nsuppress-below,0\n"
	    "minimum-overlap,0\n",
	    lists, rows);
	share_reveal(&share);
	rot_text(&rotting, "matches.csv");
	rot_text(&rotting, "state.csv");
	share_clear(&share);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(take_blinded),
		cmocka_unit_test(reveal_first_answer),
		cmocka_unit_test(reveal_second_answer),
		cmocka_unit_test(share_fields_of_matches),
		cmocka_unit_test(changed_while_sent),
		cmocka_unit_test(counts_of_matches),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
