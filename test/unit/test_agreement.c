/*
 * Agreements: drafts become the canonical form, that form is read and nothing
 * else is, and every rule of every term is broken once.
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
#include "psi/date.h"
#include "base/digest.h"
#include "psi/ledger.h"
#include "trust/agreement_text.h"
#include "trust/agreement.h"
#include "trust/agreement_terms.h"
#include "trust/ledger.h"

#include "support/memory.h"

/* 2030-01-01 and a year later. */
#define TODAY 21915
#define HEX64 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/* Three identities; their texts; the presets that every draft needs. */
static struct psi_identity *identity[3];
static char identity_text[3][PSI_IDENTITY_TEXT_CHARS + 1];
static struct psi_agreement_preset presets[] = {
	{ "party-a-name", "Acme" },
	{ "party-a-identity", identity_text[0] },
	{ "party-b-name", "Globex, \"the\" Corp" },
	{ "party-b-identity", identity_text[1] },
	{ "normalizer-fingerprint", HEX64 },
	{ "public-suffix-list", HEX64 },
};
#define NUM_PRESETS (sizeof presets / sizeof presets[0])

static int
setup_group(void **state)
{
	(void)state;
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(psi_identity_generate(&identity[i], NULL), 0);
		psi_public_identity_format(
		    identity_text[i], psi_identity_public(identity[i]));
	}
	return 0;
}

static int
teardown_group(void **state)
{
	(void)state;
	for (size_t i = 0; i < 3; i++)
		psi_identity_free(identity[i]);
	return 0;
}

static int
draft(struct psi_agreement **out, const char *text, struct psi_error *err)
{
	struct memory memory;
	struct psi_source source = memory_source(&memory, text, strlen(text));

	memory.step = 7;
	*out = NULL;
	return psi_agreement_draft(
	    out, &source, presets, NUM_PRESETS, TODAY, err);
}

static struct psi_agreement *
good_draft(const char *text)
{
	struct psi_agreement *agreement;
	struct psi_error err = { 0 };

	if (draft(&agreement, text, &err) != 0)
		fail_msg("line %d: %s", (int)err.line, err.text);
	return agreement;
}

static int
read_bytes(struct psi_agreement **out, const void *data, size_t len,
    struct psi_error *err)
{
	struct memory memory;
	struct psi_source source = memory_source(&memory, data, len);

	*out = NULL;
	return psi_agreement_read(out, &source, err);
}

/* It must be refused; nothing comes out. */
static void
assert_refused(const void *data, size_t len, struct psi_error *err)
{
	struct psi_agreement *agreement;
	struct psi_error unused;

	if (err == NULL)
		err = &unused;
	assert_int_equal(
	    read_bytes(&agreement, data, len, err), PSI_E_AGREEMENT);
	assert_null(agreement);
	assert_true(err->text[0] != '\0');
	assert_true(err->hint[0] != '\0');
}

static void
write_text(struct psi_buf *out, const struct psi_agreement *agreement)
{
	struct psi_sink sink = memory_sink(out);

	psi_buf_clear(out);
	assert_int_equal(psi_agreement_write(agreement, &sink, NULL), 0);
}

/* An agreement with every kind of row, signed by both. */
static const char full[] = "term,value\n"
			   "share-b,any any none\n"
			   "mode,accounts\n"
			   "replaces," HEX64 "\n"
			   "share-a,customer prospect name+amount:band\n"
			   "share-a,any any match\n"
			   "share-a,customer open_opportunity owner:alias\n"
			   "description,\"One, \"\"two\"\"\"\n";

static struct psi_agreement *
signed_agreement(void)
{
	struct psi_agreement *agreement = good_draft(full);

	assert_int_equal(psi_agreement_sign(agreement, identity[0], NULL), 0);
	assert_int_equal(psi_agreement_sign(agreement, identity[1], NULL), 0);
	return agreement;
}

/* Change rows of an agreement, and give the result its digest. */
static void
finish(struct psi_buf *out, struct psi_agreement_rows *rows)
{
	uint8_t digest[32];
	char hex[65];

	psi_buf_clear(out);
	assert_int_equal(
	    psi_agreement_rows_text(out, rows, 0, rows->num, NULL), 0);
	psi_sha256(digest, out->data, out->len);
	psi_hex_encode(hex, digest, sizeof digest);
	assert_int_equal(psi_buf_append_text(out, "sha256,", NULL), 0);
	assert_int_equal(psi_buf_append_text(out, hex, NULL), 0);
	assert_int_equal(psi_buf_append_text(out, "\n", NULL), 0);
}

/* The rows of an agreement without digest and signatures. */
static struct psi_agreement_rows
copy_rows(const struct psi_agreement *agreement)
{
	struct psi_agreement_rows rows = { NULL, 0, 0 };

	for (size_t i = 0; i < agreement->rows->num; i++) {
		const struct psi_agreement_row *row = &agreement->rows->row[i];

		if (strcmp(row->term, "sha256") == 0)
			break;
		assert_int_equal(psi_agreement_rows_insert(&rows, rows.num,
				     row->term, strlen(row->term), row->value,
				     strlen(row->value), 0, NULL),
		    0);
	}
	return rows;
}

static size_t
find(const struct psi_agreement_rows *rows, const char *term)
{
	for (size_t i = 0; i < rows->num; i++)
		if (strcmp(rows->row[i].term, term) == 0)
			return i;
	fail_msg("no row %s", term);
	return 0;
}

static void
insert(struct psi_agreement_rows *rows, size_t at, const char *term,
    const char *value)
{
	assert_int_equal(psi_agreement_rows_insert(rows, at, term, strlen(term),
			     value, strlen(value), 0, NULL),
	    0);
}

static void
take_out(struct psi_agreement_rows *rows, size_t at)
{
	struct psi_agreement_row row = rows->row[at];

	memmove(&rows->row[at], &rows->row[at + 1],
	    (rows->num - at - 1) * sizeof row);
	rows->row[rows->num - 1] = row;
	psi_agreement_rows_drop_last(rows);
}

/* The text of `draft_text` with the first row of `term` saying `value`. */
static void
with_value(struct psi_buf *out, const char *draft_text, const char *term,
    const char *value)
{
	struct psi_agreement *agreement = good_draft(draft_text);
	struct psi_agreement_rows rows = copy_rows(agreement);
	size_t i = find(&rows, term);

	take_out(&rows, i);
	insert(&rows, i, term, value);
	finish(out, &rows);
	psi_agreement_rows_clear(&rows);
	psi_agreement_free(agreement);
}

static void
test_defaults(void **state)
{
	static const char *const expected[][2] = {
		{ "file", "agreement/2" },
		{ "created", "2030-01-01" },
		{ "expires", "2031-01-01" },
		{ "replaces", "none" },
		{ "party-a-name", "Acme" },
		{ "party-a-contact", "" },
		{ "party-b-name", "Globex, \"the\" Corp" },
		{ "purpose", "technology" },
		{ "competitors", "no" },
		{ "retention-days", "365" },
		{ "suite", "ristretto255-SHA512" },
		{ "normalizer", "pkn2" },
		{ "normalizer-fingerprint", HEX64 },
		{ "public-suffix-list", HEX64 },
		{ "key", "core+country 2 0.850" },
		{ "mode", "accounts" },
		{ "learns", "both" },
		{ "answers-first", "a" },
		{ "combine-partners", "no" },
		{ "agents-may", "read+report+notify" },
		{ "directory", "none" },
		{ "minimum-score", "0.900" },
		{ "group-pairs", "claims" },
		{ "maximum-elements-a", "1000000" },
		{ "maximum-elements-b", "1000000" },
		{ "maximum-shared-a", "100000" },
		{ "maximum-shared-b", "100000" },
		{ "maximum-ratio", "100" },
		{ "padding-multiple", "1024" },
		{ "minimum-overlap", "0" },
		{ "suppress-below", "5" },
		{ "runs", "12" },
		{ "period-days", "365" },
		{ "maximum-source-age-days", "90" },
	};
	struct psi_agreement *a;
	struct psi_agreement *b;

	(void)state;
	assert_int_equal(
	    psi_agreement_draft(&a, NULL, presets, NUM_PRESETS, TODAY, NULL),
	    0);
	for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++)
		assert_string_equal(
		    psi_agreement_term(a, expected[i][0], 0), expected[i][1]);
	assert_null(psi_agreement_term(a, "group", 0));
	assert_null(psi_agreement_term(a, "share-a", 0));
	assert_null(psi_agreement_term(a, "mode", 1));
	assert_null(psi_agreement_term(a, "nothing", 0));
	assert_int_equal(a->num_key, 11);
	assert_string_equal(a->key[8].type, "name+country");
	assert_int_equal(strlen(psi_agreement_term(a, "id", 0)), 32);
	assert_int_equal(psi_agreement_is_signed(a, 'a'), 0);
	assert_int_equal(psi_agreement_is_signed(a, 'b'), 0);
	/* Two drafts of one text are two agreements. */
	b = good_draft("term,value\n");
	assert_string_not_equal(
	    psi_agreement_term(a, "id", 0), psi_agreement_term(b, "id", 0));
	assert_memory_not_equal(a->digest, b->digest, 32);
	psi_agreement_free(a);
	psi_agreement_free(b);
}

static void
test_fields(void **state)
{
	struct psi_agreement *a = good_draft(
	    "term,value\ncreated,2029-05-06\nexpires,2029-05-07\n"
	    "replaces," HEX64 "\nsuite,P256-SHA256\nkey,z family 0.001\n"
	    "key,lei 3 0.999\nminimum-score,0.123\nmode,counts\nlearns,b\n"
	    "group-pairs,fields\ncombine-partners,yes\n"
	    "agents-may,report+write-crm\ncompetitors,yes\n"
	    "retention-days,9\ndirectory," HEX64 "\n"
	    "group,other\ngroup,open_opportunity\n"
	    "maximum-elements-a,4294967295\nmaximum-elements-b,67\n"
	    "maximum-ratio,7\npadding-multiple,64\nminimum-overlap,9\n"
	    "suppress-below,0\nruns,2\nperiod-days,3\n"
	    "maximum-source-age-days,0\n");
	uint8_t digest[32];

	(void)state;
	assert_int_equal(a->created, TODAY - 240);
	assert_int_equal(a->expires, TODAY - 239);
	assert_true(a->has_replaces);
	assert_int_equal(a->replaces[1], 0x23);
	assert_string_equal(a->suite->name, "P256-SHA256");
	assert_int_equal(a->fingerprint[31], 0xef);
	assert_int_equal(a->public_suffix_list[0], 0x01);
	assert_int_equal(a->num_key, 2);
	assert_string_equal(a->key[0].type, "lei");
	assert_int_equal(a->key[0].tier, 3);
	assert_int_equal(a->key[0].weight, 999);
	assert_int_equal(a->key[1].tier, PSI_TIER_FAMILY);
	assert_int_equal(a->key[1].weight, 1);
	assert_int_equal(a->minimum_score, 123);
	assert_int_equal(a->mode, PSI_MODE_COUNTS);
	assert_false(a->learns[0]);
	assert_true(a->learns[1]);
	/* The other side, although nothing says so. */
	assert_int_equal(a->answers_first, 'a');
	assert_int_equal(a->group_pairs, PSI_GROUP_PAIRS_FIELDS);
	assert_true(a->combine_partners);
	assert_true(a->competitors);
	assert_int_equal(a->retention_days, 9);
	assert_true(a->has_directory);
	assert_int_equal(a->directory[1], 0x23);
	assert_int_equal(psi_agreement_may(a, "report"), 1);
	assert_int_equal(psi_agreement_may(a, "write-crm"), 1);
	assert_int_equal(psi_agreement_may(a, "read"), 0);
	assert_int_equal(psi_agreement_may(a, "delete"), -1);
	assert_string_equal(psi_agreement_action_at(0), "read");
	assert_string_equal(psi_agreement_action_at(5), "write-crm");
	assert_null(psi_agreement_action_at(6));
	assert_int_equal(a->num_group, 2);
	assert_int_equal(
	    psi_agreement_find_group(a, PSI_POPULATION_OPEN_OPPORTUNITY), 0);
	assert_int_equal(psi_agreement_find_group(a, PSI_POPULATION_OTHER), 1);
	assert_int_equal(
	    psi_agreement_find_group(a, PSI_POPULATION_CUSTOMER), -1);
	assert_true(a->party[0].maximum_elements == UINT32_MAX);
	assert_int_equal(a->party[1].maximum_elements, 67);
	assert_int_equal(a->party[0].maximum_shared, UINT32_MAX / 10);
	assert_int_equal(a->party[1].maximum_shared, 6);
	assert_int_equal(a->maximum_ratio, 7);
	assert_int_equal(a->padding_multiple, 64);
	assert_int_equal(a->minimum_overlap, 9);
	assert_int_equal(a->suppress_below, 0);
	assert_int_equal(a->runs, 2);
	assert_int_equal(a->period_days, 3);
	assert_int_equal(a->maximum_source_age_days, 0);
	assert_ptr_equal(psi_agreement_find_key(a, "lei", 3), &a->key[0]);
	assert_null(psi_agreement_find_key(a, "lei", 2));
	assert_null(psi_agreement_find_key(a, "leis", 4));
	assert_int_equal(
	    psi_agreement_role(a, psi_identity_public(identity[0])), 'a');
	assert_int_equal(
	    psi_agreement_role(a, psi_identity_public(identity[1])), 'b');
	assert_int_equal(
	    psi_agreement_role(a, psi_identity_public(identity[2])), '\0');
	psi_agreement_digest(a, digest);
	assert_memory_equal(digest, a->digest, 32);
	psi_agreement_free(a);
}

static void
test_counts(void **state)
{
	struct psi_agreement *a = good_draft("term,value\nmode,counts\n");

	(void)state;
	assert_int_equal(a->num_key, 1);
	assert_int_equal(a->num_group, 3);
	psi_agreement_free(a);
	a = good_draft("term,value\ngroup,none\nmode,counts\n");
	assert_int_equal(a->num_group, 0);
	psi_agreement_free(a);
}

static void
test_round_trip(void **state)
{
	struct psi_agreement *a = good_draft(full);
	struct psi_agreement *b;
	struct psi_buf first = PSI_BUF_INIT;
	struct psi_buf again = PSI_BUF_INIT;
	char want[256];

	(void)state;
	for (int signatures = 0; signatures < 4; signatures++) {
		write_text(&first, a);
		assert_int_equal(
		    read_bytes(&b, first.data, first.len, NULL), 0);
		write_text(&again, b);
		assert_int_equal(first.len, again.len);
		assert_memory_equal(first.data, again.data, first.len);
		assert_memory_equal(a->digest, b->digest, 32);
		assert_int_equal(
		    psi_agreement_is_signed(b, 'b'), signatures > 0);
		assert_int_equal(
		    psi_agreement_is_signed(b, 'a'), signatures > 1);
		assert_int_equal(psi_agreement_is_signed(b, 'c'), 0);
		psi_agreement_free(a);
		a = b;
		/* b signs first, then a; then nothing changes. */
		assert_int_equal(
		    psi_agreement_sign(a, identity[signatures == 0], NULL), 0);
	}
	/* The digest is over the text before it, from the first line on. */
	assert_int_equal(psi_buf_append(&first, "", 1, NULL), 0);
	memcpy(want, "sha256,", 7);
	psi_hex_encode(want + 7, a->digest, 32);
	assert_non_null(strstr((char *)first.data, want));
	{
		uint8_t digest[32];
		const char *end = strstr((char *)first.data, want);

		psi_sha256(
		    digest, first.data, (size_t)(end - (char *)first.data));
		assert_memory_equal(digest, a->digest, 32);
	}
	assert_non_null(
	    strstr((char *)first.data, "\ndescription,\"One, \"\"two\"\"\"\n"));
	assert_non_null(strstr((char *)first.data,
	    "\nparty-b-name,\"Globex, \"\"the\"\" Corp\"\n"));
	psi_buf_clear(&first);
	psi_buf_clear(&again);
	psi_agreement_free(a);
}

static void
test_crlf(void **state)
{
	struct psi_agreement *a = signed_agreement();
	struct psi_agreement *b;
	struct psi_buf text = PSI_BUF_INIT;
	struct psi_buf crlf = PSI_BUF_INIT;
	struct psi_buf mixed = PSI_BUF_INIT;
	size_t line = 0;

	(void)state;
	write_text(&text, a);
	for (size_t i = 0; i < text.len; i++) {
		bool end = text.data[i] == '\n';

		if (end && psi_buf_append(&crlf, "\r", 1, NULL) != 0)
			fail();
		if (end && line++ % 3 == 0 &&
		    psi_buf_append(&mixed, "\r", 1, NULL) != 0)
			fail();
		assert_int_equal(
		    psi_buf_append(&crlf, text.data + i, 1, NULL), 0);
		assert_int_equal(
		    psi_buf_append(&mixed, text.data + i, 1, NULL), 0);
	}
	assert_int_equal(read_bytes(&b, crlf.data, crlf.len, NULL), 0);
	assert_memory_equal(a->digest, b->digest, 32);
	assert_int_equal(psi_agreement_check(b, TODAY, NULL), 0);
	psi_agreement_free(b);
	assert_int_equal(read_bytes(&b, mixed.data, mixed.len, NULL), 0);
	psi_agreement_free(b);
	psi_buf_clear(&text);
	psi_buf_clear(&crlf);
	psi_buf_clear(&mixed);
	psi_agreement_free(a);
}

/* Values that no agreement may have. */
static const struct {
	const char *term;
	const char *value;
} bad_values[] = {
	{ "file", "agreement/1" },
	{ "file", "agreement/3" },
	{ "file", "blinded/1" },
	{ "id", "0123456789abcdef0123456789abcde" },
	{ "id", "0123456789abcdef0123456789abcdef0" },
	{ "id", "0123456789ABCDEF0123456789ABCDEF" },
	{ "created", "2029-02-29" },
	{ "created", "29-02-01" },
	{ "created", "2032-01-01" },
	{ "expires", "2029-12-31" },
	{ "expires", "1969-12-31" },
	{ "expires", "31.12.2030" },
	{ "replaces", "" },
	{ "replaces", "None" },
	{ "replaces", "0123456789abcdef" },
	{ "party-a-identity", "psi1" },
	{ "party-b-identity", "" },
	{ "purpose", "" },
	{ "purpose", "technology gsi" },
	{ "purpose", "Technology" },
	{ "competitors", "perhaps" },
	{ "retention-days", "0" },
	{ "retention-days", "36501" },
	{ "retention-days", "-1" },
	{ "suite", "ristretto255" },
	{ "normalizer", "pkn9" },
	{ "normalizer-fingerprint", "" },
	{ "normalizer-fingerprint", HEX64 "0" },
	{ "public-suffix-list", "none" },
	{ "key", "" },
	{ "key", "domain" },
	{ "key", "domain 1" },
	{ "key", "domain 1 0.970 " },
	{ "key", "domain 1 0.970 x" },
	{ "key", "domain  1 0.970" },
	{ "key", " domain 1 0.970" },
	{ "key", "domain 0 0.970" },
	{ "key", "domain 4 0.970" },
	{ "key", "domain Family 0.970" },
	{ "key", "domain 1 0.97" },
	{ "key", "domain 1 0.9700" },
	{ "key", "domain 1 1.000" },
	{ "key", "domain 1 0.000" },
	{ "key", "domain 1 .970" },
	{ "key", "Domain 1 0.970" },
	{ "key", "1domain 1 0.970" },
	{ "key", "do:main 1 0.970" },
	{ "key", "abcdefghijklmnopqrstuvwx 1 0.970" },
	/* Not below the next row. */
	{ "key", "lei 1 0.970" },
	{ "key", "zzz 1 0.970" },
	{ "party-a-name", "" },
	{ "party-a-name", " " },
	{ "party-b-name", " \xc2\xa0 " },
	{ "party-b-name", "\xe2\x80\x8b\xe3\x80\x80" },
	{ "party-a-name", "\xe2\xa0\x80" },
	{ "party-b-name", "\xe1\x9a\x80\xe2\x80\xaf" },
	{ "party-a-name", "\xe2\x81\x9f\xe2\x80\xa8" },
	{ "party-a-name", "=Acme" },
	{ "party-a-contact", "+49 30 1234" },
	{ "party-a-contact", " -1" },
	{ "party-b-contact", "@acme" },
	{ "description", "\xc2\xa0=1" },
	{ "description", "\xef\xbb\xbf=1" },
	{ "onward-sharing",
	    "\xef\xbc\x9d"
	    "1" },
	{ "automated-agents", "\xef\xbc\xa0SUM(1)" },
	{ "combine-partners", "" },
	{ "combine-partners", "Yes" },
	{ "agents-may", "" },
	{ "agents-may", "all" },
	{ "agents-may", "report+read" },
	{ "agents-may", "read+read" },
	{ "agents-may", "read+" },
	{ "agents-may", "none+read" },
	{ "agents-may", "read report" },
	{ "directory", "" },
	{ "directory", "0123" },
	{ "group-pairs", "match" },
	{ "group-pairs", "" },
	{ "maximum-shared-a", "0" },
	{ "maximum-shared-b", "4294967296" },
	{ "minimum-score", "1.000" },
	{ "minimum-score", "0.9" },
	{ "minimum-score", "0,900" },
	{ "mode", "names" },
	{ "learns", "a b" },
	{ "learns", "c" },
	{ "answers-first", "both" },
	{ "maximum-elements-a", "0" },
	{ "maximum-elements-a", "4294967296" },
	{ "maximum-elements-b", "01" },
	{ "maximum-elements-b", "99999999999999999999999999" },
	{ "maximum-ratio", "0" },
	{ "maximum-ratio", "1000001" },
	{ "padding-multiple", "0" },
	{ "padding-multiple", "1048577" },
	{ "minimum-overlap", "4294967296" },
	{ "minimum-overlap", "" },
	{ "suppress-below", "1000001" },
	{ "runs", "0" },
	{ "runs", "1000001" },
	{ "period-days", "0" },
	{ "period-days", "36501" },
	{ "maximum-source-age-days", "36501" },
	{ "share-a", "customer prospect" },
	{ "share-a", "customer prospect " },
	{ "share-a", "customer  prospect name" },
	{ "share-a", "customers prospect name" },
	{ "share-a", "customer everybody name" },
	{ "share-a", "customer prospect nothing" },
	{ "share-a", "customer prospect name+" },
	{ "share-a", "customer prospect +name" },
	{ "share-a", "customer prospect name+name" },
	{ "share-a", "customer prospect amount+amount:band" },
	{ "share-a", "customer prospect name:band" },
	{ "share-a", "customer prospect amount:quarter" },
	{ "share-a", "customer prospect amount:" },
	{ "share-a", "customer prospect none+name" },
	{ "share-a", "customer prospect match+name" },
	{ "share-a", "customer prospect name domain" },
	{ "share-a", "customer prospect id" },
	{ "share-a", "customer prospect owner:band" },
	{ "share-a", "customer prospect propensity:band" },
	/* Out of order, twice. */
	{ "share-a", "prospect customer name" },
	{ "share-a", "customer prospect owner" },
	{ "share-a", "any any none" },
};

static void
test_bad_values(void **state)
{
	struct psi_buf text = PSI_BUF_INIT;
	struct psi_error err;

	(void)state;
	for (size_t i = 0; i < sizeof bad_values / sizeof bad_values[0]; i++) {
		with_value(
		    &text, full, bad_values[i].term, bad_values[i].value);
		assert_refused(text.data, text.len, &err);
		/* What is wrong with one row is said with its line. */
		if (err.line == 0)
			assert_non_null(strstr(err.text, "expires"));
		else if (strstr(err.text, bad_values[i].term) == NULL)
			fail_msg("%s,%s: %s", bad_values[i].term,
			    bad_values[i].value, err.text);
	}
	with_value(&text, full, "party-b-identity", identity_text[0]);
	assert_refused(text.data, text.len, &err);
	assert_non_null(strstr(err.text, "same identity"));
	psi_buf_clear(&text);
}

static void
test_good_values(void **state)
{
	static const struct {
		const char *term;
		const char *value;
	} good[] = {
		{ "id", "00000000000000000000000000000000" },
		{ "created", "1970-01-01" },
		{ "expires", "9999-12-31" },
		{ "expires", "2030-01-01" },
		{ "replaces", "none" },
		{ "party-a-name", " ." },
		{ "party-a-contact", "a=1+1" },
		{ "party-b-name", " M\xc3\xbcller \xe2\x80\x93 x " },
		{ "description", "\"" },
		{ "purpose", "presign" },
		{ "purpose", "gsi" },
		{ "combine-partners", "yes" },
		{ "agents-may", "none" },
		{ "agents-may", "read+report+notify+draft+contact+write-crm" },
		{ "directory", HEX64 },
		{ "group-pairs", "none" },
		{ "group-pairs", "fields" },
		{ "maximum-shared-a", "1" },
		{ "maximum-shared-b", "4294967295" },
		{ "retention-days", "36500" },
		{ "suite", "P256-SHA256" },
		{ "key", "abcdefghijklmnopqrstuvw 1 0.999" },
		{ "key", "a_b-c+d9 family 0.001" },
		{ "minimum-score", "0.000" },
		{ "minimum-score", "0.999" },
		{ "learns", "b" },
		{ "maximum-elements-a", "4294967295" },
		{ "maximum-ratio", "1000000" },
		{ "padding-multiple", "1000000" },
		{ "minimum-overlap", "1000000" },
		{ "suppress-below", "1000000" },
		{ "runs", "1000000" },
		{ "period-days", "36500" },
		{ "maximum-source-age-days", "0" },
		{ "share-a",
		    "customer customer "
		    "name+domain+country+owner:alias+owner_email:alias+"
		    "industry+segment+region+employees:band+revenue:band+"
		    "stage+amount:band+close_date:quarter+products+nps:band+"
		    "health+renewal_date:quarter+tier+team+practice+"
		    "propensity+committed_spend:band+registered+opt_out" },
		{ "share-a", "customer customer tier+name" },
	};
	struct psi_buf text = PSI_BUF_INIT;
	struct psi_agreement *agreement;

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
		with_value(&text, full, good[i].term, good[i].value);
		assert_int_equal(
		    read_bytes(&agreement, text.data, text.len, NULL), 0);
		assert_string_equal(
		    psi_agreement_term(agreement, good[i].term, 0),
		    good[i].value);
		psi_agreement_free(agreement);
	}
	psi_buf_clear(&text);
}

/* Rows that are right in themselves, and say together what cannot be. */
static void
test_contradictions(void **state)
{
	static const struct {
		const char *draft;
		/* NULL where it is right. */
		const char *want;
	} rules[] = {
		{ "learns,a\nanswers-first,a\n", "'answers-first' must be b" },
		{ "learns,b\nanswers-first,b\n", "'answers-first' must be a" },
		{ "learns,a\nanswers-first,b\n", NULL },
		{ "learns,a\n", NULL },
		{ "learns,both\nanswers-first,b\n", NULL },
		{ "padding-multiple,64\nmaximum-elements-b,63\n",
		    "'padding-multiple' is above 'maximum-elements-b'" },
		{ "padding-multiple,64\nmaximum-elements-b,64\n", NULL },
		{ "minimum-overlap,1000001\n",
		    "'minimum-overlap' is above 'maximum-elements-a'" },
		{ "suppress-below,2000\nmaximum-elements-a,1999\n", NULL },
		{ "mode,counts\nsuppress-below,2000\n"
		  "maximum-elements-a,1999\n",
		    "'suppress-below' is above" },
		{ "competitors,yes\n", NULL },
		{ "competitors,yes\nshare-a,any any match\n"
		  "share-b,any any none\n",
		    NULL },
		{ "competitors,yes\n"
		  "share-b,any any amount:band+close_date:quarter\n",
		    NULL },
		{ "competitors,yes\nshare-a,any any match\n"
		  "share-b,any any amount:band+name\n",
		    "'share-b': competitors share nothing but" },
		{ "competitors,yes\nshare-a,customer any amount\n",
		    "'share-a': competitors" },
		{ "competitors,yes\nshare-a,any any owner:alias\n",
		    "'share-a': competitors" },
		{ "competitors,yes\nmode,counts\n"
		  "share-a,any any name\n",
		    NULL },
	};
	struct psi_agreement *agreement;
	struct psi_error err;
	char text[512];

	(void)state;
	for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
		int rc;

		(void)snprintf(
		    text, sizeof text, "term,value\n%s", rules[i].draft);
		memset(&err, 0, sizeof err);
		rc = draft(&agreement, text, &err);
		if (rc != (rules[i].want != NULL ? PSI_E_INPUT : 0) ||
		    (rc != 0 && strstr(err.text, rules[i].want) == NULL))
			fail_msg("%s: %s", rules[i].draft, err.text);
		psi_agreement_free(agreement);
	}
}

/* What was signed before is refused in words. */
static void
test_first_edition(void **state)
{
	struct psi_buf text = PSI_BUF_INIT;
	struct psi_error err;

	(void)state;
	with_value(&text, full, "file", "agreement/1");
	assert_refused(text.data, text.len, &err);
	assert_int_equal(err.line, 2);
	assert_non_null(strstr(err.text, "earlier version"));
	assert_non_null(strstr(err.hint, "psi-agree propose"));
	psi_buf_clear(&text);
}

/* Of other programs: who has the older ones. */
static void
test_other_editions(void **state)
{
	static const struct {
		const char *term;
		const char *value;
		const char *text;
		const char *hint;
	} others[] = {
		{ "file", "agreement/3", "the older agreement/2",
		    "your partner has" },
		{ "file", "agreement/x", "must be 'agreement/2'", "" },
		{ "file", "agreement/3333333333", "must be 'agreement/2'", "" },
		{ "normalizer", "pkn1", "the newer rules pkn2",
		    "that you have" },
		{ "normalizer", "pkn10", "the older rules pkn2",
		    "your partner has" },
		{ "normalizer", "pkn02", "must be pkn2", "" },
		{ "normalizer", "pkn", "must be pkn2", "" },
		{ "normalizer", "PKN2", "must be pkn2", "" },
		{ "normalizer", "pkn-1", "must be pkn2", "" },
	};
	struct psi_buf text = PSI_BUF_INIT;
	struct psi_error err;

	(void)state;
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		with_value(&text, full, others[i].term, others[i].value);
		assert_refused(text.data, text.len, &err);
		assert_int_not_equal(err.line, 0);
		assert_non_null(strstr(err.text, others[i].text));
		assert_non_null(strstr(err.hint, others[i].hint));
	}
	psi_buf_clear(&text);
}

/* Every preset is a share row. */
static void
test_share_presets(void **state)
{
	static const char *const names[] = { "match", "basic", "sales",
		"marketing" };
	char text[512];

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		const char *what = psi_agreement_share_preset(names[i]);
		struct psi_agreement *a;

		(void)snprintf(text, sizeof text,
		    "term,value\nshare-b,any any %s\n", what);
		a = good_draft(text);
		assert_string_equal(
		    psi_agreement_shares(a, 'b', "customer", "other"), what);
		psi_agreement_free(a);
	}
	assert_null(psi_agreement_share_preset("all"));
}

static void
test_groups(void **state)
{
	struct psi_buf text = PSI_BUF_INIT;
	struct psi_error err;
	const char *const counts = "term,value\nmode,counts\n";

	(void)state;
	/* Before open_opportunity and prospect. */
	with_value(&text, counts, "group", "prospect");
	assert_refused(text.data, text.len, &err);
	assert_non_null(strstr(err.text, "order"));
	with_value(&text, counts, "group", "open_opportunity");
	assert_refused(text.data, text.len, &err);
	with_value(&text, counts, "group", "any");
	assert_refused(text.data, text.len, &err);
	/* Groups in a file of the other mode. */
	with_value(&text, counts, "mode", "accounts");
	assert_refused(text.data, text.len, &err);
	assert_non_null(strstr(err.text, "'group' rows"));
	psi_buf_clear(&text);
}

static void
test_lengths(void **state)
{
	struct psi_buf text = PSI_BUF_INIT;
	struct psi_agreement *agreement;
	char value[2002];

	(void)state;
	memset(value, '"', sizeof value);
	value[2000] = '\0';
	with_value(&text, full, "description", value);
	assert_int_equal(read_bytes(&agreement, text.data, text.len, NULL), 0);
	assert_string_equal(
	    psi_agreement_term(agreement, "description", 0), value);
	psi_agreement_free(agreement);
	value[2000] = '"';
	value[2001] = '\0';
	with_value(&text, full, "description", value);
	assert_refused(text.data, text.len, NULL);
	psi_buf_clear(&text);
}

/* Is the term one of which there may be any number of rows? */
static bool
is_many(const char *term)
{
	return strcmp(term, "key") == 0 || strcmp(term, "group") == 0 ||
	    strcmp(term, "share-a") == 0 || strcmp(term, "share-b") == 0;
}

static void
test_order(void **state)
{
	struct psi_agreement *agreement = good_draft(full);
	struct psi_agreement_rows rows = copy_rows(agreement);
	struct psi_buf text = PSI_BUF_INIT;
	struct psi_error err;

	(void)state;
	for (size_t i = 0; i < rows.num; i++) {
		char term[64];
		char value[2001];

		memcpy(term, rows.row[i].term, strlen(rows.row[i].term) + 1);
		memcpy(value, rows.row[i].value, strlen(rows.row[i].value) + 1);
		/* Twice, here and at the end. */
		insert(&rows, i, term, value);
		finish(&text, &rows);
		assert_refused(text.data, text.len, &err);
		assert_int_equal(err.line, i + 3);
		take_out(&rows, i);
		insert(&rows, rows.num, term, value);
		finish(&text, &rows);
		assert_refused(text.data, text.len, &err);
		take_out(&rows, rows.num - 1);
		/* Missing, unless it is optional. */
		take_out(&rows, i);
		if (!is_many(term)) {
			finish(&text, &rows);
			assert_refused(text.data, text.len, &err);
			assert_non_null(strstr(err.text, term));
		}
		/* Out of order. */
		if (i < rows.num) {
			insert(&rows, i + 1, term, value);
			finish(&text, &rows);
			assert_refused(text.data, text.len, &err);
			take_out(&rows, i + 1);
		}
		insert(&rows, i, term, value);
		/* A term that there is none of. */
		insert(&rows, i, "extra", "1");
		finish(&text, &rows);
		assert_refused(text.data, text.len, &err);
		assert_int_equal(err.line, i + 2);
		take_out(&rows, i);
	}
	/* No key at all. */
	while (
	    strcmp(rows.row[find(&rows, "minimum-score") - 1].term, "key") == 0)
		take_out(&rows, find(&rows, "key"));
	finish(&text, &rows);
	assert_refused(text.data, text.len, &err);
	assert_non_null(strstr(err.text, "'key'"));
	/* 33 of them. */
	for (int i = 32; i >= 0; i--) {
		char key[32];

		(void)snprintf(key, sizeof key, "k%02d 1 0.500", i);
		insert(&rows, find(&rows, "directory") + 1, "key", key);
	}
	finish(&text, &rows);
	assert_refused(text.data, text.len, &err);
	assert_non_null(strstr(err.text, "more than 32"));
	psi_agreement_rows_clear(&rows);
	psi_buf_clear(&text);
	psi_agreement_free(agreement);
}

/* Replace the first `from` in a text; both are public words of this test. */
static void
replace(struct psi_buf *out, const struct psi_buf *in, const char *from,
    size_t from_len, const char *to, size_t to_len)
{
	size_t i = 0;

	psi_buf_clear(out);
	while (i + from_len <= in->len &&
	    memcmp(in->data + i, from, from_len) != 0)
		i++;
	assert_true(i + from_len <= in->len);
	assert_int_equal(psi_buf_append(out, in->data, i, NULL), 0);
	assert_int_equal(psi_buf_append(out, to, to_len, NULL), 0);
	assert_int_equal(psi_buf_append(out, in->data + i + from_len,
			     in->len - i - from_len, NULL),
	    0);
}

/* What an editor or a spreadsheet does to a file, each refused. */
#define EDIT(from, to)                                                         \
	{                                                                      \
		from, sizeof from - 1, to, sizeof to - 1                       \
	}
static const struct {
	const char *from;
	size_t from_len;
	const char *to;
	size_t to_len;
} edits[] = {
	EDIT("term,value\n", "\xef\xbb\xbfterm,value\n"),
	EDIT("term,value\n", ""),
	EDIT("term,value\n", "Term,Value\n"),
	EDIT("term,value\n", "\"term\",\"value\"\n"),
	EDIT("term,value\n", "term;value\n"),
	EDIT("term,value\n", "\nterm,value\n"),
	EDIT("term,value\n", "term,value\n\n"),
	EDIT("term,value\n", "term,value\n\r\n"),
	EDIT("term,value\n", "record,value\n"),
	EDIT("mode,accounts", "mode,\"accounts\""),
	EDIT("mode,accounts", "\"mode\",accounts"),
	EDIT("mode,accounts", "mode,accounts,"),
	EDIT("mode,accounts", "mode, accounts"),
	EDIT("mode,accounts", "mode,accounts "),
	EDIT("mode,accounts", "mode;accounts"),
	EDIT("mode,accounts", "mode"),
	EDIT("mode,accounts", ",accounts"),
	EDIT("mode,accounts", "Mode,accounts"),
	EDIT("mode,accounts", "mode,accounts\r\r"),
	EDIT("mode,accounts\n", "mode,accounts\r"),
	EDIT("mode,accounts", "mode,acc\0unts"),
	EDIT("mode,accounts", "mode,accounts\t"),
	EDIT("name,Acme", "name,Ac\0me"),
	EDIT("name,Acme", "name,Ac\tme"),
	EDIT("name,Acme", "name,Ac\x7fme"),
	EDIT("name,Acme", "name,Ac\xc2\x85me"),
	EDIT("name,Acme", "name,Ac\xffme"),
	EDIT("name,Acme", "name,Ac\xc3"),
	EDIT("name,Acme", "name,Ac\xed\xa0\x80me"),
	EDIT("name,Acme", "name,Ac\xc0\xafme"),
	EDIT("name,Acme", "name,Ac\"me"),
	EDIT("name,Acme", "name,\"Acme"),
	EDIT("name,Acme", "name,\"Ac\nme\""),
	EDIT("name,Acme", "name,\"Ac\"me\""),
	EDIT("name,Acme", "name,\"Ac,me\"x"),
	EDIT("\"One, \"\"two\"\"\"", "One, two"),
	EDIT("\"One, \"\"two\"\"\"", "\"One, \"two\"\""),
	EDIT("\"One, \"\"two\"\"\"", "\"One, two\"\""),
	EDIT("\"One, \"\"two\"\"\"", "\"One, two\" "),
	EDIT("\"One, \"\"two\"\"\"", "\""),
	EDIT("sha256,", "sha256,00"),
	EDIT("sha256,", "sha256,\nsha256,"),
	EDIT("sha256,", "sha-256,"),
	EDIT("signature-a,", "signature-a,A"),
	EDIT("signature-a,", "signature-c,"),
	EDIT("signature-b,", "signature-a,"),
};

static void
test_grammar(void **state)
{
	struct psi_agreement *agreement = signed_agreement();
	struct psi_buf text = PSI_BUF_INIT;
	struct psi_buf edited = PSI_BUF_INIT;
	struct psi_error err;

	(void)state;
	write_text(&text, agreement);
	for (size_t i = 0; i < sizeof edits / sizeof edits[0]; i++) {
		replace(&edited, &text, edits[i].from, edits[i].from_len,
		    edits[i].to, edits[i].to_len);
		assert_refused(edited.data, edited.len, &err);
		assert_true(err.line > 0);
	}
	/* Something behind the end. */
	psi_buf_clear(&edited);
	assert_int_equal(psi_buf_append(&edited, text.data, text.len, NULL), 0);
	assert_int_equal(psi_buf_append_text(&edited, "\n", NULL), 0);
	assert_refused(edited.data, edited.len, &err);
	edited.len--;
	assert_int_equal(psi_buf_append_text(&edited, "x,1\n", NULL), 0);
	assert_refused(edited.data, edited.len, &err);
	/* No text at all, and too much of it. */
	assert_refused("", 0, &err);
	psi_buf_clear(&edited);
	assert_int_equal(psi_buf_append_text(&edited, "term,value\n", NULL), 0);
	for (size_t i = 0; i < 600; i++)
		assert_int_equal(
		    psi_buf_append_text(&edited, "a,1\n", NULL), 0);
	assert_refused(edited.data, edited.len, &err);
	assert_non_null(strstr(err.text, "rows"));
	edited.len = 0;
	assert_int_equal(
	    psi_buf_append_text(&edited, "term,value\nx,", NULL), 0);
	for (size_t i = 0; i < 4095; i++)
		assert_int_equal(psi_buf_append_text(&edited, "y", NULL), 0);
	assert_int_equal(psi_buf_append_text(&edited, "\n", NULL), 0);
	assert_refused(edited.data, edited.len, &err);
	assert_non_null(strstr(err.text, "4,096"));
	while (edited.len <= PSI_AGREEMENT_BYTES_MAX)
		assert_int_equal(
		    psi_buf_append(&edited, text.data, text.len, NULL), 0);
	assert_refused(edited.data, edited.len, &err);
	assert_non_null(strstr(err.text, "1 MiB"));
	psi_buf_clear(&text);
	psi_buf_clear(&edited);
	psi_agreement_free(agreement);
}

/* Cut off at any byte, or with any byte changed, it is refused; only whole
 * signatures can be left out. */
static void
test_cut_and_changed(void **state)
{
	struct psi_agreement *agreement = signed_agreement();
	struct psi_buf text = PSI_BUF_INIT;
	struct psi_agreement *out;
	size_t num_read = 0;

	(void)state;
	write_text(&text, agreement);
	for (size_t len = 0; len < text.len; len++) {
		int rc = read_bytes(&out, text.data, len, NULL);

		if (rc == 0) {
			assert_int_equal(text.data[len - 1], '\n');
			assert_memory_equal(text.data + len, "signature-", 10);
			num_read++;
			psi_agreement_free(out);
		} else {
			assert_int_equal(rc, PSI_E_AGREEMENT);
			assert_null(out);
		}
	}
	assert_int_equal(num_read, 2);
	for (size_t i = 0; i < text.len; i++) {
		text.data[i] ^= 1;
		assert_refused(text.data, text.len, NULL);
		text.data[i] ^= 1;
	}
	psi_buf_clear(&text);
	psi_agreement_free(agreement);
}

/* The signature rows of another file behind the terms of this one. */
static void
graft(struct psi_buf *out, const struct psi_buf *terms, const char *a,
    const char *b)
{
	struct psi_buf copy = PSI_BUF_INIT;

	assert_int_equal(
	    psi_buf_append(&copy, terms->data, terms->len, NULL), 0);
	if (a != NULL) {
		assert_int_equal(
		    psi_buf_append_text(&copy, "signature-a,", NULL), 0);
		assert_int_equal(psi_buf_append_text(&copy, a, NULL), 0);
		assert_int_equal(psi_buf_append_text(&copy, "\n", NULL), 0);
	}
	if (b != NULL) {
		assert_int_equal(
		    psi_buf_append_text(&copy, "signature-b,", NULL), 0);
		assert_int_equal(psi_buf_append_text(&copy, b, NULL), 0);
		assert_int_equal(psi_buf_append_text(&copy, "\n", NULL), 0);
	}
	psi_buf_clear(out);
	*out = copy;
}

static void
test_altered(void **state)
{
	struct psi_agreement *agreement = signed_agreement();
	struct psi_agreement *other = signed_agreement();
	struct psi_agreement_rows rows = copy_rows(agreement);
	struct psi_buf text = PSI_BUF_INIT;
	struct psi_buf edited = PSI_BUF_INIT;
	const char *a = psi_agreement_term(agreement, "signature-a", 0);
	const char *b = psi_agreement_term(agreement, "signature-b", 0);
	struct psi_agreement *out;
	struct psi_error err;

	(void)state;
	write_text(&text, agreement);
	/* A value that would be legal: the digest tells. */
	replace(&edited, &text, "runs,12\n", 8, "runs,99\n", 8);
	assert_refused(edited.data, edited.len, &err);
	assert_non_null(strstr(err.text, "digest"));
	/* With a new digest the signatures tell. */
	take_out(&rows, find(&rows, "period-days") - 1);
	insert(&rows, find(&rows, "period-days"), "runs", "99");
	finish(&edited, &rows);
	assert_int_equal(read_bytes(&out, edited.data, edited.len, NULL), 0);
	assert_int_equal(
	    psi_agreement_check(out, TODAY, &err), PSI_E_AGREEMENT);
	psi_agreement_free(out);
	graft(&edited, &edited, a, NULL);
	assert_refused(edited.data, edited.len, &err);
	assert_non_null(strstr(err.text, "signature of party a"));
	finish(&edited, &rows);
	graft(&edited, &edited, NULL, b);
	assert_refused(edited.data, edited.len, &err);
	assert_non_null(strstr(err.text, "signature of party b"));
	/* Signatures of each other, of another agreement, out of order. */
	psi_agreement_rows_clear(&rows);
	rows = copy_rows(agreement);
	finish(&text, &rows);
	graft(&edited, &text, a, b);
	assert_int_equal(read_bytes(&out, edited.data, edited.len, NULL), 0);
	psi_agreement_free(out);
	graft(&edited, &text, b, a);
	assert_refused(edited.data, edited.len, &err);
	graft(&edited, &text, a, a);
	assert_refused(edited.data, edited.len, &err);
	graft(&edited, &text, psi_agreement_term(other, "signature-a", 0), b);
	assert_refused(edited.data, edited.len, &err);
	graft(&edited, &text, NULL, b);
	graft(&edited, &edited, a, NULL);
	assert_refused(edited.data, edited.len, &err);
	assert_non_null(strstr(err.text, "does not belong"));
	psi_agreement_rows_clear(&rows);
	psi_buf_clear(&text);
	psi_buf_clear(&edited);
	psi_agreement_free(agreement);
	psi_agreement_free(other);
}

static void
test_check(void **state)
{
	struct psi_agreement *agreement = good_draft(full);
	struct psi_error err;

	(void)state;
	assert_int_equal(
	    psi_agreement_check(agreement, TODAY, &err), PSI_E_AGREEMENT);
	assert_non_null(strstr(err.text, "nobody"));
	assert_int_equal(
	    psi_agreement_sign(agreement, identity[2], &err), PSI_E_AGREEMENT);
	assert_int_equal(psi_agreement_sign(agreement, identity[1], NULL), 0);
	assert_int_equal(
	    psi_agreement_check(agreement, TODAY, &err), PSI_E_AGREEMENT);
	assert_non_null(strstr(err.text, "party a has not"));
	assert_int_equal(psi_agreement_sign(agreement, identity[0], NULL), 0);
	assert_int_equal(psi_agreement_check(agreement, TODAY, &err), 0);
	assert_int_equal(
	    psi_agreement_check_expiry(agreement, TODAY - 1, &err), 0);
	assert_int_equal(
	    psi_agreement_check_expiry(agreement, TODAY + 366, &err),
	    PSI_E_AGREEMENT);
	assert_int_equal(
	    psi_agreement_check(agreement, TODAY - 1, &err), PSI_E_AGREEMENT);
	assert_non_null(strstr(err.text, "2030-01-01"));
	assert_int_equal(psi_agreement_check(agreement, TODAY + 365, &err), 0);
	assert_int_equal(
	    psi_agreement_check(agreement, TODAY + 366, &err), PSI_E_AGREEMENT);
	assert_non_null(strstr(err.text, "2031-01-01"));
	psi_agreement_free(agreement);
	agreement = good_draft(full);
	assert_int_equal(psi_agreement_sign(agreement, identity[0], NULL), 0);
	assert_int_equal(
	    psi_agreement_check(agreement, TODAY, &err), PSI_E_AGREEMENT);
	assert_non_null(strstr(err.text, "party b has not"));
	psi_agreement_free(agreement);
}

static void
test_check_ledger(void **state)
{
	struct psi_agreement *agreement = signed_agreement();
	struct psi_agreement *unsigned_one = good_draft(full);
	struct memory_store memory;
	struct psi_store store = memory_store_init(&memory);
	struct psi_error err;

	(void)state;
	/* One that is missing takes nothing back. */
	assert_int_equal(
	    psi_agreement_check_ledger(agreement, &store, &err), PSI_E_STATE);
	assert_non_null(strstr(err.text, "missing"));
	assert_int_equal(
	    psi_agreement_revoke(agreement, TODAY, &store, &err), PSI_E_STATE);
	/* Nor is a stranger's of use. */
	assert_int_equal(
	    psi_ledger_create(&store, psi_identity_public(identity[2]), &err),
	    0);
	assert_int_equal(
	    psi_agreement_check_ledger(agreement, &store, &err), PSI_E_STATE);
	assert_non_null(strstr(err.text, "no party"));
	assert_int_equal(
	    psi_agreement_revoke(agreement, TODAY, &store, &err), PSI_E_STATE);
	assert_non_null(strstr(err.text, "no party"));
	assert_int_equal(psi_ledger_check_identity(
			     &store, psi_identity_public(identity[2]), &err),
	    0);
	assert_int_equal(
	    psi_ledger_create(&store, psi_identity_public(identity[0]), &err),
	    0);
	/* The other party's is as bad as a stranger's. */
	assert_int_equal(psi_ledger_check_identity(
			     &store, psi_identity_public(identity[0]), &err),
	    0);
	assert_int_equal(psi_ledger_check_identity(
			     &store, psi_identity_public(identity[1]), &err),
	    PSI_E_STATE);
	assert_non_null(strstr(err.text, "another identity"));
	assert_int_equal(
	    psi_agreement_check_ledger(agreement, &store, &err), 0);
	assert_int_equal(
	    psi_agreement_check_ledger(unsigned_one, &store, &err), 0);
	assert_int_equal(
	    psi_agreement_revoke(unsigned_one, TODAY, &store, &err), 0);
	assert_int_equal(psi_agreement_check_ledger(unsigned_one, &store, &err),
	    PSI_E_AGREEMENT);
	assert_int_equal(
	    psi_agreement_check_ledger(agreement, &store, &err), 0);
	assert_int_equal(
	    psi_agreement_revoke(agreement, TODAY, &store, &err), 0);
	assert_int_equal(psi_agreement_check_ledger(agreement, &store, &err),
	    PSI_E_AGREEMENT);
	assert_non_null(strstr(err.text, "revoked"));
	memory_store_clear(&memory);
	psi_agreement_free(agreement);
	psi_agreement_free(unsigned_one);
}

static void
test_drafts(void **state)
{
	static const struct {
		const char *text;
		int line;
		const char *word;
	} bad[] = {
		{ "", 0, "empty" },
		{ "value,term\n", 1, "not a draft" },
		{ "term,value\nfoo,1\n", 2, "'foo'" },
		{ "term,value\nruns,1\nruns,1\n", 3, "twice" },
		{ "term,value\nruns,1\nkey,domain 1 0.5001\n", 3, "'key'" },
		{ "term,value\nkey,domain 1 0.500\nkey,domain 2 0.600\n", 3,
		    "each type once" },
		{ "term,value\nshare-a,any any none\nshare-a,any any match\n",
		    3, "each pair once" },
		{ "term,value\ngroup,customer\n", 2, "'group'" },
		{ "term,value\nruns,none\n", 2, "'runs'" },
		{ "term,value\nsha256," HEX64 "\n", 2, "'sha256'" },
		{ "term,value\nsignature-b,x\n", 2, "'signature-b'" },
		{ "term,value\nruns,1,2\n", 2, "two cells" },
		{ "term,value\nruns\n", 2, "no value" },
		{ "term,value\ndescription,\"a\nb\"\n", 2, "line breaks" },
		{ "term,value\nexpires,2029-12-31\n", 0, "expires" },
	};
	struct psi_agreement *a;
	struct psi_error err;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		assert_int_equal(draft(&a, bad[i].text, &err), PSI_E_INPUT);
		assert_null(a);
		assert_int_equal(err.line, bad[i].line);
		if (strstr(err.text, bad[i].word) == NULL)
			fail_msg("%s: %s", bad[i].text, err.text);
	}
	/* As a spreadsheet saves it: mark, semicolons, quotes, CR LF, rows of
	 * nothing, cells of nothing. */
	a = good_draft("\xef\xbb\xbfterm;value;\r\n\"runs\";\"3\";\r\n;;\r\n"
		       "\r\npurpose;cosell;\r\n");
	assert_int_equal(a->runs, 3);
	assert_string_equal(psi_agreement_term(a, "purpose", 0), "cosell");
	psi_agreement_free(a);
	/* And as it writes numbers. */
	a = good_draft("term;value\nminimum-score;0,9\nkey;lei 1 .75\n");
	assert_int_equal(a->minimum_score, 900);
	assert_int_equal(a->key[0].weight, 750);
	psi_agreement_free(a);
	/* A blank is as good as nothing, where there is a default. */
	a = good_draft("term,value\nruns,\npurpose,FILL IN: why\nkey,\n");
	assert_int_equal(a->runs, 12);
	assert_int_equal(a->num_key, 11);
	psi_agreement_free(a);
}

static void
test_missing(void **state)
{
	struct psi_agreement *a = NULL;
	struct psi_error err;
	struct memory memory;
	const char *const text = "term,value\nruns,1\n"
				 "party-a-name,FILL IN: name\n";
	struct psi_source source = memory_source(&memory, text, strlen(text));

	(void)state;
	for (size_t i = 0; i < NUM_PRESETS; i++) {
		struct psi_agreement_preset few[NUM_PRESETS];
		size_t num = 0;

		for (size_t j = 0; j < NUM_PRESETS; j++)
			if (j != i)
				few[num++] = presets[j];
		assert_int_equal(
		    psi_agreement_draft(&a, NULL, few, num, TODAY, &err),
		    PSI_E_INPUT);
		assert_null(a);
		assert_non_null(strstr(err.text, presets[i].term));
	}
	assert_int_equal(psi_agreement_draft(&a, &source, presets + 1,
			     NUM_PRESETS - 1, TODAY, &err),
	    PSI_E_INPUT);
	assert_int_equal(err.line, 3);
	assert_non_null(strstr(err.text, "filled in"));
	/* A preset is checked as a draft is. */
	{
		struct psi_agreement_preset more[NUM_PRESETS + 1];

		memcpy(more, presets, sizeof presets);
		more[NUM_PRESETS].term = "runs";
		more[NUM_PRESETS].value = "a\nb";
		assert_int_equal(psi_agreement_draft(&a, NULL, more,
				     NUM_PRESETS + 1, TODAY, &err),
		    PSI_E_INPUT);
		more[NUM_PRESETS].value = "0";
		assert_int_equal(psi_agreement_draft(&a, NULL, more,
				     NUM_PRESETS + 1, TODAY, &err),
		    PSI_E_INPUT);
		assert_non_null(strstr(err.text, "'runs'"));
		more[NUM_PRESETS].term = "run";
		assert_int_equal(psi_agreement_draft(&a, NULL, more,
				     NUM_PRESETS + 1, TODAY, &err),
		    PSI_E_ARG);
		more[NUM_PRESETS].term = "party-a-name";
		assert_int_equal(psi_agreement_draft(&a, NULL, more,
				     NUM_PRESETS + 1, TODAY, &err),
		    PSI_E_ARG);
	}
	assert_int_equal(psi_agreement_term_rows("runs"), 1);
	assert_int_equal(psi_agreement_term_rows("share-b"), 2);
	assert_int_equal(psi_agreement_term_rows("sha256"), 0);
	assert_int_equal(
	    psi_agreement_draft(&a, NULL, presets, NUM_PRESETS, -1, &err),
	    PSI_E_ARG);
}

static void
test_template(void **state)
{
	static const char *const modes[2] = { "accounts", "counts" };

	(void)state;
	for (size_t m = 0; m < 2; m++) {
		struct psi_buf text = PSI_BUF_INIT;
		struct psi_sink sink = memory_sink(&text);
		struct memory memory;
		struct psi_source source;
		struct psi_agreement *a = NULL;
		struct psi_agreement *b = NULL;
		struct psi_error err;

		assert_int_equal(
		    psi_agreement_template(&sink, modes[m], TODAY, NULL), 0);
		/* As it is, a person has to fill in the parties. */
		source = memory_source(&memory, text.data, text.len);
		assert_int_equal(psi_agreement_draft(&a, &source, presets + 4,
				     NUM_PRESETS - 4, TODAY, &err),
		    PSI_E_INPUT);
		assert_non_null(strstr(err.text, "'party-a-name'"));
		/* Otherwise it says what a draft of this mode defaults to. */
		source = memory_source(&memory, text.data, text.len);
		assert_int_equal(psi_agreement_draft(&a, &source, presets,
				     NUM_PRESETS, TODAY, &err),
		    0);
		b = good_draft(
		    m == 0 ? "term,value\n" : "term,value\nmode,counts\n");
		assert_int_equal(a->rows->num, b->rows->num);
		for (size_t i = 0; i < a->rows->num; i++) {
			assert_string_equal(
			    a->rows->row[i].term, b->rows->row[i].term);
			if (i != 1 &&
			    strcmp(a->rows->row[i].term, "sha256") != 0)
				assert_string_equal(a->rows->row[i].value,
				    b->rows->row[i].value);
		}
		psi_agreement_free(a);
		psi_agreement_free(b);
		psi_buf_clear(&text);
	}
}

static void
test_shares(void **state)
{
	struct psi_agreement *a =
	    good_draft("term,value\n"
		       "share-a,customer prospect name\n"
		       "share-a,customer any domain\n"
		       "share-a,any prospect owner\n"
		       "share-a,other any none\n"
		       "share-a,former_customer any none\n"
		       "share-a,former_customer customer match\n"
		       "share-b,any any none\n"
		       "share-b,prospect customer tier\n");
	enum psi_population customer = PSI_POPULATION_CUSTOMER;
	enum psi_population prospect = PSI_POPULATION_PROSPECT;
	enum psi_population other = PSI_POPULATION_OTHER;

	(void)state;
	assert_string_equal(
	    psi_agreement_shares(a, 'a', "customer", "prospect"), "name");
	assert_string_equal(
	    psi_agreement_shares(a, 'a', "customer", "customer"), "domain");
	assert_string_equal(
	    psi_agreement_shares(a, 'a', "prospect", "prospect"), "owner");
	assert_string_equal(
	    psi_agreement_shares(a, 'a', "prospect", "customer"), "match");
	/* OWN any stands above any THEIRS. */
	assert_string_equal(
	    psi_agreement_shares(a, 'a', "other", "prospect"), "none");
	assert_string_equal(
	    psi_agreement_shares(a, 'b', "prospect", "customer"), "tier");
	assert_string_equal(
	    psi_agreement_shares(a, 'b', "customer", "customer"), "none");
	assert_null(psi_agreement_shares(a, 'c', "customer", "customer"));
	assert_null(psi_agreement_shares(a, 'a', "any", "customer"));
	assert_null(psi_agreement_shares(a, 'a', "customer", "any"));
	assert_string_equal(psi_population_at(4), "other");
	assert_null(psi_population_at(5));
	assert_true(psi_field_set_has(
	    &psi_agreement_cell(a, 'a', customer, prospect)->fields,
	    PSI_FIELD_NAME));
	assert_int_equal(psi_agreement_fields(a, 'a'),
	    PSI_FIELD_BIT(PSI_FIELD_NAME) | PSI_FIELD_BIT(PSI_FIELD_DOMAIN) |
		PSI_FIELD_BIT(PSI_FIELD_OWNER));
	assert_int_equal(
	    psi_agreement_fields(a, 'b'), PSI_FIELD_BIT(PSI_FIELD_TIER));
	assert_true(psi_agreement_sends(a, 'a', customer));
	assert_false(psi_agreement_sends(a, 'a', other));
	assert_true(
	    psi_agreement_sends(a, 'a', PSI_POPULATION_FORMER_CUSTOMER));
	assert_true(psi_agreement_sends(a, 'b', prospect));
	assert_false(psi_agreement_sends(a, 'b', customer));
	assert_string_equal(psi_population_name(PSI_POPULATION_ANY), "any");
	assert_false(psi_population_find(&customer, "any", 3));
	assert_true(psi_population_find(&customer, "other", 5));
	assert_int_equal(customer, PSI_POPULATION_OTHER);
	psi_agreement_free(a);
}

/* A source that fails half-way, and a sink that does. */
static int
failing_read(void *cookie, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *err)
{
	int *calls = cookie;

	if ((*calls)++ > 0)
		return psi_error_set(err, PSI_E_IO, "cannot read");
	assert_true(out_size >= 11);
	memcpy(out, "term,value\n", 11);
	*out_len = 11;
	return 0;
}

static int
failing_write(
    void *cookie, const uint8_t *in, size_t in_len, struct psi_error *err)
{
	(void)cookie;
	(void)in;
	(void)in_len;
	return psi_error_set(err, PSI_E_IO, "cannot write");
}

static void
test_io(void **state)
{
	int calls = 0;
	struct psi_source source = { failing_read, &calls };
	struct psi_sink sink = { failing_write, NULL };
	struct psi_agreement *a = NULL;

	(void)state;
	assert_int_equal(psi_agreement_read(&a, &source, NULL), PSI_E_IO);
	calls = 0;
	assert_int_equal(
	    psi_agreement_draft(&a, &source, presets, NUM_PRESETS, TODAY, NULL),
	    PSI_E_IO);
	assert_null(a);
	assert_int_equal(
	    psi_agreement_template(&sink, "accounts", TODAY, NULL), PSI_E_IO);
	a = good_draft(full);
	assert_int_equal(psi_agreement_write(a, &sink, NULL), PSI_E_IO);
	psi_agreement_free(a);
	psi_agreement_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_crlf),
		cmocka_unit_test(test_bad_values),
		cmocka_unit_test(test_good_values),
		cmocka_unit_test(test_contradictions),
		cmocka_unit_test(test_first_edition),
		cmocka_unit_test(test_other_editions),
		cmocka_unit_test(test_share_presets),
		cmocka_unit_test(test_groups),
		cmocka_unit_test(test_lengths),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_grammar),
		cmocka_unit_test(test_cut_and_changed),
		cmocka_unit_test(test_altered),
		cmocka_unit_test(test_check),
		cmocka_unit_test(test_check_ledger),
		cmocka_unit_test(test_drafts),
		cmocka_unit_test(test_missing),
		cmocka_unit_test(test_template),
		cmocka_unit_test(test_shares),
		cmocka_unit_test(test_io),
	};

	return cmocka_run_group_tests(tests, setup_group, teardown_group);
}
