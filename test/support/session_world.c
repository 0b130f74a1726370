#include "support/session_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "psi/ledger.h"

#include "session/state.h"

#include "support/memory.h"

static void
vouch(uint8_t digest[PSI_DIGEST_BYTES], const struct store_memory *folder,
    const char *name)
{
	const struct psi_buf *now = store_memory_get(folder, name);

	if (now != NULL)
		psi_sha256(digest, now->data, now->len);
}

void
world_vouch(struct world *world, size_t who)
{
	struct store_memory *folder = &world->party[who].folder;
	struct psi_store store = store_memory_store(folder);
	struct psi_state state;

	assert_int_equal(psi_state_read(&store, &state, NULL), 0);
	vouch(state.map_file, folder, "map.csv");
	vouch(state.matches_file, folder, "matches.csv");
	assert_int_equal(psi_state_write(&store, &state, NULL), 0);
}

void
world_ok(const struct world *world, int rc)
{
	if (rc != 0)
		fail_msg("%s: %s (line %d)", psi_error_name(rc),
		    world->err.text, (int)world->err.line);
}

struct psi_agreement *
world_agreement(struct world *world, const char *terms)
{
	static const char header[] = "term,value\n";
	char text[2][PSI_IDENTITY_TEXT_CHARS + 1];
	struct psi_agreement_preset presets[] = {
		{ "party-a-name", "Acme" },
		{ "party-a-identity", text[0] },
		{ "party-b-name", "Globex" },
		{ "party-b-identity", text[1] },
		{ "normalizer-fingerprint", WORLD_FINGERPRINT },
		{ "public-suffix-list", WORLD_FINGERPRINT },
	};
	struct psi_agreement *agreement = NULL;
	struct psi_buf draft = PSI_BUF_INIT;
	struct memory memory;
	struct psi_source source;

	for (size_t i = 0; i < 2; i++)
		psi_public_identity_format(
		    text[i], psi_identity_public(world->party[i].identity));
	assert_int_equal(psi_buf_append_text(&draft, header, NULL), 0);
	assert_int_equal(psi_buf_append_text(&draft, terms, NULL), 0);
	source = memory_source(&memory, draft.data, draft.len);
	world_ok(world,
	    psi_agreement_draft(&agreement, &source, presets,
		sizeof presets / sizeof presets[0], WORLD_TODAY, &world->err));
	for (size_t i = 0; i < 2; i++)
		world_ok(world,
		    psi_agreement_sign(
			agreement, world->party[i].identity, &world->err));
	psi_buf_clear(&draft);
	return agreement;
}

void
world_init(struct world *world, const char *terms)
{
	memset(world, 0, sizeof *world);
	world->today = WORLD_TODAY;
	world->jobs = 1;
	for (size_t i = 0; i < 2; i++) {
		struct world_party *party = &world->party[i];

		store_memory_init(&party->folder);
		assert_int_equal(
		    psi_identity_generate(&party->identity, NULL), 0);
		world_new_ledger(world, i);
	}
	world->agreement = world_agreement(world, terms);
}

void
world_clear(struct world *world)
{
	for (size_t i = 0; i < 2; i++) {
		struct world_party *party = &world->party[i];

		assert_true(store_memory_is_quiet(&party->folder));
		assert_true(store_memory_is_quiet(&party->ledger));
		store_memory_clear(&party->folder);
		store_memory_clear(&party->ledger);
		psi_identity_free(party->identity);
	}
	psi_agreement_free(world->agreement);
}

void
world_new_folder(struct world *world, size_t who)
{
	store_memory_clear(&world->party[who].folder);
	store_memory_init(&world->party[who].folder);
}

void
world_new_ledger(struct world *world, size_t who)
{
	struct world_party *party = &world->party[who];
	struct psi_store ledger;

	store_memory_clear(&party->ledger);
	store_memory_init(&party->ledger);
	ledger = store_memory_store(&party->ledger);
	assert_int_equal(psi_ledger_create(&ledger,
			     psi_identity_public(party->identity), NULL),
	    0);
}

void
world_keep(struct world_kept *out, const struct world_party *party)
{
	store_memory_copy(&out->folder, &party->folder);
	store_memory_copy(&out->ledger, &party->ledger);
}

void
world_put_back(struct world_party *party, const struct world_kept *kept)
{
	store_memory_clear(&party->folder);
	store_memory_clear(&party->ledger);
	store_memory_copy(&party->folder, &kept->folder);
	store_memory_copy(&party->ledger, &kept->ledger);
}

void
world_assert_kept(
    const struct world_party *party, const struct world_kept *kept)
{
	const char *name =
	    store_memory_difference(&party->folder, &kept->folder);

	if (name == NULL)
		name = store_memory_difference(&party->ledger, &kept->ledger);
	if (name != NULL)
		fail_msg("%s differs", name);
}

void
world_kept_clear(struct world_kept *kept)
{
	store_memory_clear(&kept->folder);
	store_memory_clear(&kept->ledger);
}

void
world_keys(struct psi_buf *out, const char *rows)
{
	static const char first[] = "account,population,type,value\n"
				    ",,normalizer,pkn2:" WORLD_FINGERPRINT "\n"
				    ",,source-date," WORLD_DATE "\n";
	char last[64];
	unsigned long num = 0;

	for (const char *p = rows; *p != '\0'; p++)
		num += *p == '\n';
	(void)snprintf(last, sizeof last, ",,rows,%lu\n", num);
	psi_buf_clear(out);
	assert_int_equal(psi_buf_append_text(out, first, NULL), 0);
	assert_int_equal(psi_buf_append_text(out, rows, NULL), 0);
	assert_int_equal(psi_buf_append_text(out, last, NULL), 0);
}

void
world_many_keys(struct psi_buf *out, size_t first, size_t num)
{
	struct psi_buf rows = PSI_BUF_INIT;

	for (size_t i = first; i < first + num; i++) {
		char row[96];

		(void)snprintf(row, sizeof row,
		    "n%lu,customer,domain,d%lu.example\n", (unsigned long)i,
		    (unsigned long)i);
		assert_int_equal(psi_buf_append_text(&rows, row, NULL), 0);
	}
	assert_int_equal(psi_buf_append(&rows, "", 1, NULL), 0);
	world_keys(out, (const char *)rows.data);
	psi_buf_clear(&rows);
}

int
world_open(struct world *world, size_t who, struct psi_session **out)
{
	struct world_party *party = &world->party[who];
	struct psi_session_options options = PSI_SESSION_OPTIONS_INIT;
	struct psi_store folder = store_memory_store(&party->folder);
	struct psi_store ledger = store_memory_store(&party->ledger);

	options.today = world->today;
	options.jobs = world->jobs;
	options.memory = world->memory;
	options.scratch = world->scratch;
	return psi_session_open(out, &folder, &ledger, world->agreement,
	    party->identity, &options, &world->err);
}

static void
keep_scalar(struct world_party *party)
{
	const struct psi_buf *scalar =
	    store_memory_get(&party->folder, "scalar.bin");

	if (scalar != NULL && scalar->len == sizeof party->scalar)
		memcpy(party->scalar, scalar->data, sizeof party->scalar);
}

int
world_blind(
    struct world *world, size_t who, const struct psi_buf *keys, uint32_t run)
{
	struct psi_blind_options options = PSI_BLIND_OPTIONS_INIT;
	struct psi_session *session = NULL;
	struct memory memory;
	struct psi_source source =
	    memory_source(&memory, keys->data, keys->len);
	int rc;

	options.run = run;
	options.after_unanswered = !world->asks;
	rc = world_open(world, who, &session);
	if (rc == 0)
		rc = psi_session_blind(session, &source, &options, &world->err);
	psi_session_free(session);
	if (rc == 0)
		keep_scalar(&world->party[who]);
	return rc;
}

int
world_exchange(
    struct world *world, size_t who, const void *file, size_t file_len)
{
	struct psi_session *session = NULL;
	struct memory memory;
	struct psi_source source = memory_source(&memory, file, file_len);
	int rc;

	rc = world_open(world, who, &session);
	if (rc == 0)
		rc = psi_session_exchange(session, &source, &world->err);
	psi_session_free(session);
	return rc;
}

int
world_reveal(struct world *world, size_t who, const void *file, size_t file_len)
{
	struct psi_session *session = NULL;
	struct memory memory;
	struct psi_source source = memory_source(&memory, file, file_len);
	int rc;

	rc = world_open(world, who, &session);
	if (rc == 0)
		rc = psi_session_reveal(
		    session, file == NULL ? NULL : &source, &world->err);
	psi_session_free(session);
	return rc;
}

int
world_close(struct world *world, size_t who)
{
	struct psi_session *session = NULL;
	int rc;

	rc = world_open(world, who, &session);
	if (rc == 0)
		rc = psi_session_close(session, &world->err);
	psi_session_free(session);
	return rc;
}

int
world_copy(
    struct world *world, size_t who, const char *what, struct psi_buf *out)
{
	struct psi_sink sink = memory_sink(out);
	struct psi_session *session = NULL;
	int rc;

	psi_buf_clear(out);
	rc = world_open(world, who, &session);
	if (rc == 0)
		rc = psi_session_copy(session,
		    strcmp(what, "blinded") == 0      ? PSI_SESSION_FILE_BLINDED
			: strcmp(what, "answer") == 0 ? PSI_SESSION_FILE_ANSWER
						      : 0,
		    &sink, &world->err);
	psi_session_free(session);
	return rc;
}

int
world_matches(struct world *world, size_t who,
    const struct psi_matches_options *options, struct psi_buf *out)
{
	struct psi_sink sink = memory_sink(out);
	struct psi_session *session = NULL;
	int rc;

	psi_buf_clear(out);
	rc = world_open(world, who, &session);
	if (rc == 0)
		rc = psi_session_matches(session, &sink, options, &world->err);
	/* So that a test can look at it as text. */
	if (rc == 0)
		rc = psi_buf_append(out, "", 1, &world->err);
	psi_session_free(session);
	return rc;
}

void
world_status(struct world *world, size_t who, struct psi_session_status *out)
{
	struct psi_session *session = NULL;

	memset(out, 0, sizeof *out);
	out->version = PSI_SESSION_STATUS_VERSION;
	world_ok(world, world_open(world, who, &session));
	world_ok(world, psi_session_status(session, out, &world->err));
	psi_session_free(session);
}

void
world_blind_both(struct world *world, const char *rows_a, const char *rows_b)
{
	struct psi_buf keys = PSI_BUF_INIT;

	world_keys(&keys, rows_a);
	world_ok(world, world_blind(world, 0, &keys, 0));
	world_keys(&keys, rows_b);
	world_ok(world, world_blind(world, 1, &keys, 0));
	psi_buf_clear(&keys);
}

void
world_exchange_blinded(struct world *world)
{
	struct psi_buf file = PSI_BUF_INIT;

	for (size_t who = 0; who < 2; who++) {
		world_ok(world, world_copy(world, 1 - who, "blinded", &file));
		world_ok(
		    world, world_exchange(world, who, file.data, file.len));
	}
	psi_buf_clear(&file);
}

void
world_exchange_both(struct world *world, const char *rows_a, const char *rows_b)
{
	world_blind_both(world, rows_a, rows_b);
	world_exchange_blinded(world);
}

size_t
world_first(const struct world *world)
{
	return psi_agreement_term(world->agreement, "answers-first", 0)[0] ==
		'a'
	    ? 0
	    : 1;
}

void
world_reveal_rest(struct world *world)
{
	const char *learns = psi_agreement_term(world->agreement, "learns", 0);
	struct psi_buf file = PSI_BUF_INIT;
	size_t first = world_first(world);
	size_t second = 1 - first;

	world_ok(world, world_copy(world, first, "answer", &file));
	world_ok(world, world_reveal(world, second, file.data, file.len));
	if (strcmp(learns, "both") == 0) {
		world_ok(world, world_copy(world, second, "answer", &file));
		world_ok(
		    world, world_reveal(world, first, file.data, file.len));
	}
	psi_buf_clear(&file);
}

void
world_reveal_both(struct world *world, const char *rows_a, const char *rows_b)
{
	world_exchange_both(world, rows_a, rows_b);
	world_reveal_rest(world);
}
