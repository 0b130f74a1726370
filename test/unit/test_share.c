/*
 * Claims, fields and pairs of two companies in memory: what arrives, what is
 * refused, and what a partner that cheats can draw.
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

#include "base/bytes.h"
#include "base/random.h"
#include "session/share_file.h"
#include "support/memory.h"
#include "support/share_world.h"
#include "trust/identity.h"
#include "wire/shared.h"

static const char *const lists[2] = {
	"Account ID,Account Name,Website,Billing Country,Owner,Stage,Amount,"
	"Close Date\n"
	"A1,Northwind,northwind.example,US,Ann Ace,Negotiation,EUR 12500,"
	"2030-03-31\n"
	"A2,Blue Harbor,blue.example,DE,Bob Ace,Won,,\n"
	"A3,Only Acme,only.example,DE,Cid Ace,Lost,,\n",
	"Account ID,Account Name,Website,Billing Country,Owner,Stage\n"
	"G1,NORTHWIND,northwind.example,US,Gus Globex,Customer\n"
	"G2,Blue Harbour,blue.example,FR,Gil Globex,Trial\n",
};

static const char *const keys[2] = {
	"A1,open_opportunity,domain,northwind.example\n"
	"A1,open_opportunity,name,northwind\n"
	"A2,customer,name,blue\n"
	"A3,customer,domain,only.example\n",
	"G1,customer,domain,northwind.example\n"
	"G1,customer,name,northwind\n"
	"G2,prospect,name,blue\n",
};

#define TERMS                                                                  \
	"share-a,any any name+owner+amount:band+close_date:quarter+country\n"  \
	"share-b,any any owner:alias+country\n"                                \
	"share-b,customer any owner+country+stage\n"                           \
	"minimum-score,0.500\n"

/* The cell of a column, by its name, of a row that has `needle`. */
static void
cell_of(char out[256], const struct psi_buf *csv, const char *needle,
    const char *column)
{
	const char *text = (const char *)csv->data;
	const char *at = strstr(text, needle);
	const char *p = text;
	size_t number = 0;
	size_t len;

	assert_non_null(at);
	for (;; number++) {
		len = strcspn(p, ",\n");
		if (len == strlen(column) && strncmp(p, column, len) == 0)
			break;
		assert_true(p[len] == ',');
		p += len + 1;
	}
	while (at > text && at[-1] != '\n')
		at--;
	for (size_t i = 0; i < number; i++) {
		at += strcspn(at, ",\n");
		assert_true(*at == ',');
		at++;
	}
	len = strcspn(at, ",\n");
	assert_true(len < 256);
	memcpy(out, at, len);
	out[len] = '\0';
}

static void
check_cell(const struct psi_buf *csv, const char *needle, const char *column,
    const char *expected)
{
	char cell[256];

	cell_of(cell, csv, needle, column);
	if (strcmp(cell, expected) != 0)
		fail_msg(
		    "%s of %s: '%s', not '%s'", column, needle, cell, expected);
}

static void
both_end_with_pairs(void **state)
{
	struct share_world share;
	struct psi_buf csv = PSI_BUF_INIT;
	char cell[256];

	(void)state;
	share_init(&share, TERMS, lists, keys);
	/* Before anything came: own matched accounts, in no pair. */
	world_ok(&share.world, share_pairs(&share, 0, NULL, &csv));
	check_cell(&csv, ",A1,", "their_account", "");
	check_cell(&csv, ",A1,", "level", "account");
	assert_null(strstr((const char *)csv.data, ",A3,"));
	share_claims(&share);
	world_ok(&share.world, share_pairs(&share, 0, NULL, &csv));
	check_cell(&csv, ",A1,", "their_population", "customer");
	check_cell(&csv, ",A1,", "matched_on", "domain name");
	check_cell(&csv, ",A1,", "their_owner", "");
	check_cell(&csv, ",A1,", "our_owner", "Ann Ace");
	share_fields(&share);
	world_ok(&share.world, share_pairs(&share, 0, NULL, &csv));
	check_cell(&csv, ",A1,", "their_owner", "Gus Globex");
	check_cell(&csv, ",A1,", "their_stage", "Customer");
	check_cell(&csv, ",A1,", "their_name", "");
	check_cell(&csv, ",A1,", "partner", "Globex");
	check_cell(&csv, ",A1,", "our_party", "a");
	check_cell(&csv, ",A1,", "date", WORLD_DATE);
	/* Only the name is in common, and the countries differ. */
	check_cell(&csv, ",A2,", "matched_on", "name");
	cell_of(cell, &csv, ",A2,", "their_owner");
	assert_int_equal(strncmp(cell, "owner-", 6), 0);
	check_cell(&csv, ",A2,", "their_stage", "");
	check_cell(&csv, ",A2,", "their_country", "FR");
	check_cell(&csv, ",A2,", "score", "0.784");
	world_ok(&share.world, share_pairs(&share, 1, NULL, &csv));
	check_cell(&csv, ",G1,", "their_owner", "Ann Ace");
	check_cell(&csv, ",G1,", "their_amount", "EUR 10k-50k");
	check_cell(&csv, ",G1,", "their_close_date", "2030-Q1");
	check_cell(&csv, ",G1,", "their_stage", "");
	psi_buf_clear(&csv);
	share_clear(&share);
}

/* What was sent stays: the same bytes, and no third revision. */
static void
repetition_changes_nothing(void **state)
{
	struct share_world share;
	struct psi_buf first = PSI_BUF_INIT;
	struct psi_buf again = PSI_BUF_INIT;

	(void)state;
	share_init(&share, TERMS, lists, keys);
	share_file(&share, 0, 1, &first);
	assert_int_equal(share.report.revision, 1);
	assert_int_equal(share.report.rows, 2);
	share_file(&share, 0, 1, &again);
	assert_int_equal(share.report.revision, 0);
	assert_int_equal(first.len, again.len);
	assert_memory_equal(first.data, again.data, first.len);
	share_claims(&share);
	/* The partner's file again is nothing new. */
	share_file(&share, 1, 1, &again);
	world_ok(&share.world, share_join(&share, 0, again.data, again.len));
	share_fields(&share);
	share_file(&share, 0, 2, &first);
	share_file(&share, 0, 2, &again);
	assert_memory_equal(first.data, again.data, first.len);
	psi_buf_clear(&first);
	psi_buf_clear(&again);
	share_clear(&share);
}

static void
the_wrong_time_is_refused(void **state)
{
	struct share_world share;
	struct psi_buf file = PSI_BUF_INIT;

	(void)state;
	/* Not revealed. */
	memset(&share, 0, sizeof share);
	world_init(&share.world, TERMS);
	world_blind_both(&share.world, keys[0], keys[1]);
	assert_int_equal(share_make(&share, 0, ""), PSI_E_STATE);
	assert_int_equal(share_join(&share, 0, "x", 1), PSI_E_STATE);
	share_clear(&share);
	/* Counts, and a side that does not learn. */
	memset(&share, 0, sizeof share);
	world_init(&share.world, "mode,counts\nsuppress-below,0\n");
	world_blind_both(&share.world, keys[0], keys[1]);
	assert_int_equal(share_make(&share, 0, ""), PSI_E_AGREEMENT);
	share_clear(&share);
	memset(&share, 0, sizeof share);
	world_init(&share.world, "learns,a\nanswers-first,b\n" TERMS);
	world_blind_both(&share.world, keys[0], keys[1]);
	assert_int_equal(share_make(&share, 0, ""), PSI_E_AGREEMENT);
	assert_int_equal(share_make(&share, 1, ""), PSI_E_AGREEMENT);
	share_clear(&share);
	/* Fields before claims; an own file; after 30 days; expired. */
	share_init(&share, TERMS, lists, keys);
	share_file(&share, 0, 1, &file);
	assert_int_equal(
	    share_join(&share, 0, file.data, file.len), PSI_E_MISMATCH);
	world_ok(&share.world, share_join(&share, 1, file.data, file.len));
	world_ok(&share.world, share_make(&share, 1, NULL));
	share_file(&share, 1, 2, &file);
	assert_int_equal(
	    share_join(&share, 0, file.data, file.len), PSI_E_MISMATCH);
	share.world.today = WORLD_TODAY + 31;
	assert_int_equal(share_make(&share, 1, NULL), 0);
	assert_int_equal(
	    share_join(&share, 0, file.data, file.len), PSI_E_MISMATCH);
	share.world.today = WORLD_TODAY + 400;
	assert_int_equal(share_make(&share, 0, NULL), PSI_E_AGREEMENT);
	psi_buf_clear(&file);
	share_clear(&share);
	/* The key's time is over before anything was sent. */
	share_init(&share, TERMS, lists, keys);
	share.world.today = WORLD_TODAY + 31;
	assert_int_equal(share_make(&share, 0, NULL), PSI_E_STATE);
	share_clear(&share);
}

/* More accounts matched than the agreement lets a side share. */
static void
too_many_rows_are_refused(void **state)
{
	struct share_world share;

	(void)state;
	share_init(&share, TERMS "maximum-shared-a,1\n", lists, keys);
	assert_int_equal(share_make(&share, 0, NULL), PSI_E_AGREEMENT);
	assert_int_equal(share_make(&share, 1, NULL), 0);
	share_clear(&share);
}

/* Forging: a table of the partner's own making, sealed and signed as it
 * should be. */
static void
forge_file(struct share_world *share, size_t who, uint32_t revision,
    const char *table, uint64_t least, struct psi_buf *out)
{
	struct psi_session *session = NULL;
	struct psi_buf text = PSI_BUF_INIT;
	uint8_t digest[PSI_DIGEST_BYTES];
	const struct psi_buf *file;
	uint64_t total;

	assert_int_equal(psi_buf_append_text(&text, table, NULL), 0);
	world_ok(&share->world, world_open(&share->world, who, &session));
	world_ok(&share->world,
	    psi_share_file_make(session, revision, &text, least, &total, digest,
		&share->world.err));
	psi_session_free(session);
	file = store_memory_get(&share->world.party[who].folder,
	    revision == 1 ? PSI_OBJECT_CLAIMS : PSI_OBJECT_FIELDS);
	psi_buf_clear(out);
	assert_int_equal(psi_buf_append(out, file->data, file->len, NULL), 0);
	psi_buf_clear(&text);
}

/* The table inside the claims of a party, from what the other one stored. */
static void
claims_table(struct share_world *share, size_t who, struct psi_buf *out)
{
	const struct psi_buf *stored;

	stored = store_memory_get(&share->world.party[1 - who].folder,
	    PSI_OBJECT_PARTNER_CLAIMS_TABLE);
	assert_non_null(stored);
	psi_buf_clear(out);
	assert_int_equal(
	    psi_buf_append(out, stored->data + 40, stored->len - 40, NULL), 0);
	assert_int_equal(psi_buf_append(out, "", 1, NULL), 0);
}

static int
join_forged(
    struct share_world *share, size_t who, uint32_t revision, const char *table)
{
	struct psi_buf file = PSI_BUF_INIT;
	int rc;

	forge_file(share, 1 - who, revision, table, 0, &file);
	rc = share_join(share, who, file.data, file.len);
	psi_buf_clear(&file);
	return rc;
}

#define LABEL "00000000000000000000000000000001"
#define GUESS "aa000000000000000000000000000000"

static void
forged_claims_are_refused(void **state)
{
	struct share_world share;
	struct share_world other;
	struct psi_buf table = PSI_BUF_INIT;
	struct psi_buf file = PSI_BUF_INIT;
	char text[4096];
	char many[8192];
	char token[33];
	size_t len;

	(void)state;
	/* What b would say, from a session that goes on. */
	share_init(&other, TERMS, lists, keys);
	share_claims(&other);
	claims_table(&other, 1, &table);
	share_clear(&other);
	share_init(&share, TERMS, lists, keys);
	/* Nothing of another run opens, or has this session's digest. */
	share_init(&other, TERMS, lists, keys);
	share_file(&other, 1, 1, &file);
	assert_int_equal(
	    share_join(&share, 0, file.data, file.len), PSI_E_SIGNATURE);
	share_clear(&other);
	/* A token that nobody has verified, and claims of another session. */
	assert_int_equal(join_forged(&share, 0, 1, (const char *)table.data),
	    PSI_E_MISMATCH);
	(void)snprintf(text, sizeof text,
	    "label,tokens,population\n" LABEL "," GUESS ",customer\nrows,1,\n");
	assert_int_equal(join_forged(&share, 0, 1, text), PSI_E_MISMATCH);
	/* True tokens from here on. */
	share_file(&share, 0, 1, &file);
	world_ok(&share.world, share_join(&share, 1, file.data, file.len));
	claims_table(&share, 0, &table);
	memcpy(token, strchr(strchr((char *)table.data, '\n'), ',') + 1, 32);
	token[32] = '\0';
	(void)snprintf(text, sizeof text,
	    "label,tokens,population\n" LABEL ",%s,nobody\nrows,1,\n", token);
	assert_int_equal(join_forged(&share, 0, 1, text), PSI_E_MISMATCH);
	(void)snprintf(text, sizeof text,
	    "label,tokens,population\n" LABEL ",%s,any\nrows,1,\n", token);
	assert_int_equal(join_forged(&share, 0, 1, text), PSI_E_MISMATCH);
	(void)snprintf(text, sizeof text,
	    "label,tokens,owner\n" LABEL ",%s,x\nrows,1,\n", token);
	assert_int_equal(join_forged(&share, 0, 1, text), PSI_E_GRAMMAR);
	(void)snprintf(text, sizeof text,
	    "label,tokens,population\n" LABEL ",%s,customer\n" LABEL
	    ",%s,customer\nrows,2,\n",
	    token, token);
	assert_int_equal(join_forged(&share, 0, 1, text), PSI_E_ORDER);
	(void)snprintf(text, sizeof text,
	    "label,tokens,population\n" LABEL ",%s,customer\nrows,2,\n", token);
	assert_int_equal(join_forged(&share, 0, 1, text), PSI_E_LIMIT);
	/* One token in many rows. */
	len = (size_t)snprintf(many, sizeof many, "label,tokens,population\n");
	for (int i = 0; i < 17; i++)
		len += (size_t)snprintf(many + len, sizeof many - len,
		    "%032d,%s,customer\n", i, token);
	(void)snprintf(many + len, sizeof many - len, "rows,17,\n");
	assert_int_equal(join_forged(&share, 0, 1, many), PSI_E_LIMIT);
	/* Nothing of it is kept, and a good file is taken. */
	(void)snprintf(text, sizeof text,
	    "label,tokens,population\n" LABEL ",%s,customer\nrows,1,\n", token);
	assert_int_equal(join_forged(&share, 0, 1, text), 0);
	/* And then no other. */
	assert_null(
	    store_memory_get(&share.world.party[0].folder, PSI_OBJECT_SECOND));
	(void)snprintf(text, sizeof text,
	    "label,tokens,population\n" LABEL ",%s,prospect\nrows,1,\n", token);
	assert_int_equal(join_forged(&share, 0, 1, text), PSI_E_MISMATCH);
	assert_non_null(
	    store_memory_get(&share.world.party[0].folder, PSI_OBJECT_SECOND));
	psi_buf_clear(&table);
	psi_buf_clear(&file);
	share_clear(&share);
}

static void
forged_fields_are_refused_or_dropped(void **state)
{
	struct share_world share;
	struct psi_buf table = PSI_BUF_INIT;
	struct psi_buf csv = PSI_BUF_INIT;
	char text[4096];
	char row[1024];
	char *line;
	char *tokens;

	(void)state;
	share_init(&share, TERMS, lists, keys);
	share_claims(&share);
	claims_table(&share, 1, &table);
	/* The row of G1, a customer: two tokens. */
	line = strstr((char *)table.data, ",customer");
	assert_non_null(line);
	*line = '\0';
	while (line[-1] != '\n')
		line--;
	(void)snprintf(row, sizeof row, "%s", line);
	tokens = strchr(row, ',');
#define FIELDS "label,tokens,country,owner,stage\n"
	/* Columns, label, tokens, value, characters. */
	assert_int_equal(
	    join_forged(&share, 0, 2, "label,tokens,country,owner\nrows,0,,\n"),
	    PSI_E_GRAMMAR);
	(void)snprintf(
	    text, sizeof text, FIELDS LABEL "%s,US,x,y\nrows,1,,,\n", tokens);
	assert_int_equal(join_forged(&share, 0, 2, text), PSI_E_MISMATCH);
	(void)snprintf(text, sizeof text, FIELDS "%.*s,US,x,y\nrows,1,,,\n",
	    (int)(strlen(row) - 33), row);
	assert_int_equal(join_forged(&share, 0, 2, text), PSI_E_MISMATCH);
	(void)snprintf(
	    text, sizeof text, FIELDS "%s,USA,x,y\nrows,1,,,\n", row);
	assert_int_equal(join_forged(&share, 0, 2, text), PSI_E_GRAMMAR);
	(void)snprintf(
	    text, sizeof text, FIELDS "%s,US,x\ty,z\nrows,1,,,\n", row);
	assert_int_equal(join_forged(&share, 0, 2, text), PSI_E_GRAMMAR);
	(void)snprintf(text, sizeof text,
	    FIELDS "%s,US,x\xe2\x80\xaey,z\nrows,1,,,\n", row);
	assert_int_equal(join_forged(&share, 0, 2, text), PSI_E_GRAMMAR);
	/* A formula and markup are text, and stay text. */
	(void)snprintf(
	    text, sizeof text, FIELDS "%s,US,=1+1;<b>,@x\nrows,1,,,\n", row);
	assert_int_equal(join_forged(&share, 0, 2, text), 0);
	world_ok(&share.world, share_pairs(&share, 0, NULL, &csv));
	check_cell(&csv, ",A1,", "their_owner", "'=1+1;<b>");
	check_cell(&csv, ",A1,", "their_stage", "'@x");
	psi_buf_clear(&table);
	psi_buf_clear(&csv);
	share_clear(&share);
}

/* A value that the cell does not allow is dropped, and counted. */
static void
fields_beyond_the_matrix_are_dropped(void **state)
{
	struct share_world share;
	struct psi_buf table = PSI_BUF_INIT;
	struct psi_buf csv = PSI_BUF_INIT;
	char text[4096];
	char row[1024];
	char *line;

	(void)state;
	share_init(&share, TERMS, lists, keys);
	share_claims(&share);
	claims_table(&share, 1, &table);
	line = strstr((char *)table.data, ",prospect");
	assert_non_null(line);
	*line = '\0';
	while (line[-1] != '\n')
		line--;
	(void)snprintf(row, sizeof row, "%s", line);
	(void)snprintf(text, sizeof text,
	    FIELDS "%s,FR,Gil Globex,Trial\nrows,1,,,\n", row);
	assert_int_equal(join_forged(&share, 0, 2, text), 0);
	assert_int_equal(share.report.dropped, 2);
	world_ok(&share.world, share_pairs(&share, 0, NULL, &csv));
	check_cell(&csv, ",A2,", "their_owner", "");
	check_cell(&csv, ",A2,", "their_stage", "");
	check_cell(&csv, ",A2,", "their_country", "FR");
	psi_buf_clear(&table);
	psi_buf_clear(&csv);
	share_clear(&share);
}

/* Lists without ids are taken only as they were; a list that lost its ids, or
 * belongs to somebody else, gives nothing. */
static void
another_list_is_refused(void **state)
{
	static const char *const no_ids[2] = {
		"Account Name,Owner\nNorthwind,Ann\nBlue,Bob\n",
		"Account Name,Owner\nNORTHWIND,Gus\n",
	};
	static const char *const line_keys[2] = {
		"line-2,customer,name,northwind\nline-3,customer,name,blue\n",
		"line-2,customer,name,northwind\n",
	};
	struct share_world share;

	(void)state;
	share_init(&share, TERMS, no_ids, line_keys);
	share_claims(&share);
	assert_int_equal(share_make(&share, 0,
			     "Account Name,Owner\nBlue,Bob\nNorthwind,Ann\n"),
	    PSI_E_INPUT);
	assert_int_equal(share_make(&share, 0, NULL), 0);
	assert_int_equal(share.report.rows, 1);
	share_clear(&share);
	/* With ids a later export needs the normaliser. */
	share_init(&share, TERMS, lists, keys);
	share_claims(&share);
	assert_int_equal(
	    share_make(&share, 0, "Account ID,Account Name,Owner\nA1,X,Eve\n"),
	    PSI_E_INPUT);
	share_clear(&share);
}

/* The same account has the same label in every run, and another one with
 * every partner. */
static void
labels_stay(void **state)
{
	struct share_world share;
	struct psi_buf first = PSI_BUF_INIT;
	struct psi_buf second = PSI_BUF_INIT;

	(void)state;
	share_init(&share, TERMS, lists, keys);
	share_claims(&share);
	claims_table(&share, 0, &first);
	for (size_t i = 0; i < 2; i++) {
		struct psi_buf text = PSI_BUF_INIT;

		world_new_folder(&share.world, i);
		world_keys(&text, keys[i]);
		world_ok(&share.world, world_blind(&share.world, i, &text, 0));
		psi_buf_clear(&text);
	}
	share_reveal(&share);
	share_claims(&share);
	claims_table(&share, 0, &second);
	/* Labels ascend: the first of both tables is one account. */
	assert_memory_equal(strchr((char *)first.data, '\n'),
	    strchr((char *)second.data, '\n'), 33);
	/* Tokens are of the run. */
	assert_memory_not_equal(strchr((char *)first.data, '\n') + 34,
	    strchr((char *)second.data, '\n') + 34, 32);
	psi_buf_clear(&first);
	psi_buf_clear(&second);
	share_clear(&share);
}

/* Who holds the session keeps every other process out. */
static void
two_at_once_are_refused(void **state)
{
	struct share_world share;
	struct psi_session *session = NULL;

	(void)state;
	share_init(&share, TERMS, lists, keys);
	world_ok(&share.world, world_open(&share.world, 0, &session));
	assert_int_equal(share_make(&share, 0, NULL), PSI_E_STATE);
	assert_int_equal(share_join(&share, 0, "x", 1), PSI_E_STATE);
	psi_session_free(session);
	assert_int_equal(share_make(&share, 0, NULL), 0);
	share_clear(&share);
}

/* The size of claims of `num` matched accounts. */
static size_t
size_of_claims(size_t num)
{
	struct share_world share;
	struct psi_buf rows = PSI_BUF_INIT;
	struct psi_buf file = PSI_BUF_INIT;
	const char *const many[2] = { "Account ID\n", "Account ID\n" };
	const char *both[2];
	size_t size;

	for (size_t i = 0; i < num; i++) {
		char row[64];

		(void)snprintf(row, sizeof row,
		    "n%04lu,customer,domain,d%04lu.example\n", (unsigned long)i,
		    (unsigned long)i);
		assert_int_equal(psi_buf_append_text(&rows, row, NULL), 0);
	}
	assert_int_equal(psi_buf_append(&rows, "", 1, NULL), 0);
	both[0] = (const char *)rows.data;
	both[1] = both[0];
	share_init(&share, TERMS "maximum-shared-a,5000\n", many, both);
	share_file(&share, 0, 1, &file);
	assert_int_equal(share.report.rows, num);
	size = file.len;
	psi_buf_clear(&file);
	psi_buf_clear(&rows);
	share_clear(&share);
	return size;
}

/* The size of a file tells the overlap within a factor of two only. */
static void
the_size_tells_little(void **state)
{
	size_t small = size_of_claims(1);

	(void)state;
	assert_int_equal(size_of_claims(440), small);
	assert_int_equal(size_of_claims(860), small);
	assert_true(size_of_claims(900) > small);
	assert_int_equal(size_of_claims(900), size_of_claims(1700));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_end_with_pairs),
		cmocka_unit_test(repetition_changes_nothing),
		cmocka_unit_test(the_wrong_time_is_refused),
		cmocka_unit_test(too_many_rows_are_refused),
		cmocka_unit_test(forged_claims_are_refused),
		cmocka_unit_test(forged_fields_are_refused_or_dropped),
		cmocka_unit_test(fields_beyond_the_matrix_are_dropped),
		cmocka_unit_test(another_list_is_refused),
		cmocka_unit_test(labels_stay),
		cmocka_unit_test(two_at_once_are_refused),
		cmocka_unit_test(the_size_tells_little),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
