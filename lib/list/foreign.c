#include "list/foreign.h"

#include <stdbool.h>
#include <stddef.h>

#include "base/cell.h"
#include "base/error.h"

/* No company has so long a name that begins with psi1. */
#define IDENTITY_CHARS_MIN 60

/* Headers of FORMAT.md; a kind is the value of the row behind it. */
static const struct {
	const char *header[4];
	const char *kind;
	const char *what;
	const char *hint;
} files[] = {
	{ { "account", "population", "type", "value" }, NULL,
	    "a keys file, and no export: psi-normalize has made it already",
	    "give it to psi-blind" },
	{ { "record", "value", NULL, NULL }, "blinded/",
	    "a blinded file, and no export",
	    "a partner's goes to psi-exchange, your own to your partner" },
	{ { "record", "value", NULL, NULL }, "evaluated/",
	    "an evaluated file, and no export",
	    "a partner's goes to psi-reveal, your own to your partner" },
	{ { "record", "value", NULL, NULL }, "answer/",
	    "an answer, and no export",
	    "a partner's goes to psi-reveal, your own to your partner" },
	{ { "record", "value", NULL, NULL }, "shared/",
	    "a file of what is shared of pairs, and no export",
	    "a partner's goes to psi-join, your own to your partner" },
	{ { "record", "value", NULL, NULL }, "part/",
	    "a part of a file that is exchanged, and no export",
	    "a partner's goes to the step that its file is for, with all other "
	    "parts, your own to your partner" },
	{ { "record", "value", NULL, NULL }, NULL,
	    "a file that is exchanged with a partner, and no export",
	    "psi-inspect says which it is and which tool takes it" },
	{ { "term", "value", NULL, NULL }, NULL, "an agreement, and no export",
	    "name it with --agreement, and the export behind it" },
	{ { "match", "account", "score", "tier" }, NULL,
	    "a result of psi-reveal, and no export",
	    "give the list of accounts that your CRM system exports" },
	{ { "partner", "agreement", "our_party", "run" }, NULL,
	    "a result of psi-join, and no export",
	    "psi-report and psi-motions take it" },
	{ { "agreement", "run", "session", "event" }, NULL,
	    "a ledger, and no export",
	    "leave it beside its identity, and give the export of your CRM "
	    "system" },
};

static bool
has_header(const struct psi_record *record, const char *const header[4])
{
	size_t i = 0;

	for (; i < 4 && header[i] != NULL; i++) {
		if (i >= record->num_cells ||
		    !psi_cell_is(record->cells[i], header[i]))
			return false;
	}
	return i == 4 || record->num_cells == i;
}

/* Identities are no tables: one line, or a few, of one cell. */
static int
refuse_identity(const struct psi_record *first, struct psi_error *err)
{
	if (first->num_cells != 1)
		return 0;
	if (psi_cell_begins(first->cells[0], "psi-secret-identity/"))
		return psi_refuse(err, PSI_E_INPUT, first->line,
		    "keep it where it is; programs take it by --identity",
		    "this is a secret identity, and no export");
	if (psi_cell_begins(first->cells[0], "psi1") &&
	    first->cells[0].len > IDENTITY_CHARS_MIN)
		return psi_refuse(err, PSI_E_INPUT, first->line,
		    "'psi-agree propose --partner' takes your partner's",
		    "this is a public identity, and no export");
	return 0;
}

static bool
is_of_kind(const struct psi_record *second, const char *kind)
{
	return kind == NULL ||
	    (second != NULL && second->num_cells == 2 &&
		psi_cell_is(second->cells[0], "file") &&
		psi_cell_begins(second->cells[1], kind));
}

int
psi_refuse_foreign(const struct psi_record *first,
    const struct psi_record *second, struct psi_error *err)
{
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		if (!has_header(first, files[i].header) ||
		    !is_of_kind(second, files[i].kind))
			continue;
		return psi_refuse(err, PSI_E_INPUT, first->line, files[i].hint,
		    "this is %s", files[i].what);
	}
	return refuse_identity(first, err);
}
