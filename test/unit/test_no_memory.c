/*
 * No memory: each call is made again and again while one allocation more
 * succeeds each time, until it has what it needs. Whatever fails, the call must
 * say so and give back all that it had.
 *
 * malloc and the like are this program's own, over glibc's; so there is no such
 * test where a sanitizer has taken them.
 */
#include "support/cm.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/digest.h"
#include "group/batch.h"
#include "group/suite.h"
#include "psi/error.h"
#include "psi/inspect.h"
#include "psi/mapping.h"
#include "psi/normalize.h"
#include "support/memory.h"
#include "support/scratch_memory.h"
#include "support/share_world.h"

/* ---- allocations that fail ---- */

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t num, size_t size);
void *__libc_realloc(void *p, size_t size);
void __libc_free(void *p);

static bool is_counted;
/* Allocations that will succeed. */
static size_t left;
/* Those of the call that were not given back. */
static long held;

static bool
may_allocate(void)
{
	if (!is_counted)
		return true;
	if (left == 0)
		return false;
	left--;
	held++;
	return true;
}

void *
malloc(size_t size)
{
	return may_allocate() ? __libc_malloc(size) : NULL;
}

void *
calloc(size_t num, size_t size)
{
	return may_allocate() ? __libc_calloc(num, size) : NULL;
}

void *
realloc(void *p, size_t size)
{
	if (p == NULL)
		return malloc(size);
	if (is_counted && left == 0)
		return NULL;
	left -= is_counted;
	return __libc_realloc(p, size);
}

void
free(void *p)
{
	if (p == NULL)
		return;
	held -= is_counted;
	__libc_free(p);
}

/* ---- what is called ---- */

static struct share_world share;
static struct psi_normalizer *normalizer;
static struct psi_buf inspected[4];
static struct psi_buf written;

static const char accounts[] =
    "Account ID,Account Name,Website,Billing Country,Type,VAT,Owner\n"
    "A1,Northwind GmbH,http://northwind.de,DE,Customer,DE136695976,Ann\n"
    "A2,Blue Harbour Ltd (formerly Grey Harbour),blue.co.uk; "
    "harbour.example.com,UK,Prospect,,Bob\n"
    "A2,Blue Harbour,blue.co.uk,,Prospect,,Bob\n"
    "A3,\u0391\u03b8\u03ae\u03bd\u03b1,"
    "\u03b1\u03b8\u03ae\u03bd\u03b1.com,"
    "\u0395\u03bb\u03bb\u03ac\u03b4\u03b1,Prospect,,Bob\n"
    ",Cafe del Mar,nowhere,Atlantis,,x,\n"
    "A9,Excluded Inc,excluded.com,US,Customer,,\n";
static const char contacts[] = "Account ID,Website\nA1,northwind.com\n";

/* What a call says, all together: where one value is lost for want of memory
 * and the call succeeds, it is another digest. */
static struct psi_sha256 said;

static void
say(const void *bytes, size_t len)
{
	psi_sha256_update(&said, &len, sizeof len);
	if (len > 0)
		psi_sha256_update(&said, bytes, len);
}

static int
take_note(void *cookie, const struct psi_normalize_note *note)
{
	(void)cookie;
	say(note->value, note->value_len);
	return 0;
}

static int
take_key(void *cookie, const struct psi_normalize_key *key)
{
	(void)cookie;
	say(key->account, key->account_len);
	say(key->value, key->value_len);
	return 0;
}

static int
take_row(void *cookie, const struct psi_normalize_row *row)
{
	(void)cookie;
	say(row->account, row->account_len);
	return 0;
}

static int
take_column(void *cookie, const struct psi_normalize_column *column)
{
	(void)cookie;
	(void)column;
	return 0;
}

static void
take_step(void *cookie, const char *step, const char *result, size_t result_len)
{
	(void)cookie;
	say(step, strlen(step));
	say(result, result_len);
}

static int
take_cells(void *cookie, const struct psi_mapping_cell *cells, size_t num,
    struct psi_error *err)
{
	(void)cookie;
	(void)err;
	for (size_t i = 0; i < num; i++)
		say(cells[i].text, cells[i].len);
	return 0;
}

static int
take_fact(
    void *cookie, const char *item, const char *value, struct psi_error *err)
{
	(void)cookie;
	(void)err;
	say(item, strlen(item));
	say(value, strlen(value));
	return 0;
}

static int
take_value(void *cookie, const struct psi_share_value *value)
{
	(void)cookie;
	say(value->value, value->value_len);
	return 0;
}

static const struct psi_mapping_rows nowhere = { take_cells, NULL };

/* Inputs of a call that reads several texts. */
struct inputs {
	struct memory memory[4];
	struct psi_source source[4];
	const struct psi_source *all[4];
};

static void
set_inputs(struct inputs *inputs, const char *const *texts, size_t num)
{
	for (size_t i = 0; i < num; i++) {
		inputs->source[i] = memory_source(
		    &inputs->memory[i], texts[i], strlen(texts[i]));
		inputs->all[i] = &inputs->source[i];
	}
}

static int
normalize(struct psi_error *err)
{
	static const char *const lists[] = { accounts, contacts };
	static const char *const tables[] = {
		"value,population\nTrial,prospect\n",
		"action,account,type,value\nforce,A1,domain,other.de\n"
		"never,,domain,blue.co.uk\n",
		"type,value\naccount,A9\n",
		"entity,type,value\nT1,name,Northwind GmbH\nT1,country,DE\n"
		"T1,parent,T2\nT2,name,Holding AG\n"
		"T2,country,\u0395\u03bb\u03bb\u03ac\u03b4\u03b1\n",
	};
	static const struct psi_normalize_events events = { .note = take_note,
		.key = take_key };
	struct psi_normalize_options options = PSI_NORMALIZE_OPTIONS_INIT;
	struct psi_directory *directory = NULL;
	struct psi_sink sink = memory_sink(&written);
	struct inputs list;
	struct inputs table;
	int rc;

	set_inputs(&list, lists, 2);
	set_inputs(&table, tables, 4);
	options.rules = &table.source[0];
	options.overrides = &table.source[1];
	options.exclude = &table.source[2];
	options.source_date = "2026-11-28";
	rc = psi_directory_new(&directory, normalizer, &table.source[3], err);
	options.directory = directory;
	if (rc == 0)
		rc = psi_normalize_lists(normalizer, list.all, 2, &sink,
		    &options, &events, NULL, err);
	psi_directory_free(directory);
	say(written.data, written.len);
	psi_buf_clear(&written);
	return rc;
}

/* Each row on the disk, each list sorted there. */
static int
normalize_long(struct psi_error *err)
{
	static const char *const lists[] = {
		"Account ID,Account Name,Website,Country,Type\n"
		"A1,Northwind GmbH,northwind.de,DE,Customer\n"
		"A2,Northwind Ltd,northwind.de,GB,Lead\n"
		"A3,Contoso AG,eu.contoso.com,DE,Customer\n"
		"A4,Contoso Inc,us.contoso.com,US,Customer\n"
		"A5,Contoso SA,fr.contoso.com,FR,Prospect\n"
		"A1,Northwind,info@northwind.com,DE,Customer\n"
		",Fabrikam Ltd,fabrikam.co.uk,GB,Customer\n"
	};
	static const struct psi_normalize_events events = { .note = take_note,
		.key = take_key };
	struct psi_normalize_options options = PSI_NORMALIZE_OPTIONS_INIT;
	struct psi_sink sink = memory_sink(&written);
	struct scratch_memory disk;
	struct psi_scratch scratch = scratch_memory_scratch(&disk);
	struct inputs list;
	int rc;

	scratch_memory_init(&disk);
	set_inputs(&list, lists, 1);
	options.source_date = "2026-11-28";
	options.memory = 1;
	options.scratch = &scratch;
	rc = psi_normalize_lists(
	    normalizer, list.all, 1, &sink, &options, &events, NULL, err);
	assert_true(scratch_memory_is_quiet(&disk));
	assert_true(rc != 0 || disk.num_made > 0);
	say(written.data, written.len);
	psi_buf_clear(&written);
	return rc;
}

static int
explain(struct psi_error *err)
{
	struct psi_normalize_options options = PSI_NORMALIZE_OPTIONS_INIT;
	static const char *const lists[] = { accounts, contacts };
	struct inputs list;

	set_inputs(&list, lists, 2);
	return psi_normalize_explain_lists(
	    normalizer, list.all, 2, &options, "A2", take_step, NULL, err);
}

static int
each_row(struct psi_error *err)
{
	struct psi_normalize_options options = PSI_NORMALIZE_OPTIONS_INIT;
	static const char *const lists[] = { accounts, contacts };
	struct inputs list;
	size_t which;
	int rc;

	set_inputs(&list, lists, 2);
	rc = psi_normalize_each_row(
	    normalizer, list.all, 2, &options, take_row, NULL, &which, err);
	if (rc != 0)
		return rc;
	set_inputs(&list, lists, 1);
	return psi_normalize_columns(
	    &list.source[0], &options, take_column, NULL, err);
}

static const char pairs[] =
    "partner,date,our_account,their_account,our_population,their_population,"
    "our_name,our_industry,our_products,our_amount,our_nps,their_nps,score\n"
    "G,2026-11-28,A1,x1,customer,customer,Alpha,Retail,CRM;ERP,EUR 1,9,9,0.9\n"
    "H,2026-11-28,A1,y2,customer,prospect,Alpha,Retail,CRM,USD 1,9,,0.8\n"
    "G,2026-11-28,A2,x3,open_opportunity,customer,Beta,,,EUR 2,,,0.7\n";

static int
ask_all(struct psi_mapping *mapping,
    const struct psi_mapping_questions *questions, struct psi_error *err)
{
	static const struct psi_mapping_question sorted = {
		.where = "our_nps >= 1 or our_industry = \"Mining\"",
		.extra = "our_industry = Mining",
		.show = "our_name,our_nps",
		.sort = "-our_nps",
		.limit = 1
	};
	const struct psi_mapping_named *named;
	int rc = psi_mapping_ask(mapping, &sorted, &nowhere, err);

	for (size_t i = 0; rc == 0 &&
	     (named = psi_mapping_questions_at(questions, i)) != NULL;
	     i++)
		rc = psi_mapping_ask(mapping, &named->question, &nowhere, err);
	return rc;
}

static int
map_pairs(struct psi_error *err)
{
	static const char *const texts[] = { pairs, pairs, pairs,
		"name,question,needs,where,by,show,sort,across\n"
		"mine,Mine?,,,our_products,\"accounts,n=count:our_nps > "
		"1\",,\n" };
	struct psi_mapping_options options = PSI_MAPPING_OPTIONS_INIT;
	struct psi_mapping *mapping = NULL;
	struct psi_mapping_questions *questions = NULL;
	struct inputs in;
	int rc;

	set_inputs(&in, texts, 4);
	options.count_theirs = 1;
	if ((rc = psi_mapping_new(&mapping, &options, err)) == 0 &&
	    (rc = psi_mapping_questions_new(&questions, &in.source[3], err)) ==
		0 &&
	    (rc = psi_mapping_history(mapping, &in.source[0], err)) == 0 &&
	    (rc = psi_mapping_survey(mapping, &in.source[1], err)) == 0 &&
	    (rc = psi_mapping_actions(mapping, &nowhere, 0, err)) == 0 &&
	    (rc = ask_all(mapping, questions, err)) == 0 &&
	    (rc = psi_mapping_read(mapping, &in.source[2], err)) == 0)
		rc = psi_mapping_finish(mapping, err);
	psi_mapping_questions_free(questions);
	psi_mapping_free(mapping);
	return rc;
}

static int
compare_pairs(struct psi_error *err)
{
	static const char *const texts[] = { pairs,
		"partner,our_account,their_account,score\nG,A1,x1,1\n"
		"G,A7,x7,1\n",
		"Id,Name\nA1,x\nA2,y\n", "Id,Name\nA1,x\nA7,y\n" };
	struct inputs in;
	struct psi_mapping_lists lists = { NULL, NULL, 1, 1 };
	struct psi_mapping_changed changed;
	int which;

	set_inputs(&in, texts, 4);
	lists.before = &in.source[2];
	lists.after = &in.source[3];
	return psi_mapping_changes(&in.source[0], &in.source[1], &lists,
	    &nowhere, &changed, &which, err);
}

static int
attribute(struct psi_error *err)
{
	static const char *const texts[] = { pairs, pairs,
		"Account ID,Created Date,Close Date,Amount,Stage\n"
		"A1,2026-01-01,2026-12-01,EUR 5,won\n"
		"A9,2026-01-01,2026-12-01,EUR 5,lost\n" };
	struct psi_mapping_options options = PSI_MAPPING_OPTIONS_INIT;
	struct psi_mapping *mapping = NULL;
	struct inputs in;
	int rc;

	set_inputs(&in, texts, 3);
	if ((rc = psi_mapping_new(&mapping, &options, err)) == 0 &&
	    (rc = psi_mapping_history(mapping, &in.source[0], err)) == 0 &&
	    (rc = psi_mapping_overlaps(mapping, &in.source[1], err)) == 0)
		rc = psi_mapping_attribution(
		    mapping, &in.source[2], &nowhere, err);
	psi_mapping_free(mapping);
	return rc;
}

static int
inspect(struct psi_error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < 4; i++) {
		enum psi_file_kind kind;
		struct memory memory;
		struct psi_source source =
		    memory_source(&memory, inspected[i].data, inspected[i].len);

		rc = psi_inspect(&kind, &source,
		    i == 3 ? NULL : share.world.agreement, take_fact, NULL,
		    err);
	}
	return rc;
}

/* The results of a session that was revealed: the matches, the pairs, and why. */
static int
tell_results(struct psi_error *err)
{
	struct psi_session *session = NULL;
	struct psi_pair_list *list = NULL;
	struct psi_share_list own = PSI_SHARE_LIST_INIT;
	struct psi_share_report report = PSI_SHARE_REPORT_INIT;
	struct psi_sink sink = memory_sink(&written);
	struct memory memory[2];
	struct psi_source source[2];
	int rc;

	for (size_t i = 0; i < 2; i++)
		source[i] = memory_source(
		    &memory[i], share.list[0].data, share.list[0].len);
	own.accounts = &source[0];
	own.normalizer = normalizer;
	if ((rc = world_matches(&share.world, 0, NULL, &written)) == 0 &&
	    (rc = world_open(&share.world, 0, &session)) == 0 &&
	    (rc = psi_pair_list_new(&list, session, &own, &share.world.err)) ==
		0 &&
	    (rc = psi_pair_list_write(list, &sink, &share.world.err)) == 0)
		rc = psi_pair_list_explain(
		    list, "A1", NULL, take_step, NULL, &share.world.err);
	own.accounts = &source[1];
	if (rc == 0)
		rc = psi_session_share_preview(
		    session, &own, take_value, NULL, &report, &share.world.err);
	psi_pair_list_free(list);
	psi_session_free(session);
	say(written.data, written.len);
	psi_buf_clear(&written);
	*err = share.world.err;
	return rc;
}

/* By OpenSSL, whose allocations fail too. */
static int
blind(struct psi_error *err)
{
	static const uint8_t scalar[PSI_SCALAR_BYTES] = { [31] = 7 };
	static const uint8_t one[] = { 1 };
	static const uint8_t two[] = { 2 };
	static const struct psi_message messages[] = { { one, sizeof one },
		{ two, sizeof two } };
	uint8_t elements[2 * PSI_ELEMENT_MAX_BYTES];
	uint8_t again[2 * PSI_ELEMENT_MAX_BYTES];
	size_t bad = 0;
	int rc;

	rc = psi_batch_hash_mul(
	    &psi_suite_p256, elements, messages, 2, scalar, NULL, err);
	if (rc == 0)
		rc = psi_batch_mul(&psi_suite_p256, again, elements, 2, scalar,
		    &bad, NULL, err);
	if (rc == 0)
		say(again, 2 * psi_suite_p256.element_bytes);
	return rc;
}

/* ---- the test ---- */

/* Of a call that must fail in one way only: with PSI_E_NOMEM. In sessions a
 * foreign library may be the one that has no memory. */
static void
starve(int (*call)(struct psi_error *err), bool only_nomem, size_t least)
{
	uint8_t all[PSI_SHA256_BYTES];
	uint8_t now[PSI_SHA256_BYTES];
	struct psi_error err;
	size_t n = 0;
	int rc;

	/* What libraries keep for good is there from the first time on. */
	memset(&err, 0, sizeof err);
	psi_sha256_init(&said);
	if (call(&err) != 0)
		fail_msg("%s", err.text);
	psi_sha256_final(&said, all);
	for (rc = PSI_E_NOMEM; rc != 0; n++) {
		memset(&err, 0, sizeof err);
		memset(&share.world.err, 0, sizeof share.world.err);
		left = n;
		held = 0;
		psi_sha256_init(&said);
		is_counted = true;
		rc = call(&err);
		is_counted = false;
		psi_sha256_final(&said, now);
		if (rc == 0 && memcmp(now, all, sizeof now) != 0)
			fail_msg("another result after %zu", n);
		if (held != 0)
			fail_msg("%ld kept after %zu", held, n);
		if (rc != 0 && (rc != err.code || err.text[0] == '\0'))
			fail_msg("%d, and the error says %d '%s'", rc,
			    (int)err.code, err.text);
		if (rc == PSI_E_NOMEM && strstr(err.text, "memory") == NULL)
			fail_msg("no word of memory: %s", err.text);
		if (rc != 0 && only_nomem && rc != PSI_E_NOMEM)
			fail_msg("after %zu: %s", n, err.text);
	}
	if (n < least)
		fail_msg("only %zu allocations", n);
}

static void
lists_need_memory(void **state)
{
	(void)state;
	starve(normalize, true, 50);
	starve(normalize_long, true, 100);
	starve(explain, true, 20);
	starve(each_row, true, 20);
}

static void
pairs_need_memory(void **state)
{
	(void)state;
	starve(map_pairs, true, 100);
	starve(compare_pairs, true, 20);
	starve(attribute, true, 20);
}

static void
sessions_need_memory(void **state)
{
	(void)state;
	starve(inspect, false, 20);
	starve(tell_results, false, 50);
}

static void
groups_need_memory(void **state)
{
	(void)state;
	starve(blind, true, 10);
}

static int
set_up(void **state)
{
	static const char suffixes[] = "com\nde\nuk\nco.uk\n";
	static const char *const lists[2] = {
		"Account ID,Account Name,Owner,Country\n"
		"A1,Northwind,Ann,\u0395\u03bb\u03bb\u03ac\u03b4\u03b1\n",
		"Account ID,Account Name,Owner\nG1,NORTHWIND,Gus\n",
	};
	static const char *const keys[2] = {
		"A1,customer,domain,one.example\n"
		"A1,customer,name,northwind\nA2,customer,domain,b.example\n",
		"G1,customer,domain,one.example\n"
		"G1,customer,name,northwind\nG2,prospect,domain,c.example\n",
	};
	struct psi_normalizer_config config = PSI_NORMALIZER_CONFIG_INIT;
	struct psi_sink sink = memory_sink(&inspected[3]);

	(void)state;
	config.suffixes = (const uint8_t *)suffixes;
	config.suffixes_len = sizeof suffixes - 1;
	assert_int_equal(psi_normalizer_new(&normalizer, &config, NULL), 0);
	share_init(&share,
	    "share-a,any any name+owner+country\nshare-b,any any owner\n",
	    lists, keys);
	world_ok(&share.world,
	    world_copy(&share.world, 0, "blinded", &inspected[0]));
	world_ok(
	    &share.world, world_copy(&share.world, 0, "answer", &inspected[1]));
	share_claims(&share);
	share_file(&share, 0, 2, &inspected[2]);
	share_fields(&share);
	assert_int_equal(
	    psi_agreement_write(share.world.agreement, &sink, NULL), 0);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	psi_normalizer_free(normalizer);
	for (size_t i = 0; i < 4; i++)
		psi_buf_clear(&inspected[i]);
	share_clear(&share);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_need_memory),
		cmocka_unit_test(pairs_need_memory),
		cmocka_unit_test(sessions_need_memory),
		cmocka_unit_test(groups_need_memory),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
