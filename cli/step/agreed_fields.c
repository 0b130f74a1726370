#include "step/agreed_fields.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "psi/share.h"

#include "kit/diag.h"

/* Room for the names of all fields. */
#define FIELDS_CHARS 512

/* Is the field one of "name+amount:band"? */
static bool
names(const char *fields, const char *field)
{
	size_t len = strlen(field);

	for (const char *p = fields; *p != '\0'; p += strcspn(p, "+")) {
		p += *p == '+';
		if (strncmp(p, field, len) == 0 && strchr("+:", p[len]) != NULL)
			return true;
	}
	return false;
}

bool
psi_agreed_fields_has(
    const struct psi_agreement *agreement, char role, const char *field)
{
	const char *own;
	const char *theirs;

	for (size_t i = 0; (own = psi_population_at(i)) != NULL; i++)
		for (size_t k = 0; (theirs = psi_population_at(k)) != NULL;
		     k++) {
			const char *fields =
			    psi_agreement_shares(agreement, role, own, theirs);

			if (fields != NULL && names(fields, field))
				return true;
		}
	return false;
}

/* Whose list this is, nobody has said: does the agreement let one of the two
 * parties share the field? */
static bool
is_agreed(const struct psi_agreement *agreement, const char *field)
{
	return psi_agreed_fields_has(agreement, 'a', field) ||
	    psi_agreed_fields_has(agreement, 'b', field);
}

/* The number of open deals is counted by their stages. */
static bool
has_column(const struct psi_normalize_report *report, const char *field)
{
	return psi_normalize_report_count(report, "columns", field) > 0 ||
	    (strcmp(field, "open_deals") == 0 &&
		psi_normalize_report_count(report, "columns", "stage") > 0);
}

static void
add_name(char out[FIELDS_CHARS], const char *field)
{
	size_t len = strlen(out);

	(void)snprintf(
	    out + len, FIELDS_CHARS - len, "%s%s", len == 0 ? "" : ", ", field);
}

/* Is one of these fields agreed? */
static bool
is_any_agreed(const struct psi_agreement *agreement, const char *const *fields)
{
	for (; *fields != NULL; fields++)
		if (is_agreed(agreement, *fields))
			return true;
	return false;
}

/* psi-share says it too, when it is too late to change the list. */
static void
warn_unread(const struct psi_agreement *agreement,
    const struct psi_normalize_report *report, const char *note,
    const char *const *fields)
{
	uint64_t num = psi_normalize_report_count(report, "notes", note);

	if (num > 0 && is_any_agreed(agreement, fields))
		psi_warn("%" PRIu64
			 " %s%s of the list cannot be read, and will "
			 "not be shared; --check shows examples, --rejects "
			 "FILE all of them",
		    num, note, num == 1 ? "" : "s");
}

void
psi_agreed_fields_say(const struct psi_agreement *agreement,
    const struct psi_normalize_report *report)
{
	static const char *const money[] = { "revenue", "amount",
		"committed_spend", NULL };
	static const char *const dates[] = { "close_date", "renewal_date",
		NULL };
	char given[FIELDS_CHARS] = "";
	char missing[FIELDS_CHARS] = "";
	const char *first = NULL;
	const char *field;

	for (size_t i = 0; (field = psi_share_field_at(i)) != NULL; i++) {
		bool is_there = has_column(report, field);

		if (!is_agreed(agreement, field))
			continue;
		add_name(is_there ? given : missing, field);
		if (!is_there && first == NULL)
			first = field;
	}
	if (first == NULL && given[0] != '\0')
		psi_note(
		    "the list has all fields that the agreement shares: %s",
		    given);
	else if (first != NULL)
		psi_note(
		    "of the fields that the agreement shares, the list has "
		    "%s, and no column for %s: where they are yours to "
		    "share, your partner gets nothing; --map %s=HEADER "
		    "names a column",
		    given[0] == '\0' ? "none" : given, missing, first);
	warn_unread(agreement, report, "amount", money);
	warn_unread(agreement, report, "date", dates);
}
