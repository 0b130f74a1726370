/*
 * Lists that do not fit into memory: the keys, the notes and the counts are those
 * of a list that does, whatever the rows have in common. And whatever the disk
 * does, it is an error and nothing is left.
 */
#include "support/cm.h"

#include <stdio.h>
#include <string.h>

#include "psi/normalize.h"

#include "base/buf.h"
#include "list/account_rows.h"
#include "list/spool.h"
#include "support/memory.h"
#include "support/scratch_memory.h"

/* Beyond the first calls of the disk each so-many-th fails; and the rows of the
 * longest lists. */
#ifdef __SANITIZE_ADDRESS__
#define STRIDE 97
#define LONGEST 1500
#else
#define STRIDE 11
#define LONGEST 4000
#endif

/* So that hardly a row fits, and that some do. */
#define LITTLE 4000
#define SOME 500000

static struct psi_normalizer *normalizer;

static int
set_up(void **state)
{
	static const char list[] = "com\nde\nuk\nco.uk\nfr\nat\n";
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

/* ---- lists ---- */

static uint32_t seed;

static uint32_t
draw(uint32_t n)
{
	seed = seed * 1664525 + 1013904223;
	return (uint32_t)(((uint64_t)seed * n) >> 32);
}

static const char *
one_of(const char *const *texts, size_t num)
{
	return texts[draw((uint32_t)num)];
}

#define ONE_OF(texts) one_of(texts, sizeof(texts) / sizeof((texts)[0]))

/* From how many numbers names, domains and ids are taken. */
struct shape {
	uint32_t names;
	uint32_t domains;
	uint32_t ids;
	/* One of so many rows has no id. */
	uint32_t no_id;
};

static void
add(struct psi_buf *buf, const char *text)
{
	assert_int_equal(psi_buf_append_text(buf, text, NULL), 0);
}

static void
add_id(struct psi_buf *list, const struct shape *shape, uint32_t i)
{
	char text[64];
	uint32_t id = shape->ids == 0 ? i : draw(shape->ids);

	if (shape->no_id > 0 && draw(shape->no_id) == 0)
		return;
	/* Of some both forms of Salesforce, which are one. */
	if (id % 7 == 3)
		(void)snprintf(text, sizeof text, "001d0000000%04u%s",
		    (unsigned int)(id % 10000), draw(2) == 0 ? "" : "AAA");
	else
		(void)snprintf(text, sizeof text, "A-%u", (unsigned int)id);
	add(list, text);
}

static void
add_row(struct psi_buf *list, const struct shape *shape, uint32_t i)
{
	static const char *const names[] = { "Acme", "Globex & Sons", "Initech",
		"M\xc3\xbcller", "Hooli Data", "n/a", "Umbrella, The" };
	static const char *const forms[] = { "", " GmbH", " Ltd", " Inc",
		" AG & Co. KG", " Group", " Holding GmbH", " S.A." };
	static const char *const sites[] = { "https://www.acme%u.de/",
		"info@globex%u.co.uk", "initech%u.com/a/b", "mueller%u.de",
		"shop.hooli%u.com", "de.hooli%u.com", "www.hooli%u.com",
		"fr.acme%u.de/x", "nowhere %u", "a.b.mueller%u.de",
		"acme%u.de" };
	static const char *const countries[] = { "", "DE", "Germany", "UK",
		"US", "France", "AT", "Atlantis" };
	static const char *const types[] = { "", "Customer", "Lead", "Prospect",
		"Former customer", "?" };
	static const char *const stages[] = { "", "", "Closed Won",
		"Closed Lost" };
	char text[128];

	add_id(list, shape, i);
	add(list, ",\"");
	if (draw(12) != 0) {
		add(list, ONE_OF(names));
		(void)snprintf(text, sizeof text, " %u%s",
		    (unsigned int)draw(shape->names), ONE_OF(forms));
		add(list, text);
	}
	add(list, "\",");
	if (draw(5) != 0) {
		const char *site = ONE_OF(sites);
		const char *number = strstr(site, "%u");

		(void)snprintf(text, sizeof text, "%.*s%u%s",
		    (int)(number - site), site,
		    (unsigned int)draw(shape->domains), number + 2);
		add(list, text);
	}
	(void)snprintf(text, sizeof text, ",%s,%s,%s,%s\n", ONE_OF(countries),
	    ONE_OF(types), draw(9) == 0 ? "HRB 12345" : "", ONE_OF(stages));
	add(list, text);
}

static void
make_list(struct psi_buf *list, const struct shape *shape, uint32_t num)
{
	add(list, "Account ID,Account Name,Website,Country,Type,VAT,Stage\n");
	for (uint32_t i = 0; i < num; i++)
		add_row(list, shape, i);
}

/* ---- runs ---- */

static const char own_keys[] = "action,account,type,value\n"
			       "force,A-8,name,acme eight\n"
			       "never,A-9,name,globex and sons 9\n"
			       "never,,name,initech 3\n";
static const char left_out[] = "type,value\n"
			       "account,A-12\n"
			       "account,nobody\n"
			       "domain,acme7.de\n";

struct run {
	/* 0: all that it needs. */
	uint64_t memory;
	unsigned int jobs;
	/* NULL: the default ones. */
	const char *types;
	/* No keys are written. */
	bool judges;
	struct psi_buf keys;
	struct psi_buf heard;
	struct psi_normalize_report *report;
	struct scratch_memory disk;
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
	add(&run->heard, head);
	assert_int_equal(
	    psi_buf_append(&run->heard, note->account, note->account_len, NULL),
	    0);
	assert_int_equal(
	    psi_buf_append(&run->heard, note->value, note->value_len, NULL), 0);
	add(&run->heard, "\n");
	return 0;
}

static int
on_key(void *cookie, const struct psi_normalize_key *key)
{
	struct run *run = cookie;

	add(&run->heard, key->population);
	assert_int_equal(
	    psi_buf_append(&run->heard, key->value, key->value_len, NULL), 0);
	add(&run->heard, "\n");
	return 0;
}

static void
run_list(struct run *run, const struct psi_buf *list)
{
	struct psi_normalize_options options = PSI_NORMALIZE_OPTIONS_INIT;
	const struct psi_normalize_events events = {
		.note = on_note, .key = on_key, .cookie = run
	};
	struct psi_scratch scratch = scratch_memory_scratch(&run->disk);
	struct memory tables[2];
	struct psi_source overrides =
	    memory_source(&tables[0], own_keys, sizeof own_keys - 1);
	struct psi_source exclude =
	    memory_source(&tables[1], left_out, sizeof left_out - 1);
	struct psi_sink sink = memory_sink(&run->keys);
	struct memory memory;
	struct psi_source source =
	    memory_source(&memory, list->data, list->len);

	options.source_date = "2026-11-21";
	options.types = run->types;
	options.jobs = run->jobs;
	options.overrides = &overrides;
	options.exclude = &exclude;
	options.memory = run->memory;
	options.scratch = &scratch;
	assert_int_equal(psi_normalize_report_new(&run->report, NULL), 0);
	run->rc = psi_normalize(normalizer, &source, run->judges ? NULL : &sink,
	    &options, &events, run->report, &run->err);
	/* Whatever came of it. */
	assert_true(scratch_memory_is_quiet(&run->disk));
}

static void
run_clear(struct run *run)
{
	psi_buf_clear(&run->keys);
	psi_buf_clear(&run->heard);
	psi_normalize_report_free(run->report);
	run->report = NULL;
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
		assert_string_equal(x.text, y.text);
		assert_int_equal(x.count, y.count);
	}
	assert_false(psi_normalize_report_at(b->report, i, &y));
}

static void
same_run(const struct run *want, struct run *run, const struct psi_buf *list)
{
	scratch_memory_init(&run->disk);
	run->types = want->types;
	run->judges = want->judges;
	run_list(run, list);
	assert_int_equal(run->rc, 0);
	if (!run->judges)
		same_bytes(&run->keys, &want->keys);
	same_bytes(&run->heard, &want->heard);
	same_report(run, want);
	run_clear(run);
}

/* In memory, and with less and less of it. */
static void
compare(const struct psi_buf *list, const char *types, bool judges)
{
	struct run want = { .types = types, .judges = judges };
	struct run much = { .memory = (uint64_t)1 << 30 };
	struct run some = { .memory = SOME };
	struct run little = { .memory = LITTLE };
	struct run many = { .memory = LITTLE, .jobs = 3 };

	scratch_memory_init(&want.disk);
	run_list(&want, list);
	assert_int_equal(want.rc, 0);
	same_run(&want, &much, list);
	assert_int_equal(much.disk.num_made, 0);
	same_run(&want, &some, list);
	same_run(&want, &little, list);
	assert_true(list->len < 4 * LITTLE || little.disk.num_made > 0);
	same_run(&want, &many, list);
	run_clear(&want);
}

#define ALL_TYPES                                                              \
	"lei,regno,vat,duns,domain,name+country,name,loose+country,loose,"     \
	"core+country,core,host,label+country,family"

static void
same_as_in_memory(void **state)
{
	static const struct shape shapes[] = {
		/* Everything has everything in common. */
		{ 3, 3, 0, 0 },
		{ 40, 40, 30, 3 },
		/* Contacts: an id on many rows, far from each other. */
		{ 300, 300, 100, 0 },
		{ 1000, 1000, 0, 2 },
		{ 100000, 100000, 100000, 50 },
	};
	static const uint32_t sizes[] = { 0, 1, 2, 30, 700, LONGEST };

	(void)state;
	for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
		for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++) {
			struct psi_buf list = PSI_BUF_INIT;

			seed = (uint32_t)(1 + i * 100 + k);
			make_list(&list, &shapes[i], sizes[k]);
			compare(&list, NULL, false);
			compare(&list, ALL_TYPES, k % 2 == 0);
			psi_buf_clear(&list);
		}
	}
}

/* ---- what is refused, and what fails ---- */

/* Of everything some, on the disk from the first row on. */
static void
make_short_list(struct psi_buf *list)
{
	static const struct shape shape = { 20, 20, 60, 4 };

	seed = 7;
	make_list(list, &shape, 150);
}

static void
disk_fails(void **state)
{
	struct psi_buf list = PSI_BUF_INIT;
	long step = 1;
	bool failed = true;

	(void)state;
	make_short_list(&list);
	for (long at = 1; failed; at += step) {
		struct run run = { .memory = LITTLE };

		scratch_memory_init(&run.disk);
		run.disk.fault_at = at;
		run_list(&run, &list);
		failed = run.rc != 0;
		if (failed)
			assert_int_equal(run.rc, PSI_E_IO);
		if (failed)
			assert_non_null(strstr(run.err.text, "made to fail"));
		/* It had as many calls as that, or needs no more. */
		assert_int_equal(failed, run.disk.counter >= at);
		run_clear(&run);
		if (at > 60)
			step = STRIDE;
	}
	psi_buf_clear(&list);
}

static void
several_exports_must_fit(void **state)
{
	static const uint64_t memory[] = { LITTLE, (uint64_t)1 << 30 };
	struct psi_buf list = PSI_BUF_INIT;

	(void)state;
	make_short_list(&list);
	for (size_t i = 0; i < 2; i++) {
		struct psi_normalize_options options =
		    PSI_NORMALIZE_OPTIONS_INIT;
		struct memory memories[2];
		struct psi_source source[2] = { memory_source(&memories[0],
						    list.data, list.len),
			memory_source(&memories[1], list.data, list.len) };
		const struct psi_source *sources[2] = { &source[0],
			&source[1] };
		struct scratch_memory disk;
		struct psi_scratch scratch = scratch_memory_scratch(&disk);
		struct psi_error err;

		scratch_memory_init(&disk);
		options.memory = memory[i];
		options.scratch = &scratch;
		assert_int_equal(psi_normalize_lists(normalizer, sources, 2,
				     NULL, &options, NULL, NULL, &err),
		    i == 0 ? PSI_E_NOMEM : 0);
		if (i == 0)
			assert_non_null(strstr(err.hint, "--memory"));
		assert_true(scratch_memory_is_quiet(&disk));
	}
	psi_buf_clear(&list);
}

static void
families_must_fit(void **state)
{
	struct psi_buf list = PSI_BUF_INIT;
	struct run run = { .memory = LITTLE, .types = "domain,family" };

	(void)state;
	add(&list, "Account ID,Website,Parent Account ID\n");
	for (int i = 0; i < 200; i++) {
		char row[64];

		(void)snprintf(
		    row, sizeof row, "A-%d,a%d.com,A-%d\n", i, i, i / 2);
		add(&list, row);
	}
	scratch_memory_init(&run.disk);
	run_list(&run, &list);
	assert_int_equal(run.rc, PSI_E_NOMEM);
	assert_non_null(strstr(run.err.hint, "family"));
	run_clear(&run);
	/* Without them the parents are nothing that matters. */
	compare(&list, "domain", false);
	psi_buf_clear(&list);
}

/* ---- memory of the batches ---- */

static void
expect_texts(
    const struct psi_spool *spool, const uint64_t *at, size_t num, size_t len)
{
	for (size_t i = 0; i < num; i++) {
		const uint8_t *bytes = psi_spool_at(spool, at[i]);

		assert_int_equal(bytes[0], i);
		assert_int_equal(bytes[len - 1], i);
	}
}

/* Each thread has batches with spools of their own: one that holds little takes
 * little, also of addresses, and grows to as many chunks as any. */
static void
small_spools_grow(void **state)
{
	const size_t len = PSI_SPOOL_CHUNK_BYTES / 5;
	struct psi_spool spool = { .is_small = true };
	uint64_t at[12];
	uint8_t *bytes;

	(void)state;
	for (size_t round = 0; round < 2; round++) {
		assert_int_equal(
		    psi_spool_take(&spool, &at[0], &bytes, 1, NULL), 0);
		assert_true(spool.size <= (size_t)64 << 10);
		psi_spool_empty(&spool);
		for (size_t i = 0; i < 12; i++) {
			assert_int_equal(
			    psi_spool_take(&spool, &at[i], &bytes, len, NULL),
			    0);
			bytes[0] = bytes[len - 1] = (uint8_t)i;
			expect_texts(&spool, at, i + 1, len);
		}
		assert_int_equal(spool.num_chunks, 3);
		psi_spool_empty(&spool);
		assert_int_equal(psi_spool_bytes(&spool), 0);
	}
	/* The longest that there may be, and one that is not. */
	assert_int_equal(psi_spool_take(&spool, &at[0], &bytes,
			     PSI_SPOOL_CHUNK_BYTES - 8, NULL),
	    0);
	memset(bytes, 1, PSI_SPOOL_CHUNK_BYTES - 8);
	assert_int_equal(psi_spool_take(&spool, &at[0], &bytes,
			     PSI_SPOOL_CHUNK_BYTES - 7, NULL),
	    PSI_E_ARG);
	psi_spool_clear(&spool);
}

/* What was kept in memory goes to the disk row by row, over the ends of chunks:
 * those that are full to the last byte, and those with too little left. */
static void
rows_of_several_chunks(void **state)
{
	static uint8_t bytes[PSI_FACTS_BYTES_MAX];
	const size_t head = sizeof(struct psi_row_record);
	struct psi_account_rows rows = { .num_account = 0 };
	struct psi_kept_row row;
	uint64_t at = 0;
	uint64_t line = 0;

	(void)state;
	assert_int_equal(psi_account_rows_begin(&rows, NULL), 0);
	for (uint64_t i = 1; i <= 140; i++) {
		size_t used =
		    psi_spool_bytes(&rows.spool) % PSI_SPOOL_CHUNK_BYTES;
		size_t left = PSI_SPOOL_CHUNK_BYTES - used;
		struct psi_facts facts = { .bytes = { bytes, 400000 + (size_t)i,
					       sizeof bytes } };

		/* The first chunk is full, of the second little is left, and of
		 * the third as much as comes. */
		if (left < 500000 && left >= head && i < 100)
			facts.bytes.len = left - head - (i < 45 ? 0 : 20);
		assert_int_equal(
		    psi_account_rows_keep(&rows, &at, 0, &facts, 0, i, NULL),
		    0);
	}
	assert_true(rows.spool.num_chunks > 3);
	at = 0;
	while (psi_account_rows_next(&rows, &at, &row))
		assert_int_equal(row.record.line, ++line);
	assert_int_equal(line, 140);
	psi_account_rows_clear(&rows);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(same_as_in_memory),
		cmocka_unit_test(disk_fails),
		cmocka_unit_test(several_exports_must_fit),
		cmocka_unit_test(families_must_fit),
		cmocka_unit_test(small_spools_grow),
		cmocka_unit_test(rows_of_several_chunks),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
