#include "support/share_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "base/digest.h"
#include "support/memory.h"

/* A keys file of an export. */
static void
make_keys(struct psi_buf *out, const struct psi_buf *list, const char *rows)
{
	char hex[2 * PSI_SHA256_BYTES + 1];
	uint8_t digest[PSI_SHA256_BYTES];
	struct psi_buf plain = PSI_BUF_INIT;
	const char *text;
	const char *end;
	char row[96];

	world_keys(&plain, rows);
	text = (const char *)plain.data;
	end = strstr(text, ",,source-date,");
	assert_non_null(end);
	end = strchr(end, '\n') + 1;
	psi_sha256(digest, list->data, list->len);
	psi_hex_encode(hex, digest, sizeof digest);
	(void)snprintf(row, sizeof row, ",,export,%s\n", hex);
	psi_buf_clear(out);
	assert_int_equal(
	    psi_buf_append(out, text, (size_t)(end - text), NULL), 0);
	assert_int_equal(psi_buf_append_text(out, row, NULL), 0);
	assert_int_equal(
	    psi_buf_append(out, end, plain.len - (size_t)(end - text), NULL),
	    0);
	psi_buf_clear(&plain);
}

void
share_reveal(struct share_world *share)
{
	struct world *world = &share->world;
	struct psi_buf file = PSI_BUF_INIT;

	for (size_t i = 0; i < 2; i++) {
		world_ok(world, world_copy(world, 1 - i, "blinded", &file));
		world_ok(world, world_exchange(world, i, file.data, file.len));
	}
	world_reveal_rest(world);
	psi_buf_clear(&file);
}

void
share_begin(struct share_world *share, const char *terms,
    const char *const list[2], const char *const rows[2])
{
	struct world *world = &share->world;
	struct psi_buf text = PSI_BUF_INIT;

	memset(share, 0, sizeof *share);
	world_init(world, terms);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(psi_buf_append(&share->list[i], list[i],
				     strlen(list[i]), NULL),
		    0);
		make_keys(&text, &share->list[i], rows[i]);
		world_ok(world, world_blind(world, i, &text, 0));
	}
	psi_buf_clear(&text);
}

void
share_init(struct share_world *share, const char *terms,
    const char *const list[2], const char *const rows[2])
{
	share_begin(share, terms, list, rows);
	share_reveal(share);
}

void
share_clear(struct share_world *share)
{
	for (size_t i = 0; i < 2; i++)
		psi_buf_clear(&share->list[i]);
	world_clear(&share->world);
}

/* The list of a party, or another. */
static void
open_list(struct psi_share_list *out, struct psi_source *source,
    struct memory *memory, const struct share_world *share, size_t who,
    const char *list)
{
	static const struct psi_share_list init = PSI_SHARE_LIST_INIT;

	*out = init;
	*source = list == NULL
	    ? memory_source(memory, share->list[who].data, share->list[who].len)
	    : memory_source(memory, list, strlen(list));
	out->accounts = source;
}

int
share_make(struct share_world *share, size_t who, const char *list)
{
	static const struct psi_share_report init = PSI_SHARE_REPORT_INIT;
	struct world *world = &share->world;
	struct psi_session *session = NULL;
	struct psi_share_list opened;
	struct psi_source source;
	struct memory memory;
	int rc;

	share->report = init;
	open_list(&opened, &source, &memory, share, who, list);
	rc = world_open(world, who, &session);
	if (rc == 0)
		rc = psi_session_share(
		    session, &opened, &share->report, &world->err);
	psi_session_free(session);
	return rc;
}

int
share_copy(struct share_world *share, size_t who, unsigned int revision,
    struct psi_buf *out)
{
	struct psi_session *session = NULL;
	struct psi_sink sink = memory_sink(out);
	int rc;

	psi_buf_clear(out);
	rc = world_open(&share->world, who, &session);
	if (rc == 0)
		rc = psi_session_share_copy(
		    session, revision, &sink, &share->world.err);
	psi_session_free(session);
	return rc;
}

void
share_file(struct share_world *share, size_t who, unsigned int revision,
    struct psi_buf *out)
{
	world_ok(&share->world, share_make(share, who, NULL));
	world_ok(&share->world, share_copy(share, who, revision, out));
}

int
share_join(
    struct share_world *share, size_t who, const void *file, size_t file_len)
{
	static const struct psi_share_report init = PSI_SHARE_REPORT_INIT;
	struct psi_session *session = NULL;
	struct memory memory;
	struct psi_source source = memory_source(&memory, file, file_len);
	int rc;

	share->report = init;
	rc = world_open(&share->world, who, &session);
	if (rc == 0)
		rc = psi_session_join(
		    session, &source, &share->report, &share->world.err);
	psi_session_free(session);
	return rc;
}

int
share_pairs(struct share_world *share, size_t who, const char *list,
    struct psi_buf *out)
{
	struct psi_session *session = NULL;
	struct psi_pair_list *pairs = NULL;
	struct psi_share_list opened;
	struct psi_source source;
	struct memory memory;
	struct psi_sink sink = memory_sink(out);
	int rc;

	psi_buf_clear(out);
	open_list(&opened, &source, &memory, share, who, list);
	rc = world_open(&share->world, who, &session);
	if (rc == 0)
		rc = psi_pair_list_new(
		    &pairs, session, &opened, &share->world.err);
	if (rc == 0)
		rc = psi_pair_list_write(pairs, &sink, &share->world.err);
	if (rc == 0)
		rc = psi_buf_append(out, "", 1, &share->world.err);
	psi_pair_list_free(pairs);
	psi_session_free(session);
	return rc;
}

static void
exchange_both(struct share_world *share, unsigned int revision)
{
	struct psi_buf file = PSI_BUF_INIT;

	for (size_t i = 0; i < 2; i++)
		world_ok(&share->world, share_make(share, i, NULL));
	for (size_t i = 0; i < 2; i++) {
		world_ok(
		    &share->world, share_copy(share, 1 - i, revision, &file));
		world_ok(
		    &share->world, share_join(share, i, file.data, file.len));
	}
	psi_buf_clear(&file);
}

void
share_claims(struct share_world *share)
{
	exchange_both(share, 1);
}

void
share_fields(struct share_world *share)
{
	exchange_both(share, 2);
}
