/*
 * lib/list/foreign: files of ours, given where an export is wanted, are named as
 * what they are, with the step that takes them; other tables are let through.
 */
#include "support/cm.h"

#include <string.h>

#include "base/cell.h"
#include "base/error.h"
#include "list/foreign.h"

#define CELLS 6

/* "a|b|c" as a record of cells; NULL for none. */
static const struct psi_record *
record_of(struct psi_record *record, struct psi_cell cells[CELLS],
    const char *text, uint64_t line)
{
	if (text == NULL)
		return NULL;
	memset(record, 0, sizeof *record);
	record->cells = cells;
	record->line = line;
	for (;;) {
		size_t len = strcspn(text, "|");

		assert_true(record->num_cells < CELLS);
		cells[record->num_cells].text = text;
		cells[record->num_cells++].len = len;
		if (text[len] == '\0')
			return record;
		text += len + 1;
	}
}

static int
refuse(const char *first, const char *second, struct psi_error *err)
{
	struct psi_record records[2];
	struct psi_cell cells[2][CELLS];

	memset(err, 0, sizeof *err);
	return psi_refuse_foreign(record_of(&records[0], cells[0], first, 3),
	    record_of(&records[1], cells[1], second, 4), err);
}

#define IDENTITY                                                               \
	"psi1ne04n8hu9ttylf45k3vycwfra3258zhquzmgwm9yf8wkvfd5q60kphgga7pzfv5"  \
	"peykaa9c4j0epqzd9azzunlcwe4nvtytrl3kvs4s7n897w"

static void
files_of_ours(void **state)
{
	static const struct {
		const char *first;
		const char *second;
		const char *what;
		const char *hint;
	} cases[] = {
		{ "account|population|type|value", NULL, "a keys file",
		    "psi-blind" },
		{ "record|value", "file|blinded/2", "a blinded file",
		    "psi-exchange" },
		{ "record|value", "file|evaluated/2", "an evaluated file",
		    "psi-reveal" },
		{ "record|value", "file|answer/1", "an answer", "psi-reveal" },
		{ "record|value", "file|shared/1", "what is shared of pairs",
		    "psi-join" },
		{ "record|value", "file|part/1", "a part of a file",
		    "all other parts" },
		{ "record|value", "file|other/1", "that is exchanged",
		    "psi-inspect" },
		{ "record|value", "kind|blinded/2", "that is exchanged",
		    "psi-inspect" },
		{ "record|value", "file|blinded/2|", "that is exchanged",
		    "psi-inspect" },
		{ "record|value", NULL, "that is exchanged", "psi-inspect" },
		{ "term|value", "file|agreement/2", "an agreement",
		    "--agreement" },
		{ "match|account|score|tier|level", "1|A1|0.9|1|high",
		    "a result of psi-reveal", "CRM system" },
		{ "partner|agreement|our_party|run|date", NULL,
		    "a result of psi-join", "psi-report" },
		{ "agreement|run|session|event|value", NULL, "a ledger",
		    "beside its identity" },
		{ "psi-secret-identity/1", "x", "a secret identity",
		    "--identity" },
		{ IDENTITY, NULL, "a public identity", "--partner" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct psi_error err;

		if (refuse(cases[i].first, cases[i].second, &err) !=
			PSI_E_INPUT ||
		    strstr(err.text, cases[i].what) == NULL ||
		    strstr(err.hint, cases[i].hint) == NULL)
			fail_msg(
			    "%s: %s (%s)", cases[i].first, err.text, err.hint);
		assert_int_equal(err.line, 3);
	}
}

static void
other_tables(void **state)
{
	static const char *const tables[] = { "Account ID|Account Name|Website",
		"account|population|type", "account|population|type|values",
		"record|value|more", "record", "term|value|", "term|values",
		"match|account|score", "psi1 Limited", IDENTITY "|x",
		"psi-secret-identity/1|x", "secret", "" };

	(void)state;
	for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
		struct psi_error err;

		if (refuse(tables[i], "file|blinded/2", &err) != 0)
			fail_msg("%s: %s", tables[i], err.text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_of_ours),
		cmocka_unit_test(other_tables),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
