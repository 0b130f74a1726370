/* lib/list/name_note: notes and tests among the names of companies. */
#include "support/cm.h"

#include <stdlib.h>
#include <string.h>

#include "list/name_note.h"

static bool
is_noted(const char *name)
{
	const struct psi_cell cell = { name, strlen(name) };
	struct psi_name_notes notes;

	psi_name_notes_init(&notes);
	return psi_name_is_noted(&notes, cell);
}

static void
test_notes(void **state)
{
	static const char *const names[] = {
		"K\xc3\xbchn Bau - siehe Notiz, nicht anrufen",
		"Glas Reuter (insolvent seit 03/2026!)",
		"TEST bitte l\xc3\xb6schen",
		"BITTE L\xc3\x96SCHEN Meier KG",
		"Sable Peak Outfitters LLC (DUPLICATE)",
		"Sable Peak (duplicate of 0015g00)",
		"Acme ***DO NOT USE***",
		"Acme DO NOT  USE",
		"Acme_do_not_use",
		"Acme do\tnot use",
		"Acme Inc. - OLD",
		"Acme Inc. \xe2\x80\x93 closed",
		"Acme Inc. [test]",
		"Test Account - do not use",
		"Test",
		"test 1",
		"TEST: Acme",
		"Testkunde 17",
		"\xc3\x9c"
		"bernommen von Meier",
		"Muster GmbH",
		"Dupont \xc3\x80 SUPPRIMER",
		"Rossi Spa (non usare)",
		"Don\xe2\x80\x99t call Acme",
		"asdf",
	};

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (!is_noted(names[i]))
			fail_msg("not told: %s", names[i]);
}

/* Names of companies, with words of notes in them. */
static void
test_names(void **state)
{
	static const char *const names[] = { "", "T", "Te", "Test Valley Ltd",
		"Testo SE", "Test-Rite International", "Old Navy", "Old",
		"Closed Loop Partners", "Lost", "Siemens (Deutschland) AG",
		"Copy General", "Alt & Neu GmbH", "Wrong Brothers Aviation",
		"Dead Sea Works", "Sample Companies of Ohio", "Kopie Center",
		"Demo Records", "Nord - Old Harbour Shipping", "Dupont",
		"Altana AG", "Sold Out Events", "Muster Holding AG",
		"Insolventia Verlag", "Testfirmament", "X Company",
		"Delete It Shredding (UK) Ltd", "Bad Debtors Anonymous" };

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (is_noted(names[i]))
			fail_msg("told: %s", names[i]);
}

/* A name may end anywhere in a phrase. */
static void
test_cut(void **state)
{
	static const char whole[] = "Acme (do not use)";

	(void)state;
	for (size_t len = 0; len < sizeof whole - 1; len++) {
		char *copy = malloc(len + 1);
		struct psi_cell cell = { copy, len };
		struct psi_name_notes notes;

		assert_non_null(copy);
		memcpy(copy, whole, len);
		psi_name_notes_init(&notes);
		assert_int_equal(
		    psi_name_is_noted(&notes, cell), len == sizeof whole - 2);
		free(copy);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_notes),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
