/*
 * lib/session/inspect: every kind of file, whole and damaged, with its
 * agreement, with another and without one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/error.h"
#include "psi/inspect.h"
#include "psi/part.h"

#include "support/memory.h"
#include "support/share_world.h"

static const char *const lists[2] = {
	"Account ID,Account Name,Website,Billing Country\n"
	"A1,Northwind,one.example,US\n",
	"Account ID,Account Name,Website,Billing Country\n"
	"G1,NORTHWIND,one.example,US\n",
};

static const char *const keys[2] = {
	"A1,customer,domain,one.example\nA2,customer,domain,two.example\n",
	"G1,customer,domain,one.example\nG2,prospect,domain,three.example\n",
};

#define TERMS "share-a,any any country\nshare-b,any any country\n"

/* The facts of one file, "item=value\n" each. */
struct facts {
	struct psi_buf text;
	/* Calls that succeed before one fails. */
	size_t left;
	size_t num;
};

static int
take_fact(
    void *cookie, const char *item, const char *value, struct psi_error *err)
{
	struct facts *facts = cookie;

	if (facts->num == facts->left)
		return psi_error_set(err, PSI_E_IO, "enough");
	facts->num++;
	assert_int_equal(psi_buf_append_text(&facts->text, item, err), 0);
	assert_int_equal(psi_buf_append_text(&facts->text, "=", err), 0);
	assert_int_equal(psi_buf_append_text(&facts->text, value, err), 0);
	return psi_buf_append_text(&facts->text, "\n", err);
}

static int
inspect_some(struct facts *facts, enum psi_file_kind *kind, const void *file,
    size_t len, const struct psi_agreement *agreement, size_t left)
{
	struct memory memory;
	struct psi_source source = memory_source(&memory, file, len);
	struct psi_error err;
	int rc;

	memset(&err, 0, sizeof err);
	memset(facts, 0, sizeof *facts);
	facts->left = left;
	memory.step = 100;
	rc = psi_inspect(kind, &source, agreement, take_fact, facts, &err);
	assert_int_equal(psi_buf_append(&facts->text, "", 1, NULL), 0);
	if (rc != 0)
		assert_true(rc == PSI_E_IO || err.text[0] != '\0');
	return rc;
}

/* The result, and whether `fact` (NULL for any) is among the facts. */
static void
check(const void *file, size_t len, const struct psi_agreement *agreement,
    enum psi_file_kind kind, int code, const char *fact)
{
	enum psi_file_kind got = PSI_FILE_UNKNOWN;
	struct facts facts;
	int rc = inspect_some(&facts, &got, file, len, agreement, SIZE_MAX);

	if (rc != code)
		fail_msg("%s instead of %s after\n%s", psi_error_name(rc),
		    psi_error_name(code), (const char *)facts.text.data);
	assert_int_equal(got, kind);
	if (fact != NULL && strstr((const char *)facts.text.data, fact) == NULL)
		fail_msg("no %s in\n%s", fact, (const char *)facts.text.data);
	psi_buf_clear(&facts.text);
}

/* Whoever takes the facts of a file, for which `code` is returned, may stop at each
 * of them. */
static void
check_stops_of(const void *file, size_t len,
    const struct psi_agreement *agreement, int code)
{
	enum psi_file_kind kind = PSI_FILE_UNKNOWN;
	struct facts facts;
	size_t num;

	assert_int_equal(
	    inspect_some(&facts, &kind, file, len, agreement, SIZE_MAX), code);
	num = facts.num;
	psi_buf_clear(&facts.text);
	assert_true(num >= 2);
	for (size_t i = 0; i < num; i++) {
		assert_int_equal(
		    inspect_some(&facts, &kind, file, len, agreement, i),
		    PSI_E_IO);
		assert_int_equal(facts.num, i);
		psi_buf_clear(&facts.text);
	}
}

static void
check_stops(const struct psi_buf *file, const struct psi_agreement *agreement)
{
	check_stops_of(file->data, file->len, agreement, 0);
}

/* A source of some bytes, one of whose reads fails. */
struct failing {
	struct memory memory;
	/* Reads that succeed before. */
	size_t left;
};

static int
failing_read(void *cookie, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *err)
{
	struct failing *failing = cookie;

	if (failing->left == 0)
		return psi_error_set(err, PSI_E_IO, "the disk is gone");
	failing->left--;
	return memory_read(&failing->memory, out, out_size, out_len, err);
}

/* Each of the reads of a file may fail. */
static void
check_reads(const void *file, size_t len, const struct psi_agreement *agreement)
{
	struct failing failing;
	const struct psi_source source = { failing_read, &failing };
	int rc = PSI_E_IO;
	size_t num = 0;

	for (; rc != 0; num++) {
		enum psi_file_kind kind = PSI_FILE_UNKNOWN;
		struct facts facts = { .left = SIZE_MAX };
		struct psi_error err;

		(void)memory_source(&failing.memory, file, len);
		failing.memory.step = len / 20 + 1;
		failing.left = num;
		rc = psi_inspect(
		    &kind, &source, agreement, take_fact, &facts, &err);
		psi_buf_clear(&facts.text);
		if (rc == 0)
			break;
		assert_int_equal(rc, PSI_E_IO);
		assert_string_equal(err.text, "the disk is gone");
	}
	assert_in_range(num, 2, 25);
}

/* Cut off after each of its lines, a file is not whole. */
static void
check_cut(const struct psi_buf *file, enum psi_file_kind kind)
{
	struct facts facts;
	enum psi_file_kind got;
	unsigned int line = 0;

	for (size_t len = 1; len < file->len; len++) {
		if (file->data[len - 1] != '\n' || ++line < 2)
			continue;
		assert_int_not_equal(
		    inspect_some(&facts, &got, file->data, len, NULL, SIZE_MAX),
		    0);
		assert_int_equal(got, kind);
		psi_buf_clear(&facts.text);
	}
	assert_true(line > 5);
}

/* The same file with one digit changed that only the digest covers, with
 * another signature, under another agreement. */
static void
check_element_file(struct world *world, struct psi_agreement *other,
    const struct psi_buf *file, enum psi_file_kind kind, const char *fact)
{
	struct psi_buf copy = PSI_BUF_INIT;
	char *at;

	check(file->data, file->len, NULL, kind, 0, fact);
	check(file->data, file->len, NULL, kind, 0,
	    "signature=not checked: say which agreement\n");
	check(file->data, file->len, world->agreement, kind, 0,
	    "signature=valid\n");
	check(file->data, file->len, other, kind, PSI_E_MISMATCH,
	    "signature=not checked\n");
	check_stops(file, NULL);
	check_stops(file, world->agreement);
	check_reads(file->data, file->len, world->agreement);
	check_cut(file, kind);

	assert_int_equal(psi_buf_append(&copy, file->data, file->len, NULL), 0);
	assert_int_equal(psi_buf_append(&copy, "", 1, NULL), 0);
	at = strstr((char *)copy.data, "\nsignature,");
	assert_non_null(at);
	at += strlen("\nsignature,");
	*at = *at == 'A' ? 'B' : 'A';
	check(copy.data, file->len, world->agreement, kind, PSI_E_SIGNATURE,
	    "signature=not valid\n");
	check_stops_of(copy.data, file->len, world->agreement, PSI_E_SIGNATURE);
	at = strstr((char *)copy.data, "\nsha256,");
	assert_non_null(at);
	at += strlen("\nsha256,");
	*at = *at == '0' ? '1' : '0';
	check(copy.data, file->len, world->agreement, kind, PSI_E_DIGEST,
	    "digest=does not match\n");
	check_stops_of(copy.data, file->len, world->agreement, PSI_E_DIGEST);
	check_stops_of(file->data, file->len, other, PSI_E_MISMATCH);
	psi_buf_clear(&copy);
}

/* Without one of its sealed records, a shared file has a number of them that none
 * has. */
static void
check_fewer_records(const struct psi_buf *file)
{
	static const char record[] = "\nsealed,";
	struct psi_buf copy = PSI_BUF_INIT;
	char *text;
	char *at;
	size_t len;

	assert_int_equal(psi_buf_append(&copy, file->data, file->len, NULL), 0);
	assert_int_equal(psi_buf_append(&copy, "", 1, NULL), 0);
	text = (char *)copy.data;
	at = strstr(text, record);
	assert_non_null(at);
	len = strcspn(at + 1, "\n") + 1;
	memmove(at, at + len, strlen(at + len) + 1);
	check(text, strlen(text), NULL, PSI_FILE_SHARED, PSI_E_LIMIT,
	    "holds=claims\n");
	psi_buf_clear(&copy);
}

static void
inspect_run(const char *suite)
{
	struct share_world share;
	struct world *world = &share.world;
	struct psi_agreement *other;
	struct psi_buf file = PSI_BUF_INIT;
	char terms[256];
	size_t first;

	(void)snprintf(terms, sizeof terms, TERMS "suite,%s\n", suite);
	share_init(&share, terms, lists, keys);
	(void)snprintf(
	    terms, sizeof terms, "minimum-score,0.750\nsuite,%s\n", suite);
	other = world_agreement(world, terms);
	first = world_first(world);
	world_ok(world, world_copy(world, 0, "blinded", &file));
	check_element_file(
	    world, other, &file, PSI_FILE_BLINDED, "kind=blinded/2\nfrom=a\n");
	world_ok(world, world_copy(world, first, "answer", &file));
	check_element_file(
	    world, other, &file, PSI_FILE_EVALUATED, "kind=evaluated/2\n");
	world_ok(world, world_copy(world, 1 - first, "answer", &file));
	check_element_file(
	    world, other, &file, PSI_FILE_ANSWER, "kind=answer/1\n");
	share_file(&share, 1, 1, &file);
	check_element_file(
	    world, other, &file, PSI_FILE_SHARED, "holds=claims\n");
	check_fewer_records(&file);
	world_ok(world, share_join(&share, 0, file.data, file.len));
	share_file(&share, 0, 1, &file);
	world_ok(world, share_join(&share, 1, file.data, file.len));
	share_file(&share, 1, 2, &file);
	check(file.data, file.len, world->agreement, PSI_FILE_SHARED, 0,
	    "holds=fields\n");
	psi_buf_clear(&file);
	psi_agreement_free(other);
	share_clear(&share);
}

static void
element_files(void **state)
{
	(void)state;
	inspect_run("ristretto255-SHA512");
	inspect_run("P256-SHA256");
}

/* In mode counts, with two groups. */
static void
counts_files(void **state)
{
	struct world world;
	struct psi_buf file = PSI_BUF_INIT;
	size_t first;

	(void)state;
	world_init(&world,
	    "mode,counts\npadding-multiple,4\nminimum-overlap,0\n"
	    "suppress-below,2\ngroup,customer\ngroup,prospect\n");
	world_exchange_both(&world, keys[0],
	    "G1,customer,domain,one.example\nG2,prospect,domain,x.example\n"
	    "G3,prospect,domain,y.example\n");
	first = world_first(&world);
	world_ok(&world, world_copy(&world, 0, "blinded", &file));
	check(file.data, file.len, world.agreement, PSI_FILE_BLINDED, 0,
	    "group=customer\ngroup-elements=");
	check_stops(&file, NULL);
	world_ok(&world, world_copy(&world, first, "answer", &file));
	check(file.data, file.len, world.agreement, PSI_FILE_EVALUATED, 0,
	    "signature=valid\n");
	world_reveal_rest(&world);
	world_ok(&world, world_copy(&world, 1 - first, "answer", &file));
	check(file.data, file.len, NULL, PSI_FILE_ANSWER, 0, "elements=");
	psi_buf_clear(&file);
	world_clear(&world);
}

#define PARTS 8

/* A blinded file that is large enough, cut into parts. */
static size_t
cut_file(struct world *world, struct psi_buf part[PARTS])
{
	struct psi_buf keys_file = PSI_BUF_INIT;
	struct psi_buf file = PSI_BUF_INIT;
	struct psi_split *split = NULL;
	struct psi_source source;
	struct memory memory;
	size_t num;

	world_many_keys(&keys_file, 0, 100);
	world_ok(world, world_blind(world, 0, &keys_file, 0));
	world_ok(world, world_copy(world, 0, "blinded", &file));
	source = memory_source(&memory, file.data, file.len);
	assert_int_equal(psi_split_new(&split, &source, 10000, NULL), 0);
	num = psi_split_num(split);
	assert_in_range(num, 2, PARTS);
	source = memory_source(&memory, file.data, file.len);
	for (size_t i = 0; i < num; i++) {
		struct psi_sink sink = memory_sink(&part[i]);

		assert_int_equal(
		    psi_split_write(split, &source, &sink, NULL), 0);
	}
	psi_split_free(split);
	psi_buf_clear(&file);
	psi_buf_clear(&keys_file);
	return num;
}

static void
parts(void **state)
{
	struct psi_buf part[PARTS];
	struct world world;
	char fact[64];
	size_t num;
	uint8_t *digit;

	(void)state;
	memset(part, 0, sizeof part);
	world_init(&world, "");
	num = cut_file(&world, part);
	for (size_t i = 0; i < num; i++) {
		(void)snprintf(
		    fact, sizeof fact, "part=%zu\nparts=%zu\n", i + 1, num);
		check(part[i].data, part[i].len, NULL, PSI_FILE_PART, 0, fact);
		check(part[i].data, part[i].len, world.agreement, PSI_FILE_PART,
		    0, "kind=part/1\nholds=blinded/2\nfrom=a (");
	}
	assert_int_equal(num, 6);
	check(part[1].data, part[1].len, NULL, PSI_FILE_PART, 0,
	    "other-parts=1, 3, 4, 5 and 6\n");
	check_stops(&part[0], NULL);
	check_reads(part[0].data, part[0].len, NULL);
	check_cut(&part[num - 1], PSI_FILE_PART);
	/* One digit is another. */
	digit = &part[0].data[part[0].len / 2];
	*digit = *digit == 'A' ? 'B' : 'A';
	check(part[0].data, part[0].len, NULL, PSI_FILE_PART, PSI_E_DIGEST,
	    "digest=does not match\n");
	check_stops_of(part[0].data, part[0].len, NULL, PSI_E_DIGEST);
	/* No part is of a kind without a number. */
	check("record,value\nfile,part/1\nholds,blinded\n", 39, NULL,
	    PSI_FILE_PART, PSI_E_GRAMMAR, "kind=part/1\n");
	for (size_t i = 0; i < num; i++)
		psi_buf_clear(&part[i]);
	world_clear(&world);
}

static void
agreements(void **state)
{
	struct world world;
	struct psi_buf file = PSI_BUF_INIT;
	struct psi_sink sink = memory_sink(&file);
	char *at;

	(void)state;
	world_init(&world, "");
	assert_int_equal(psi_agreement_write(world.agreement, &sink, NULL), 0);
	check(file.data, file.len, NULL, PSI_FILE_AGREEMENT, 0,
	    "signature-a=valid\nsignature-b=valid\n");
	check_stops(&file, NULL);
	check_reads(file.data, file.len, NULL);
	assert_int_equal(psi_buf_append(&file, "", 1, NULL), 0);
	/* Without its last line, the signature of b. */
	file.data[file.len - 2] = '\0';
	at = strrchr((char *)file.data, '\n');
	assert_non_null(at);
	check(file.data, (size_t)(at + 1 - (char *)file.data), NULL,
	    PSI_FILE_AGREEMENT, 0, "signature-a=valid\nsignature-b=missing\n");
	check(file.data, file.len / 2, NULL, PSI_FILE_AGREEMENT,
	    PSI_E_AGREEMENT, "kind=agreement/2\n");
	psi_buf_clear(&file);
	world_clear(&world);
}

/* Kinds that are told by their first line. */
/* Of the worked example in FORMAT.md. */
#define IDENTITY                                                               \
	"psi1ne04n8hu9ttylf45k3vycwfra3258zhquzmgwm9yf8wkvfd5q60kphgga7pzfv5"  \
	"peykaa9c4j0epqzd9azzunlcwe4nvtytrl3kvs4s7n897w"

static void
other_kinds(void **state)
{
	static const struct {
		const char *text;
		enum psi_file_kind kind;
		const char *fact;
	} cases[] = {
		{ "", PSI_FILE_UNKNOWN, "looks-like=an empty file\n" },
		{ "hello\n", PSI_FILE_UNKNOWN, "kind=no file of libpsi\n" },
		{ "Id;Name;Web\n1;Acme;a.com\n", PSI_FILE_UNKNOWN,
		    "looks-like=a table, as CRM systems export lists\n" },
		{ "Id;Name;Web", PSI_FILE_UNKNOWN,
		    "looks-like=a table, as CRM systems export lists\n" },
		{ "List, of, all\n\nId\tName\tWeb\n", PSI_FILE_UNKNOWN,
		    "looks-like=a table, as CRM systems export lists\n" },
		{ "Received: from a\n\nterm,value\n", PSI_FILE_UNKNOWN,
		    "looks-like=a whole mail\n" },
		{ "%PDF-1.4", PSI_FILE_UNKNOWN, "looks-like=a PDF document\n" },
		{ "value,population\nAngebot,prospect\n", PSI_FILE_UNKNOWN,
		    "looks-like=rules for psi-normalize\n" },
		{ "record,value", PSI_FILE_UNKNOWN, NULL },
		{ "record,value\n", PSI_FILE_UNKNOWN, NULL },
		{ "record,value\nfile,other/1\n", PSI_FILE_UNKNOWN, NULL },
		{ "term,value\nmode,counts\n", PSI_FILE_AGREEMENT_DRAFT,
		    "kind=draft of an agreement\n" },
		{ "account,population,type,value\n", PSI_FILE_KEYS,
		    "kind=keys\n" },
		{ IDENTITY "\n", PSI_FILE_PUBLIC_IDENTITY,
		    "kind=public identity\n" },
		{ "psi-secret-identity/1\n", PSI_FILE_SECRET_IDENTITY,
		    "kind=secret identity\n" },
		{ "match,account,score,tier,level,x\n", PSI_FILE_MATCHES,
		    "kind=matches\n" },
		{ "our_population,their_population,matches\n", PSI_FILE_COUNTS,
		    "kind=counts\n" },
		{ "partner,agreement,our_party,run,date,match,x\n",
		    PSI_FILE_PAIRS, "kind=pairs\n" },
		{ "agreement,run,session,event,value\n", PSI_FILE_LEDGER,
		    "kind=ledger\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		check(cases[i].text, strlen(cases[i].text), NULL, cases[i].kind,
		    0, cases[i].fact);
	check_stops_of(IDENTITY "\n", sizeof IDENTITY, NULL, 0);
	check_reads(IDENTITY " \r\n\t", sizeof IDENTITY + 3, NULL);
	/* One letter is missing. */
	check(IDENTITY, strlen(IDENTITY) - 1, NULL, PSI_FILE_PUBLIC_IDENTITY,
	    PSI_E_GRAMMAR, "kind=public identity\n");
}

/* An identity has nothing but blanks behind it, and not many. */
static void
long_identity(void **state)
{
	char text[5000];
	size_t len = sizeof IDENTITY - 1;

	(void)state;
	memset(text, ' ', sizeof text);
	memcpy(text, IDENTITY, len);
	check(text, 4096, NULL, PSI_FILE_PUBLIC_IDENTITY, 0, "fingerprint=");
	check(text, 4097, NULL, PSI_FILE_PUBLIC_IDENTITY, PSI_E_GRAMMAR,
	    "kind=public identity\n");
	check(text, sizeof text, NULL, PSI_FILE_PUBLIC_IDENTITY, PSI_E_GRAMMAR,
	    "kind=public identity\n");
}

/* No files of ours, and what they may be. */
static void
copies(void **state)
{
	static const struct {
		const char *text;
		const char *fact;
	} cases[] = {
		{ "record;value\n", "a file of libpsi with semicolons\n" },
		{ "term\tvalue\n", "an agreement with tabs\n" },
		{ "\"term\",\"value\"\n", "an agreement with quotes\n" },
		{ "\xef\xbb\xbfrecord,value\n",
		    "a file of libpsi with a byte order mark\n" },
		{ "> record,value\n", "a file of libpsi quoted in mail\n" },
		{ "dGVybSx2YWx1ZQo=\n", "an agreement in base64\n" },
		{ "PK\x03\x04zip", "a zip archive or a workbook of Excel\n" },
		{ "<!DOCTYPE html>", "a web page or an HTML mail\n" },
		{ "entity,type,value\n", "a directory of companies\n" },
		{ "// This Source\n// ===BEGIN ICANN DOMAINS===\ncom\n",
		    "a public-suffix list\n" },
		{ "Dear Globex,\n\nrecord,value\nfile,x\n",
		    "the text of a mail with a file of libpsi in it\n" },
		{ "Dear Globex,\n> \t\"term,value\"\n",
		    "the text of a mail with a file of libpsi in it\n" },
		{ "Hello\ncmVjb3JkLHZhbHVlCg\n",
		    "the text of a mail with a file of libpsi in it\n" },
	};
	static const char *const others[] = { "Account ID,Name\n1,Acme\n",
		"Hello\nrecord,value", "Hello\nrecord;value\n", "Hello\n> ",
		"Hello\n\n\n", "// ===BEGIN ICANN DOMAINS==" };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		char fact[128];

		(void)snprintf(
		    fact, sizeof fact, "looks-like=%s", cases[i].fact);
		check(cases[i].text, strlen(cases[i].text), NULL,
		    PSI_FILE_UNKNOWN, 0, fact);
		check_stops_of(cases[i].text, strlen(cases[i].text), NULL, 0);
	}
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		enum psi_file_kind kind;
		struct facts facts;

		assert_int_equal(inspect_some(&facts, &kind, others[i],
				     strlen(others[i]), NULL, SIZE_MAX),
		    0);
		assert_int_equal(kind, PSI_FILE_UNKNOWN);
		assert_string_equal(
		    (const char *)facts.text.data, "kind=no file of libpsi\n");
		psi_buf_clear(&facts.text);
	}
}

static void
later_lines(void **state)
{
	static const struct {
		const char *text;
		bool is_later;
	} cases[] = {
		{ "", false },
		{ "record,value\n", false },
		{ "\nrecord,value\n", true },
		{ "\nrecord,value", false },
		{ "Hello\r\n>> \"term,value\"\r\n", true },
		{ "Hello\n\n dGVybSx2YWx1ZQo=", true },
		{ "Hello term,value\n", false },
		{ "Hello\n. term,value\n", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		assert_int_equal(
		    psi_inspect_begins_later(
			(const uint8_t *)cases[i].text, strlen(cases[i].text)),
		    cases[i].is_later);
}

static int
read_fails(void *cookie, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *err)
{
	(void)cookie;
	(void)out;
	(void)out_size;
	(void)out_len;
	return psi_error_set(err, PSI_E_IO, "the disk is gone");
}

static void
unreadable(void **state)
{
	const struct psi_source source = { read_fails, NULL };
	enum psi_file_kind kind = PSI_FILE_KEYS;
	struct facts facts = { .left = SIZE_MAX };
	struct psi_error err;

	(void)state;
	assert_int_equal(
	    psi_inspect(&kind, &source, NULL, take_fact, &facts, &err),
	    PSI_E_IO);
	assert_int_equal(kind, PSI_FILE_UNKNOWN);
	assert_int_equal(facts.num, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(element_files),
		cmocka_unit_test(counts_files),
		cmocka_unit_test(parts),
		cmocka_unit_test(agreements),
		cmocka_unit_test(other_kinds),
		cmocka_unit_test(long_identity),
		cmocka_unit_test(copies),
		cmocka_unit_test(later_lines),
		cmocka_unit_test(unreadable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
