/* lib/list/row_blocks, lib/list/key_blocks: on several threads everything is as on
 * one. */
#include "support/cm.h"

#include <stdio.h>
#include <string.h>

#include "psi/normalize.h"

#include "base/buf.h"
#include "support/memory.h"

/* More than the blocks of all threads hold at once. */
#define NUM_ROWS 9000

static struct psi_normalizer *normalizer;

static int
set_up(void **state)
{
	static const char list[] = "com\nde\nuk\nco.uk\n";
	struct psi_normalizer_config config = PSI_NORMALIZER_CONFIG_INIT;

	(void)state;
	config.suffixes = (const uint8_t *)list;
	config.suffixes_len = sizeof list - 1;
	return psi_normalizer_new(&normalizer, &config, NULL);
}

static int
tear_down(void **state)
{
	(void)state;
	psi_normalizer_free(normalizer);
	return 0;
}

static void
add(struct psi_buf *buf, const char *text)
{
	assert_int_equal(psi_buf_append_text(buf, text, NULL), 0);
}

/* A row of each kind that is met in exports, with notes and without; its
 * number stands for the mark. */
static void
add_row(struct psi_buf *list, unsigned int i)
{
	static const char *const rows[] = {
		"A-#,Acme # GmbH,https://www.acme#.de/,DE,Customer\n",
		"B-#,Globex &amp; Sons # Ltd,info@globex#.co.uk,UK,Lead\n",
		"C-#,M\xc3\xbcller # AG,nowhere #,Germany,\n",
		"D-#,Initech # Inc,initech#.com,Atlantis,Prospect\n",
		"E-#,n/a #,n/a #,n/a,\n",
		"F-#,Umbrella #\n",
		"G-#,Soylent, Inc #,soylent#.com,US,Customer,more\n",
		"A-1,Acme 1 GmbH,acme1.de,DE,Customer\n",
		"Account ID,Account Name,Website,Country,Type\n",
		"\n",
		",Hooli # Corp,hooli.com/a/#?x=#,US,Customer\n",
		"H-#,\"Vandelay, #\nLtd\",192.0.2.#,UK,Customer\n",
		/* What the whole list decides. */
		"I-#,Sirius # Ltd,sirius.co.uk,UK,Customer\n",
		"J-#,Tyrell Corp,tyrell#.com,US,Customer\n",
	};
	const char *row = rows[i % (sizeof rows / sizeof rows[0])];
	char number[16];

	(void)snprintf(number, sizeof(number), "%u", i % 250);
	for (; *row != '\0'; row++) {
		if (*row == '#')
			add(list, number);
		else
			assert_int_equal(psi_buf_append(list, row, 1, NULL), 0);
	}
}

static void
make_list(struct psi_buf *list, unsigned int num)
{
	add(list, "Account ID,Account Name,Website,Country,Type\n");
	for (unsigned int i = 0; i < num; i++)
		add_row(list, i);
}

/* What overrides and exclusions need is looked up by each thread. */
static const char own_keys[] = "action,account,type,value\n"
			       "force,A-8,name,acme eight\n"
			       "never,B-9,name,globex and sons 9\n"
			       "never,,name,initech 3\n";
static const char left_out[] = "type,value\n"
			       "account,A-12\n"
			       "account,nobody\n"
			       "domain,initech27.com\n";

struct run {
	struct psi_buf keys;
	struct psi_buf notes;
	size_t num_notes;
	/* What the caller heard of keys; only if it wants to. */
	bool hears_keys;
	struct psi_buf heard;
	/* The note at which the caller stops; 0 for none. */
	size_t stop_at;
	struct psi_normalize_report *report;
	struct psi_error err;
	int rc;
};

static int
on_note(void *cookie, const struct psi_normalize_note *note)
{
	struct run *run = cookie;
	char head[96];

	(void)snprintf(head, sizeof head, "%llu:%zu %s %s ",
	    (unsigned long long)note->line, note->column, note->field,
	    note->reason);
	add(&run->notes, head);
	assert_int_equal(
	    psi_buf_append(&run->notes, note->account, note->account_len, NULL),
	    0);
	add(&run->notes, " ");
	assert_int_equal(
	    psi_buf_append(&run->notes, note->value, note->value_len, NULL), 0);
	add(&run->notes, "\n");
	return ++run->num_notes == run->stop_at;
}

static int
on_key(void *cookie, const struct psi_normalize_key *key)
{
	struct run *run = cookie;
	char head[64];

	(void)snprintf(head, sizeof head, "%s %s ", key->population, key->type);
	add(&run->heard, head);
	assert_int_equal(
	    psi_buf_append(&run->heard, key->account, key->account_len, NULL),
	    0);
	add(&run->heard, " ");
	assert_int_equal(
	    psi_buf_append(&run->heard, key->value, key->value_len, NULL), 0);
	add(&run->heard, "\n");
	return 0;
}

static void
run_list(struct run *run, const struct psi_buf *list, unsigned int jobs)
{
	struct psi_normalize_options options = PSI_NORMALIZE_OPTIONS_INIT;
	struct psi_normalize_events events = { .note = on_note,
		.key = run->hears_keys ? on_key : NULL,
		.cookie = run };
	struct memory rules[2];
	struct psi_source overrides =
	    memory_source(&rules[0], own_keys, sizeof own_keys - 1);
	struct psi_source exclude =
	    memory_source(&rules[1], left_out, sizeof left_out - 1);
	struct psi_sink sink = memory_sink(&run->keys);
	struct memory memory;
	struct psi_source source =
	    memory_source(&memory, list->data, list->len);

	options.source_date = "2026-11-21";
	options.jobs = jobs;
	options.overrides = &overrides;
	options.exclude = &exclude;
	assert_int_equal(psi_normalize_report_new(&run->report, NULL), 0);
	run->rc = psi_normalize(normalizer, &source, &sink, &options, &events,
	    run->report, &run->err);
}

static void
run_clear(struct run *run)
{
	psi_buf_clear(&run->keys);
	psi_buf_clear(&run->notes);
	psi_buf_clear(&run->heard);
	psi_normalize_report_free(run->report);
}

static void
expect_count(const struct run *run, const char *name, uint64_t count)
{
	assert_int_equal(
	    psi_normalize_report_count(run->report, "list", name), count);
}

static void
same_bytes(const struct psi_buf *a, const struct psi_buf *b)
{
	assert_int_equal(a->len, b->len);
	assert_memory_equal(a->data, b->data, a->len);
}

static void
same_report(const struct run *a, const struct run *b)
{
	struct psi_normalize_item x;
	struct psi_normalize_item y;
	size_t i = 0;

	for (; psi_normalize_report_at(a->report, i, &x); i++) {
		assert_true(psi_normalize_report_at(b->report, i, &y));
		assert_string_equal(x.name, y.name);
		assert_int_equal(x.count, y.count);
	}
	assert_false(psi_normalize_report_at(b->report, i, &y));
}

/* The same run on one thread and on several. Returns how many notes there were. */
static size_t
compare(const struct psi_buf *list, size_t stop_at, int want)
{
	struct run one = { .stop_at = stop_at, .hears_keys = true };
	size_t num_notes;

	run_list(&one, list, 1);
	assert_int_equal(one.rc, want);
	assert_true(one.num_notes > 0);
	for (unsigned int jobs = 2; jobs <= 5; jobs++) {
		struct run many = { .stop_at = stop_at,
			.hears_keys = jobs != 3 };

		run_list(&many, list, jobs);
		assert_int_equal(many.rc, one.rc);
		same_bytes(&many.notes, &one.notes);
		if (want == 0 && many.hears_keys)
			same_bytes(&many.heard, &one.heard);
		/* Of a file that is not finished nothing is promised. */
		if (want == 0)
			same_bytes(&many.keys, &one.keys);
		if (want == 0)
			same_report(&many, &one);
		else
			assert_string_equal(many.err.text, one.err.text);
		assert_int_equal(many.err.line, one.err.line);
		run_clear(&many);
	}
	num_notes = one.num_notes;
	run_clear(&one);
	return num_notes;
}

static void
same_as_one(void **state)
{
	struct psi_buf list = PSI_BUF_INIT;
	struct run run = { .stop_at = 0 };

	(void)state;
	make_list(&list, NUM_ROWS);
	(void)compare(&list, 0, 0);
	/* And the list has what there is to compare. */
	run_list(&run, &list, 3);
	expect_count(&run, "forced", 1);
	expect_count(&run, "never", 2);
	expect_count(&run, "excluded", 2);
	assert_int_equal(
	    psi_normalize_report_count(run.report, "idle", "exclude"), 1);
	assert_int_equal(
	    psi_normalize_report_count(run.report, "idle", "overrides"), 0);
	run_clear(&run);
	psi_buf_clear(&list);
}

/* What stands before a row that cannot be read was told before. */
static void
broken_row(void **state)
{
	static const unsigned int at[] = { 255, 256, 257, 1279, 1280, 1281,
		5000 };

	(void)state;
	for (size_t i = 0; i < sizeof at / sizeof at[0]; i++) {
		struct psi_buf list = PSI_BUF_INIT;

		make_list(&list, at[i]);
		add(&list, "Z-1,\xff\xfe,z.com,DE,Customer\n");
		make_list(&list, 300);
		(void)compare(&list, 0, PSI_E_INPUT);
		psi_buf_clear(&list);
	}
}

static void
stopped(void **state)
{
	struct psi_buf list = PSI_BUF_INIT;
	size_t num_notes;

	(void)state;
	make_list(&list, NUM_ROWS);
	(void)compare(&list, 1, PSI_E_IO);
	(void)compare(&list, 777, PSI_E_IO);
	/* The last notes are about accounts, behind the last row. */
	num_notes = compare(&list, 0, 0);
	(void)compare(&list, num_notes, PSI_E_IO);
	(void)compare(&list, num_notes - 300, PSI_E_IO);
	psi_buf_clear(&list);
}

/* One row is more than a block has room for. */
static void
long_rows(void **state)
{
	struct psi_buf list = PSI_BUF_INIT;

	(void)state;
	make_list(&list, 300);
	for (int i = 0; i < 3; i++) {
		add(&list, "L-1,\"");
		for (int k = 0; k < 20000; k++)
			add(&list, "Acme ");
		add(&list, "\",acme.de,DE,Customer\n");
	}
	make_list(&list, 300);
	(void)compare(&list, 0, 0);
	psi_buf_clear(&list);
}

/* Whole blocks of rows of which nothing is kept but their ids. */
static void
silent_rows(void **state)
{
	struct psi_buf list = PSI_BUF_INIT;
	char row[32];

	(void)state;
	add(&list, "Account ID,Account Name,Website,Country,Type\n");
	for (int i = 0; i < 2000; i++) {
		(void)snprintf(row, sizeof row, "S-%d,,,,Customer\n", i);
		add(&list, row);
	}
	(void)compare(&list, 0, 0);
	psi_buf_clear(&list);
}

static void
too_many(void **state)
{
	struct psi_buf list = PSI_BUF_INIT;
	struct run run = { .stop_at = 0 };

	(void)state;
	make_list(&list, 5);
	run_list(&run, &list, 1025);
	assert_int_equal(run.rc, PSI_E_ARG);
	assert_int_equal(run.keys.len, 0);
	run_clear(&run);
	psi_buf_clear(&list);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(same_as_one),
		cmocka_unit_test(broken_row),
		cmocka_unit_test(stopped),
		cmocka_unit_test(long_rows),
		cmocka_unit_test(silent_rows),
		cmocka_unit_test(too_many),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
