/*
 * What agreements say of pairs: which of them a row is under, how long it may be
 * kept, which partners stay apart, and who a partner is to us.
 */
#include "support/cm.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "psi/mapping.h"
#include "support/memory.h"
#include "support/session_world.h"
#include "support/table_text.h"

/* Day 20785: 2026-11-28. */
#define TODAY 20785

#define HEADER                                                                 \
	"partner,agreement,our_party,date,our_account,their_account,"          \
	"our_population,their_population,our_amount,their_amount\n"

#define TERMS                                                                  \
	"purpose,resell\ncombine-partners,yes\nretention-days,30\n"            \
	"suppress-below,5\nshare-a,any any country+amount:band\n"              \
	"share-b,any any country\n"

static void
digest_of(char out[2 * PSI_AGREEMENT_DIGEST_BYTES + 1],
    const struct psi_agreement *of)
{
	uint8_t digest[PSI_AGREEMENT_DIGEST_BYTES];

	psi_agreement_digest(of, digest);
	psi_hex_encode(out, digest, sizeof digest);
}

static struct psi_mapping *
new_mapping(const char *role)
{
	struct psi_mapping_options options = PSI_MAPPING_OPTIONS_INIT;
	struct psi_mapping *mapping = NULL;

	options.today = TODAY;
	options.role = role;
	assert_int_equal(psi_mapping_new(&mapping, &options, NULL), 0);
	return mapping;
}

static int
read_pairs(struct psi_mapping *mapping, const char *csv, struct psi_error *err)
{
	struct memory memory;
	struct psi_source source = memory_source(&memory, csv, strlen(csv));

	memset(err, 0, sizeof *err);
	return psi_mapping_read(mapping, &source, err);
}

/* The answer to a question about these pairs. */
static void
check_answer(struct psi_mapping *mapping,
    const struct psi_mapping_question *question, const char *csv,
    const char *answer)
{
	struct psi_buf text = PSI_BUF_INIT;
	struct psi_mapping_rows rows = table_text(&text);
	struct psi_error err;

	if (psi_mapping_ask(mapping, question, &rows, &err) != 0 ||
	    read_pairs(mapping, csv, &err) != 0 ||
	    psi_mapping_finish(mapping, &err) != 0)
		fail_msg("line %d: %s", (int)err.line, err.text);
	assert_string_equal(table_text_get(&text), answer);
	psi_buf_clear(&text);
}

/* The digest of no agreement here. */
#define OTHER "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

/* A row is under the agreement whose digest it has, or under the only one. */
static void
rows_have_their_agreement(void **state)
{
	struct world world;
	struct psi_agreement *other;
	struct psi_mapping *mapping;
	struct psi_mapping_counts counts;
	struct psi_error err;
	char digest[2 * PSI_AGREEMENT_DIGEST_BYTES + 1];
	char csv[1024];

	(void)state;
	world_init(&world, TERMS);
	other = world_agreement(&world, "combine-partners,no\n");
	digest_of(digest, world.agreement);
	(void)snprintf(csv, sizeof csv,
	    HEADER "G,%s,a,2026-10-01,A1,x1,customer,prospect,,\n"
		   "G,%s,b,2026-11-20,A2,x2,customer,customer,,\n",
	    digest, digest);

	mapping = new_mapping(NULL);
	assert_int_equal(psi_mapping_suppress_below(mapping), 0);
	assert_int_equal(
	    psi_mapping_agreement(mapping, world.agreement, &err), 0);
	assert_int_equal(psi_mapping_suppress_below(mapping), 5);
	assert_int_equal(read_pairs(mapping, csv, &err), 0);
	/* The first row is older than 30 days. */
	psi_mapping_count(mapping, &counts);
	assert_int_equal(counts.rows, 2);
	assert_int_equal(counts.overdue, 1);
	assert_int_equal(counts.apart, 0);
	/* Nobody says which agreement it was. */
	assert_int_equal(read_pairs(mapping,
			     HEADER "G,,a,2026-11-20,A3,x3,customer,"
				    "customer,,\n",
			     &err),
	    0);
	assert_int_equal(read_pairs(mapping,
			     HEADER "G," OTHER ",a,2026-11-20,A3,x3,customer,"
				    "customer,,\n",
			     &err),
	    PSI_E_AGREEMENT);
	assert_int_equal(err.line, 2);
	assert_non_null(strstr(err.text, "an agreement that was not given"));
	assert_non_null(strstr(err.hint, "--agreement"));
	psi_mapping_free(mapping);

	mapping = new_mapping(NULL);
	assert_int_equal(psi_mapping_agreement(mapping, other, &err), 0);
	assert_int_equal(read_pairs(mapping, csv, &err), PSI_E_AGREEMENT);
	psi_mapping_free(mapping);

	/* Of two, one says nothing of suppress-below, and stays apart. */
	mapping = new_mapping(NULL);
	assert_int_equal(psi_mapping_agreement(mapping, other, &err), 0);
	assert_int_equal(
	    psi_mapping_agreement(mapping, world.agreement, &err), 0);
	assert_int_equal(psi_mapping_suppress_below(mapping), 5);
	assert_int_equal(read_pairs(mapping, csv, &err), 0);
	psi_mapping_count(mapping, &counts);
	assert_int_equal(counts.apart, 1);
	assert_int_equal(read_pairs(mapping,
			     HEADER "G,,a,2026-11-20,A3,x3,customer,"
				    "customer,,\n",
			     &err),
	    PSI_E_AGREEMENT);
	psi_mapping_free(mapping);
	psi_agreement_free(other);
	world_clear(&world);
}

static void
many_agreements(void **state)
{
	struct world world;
	struct psi_mapping *mapping = new_mapping(NULL);
	struct psi_error err;

	(void)state;
	world_init(&world, "");
	for (int i = 0; i < 64; i++)
		assert_int_equal(
		    psi_mapping_agreement(mapping, world.agreement, &err), 0);
	assert_int_equal(
	    psi_mapping_agreement(mapping, world.agreement, &err), PSI_E_INPUT);
	assert_non_null(strstr(err.text, "more than 64 agreements"));
	psi_mapping_free(mapping);
	world_clear(&world);
}

/* Who the partner is: by our role, and what the agreement is for. */
static void
roles(void **state)
{
	static const struct {
		const char *role;
		bool has_agreement;
		const char *answer;
	} cases[] = {
		{ NULL, true, "partner" },
		{ "partner", false, "partner" },
		{ "reseller", false, "vendor" },
		{ "reseller", true, "vendor" },
		{ "vendor", false, "partner" },
		{ "vendor", true, "reseller" },
	};
	struct psi_mapping_options options = PSI_MAPPING_OPTIONS_INIT;
	struct psi_mapping *mapping = NULL;
	struct psi_error err;
	struct world world;

	(void)state;
	world_init(&world, TERMS);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct psi_mapping_question question;
		char answer[64];

		memset(&question, 0, sizeof question);
		question.by = "their_role";
		question.show = "accounts";
		(void)snprintf(answer, sizeof answer,
		    "their_role|accounts\n%s|1\n", cases[i].answer);
		mapping = new_mapping(cases[i].role);
		if (cases[i].has_agreement)
			assert_int_equal(psi_mapping_agreement(
					     mapping, world.agreement, &err),
			    0);
		check_answer(mapping, &question,
		    HEADER "G,,a,2026-11-20,A1,x1,customer,prospect,,\n",
		    answer);
		psi_mapping_free(mapping);
	}
	options.role = "seller";
	assert_int_equal(psi_mapping_new(&mapping, &options, &err), PSI_E_ARG);
	options.role = NULL;
	options.version = PSI_MAPPING_OPTIONS_VERSION + 1;
	assert_int_equal(psi_mapping_new(&mapping, &options, &err), PSI_E_ARG);
	assert_int_equal(psi_mapping_options_init(&options, 1), PSI_E_ARG);
	assert_int_equal(
	    psi_mapping_options_init(&options, PSI_MAPPING_OPTIONS_VERSION), 0);
	world_clear(&world);
}

static size_t
count_rows(const char *text, const char *motion)
{
	size_t num = 0;

	while ((text = strstr(text, motion)) != NULL) {
		num++;
		text++;
	}
	return num;
}

/* Motions under an agreement count only on what it tells the other side. */
static void
actions_under_an_agreement(void **state)
{
	struct world world;
	struct psi_error err;
	size_t found[2];

	(void)state;
	world_init(&world, TERMS);
	for (int with = 0; with < 2; with++) {
		struct psi_mapping *mapping = new_mapping("reseller");
		struct psi_buf text = PSI_BUF_INIT;
		struct psi_mapping_rows rows = table_text(&text);

		if (with)
			assert_int_equal(psi_mapping_agreement(
					     mapping, world.agreement, &err),
			    0);
		assert_int_equal(
		    psi_mapping_actions(mapping, &rows, with, &err), 0);
		assert_int_equal(
		    read_pairs(mapping,
			HEADER "G,,b,2026-11-20,A1,x1,prospect,customer,"
			       "EUR 10,\n"
			       "G,,a,2026-11-20,A2,x2,customer,customer,,\n",
			&err),
		    0);
		assert_int_equal(psi_mapping_finish(mapping, &err), 0);
		found[with] = count_rows(table_text_get(&text), "\nG|");
		assert_int_equal(
		    count_rows(table_text_get(&text), "|reseller-lead|"), 1);
		psi_buf_clear(&text);
		psi_mapping_free(mapping);
	}
	/* Only what is ready is left of the second. */
	assert_true(found[1] < found[0]);
	world_clear(&world);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_have_their_agreement),
		cmocka_unit_test(many_agreements),
		cmocka_unit_test(roles),
		cmocka_unit_test(actions_under_an_agreement),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
