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

/* Whoever takes the facts may stop at each of them. */
static void
check_stops(const struct psi_buf *file, const struct psi_agreement *agreement)
{
	enum psi_file_kind kind = PSI_FILE_UNKNOWN;
	struct facts facts;
	size_t num;

	assert_int_equal(inspect_some(&facts, &kind, file->data, file->len,
			     agreement, SIZE_MAX),
	    0);
	num = facts.num;
	psi_buf_clear(&facts.text);
	assert_true(num > 2);
	for (size_t i = 0; i < num; i++) {
		assert_int_equal(inspect_some(&facts, &kind, file->data,
				     file->len, agreement, i),
		    PSI_E_IO);
		assert_int_equal(facts.num, i);
		psi_buf_clear(&facts.text);
	}
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
	check_cut(file, kind);

	assert_int_equal(psi_buf_append(&copy, file->data, file->len, NULL), 0);
	assert_int_equal(psi_buf_append(&copy, "", 1, NULL), 0);
	at = strstr((char *)copy.data, "\nsignature,");
	assert_non_null(at);
	at += strlen("\nsignature,");
	*at = *at == 'A' ? 'B' : 'A';
	check(copy.data, file->len, world->agreement, kind, PSI_E_SIGNATURE,
	    "signature=not valid\n");
	at = strstr((char *)copy.data, "\nsha256,");
	assert_non_null(at);
	at += strlen("\nsha256,");
	*at = *at == '0' ? '1' : '0';
	check(copy.data, file->len, world->agreement, kind, PSI_E_DIGEST,
	    "digest=does not match\n");
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
		{ "", PSI_FILE_UNKNOWN, "kind=no file of libpsi\n" },
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
	/* One letter is missing. */
	check(IDENTITY, strlen(IDENTITY) - 1, NULL, PSI_FILE_PUBLIC_IDENTITY,
	    PSI_E_GRAMMAR, "kind=public identity\n");
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
		cmocka_unit_test(agreements),
		cmocka_unit_test(other_kinds),
		cmocka_unit_test(unreadable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
