/*
 * Whole sessions: what both sides see in the end, in both suites and modes,
 * whoever learns; and that every step can be repeated.
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
#include "base/digest.h"
#include "support/memory.h"
#include "support/session_world.h"

#define A 0
#define B 1

static const char rows_a[] = "a1,customer,domain,shared-one.example\n"
			     "a1,customer,name,shared one\n"
			     "a2,customer,domain,only-a.example\n"
			     "a3,prospect,name,shared two\n"
			     "a3,prospect,name+country,shared two|DE\n"
			     "\"a,4\",other,domain,shared-one.example\n"
			     "a5,customer,nonsense,shared one\n";
static const char rows_b[] = "b9,prospect,domain,shared-one.example\n"
			     "b8,prospect,name,shared two\n"
			     "b8,prospect,domain,only-b.example\n"
			     "b7,customer,name+country,shared two|DE\n";

/* The rows of a result: its lines without the tokens. */
static void
assert_result(struct world *world, size_t who,
    const struct psi_matches_options *options, const char *expected)
{
	struct psi_buf out = PSI_BUF_INIT;
	struct psi_buf bare = PSI_BUF_INIT;
	const char *line;

	world_ok(world, world_matches(world, who, options, &out));
	line = (const char *)out.data;
	for (size_t n = 0; *line != '\0'; n++) {
		const char *end = strchr(line, '\n');

		assert_non_null(end);
		if (n > 0) {
			assert_true(end - line > 33);
			assert_int_equal(strspn(line, "0123456789abcdef"), 32);
			line += 33;
		}
		assert_int_equal(
		    psi_buf_append(&bare, line, (size_t)(end + 1 - line), NULL),
		    0);
		line = end + 1;
	}
	assert_int_equal(psi_buf_append(&bare, "", 1, NULL), 0);
	assert_string_equal((const char *)bare.data, expected);
	psi_buf_clear(&bare);
	psi_buf_clear(&out);
}

#define RESULT_HEADER "match,account,score,tier,level,matched_on\n"

static void
check_accounts(const char *terms, unsigned int jobs)
{
	struct psi_session_status status;
	struct world world;

	world_init(&world, terms);
	world.jobs = jobs;
	world_exchange_both(&world, rows_a, rows_b);
	world_reveal_rest(&world);
	assert_result(&world, A, NULL,
	    RESULT_HEADER "a1,0.970,1,account,domain\n"
			  "a3,0.995,1,account,name name+country\n"
			  "\"a,4\",0.970,1,account,domain\n");
	assert_result(&world, B, NULL,
	    RESULT_HEADER "b9,0.970,1,account,domain\n"
			  "b8,0.980,1,account,name\n"
			  "b7,0.995,1,account,name+country\n");
	world_status(&world, A, &status);
	assert_int_equal(status.state, PSI_SESSION_REVEALED);
	assert_int_equal(status.role, 'a');
	assert_int_equal(status.run, 1);
	assert_int_equal(status.keys, 5);
	assert_int_equal(status.accounts, 4);
	assert_int_equal(status.dropped_types, 1);
	assert_int_equal(status.matches, 3);
	assert_int_equal(status.matched_accounts, 3);
	world_status(&world, B, &status);
	assert_int_equal(status.matches, 3);
	assert_int_equal(status.matched_accounts, 3);
	/* Nothing secret is left. */
	for (size_t i = 0; i < 2; i++) {
		struct store_memory *folder = &world.party[i].folder;

		assert_null(store_memory_get(folder, "scalar.bin"));
		assert_null(store_memory_get(folder, "seal.bin"));
		assert_null(store_memory_get(folder, "incoming.csv"));
		assert_null(store_memory_get(folder, "partner-evaluated.bin"));
		assert_int_equal(
		    store_memory_get(folder, "evaluated.csv") != NULL,
		    i == world_first(&world));
		assert_int_equal(store_memory_get(folder, "answer.csv") != NULL,
		    i != world_first(&world));
	}
	world_clear(&world);
}

static void
ristretto_accounts(void **state)
{
	(void)state;
	check_accounts("suite,ristretto255-SHA512\n", 1);
	check_accounts("suite,ristretto255-SHA512\nanswers-first,b\n", 1);
}

static void
p256_accounts(void **state)
{
	(void)state;
	check_accounts("suite,P256-SHA256\n", 1);
	check_accounts("suite,P256-SHA256\nanswers-first,b\n", 1);
}

static void
threads(void **state)
{
	(void)state;
	check_accounts("padding-multiple,5000\n", 3);
}

/* A result as it is, without taking anything off. */
static void
assert_whole_result(struct world *world, size_t who, const char *expected)
{
	struct psi_buf out = PSI_BUF_INIT;

	world_ok(world, world_matches(world, who, NULL, &out));
	assert_string_equal((const char *)out.data, expected);
	psi_buf_clear(&out);
}

#define COUNTS_HEADER "our_population,their_population,matches\n"
/* A draft in mode counts has one type only, unless it says otherwise. */
#define KEYS "key,domain 1 0.970\nkey,name 1 0.980\nkey,name+country 1 0.995\n"
#define COUNTS                                                                 \
	"mode,counts\npadding-multiple,4\nsuppress-below,0\n" KEYS             \
	"minimum-overlap,0\n"

static void
check_counts(const char *terms)
{
	struct psi_session_status status;
	struct world world;

	world_init(&world, terms);
	world_exchange_both(&world, rows_a, rows_b);
	world_reveal_rest(&world);
	assert_whole_result(&world, A, COUNTS_HEADER "all,all,3\n");
	assert_whole_result(&world, B, COUNTS_HEADER "all,all,3\n");
	world_status(&world, A, &status);
	assert_int_equal(status.counts, 1);
	assert_int_equal(status.matches, 3);
	assert_int_equal(status.withheld, 0);
	/* Nothing that leads back, and no token. */
	assert_null(store_memory_get(&world.party[A].folder, "map.csv"));
	world_clear(&world);
}

static void
counts(void **state)
{
	(void)state;
	check_counts(COUNTS "group,none\n");
	check_counts(COUNTS "group,none\nsuite,P256-SHA256\n");
}

/* Three populations of a, two of which b holds too; the key that two of a's
 * accounts hold counts for the stronger population. */
static const char group_rows_a[] = "a1,prospect,domain,one.example\n"
				   "a2,customer,domain,one.example\n"
				   "a2,customer,domain,two.example\n"
				   "a3,prospect,domain,three.example\n"
				   "a4,open_opportunity,domain,four.example\n"
				   "a5,former_customer,domain,five.example\n"
				   "a6,other,domain,six.example\n";
static const char group_rows_b[] = "b1,prospect,domain,one.example\n"
				   "b2,prospect,domain,two.example\n"
				   "b3,customer,domain,three.example\n"
				   "b4,customer,domain,four.example\n"
				   "b5,customer,domain,six.example\n";
#define THREE_GROUPS                                                           \
	COUNTS "group,customer\ngroup,open_opportunity\ngroup,prospect\n"

static void
count_groups(void **state)
{
	struct psi_session_status status;
	struct world world;

	(void)state;
	world_init(&world, THREE_GROUPS);
	world_exchange_both(&world, group_rows_a, group_rows_b);
	world_reveal_rest(&world);
	assert_whole_result(&world, A,
	    COUNTS_HEADER "customer,customer,0\n"
			  "customer,open_opportunity,0\n"
			  "customer,prospect,2\n"
			  "open_opportunity,customer,1\n"
			  "open_opportunity,open_opportunity,0\n"
			  "open_opportunity,prospect,0\n"
			  "prospect,customer,1\n"
			  "prospect,open_opportunity,0\n"
			  "prospect,prospect,0\n");
	assert_whole_result(&world, B,
	    COUNTS_HEADER "customer,customer,0\n"
			  "customer,open_opportunity,1\n"
			  "customer,prospect,1\n"
			  "open_opportunity,customer,0\n"
			  "open_opportunity,open_opportunity,0\n"
			  "open_opportunity,prospect,0\n"
			  "prospect,customer,2\n"
			  "prospect,open_opportunity,0\n"
			  "prospect,prospect,0\n");
	world_status(&world, A, &status);
	/* former_customer and other are no groups of this agreement. */
	assert_int_equal(status.dropped_populations, 2);
	assert_int_equal(status.keys, 4);
	/* Four for the customers and for the others each, padded. */
	assert_int_equal(status.elements, 12);
	assert_int_equal(status.matches, 4);
	world_clear(&world);
}

/* Small cells are not shown, and neither is the sum; a group that is small
 * itself is sent as empty. */
static void
suppression(void **state)
{
	struct psi_session_status status;
	struct world world;

	(void)state;
	world_init(&world,
	    "mode,counts\npadding-multiple,4\nminimum-overlap,0\n"
	    "suppress-below,2\ngroup,customer\ngroup,prospect\n");
	world_exchange_both(&world,
	    "a1,customer,domain,one.example\n"
	    "a2,customer,domain,two.example\n"
	    "a3,prospect,domain,three.example\n",
	    "b1,prospect,domain,one.example\n"
	    "b2,prospect,domain,two.example\n"
	    "b3,customer,domain,three.example\n"
	    "b4,customer,domain,four.example\n");
	world_reveal_rest(&world);
	assert_whole_result(&world, A,
	    COUNTS_HEADER "customer,customer,<2\n"
			  "customer,prospect,2\n"
			  "prospect,customer,<2\n"
			  "prospect,prospect,<2\n");
	world_status(&world, A, &status);
	assert_int_equal(status.withheld, 2);
	assert_int_equal(status.matches, 0);
	/* The one prospect of a was not sent. */
	assert_int_equal(status.elements, 4);
	assert_int_equal(status.keys, 2);
	assert_int_equal(status.accounts, 2);
	assert_int_equal(status.dropped_populations, 1);
	world_clear(&world);
}

/* Nothing is shown to `who`, then or later, and nothing is kept. */
static void
assert_withheld(struct world *world, size_t who, const struct psi_buf *file)
{
	struct store_memory *folder = &world->party[who].folder;
	struct psi_session_status status;
	struct psi_buf out = PSI_BUF_INIT;

	assert_int_equal(
	    world_reveal(world, who, file->data, file->len), PSI_E_AGREEMENT);
	assert_int_equal(world_reveal(world, who, NULL, 0), PSI_E_AGREEMENT);
	assert_int_equal(
	    world_matches(world, who, NULL, &out), PSI_E_AGREEMENT);
	assert_null(store_memory_get(folder, "matches.csv"));
	assert_null(store_memory_get(folder, "scalar.bin"));
	world_status(world, who, &status);
	assert_int_equal(status.state, PSI_SESSION_REVEALED);
	assert_int_equal(status.withheld, 1);
	assert_int_equal(status.matches, 0);
	assert_int_equal(status.matched_accounts, 0);
	psi_buf_clear(&out);
}

/* Fewer matches than agreed: the second side shows nothing and tells nothing,
 * and so the first one has nothing to show. */
static void
minimum_overlap(void **state)
{
	static const char *const terms[] = {
		"padding-multiple,4\nminimum-overlap,4\n",
		"padding-multiple,4\nminimum-overlap,4\nanswers-first,b\n",
		"mode,counts\npadding-multiple,4\nsuppress-below,0\n" KEYS
		"group,none\nminimum-overlap,4\n",
		"mode,counts\npadding-multiple,4\nsuppress-below,2\n" KEYS
		"group,none\nminimum-overlap,4\n",
	};
	struct psi_buf file = PSI_BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof terms / sizeof terms[0]; i++) {
		struct world world;
		size_t first;

		world_init(&world, terms[i]);
		first = world_first(&world);
		world_exchange_both(&world, rows_a, rows_b);
		world_ok(&world, world_copy(&world, first, "answer", &file));
		assert_withheld(&world, 1 - first, &file);
		world_ok(
		    &world, world_copy(&world, 1 - first, "answer", &file));
		assert_withheld(&world, first, &file);
		world_clear(&world);
	}
	psi_buf_clear(&file);
}

/* Only one side learns: the other answers, gets no answer, and is done. */
static void
check_one_learns(const char *terms, size_t learner)
{
	struct psi_session_status status;
	struct psi_buf file = PSI_BUF_INIT;
	size_t other = 1 - learner;
	struct world world;

	world_init(&world, terms);
	world_exchange_both(&world, rows_a, rows_b);
	world_status(&world, other, &status);
	assert_int_equal(status.state, PSI_SESSION_CLOSED);
	assert_null(store_memory_get(&world.party[other].folder, "scalar.bin"));
	assert_null(store_memory_get(
	    &world.party[other].folder, "partner-evaluated.bin"));
	world_status(&world, learner, &status);
	assert_int_equal(status.state, PSI_SESSION_BOUND);
	assert_int_equal(status.answers_first, 0);
	world_reveal_rest(&world);
	world_status(&world, learner, &status);
	assert_int_equal(status.matches, 3);
	assert_int_equal(
	    world_copy(&world, learner, "answer", &file), PSI_E_STATE);
	assert_null(
	    store_memory_get(&world.party[learner].folder, "answer.csv"));
	/* What it owed can still be sent again. */
	world_ok(&world, world_copy(&world, other, "answer", &file));
	world_ok(&world, world_copy(&world, other, "blinded", &file));
	assert_int_equal(
	    world_reveal(&world, other, file.data, file.len), PSI_E_STATE);
	psi_buf_clear(&file);
	world_clear(&world);
}

static void
one_learns(void **state)
{
	(void)state;
	check_one_learns("padding-multiple,4\nlearns,a\nanswers-first,b\n", A);
	check_one_learns("padding-multiple,4\nlearns,b\nanswers-first,a\n", B);
	check_one_learns(KEYS
	    "padding-multiple,4\nlearns,b\nmode,counts\n"
	    "minimum-overlap,0\nsuppress-below,0\ngroup,none\n",
	    B);
}

/* A result with the own columns, and with ambiguous matches marked. */
static void
own_columns(void **state)
{
	static const char accounts[] =
	    "Account ID,Account Name,Website,Remark\n"
	    "a3,\"Shared, Two\",,\n"
	    "a1,Shared One,https://shared-one.example,=1+1\n"
	    "a1,again,,\n"
	    "zz,Nobody,,x\n";
	static const char others[] = "Remark;Key of ours\n"
				     "four;\"a,4\"\n"
				     "one;a1\n";
	struct psi_matches_options options = PSI_MATCHES_OPTIONS_INIT;
	struct memory memory;
	struct psi_source source =
	    memory_source(&memory, accounts, sizeof accounts - 1);
	struct psi_buf out = PSI_BUF_INIT;
	uint64_t missing = 99;
	struct world world;

	(void)state;
	world_init(&world, "padding-multiple,4\n");
	world_exchange_both(&world, rows_a, rows_b);
	world_reveal_rest(&world);
	options.ambiguous = 1;
	options.accounts = &source;
	options.missing_accounts = &missing;
	assert_result(&world, A, &options,
	    "match,account,score,tier,level,matched_on,ambiguous,"
	    "Account ID,Account Name,Website,Remark\n"
	    "a1,0.970,1,account,domain,yes,"
	    "a1,Shared One,https://shared-one.example,'=1+1\n"
	    "a3,0.995,1,account,name name+country,no,"
	    "a3,\"Shared, Two\",,\n"
	    "\"a,4\",0.970,1,account,domain,yes,,,,\n");
	assert_int_equal(missing, 1);
	/* A file that could give no keys, by a column that would not be taken
	 * for the id. */
	source = memory_source(&memory, others, sizeof others - 1);
	options.ambiguous = 0;
	options.account_column = "Key of ours";
	assert_result(&world, A, &options,
	    "match,account,score,tier,level,matched_on,Remark,Key of ours\n"
	    "a1,0.970,1,account,domain,one,a1\n"
	    "a3,0.995,1,account,name name+country,,\n"
	    "\"a,4\",0.970,1,account,domain,four,\"a,4\"\n");
	source = memory_source(&memory, others, sizeof others - 1);
	options.account_column = "Absent";
	assert_int_equal(world_matches(&world, A, &options, &out), PSI_E_INPUT);
	assert_int_equal(world.err.line, 1);
	psi_buf_clear(&out);
	world_clear(&world);
}

/* Levels: the same company, its group, or something to look at; a family key
 * that two accounts hold makes neither ambiguous. */
static void
levels(void **state)
{
	struct psi_matches_options options = PSI_MATCHES_OPTIONS_INIT;
	struct world world;

	(void)state;
	world_init(&world,
	    "padding-multiple,4\nminimum-score,0.500\n"
	    "key,domain 1 0.970\nkey,family family 0.900\n"
	    "key,host 2 0.850\nkey,label+country 3 0.800\n"
	    "key,loose 2 0.400\n");
	world_exchange_both(&world,
	    "a1,customer,domain,one.example\n"
	    "a1,customer,family,group.example\n"
	    "a2,customer,family,group.example\n"
	    "a3,customer,host,uk.group.example\n"
	    "a3,customer,family,group.example\n"
	    "a4,customer,label+country,four|DE\n"
	    "a5,customer,loose,five\n"
	    "a6,customer,loose,five\n",
	    "b1,customer,domain,one.example\n"
	    "b1,customer,family,group.example\n"
	    "b2,customer,host,uk.group.example\n"
	    "b3,customer,label+country,four|DE\n"
	    "b4,customer,loose,five\n");
	world_reveal_rest(&world);
	options.ambiguous = 1;
	assert_result(&world, A, &options,
	    "match,account,score,tier,level,matched_on,ambiguous\n"
	    "a1,0.997,1,account,domain family,no\n"
	    "a2,0.900,family,group,family,no\n"
	    "a3,0.985,2,group,family host,no\n"
	    "a4,0.800,3,review,label+country,no\n"
	    "a5,0.400,2,review,loose,yes\n"
	    "a6,0.400,2,review,loose,yes\n");
	world_clear(&world);
}

/* The token of a key is the same on both sides, and that of its account the
 * strongest key's. */
static void
tokens(void **state)
{
	struct psi_buf a = PSI_BUF_INIT;
	struct psi_buf b = PSI_BUF_INIT;
	struct world world;
	const char *line_a;
	const char *line_b;

	(void)state;
	world_init(&world, "padding-multiple,4\n");
	world_exchange_both(&world, rows_a, rows_b);
	world_reveal_rest(&world);
	world_ok(&world, world_matches(&world, A, NULL, &a));
	world_ok(&world, world_matches(&world, B, NULL, &b));
	/* a3 matched by name+country (b7) and by name (b8). */
	line_a = strstr((const char *)a.data, ",a3,");
	line_b = strstr((const char *)b.data, ",b7,");
	assert_non_null(line_a);
	assert_non_null(line_b);
	assert_memory_equal(line_a - 32, line_b - 32, 32);
	line_b = strstr((const char *)b.data, ",b8,");
	assert_non_null(line_b);
	assert_memory_not_equal(line_a - 32, line_b - 32, 32);
	psi_buf_clear(&a);
	psi_buf_clear(&b);
	world_clear(&world);
}

/* Rule 10: a population whose whole row is `none` is not blinded. */
static void
populations(void **state)
{
	struct psi_session_status status;
	struct world world;

	(void)state;
	world_init(&world,
	    "padding-multiple,4\nshare-a,customer any none\n"
	    "share-a,any any match\n");
	world_blind_both(&world, rows_a, rows_b);
	world_status(&world, A, &status);
	/* a1 and a2 are customers; a5 has no type that is agreed. */
	assert_int_equal(status.dropped_populations, 3);
	assert_int_equal(status.dropped_types, 1);
	assert_int_equal(status.keys, 3);
	assert_int_equal(status.accounts, 2);
	world_clear(&world);
}

struct keys_case {
	const char *what;
	const char *text;
	int code;
	int line;
};

#define HEAD "account,population,type,value\n"
#define NORM ",,normalizer,pkn2:" WORLD_FINGERPRINT "\n"
#define DATE ",,source-date," WORLD_DATE "\n"
#define ROW "a1,customer,domain,one.example\n"

static const struct keys_case keys_cases[] = {
	{ "empty", "", PSI_E_INPUT, 1 },
	{ "another header", "account,type,value\n", PSI_E_INPUT, 1 },
	{ "no normalizer", HEAD DATE ROW ",,rows,1\n", PSI_E_INPUT, 3 },
	{ "no date", HEAD NORM ROW ",,rows,1\n", PSI_E_INPUT, 3 },
	{ "cut off", HEAD NORM DATE ROW, PSI_E_INPUT, 0 },
	{ "fewer rows than it says", HEAD NORM DATE ROW ",,rows,2\n",
	    PSI_E_INPUT, 5 },
	{ "rows after the end", HEAD NORM DATE ",,rows,0\n" ROW, PSI_E_INPUT,
	    5 },
	{ "no keys", HEAD NORM DATE ",,rows,0\n", PSI_E_INPUT, 0 },
	{ "a column missing", HEAD NORM DATE "a1,customer,domain\n,,rows,1\n",
	    PSI_E_INPUT, 4 },
	{ "an unknown population",
	    HEAD NORM DATE "a1,any,domain,one.example\n,,rows,1\n", PSI_E_INPUT,
	    4 },
	{ "two populations",
	    HEAD NORM DATE ROW "a1,prospect,domain,two.example\n,,rows,2\n",
	    PSI_E_INPUT, 5 },
	{ "two populations, and a later fault",
	    HEAD NORM DATE ROW "a1,prospect,domain,two.example\n"
			       "a1,any,domain,three.example\n,,rows,3\n",
	    PSI_E_INPUT, 5 },
	{ "two populations, and cut off",
	    HEAD NORM DATE ROW "a1,prospect,domain,two.example\n", PSI_E_INPUT,
	    5 },
	{ "no value", HEAD NORM DATE "a1,customer,domain,\n,,rows,1\n",
	    PSI_E_INPUT, 4 },
	{ "another normalizer",
	    HEAD ",,normalizer,pkn2:"
		 "ffff456789abcdef0123456789abcdef"
		 "0123456789abcdef0123456789abcdef\n" DATE ROW ",,rows,1\n",
	    PSI_E_AGREEMENT, 2 },
	{ "no fingerprint", HEAD ",,normalizer,pkn2\n" DATE ROW ",,rows,1\n",
	    PSI_E_INPUT, 2 },
	{ "old data", HEAD NORM ",,source-date,2020-01-01\n" ROW ",,rows,1\n",
	    PSI_E_AGREEMENT, 0 },
	{ "data of the future",
	    HEAD NORM ",,source-date,2030-01-02\n" ROW ",,rows,1\n",
	    PSI_E_INPUT, 0 },
	{ "no type that is agreed",
	    HEAD NORM DATE "a1,customer,nonsense,x\n,,rows,1\n", PSI_E_INPUT,
	    0 },
	{ "over the maximum",
	    HEAD NORM DATE ROW "a1,customer,domain,b.example\n"
			       "a1,customer,domain,c.example\n"
			       "a1,customer,domain,d.example\n"
			       "a1,customer,domain,e.example\n,,rows,5\n",
	    PSI_E_AGREEMENT, 0 },
};

static void
keys_files(void **state)
{
	struct world world;
	size_t ledger_len;

	(void)state;
	world_init(&world, "padding-multiple,4\nmaximum-elements-a,4\n");
	ledger_len =
	    store_memory_get(&world.party[A].ledger, "ledger.csv")->len;
	for (size_t i = 0; i < sizeof keys_cases / sizeof keys_cases[0]; i++) {
		const struct keys_case *one = &keys_cases[i];
		struct psi_buf keys = PSI_BUF_INIT;
		int rc;

		assert_int_equal(
		    psi_buf_append_text(&keys, one->text, NULL), 0);
		memset(&world.err, 0, sizeof world.err);
		rc = world_blind(&world, A, &keys, 0);
		if (rc != one->code || world.err.line != (uint64_t)one->line)
			fail_msg("%s: %s in line %d (%s)", one->what,
			    psi_error_name(rc), (int)world.err.line,
			    world.err.text);
		/* Nothing was reserved for a file that is refused. */
		assert_int_equal(
		    store_memory_get(&world.party[A].ledger, "ledger.csv")->len,
		    ledger_len);
		assert_null(
		    store_memory_get(&world.party[A].folder, "state.csv"));
		psi_buf_clear(&keys);
	}
	world_clear(&world);
}

/* A keys file as psi-normalize writes it, with its digest. */
static void
make_keys(struct psi_buf *out, size_t num)
{
	uint8_t digest[PSI_SHA256_BYTES];
	char hex[2 * PSI_SHA256_BYTES + 1];
	char row[80];

	psi_buf_clear(out);
	assert_int_equal(psi_buf_append_text(out, HEAD NORM DATE, NULL), 0);
	for (size_t i = 0; i < num; i++) {
		(void)snprintf(row, sizeof row,
		    "a%zu,customer,domain,x%zu.example\n", i, i);
		assert_int_equal(psi_buf_append_text(out, row, NULL), 0);
	}
	(void)snprintf(row, sizeof row, ",,rows,%zu\n", num);
	assert_int_equal(psi_buf_append_text(out, row, NULL), 0);
	psi_sha256(digest, out->data, out->len);
	psi_hex_encode(hex, digest, sizeof digest);
	assert_int_equal(psi_buf_append_text(out, ",,sha256,", NULL), 0);
	assert_int_equal(psi_buf_append_text(out, hex, NULL), 0);
	assert_int_equal(psi_buf_append_text(out, "\n", NULL), 0);
}

/* Any byte that is another, and any line that is lost, is noticed: it would be
 * another key, or one less, and nobody would know why nothing matches. */
static void
damaged_keys_are_noticed(void **state)
{
	struct psi_buf whole = PSI_BUF_INIT;
	struct psi_buf keys = PSI_BUF_INIT;
	struct world world;

	(void)state;
	world_init(&world, "padding-multiple,4\n");
	make_keys(&whole, 3);
	for (size_t i = 0; i < whole.len; i++) {
		psi_buf_clear(&keys);
		assert_int_equal(
		    psi_buf_append(&keys, whole.data, whole.len, NULL), 0);
		keys.data[i] ^= 1;
		if (world_blind(&world, A, &keys, 0) == 0)
			fail_msg("byte %zu may be another", i);
	}
	for (size_t at = 0; at < whole.len;) {
		uint8_t *end = memchr(whole.data + at, '\n', whole.len - at);
		size_t next = (size_t)(end - whole.data) + 1;

		psi_buf_clear(&keys);
		assert_int_equal(
		    psi_buf_append(&keys, whole.data, at, NULL), 0);
		assert_int_equal(psi_buf_append(&keys, whole.data + next,
				     whole.len - next, NULL),
		    0);
		/* Without the digest it is a file of another program. */
		if (next < whole.len && world_blind(&world, A, &keys, 0) == 0)
			fail_msg("the line at byte %zu may be lost", at);
		at = next;
	}
	/* What is said of it. */
	psi_buf_clear(&keys);
	assert_int_equal(psi_buf_append(&keys, whole.data, whole.len, NULL), 0);
	*(char *)strstr((char *)keys.data, "x1.example") = 'y';
	assert_int_equal(world_blind(&world, A, &keys, 0), PSI_E_INPUT);
	assert_int_equal(world.err.line, 8);
	assert_non_null(strstr(world.err.text, "its digest is another"));
	assert_non_null(strstr(world.err.hint, "psi-normalize"));
	assert_null(store_memory_get(&world.party[A].folder, "state.csv"));
	assert_int_equal(world_blind(&world, A, &whole, 0), 0);
	psi_buf_clear(&keys);
	psi_buf_clear(&whole);
	world_clear(&world);

	/* Also where it is read in several pieces. */
	world_init(&world, "padding-multiple,4\n");
	make_keys(&whole, 5000);
	assert_int_equal(world_blind(&world, A, &whole, 0), 0);
	psi_buf_clear(&whole);
	world_clear(&world);
}

/* Steps in the wrong order, and with the wrong things. */
static void
wrong_steps(void **state)
{
	struct psi_buf keys = PSI_BUF_INIT;
	struct psi_buf file = PSI_BUF_INIT;
	struct world world;

	(void)state;
	world_init(&world, "padding-multiple,4\n");
	assert_int_equal(world_exchange(&world, A, "", 0), PSI_E_STATE);
	assert_int_equal(world_reveal(&world, A, "", 0), PSI_E_STATE);
	assert_int_equal(world_close(&world, A), PSI_E_STATE);
	assert_int_equal(world_copy(&world, A, "blinded", &file), PSI_E_STATE);
	assert_int_equal(world_copy(&world, A, "other", &file), PSI_E_ARG);
	world_blind_both(&world, rows_a, rows_b);
	assert_int_equal(world_reveal(&world, A, "", 0), PSI_E_STATE);
	assert_int_equal(world_matches(&world, A, NULL, &file), PSI_E_STATE);
	assert_int_equal(world_copy(&world, A, "answer", &file), PSI_E_STATE);
	/* The same keys again: nothing. Other keys: refused. */
	world_keys(&keys, rows_a);
	world_ok(&world, world_blind(&world, A, &keys, 0));
	world_keys(&keys, rows_b);
	assert_int_equal(world_blind(&world, A, &keys, 0), PSI_E_STATE);
	/* A closed session stays closed. */
	world_ok(&world, world_close(&world, A));
	world_ok(&world, world_close(&world, A));
	assert_null(store_memory_get(&world.party[A].folder, "scalar.bin"));
	world_keys(&keys, rows_a);
	assert_int_equal(world_blind(&world, A, &keys, 0), PSI_E_STATE);
	world_ok(&world, world_copy(&world, B, "blinded", &file));
	assert_int_equal(
	    world_exchange(&world, A, file.data, file.len), PSI_E_STATE);
	assert_string_equal(world.err.text, "this session is closed");
	assert_int_equal(
	    world_reveal(&world, A, file.data, file.len), PSI_E_STATE);
	psi_buf_clear(&keys);
	psi_buf_clear(&file);
	world_clear(&world);
}

/* What blinding shows: the padded number, and nothing readable. */
static void
padding(void **state)
{
	struct psi_session_status status;
	struct psi_buf keys = PSI_BUF_INIT;
	struct psi_buf few = PSI_BUF_INIT;
	struct psi_buf many = PSI_BUF_INIT;
	struct world world;

	(void)state;
	world_init(&world, "padding-multiple,64\n");
	world_many_keys(&keys, 0, 1);
	world_ok(&world, world_blind(&world, A, &keys, 0));
	world_many_keys(&keys, 0, 64);
	world_ok(&world, world_blind(&world, B, &keys, 0));
	world_ok(&world, world_copy(&world, A, "blinded", &few));
	world_ok(&world, world_copy(&world, B, "blinded", &many));
	assert_int_equal(few.len, many.len);
	world_status(&world, A, &status);
	assert_int_equal(status.elements, 64);
	for (size_t i = 0; i + 7 < few.len; i++)
		assert_memory_not_equal(few.data + i, "example", 7);
	psi_buf_clear(&keys);
	psi_buf_clear(&few);
	psi_buf_clear(&many);
	world_clear(&world);
}

/* More rows than a block of the proofs, and a last block of one row. */
static void
blocks(void **state)
{
	struct psi_session_status status;
	struct psi_buf keys = PSI_BUF_INIT;
	struct psi_buf file = PSI_BUF_INIT;
	struct world world;

	(void)state;
	world_init(&world, "padding-multiple,65537\nmaximum-ratio,1\n");
	world.jobs = 2;
	world_many_keys(&keys, 0, 3000);
	world_ok(&world, world_blind(&world, A, &keys, 0));
	world_many_keys(&keys, 2000, 3000);
	world_ok(&world, world_blind(&world, B, &keys, 0));
	world_ok(&world, world_copy(&world, B, "blinded", &file));
	world_ok(&world, world_exchange(&world, A, file.data, file.len));
	world_ok(&world, world_copy(&world, A, "blinded", &file));
	world_ok(&world, world_exchange(&world, B, file.data, file.len));
	world_reveal_rest(&world);
	world_status(&world, A, &status);
	assert_int_equal(status.elements, 65537);
	assert_int_equal(status.partner_elements, 65537);
	assert_int_equal(status.matches, 1000);
	assert_int_equal(status.matched_accounts, 1000);
	psi_buf_clear(&keys);
	psi_buf_clear(&file);
	world_clear(&world);
}

/* Another identity, another agreement, an unsigned one, a damaged state. */
static void
wrong_parties(void **state)
{
	struct psi_identity *kept;
	struct psi_agreement *agreement;
	struct psi_session_status status;
	struct psi_buf keys = PSI_BUF_INIT;
	struct world world;
	struct world other;

	(void)state;
	world_init(&world, "padding-multiple,4\n");
	world_init(&other, "padding-multiple,4\n");
	world_keys(&keys, rows_a);
	kept = world.party[A].identity;
	world.party[A].identity = other.party[A].identity;
	assert_int_equal(world_blind(&world, A, &keys, 0), PSI_E_AGREEMENT);
	world.party[A].identity = kept;
	world_ok(&world, world_blind(&world, A, &keys, 0));
	world.party[A].identity = world.party[B].identity;
	assert_int_equal(world_blind(&world, A, &keys, 0), PSI_E_STATE);
	world.party[A].identity = kept;
	agreement = world.agreement;
	world.agreement = other.agreement;
	assert_int_equal(world_blind(&world, A, &keys, 0), PSI_E_STATE);
	world.agreement = NULL;
	world_ok(&world, world_blind(&world, A, &keys, 0));
	world.agreement = agreement;
	world_status(&world, A, &status);
	store_memory_put(
	    &world.party[A].folder, "state.csv", "term,value\n", 11);
	assert_int_equal(world_blind(&world, A, &keys, 0), PSI_E_STATE);
	psi_buf_clear(&keys);
	world_clear(&world);
	world_clear(&other);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ristretto_accounts),
		cmocka_unit_test(p256_accounts),
		cmocka_unit_test(threads),
		cmocka_unit_test(counts),
		cmocka_unit_test(count_groups),
		cmocka_unit_test(suppression),
		cmocka_unit_test(minimum_overlap),
		cmocka_unit_test(one_learns),
		cmocka_unit_test(own_columns),
		cmocka_unit_test(levels),
		cmocka_unit_test(tokens),
		cmocka_unit_test(populations),
		cmocka_unit_test(keys_files),
		cmocka_unit_test(damaged_keys_are_noticed),
		cmocka_unit_test(wrong_steps),
		cmocka_unit_test(padding),
		cmocka_unit_test(blocks),
		cmocka_unit_test(wrong_parties),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
