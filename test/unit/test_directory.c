/* lib/list/directory: accounts meet the entities of a public register. */
#include "support/cm.h"

#include <stdio.h>

#include "support/memory.h"

#include "psi/normalize.h"

static const char suffixes[] = "com\nde\norg\nuk\nco.uk\n";

static const char registered[] =
    "entity,type,value\n"
    /* A group: the holding, its brand under an older name, a grandchild. */
    "T1,name,Orbis Holding plc\n"
    "T1,country,GB\n"
    "T1,lei,529900T8BM49AURSDO55\n"
    "T2,name,Zephyr Cloud Limited\n"
    "T2,former_name,Old Harbour Systems Limited\n"
    "T2,country,GB\n"
    "T2,domain,https://www.zephyr.co.uk/\n"
    "T2,parent,T1\n"
    "T3,name,Zephyr Deutschland GmbH\n"
    "T3,country,Germany\n"
    "T3,parent,T2\n"
    /* Two of one name, in one country and under no common top. */
    "X1,name,Meridian Ltd\n"
    "X1,country,GB\n"
    "X2,name,Meridian Ltd\n"
    "X2,country,GB\n"
    "X2,domain,meridian.org\n"
    /* Its parents go round in a circle. */
    "R1,name,Roundabout One Ltd\n"
    "R1,parent,R2\n"
    "R2,name,Roundabout Two Ltd\n"
    "R2,parent,R1\n"
    /* A parent that has no rows, and values that cannot be read. */
    "P1,name,Lone Branch Ltd\n"
    "P1,country,Nowhere\n"
    "P1,lei,529900T8BM49AURSDO56\n"
    "P1,parent,P0\n";

static struct psi_normalizer *normalizer;

static int
set_up(void **state)
{
	struct psi_normalizer_config config = PSI_NORMALIZER_CONFIG_INIT;

	(void)state;
	config.suffixes = (const uint8_t *)suffixes;
	config.suffixes_len = sizeof suffixes - 1;
	return psi_normalizer_new(&normalizer, &config, NULL);
}

static int
tear_down(void **state)
{
	(void)state;
	psi_normalizer_free(normalizer);
	return 0;
}

static int
load(struct psi_directory **out, const char *text, struct psi_error *err)
{
	struct memory memory;
	struct psi_source source = memory_source(&memory, text, strlen(text));

	return psi_directory_new(out, normalizer, &source, err);
}

static int
take_note(void *cookie, const struct psi_normalize_note *note)
{
	struct psi_buf *notes = cookie;

	return psi_buf_append_text(notes, note->reason, NULL) != 0 ||
	    psi_buf_append_text(notes, ";", NULL) != 0;
}

/* `row` is one account: the keys that the directory gives it, and why not. */
static void
expect(const char *row, const char *want, const char *want_notes)
{
	struct psi_normalize_options options = PSI_NORMALIZE_OPTIONS_INIT;
	struct psi_buf keys = PSI_BUF_INIT;
	struct psi_buf notes = PSI_BUF_INIT;
	struct psi_normalize_events events = { .note = take_note,
		.cookie = &notes };
	struct psi_sink sink = memory_sink(&keys);
	struct psi_directory *directory = NULL;
	struct psi_error err;
	struct psi_source source;
	struct memory memory;
	char in[512];
	char *text;

	assert_int_equal(load(&directory, registered, &err), 0);
	(void)snprintf(in, sizeof in, "id,name,website,country,lei\n%s\n", row);
	source = memory_source(&memory, in, strlen(in));
	options.source_date = "2026-11-21";
	options.types = "entity,family";
	options.directory = directory;
	assert_int_equal(psi_normalize(normalizer, &source, &sink, &options,
			     &events, NULL, &err),
	    0);
	assert_int_equal(psi_buf_append(&keys, "", 1, NULL), 0);
	assert_int_equal(psi_buf_append(&notes, "", 1, NULL), 0);
	text = (char *)keys.data;
	/* The header, and what is about the file. */
	do
		text = strchr(text, '\n') + 1;
	while (text[0] == ',' && strncmp(text, ",,rows", 6) != 0);
	*strstr(text, ",,rows") = '\0';
	assert_string_equal(text, want);
	assert_string_equal((const char *)notes.data, want_notes);
	psi_directory_free(directory);
	psi_buf_clear(&keys);
	psi_buf_clear(&notes);
}

static void
test_found(void **state)
{
	(void)state;
	/* By domain, former name with its country, identifier, bare name. */
	expect("1,Nobody Knows,zephyr.co.uk,,",
	    "1,other,family,T1|directory\n1,other,entity,T2\n", "");
	expect("1,Old Harbour Systems,,UK,",
	    "1,other,family,T1|directory\n1,other,entity,T2\n", "");
	expect("1,Something Else,,,529900T8BM49AURSDO55",
	    "1,other,family,T1|directory\n1,other,entity,T1\n", "");
	expect("1,Zephyr Deutschland,,,",
	    "1,other,family,T1|directory\n1,other,entity,T3\n", "");
	/* A bare name does not reach over borders. */
	expect("1,Zephyr Deutschland,,France,", "", "no-key;");
}

static void
test_ambiguous(void **state)
{
	(void)state;
	/* Two entities with one name and country. */
	expect("1,Meridian Ltd,,GB,", "", "directory-ambiguous;no-key;");
	/* The domain tells them apart. */
	expect("1,Meridian Ltd,www.meridian.org,GB,",
	    "1,other,family,X2|directory\n1,other,entity,X2\n", "");
	/* Different entities of one family: the family is sure. */
	expect("1,Zephyr Deutschland GmbH,zephyr.co.uk,DE,",
	    "1,other,family,T1|directory\n", "directory-ambiguous;");
	/* Different entities of two families: nothing is. */
	expect("1,Zephyr Cloud Limited,meridian.org,GB,", "",
	    "directory-ambiguous;no-key;");
}

static void
test_parents(void **state)
{
	(void)state;
	expect("1,Roundabout One Ltd,,,",
	    "1,other,family,R1|directory\n1,other,entity,R1\n", "");
	expect("1,Lone Branch Ltd,,,",
	    "1,other,family,P0|directory\n1,other,entity,P1\n", "");
}

static void
test_counts(void **state)
{
	struct psi_directory *directory = NULL;
	char digest[PSI_NORMALIZER_DIGEST_CHARS];
	struct psi_error err;

	(void)state;
	assert_int_equal(load(&directory, registered, &err), 0);
	/* P0 has no rows. */
	assert_int_equal(psi_directory_entities(directory), 8);
	assert_int_equal(psi_directory_skipped(directory), 2);
	psi_directory_digest(directory, digest);
	assert_int_equal(strlen(digest), 64);
	psi_directory_free(directory);
}

/* Without the directory the other types are what they are with it. */
static void
test_other_keys(void **state)
{
	static const char in[] = "id,name,website,country\n"
				 "1,Zephyr Cloud Ltd,zephyr.co.uk,GB\n";
	struct psi_normalize_options options = PSI_NORMALIZE_OPTIONS_INIT;
	struct psi_directory *directory = NULL;
	struct psi_buf keys[2] = { PSI_BUF_INIT, PSI_BUF_INIT };
	struct psi_error err;

	(void)state;
	assert_int_equal(load(&directory, registered, &err), 0);
	options.source_date = "2026-11-21";
	options.types = "domain,loose";
	for (int i = 0; i < 2; i++) {
		struct psi_sink sink = memory_sink(&keys[i]);
		struct memory memory;
		struct psi_source source =
		    memory_source(&memory, in, sizeof in - 1);

		options.directory = i == 0 ? NULL : directory;
		assert_int_equal(psi_normalize(normalizer, &source, &sink,
				     &options, NULL, NULL, &err),
		    0);
		assert_int_equal(psi_buf_append(&keys[i], "", 1, NULL), 0);
	}
	/* The rows behind the head; their digests differ, as the head does. */
	for (int i = 0; i < 2; i++)
		*strstr((char *)keys[i].data, ",,sha256,") = '\0';
	assert_string_equal(strstr((char *)keys[0].data, "\n1,"),
	    strstr((char *)keys[1].data, "\n1,"));
	assert_null(strstr((char *)keys[0].data, ",,directory,"));
	assert_non_null(strstr((char *)keys[1].data, ",,directory,"));
	psi_directory_free(directory);
	psi_buf_clear(&keys[0]);
	psi_buf_clear(&keys[1]);
}

static void
refuse(const char *text, uint64_t line, const char *words)
{
	struct psi_directory *directory = NULL;
	struct psi_error err;

	memset(&err, 0, sizeof err);
	assert_int_equal(load(&directory, text, &err), PSI_E_INPUT);
	assert_null(directory);
	assert_int_equal(err.line, line);
	if (strstr(err.text, words) == NULL)
		fail_msg("%s", err.text);
}

static void
test_refused(void **state)
{
	(void)state;
	refuse("", 0, "no entity");
	refuse("entity,type,value\n", 0, "no entity");
	refuse("id,name,website\n1,A,a.com\n", 1, "not a directory");
	refuse("entity,type,value\nE,name\n", 2, "three cells");
	refuse("entity,type,value\nE,nmae,A\n", 2, "no such type");
	refuse("entity,type,value\n,name,A\n", 2, "1 to 64 bytes");
	refuse("entity,type,value\nE,parent,\n", 2, "1 to 64 bytes");
	refuse("entity,type,value\nE,name,A\nF,name,B\nE,alias,C\n", 4,
	    "do not stand together");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_found),
		cmocka_unit_test(test_ambiguous),
		cmocka_unit_test(test_parents),
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_other_keys),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
