/* psi/normalize.h: whole exports to whole keys files. */
#include "support/cm.h"

#include <stdio.h>

#include "support/memory.h"

#include "psi/normalize.h"

#include "base/bytes.h"
#include "base/digest.h"

static const char suffixes[] = "com\nedu\nnet\norg\nde\nfr\nuk\nco.uk\nio\n"
			       "github.io\n";

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

/* A run, and what came of it. */
struct run {
	struct psi_normalize_options options;
	struct psi_buf keys;
	/* LINE:COLUMN field reason value; one a line. */
	struct psi_buf notes;
	struct psi_normalize_report *report;
	struct psi_error err;
	int rc;
};

static void
run_init(struct run *run)
{
	static const struct psi_normalize_options options =
	    PSI_NORMALIZE_OPTIONS_INIT;

	memset(run, 0, sizeof *run);
	run->options = options;
	run->options.source_date = "2026-11-21";
}

static void
run_clear(struct run *run)
{
	psi_buf_clear(&run->keys);
	psi_buf_clear(&run->notes);
	psi_normalize_report_free(run->report);
}

static int
on_note(void *cookie, const struct psi_normalize_note *note)
{
	struct psi_buf *notes = cookie;
	char head[96];

	(void)snprintf(head, sizeof head, "%llu:%zu %s %s ",
	    (unsigned long long)note->line, note->column, note->field,
	    note->reason);
	assert_true(note->text[0] != '\0');
	return psi_buf_append_text(notes, head, NULL) != 0 ||
	    psi_buf_append(notes, note->value, note->value_len, NULL) != 0 ||
	    psi_buf_append_text(notes, "\n", NULL) != 0;
}

/* A whole keys file ends with the digest of what is before: that row is looked at
 * and taken away. */
static void
take_digest(struct run *run)
{
	char *text = (char *)run->keys.data;
	char *last = strstr(text, "\n,,sha256,");
	uint8_t digest[PSI_SHA256_BYTES];
	char hex[2 * PSI_SHA256_BYTES + 2] = { 0 };

	assert_non_null(last);
	last++;
	psi_sha256(digest, text, (size_t)(last - text));
	psi_hex_encode(hex, digest, sizeof digest);
	hex[2 * PSI_SHA256_BYTES] = '\n';
	assert_string_equal(last + strlen(",,sha256,"), hex);
	*last = '\0';
}

static void
run_bytes(struct run *run, const void *in, size_t in_len)
{
	struct psi_normalize_events events = { .note = on_note,
		.cookie = &run->notes };
	struct psi_sink sink = memory_sink(&run->keys);
	struct memory memory;
	struct psi_source source = memory_source(&memory, in, in_len);

	assert_int_equal(psi_normalize_report_new(&run->report, NULL), 0);
	run->rc = psi_normalize(normalizer, &source, &sink, &run->options,
	    &events, run->report, &run->err);
	assert_int_equal(psi_buf_append(&run->keys, "", 1, NULL), 0);
	assert_int_equal(psi_buf_append(&run->notes, "", 1, NULL), 0);
	if (run->rc == 0)
		take_digest(run);
}

/* The rows of keys, without what is about the file. */
static const char *
key_rows(const struct run *run)
{
	const char *text = (const char *)run->keys.data;

	assert_int_equal(
	    strncmp(text, "account,population,type,value\n", 30), 0);
	for (int i = 0; i < 4; i++)
		text = strchr(text, '\n') + 1;
	return text;
}

/* The keys of `types` that an export gives, and the notes. */
static void
expect_notes(
    const char *in, const char *types, const char *want, const char *want_notes)
{
	struct run run;

	run_init(&run);
	run.options.types = types;
	run_bytes(&run, in, strlen(in));
	assert_int_equal(run.rc, 0);
	assert_string_equal(key_rows(&run), want);
	if (want_notes != NULL)
		assert_string_equal((const char *)run.notes.data, want_notes);
	run_clear(&run);
}

static void
expect(const char *in, const char *types, const char *want)
{
	expect_notes(in, types, want, NULL);
}

static void
expect_refused(const char *in, uint64_t line, const char *text)
{
	struct run run;

	run_init(&run);
	run_bytes(&run, in, strlen(in));
	assert_int_equal(run.rc, PSI_E_INPUT);
	assert_int_equal(run.err.line, line);
	assert_non_null(strstr(run.err.text, text));
	assert_true(run.err.hint[0] != '\0');
	/* Nothing was written. */
	assert_int_equal(run.keys.len, 1);
	run_clear(&run);
}

static void
whole_file(void **state)
{
	char fingerprint[PSI_NORMALIZER_DIGEST_CHARS];
	char want[1024];
	struct run run;

	(void)state;
	run_init(&run);
	run_bytes(&run,
	    "Account ID,Account Name,Website,Billing Country,Type\n"
	    "A-1,\"Acme, Inc.\",www.acme.com,USA,Customer - Direct\n",
	    strlen("Account ID,Account Name,Website,Billing Country,Type\n"
		   "A-1,\"Acme, Inc.\",www.acme.com,USA,Customer - "
		   "Direct\n"));
	assert_int_equal(run.rc, 0);
	psi_normalizer_fingerprint(normalizer, fingerprint);
	assert_int_equal(strlen(fingerprint), 64);
	(void)snprintf(want, sizeof want,
	    "account,population,type,value\n"
	    ",,normalizer,pkn2:%s\n"
	    ",,source-date,2026-11-21\n"
	    /* sha256sum of the two lines above. */
	    ",,export,"
	    "0e1189a793140102544a235b47b64838d188909a9e834eba92c1bd6f1da9aaeb\n"
	    "A-1,customer,domain,acme.com\n"
	    "A-1,customer,name+country,acme|US\n"
	    "A-1,customer,name,acme\n"
	    "A-1,customer,loose,acme\n"
	    ",,rows,4\n",
	    fingerprint);
	assert_string_equal((const char *)run.keys.data, want);
	assert_int_equal(
	    psi_normalize_report_count(run.report, "list", "accounts"), 1);
	assert_int_equal(
	    psi_normalize_report_count(run.report, "list", "keys"), 4);
	assert_int_equal(
	    psi_normalize_report_count(run.report, "keys", "domain"), 1);
	assert_int_equal(
	    psi_normalize_report_count(run.report, "list", "customer"), 1);
	run_clear(&run);
}

static void
least_input(void **state)
{
	(void)state;
	expect("company,website\nAcme,acme.com\n", "domain,name",
	    "line-2,other,domain,acme.com\nline-2,other,name,acme\n"
	    ",,rows,2\n");
	expect("website\nacme.com\n", "domain",
	    "line-2,other,domain,acme.com\n,,rows,1\n");
	/* No rows, one column. */
	expect("Company name\n", "name", ",,rows,0\n");
	/* An id that needs quotes stays itself. */
	expect("Id,Name\n\"a,\"\"1\",Acme\n", "name",
	    "\"a,\"\"1\",other,name,acme\n,,rows,1\n");
	expect("Id,Name\n,Acme\n7,Globex\n", "name",
	    "line-2,other,name,acme\n7,other,name,globex\n,,rows,2\n");
}

static void
multiplicity(void **state)
{
	(void)state;
	/* Two accounts still own a domain, three do not. */
	expect("Id,Website\n1,acme.com\n2,acme.com\n", "domain,family",
	    "1,other,domain,acme.com\n2,other,domain,acme.com\n,,rows,2\n");
	expect_notes("Id,Website\n1,acme.com\n2,www.acme.com\n"
		     "3,uk.acme.com\n4,uk.acme.com\n5,de.acme.com\n",
	    "domain,host,family",
	    "1,other,family,acme.com\n"
	    "2,other,family,acme.com\n"
	    "3,other,host,uk.acme.com\n3,other,family,acme.com\n"
	    "4,other,host,uk.acme.com\n4,other,family,acme.com\n"
	    "5,other,host,de.acme.com\n5,other,family,acme.com\n"
	    ",,rows,8\n",
	    "2:0 row many-accounts acme.com\n"
	    "3:0 row many-accounts acme.com\n"
	    "4:0 row many-accounts acme.com\n"
	    "5:0 row many-accounts acme.com\n"
	    "6:0 row many-accounts acme.com\n");
	/* One account counts once, however often it says it. */
	expect("Id,Website,Email\n1,acme.com,a@acme.com\n1,acme.com,b@acme.com"
	       "\n1,eu.acme.com,\n2,acme.com,\n1,acme.com,\n",
	    "domain",
	    "1,other,domain,acme.com\n2,other,domain,acme.com\n"
	    ",,rows,2\n");
	/* Loose and core names must be one account's own; with the country
	 * they are told apart by it. */
	expect("Id,Name,Country\n1,Acme Intl Ltd,GB\n"
	       "2,Acme International Ltd,FR\n",
	    "loose,loose+country",
	    "1,other,loose+country,acme international|GB\n"
	    "1,other,loose+country,acmeinternational|GB\n"
	    "2,other,loose+country,acme international|FR\n"
	    "2,other,loose+country,acmeinternational|FR\n"
	    ",,rows,4\n");
	expect("Id,Name,Country\n1,Acme Intl Ltd,GB\n"
	       "2,Acme International Ltd,GB\n3,Acme International Ltd,FR\n",
	    "loose,loose+country",
	    "1,other,loose+country,acme international|GB\n"
	    "1,other,loose+country,acmeinternational|GB\n"
	    "2,other,loose+country,acme international|GB\n"
	    "2,other,loose+country,acmeinternational|GB\n"
	    "3,other,loose+country,acme international|FR\n"
	    "3,other,loose+country,acmeinternational|FR\n"
	    ",,rows,6\n");
	/* Contacts of one company, and two spellings of it, are one: they do
	 * not take its domain and its loose names away. */
	expect("Id,Name,Country,Website\n1,Acme Intl Ltd,GB,acme.com\n"
	       "2,Acme International,GB,acme.com\n"
	       "3,ACME INTL LTD.,GB,acme.com\n",
	    "domain,loose",
	    "1,other,domain,acme.com\n1,other,loose,acme international\n"
	    "1,other,loose,acmeinternational\n"
	    "2,other,domain,acme.com\n2,other,loose,acme international\n"
	    "2,other,loose,acmeinternational\n"
	    "3,other,domain,acme.com\n3,other,loose,acme international\n"
	    "3,other,loose,acmeinternational\n,,rows,9\n");
	/* A name of companies in three countries says too little alone. */
	expect("Id,Name,Country\n1,Acme,GB\n2,Acme,FR\n", "name,name+country",
	    "1,other,name+country,acme|GB\n1,other,name,acme\n"
	    "2,other,name+country,acme|FR\n2,other,name,acme\n"
	    ",,rows,4\n");
	expect("Id,Name,Country\n1,Acme,GB\n2,Acme,FR\n3,Acme,DE\n",
	    "name,name+country",
	    "1,other,name+country,acme|GB\n2,other,name+country,acme|FR\n"
	    "3,other,name+country,acme|DE\n,,rows,3\n");
}

/* What is a key together with a country only. */
/* A B.V. in the US is a company of the Netherlands; where no country is told, it
 * may be one. */
static void
private_forms(void **state)
{
	(void)state;
	expect("Id,Name,Country\n1,Roadrunner B.V.,US\n2,Globex S.A.,US\n"
	       "3,Acme Pty Ltd,NZ\n4,Hooli GmbH,CH\n5,Initech GmbH,\n",
	    "name+country,name,loose",
	    "1,other,name+country,roadrunner|NL\n"
	    "2,other,name+country,globex|US\n2,other,name,globex\n"
	    "2,other,loose,globex\n"
	    "3,other,name+country,acme|AU\n"
	    "4,other,name+country,hooli|CH\n4,other,name,hooli\n"
	    "4,other,loose,hooli\n"
	    "5,other,name+country,initech|DE\n5,other,name,initech\n"
	    "5,other,loose,initech\n,,rows,11\n");
	/* Two companies of one loose name in the form's country: none. */
	expect("Id,Name,Country\n1,Roadrunner Foods B.V.,US\n"
	       "2,Roadrunner Food N.V.,NL\n",
	    "loose+country", ",,rows,0\n");
}

static void
country_only(void **state)
{
	(void)state;
	expect("Id,Name,Country\n1,Ministry of Ore,KE\n2,Ministry of Ore,\n",
	    "name,name+country,loose,loose+country,core,core+country",
	    "1,other,name+country,ministry of ore|KE\n"
	    "1,other,loose+country,ministry ore|KE\n"
	    "1,other,loose+country,ministryore|KE\n,,rows,3\n");
	/* The legal form tells a likely country for the core. */
	expect("Id,Name\n1,Globexia Holdings Inc\n2,Roadrunnix Gruppe GmbH\n",
	    "core,core+country",
	    "1,other,core+country,globexia|US\n1,other,core,globexia\n"
	    "2,other,core+country,roadrunnix|DE\n"
	    "2,other,core,roadrunnix\n,,rows,4\n");
	/* A whole name with its form has none, nor has a foreign holding. */
	expect("Id,Name,Country\n1,Zyxwicka Holdings Ltd,US\n"
	       "2,Zyxwickb Holdings Ltd,GB\n3,Zyxwickc Inc,US\n"
	       "4,Zyxwickd,US\n5,Zyxwicke Group Inc,US\n"
	       "6,Zyxwickf Holdings Ltd,AU\n7,Comstocko Tech Holdings plc,US\n",
	    "core+country",
	    "2,other,core+country,zyxwickb|GB\n"
	    "4,other,core+country,zyxwickd|US\n"
	    "5,other,core+country,zyxwicke|US\n"
	    "6,other,core+country,zyxwickf|AU\n"
	    "7,other,core+country,comstocko tech|US\n,,rows,5\n");
	/* The next letter in the first or the last place is another name. */
	expect("Id,Name,Country\n1,Byxwick,US\n2,Cyxwick Group Inc,US\n"
	       "3,Vyxwickb,US\n4,Vyxwickc Group Inc,US\n"
	       "5,Czxwick,US\n6,Bzxwick Group Inc,US\n",
	    "core+country",
	    "1,other,core+country,byxwick|US\n"
	    "2,other,core+country,cyxwick|US\n"
	    "3,other,core+country,vyxwickb|US\n"
	    "4,other,core+country,vyxwickc|US\n"
	    "5,other,core+country,czxwick|US\n"
	    "6,other,core+country,bzxwick|US\n,,rows,6\n");
	/* Where one's own list has it twice, it is not told. */
	expect("Id,Name\n1,Globexia Holdings Inc\n2,Globexia Group LLC\n",
	    "core,core+country", ",,rows,0\n");
}

/* Rows of a list that are no companies. */
static void
no_companies(void **state)
{
	(void)state;
	expect_notes("Id,Name\n1,Grand Total (12 records)\n2,Self-employed\n"
		     "3,[not provided]\n4,Test\n5,Keine Angabe\n"
		     "6,Total Energies SE\n",
	    "name", "6,other,name,total energies\n,,rows,1\n",
	    "2:2 name placeholder Grand Total (12 records)\n"
	    "3:2 name placeholder Self-employed\n"
	    "4:2 name placeholder [not provided]\n"
	    "5:2 name placeholder Test\n"
	    "6:2 name placeholder Keine Angabe\n"
	    "2:0 row no-key \n3:0 row no-key \n4:0 row no-key \n"
	    "5:0 row no-key \n6:0 row no-key \n");
}

/* An account of two countries shares a name with one of its second, whichever
 * came first. */
static void
several_countries(void **state)
{
	(void)state;
	expect("Id,Name,Country\n1,Acmelike,DE\n1,Acmelike,FR\n"
	       "2,Acmelike,FR\n",
	    "loose+country", "1,other,loose+country,acmelike|DE\n,,rows,1\n");
	expect("Id,Name,Country\n2,Acmelike,FR\n1,Acmelike,DE\n"
	       "1,Acmelike,FR\n",
	    "loose+country", "1,other,loose+country,acmelike|DE\n,,rows,1\n");
	/* One account's countries are not those of several companies. */
	expect("Id,Name,Country\n1,Acmelike,DE\n1,Acmelike,FR\n"
	       "1,Acmelike,US\n",
	    "name", "1,other,name,acmelike\n,,rows,1\n");
}

/* Of two accounts below one domain, whose is it? */
static void
two_at_one_domain(void **state)
{
	(void)state;
	/* The one at the domain itself, and not the one below it. */
	expect_notes("Id,Website\n1,https://www.acme.edu/\n"
		     "2,https://lab.acme.edu\n",
	    "domain,host,family",
	    "1,other,domain,acme.edu\n"
	    "2,other,host,lab.acme.edu\n2,other,family,acme.edu\n"
	    ",,rows,3\n",
	    "3:0 row guest acme.edu\n");
	/* The one with the shorter path; a query is no path. */
	expect("Id,Website\n1,https://acme.edu/en/?page=1\n"
	       "2,https://acme.edu/en/units/lab.html\n",
	    "domain,host,family",
	    "1,other,domain,acme.edu\n2,other,family,acme.edu\n"
	    ",,rows,2\n");
	/* Nobody, where both live at different hosts below it. */
	expect("Id,Website\n1,lab.acme.edu\n2,zoo.acme.edu\n", "domain,host",
	    "1,other,host,lab.acme.edu\n2,other,host,zoo.acme.edu\n"
	    ",,rows,2\n");
	/* Where they are equally near, the one that is called so; nobody,
	 * where their names differ; else both. */
	expect("Id,Name,Website\n1,Globex,acme.edu\n2,Acme Labs,acme.edu\n",
	    "domain", "2,other,domain,acme.edu\n,,rows,1\n");
	expect("Id,Name,Website\n1,Globex,acme.edu\n2,Zenith,acme.edu\n",
	    "domain", ",,rows,0\n");
	expect("Id,Name,Country,Website\n1,Zenith,GB,acme.edu\n"
	       "2,Zenith,FR,acme.edu\n",
	    "domain",
	    "1,other,domain,acme.edu\n2,other,domain,acme.edu\n"
	    ",,rows,2\n");
	/* A page or a host is a guest's, unless the guest is called so. */
	expect("Id,Name,Website\n1,Globex,acme.edu/members/globex\n"
	       "2,Roadrunner,roadrunner.acme.edu\n",
	    "domain,host", "2,other,host,roadrunner.acme.edu\n,,rows,1\n");
	expect("Id,Name,Website\n1,Acme Labs,acme.edu/members/labs\n", "domain",
	    "1,other,domain,acme.edu\n,,rows,1\n");
	/* The nearest of all addresses of an account counts, whatever the
	 * order; an e-mail address has no path. */
	expect("Id,Website,Email\n1,lab.acme.edu,x@acme.edu\n"
	       "2,www.acme.edu/a/b,\n",
	    "domain,host",
	    "1,other,domain,acme.edu\n1,other,host,lab.acme.edu\n"
	    ",,rows,2\n");
	/* And of all accounts of a company, whichever came first; one of them
	 * may have no address there. */
	expect("Id,Name,Country,Website\n1,Zenith,GB,zenith.com\n"
	       "2,Zenith,GB,acme.edu\n3,Globex,GB,www.acme.edu\n",
	    "domain", "1,other,domain,zenith.com\n,,rows,1\n");
	expect("Id,Name,Country,Email\n1,Zenith,GB,x@lab.acme.edu\n"
	       "2,Zenith,GB,x@acme.edu\n3,Globex,GB,x@zoo.acme.edu\n",
	    "domain",
	    "1,other,domain,acme.edu\n2,other,domain,acme.edu\n"
	    ",,rows,2\n");
	/* A host below a family's domain is judged in the same way. */
	expect("Id,Website\n1,acme.edu\n2,acme.edu\n3,lab.acme.edu\n"
	       "4,lab.acme.edu/staff\n",
	    "domain,host",
	    "1,other,domain,acme.edu\n2,other,domain,acme.edu\n"
	    "3,other,host,lab.acme.edu\n,,rows,3\n");
}

static void
several_values(void **state)
{
	(void)state;
	expect("Id,Account Name,Aliases,Website,Additional Domains\n"
	       "1,Acme Inc,Globex; Roadrunner LLC,acme.com,"
	       "acme.de;globex.com\n",
	    "domain,name",
	    "1,other,domain,acme.com\n1,other,domain,acme.de\n"
	    "1,other,domain,globex.com\n1,other,name,acme\n"
	    "1,other,name,globex\n1,other,name,roadrunner\n,,rows,6\n");
	/* Keys of one account are unique. */
	expect("Id,Company name,Legal Name,Website,Email\n"
	       "1,Acme,ACME Inc.,acme.com,info@acme.com\n",
	    "domain,name",
	    "1,other,domain,acme.com\n1,other,name,acme\n,,rows,2\n");
}

static void
opportunities(void **state)
{
	(void)state;
	/* Rows of one account, not side by side; the most advanced counts. */
	expect("Account ID,Account Name,Stage,Amount\n"
	       "1,Acme,Prospecting,10\n2,Globex,Closed Lost,20\n"
	       "1,Acme,Closed Won,30\n2,Globex,Closed Lost,5\n",
	    "name",
	    "1,customer,name,acme\n2,prospect,name,globex\n"
	    ",,rows,2\n");
	/* Without ids, rows that say the same of name, domain and country. */
	expect("Account Name,Website,Country,Stage\n"
	       "Acme,acme.com,US,Prospecting\nAcme,acme.com,US,Closed Won\n"
	       "Acme,acme.com,US,Prospecting\nAcme,acme.com,GB,Prospecting\n"
	       "Beep,,US,Prospecting\nBeep,,US,Closed Won\n",
	    "domain,name",
	    "line-2,customer,domain,acme.com\nline-2,customer,name,acme\n"
	    "line-5,open_opportunity,domain,acme.com\n"
	    "line-5,open_opportunity,name,acme\n"
	    "line-6,open_opportunity,name,beep\n"
	    "line-7,customer,name,beep\n,,rows,6\n");
	expect("Account ID,Account Name,Type,Number of open deals\n"
	       "1,Acme,Prospect,2\n2,Globex,Prospect,0\n"
	       "3,Roadrunner,Customer,1\n",
	    "name",
	    "1,open_opportunity,name,acme\n"
	    "2,prospect,name,globex\n"
	    "3,customer,name,roadrunner\n,,rows,3\n");
}

static void
populations(void **state)
{
	struct run run;
	struct memory memory;
	struct psi_source rules = memory_source(&memory,
	    "value,population\nGold,customer\nex*,former_customer\n",
	    strlen("value,population\nGold,customer\nex*,former_customer\n"));
	static const char in[] = "Name,Type\nAcme,GOLD\nGlobex,Ex-Partner\n"
				 "Roadrunner,Prospect\nCoyote,Silver\nBeep,"
				 "\n";

	(void)state;
	run_init(&run);
	run.options.types = "name";
	run.options.rules = &rules;
	run.options.population = "prospect";
	run_bytes(&run, in, strlen(in));
	assert_int_equal(run.rc, 0);
	assert_string_equal(key_rows(&run),
	    "line-2,customer,name,acme\n"
	    "line-3,former_customer,name,globex\n"
	    "line-4,prospect,name,roadrunner\n"
	    "line-5,prospect,name,coyote\n"
	    "line-6,prospect,name,beep\n,,rows,5\n");
	assert_string_equal(
	    (const char *)run.notes.data, "5:2 population population Silver\n");
	run_clear(&run);
}

static void
labels(void **state)
{
	(void)state;
	/* Only where the other field is missing, and with a country. */
	expect("Id,Name,Website,Country\n1,Acme Widgets Inc,,US\n"
	       "2,,acme-widgets.com,US\n3,Acme Widgets,acme.de,US\n"
	       "4,Acme Widgets,,\n5,,acme.fr,US\n",
	    "label+country",
	    "1,other,label+country,acmewidgets|US\n"
	    "2,other,label+country,acmewidgets|US\n,,rows,2\n");
	/* A guest's address is no domain, by e-mail neither. */
	expect("Id,Name,Website,Email,Country\n"
	       "1,Acme Widgets,globex.com/acme-widgets,,US\n"
	       "2,Globex Widgets,,x@widgets.globex.com,US\n",
	    "label+country",
	    "1,other,label+country,acmewidgets|US\n"
	    "2,other,label+country,globexwidgets|US\n,,rows,2\n");
}

/* A domain on two accounts: whose it is, and what is said of it. */
static void
domains_of_two(void **state)
{
	(void)state;
	/* The name that is the domain goes before one that begins with it,
	 * whichever stands first. */
	expect_notes("Id,Name,Website\n1,Hansen Fisch GmbH,hansen-fisch.de\n"
		     "2,Hansen Fisch Gastro GmbH,hansen-fisch.de\n",
	    "domain,family",
	    "1,other,domain,hansen-fisch.de\n2,other,family,hansen-fisch.de\n"
	    ",,rows,2\n",
	    "3:0 row others-domain hansen-fisch.de\n");
	expect_notes("Id,Name,Website\n1,Acme Tools,acme.com\n"
		     "2,Acme,acme.com/a/b\n",
	    "domain,family",
	    "1,other,family,acme.com\n2,other,domain,acme.com\n,,rows,2\n",
	    "2:0 row others-domain acme.com\n");
	/* What a core leaves out tells one from who is called just so. */
	expect_notes("Id,Name,Website\n1,Acme Services Ltd,acme.com\n"
		     "2,Acme Ltd,acme.com\n",
	    "domain,family",
	    "1,other,family,acme.com\n2,other,domain,acme.com\n,,rows,2\n",
	    "2:0 row others-domain acme.com\n");
	/* Where nothing says whose it is, nobody has it, and no other account
	 * is said to have it. */
	expect_notes("Id,Name,Website\n1,Acme Tools,acme.com\n"
		     "2,Acme Foods,acme.com\n",
	    "domain,family",
	    "1,other,family,acme.com\n2,other,family,acme.com\n,,rows,2\n",
	    "2:0 row equal-claim acme.com\n3:0 row equal-claim acme.com\n");
	/* Said once of an account, however many contacts it has there. */
	expect_notes("Id,Name,Website,Email\n1,Acme Tools,acme.com,a@acme.com\n"
		     "1,Acme Tools,,b@acme.com\n2,Acme Foods,acme.com,\n",
	    "domain,family",
	    "1,other,family,acme.com\n2,other,family,acme.com\n,,rows,2\n",
	    "2:0 row equal-claim acme.com\n4:0 row equal-claim acme.com\n");
}

static void
families(void **state)
{
	(void)state;
	/* By id, through two steps, by name, by the parent's own domain. */
	expect_notes("Account ID,Account Name,Website,Parent Account\n"
		     "1,Acme Holding,acme.com,\n"
		     "2,Acme Germany,acme.de,1\n"
		     "3,Acme Bavaria,,2\n"
		     "4,Acme Tools,acme-tools.com,Acme Holding Inc.\n"
		     "5,Globex,globex.com,Nowhere Ltd\n",
	    "family",
	    "1,other,family,acme.com\n2,other,family,acme.com\n"
	    "3,other,family,acme.com\n4,other,family,acme.com\n"
	    "5,other,family,globex.com\n,,rows,5\n",
	    "6:0 row parent Nowhere Ltd\n");
	expect("Id,Name,Website,Parent Domain\n1,Acme,acme.de,www.acme.com\n",
	    "family", "1,other,family,acme.com\n,,rows,1\n");
	/* A loop of parents ends. */
	expect("Id,Name,Website,ParentId\n1,Acme,acme.com,2\n"
	       "2,Globex,globex.com,1\n",
	    "family",
	    "1,other,family,acme.com\n2,other,family,globex.com\n"
	    ",,rows,2\n");
}

static void
identifiers(void **state)
{
	(void)state;
	expect_notes("Id,Name,Country,LEI,DUNS,VAT Number,Company Number\n"
		     "1,Acme,GB,529900T8BM49AURSDO55,50483782,980780684,"
		     "445790\n"
		     "2,Globex,,529900T8BM49AURSDO56,n/a,DE136695976,1\n",
	    "lei,duns,vat,regno",
	    "1,other,lei,529900T8BM49AURSDO55\n"
	    "1,other,regno,GB-00445790\n1,other,vat,GB980780684\n"
	    "1,other,duns,050483782\n2,other,vat,DE136695976\n,,rows,5\n",
	    "2:7 regno padded 445790\n"
	    "2:5 duns padded 50483782\n"
	    "3:4 lei id-checksum 529900T8BM49AURSDO56\n"
	    "3:7 regno id-country 1\n"
	    "3:5 duns placeholder n/a\n");
}

static void
rejects(void **state)
{
	(void)state;
	expect_notes("Name,Website,Country\n"
		     "Acme,linkedin.com/company/acme,Atlantis\n"
		     "---,joe@gmail.com,\n"
		     "n/a,,\n"
		     "Globex,192.168.1.4; globex.com,\n",
	    "domain,name,name+country",
	    "line-2,other,name,acme\n"
	    "line-5,other,domain,globex.com\n"
	    "line-5,other,name,globex\n,,rows,3\n",
	    "2:3 country country Atlantis\n"
	    "2:2 domain shared-host linkedin.com/company/acme\n"
	    "3:2 domain free-mail joe@gmail.com\n"
	    "3:1 name placeholder ---\n"
	    "4:1 name placeholder n/a\n"
	    "5:2 domain ip-address 192.168.1.4\n"
	    "3:0 row no-key \n"
	    "4:0 row no-key \n");
}

static void
odd_rows(void **state)
{
	struct run run;
	static const char footer[] = "\"Account Name\",\"Website\",\"Type\"\n"
				     "\"Acme\",\"acme.com\",\"Customer\"\n"
				     "\n\n"
				     "\"Report of accounts\"\n"
				     "\"Copyright (c) 2000-2026\"\n";
	static const char filled[] = "Account Name,Website\nAcme,acme.com\n"
				     ",\nConfidential Information - Do Not "
				     "Distribute,\nCopyright (c) 2000,\n";

	(void)state;
	/* Short rows are rows; long ones are not what they seem. */
	expect_notes("Id,Name,Website\n1,Acme\n2,Globex,globex.com,,\n"
		     "3,Beep, Inc,beep.com\n",
	    "name,domain",
	    "1,other,name,acme\n2,other,domain,globex.com\n"
	    "2,other,name,globex\n,,rows,3\n",
	    "2:0 row short-row \n4:0 row ragged-row \n");
	expect("Name,Website\nAcme,acme.com\n\nGlobex,globex.com\n", "domain",
	    "line-2,other,domain,acme.com\nline-4,other,domain,globex.com\n"
	    ",,rows,2\n");
	expect(footer, "domain",
	    "line-2,customer,domain,acme.com\n"
	    ",,rows,1\n");
	expect(filled, "domain", "line-2,other,domain,acme.com\n,,rows,1\n");
	run_init(&run);
	run_bytes(&run, footer, sizeof footer - 1);
	assert_int_equal(
	    psi_normalize_report_count(run.report, "list", "footer-line"), 5);
	run_clear(&run);
	/* Accounts behind what looks like a footer are not lost silently. */
	expect_refused("Name,Website\nAcme,acme.com\n\nGlobex\nBeep,beep.com"
		       "\n",
	    5, "footer");
	expect_refused("", 1, "no header");
	expect_refused("Owner,Country\nx,GB\n", 1, "no column");
	expect_refused("Name\nAcme\n\"Globex\n", 3, "never closed");
}

/* Exports that were joined. */
static void
repeated_headers(void **state)
{
	(void)state;
	expect_notes("Id,Name,Website\n1,Acme,\nId,Name,Website\n2,Globex,\n"
		     "\xef\xbb\xbfId,Name,Website\n3,Roadrunner,\n",
	    "name",
	    "1,other,name,acme\n2,other,name,globex\n"
	    "3,other,name,roadrunner\n,,rows,3\n",
	    "3:0 row repeated-header \n5:0 row repeated-header \n");
	/* With its own blanks and case it is the header, else a row. */
	expect_notes("Name\nAcme\nName\nNAME\n", "name",
	    "line-2,other,name,acme\nline-4,other,name,name\n,,rows,2\n",
	    "3:0 row repeated-header \n");
	/* One cell that differs makes a row. */
	expect_notes("Id,Name\nId,Names\nId,Name,\n", "name",
	    "Id,other,name,name\nId,other,name,names\n,,rows,2\n", "");
}

/* What says that there is no id would make one account of several companies, and of
 * prospects customers. */
static void
ids_that_are_none(void **state)
{
	(void)state;
	expect_notes("Account ID,Name,Type\n#N/A,Acme,Customer\n"
		     "#N/A,Globex,Prospect\n-,Hooli,Prospect\n"
		     "00000000-0000-0000-0000-000000000000,Initech,\n"
		     "A-00,Beep,\n10,Boop,\n\xe5\x8f\xb7,Bip,\n",
	    "name",
	    "line-2,customer,name,acme\nline-3,prospect,name,globex\n"
	    "line-4,prospect,name,hooli\nline-5,other,name,initech\n"
	    "A-00,other,name,beep\n10,other,name,boop\n"
	    "\xe5\x8f\xb7,other,name,bip\n,,rows,7\n",
	    "2:1 id placeholder #N/A\n3:1 id placeholder #N/A\n"
	    "4:1 id placeholder -\n5:1 id placeholder "
	    "00000000-0000-0000-0000-000000000000\n");
	/* A list that is numbered from 0, and two that are not. */
	expect_notes("Account ID,Name\n0,Acme\n1,Globex\n2,Hooli\n", "name",
	    "0,other,name,acme\n1,other,name,globex\n2,other,name,hooli\n"
	    ",,rows,3\n",
	    "");
	expect_notes("Account ID,Name\n0,Acme\n0,Globex\n1,Hooli\n", "name",
	    "line-2,other,name,acme\nline-3,other,name,globex\n"
	    "1,other,name,hooli\n,,rows,3\n",
	    "2:1 id placeholder 0\n3:1 id placeholder 0\n");
	expect_notes("Account ID,Name\n1,Acme\n0,Globex\n", "name",
	    "1,other,name,acme\nline-3,other,name,globex\n,,rows,2\n",
	    "3:1 id placeholder 0\n");
	expect_notes("Account ID,Name\n000,Acme\n001,Globex\n", "name",
	    "000,other,name,acme\n001,other,name,globex\n,,rows,2\n", "");
	expect_notes("Account ID,Name\n000,Acme\n002,Globex\n", "name",
	    "line-2,other,name,acme\n002,other,name,globex\n,,rows,2\n",
	    "2:1 id placeholder 000\n");
	/* Nor is such a row of a total an account. */
	expect_notes("Account ID,Name\nA1,Acme\n-,Grand Total\n", "name",
	    "A1,other,name,acme\n,,rows,1\n", "3:0 row total-row \n");
	/* The next column of ids may say one. */
	expect_notes("Account ID,Record ID,Name\nN/A,R1,Acme\n,R1,Acme AG\n",
	    "name", "R1,other,name,acme\n,,rows,1\n",
	    "2:1 id placeholder N/A\n");
}

static void
overrides(void **state)
{
	static const char rows[] = "action,account,type,value\n"
				   "force,1,domain,acme.org\n"
				   "never,2,name,globex\n"
				   "force,1,vat,DE1\n"
				   "force,3,domain,globex.org\n"
				   "force,1,domain,acme.net\n"
				   "never,,domain,shared.com\n";
	static const char in[] = "Id,Name,Website\n1,Acme,shared.com\n"
				 "2,Globex,globex.com\n3,Globex,\n";
	struct memory memory;
	struct psi_source source =
	    memory_source(&memory, rows, sizeof rows - 1);
	struct run run;

	(void)state;
	run_init(&run);
	run.options.types = "domain,name";
	run.options.overrides = &source;
	run_bytes(&run, in, sizeof in - 1);
	assert_int_equal(run.rc, 0);
	assert_string_equal(key_rows(&run),
	    "1,other,vat,DE1\n1,other,domain,acme.net\n"
	    "1,other,domain,acme.org\n1,other,name,acme\n"
	    "2,other,domain,globex.com\n3,other,domain,globex.org\n"
	    "3,other,name,globex\n,,rows,7\n");
	assert_int_equal(
	    psi_normalize_report_count(run.report, "list", "forced"), 4);
	assert_int_equal(
	    psi_normalize_report_count(run.report, "list", "never"), 2);
	run_clear(&run);
}

static void
bad_tables(void **state)
{
	static const char *const bad[] = {
		"action,account,type\nforce,1,domain\n",
		"action,account,type,value\nmaybe,1,domain,acme.com\n",
		"action,account,type,value\nforce,1,dommain,acme.com\n",
		"action,account,type,value\nforce,,domain,acme.com\n",
		"account,action,type,value\n"
	};
	static const uint64_t lines[] = { 1, 2, 2, 2, 1 };

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct memory memory;
		struct psi_source source =
		    memory_source(&memory, bad[i], strlen(bad[i]));
		struct run run;

		run_init(&run);
		run.options.overrides = &source;
		run_bytes(&run, "Name\nAcme\n", 10);
		assert_int_equal(run.rc, PSI_E_INPUT);
		assert_int_equal(run.err.line, lines[i]);
		run_clear(&run);
	}
}

static void
excludes(void **state)
{
	static const char rows[] = "type,value\naccount,1\n"
				   "domain,globex.com\n";
	static const char in[] = "Id,Name,Website\n1,Acme,acme.com\n"
				 "2,Globex,globex.com\n3,Beep,beep.com\n";
	struct memory memory;
	struct psi_source source =
	    memory_source(&memory, rows, sizeof rows - 1);
	struct run run;

	(void)state;
	run_init(&run);
	run.options.types = "domain";
	run.options.exclude = &source;
	run_bytes(&run, in, sizeof in - 1);
	assert_int_equal(run.rc, 0);
	assert_string_equal(
	    key_rows(&run), "3,other,domain,beep.com\n,,rows,1\n");
	assert_int_equal(
	    psi_normalize_report_count(run.report, "list", "excluded"), 2);
	run_clear(&run);
}

/* A table of exclusions on a list: which accounts have keys, how many were left
 * out, and which lines of the table have left out none. */
static void
expect_left(const char *types, const char *in, const char *rows,
    const char *overrides_rows, const char *left, uint64_t excluded,
    const char *idle)
{
	struct psi_normalize_item item;
	struct memory memory[2];
	struct psi_source source =
	    memory_source(&memory[0], rows, strlen(rows));
	struct psi_source forced =
	    memory_source(&memory[1], overrides_rows, strlen(overrides_rows));
	struct run run;
	bool found = false;

	run_init(&run);
	run.options.types = types;
	run.options.exclude = &source;
	run.options.overrides = &forced;
	run_bytes(&run, in, strlen(in));
	assert_int_equal(run.rc, 0);
	assert_string_equal(key_rows(&run), left);
	assert_int_equal(
	    psi_normalize_report_count(run.report, "list", "excluded"),
	    excluded);
	for (size_t i = 0; psi_normalize_report_at(run.report, i, &item); i++) {
		if (strcmp(item.group, "idle") != 0 ||
		    strcmp(item.name, "exclude") != 0)
			continue;
		assert_string_equal(item.text, idle);
		found = true;
	}
	assert_int_equal(found, idle[0] != '\0');
	run_clear(&run);
}

/* Who is left out by a key is so whatever keys are made: it may be of a type that
 * is not asked for, or dropped since other accounts have it too. */
static void
excludes_by_keys_that_are_not_made(void **state)
{
	static const char none[] = "action,account,type,value\n";
	static const char group[] = "Id,Name,Website,VAT,Country\n"
				    "1,Acme North,acme.com,,\n"
				    "2,Acme South,acme.com,,\n"
				    "3,Acme West,acme.com,,\n"
				    "4,Beep,beep.com,DE136695976,DE\n"
				    "5,Globex,globex.com,,DE\n";

	(void)state;
	expect_left("domain,name", group,
	    "type,value\ndomain,acme.com\nvat,DE136695976\n", none,
	    "5,other,domain,globex.com\n5,other,name,globex\n,,rows,2\n", 4,
	    "");
	expect_left("domain", group,
	    "type,value\nname,beep\nname+country,globex|DE\n"
	    "family,acme.com\n",
	    none, ",,rows,0\n", 5, "");
	expect_left("name", group,
	    "type,value\ndomain,acme.com\nname+country,beep|FR\n", none,
	    "4,other,name,beep\n5,other,name,globex\n,,rows,2\n", 3, "3");
	/* A name with its country that goes out without it. */
	expect_left("loose,loose+country",
	    "Id,Name,Country\n1,Acme,DE\n2,Globex,DE\n",
	    "type,value\nloose+country,acme|DE\n", none,
	    "2,other,loose,globex\n,,rows,1\n", 1, "");
	/* A key that an override adds. */
	expect_left("domain", "Id,Name,Website\n1,Acme,a.com\n2,Beep,b.com\n",
	    "type,value\ndomain,acme.org\n",
	    "action,account,type,value\nforce,1,domain,acme.net\n"
	    "force,1,domain,acme.org\n",
	    "2,other,domain,b.com\n,,rows,1\n", 1, "");
	/* A page at a site is not the site. */
	expect_left("domain,name",
	    "Id,Name,Website\n1,Acme,https://beep.com/companies/acme\n"
	    "2,Beep,beep.com\n",
	    "type,value\ndomain,beep.com\n", none,
	    "1,other,name,acme\n,,rows,1\n", 1, "");
}

/* What is to be left out and is written otherwise goes out: its line is told. */
static void
tells_rows_that_fit_nothing(void **state)
{
	static const char none[] = "action,account,type,value\n";
	static const char in[] = "Id,Name,Website,Status\n"
				 "1,Acme,acme.com,Kunde\n"
				 "2,Globex,globex.com,Neu\n";
	static const char left[] =
	    "1,customer,domain,acme.com\n2,other,domain,globex.com\n"
	    ",,rows,2\n";
	static const char rules[] =
	    "value,population\nKunde,prospect\nKunde,customer\nKunden,other\n"
	    "Ne*,other\n";
	static const char own[] = "action,account,type,value\n"
				  "never,,name,acme\nnever,3,domain,acme.com\n"
				  "never,1,domain,www.acme.com\n"
				  "force,9,domain,beep.com\n";
	struct memory memory[2];
	struct psi_source source;
	struct psi_source more;
	struct run run;

	(void)state;
	expect_left("domain", in,
	    "type,value\ndomain,WWW.acme.com\naccount,3\naccount,3\n"
	    "name,Globex\n",
	    none,
	    "1,customer,domain,acme.com\n2,other,domain,globex.com\n"
	    ",,rows,2\n",
	    0, "2, 3 and 5");
	expect_left("domain", in,
	    "type,value\naccount,a\naccount,b\naccount,c\naccount,d\n"
	    "account,e\naccount,f\naccount,g\naccount,h\naccount,i\n"
	    "account,1\naccount,2\n",
	    none, ",,rows,0\n", 2, "2, 3, 4, 5, 6, 7, 8, 9 and 1 more");
	run_init(&run);
	source = memory_source(&memory[0], rules, sizeof rules - 1);
	more = memory_source(&memory[1], own, sizeof own - 1);
	run.options.types = "domain";
	run.options.rules = &source;
	run.options.overrides = &more;
	run_bytes(&run, in, sizeof in - 1);
	assert_int_equal(run.rc, 0);
	assert_string_equal(key_rows(&run), left);
	assert_int_equal(
	    psi_normalize_report_count(run.report, "idle", "rules"), 2);
	assert_int_equal(
	    psi_normalize_report_count(run.report, "idle", "overrides"), 4);
	assert_int_equal(
	    psi_normalize_report_count(run.report, "idle", "exclude"), 0);
	run_clear(&run);
}

static void
bad_options(void **state)
{
	struct run run;

	(void)state;
	for (int i = 0; i < 6; i++) {
		run_init(&run);
		if (i == 0)
			run.options.version = 99;
		else if (i == 1)
			run.options.source_date = "2026-02-29";
		else if (i == 2)
			run.options.types = "domain,,name";
		else if (i == 3)
			run.options.population = "friend";
		else if (i == 4)
			run.options.encoding = "ebcdic";
		else
			run.options.source_date = NULL;
		run_bytes(&run, "Name\nAcme\n", 10);
		assert_int_equal(run.rc, PSI_E_ARG);
		assert_int_equal(run.keys.len, 1);
		run_clear(&run);
	}
}

static void
judging(void **state)
{
	static const char in[] = "Id,Name,Website\n1,Acme,acme.com\n"
				 "2,ACME Inc,\n3,Beep,gmail@gmail.com\n";
	struct psi_normalize_options options = PSI_NORMALIZE_OPTIONS_INIT;
	struct psi_normalize_report *report = NULL;
	struct memory memory;
	struct psi_source source = memory_source(&memory, in, sizeof in - 1);

	(void)state;
	assert_int_equal(psi_normalize_report_new(&report, NULL), 0);
	assert_int_equal(psi_normalize(normalizer, &source, NULL, &options,
			     NULL, report, NULL),
	    0);
	assert_int_equal(psi_normalize_report_count(report, "list", "rows"), 3);
	assert_int_equal(
	    psi_normalize_report_count(report, "list", "with-domain"), 1);
	assert_int_equal(
	    psi_normalize_report_count(report, "list", "same-name"), 2);
	assert_int_equal(
	    psi_normalize_report_count(report, "notes", "free-mail"), 1);
	psi_normalize_report_free(report);
}

/* ---- columns and explanations ---- */

static int
on_column(void *cookie, const struct psi_normalize_column *column)
{
	struct psi_buf *out = cookie;
	char head[64];

	(void)snprintf(head, sizeof head, "%zu %s=%.*s", column->column,
	    column->field, (int)column->header_len, column->header);
	if (psi_buf_append_text(out, head, NULL) != 0)
		return 1;
	for (size_t i = 0; i < column->num_samples; i++) {
		if (psi_buf_append_text(out, ";", NULL) != 0 ||
		    psi_buf_append(out, column->sample[i].text,
			column->sample[i].len, NULL) != 0)
			return 1;
	}
	return psi_buf_append_text(out, "\n", NULL);
}

static void
columns(void **state)
{
	static const char in[] = "Betrieb,Site,Country\nAcme,,GB\nGlobex,"
				 "globex.com,\n";
	static const char *const maps[] = { "name=Betrieb" };
	struct psi_normalize_options options = PSI_NORMALIZE_OPTIONS_INIT;
	struct psi_buf out = PSI_BUF_INIT;
	struct memory memory;
	struct psi_source source = memory_source(&memory, in, sizeof in - 1);

	(void)state;
	/* Shown although nothing can be used. */
	assert_int_equal(
	    psi_normalize_columns(&source, &options, on_column, &out, NULL),
	    PSI_E_INPUT);
	assert_true(out.len > 0);
	out.len = 0;
	source = memory_source(&memory, in, sizeof in - 1);
	options.maps = maps;
	options.num_maps = 1;
	assert_int_equal(
	    psi_normalize_columns(&source, &options, on_column, &out, NULL), 0);
	assert_int_equal(psi_buf_append(&out, "", 1, NULL), 0);
	assert_string_equal((const char *)out.data,
	    "1 name=Betrieb;Acme;Globex\n2 =Site;globex.com\n"
	    "3 country=Country;GB\n");
	psi_buf_clear(&out);
}

static void
on_step(void *cookie, const char *step, const char *result, size_t result_len)
{
	struct psi_buf *out = cookie;

	assert_int_equal(psi_buf_append_text(out, step, NULL), 0);
	assert_int_equal(psi_buf_append_text(out, "=", NULL), 0);
	assert_int_equal(psi_buf_append(out, result, result_len, NULL), 0);
	assert_int_equal(psi_buf_append_text(out, "\n", NULL), 0);
}

static void
expect_explained(
    const char *field, const char *value, const char *country, const char *want)
{
	struct psi_buf out = PSI_BUF_INIT;

	assert_int_equal(psi_normalize_explain(normalizer, field, value,
			     country, on_step, &out, NULL),
	    0);
	assert_int_equal(psi_buf_append(&out, "", 1, NULL), 0);
	if (strstr((const char *)out.data, want) == NULL)
		fail_msg("%s lacks %s", (const char *)out.data, want);
	psi_buf_clear(&out);
}

static void
explanations(void **state)
{
	struct psi_buf out = PSI_BUF_INIT;

	(void)state;
	expect_explained("name", "Acme, Inc.", NULL, "\nname=acme\n");
	expect_explained("name", "Acme, Inc.", NULL, "\nkey name=acme\n");
	expect_explained("name", "Acme, Inc.", "United States",
	    "\nkey name+country=acme|US\n");
	expect_explained("domain", "www.acme.com; linkedin.com/acme", NULL,
	    "host=www.acme.com\ndomain=acme.com\n");
	expect_explained("domain", "www.acme.com; linkedin.com/acme", NULL,
	    "no key=shared-host (");
	expect_explained("country", "Deutschland", NULL, "country=DE\n");
	expect_explained(
	    "population", "Evangelist", NULL, "population=customer\n");
	expect_explained("duns", "15-048-3782", NULL, "duns=150483782\n");
	expect_explained("vat", "136695976", "Germany", "vat=DE136695976\n");
	assert_int_equal(psi_normalize_explain(normalizer, "colour", "red",
			     NULL, on_step, &out, NULL),
	    PSI_E_ARG);
	assert_int_equal(psi_normalize_explain(normalizer, "name", "Acme",
			     "Atlantis", on_step, &out, NULL),
	    PSI_E_ARG);
}

/* All that is told of an account of a list. */
static void
expect_account_of(const char *in, const struct psi_normalize_options *options,
    const char *account, const char *want)
{
	struct psi_buf out = PSI_BUF_INIT;
	struct memory memory;
	struct psi_source source = memory_source(&memory, in, strlen(in));

	assert_int_equal(psi_normalize_explain_account(normalizer, &source,
			     options, account, on_step, &out, NULL),
	    0);
	assert_int_equal(psi_buf_append(&out, "", 1, NULL), 0);
	assert_string_equal((const char *)out.data, want);
	psi_buf_clear(&out);
}

static void
expect_account(
    const char *in, const char *types, const char *account, const char *want)
{
	struct psi_normalize_options options = PSI_NORMALIZE_OPTIONS_INIT;

	options.types = types;
	expect_account_of(in, &options, account, want);
}

static void
account_steps(void **state)
{
	(void)state;
	/* Each cell with its place, every rule that decided. */
	expect_account("Id,Name,Website,Country,Type,D-U-N-S\n"
		       "1,Acme Inc,a@gmail.com; www.acme.com,Atlantis,"
		       "Hot lead,15048378\n",
	    "duns,domain,name,label+country", "1",
	    "line 2 column 4 country: value=Atlantis\n"
	    "line 2 column 4 country: no key=country (not the name of a "
	    "country)\n"
	    "line 2 column 5 population: value=Hot lead\n"
	    "line 2 column 5 population: rule=hot lead\n"
	    "line 2 column 5 population: population=prospect\n"
	    "line 2 column 6 duns: value=15048378\n"
	    "line 2 column 6 duns: note=padded (a digit is missing, a zero was "
	    "put in front)\n"
	    "line 2 column 6 duns: duns=015048378\n"
	    "line 2 column 3 domain: value=a@gmail.com; www.acme.com\n"
	    "line 2 column 3 domain: value=a@gmail.com\n"
	    "line 2 column 3 domain: no key=free-mail (an e-mail address at a "
	    "free mail provider)\n"
	    "line 2 column 3 domain: value=www.acme.com\n"
	    "line 2 column 3 domain: host=www.acme.com\n"
	    "line 2 column 3 domain: domain=acme.com\n"
	    "line 2 column 2 name: value=Acme Inc\n"
	    "line 2 column 2 name: folded=acme inc\n"
	    "line 2 column 2 name: tokens=acme inc\n"
	    "line 2 column 2 name: name=acme\n"
	    "line 2 column 2 name: without local forms=acme\n"
	    "line 2 column 2 name: loose=acme\n"
	    "population=prospect\nduns=015048378\ndomain=acme.com\n"
	    "name=acme\n"
	    "dropped name+country: type (keys of this type are not asked "
	    "for)=acme\n"
	    "dropped loose+country: type (keys of this type are not asked "
	    "for)=acme\n"
	    "dropped loose: type (keys of this type are not asked "
	    "for)=acme\n");
}

/* NAME1 and NAME2 of SAP: one name that was torn, or a name and more. */
static void
names_in_columns(void **state)
{
	(void)state;
	expect("Id,NAME2,NAME1\n"
	       "1,Kramerica GmbH,Gesellschaft fuer\n"
	       "2,Abteilung Einkauf,Vandelay GmbH\n"
	       "3,technik GmbH,Globex Maschinenbau und Anlagen\n"
	       "4,Muenchen,Hooli\n"
	       "5,,Initech\n"
	       "6,Initrode AG,Umbrella Ltd\n",
	    "name",
	    "1,other,name,gesellschaft fuer kramerica\n"
	    "2,other,name,vandelay\n"
	    "3,other,name,globex maschinenbau und anlagen technik\n"
	    "3,other,name,globex maschinenbau und anlagentechnik\n"
	    "4,other,name,hooli\n4,other,name,hooli muenchen\n"
	    "5,other,name,initech\n"
	    "6,other,name,initrode\n6,other,name,umbrella\n,,rows,9\n");
	/* "Name" is as good as "Name 1"; a column of its own is none. */
	expect("Name,Name 2,Legal Name\nStark,Industries Inc,Globex\n", "name",
	    "line-2,other,name,globex\nline-2,other,name,stark industries\n"
	    ",,rows,2\n");
}

/* The country of the whole list, told or found. */
static void
country_of_list(void **state)
{
	static const char in[] = "Id,Firma,SIREN\n"
				 "1,Acme,732829320\n2,Globex,732 829 320\n"
				 "3,Hooli,732829320\n4,Stark,732829320\n"
				 "5,Umbrella,732829320\n6,Wonka,732829320\n"
				 "7,Initech,732829320\n8,Dunder,732829320\n"
				 "9,Vandelay,732829320\n10,Acme Foods,\n";
	struct run run;

	(void)state;
	run_init(&run);
	run.options.types = "name+country";
	run_bytes(&run, in, strlen(in));
	assert_int_equal(run.rc, 0);
	assert_non_null(strstr(key_rows(&run), "acme foods|FR\n"));
	run_clear(&run);
	/* What is told counts, but a number is of its country. */
	run_init(&run);
	run.options.types = "name+country";
	run.options.country = "United States";
	run_bytes(&run, in, strlen(in));
	assert_int_equal(run.rc, 0);
	assert_non_null(strstr(key_rows(&run), "acme foods|US\n"));
	assert_non_null(strstr(key_rows(&run), "1,other,name+country,acme|FR"));
	run_clear(&run);
	run_init(&run);
	run.options.country = "Atlantis";
	run_bytes(&run, in, strlen(in));
	assert_int_equal(run.rc, PSI_E_ARG);
	run_clear(&run);
	/* Too few, or of several countries: each row has that of its number. */
	expect("Id,Firma,VAT\n1,Acme,DE136695976\n2,Globex,DE136695976\n"
	       "3,Hooli,DE136695976\n4,Stark,DE136695976\n"
	       "5,Umbrella,FR40303265045\n6,Wonka,\n",
	    "name+country",
	    "1,other,name+country,acme|DE\n2,other,name+country,globex|DE\n"
	    "3,other,name+country,hooli|DE\n4,other,name+country,stark|DE\n"
	    "5,other,name+country,umbrella|FR\n,,rows,5\n");
}

/* "NO" says no, but of a country that it is Norway. "NA" may be Namibia, so it is
 * told; "n/a" is not. */
static void
codes_that_say_no(void **state)
{
	(void)state;
	expect_notes("Name,Country\nAcme,NO\nGlobex,NA\nHooli,n/a\nStark,no\n",
	    "name+country",
	    "line-2,other,name+country,acme|NO\n"
	    "line-5,other,name+country,stark|NO\n,,rows,2\n",
	    "3:2 country placeholder NA\n"
	    "3:0 row no-key \n"
	    "4:0 row no-key \n");
}

/* Salesforce's ids of 15 and of 18 characters are one. */
static void
ids_of_salesforce(void **state)
{
	(void)state;
	expect("Account ID,Account Name\n001A000001aBcDe,Acme\n"
	       "001A000001aBcDeIAK,Globex\n001A000001abcdeIAK,Hooli\n",
	    "name",
	    "001A000001aBcDe,other,name,acme\n"
	    "001A000001aBcDe,other,name,globex\n"
	    "001A000001abcdeIAK,other,name,hooli\n,,rows,3\n");
}

/* What the keys of account 1 begin with. */
static void
expect_first_keys(const char *in, const char *types, const char *want)
{
	struct psi_buf out = PSI_BUF_INIT;
	struct psi_normalize_options options = PSI_NORMALIZE_OPTIONS_INIT;
	struct memory memory;
	struct psi_source source = memory_source(&memory, in, strlen(in));
	char *keys;

	options.types = types;
	assert_int_equal(psi_normalize_explain_account(normalizer, &source,
			     &options, "1", on_step, &out, NULL),
	    0);
	assert_int_equal(psi_buf_append(&out, "", 1, NULL), 0);
	keys = strstr((char *)out.data, "\npopulation=other\n");
	assert_non_null(keys);
	keys += sizeof("\npopulation=other\n") - 1;
	if (strncmp(keys, want, strlen(want)) != 0)
		fail_msg("%s does not begin with %s", keys, want);
	psi_buf_clear(&out);
}

/* A page or a part of a domain is its owner's, and not of whoever is there. */
static void
guests_of_domains(void **state)
{
	(void)state;
	expect_first_keys("Id,Name,Website\n1,Acme Foods,acme.com/xyz\n",
	    "domain", "domain=acme.com\n");
	expect_account("Id,Website\n1,ok.acme.com\n", "domain,host", "1",
	    "line 2 population: rule=no column tells it: the default\n"
	    "line 2 population: population=other\n"
	    "line 2 column 2 domain: value=ok.acme.com\n"
	    "line 2 column 2 domain: host=ok.acme.com\n"
	    "line 2 column 2 domain: domain=acme.com\n"
	    "population=other\nhost=ok.acme.com\n"
	    "dropped domain: guest (a page or a host below the domain of a "
	    "company with another name)=acme.com\n"
	    "dropped family: type (keys of this type are not asked for)="
	    "acme.com\n");
	expect_first_keys(
	    "Id,Website\n1,de.acme.com\n", "domain", "domain=acme.com\n");
}

/* What is explained is what happens: a header tells the country of its numbers,
 * and an empty value says nothing. */
static void
account_is_not_read_twice(void **state)
{
	(void)state;
	expect_account("Id,USt-IdNr.,Country\n1,136695976,NA\n", "vat", "1",
	    "line 2 column 3 country: value=NA\n"
	    "line 2 column 3 country: no key=placeholder (says that there is "
	    "no value)\n"
	    "line 2 population: rule=no column tells it: the default\n"
	    "line 2 population: population=other\n"
	    "line 2 column 2 vat: value=136695976\n"
	    "line 2 column 2 vat: vat=DE136695976\n"
	    "country=DE\npopulation=other\nvat=DE136695976\n");
	expect_explained("name", " ", NULL, "no key=placeholder (");
	expect_explained("country", "NA", NULL, "no key=placeholder (");
}

/* The list as a whole takes keys away. */
static void
account_gates(void **state)
{
	static const char domains[] = "Id,Website,Stage\n1,uk.acme.com,Won\n"
				      "2,acme.com,\n3,acme.com,\n";

	(void)state;
	expect_account(domains, "domain,host,family", "1",
	    "line 2 column 3 stage: value=Won\n"
	    "line 2 column 3 stage: rule=won\n"
	    "line 2 column 3 stage: population=customer\n"
	    "line 2 column 2 domain: value=uk.acme.com\n"
	    "line 2 column 2 domain: host=uk.acme.com\n"
	    "line 2 column 2 domain: domain=acme.com\n"
	    "population=customer\nhost=uk.acme.com\nfamily=acme.com\n"
	    "dropped domain: many-accounts (on more than two of your "
	    "accounts: it belongs to a group of companies)=acme.com\n");
	expect_account("Id,Website\n1,acme.com\n2,acme.com/xyz\n",
	    "domain,family", "2",
	    "line 3 population: rule=no column tells it: the default\n"
	    "line 3 population: population=other\n"
	    "line 3 column 2 domain: value=acme.com/xyz\n"
	    "line 3 column 2 domain: host=acme.com\n"
	    "line 3 column 2 domain: domain=acme.com\n"
	    "population=other\nfamily=acme.com\n"
	    "dropped domain: guest (a page or a host below the domain of a "
	    "company with another name)=acme.com\n");
	/* Several come to one loose name; the country is not known. */
	expect_account("Id,Name\n1,Acme Intl\n"
		       "2,Globex dba Acme International\n",
	    "loose,loose+country", "1",
	    "line 2 population: rule=no column tells it: the default\n"
	    "line 2 population: population=other\n"
	    "line 2 column 2 name: value=Acme Intl\n"
	    "line 2 column 2 name: folded=acme intl\n"
	    "line 2 column 2 name: tokens=acme intl\n"
	    "line 2 column 2 name: name=acme intl\n"
	    "line 2 column 2 name: label=acmeintl\n"
	    "line 2 column 2 name: without local forms=acme intl\n"
	    "line 2 column 2 name: loose=acme international\n"
	    "line 2 column 2 name: loose=acmeinternational\n"
	    "line 2 column 2 name: core=acme\n"
	    "population=other\n"
	    "no key=no-key (nothing in the row gives a key)\n"
	    "dropped name+country: type (keys of this type are not asked "
	    "for)=acme intl\n"
	    "dropped name: type (keys of this type are not asked for)"
	    "=acme intl\n"
	    "dropped label+country: type (keys of this type are not asked "
	    "for)=acmeintl\n"
	    "dropped loose+country: country (it is not known)="
	    "acme international\n"
	    "dropped loose: several-accounts (others of the list come to it "
	    "too)=acme international\n"
	    "dropped loose+country: country (it is not known)="
	    "acmeinternational\n"
	    "dropped loose: several-accounts (others of the list come to it "
	    "too)=acmeinternational\n"
	    "dropped core+country: type (keys of this type are not asked "
	    "for)=acme\n"
	    "dropped core: type (keys of this type are not asked for)=acme\n");
}

/* Rows that are not what their account seems to be. */
static void
account_rows(void **state)
{
	static const char in[] = "Website,Name,Stage\nacme.com,X1,Lost\n"
				 "acme.com,X1,Won\nacme.com,X1,Won,7\n";
	static const char over[] = "action,account,type,value\n"
				   "never,,domain,acme.com\n"
				   "force,line-2,host,a.acme.com\n"
				   "never,line-9,name,x1\n";
	struct psi_normalize_options options = PSI_NORMALIZE_OPTIONS_INIT;
	struct memory memory;
	struct memory over_memory;
	struct psi_source source = memory_source(&memory, in, sizeof in - 1);
	struct psi_source overrides =
	    memory_source(&over_memory, over, sizeof over - 1);
	struct psi_buf out = PSI_BUF_INIT;
	struct psi_error err;

	(void)state;
	/* Without ids, rows that say the same are one account. */
	options.types = "domain";
	options.maps = (const char *const[]){ "name=" };
	options.num_maps = 1;
	options.overrides = &overrides;
	expect_account_of(in, &options, "line-2",
	    "override: forced host=a.acme.com\n"
	    "line 2 column 3 stage: value=Lost\n"
	    "line 2 column 3 stage: rule=lost\n"
	    "line 2 column 3 stage: population=prospect\n"
	    "line 2 column 1 domain: value=acme.com\n"
	    "line 2 column 1 domain: host=acme.com\n"
	    "line 2 column 1 domain: domain=acme.com\n"
	    "population=prospect\nhost=a.acme.com\n"
	    "dropped domain: never (an override removes it)=acme.com\n");
	options.overrides = NULL;
	expect_account_of(in, &options, "line-4",
	    "line 4 row: ragged-row (more cells than the header has)=\n");
	options.num_maps = 0;
	expect_account_of("Website,Name\nacme.com,---\nacme.com,X1\n"
			  "acme.com,X1\n",
	    &options, "line-4",
	    "line 4 population: rule=no column tells it: the default\n"
	    "line 4 population: population=other\n"
	    "line 4 column 1 domain: value=acme.com\n"
	    "line 4 column 1 domain: host=acme.com\n"
	    "line 4 column 1 domain: domain=acme.com\n"
	    "line 4 column 2 name: value=X1\n"
	    "line 4 column 2 name: folded=x1\n"
	    "line 4 column 2 name: tokens=x1\n"
	    "line 4 column 2 name: name=x1\n"
	    "line 4 column 2 name: without local forms=x1\n"
	    "line 4 column 2 name: loose=x1\n"
	    "no key=repeated-row (an earlier row without an id says the same: "
	    "it has the keys)\n");
	assert_int_equal(psi_normalize_explain_account(normalizer, &source,
			     &options, "line-9", on_step, &out, &err),
	    PSI_E_INPUT);
	assert_non_null(strstr(err.hint, "line-7"));
	assert_int_equal(out.len, 0);
}

/* The fingerprint follows the list's bytes. */
static void
fingerprints(void **state)
{
	struct psi_normalizer_config config = PSI_NORMALIZER_CONFIG_INIT;
	struct psi_normalizer *other = NULL;
	char one[PSI_NORMALIZER_DIGEST_CHARS];
	char two[PSI_NORMALIZER_DIGEST_CHARS];

	(void)state;
	config.suffixes = (const uint8_t *)suffixes;
	config.suffixes_len = sizeof suffixes - 1;
	assert_int_equal(psi_normalizer_new(&other, &config, NULL), 0);
	psi_normalizer_fingerprint(normalizer, one);
	psi_normalizer_fingerprint(other, two);
	assert_string_equal(one, two);
	psi_normalizer_suffixes_digest(other, two);
	assert_string_not_equal(one, two);
	psi_normalizer_free(other);
	/* One byte less. */
	config.suffixes_len--;
	assert_int_equal(psi_normalizer_new(&other, &config, NULL), 0);
	psi_normalizer_fingerprint(other, two);
	assert_string_not_equal(one, two);
	psi_normalizer_free(other);
	config.version = 7;
	assert_int_equal(psi_normalizer_new(&other, &config, NULL), PSI_E_ARG);
}

/* The default set is that of KEYS.md. */
static void
key_types(void **state)
{
	static const char *const others[] = { "agreed-id", "core", "entity",
		"family" };
	size_t num_defaults = 0;
	size_t num = 0;

	(void)state;
	for (; psi_key_type_at(num) != NULL; num++)
		num_defaults += psi_key_type_is_default(psi_key_type_at(num));
	assert_int_equal(num, 16);
	assert_int_equal(num_defaults, 12);
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		assert_false(psi_key_type_is_default(others[i]));
	assert_false(psi_key_type_is_default("colour"));
	assert_string_equal(psi_key_type_at(0), "lei");
}

/* Many accounts: the tables grow, and nobody is lost. */
static void
many_accounts(void **state)
{
	enum { NUM = 20000 };
	struct psi_buf in = PSI_BUF_INIT;
	struct run run;

	(void)state;
	assert_int_equal(
	    psi_buf_append_text(&in, "Id,Name,Website\n", NULL), 0);
	for (int i = 0; i < NUM; i++) {
		char row[96];

		(void)snprintf(row, sizeof row,
		    "id-%d,Acme %d Ltd,www.acme%d.com\n", i, i, i);
		assert_int_equal(psi_buf_append_text(&in, row, NULL), 0);
	}
	run_init(&run);
	run.options.types = "domain,name";
	run_bytes(&run, in.data, in.len);
	assert_int_equal(run.rc, 0);
	assert_int_equal(
	    psi_normalize_report_count(run.report, "keys", "domain"), NUM);
	assert_int_equal(
	    psi_normalize_report_count(run.report, "keys", "name"), NUM);
	assert_int_equal(
	    psi_normalize_report_count(run.report, "list", "accounts"), NUM);
	run_clear(&run);
	psi_buf_clear(&in);
}

/* ---- files as they come ---- */

static void
titles(void **state)
{
	(void)state;
	expect_notes("Globex Inc\nAll customers\nAs of 3/1/2026\n\n"
		     "Name,Website,Country\nAcme,acme.com,DE\n",
	    "domain,name+country",
	    "line-6,other,domain,acme.com\n"
	    "line-6,other,name+country,acme|DE\n,,rows,2\n",
	    "");
	/* A line of groups, and a title of one word that is a header, too. */
	expect_notes("Company,,,Billing\nName,Website,Id,Country\n"
		     "Acme,acme.com,7,DE\n",
	    "name+country", "7,other,name+country,acme|DE\n,,rows,1\n", "");
	expect_notes("Customer\nName;Country\nAcme;DE\n", "name+country",
	    "line-3,other,name+country,acme|DE\n,,rows,1\n", "");
	/* The first line is the header, whatever the rows are called. */
	expect_notes("Firm name\nWebsite\nDomain\n", "name",
	    "line-2,other,name,website\nline-3,other,name,domain\n,,rows,2\n",
	    "");
	expect_notes("Name,Note\nDomain,Country\n", "name",
	    "line-2,other,name,domain\n,,rows,1\n", "");
}

/* Signs that stand in cells more often than between them: where all rows have as many
 * as the header. */
static void
delimiters(void **state)
{
	(void)state;
	expect("Id|Firma|Ort\n1|Acme, Foods|Bonn, DE\n2|Globex|Köln; Rhein\n",
	    "name", "1,other,name,acme foods\n2,other,name,globex\n,,rows,2\n");
	expect("Firma\nAcme | Globex\nHooli | Stark\n", "name",
	    "line-2,other,name,acme globex\nline-3,other,name,hooli stark\n"
	    ",,rows,2\n");
}

/* Which of the columns that may have it has the country, or the website. */
static void
homonyms(void **state)
{
	(void)state;
	expect("Firma,Land,Staat\nAcme,Hessen,Deutschland\n"
	       "Globex,Bayern,Frankreich\n",
	    "name+country",
	    "line-2,other,name+country,acme|DE\n"
	    "line-3,other,name+country,globex|FR\n,,rows,2\n");
	expect("Empresa,Site\nAcme,acme.com\nGlobex,globex.com\n", "domain",
	    "line-2,other,domain,acme.com\n"
	    "line-3,other,domain,globex.com\n,,rows,2\n");
}

static void
skipped_lines(void **state)
{
	static const char in[] = "Name,Website\nAcme,acme.com\n"
				 "Name,Website\nGlobex,globex.com\n";
	struct run run;

	(void)state;
	run_init(&run);
	run.options.types = "domain";
	run.options.skip_lines = 2;
	run_bytes(&run, in, sizeof in - 1);
	assert_int_equal(run.rc, 0);
	assert_string_equal(key_rows(&run),
	    ",,skip-lines,2\nline-4,other,domain,globex.com\n,,rows,1\n");
	run_clear(&run);
}

static void
totals(void **state)
{
	(void)state;
	expect_notes(
	    "Account ID,Account Name,Country,Amount\n"
	    "A1,Acme,DE,10\n,Subtotal,,10\n,Grand Total (1 records),,\n"
	    "Summe:,,,10\n,Total,DE,\nA2,Total,,\n,Total Energies,,\n"
	    ",Suma Sumarum Ltd,,\n",
	    "name+country,name",
	    "A1,other,name+country,acme|DE\nA1,other,name,acme\n"
	    "line-6,other,name+country,total|DE\nline-6,other,name,total\n"
	    "A2,other,name,total\nline-8,other,name,total energies\n"
	    "line-9,other,name,suma sumarum\n,,rows,7\n",
	    "3:0 row total-row \n4:0 row total-row \n5:0 row total-row \n");
	/* A count beside its word is no name; a name beside an id is one. */
	expect_notes("Account ID,Account Name,Country\nA1,Acme,DE\n"
		     "Count,\"1,300\",\nSumme,300,\nTotal,1848 Energies,\n",
	    "name",
	    "A1,other,name,acme\nTotal,other,name,1848 energies\n,,rows,2\n",
	    "3:0 row total-row \n4:0 row total-row \n");
}

/* A prospect with an open deal is one, whatever column says which. */
static void
open_deals(void **state)
{
	(void)state;
	expect("Account ID,Account Name,Type,Stage,Amount,Close Date\n"
	       "A1,Acme,Prospect,Negotiation/Review,10,\n"
	       "A2,Bolt,Prospect,Discovery,,2031-01-01\n"
	       "A3,Cord,Prospect,Closed Lost,10,\n"
	       "A4,Dune,Customer,Negotiation/Review,10,\n"
	       "A5,Elm,Prospect,Negotiation/Review,,\n"
	       "A6,Fir,,Some stage,10,\n",
	    "name",
	    "A1,open_opportunity,name,acme\nA2,open_opportunity,name,bolt\n"
	    "A3,prospect,name,cord\nA4,customer,name,dune\n"
	    "A5,prospect,name,elm\nA6,open_opportunity,name,fir\n,,rows,6\n");
	/* A deal that is over is none, though its stage stays where it was. */
	expect("Account ID,Account Name,Stage,Status,Amount\n"
	       "A1,Acme,Negotiation,Open,10\nA2,Bolt,Negotiation,Lost,10\n"
	       "A3,Cord,Negotiation,Won,10\n",
	    "name",
	    "A1,open_opportunity,name,acme\nA2,prospect,name,bolt\n"
	    "A3,customer,name,cord\n,,rows,3\n");
	expect("Deal - Organization ID,Deal - Organization,Deal - Stage,"
	       "Deal - Status,Deal - Value\n"
	       "1,Acme,Proposal Made,Open,10\n2,Bolt,Proposal Made,Lost,10\n"
	       "3,Cord,Proposal Made,Won,10\n",
	    "name",
	    "1,open_opportunity,name,acme\n2,prospect,name,bolt\n"
	    "3,customer,name,cord\n,,rows,3\n");
	expect("Account ID,Account Name,Stage,Amount,Closed,Is Closed Won\n"
	       "A1,Acme,Proposal,10,0,false\nA2,Bolt,Proposal,10,1,false\n"
	       "A3,Cord,Closed Won,10,TRUE,true\n",
	    "name",
	    "A1,open_opportunity,name,acme\nA2,other,name,bolt\n"
	    "A3,customer,name,cord\n,,rows,3\n");
	/* Who was a customer once had deals then; a new one is another matter. */
	expect("Account ID,Account Name,Type,Stage,Amount\n"
	       "A1,Acme,Former Customer,,\nA1,Acme,,Closed Won,10\n"
	       "A2,Bolt,,Closed Lost,10\nA2,Bolt,Former Customer,,\n"
	       "A3,Cord,Former Customer,,\nA3,Cord,,Proposal,10\n"
	       "A4,Dune,Prospect,,\nA4,Dune,,Closed Won,10\n",
	    "name",
	    "A1,former_customer,name,acme\nA2,former_customer,name,bolt\n"
	    "A3,open_opportunity,name,cord\nA4,customer,name,dune\n"
	    ",,rows,4\n");
	expect("Organization ID,Organization,Deal Title,Status,Amount\n"
	       "1,Acme,New,Open,10\n2,Bolt,Old,Lost,10\n3,Cord,Old,Won,10\n",
	    "name",
	    "1,open_opportunity,name,acme\n2,prospect,name,bolt\n"
	    "3,customer,name,cord\n,,rows,3\n");
	/* Accounts have an amount and a next step, too, and theirs is the status. */
	expect("Name,Website,Status,Amount,Next Step\n"
	       "Acme Inc,acme.com,Customer,5000,call\n"
	       "Beta LLC,beta.com,Prospect,100,mail\n",
	    "domain",
	    "line-2,customer,domain,acme.com\n"
	    "line-3,prospect,domain,beta.com\n,,rows,2\n");
	/* The status of the account is none of the deal. */
	expect("Account ID,Account Name,Status,Stage,Amount\n"
	       "A1,Acme,Lost Customer,Proposal,10\n",
	    "name", "A1,open_opportunity,name,acme\n,,rows,1\n");
}

/* Two companies of one id are one account, and that is told. */
static void
several_companies(void **state)
{
	(void)state;
	expect_notes("Account ID,Account Name,Website\n"
		     "A1,Acme,acme.com\nA1,Globex,globex.com\n"
		     "A1,Acme Inc,acme.de\nA1,Acme Sales,acme.com\n"
		     "A1,Initech,\nA2,Globex,globex.com\n",
	    "domain,name",
	    "A1,other,domain,acme.com\nA1,other,domain,acme.de\n"
	    "A1,other,name,acme\nA1,other,name,acme sales\n"
	    "A1,other,name,globex\nA1,other,name,initech\n"
	    "A2,other,name,globex\n,,rows,7\n",
	    "2:0 row equal-claim globex.com\n"
	    "3:0 row several-companies globex.com\n"
	    "7:0 row equal-claim globex.com\n");
}

/* Who was put away stays what a column calls him, and is told. */
static void
inactive(void **state)
{
	(void)state;
	expect_notes(
	    "Account ID,Account Name,Relationship Type,Status,IsDeleted\n"
	    "A1,Acme,Customer,Active,0\nA2,Bolt,Customer,Inactive,0\n"
	    "A3,Cord,Prospect,Active,1\nA4,Dune,Vendor,Inactive,1\n"
	    "A5,Elm,Former Customer,Inactive,0\n",
	    "name",
	    "A1,customer,name,acme\nA2,customer,name,bolt\n"
	    "A3,prospect,name,cord\nA4,other,name,dune\n"
	    "A5,former_customer,name,elm\n,,rows,5\n",
	    "3:4 active inactive Inactive\n4:5 inactive inactive 1\n");
	/* What is no state of a record says nothing. */
	expect_notes("Account ID,Account Name,Type,State\n"
		     "A1,Acme,Customer,Baja California\n"
		     "A2,Bolt,Customer,Texas\nA3,Cord,Customer,Iowa\n",
	    "name",
	    "A1,customer,name,acme\nA2,customer,name,bolt\n"
	    "A3,customer,name,cord\n,,rows,3\n",
	    "");
	/* A deal that was put away is over. */
	expect_notes("partner_id/name,stage_id/name,expected_revenue,active\n"
		     "Acme,Qualified,5,True\nBolt,Qualified,5,False\n",
	    "name",
	    "line-2,open_opportunity,name,acme\nline-3,other,name,bolt\n"
	    ",,rows,2\n",
	    "");
}

static void
spreadsheet_cells(void **state)
{
	(void)state;
	expect_notes("Account ID;Account Name;Website\n"
		     "=\"0012\";=\"Acme; Inc\";=\"acme.com\"\n"
		     "\"=\"\"0013\"\"\";\"a=\"\"b\";globex.com\n",
	    "domain,name",
	    "0012,other,domain,acme.com\n0012,other,name,acme\n"
	    "0013,other,domain,globex.com\n0013,other,name,ab\n,,rows,4\n",
	    "");
	/* In a list of one column commas are part of the name. */
	expect_notes("Company\nAcme, Globex and Sons, Inc.\n", "name",
	    "line-2,other,name,acme globex and sons\n,,rows,1\n", "");
}

static void
values_decide(void **state)
{
	(void)state;
	/* Amounts are no names, whatever the header says. */
	expect_notes("Denomination,Company\n1000000,Acme\n20,Globex\n", "name",
	    "line-2,other,name,acme\nline-3,other,name,globex\n,,rows,2\n", "");
	expect_notes("Denomination,Ville\nAcme,Lyon\n", "name",
	    "line-2,other,name,acme\n,,rows,1\n", "");
	/* More words than numbers. */
	expect_notes("Company\n3M\n7-Eleven\n1-800 Flowers\n", "name",
	    "line-2,other,name,3m\nline-3,other,name,7 eleven\n"
	    "line-4,other,name,1 800 flowers\n,,rows,3\n",
	    "");
}

static void
national_headers(void **state)
{
	(void)state;
	expect_notes("Nome da Empresa,CNPJ\nAcme Ltda,11.222.333/0001-81\n",
	    "regno,name+country",
	    "line-2,other,regno,BR-11222333000181\n"
	    "line-2,other,name+country,acme|BR\n,,rows,2\n",
	    "");
	/* The row's own country comes first. */
	expect_notes("Firma,Land,USt-IdNr.\nAcme,FR,40303265045\n"
		     "Globex,,136695976\n",
	    "vat",
	    "line-2,other,vat,FR40303265045\n"
	    "line-3,other,vat,DE136695976\n,,rows,2\n",
	    "");
}

static void
damaged_text(void **state)
{
	(void)state;
	expect_notes("Name\nM\xc3\x83\xc2\xbcller\nM\xc3\x83\xc6\x92\xc3\x82"
		     "\xc2\xbcller\n"
		     "L&#039;agap&eacute;\nGlobex &amp;amp; Sons\n"
		     "<b>Acme</b><br>Foods\nAcm\xef\xbf\xbd\nJos\xc3\xa9\n",
	    "name",
	    "line-2,other,name,mueller\nline-2,other,name,muller\n"
	    "line-3,other,name,mueller\nline-3,other,name,muller\n"
	    "line-4,other,name,lagape\nline-5,other,name,globex and sons\n"
	    "line-6,other,name,acme foods\nline-8,other,name,jose\n,,rows,8\n",
	    "7:1 name lost-character Acm\xef\xbf\xbd\n7:0 row no-key \n");
	expect_notes("Name\nAcme%20Foods\nCaf%C3%A9 Acme\nCaf\\u00e9 Globex\n"
		     "[Acme Oil](https://acme.com)\nAcme %C3 %2 \\u00 \\ug\n"
		     "Acme%41%FF\n",
	    "name",
	    "line-2,other,name,acme foods\nline-3,other,name,cafe acme\n"
	    "line-4,other,name,cafe globex\nline-5,other,name,acme oil\n"
	    "line-6,other,name,acme c3 2 u00 ug\nline-7,other,name,acme 41 ff\n"
	    ",,rows,6\n",
	    "");
	expect_notes(
	    "Website\n[Acme](https://acme.com)\n"
	    "\"[\"\"https:\\/\\/a1.com\"\",\"\"b1.com\"\"]\"\n"
	    "https%3A%2F%2Fc1.com%2Fx\n"
	    "\"<a href=\"\"http://d1.com\"\">D</a>\"\nhttps://e1.com/a%20b\n",
	    "domain",
	    "line-2,other,domain,acme.com\nline-3,other,domain,a1.com\n"
	    "line-3,other,domain,b1.com\nline-4,other,domain,c1.com\n"
	    "line-5,other,domain,d1.com\nline-6,other,domain,e1.com\n,,rows,"
	    "6\n",
	    "");
	/* Whole names that are UTF-8 in Windows-1252, and damaged ones that are
	 * not Latin, or in Latin with combining marks. */
	expect_notes("Name\nACM\xc3\x89\xc2\xae\nACM\xc3\x89\xe2\x80\x99S\n"
		     "Acmegro\xc3\x9f\xe2\x84\xa2\n"
		     "\xc3\x90\xc2\xaf\xc3\x90\xc2\xba\xc3\x90\xc2\xb0\n"
		     "Acme\xc3\x8c\xc2\x81\n",
	    "name",
	    "line-2,other,name,acme\nline-3,other,name,acmes\n"
	    "line-4,other,name,acmegross\nline-5,other,name,yaka\n"
	    "line-6,other,name,acme\n,,rows,5\n",
	    "");
	/* Damaged ones that have letters of other alphabets, or apostrophes, behind
	 * Latin letters; and whole ones in two words. */
	expect_notes(
	    "Name\n"
	    "Bak\xc3\x89\xe2\x84\xa2nd\n"           /* ə */
	    "G\xc3\x8a\xc2\xbbijduvon\n"            /* ʻ */
	    "LANA\xc3\x8a\xc2\xbbI\n"               /* ʻ */
	    "Anni\xc3\x8a\xc2\xbcs\n"               /* ʼ */
	    "Neo\xc3\x90\xc2\xaf\xc3\x90\xc2\xba\n" /* Як */
	    "NEO\xc3\x90\xc2\xaf\xc3\x90\xc2\xba\n"
	    "ROS\xc3\x89\xc2\xa9 Acme\nROS\xc3\x89\xe2\x80\x99s Acme\n",
	    "name",
	    "line-2,other,name,bakand\nline-3,other,name,gijduvon\n"
	    "line-4,other,name,lanai\nline-5,other,name,annis\n"
	    "line-6,other,name,neoyak\nline-7,other,name,neoyak\n"
	    "line-8,other,name,rose acme\n"
	    "line-9,other,name,roses acme\n,,rows,8\n",
	    "");
	/* A reference has at most nine characters between its ends. */
	expect_notes("Name,Phone\nAcm&#00000233; Oil,\nAcm&#000000233; Oil,\n",
	    "name",
	    "line-2,other,name,acme oil\n"
	    "line-3,other,name,acm and 000000233 oil\n,,rows,2\n",
	    "");
	/* All references that HTML 4 has, and the ends of lines of XML. */
	expect_notes("Name\n&bdquo;Globex&ldquo; &Alpha;&kappa;&mu;&eta;\n"
		     "Acme&#10;Foods\nAcme&#xD;&#xA;Oil\nAcme&nosuch;Gas\n",
	    "name",
	    "line-2,other,name,globex akmi\nline-3,other,name,acme foods\n"
	    "line-4,other,name,acme oil\n"
	    "line-5,other,name,acme and nosuch gas\n,,rows,4\n",
	    "");
	expect("Website\n\"<A HREF=\"\"http://acme.com\"\">Acme</A>\"\n"
	       "a1.com&#10;b1.com\n",
	    "domain",
	    "line-2,other,domain,acme.com\nline-3,other,domain,a1.com\n"
	    "line-3,other,domain,b1.com\n,,rows,3\n");
	/* An address in angle brackets is no tag. */
	expect_notes("Email,Website\nZoe <zoe@acme.com>,\n<zoe@a1.com>,\n"
		     ",<https://b1.com>\n,<c1.com>\n,<o:p>d1.com</o:p>\n"
		     ",<p class=x>e1.com</p>\n",
	    "domain",
	    "line-2,other,domain,acme.com\nline-3,other,domain,a1.com\n"
	    "line-4,other,domain,b1.com\nline-5,other,domain,c1.com\n"
	    "line-6,other,domain,d1.com\nline-7,other,domain,e1.com\n"
	    ",,rows,6\n",
	    "2:1 domain single-label Zoe\n");
}

/* ---- several exports ---- */

/* Behind the rows with the digest of each export. */
static const char *
behind_lists(const char *rows, const char *const *in, size_t num)
{
	for (size_t i = 0; i < num; i++) {
		uint8_t digest[PSI_SHA256_BYTES];
		char row[2 * PSI_SHA256_BYTES + 16] = ",,list,";

		psi_sha256(digest, in[i], strlen(in[i]));
		psi_hex_encode(row + strlen(row), digest, sizeof digest);
		assert_int_equal(strncmp(rows, row, strlen(row)), 0);
		rows = strchr(rows, '\n');
		assert_non_null(rows);
		rows++;
	}
	return rows;
}

static void
several_exports(void **state)
{
	static const char *const in[] = {
		"Account ID,Account Name,Website,Type\n"
		"A1,Acme,acme.com,Prospect\nA2,Globex,globex.com,Customer\n"
		"A3,Initech,,Prospect\nA4,Twin,twin.com,\nA5,Twin,twin.de,\n",
		"Id;AccountId;Name;StageName;Amount;CloseDate\n"
		"O1;A1;Big deal;Negotiation/Review;5;2026-12-01\n"
		"O2;A1;Small deal;Closed Lost;5;2026-11-01\n"
		"O3;A9;New deal;Prospecting;5;2026-11-01\n",
		"Lead ID,Company,Email,Lead Status\n"
		"L1,Globex Inc,joe@globex.com,Open\n"
		"L2,Initech,jane@gmail.com,Open\n"
		"L3,Twin,jim@gmail.com,Open\n"
		"L4,Acme,ann@acme.net,Open\n"
		",Umbrella,,Open\n",
	};
	const struct psi_source *sources[3];
	struct psi_source source[3];
	struct memory memory[3];
	struct run run;
	struct psi_sink sink = memory_sink(&run.keys);

	(void)state;
	run_init(&run);
	run.options.types = "domain,name";
	for (size_t i = 0; i < 3; i++) {
		source[i] = memory_source(&memory[i], in[i], strlen(in[i]));
		sources[i] = &source[i];
	}
	assert_int_equal(psi_normalize_report_new(&run.report, NULL), 0);
	assert_int_equal(psi_normalize_lists(normalizer, sources, 3, &sink,
			     &run.options, NULL, run.report, NULL),
	    0);
	assert_int_equal(psi_buf_append(&run.keys, "", 1, NULL), 0);
	take_digest(&run);
	assert_string_equal(behind_lists(key_rows(&run), in, 3),
	    "A1,open_opportunity,domain,acme.com\n"
	    "A1,open_opportunity,name,acme\n"
	    "A2,customer,domain,globex.com\nA2,customer,name,globex\n"
	    "A3,prospect,name,initech\n"
	    "A4,other,domain,twin.com\nA4,other,name,twin\n"
	    "A5,other,domain,twin.de\nA5,other,name,twin\n"
	    "list-3-line-4,prospect,name,twin\n"
	    "list-3-line-5,prospect,domain,acme.net\n"
	    "list-3-line-5,prospect,name,acme\n"
	    "list-3-line-6,prospect,name,umbrella\n,,rows,13\n");
	assert_int_equal(
	    psi_normalize_report_count(run.report, "list", "accounts"), 9);
	run_clear(&run);
	assert_int_equal(psi_normalize_lists(normalizer, sources, 0, &sink,
			     &run.options, NULL, NULL, NULL),
	    PSI_E_ARG);
}

/* Where an encoding lacks a letter, programs write a question mark. */
static void
question_marks(void **state)
{
	(void)state;
	expect_notes("Id,Name\n1,?\xc3\xb3"
		     "d? Textil\n2,M?ller Stahl\n3,Soci?t? Acme\n"
		     "4,What Next? Media\n5,Acme.com/?id=1\n6,Quo Vadis?\n"
		     "7,? Mark & the Mysterians\n",
	    "label+country", ",,rows,0\n",
	    "2:2 name question-mark ?\xc3\xb3"
	    "d? Textil\n"
	    "3:2 name question-mark M?ller Stahl\n"
	    "4:2 name question-mark Soci?t? Acme\n"
	    "2:0 row no-key \n3:0 row no-key \n4:0 row no-key \n"
	    "5:0 row no-key \n6:0 row no-key \n7:0 row no-key \n"
	    "8:0 row no-key \n");
}

/* A deal whose account is written to the letter as one of the accounts finds it, also
 * where the country that makes their strict names is told by one of them only, and
 * where other accounts come to the same name. What finds none is told. */
static void
deals_find_what_is_written(void **state)
{
	static const char *const in[] = {
		"Account ID,Account Name,Country,Website\n"
		"C1,Emballages Anjou SNC,France,\nC2,Alpha Systems,Germany,\n"
		"C3,Alpha Systems GmbH,Germany,\nC4,Weber GmbH,Germany,\n"
		"C5,Weber GmbH,Austria,\nC6,Bolt GmbH,Germany,bolt.de\n"
		"C7,n/a,,cord.de\n",
		"Deal Name,Account Name,Stage,Amount,Country,Website\n"
		"D1,Emballages Anjou SNC,Won,5,,\nD2,Alpha Systems,Won,6,,\n"
		/* Two of that name; another country; another website; no
		 * name; nearly the same. */
		"D3,Weber GmbH,Won,7,,\nD4,Alpha Systems,Won,6,Spain,\n"
		"D5,Bolt GmbH,Won,8,,bolt.fr\nD6,n/a,Won,9,,\n"
		"D7,Emballages Anjou,Won,5,,\nD8,Emballages Anjou "
		"Sud,Won,5,,\n",
	};
	const struct psi_source *sources[2];
	struct psi_source source[2];
	struct memory memory[2];
	struct run run;
	struct psi_normalize_events events = { .note = on_note };
	struct psi_sink sink = memory_sink(&run.keys);

	(void)state;
	run_init(&run);
	events.cookie = &run.notes;
	run.options.types = "name";
	for (size_t i = 0; i < 2; i++) {
		source[i] = memory_source(&memory[i], in[i], strlen(in[i]));
		sources[i] = &source[i];
	}
	assert_int_equal(psi_normalize_lists(normalizer, sources, 2, &sink,
			     &run.options, &events, NULL, NULL),
	    0);
	assert_int_equal(psi_buf_append(&run.keys, "", 1, NULL), 0);
	assert_int_equal(psi_buf_append(&run.notes, "", 1, NULL), 0);
	take_digest(&run);
	assert_string_equal(behind_lists(key_rows(&run), in, 2),
	    "C1,customer,name,emballages anjou\n"
	    "C1,customer,name,emballages anjou snc\n"
	    "C2,customer,name,alpha systems\nC3,other,name,alpha systems\n"
	    "C4,other,name,weber\nC5,other,name,weber\nC6,other,name,bolt\n"
	    "list-2-line-4,customer,name,weber\n"
	    "list-2-line-5,customer,name,alpha systems\n"
	    "list-2-line-6,customer,name,bolt\n"
	    "list-2-line-9,customer,name,emballages anjou sud\n,,rows,11\n");
	assert_non_null(strstr((const char *)run.notes.data,
	    "4:0 row no-account Weber GmbH\n"
	    "5:0 row no-account Alpha Systems\n"
	    "6:0 row no-account Bolt GmbH\n"));
	assert_null(strstr(
	    (const char *)run.notes.data, "no-account Emballages Anjou\n"));
	run_clear(&run);
}

/* Rows of a later list that find no account are told where they are deals or people,
 * who should have one; accounts of another system are none of the first's. */
static void
rows_without_account_are_told(void **state)
{
	static const struct {
		const char *later;
		const char *notes;
	} cases[] = {
		{ "ID,Account Name,Website\n7,Ruby Inc,ruby.com\n"
		  "8,Onyx LLC,onyx.com\n",
		    "" },
		{ "Account ID,Account Name,Status,Amount,Next Step\n"
		  "7,Ruby Inc,Prospect,5,call\n",
		    "" },
		{ "Company,Email,Lead Status\nRuby Inc,ann@ruby.com,Open\n",
		    "" },
		{ "Deal Name,Account Name,Stage,Amount\n"
		  "D1,Acme Inc,Won,5\nD2,Ruby Inc,Won,5\n",
		    "3:0 row no-account Ruby Inc\n" },
		{ "Deal Name,Account Name,Status,Amount\n"
		  "D1,Ruby Inc,Won,5\n",
		    "2:0 row no-account Ruby Inc\n" },
		{ "Record ID,First Name,Company,Email\n"
		  "1,Ann,Acme Inc,\n2,Bob,Ruby Inc,\n",
		    "3:0 row no-account Ruby Inc\n" },
	};
	static const char first[] =
	    "ID,Account Name,Website\n1,Acme Inc,acme.com\n";

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const char *const in[] = { first, cases[i].later };
		const struct psi_source *sources[2];
		struct psi_source source[2];
		struct memory memory[2];
		struct run run;
		struct psi_normalize_events events = { .note = on_note };
		struct psi_sink sink = memory_sink(&run.keys);

		run_init(&run);
		events.cookie = &run.notes;
		for (size_t k = 0; k < 2; k++) {
			source[k] =
			    memory_source(&memory[k], in[k], strlen(in[k]));
			sources[k] = &source[k];
		}
		assert_int_equal(psi_normalize_lists(normalizer, sources, 2,
				     &sink, &run.options, &events, NULL, NULL),
		    0);
		assert_int_equal(psi_buf_append(&run.notes, "", 1, NULL), 0);
		assert_string_equal(
		    (const char *)run.notes.data, cases[i].notes);
		run_clear(&run);
	}
}

/* "list line account|" for each row. */
static int
tell_row(void *cookie, const struct psi_normalize_row *row)
{
	char line[64];

	(void)snprintf(line, sizeof line, "%zu %llu %.*s|", row->list,
	    (unsigned long long)row->line, (int)row->account_len, row->account);
	return psi_buf_append_text(cookie, line, NULL);
}

/* What the first list calls 0 is that in the second one, too, wherever it stands
 * there; with other ids 0 is none in either. */
static void
lists_share_the_id_0(void **state)
{
	static const char *const in[2][2] = {
		{ "Account ID,Name\n0,Acme\n1,Globex\n",
		    "Account ID,Name\n1,Renewal\n0,Licence\n" },
		{ "Account ID,Name\n1,Acme\n2,Globex\n",
		    "Account ID,Name\n1,Renewal\n0,Licence\n" },
	};
	static const char *const told[2] = {
		"0 2 0|0 3 1|1 2 1|1 3 0|",
		"0 2 1|0 3 2|1 2 1|1 3 list-2-line-3|",
	};
	const struct psi_normalize_options options = PSI_NORMALIZE_OPTIONS_INIT;

	(void)state;
	for (size_t k = 0; k < 2; k++) {
		struct psi_buf rows = PSI_BUF_INIT;
		struct memory memory[2];
		struct psi_source source[2];
		const struct psi_source *sources[2] = { &source[0],
			&source[1] };
		size_t which;

		for (size_t i = 0; i < 2; i++)
			source[i] = memory_source(
			    &memory[i], in[k][i], strlen(in[k][i]));
		assert_int_equal(psi_normalize_each_row(normalizer, sources, 2,
				     &options, tell_row, &rows, &which, NULL),
		    0);
		assert_int_equal(psi_buf_append(&rows, "", 1, NULL), 0);
		assert_string_equal((const char *)rows.data, told[k]);
		psi_buf_clear(&rows);
	}
}

/* Rows without an id are of the account that they meet, or are called after
 * their line; totals are no row. */
static void
each_row_has_its_account(void **state)
{
	static const char *const in[] = {
		"Account ID,Account Name,Website\n"
		"A1,Acme,acme.com\nA2,Globex,globex.com\nA1,Acme 2,acme.net\n"
		",Umbrella,\n",
		"Company,Email\nGlobex,joe@globex.com\nNobody Else,\n",
	};
	struct psi_normalize_options options = PSI_NORMALIZE_OPTIONS_INIT;
	struct psi_buf told = PSI_BUF_INIT;
	struct memory memory[2];
	struct psi_source source[2];
	const struct psi_source *sources[2] = { &source[0], &source[1] };
	struct psi_error err;
	size_t which = 9;

	(void)state;
	for (int country = 0; country < 2; country++) {
		options.country = country == 0 ? NULL : "Atlantis";
		for (size_t i = 0; i < 2; i++)
			source[i] =
			    memory_source(&memory[i], in[i], strlen(in[i]));
		assert_int_equal(psi_normalize_each_row(normalizer, sources, 2,
				     &options, tell_row, &told, &which, &err),
		    country == 0 ? 0 : PSI_E_ARG);
		assert_int_equal(which, country == 0 ? 1 : 0);
	}
	assert_non_null(strstr(err.text, "no such country"));
	assert_int_equal(psi_buf_append(&told, "", 1, NULL), 0);
	assert_string_equal((const char *)told.data,
	    "0 2 A1|0 3 A2|0 4 A1|0 5 line-5|1 2 A2|1 3 list-2-line-3|");
	psi_buf_clear(&told);
}

/* "KIND header field|" for each advice. */
static int
tell_advice(void *cookie, const struct psi_normalize_advice *advice)
{
	static const char *const kinds[] = { [PSI_ADVICE_MISSING] = "missing",
		[PSI_ADVICE_LOOKS_LIKE] = "looks-like",
		[PSI_ADVICE_MAY_BE] = "may-be",
		[PSI_ADVICE_COUNTRY] = "country",
		[PSI_ADVICE_ENCODING] = "encoding",
		[PSI_ADVICE_REPEATED] = "repeated",
		[PSI_ADVICE_OTHER_IDS] = "other-ids" };
	char line[96];

	(void)snprintf(line, sizeof line, "%s %.*s %s|", kinds[advice->kind],
	    (int)advice->header_len,
	    advice->header == NULL ? "" : advice->header, advice->field);
	return psi_buf_append_text(cookie, line, NULL);
}

/* A column that is not used, and whose values look like what is missing. */
static void
unused_columns_are_told(void **state)
{
	static const struct {
		const char *csv;
		const char *advice;
	} cases[] = {
		{ "Account Name,Seite\nAcme,acme.com\nGlobex,globex.com\n"
		  "Initech,initech.com\n",
		    "missing  domain|looks-like Seite domain|" },
		{ "Website,Betrieb\nacme.com,Acme Inc\n"
		  "globex.com,Globex GmbH\ninitech.com,Initech Ltd\n",
		    "missing  name|looks-like Betrieb name|" },
		{ "Account Name,Website,Colour\nAcme,acme.com,red\n", "" },
		/* The addresses of our own people are no websites of
		 * accounts; others are. */
		{ "Account Name,Betreut\nAcme,ann@Ours.com\n"
		  "Globex,bob@ours.com\nInitech,ann@ours.com\n",
		    "missing  domain|" },
		{ "Account Name,Schreibt\nAcme,ann@acme.com\n"
		  "Globex,bob@globex.com\nInitech,info@initech.com\n",
		    "missing  domain|looks-like Schreibt domain|" },
		{ "ID,Deal Name,Company,Website,Stage,Amount\n"
		  "7,New,Acme,acme.com,Proposal,5\n",
		    "other-ids  id|" },
		{ "Account ID,Deal Name,Company,Website,Stage,Amount\n"
		  "7,New,Acme,acme.com,Proposal,5\n",
		    "" },
		{ "ID,First Name,Company,Website\n7,Ann,Acme,acme.com\n", "" },
		/* The second may be of something else. */
		{ "Name,Website,Status,name,Status,Website,Colour,Colour\n"
		  "Acme,acme.com,Customer,Ann Ames,Active,acme.de,red,blue\n",
		    "repeated name name|repeated Status population|" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct psi_normalize_events events = { .advice = tell_advice };
		struct psi_buf told = PSI_BUF_INIT;
		struct memory memory;
		struct psi_source source =
		    memory_source(&memory, cases[i].csv, strlen(cases[i].csv));
		struct run run;
		struct psi_sink sink = memory_sink(&run.keys);

		run_init(&run);
		events.cookie = &told;
		assert_int_equal(psi_normalize(normalizer, &source, &sink,
				     &run.options, &events, NULL, NULL),
		    0);
		assert_int_equal(psi_buf_append(&told, "", 1, NULL), 0);
		assert_string_equal((const char *)told.data, cases[i].advice);
		psi_buf_clear(&told);
		run_clear(&run);
	}
}

/* What was read before it is given back once. */
static void
a_later_export_is_bad(void **state)
{
	static const char good[] = "Account ID,Account Name\nA1,Acme\n";
	static const char *const bad[] = { "", "x", "\"", "Colour\nred\n",
		"Account ID,Name\nA1,a\"b\n" };

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct memory memory[2];
		struct psi_source source[2];
		const struct psi_source *sources[2] = { &source[0],
			&source[1] };
		struct psi_error err;
		struct run run;
		struct psi_sink sink = memory_sink(&run.keys);

		run_init(&run);
		source[0] = memory_source(&memory[0], good, strlen(good));
		source[1] = memory_source(&memory[1], bad[i], strlen(bad[i]));
		assert_int_equal(psi_normalize_lists(normalizer, sources, 2,
				     &sink, &run.options, NULL, NULL, &err),
		    PSI_E_INPUT);
		assert_int_equal(run.keys.len, 0);
		run_clear(&run);
	}
}

/* ---- rows that are no file ---- */

/* A table in memory, and where somebody stands in it. */
struct table {
	const struct psi_record *records;
	size_t num;
	size_t pos;
	/* Fail in front of this row with PSI_E_IO; 0 for never. */
	size_t fail_at;
};

static int
next_of_table(
    void *cookie, struct psi_record *out, bool *end, struct psi_error *err)
{
	struct table *table = cookie;

	*end = table->pos == table->num;
	if (*end)
		return 0;
	if (table->fail_at != 0 && table->pos == table->fail_at)
		return psi_error_set(err, PSI_E_IO, "the database is gone");
	*out = table->records[table->pos++];
	return 0;
}

static void
run_table(struct run *run, struct table *table)
{
	const struct psi_rows rows = { next_of_table, table };
	struct psi_normalize_events events = { .note = on_note,
		.cookie = &run->notes };
	struct psi_sink sink = memory_sink(&run->keys);

	run->rc = psi_normalize_rows(
	    normalizer, &rows, &sink, &run->options, &events, NULL, &run->err);
	assert_int_equal(psi_buf_append(&run->keys, "", 1, NULL), 0);
	assert_int_equal(psi_buf_append(&run->notes, "", 1, NULL), 0);
}

#define CELL(text)                                                             \
	{                                                                      \
		text, sizeof(text) - 1                                         \
	}

static const struct psi_cell table_head[] = { CELL("Id"), CELL("Name"),
	CELL("Website") };
static const struct psi_cell table_one[] = { CELL("1"), CELL("Acme, Inc."),
	CELL("acme.com") };
static const struct psi_cell table_two[] = { CELL("2"), { NULL, 0 },
	CELL("gmail.com") };

/* The same keys as the file with the same cells, down to the digest. */
static void
rows_as_file(void **state)
{
	static const char file[] =
	    "Id,Name,Website\n1,\"Acme, Inc.\",acme.com\n"
	    "2,,gmail.com\n";
	static const struct psi_record records[] = {
		{ table_head, 3, 1, false },
		{ table_one, 3, 2, false },
		/* A row of no cell is a blank line. */
		{ NULL, 0, 3, false },
		{ table_two, 3, 4, false },
	};
	struct table table = { records, 4, 0, 0 };
	struct run by_rows, by_file;

	(void)state;
	run_init(&by_rows);
	run_table(&by_rows, &table);
	assert_int_equal(by_rows.rc, 0);
	take_digest(&by_rows);
	run_init(&by_file);
	run_bytes(&by_file, file, sizeof file - 1);
	assert_int_equal(by_file.rc, 0);
	assert_string_equal(
	    (const char *)by_rows.keys.data, (const char *)by_file.keys.data);
	assert_non_null(strstr(
	    (const char *)by_rows.keys.data, "1,other,domain,acme.com\n"));
	/* Notes have the lines of the table. */
	assert_non_null(strstr((const char *)by_rows.notes.data,
	    "4:3 domain shared-host gmail.com"));
	run_clear(&by_rows);
	run_clear(&by_file);
}

/* What no table may have, and a failure of the caller's. */
static void
rows_refused(void **state)
{
	static const struct psi_cell latin1[] = { CELL("1"), CELL("Caf\xe9"),
		CELL("acme.com") };
	static const struct psi_cell nul[] = { CELL("1"), CELL("Ac\0me"),
		CELL("acme.com") };
	static const struct {
		struct psi_record record;
		size_t fail_at;
		int rc;
		const char *text;
	} cases[] = {
		{ { latin1, 3, 2, false }, 0, PSI_E_INPUT, "UTF-8" },
		{ { nul, 3, 2, false }, 0, PSI_E_INPUT, "NUL" },
		{ { table_one, 3, 1, false }, 0, PSI_E_INPUT, "number" },
		{ { table_one, 4097, 2, false }, 0, PSI_E_INPUT, "4096" },
		{ { table_one, 3, 2, false }, 1, PSI_E_IO, "database" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const struct psi_record records[] = {
			{ table_head, 3, 1, false },
			cases[i].record,
		};
		struct table table = { records, 2, 0, cases[i].fail_at };
		struct run run;

		run_init(&run);
		run_table(&run, &table);
		assert_int_equal(run.rc, cases[i].rc);
		assert_non_null(strstr(run.err.text, cases[i].text));
		if (run.rc == PSI_E_INPUT)
			assert_int_equal(run.err.line, cases[i].record.line);
		/* Nothing but the terminator of run_table. */
		assert_int_equal(run.keys.len, 1);
		run_clear(&run);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_file),
		cmocka_unit_test(least_input),
		cmocka_unit_test(multiplicity),
		cmocka_unit_test(private_forms),
		cmocka_unit_test(country_only),
		cmocka_unit_test(no_companies),
		cmocka_unit_test(several_countries),
		cmocka_unit_test(two_at_one_domain),
		cmocka_unit_test(several_values),
		cmocka_unit_test(opportunities),
		cmocka_unit_test(populations),
		cmocka_unit_test(labels),
		cmocka_unit_test(domains_of_two),
		cmocka_unit_test(families),
		cmocka_unit_test(identifiers),
		cmocka_unit_test(rejects),
		cmocka_unit_test(odd_rows),
		cmocka_unit_test(repeated_headers),
		cmocka_unit_test(ids_that_are_none),
		cmocka_unit_test(overrides),
		cmocka_unit_test(bad_tables),
		cmocka_unit_test(excludes),
		cmocka_unit_test(excludes_by_keys_that_are_not_made),
		cmocka_unit_test(tells_rows_that_fit_nothing),
		cmocka_unit_test(bad_options),
		cmocka_unit_test(judging),
		cmocka_unit_test(columns),
		cmocka_unit_test(explanations),
		cmocka_unit_test(account_steps),
		cmocka_unit_test(names_in_columns),
		cmocka_unit_test(country_of_list),
		cmocka_unit_test(codes_that_say_no),
		cmocka_unit_test(ids_of_salesforce),
		cmocka_unit_test(guests_of_domains),
		cmocka_unit_test(account_is_not_read_twice),
		cmocka_unit_test(account_gates),
		cmocka_unit_test(account_rows),
		cmocka_unit_test(fingerprints),
		cmocka_unit_test(key_types),
		cmocka_unit_test(many_accounts),
		cmocka_unit_test(titles),
		cmocka_unit_test(delimiters),
		cmocka_unit_test(homonyms),
		cmocka_unit_test(skipped_lines),
		cmocka_unit_test(totals),
		cmocka_unit_test(open_deals),
		cmocka_unit_test(several_companies),
		cmocka_unit_test(inactive),
		cmocka_unit_test(spreadsheet_cells),
		cmocka_unit_test(values_decide),
		cmocka_unit_test(national_headers),
		cmocka_unit_test(damaged_text),
		cmocka_unit_test(several_exports),
		cmocka_unit_test(question_marks),
		cmocka_unit_test(deals_find_what_is_written),
		cmocka_unit_test(rows_without_account_are_told),
		cmocka_unit_test(lists_share_the_id_0),
		cmocka_unit_test(each_row_has_its_account),
		cmocka_unit_test(unused_columns_are_told),
		cmocka_unit_test(a_later_export_is_bad),
		cmocka_unit_test(rows_as_file),
		cmocka_unit_test(rows_refused),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
