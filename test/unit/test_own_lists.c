/*
 * The exports of a company in the steps after the matches: read as they were when
 * the keys were made, and only if they are those, or later ones whose rows still
 * give a key that matched.
 */
#include "support/cm.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "psi/normalize.h"
#include "session/exports.h"
#include "support/memory.h"
#include "support/share_world.h"

static const char suffixes[] = "com\nde\n";

/* The first has a title above its header, semicolons, and a name of its own for
 * the column of names; the second is of another kind. A2 is in both. */
static const char accounts[] = "Our customers\n"
			       "Account ID;Konto;Website;Owner;Amount\n"
			       "A1;Northwind;northwind.com;Ann;1.234,50\n"
			       "A2;Harbour;;Bob;\n"
			       "A3;Only Ours;only.com;Cid;\n";
static const char contacts[] = "Account ID;Website;Owner\n"
			       "A2;harbour.de;Bea\n";
static const char theirs[] = "Account ID,Account Name,Website\n"
			     "G1,NORTHWIND,northwind.com\n"
			     "G2,Hafen,harbour.de\n";

struct company {
	struct share_world share;
	struct psi_normalizer *normalizer;
	struct psi_share_report report;
	size_t which;
	/* "A1 owner Ann\n" each: what would be sent. */
	struct psi_buf told;
	/* What the list is shared with. */
	const char *const *maps;
	size_t num_maps;
};

static const char *const maps[] = { "name=Konto" };

static void
make_keys(struct psi_buf *out, const struct psi_normalizer *normalizer,
    const char *const *texts, size_t num, const char *const *key_maps,
    bool told)
{
	struct psi_normalize_options options = PSI_NORMALIZE_OPTIONS_INIT;
	struct psi_sink sink = memory_sink(out);
	struct memory memory[2];
	struct psi_source source[2];
	const struct psi_source *sources[2] = { &source[0], &source[1] };
	struct psi_error err;

	for (size_t i = 0; i < num; i++)
		source[i] =
		    memory_source(&memory[i], texts[i], strlen(texts[i]));
	options.source_date = WORLD_DATE;
	options.population = "customer";
	if (told) {
		options.maps = key_maps;
		options.num_maps = 1;
		options.delimiter = ';';
		options.skip_lines = 1;
		options.encoding = "utf-8";
		options.country = "DE";
	}
	if (psi_normalize_lists(normalizer, sources, num, &sink, &options, NULL,
		NULL, &err) != 0)
		fail_msg("%s", err.text);
}

static void
begin_with(struct company *company, const char *const *texts, size_t num,
    const char *const *key_maps, bool told)
{
	struct psi_normalizer_config config = PSI_NORMALIZER_CONFIG_INIT;
	struct share_world *share = &company->share;
	static const char *const other[] = { theirs };
	struct psi_buf keys = PSI_BUF_INIT;
	char digest[2][PSI_NORMALIZER_DIGEST_CHARS];
	char terms[512];

	memset(company, 0, sizeof *company);
	config.suffixes = (const uint8_t *)suffixes;
	config.suffixes_len = sizeof suffixes - 1;
	assert_int_equal(
	    psi_normalizer_new(&company->normalizer, &config, NULL), 0);
	psi_normalizer_fingerprint(company->normalizer, digest[0]);
	psi_normalizer_suffixes_digest(company->normalizer, digest[1]);
	(void)snprintf(terms, sizeof terms,
	    "normalizer-fingerprint,%s\npublic-suffix-list,%s\n"
	    "share-a,any any owner+amount\nshare-b,any any owner\n"
	    "minimum-score,0.500\n",
	    digest[0], digest[1]);
	world_init(&share->world, terms);
	make_keys(&keys, company->normalizer, texts, num, key_maps, told);
	world_ok(&share->world, world_blind(&share->world, 0, &keys, 0));
	psi_buf_clear(&keys);
	make_keys(&keys, company->normalizer, other, 1, NULL, false);
	world_ok(&share->world, world_blind(&share->world, 1, &keys, 0));
	psi_buf_clear(&keys);
	assert_int_equal(psi_buf_append_text(&share->list[1], theirs, NULL), 0);
	share_reveal(share);
}

static void
begin(struct company *company, const char *const *texts, size_t num, bool told)
{
	begin_with(company, texts, num, maps, told);
}

static void
end(struct company *company)
{
	psi_buf_clear(&company->told);
	psi_normalizer_free(company->normalizer);
	share_clear(&company->share);
}

static int
tell(void *cookie, const struct psi_share_value *value)
{
	struct psi_buf *out = cookie;
	char line[160];

	(void)snprintf(line, sizeof line, "%.*s %s %.*s\n",
	    (int)value->our_account_len, value->our_account, value->field,
	    (int)value->value_len, value->value);
	return psi_buf_append_text(out, line, NULL);
}

/* psi_session_share, or its preview, with these exports. */
static int
share_lists(struct company *company, const char *const *texts, size_t num,
    const struct psi_normalizer *normalizer, bool preview)
{
	static const struct psi_share_report init = PSI_SHARE_REPORT_INIT;
	struct psi_share_list list = PSI_SHARE_LIST_INIT;
	struct world *world = &company->share.world;
	struct psi_session *session = NULL;
	struct memory memory[4];
	struct psi_source source[4];
	const struct psi_source *more[2] = { &source[1], NULL };
	const struct psi_source *more_again[2] = { &source[3], NULL };
	int rc;

	for (size_t i = 0; i < 4; i++)
		source[i] = memory_source(
		    &memory[i], texts[i % 2 % num], strlen(texts[i % 2 % num]));
	list.accounts = &source[0];
	list.again = &source[2];
	list.normalizer = normalizer;
	list.more = more;
	list.more_again = more_again;
	list.num_more = num - 1;
	list.currency = "EUR";
	list.maps = company->maps;
	list.num_maps = company->num_maps;
	list.which = &company->which;
	company->report = init;
	company->told.len = 0;
	rc = world_open(world, 0, &session);
	if (rc == 0)
		rc = preview
		    ? psi_session_share_preview(session, &list, tell,
			  &company->told, &company->report, &world->err)
		    : psi_session_share(
			  session, &list, &company->report, &world->err);
	psi_session_free(session);
	if (rc == 0)
		assert_int_equal(
		    psi_buf_append(&company->told, "", 1, NULL), 0);
	return rc;
}

/* Claims go both ways, so that fields are due. */
static void
exchange_claims(struct company *company, const char *const *texts, size_t num)
{
	struct world *world = &company->share.world;
	struct psi_session *session = NULL;
	struct psi_buf file = PSI_BUF_INIT;
	struct psi_sink sink = memory_sink(&file);

	world_ok(world,
	    share_lists(company, texts, num, company->normalizer, false));
	world_ok(world, world_open(world, 0, &session));
	world_ok(world, psi_session_share_copy(session, 1, &sink, &world->err));
	psi_session_free(session);
	world_ok(world, share_join(&company->share, 1, file.data, file.len));
	share_file(&company->share, 1, 1, &file);
	world_ok(world, share_join(&company->share, 0, file.data, file.len));
	psi_buf_clear(&file);
}

static void
expect(struct company *company, int rc, int code, const char *text)
{
	assert_int_equal(rc, code);
	if (strstr(company->share.world.err.text, text) == NULL)
		fail_msg("%s", company->share.world.err.text);
}

/* The lines that were told, in any order: that of labels, which are random. */
static void
check_told(const struct company *company, const char *lines)
{
	const char *told = (const char *)company->told.data;

	assert_int_equal(strlen(told), strlen(lines));
	for (size_t len; *lines != '\0'; lines += len) {
		char line[64];

		len = strcspn(lines, "\n") + 1;
		(void)snprintf(line, sizeof line, "%.*s", (int)len, lines);
		if (strstr(told, line) == NULL)
			fail_msg("no %s in\n%s", line, told);
	}
}

/* Two exports are put together again, and only as they were. */
static void
several_exports(void **state)
{
	static const char *const lists[] = { accounts, contacts };
	static const char *const swapped[] = { contacts, accounts };
	static const char *const later[] = { accounts,
		"Account ID;Website;Owner\nA2;harbour.de;Zoe\n" };
	static const char *const moved[] = { accounts,
		"Account ID;Website;Owner\nA2;elsewhere.de;Zoe\n" };
	struct psi_normalizer_config config = PSI_NORMALIZER_CONFIG_INIT;
	struct psi_normalizer *other = NULL;
	struct company c;

	(void)state;
	begin(&c, lists, 2, true);
	/* Claims come first: the populations of the two that matched. */
	world_ok(&c.share.world, share_lists(&c, lists, 2, c.normalizer, true));
	assert_int_equal(c.report.revision, 1);
	check_told(&c, "A1 population customer\nA2 population customer\n");
	exchange_claims(&c, lists, 2);
	world_ok(&c.share.world, share_lists(&c, lists, 2, c.normalizer, true));
	assert_int_equal(c.report.revision, 2);
	check_told(&c, "A1 owner Ann\nA1 amount EUR 1234.50\nA2 owner Bob\n");
	assert_int_equal(c.report.missing, 0);
	assert_int_equal(c.report.changed, 0);

	expect(&c, share_lists(&c, swapped, 2, c.normalizer, true), PSI_E_INPUT,
	    "this was export 2 when the keys were made, and is export 1 here");
	assert_int_equal(c.which, 0);
	expect(&c, share_lists(&c, lists, 1, c.normalizer, true), PSI_E_INPUT,
	    "2 exports");
	expect(&c, share_lists(&c, lists, 2, NULL, true), PSI_E_INPUT,
	    "there is no public-suffix list");
	config.suffixes = (const uint8_t *)"com\n";
	config.suffixes_len = 4;
	assert_int_equal(psi_normalizer_new(&other, &config, NULL), 0);
	expect(&c, share_lists(&c, lists, 2, other, true), PSI_E_INPUT,
	    "is not the one of the agreement");
	psi_normalizer_free(other);

	/* A later export with the same key is read. */
	world_ok(&c.share.world, share_lists(&c, later, 2, c.normalizer, true));
	check_told(&c, "A1 owner Ann\nA1 amount EUR 1234.50\nA2 owner Bob\n");
	/* One whose A2 has no key that matched is another company's. */
	world_ok(&c.share.world, share_lists(&c, moved, 2, c.normalizer, true));
	assert_string_equal(
	    (const char *)c.told.data, "A1 owner Ann\nA1 amount EUR 1234.50\n");
	assert_int_equal(c.report.changed, 1);
	end(&c);
}

/* Accounts without an id are named by list and line: of several exports each must
 * be the very one that was normalised. */
static void
several_exports_without_ids(void **state)
{
	static const char first[] = "Our customers\n"
				    "Konto;Website;Owner;Amount\n"
				    "Northwind;northwind.com;Ann;1.234,50\n";
	static const char *const lists[] = { first,
		"Konto;Website;Owner\nHarbour;harbour.de;Bea\n" };
	/* The same accounts, and one that was not there, in front. */
	static const char *const later[] = { first,
		"Konto;Website;Owner\nOther;other.de;Zoe\n"
		"Harbour;harbour.de;Bea\n" };
	static const char *const edited[] = { first,
		"Konto;Website;Owner\nHarbour;harbour.de;Zoe\n" };
	struct company c;

	(void)state;
	begin(&c, lists, 2, true);
	exchange_claims(&c, lists, 2);
	expect(&c, share_lists(&c, later, 2, c.normalizer, true), PSI_E_INPUT,
	    "this is not the export that was normalised");
	assert_int_equal(c.which, 1);
	assert_non_null(
	    strstr(c.share.world.err.hint, "the very files that were"));
	expect(&c, share_lists(&c, edited, 2, c.normalizer, true), PSI_E_INPUT,
	    "this is not the export that was normalised");
	world_ok(&c.share.world, share_lists(&c, lists, 2, c.normalizer, true));
	check_told(&c,
	    "line-3 owner Ann\nline-3 amount EUR 1234.50\n"
	    "list-2-line-2 owner Bea\n");
	end(&c);
}

/* One export is read as the session remembers. */
static void
one_export(void **state)
{
	static const char *const list[] = { accounts };
	static const char *const other_header[] = {
		"Our customers\nNumber;Konto;Website;Owner;Amount\n"
	};
	struct company c;

	(void)state;
	begin(&c, list, 1, true);
	exchange_claims(&c, list, 1);
	world_ok(&c.share.world, share_lists(&c, list, 1, c.normalizer, true));
	assert_string_equal(
	    (const char *)c.told.data, "A1 owner Ann\nA1 amount EUR 1234.50\n");
	assert_true(share_lists(&c, other_header, 1, c.normalizer, true) != 0);
	end(&c);
}

/* Who names a column of values does not take back the one that names the
 * accounts; who names another one of those gets no field of another company. */
static void
a_map_of_one_field_leaves_the_ids(void **state)
{
	static const char *const list[] = {
		"Our customers\nAccount ID;Ref;Name;Website;Owner;Second\n"
		"2;1;Northwind;northwind.com;Ann;Ada\n"
		"1;2;Only Ours;only.com;Cid;Cleo\n"
	};
	static const char *const key_maps[] = { "id=Ref" };
	static const char *const second[] = { "owner=Second" };
	static const char *const other_id[] = { "id=Account ID" };
	struct company c;

	(void)state;
	begin_with(&c, list, 1, key_maps, true);
	exchange_claims(&c, list, 1);
	world_ok(&c.share.world, share_lists(&c, list, 1, c.normalizer, true));
	check_told(&c, "1 owner Ann\n");
	c.maps = second;
	c.num_maps = 1;
	world_ok(&c.share.world, share_lists(&c, list, 1, c.normalizer, true));
	check_told(&c, "1 owner Ada\n");
	c.maps = other_id;
	world_ok(&c.share.world, share_lists(&c, list, 1, c.normalizer, true));
	check_told(&c, "");
	assert_int_equal(c.report.changed, 1);
	end(&c);
}

/* A map of any field may take the column of the ids, and leave another one to be
 * taken for it. */
static void
a_map_that_takes_the_ids_sends_no_other_row(void **state)
{
	static const char *const list[] = {
		"Codigo,Account,Name,Website,Owner\n"
		"2,1,Northwind,northwind.com,Ann\n"
		"1,2,Only Ours,only.com,Cid\n"
	};
	static const char *const taken[] = { "tier=Codigo" };
	static const char *const harmless[] = { "tier=Account" };
	struct company c;

	(void)state;
	begin_with(&c, list, 1, NULL, false);
	exchange_claims(&c, list, 1);
	world_ok(&c.share.world, share_lists(&c, list, 1, c.normalizer, true));
	check_told(&c, "2 owner Ann\n");
	c.maps = harmless;
	c.num_maps = 1;
	world_ok(&c.share.world, share_lists(&c, list, 1, c.normalizer, true));
	check_told(&c, "2 owner Ann\n");
	assert_int_equal(c.report.changed, 0);
	c.maps = taken;
	world_ok(&c.share.world, share_lists(&c, list, 1, c.normalizer, true));
	check_told(&c, "");
	assert_int_equal(c.report.changed, 1);
	end(&c);
}

/* Rows of a later export join by the domain and the name: with those of another
 * column they join another account. */
static void
a_map_of_several_exports_joins_no_other_row(void **state)
{
	static const char *const lists[] = {
		"Account ID,Name,Website,Second,Owner,Deputy\n"
		"A1,Northwind,northwind.com,only.com,Ann,Ada\n"
		"A2,Only Ours,only.com,northwind.com,Cid,Cleo\n",
		"Company,Website,Stage,Amount\n"
		"Northwind,northwind.com,Proposal,5\n"
		"Only Ours,only.com,Proposal,77\n"
	};
	static const char *const second[] = { "domain=Second" };
	static const char *const deputy[] = { "owner=Deputy" };
	struct company c;

	(void)state;
	begin_with(&c, lists, 2, NULL, false);
	exchange_claims(&c, lists, 2);
	world_ok(&c.share.world, share_lists(&c, lists, 2, c.normalizer, true));
	check_told(&c, "A1 owner Ann\nA1 amount EUR 5\n");
	c.maps = deputy;
	c.num_maps = 1;
	world_ok(&c.share.world, share_lists(&c, lists, 2, c.normalizer, true));
	check_told(&c, "A1 owner Ada\nA1 amount EUR 5\n");
	c.maps = second;
	expect(&c, share_lists(&c, lists, 2, c.normalizer, true), PSI_E_INPUT,
	    "other rows would be put together");
	assert_int_equal(c.which, 0);
	end(&c);
}

/* Those that have no id are no account together: each has its own row. */
static void
no_id_is_no_account(void **state)
{
	static const char *const list[] = {
		"Account ID,Name,Website,Owner\n"
		"#N/A,Only Ours,only.com,Cid\n"
		"#N/A,Northwind,northwind.com,Ann\n"
	};
	struct company c;

	(void)state;
	begin_with(&c, list, 1, NULL, false);
	exchange_claims(&c, list, 1);
	world_ok(&c.share.world, share_lists(&c, list, 1, c.normalizer, true));
	check_told(&c, "line-3 owner Ann\n");
	end(&c);
}

/* Where the list is numbered from 0, its first account keeps its id. */
static void
a_list_numbered_from_0(void **state)
{
	static const char *const list[] = { "Account ID,Name,Website,Owner\n"
					    "0,Northwind,northwind.com,Ann\n"
					    "1,Only Ours,only.com,Cid\n" };
	struct company c;

	(void)state;
	begin_with(&c, list, 1, NULL, false);
	exchange_claims(&c, list, 1);
	world_ok(&c.share.world, share_lists(&c, list, 1, c.normalizer, true));
	check_told(&c, "0 owner Ann\n");
	end(&c);
}

/* ---- the object exports.csv ---- */

static struct psi_cell
cell(const char *text)
{
	return (struct psi_cell){ text, strlen(text) };
}

static void
what_is_remembered_comes_back(void **state)
{
	static const struct {
		const char *word;
		const char *value;
		int code;
	} rows[] = {
		{ "encoding", "windows-1252", 0 },
		{ "delimiter", "tab", 0 },
		{ "skip-lines", "3", 0 },
		{ "country", "DE", 0 },
		{ "map", "name=Konto", 0 },
		{ "map", "domain=Web", 0 },
		{ "encoding", "utf-8", PSI_E_INPUT },
		{ "country", "US", PSI_E_INPUT },
		{ "skip-lines", "x", PSI_E_INPUT },
		{ "delimiter", "word", PSI_E_INPUT },
		{ "list", "0123", PSI_E_INPUT },
	};
	struct store_memory memory;
	struct psi_store store;
	struct psi_exports exports;
	struct psi_exports again;
	struct psi_error err;
	uint8_t digest[PSI_SHA256_BYTES];

	(void)state;
	memset(&exports, 0, sizeof exports);
	memset(&again, 0, sizeof again);
	store_memory_init(&memory);
	store = store_memory_store(&memory);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		assert_true(psi_exports_has_word(cell(rows[i].word)));
		if (psi_exports_take(&exports, cell(rows[i].word),
			cell(rows[i].value), &err) != rows[i].code)
			fail_msg("%s,%s", rows[i].word, rows[i].value);
	}
	assert_false(psi_exports_has_word(cell("colour")));
	assert_int_equal(psi_exports_write(&exports, digest, &store, NULL), 0);
	assert_int_equal(psi_exports_read(&again, digest, &store, NULL), 0);
	assert_string_equal(psi_exports_encoding(&again), "windows-1252");
	assert_string_equal(psi_exports_country(&again), "DE");
	assert_int_equal(again.delimiter, '\t');
	assert_int_equal(again.skip_lines, 3);
	assert_int_equal(again.map.num, 2);
	assert_string_equal(psi_exports_map(&again, 0), "name=Konto");
	assert_string_equal(psi_exports_map(&again, 1), "domain=Web");
	psi_exports_clear(&again);
	psi_exports_clear(&exports);

	/* Nothing to remember: no object. */
	assert_int_equal(psi_exports_write(&exports, digest, &store, NULL), 0);
	assert_int_equal(psi_exports_read(&again, digest, &store, NULL), 0);
	assert_null(psi_exports_encoding(&again));
	assert_null(psi_exports_country(&again));
	assert_int_equal(again.map.num, 0);
	psi_exports_clear(&again);
	store_memory_clear(&memory);
}

static struct psi_cell
cell_of(const char *text, size_t len)
{
	return (struct psi_cell){ text, len };
}

/* Values that are none, and words that may stand once. */
static void
what_cannot_be_remembered_is_refused(void **state)
{
	static const char hex[] = "00ff00ff00ff00ff00ff00ff00ff00ff"
				  "00ff00ff00ff00ff00ff00ff00ff00ff";
	static const char *const empty[] = { "encoding", "country", "map" };
	struct psi_exports exports;
	struct psi_error err;

	(void)state;
	memset(&exports, 0, sizeof exports);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(
		    psi_exports_take(&exports, cell(empty[i]), cell(""), &err),
		    PSI_E_INPUT);
		assert_int_equal(psi_exports_take(&exports, cell(empty[i]),
				     cell_of("a\0b", 3), &err),
		    PSI_E_INPUT);
		assert_non_null(strstr(err.text, empty[i]));
	}
	assert_int_equal(
	    psi_exports_take(&exports, cell("colour"), cell("red"), &err),
	    PSI_E_INPUT);
	assert_int_equal(
	    psi_exports_take(&exports, cell("delimiter"), cell("|"), &err), 0);
	assert_int_equal(exports.delimiter, '|');
	assert_int_equal(
	    psi_exports_take(&exports, cell("delimiter"), cell("|"), &err),
	    PSI_E_INPUT);
	assert_int_equal(
	    psi_exports_take(&exports, cell("skip-lines"), cell("2"), &err), 0);
	assert_int_equal(
	    psi_exports_take(&exports, cell("skip-lines"), cell("2"), &err),
	    PSI_E_INPUT);
	for (size_t i = 0; i < PSI_NORMALIZE_LISTS_MAX; i++)
		assert_int_equal(
		    psi_exports_take(&exports, cell("list"), cell(hex), &err),
		    0);
	assert_int_equal(
	    psi_exports_take(&exports, cell("list"), cell(hex), &err),
	    PSI_E_INPUT);
	for (size_t i = 0; i < 4096; i++)
		assert_int_equal(
		    psi_exports_take(&exports, cell("map"), cell("a=b"), &err),
		    0);
	assert_int_equal(
	    psi_exports_take(&exports, cell("map"), cell("a=b"), &err),
	    PSI_E_INPUT);
	psi_exports_clear(&exports);
}

/* A damaged object is said to be one, and nothing of it is kept. */
static void
damaged_exports(void **state)
{
	static const char *const texts[] = { "term\n", "term,value\nlist\n",
		"term,value\nlist,00\n", "term,value\ncolour,red\n",
		"term,value\nencoding,a\nencoding,b\n",
		"term,value\nmap,\"a=b" };
	struct store_memory memory;
	struct psi_store store;
	struct psi_exports exports;
	struct psi_error err;
	uint8_t digest[PSI_SHA256_BYTES] = { 0 };

	(void)state;
	store_memory_init(&memory);
	store = store_memory_store(&memory);
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		store_memory_put(
		    &memory, "exports.csv", texts[i], strlen(texts[i]));
		if (psi_exports_read(&exports, digest, &store, &err) !=
			PSI_E_STATE ||
		    strstr(err.text, "damaged") == NULL)
			fail_msg("%s: %s", texts[i], err.text);
		assert_int_equal(exports.num_lists, 0);
		assert_null(psi_exports_encoding(&exports));
	}
	/* Each operation on the store may fail. */
	memset(&exports, 0, sizeof exports);
	assert_int_equal(
	    psi_exports_take(&exports, cell("country"), cell("DE"), &err), 0);
	for (long at = 1; at <= 3; at++) {
		store_memory_set_fault(&memory, at, STORE_MEMORY_FAIL);
		assert_int_equal(
		    psi_exports_write(&exports, digest, &store, &err),
		    PSI_E_IO);
		assert_true(store_memory_is_quiet(&memory));
	}
	store_memory_set_fault(&memory, 0, STORE_MEMORY_FAIL);
	assert_int_equal(psi_exports_write(&exports, digest, &store, &err), 0);
	psi_exports_clear(&exports);
	assert_int_equal(psi_exports_read(&exports, digest, &store, &err), 0);
	psi_exports_clear(&exports);
	/* A bit that no grammar sees, and an object that is gone. */
	store_memory_put(
	    &memory, "exports.csv", "term,value\ncountry,DK\n", 22);
	assert_int_equal(
	    psi_exports_read(&exports, digest, &store, &err), PSI_E_STATE);
	assert_null(psi_exports_country(&exports));
	assert_int_equal(store.remove(store.cookie, "exports.csv", NULL), 0);
	assert_int_equal(
	    psi_exports_read(&exports, digest, &store, &err), PSI_E_STATE);
	store_memory_set_fault(&memory, 1, STORE_MEMORY_FAIL);
	assert_int_equal(
	    psi_exports_read(&exports, digest, &store, &err), PSI_E_IO);
	store_memory_clear(&memory);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(several_exports),
		cmocka_unit_test(several_exports_without_ids),
		cmocka_unit_test(one_export),
		cmocka_unit_test(a_map_of_one_field_leaves_the_ids),
		cmocka_unit_test(a_map_that_takes_the_ids_sends_no_other_row),
		cmocka_unit_test(a_map_of_several_exports_joins_no_other_row),
		cmocka_unit_test(no_id_is_no_account),
		cmocka_unit_test(a_list_numbered_from_0),
		cmocka_unit_test(what_is_remembered_comes_back),
		cmocka_unit_test(what_cannot_be_remembered_is_refused),
		cmocka_unit_test(damaged_exports),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
