/*
 * Shared files whose records the partner has changed and signed again: the file
 * is blamed, by its line, never the session; nothing is kept of it, and the one
 * that was meant is taken afterwards.
 */
#include "support/cm.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "support/forge.h"
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

/* The line that begins with `name`, the last one where `is_last`. */
static void
find_line(const struct psi_buf *file, const char *name, bool is_last,
    size_t *at, size_t *len)
{
	bool found = false;

	for (size_t pos = 0; pos < file->len;) {
		const uint8_t *line = file->data + pos;
		const uint8_t *end = memchr(line, '\n', file->len - pos);
		size_t line_len;

		assert_non_null(end);
		line_len = (size_t)(end - line) + 1;
		if (line_len > strlen(name) &&
		    memcmp(line, name, strlen(name)) == 0 &&
		    (!found || is_last)) {
			*at = pos;
			*len = line_len;
			found = true;
		}
		pos += line_len;
	}
	assert_true(found);
}

/* One edit of a file: of the line `name`, how often it stands there afterwards, or
 * what stands there instead. */
struct edit {
	const char *name;
	bool is_last;
	size_t times;
	const char *instead;
	int code;
	const char *words;
};

static void
forge(struct psi_buf *out, const struct psi_buf *file, const struct edit *edit,
    const struct psi_identity *identity)
{
	size_t at = 0;
	size_t len = 0;

	find_line(file, edit->name, edit->is_last, &at, &len);
	psi_buf_clear(out);
	assert_int_equal(psi_buf_append(out, file->data, at, NULL), 0);
	for (size_t i = 0; i < edit->times; i++)
		assert_int_equal(
		    psi_buf_append(out, file->data + at, len, NULL), 0);
	if (edit->instead != NULL)
		assert_int_equal(
		    psi_buf_append_text(out, edit->instead, NULL), 0);
	assert_int_equal(psi_buf_append(out, file->data + at + len,
			     file->len - at - len, NULL),
	    0);
	forge_resign(out, PSI_WIRE_SHARED, identity);
}

#define ZERO_KEY "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
#define ONE_KEY "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

static const struct edit edits[] = {
	{ "sealed,", true, 2, NULL, PSI_E_SEAL, "more behind the end" },
	{ "sealed,", true, 40, NULL, PSI_E_SEAL, "more behind the end" },
	{ "sealed,", true, 0, NULL, PSI_E_LIMIT, "less in the file" },
	{ "sealed,", false, 2, NULL, PSI_E_SEAL, "does not open" },
	{ "seal-ephemeral,", false, 0, "seal-ephemeral," ZERO_KEY "\n",
	    PSI_E_SEAL, "'seal-ephemeral' is of low order" },
	{ "seal-ephemeral,", false, 0, "seal-ephemeral," ONE_KEY "\n",
	    PSI_E_SEAL, "'seal-ephemeral' is of low order" },
	{ "content,", false, 0,
	    "content,00000000000000000000000000000000"
	    "00000000000000000000000000000000\n",
	    PSI_E_SEAL, "does not open" },
	{ "run,", false, 0, "run,2\n", PSI_E_MISMATCH, "belongs to run 2" },
};

static void
refused(struct share_world *share, const struct psi_buf *file,
    const struct edit *edit)
{
	struct world_party *party = &share->world.party[A];
	const struct psi_error *err = &share->world.err;
	struct psi_buf bad = PSI_BUF_INIT;
	struct world_kept kept;
	int rc;

	world_keep(&kept, party);
	forge(&bad, file, edit, share->world.party[B].identity);
	memset(&share->world.err, 0, sizeof share->world.err);
	rc = share_join(share, A, bad.data, bad.len);
	if (rc != edit->code || strstr(err->text, edit->words) == NULL ||
	    err->line == 0 || err->hint[0] == '\0')
		fail_msg("%s %zu: %d, line %d: %s; %s", edit->name, edit->times,
		    rc, (int)err->line, err->text, err->hint);
	world_assert_kept(party, &kept);
	world_kept_clear(&kept);
	psi_buf_clear(&bad);
}

static void
every_edit(struct share_world *share, unsigned int revision)
{
	struct psi_buf file = PSI_BUF_INIT;

	share_file(share, B, revision, &file);
	for (size_t i = 0; i < sizeof edits / sizeof edits[0]; i++)
		refused(share, &file, &edits[i]);
	world_ok(&share->world, share_join(share, A, file.data, file.len));
	/* And once more, when it has been accepted. */
	for (size_t i = 0; i < sizeof edits / sizeof edits[0]; i++)
		refused(share, &file, &edits[i]);
	psi_buf_clear(&file);
}

static void
the_file_is_blamed(void **state)
{
	struct share_world share;
	struct psi_buf file = PSI_BUF_INIT;

	(void)state;
	share_init(&share, terms, lists, rows);
	every_edit(&share, 1);
	share_file(&share, A, 1, &file);
	world_ok(&share.world, share_join(&share, B, file.data, file.len));
	every_edit(&share, 2);
	psi_buf_clear(&file);
	share_clear(&share);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_file_is_blamed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
