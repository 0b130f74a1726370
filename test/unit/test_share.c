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
#include "session/session.h"
#include "session/objects.h"
#include "session/partner_file.h"
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

/* "step: result\n" each. */
static void
take_step(void *cookie, const char *step, const char *result, size_t result_len)
{
	assert_int_equal(psi_buf_append_text(cookie, step, NULL), 0);
	assert_int_equal(psi_buf_append_text(cookie, ": ", NULL), 0);
	assert_int_equal(psi_buf_append(cookie, result, result_len, NULL), 0);
	assert_int_equal(psi_buf_append_text(cookie, "\n", NULL), 0);
}

static int
explain(struct share_world *share, const char *account, const char *label,
    struct psi_buf *out)
{
	struct psi_session *session = NULL;
	struct psi_pair_list *pairs = NULL;
	struct psi_error *err = &share->world.err;
	int rc;

	out->len = 0;
	world_ok(&share->world, world_open(&share->world, 0, &session));
	world_ok(&share->world, psi_pair_list_new(&pairs, session, NULL, err));
	rc = psi_pair_list_explain(pairs, account, label, take_step, out, err);
	psi_pair_list_free(pairs);
	psi_session_free(session);
	assert_int_equal(psi_buf_append(out, "", 1, NULL), 0);
	return rc;
}

/* Why an account is in its pair: its keys in common, their weights, the score. */
static void
pairs_are_explained(void **state)
{
	struct share_world share;
	struct psi_buf text = PSI_BUF_INIT;

	(void)state;
	share_init(&share, TERMS, lists, keys);
	world_ok(&share.world, explain(&share, "A1", NULL, &text));
	assert_string_equal((const char *)text.data,
	    "pairs: none: the account matched, and no account that the partner "
	    "claims has a key in common with it\n");
	share_claims(&share);
	world_ok(&share.world, explain(&share, "A1", NULL, &text));
	assert_non_null(strstr((const char *)text.data,
	    "key in common, domain: northwind.example\n"
	    "its weight: 0.970, tier 1\n"));
	/* 1 - 0.03 * 0.02, by FORMAT.md, and never more than 0.999. */
	assert_non_null(strstr((const char *)text.data,
	    "score of these keys: 0.999\nlevel: account\n"
	    "our fields go to it: yes\nits fields come to us: yes\n"));
	assert_int_equal(explain(&share, "A1", "0123", &text), PSI_E_INPUT);
	assert_non_null(strstr(share.world.err.text, "no pair of that label"));
	assert_int_equal(explain(&share, "A3", NULL, &text), PSI_E_INPUT);
	assert_non_null(
	    strstr(share.world.err.text, "no account of that id matched"));
	psi_buf_clear(&text);
	share_clear(&share);
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
		char row[80];

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

/* Claims without a row, sealed under a tag to a key. */
static void
seal_claims(struct share_world *share, size_t who, const char *tag,
    bool to_share_key, struct psi_buf *out)
{
	static const char table[] = "label,tokens,population\nrows,0,\n";
	static const uint8_t random[PSI_SHARED_RANDOM_BYTES];
	uint8_t identities[2 * PSI_SEAL_IDENTITY_BYTES];
	struct psi_session *session = NULL;
	struct psi_wire_header blinded;
	struct psi_wire_header header;
	struct psi_wire_reader *reader = NULL;
	struct psi_wire_writer *writer = NULL;
	struct psi_sealer *sealer = NULL;
	struct psi_secret secret = PSI_SECRET_INIT;
	const struct psi_seal_context context = { tag, header.seal_ephemeral,
		to_share_key ? blinded.share_key : blinded.seal_key, identities,
		header.clear_digest };
	struct memory memory;
	const struct psi_buf *theirs;
	struct psi_buf own = PSI_BUF_INIT;
	struct psi_source source;
	struct psi_sink sink;
	uint8_t digest[PSI_DIGEST_BYTES];

	share_file(share, who, 1, &own);
	source = memory_source(&memory, own.data, own.len);
	assert_int_equal(psi_wire_reader_new(&reader, &source, NULL), 0);
	assert_int_equal(
	    psi_wire_read_header(reader, PSI_WIRE_SHARED, NULL, &header, NULL),
	    0);
	psi_wire_reader_free(reader);
	theirs = store_memory_get(
	    &share->world.party[who].folder, PSI_OBJECT_PARTNER_BLINDED);
	source = memory_source(&memory, theirs->data, theirs->len);
	assert_int_equal(psi_wire_reader_new(&reader, &source, NULL), 0);
	assert_int_equal(psi_wire_read_header(
			     reader, PSI_WIRE_BLINDED, NULL, &blinded, NULL),
	    0);
	psi_wire_reader_free(reader);
	world_ok(&share->world, world_open(&share->world, who, &session));
	psi_session_identities(session, identities);
	psi_shared_content(
	    header.content, random, (const uint8_t *)table, sizeof table - 1);
	assert_int_equal(
	    psi_seal_keypair(&secret, header.seal_ephemeral, NULL), 0);
	psi_buf_clear(out);
	sink = memory_sink(out);
	assert_int_equal(psi_wire_writer_new(&writer, &sink, NULL), 0);
	assert_int_equal(psi_wire_write_header(writer, &header, NULL), 0);
	assert_int_equal(
	    psi_sealer_new(&sealer, writer, &context, &secret, NULL), 0);
	assert_int_equal(psi_shared_seal(sealer, random, (const uint8_t *)table,
			     sizeof table - 1, PSI_SHARED_PLAINTEXT_MIN, NULL),
	    0);
	assert_int_equal(
	    psi_session_sign(session, writer, PSI_WIRE_SHARED, digest, NULL),
	    0);
	psi_sealer_free(sealer);
	psi_wire_writer_free(writer);
	psi_secret_clear(&secret);
	psi_session_free(session);
	psi_buf_clear(&own);
}

/* What is sealed as an answer is, or to the key of answers, is no shared
 * file, whoever signs it. */
static void
the_seal_of_an_answer_does_not_open(void **state)
{
	struct share_world share;
	struct psi_buf file = PSI_BUF_INIT;

	(void)state;
	share_init(&share, TERMS, lists, keys);
	seal_claims(&share, 1, PSI_SEAL_TAG_ANSWER, true, &file);
	assert_int_equal(
	    share_join(&share, 0, file.data, file.len), PSI_E_SEAL);
	seal_claims(&share, 1, PSI_SEAL_TAG_ANSWER, false, &file);
	assert_int_equal(
	    share_join(&share, 0, file.data, file.len), PSI_E_SEAL);
	seal_claims(&share, 1, PSI_SEAL_TAG_SHARE, false, &file);
	assert_int_equal(
	    share_join(&share, 0, file.data, file.len), PSI_E_SEAL);
	seal_claims(&share, 1, PSI_SEAL_TAG_SHARE, true, &file);
	world_ok(&share.world, share_join(&share, 0, file.data, file.len));
	psi_buf_clear(&file);
	share_clear(&share);
}

/* Nothing is shared but where both populations are known: claims go all the
 * same, and neither side waits for the other. */
static void
a_matrix_of_two_populations_does_not_lock(void **state)
{
	struct share_world share;
	struct psi_buf csv = PSI_BUF_INIT;

	(void)state;
	share_init(&share,
	    "share-a,open_opportunity customer owner\n"
	    "share-a,any any none\n"
	    "share-b,customer open_opportunity owner+stage\n"
	    "share-b,any any none\nminimum-score,0.500\n",
	    lists, keys);
	share_claims(&share);
	share_fields(&share);
	world_ok(&share.world, share_pairs(&share, 0, NULL, &csv));
	check_cell(&csv, ",A1,", "their_owner", "Gus Globex");
	check_cell(&csv, ",A1,", "their_stage", "Customer");
	world_ok(&share.world, share_pairs(&share, 1, NULL, &csv));
	check_cell(&csv, ",G1,", "their_owner", "Ann Ace");
	/* Of A2, whose population has no cell, nothing is said. */
	claims_table(&share, 0, &csv);
	assert_non_null(strstr((const char *)csv.data, ",open_opportunity"));
	assert_null(strstr((const char *)csv.data, ",customer"));
	psi_buf_clear(&csv);
	share_clear(&share);
}

/* A column of owners that has addresses does not go round what is agreed for
 * owner_email. */
static void
an_address_among_owners_is_no_name(void **state)
{
	static const char *const with_addresses[2] = {
		"Account ID,Account Name,Website,Billing Country,Owner\n"
		"A1,Northwind,northwind.example,US,Ann.Ace@acme.example\n"
		"A2,Blue Harbor,blue.example,DE,Bob <bob@acme.example>\n",
		"Account ID,Account Name,Website,Billing Country,Owner\n"
		"G1,NORTHWIND,northwind.example,US,Gus @ Globex\n"
		"G2,Blue Harbour,blue.example,FR,gil@globex.example\n",
	};
	static const struct {
		const char *share;
		/* What b sees of A1 and of A2; the addresses. */
		const char *first, *second;
		unsigned int addresses;
	} cases[] = {
		{ "owner", "", "", 2 },
		{ "owner+owner_email:alias", "owner-", "", 2 },
		{ "owner+owner_email", "Ann.Ace@acme.example",
		    "Bob <bob@acme.example>", 0 },
		{ "owner:alias", "owner-", "owner-", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct share_world share;
		struct psi_buf csv = PSI_BUF_INIT;
		char terms[256];
		char cell[256];

		(void)snprintf(terms, sizeof terms,
		    "share-a,any any %s\nshare-b,any any owner\n"
		    "minimum-score,0.500\n",
		    cases[i].share);
		share_init(&share, terms, with_addresses, keys);
		share_claims(&share);
		share_file(&share, 0, 2, &csv);
		assert_int_equal(share.report.addresses, cases[i].addresses);
		world_ok(
		    &share.world, share_join(&share, 1, csv.data, csv.len));
		assert_int_equal(share.report.dropped, 0);
		world_ok(&share.world, share_pairs(&share, 1, NULL, &csv));
		cell_of(cell, &csv, ",G1,", "their_owner");
		if (strcmp(cases[i].first, "owner-") == 0)
			cell[6] = '\0';
		assert_string_equal(cell, cases[i].first);
		cell_of(cell, &csv, ",G1,", "their_owner");
		assert_int_equal(strchr(cell, '@') != NULL, i == 1 || i == 2);
		cell_of(cell, &csv, ",G2,", "their_owner");
		if (strcmp(cases[i].second, "owner-") == 0)
			cell[6] = '\0';
		assert_string_equal(cell, cases[i].second);
		share_file(&share, 1, 2, &csv);
		assert_int_equal(share.report.addresses, 1);
		world_ok(
		    &share.world, share_join(&share, 0, csv.data, csv.len));
		world_ok(&share.world, share_pairs(&share, 0, NULL, &csv));
		check_cell(&csv, ",A1,", "their_owner", "Gus @ Globex");
		check_cell(&csv, ",A2,", "their_owner", "");
		psi_buf_clear(&csv);
		share_clear(&share);
	}
}

/* Nor does one of teams; its other members are sent. */
static void
an_address_in_a_team_is_no_name(void **state)
{
	static const char *const with_addresses[2] = {
		"Account ID,Account Name,Website,Billing Country,Account Team\n"
		"A1,Northwind,northwind.example,US,AE: "
		"Ann.Ace@acme.example;SE:Sue\n"
		"A2,Blue Harbor,blue.example,DE,bob@acme.example:Bob\n",
		"Account ID,Account Name,Website,Billing Country,Account Team\n"
		"G1,NORTHWIND,northwind.example,US,AE:Gus @ Globex\n"
		"G2,Blue Harbour,blue.example,FR,AE:gil@globex.example\n",
	};
	static const struct {
		const char *share;
		/* What b sees of A1 and of A2; the addresses. */
		const char *begin, *end, *second;
		unsigned int addresses;
	} cases[] = {
		{ "team", "SE:Sue", "SE:Sue", "", 2 },
		{ "team+owner_email:alias", "AE: owner-",
		    "@acme.example;SE:Sue", "", 2 },
		{ "team+owner_email", "AE: Ann.Ace@", "@acme.example;SE:Sue",
		    "bob@acme.example:Bob", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct share_world share;
		struct psi_buf csv = PSI_BUF_INIT;
		char terms[256];
		char cell[256];
		size_t len;

		(void)snprintf(terms, sizeof terms,
		    "share-a,any any %s\nshare-b,any any team\n"
		    "minimum-score,0.500\n",
		    cases[i].share);
		share_init(&share, terms, with_addresses, keys);
		share_claims(&share);
		share_file(&share, 0, 2, &csv);
		assert_int_equal(share.report.addresses, cases[i].addresses);
		world_ok(
		    &share.world, share_join(&share, 1, csv.data, csv.len));
		assert_int_equal(share.report.dropped, 0);
		world_ok(&share.world, share_pairs(&share, 1, NULL, &csv));
		check_cell(&csv, ",G2,", "their_team", cases[i].second);
		cell_of(cell, &csv, ",G1,", "their_team");
		len = strlen(cases[i].end);
		assert_in_range(strlen(cell), len, sizeof cell);
		assert_string_equal(cell + strlen(cell) - len, cases[i].end);
		assert_int_equal(strstr(cell, "Ann") != NULL, i == 2);
		cell[strlen(cases[i].begin)] = '\0';
		assert_string_equal(cell, cases[i].begin);
		share_file(&share, 1, 2, &csv);
		assert_int_equal(share.report.addresses, 1);
		world_ok(
		    &share.world, share_join(&share, 0, csv.data, csv.len));
		world_ok(&share.world, share_pairs(&share, 0, NULL, &csv));
		check_cell(&csv, ",A1,", "their_team", "AE:Gus @ Globex");
		check_cell(&csv, ",A2,", "their_team", "");
		psi_buf_clear(&csv);
		share_clear(&share);
	}
}

static int
compare_tokens(const void *x, const void *y)
{
	return strcmp(x, y);
}

/* All tokens of a table, ascending as a row has them. */
static void
all_tokens(const char *table, char out[34 * 8])
{
	char token[8][33];
	size_t num = 0;

	for (const char *at = strchr(table, '\n') + 1; *at != 'r';
	     at = strchr(at, '\n') + 1)
		for (const char *p = at + 32; *p == ',' || *p == ' '; p += 33) {
			if (p[33] != ' ' && p[33] != ',')
				break;
			assert_true(num < 8);
			memcpy(token[num], p + 1, 32);
			token[num++][32] = '\0';
			if (p[33] == ',')
				break;
		}
	qsort(token, num, sizeof token[0], compare_tokens);
	out[0] = '\0';
	for (size_t i = 0; i < num; i++) {
		(void)memcpy(out + 33 * i, token[i], 32);
		out[33 * i + 32] = i + 1 < num ? ' ' : '\0';
	}
}

/* An account that the partner makes up from the keys of two gets fields of
 * one: the best of it. */
static void
one_account_does_not_draw_fields_of_two(void **state)
{
	struct share_world share;
	struct psi_buf table = PSI_BUF_INIT;
	struct psi_buf file = PSI_BUF_INIT;
	char tokens[34 * 8];
	char text[1024];
	size_t owner = 0;

	(void)state;
	share_init(&share, TERMS, lists, keys);
	share_file(&share, 0, 1, &file);
	world_ok(&share.world, share_join(&share, 1, file.data, file.len));
	claims_table(&share, 0, &table);
	all_tokens((const char *)table.data, tokens);
	/* Two keys of A1, one of A2. */
	assert_int_equal(strlen(tokens), 3 * 33 - 1);
	(void)snprintf(text, sizeof text,
	    "label,tokens,population\n" LABEL ",%s,customer\nrows,1,\n",
	    tokens);
	assert_int_equal(join_forged(&share, 0, 1, text), 0);
	world_ok(&share.world, share_make(&share, 0, NULL));
	assert_int_equal(share.report.revision, 2);
	assert_int_equal(share.report.rows, 1);
	while (strcmp(psi_share_field_at(owner), "owner") != 0)
		owner++;
	assert_int_equal(share.report.values[owner], 1);
	psi_buf_clear(&table);
	psi_buf_clear(&file);
	share_clear(&share);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_end_with_pairs),
		cmocka_unit_test(pairs_are_explained),
		cmocka_unit_test(repetition_changes_nothing),
		cmocka_unit_test(the_wrong_time_is_refused),
		cmocka_unit_test(too_many_rows_are_refused),
		cmocka_unit_test(forged_claims_are_refused),
		cmocka_unit_test(forged_fields_are_refused_or_dropped),
		cmocka_unit_test(fields_beyond_the_matrix_are_dropped),
		cmocka_unit_test(another_list_is_refused),
		cmocka_unit_test(an_address_among_owners_is_no_name),
		cmocka_unit_test(an_address_in_a_team_is_no_name),
		cmocka_unit_test(labels_stay),
		cmocka_unit_test(two_at_once_are_refused),
		cmocka_unit_test(the_size_tells_little),
		cmocka_unit_test(the_seal_of_an_answer_does_not_open),
		cmocka_unit_test(a_matrix_of_two_populations_does_not_lock),
		cmocka_unit_test(one_account_does_not_draw_fields_of_two),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
