#include "report/notes.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "psi/near.h"

#include "kit/diag.h"

#define TEXT_BYTES 512
/* So many values are told at most, and so many if none is near. */
#define NEAR_MAX 3
#define ALL_MAX 8

struct told {
	char text[TEXT_BYTES];
	size_t len;
};

static void
tell(struct told *told, const char *joint, const char *text, size_t len)
{
	int n = snprintf(told->text + told->len, sizeof told->text - told->len,
	    "%s%.*s", told->len == 0 ? "" : joint, (int)len, text);

	if (n > 0 && told->len + (size_t)n < sizeof told->text)
		told->len += (size_t)n;
	else
		told->text[told->len] = '\0';
}

/* Only those that a field is missing for: what is worked out, such as who gives
 * a customer, is mostly empty, and nobody can fill it in. Each is said once. */
static void
say_undecided(const struct psi_mapping *mapping, size_t num_questions)
{
	char said[256] = "";

	for (size_t i = 0; i < num_questions; i++) {
		char fields[256];
		uint64_t num =
		    psi_mapping_undecided(mapping, i, fields, sizeof fields);

		if (num > 0 && fields[0] != '\0' && strcmp(fields, said) != 0)
			psi_note("%" PRIu64 " %s could not be decided: not "
				 "known: %s",
			    num, num == 1 ? "pair" : "pairs", fields);
		memcpy(said, fields, sizeof said);
	}
}

/* What is in the answer since nothing is known against it. */
static void
say_to_ask(const struct psi_mapping *mapping, size_t num_questions)
{
	for (size_t i = 0; i < num_questions; i++) {
		char fields[256];
		uint64_t num =
		    psi_mapping_to_ask(mapping, i, fields, sizeof fields);

		if (num > 0)
			psi_note("%" PRIu64 " %s in the answer though %s is "
				 "not known of %s: ask before you act",
			    num, num == 1 ? "pair is" : "pairs are", fields,
			    num == 1 ? "it" : "them");
	}
}

/* The values nearest to the one that was asked for; where none is near, all if
 * they are few. */
static void
tell_values(struct told *told, const struct psi_mapping_remark *remark)
{
	bool is_told[PSI_MAPPING_REMARK_VALUES] = { false };
	size_t num = 0;

	for (size_t distance = 0; distance < 32; distance++)
		for (size_t i = 0; i < remark->num_have && num < NEAR_MAX;
		     i++) {
			const struct psi_mapping_cell *have = &remark->have[i];

			if (is_told[i] ||
			    psi_near_distance(have->text, have->len,
				remark->value.text,
				remark->value.len) > distance ||
			    !psi_near_is(have->text, have->len,
				remark->value.text, remark->value.len))
				continue;
			is_told[i] = true;
			num++;
			tell(told, ", ", have->text, have->len);
		}
	if (num == 0 && !remark->has_more && remark->num_have <= ALL_MAX)
		for (size_t i = 0; i < remark->num_have; i++)
			tell(told, ", ", remark->have[i].text,
			    remark->have[i].len);
}

static void
say_value(const struct psi_mapping_remark *remark)
{
	struct told told = { "", 0 };

	tell_values(&told, remark);
	if (told.len > 0)
		psi_note("no pair has '%.*s' in %s; there is: %s",
		    (int)remark->value.len, remark->value.text, remark->column,
		    told.text);
	else
		psi_note("no pair has '%.*s' in %s", (int)remark->value.len,
		    remark->value.text, remark->column);
}

/* Was the same said of a question before? */
static bool
is_said(const struct psi_mapping *mapping, size_t num,
    const struct psi_mapping_remark *remark)
{
	struct psi_mapping_remark other;

	for (size_t i = 0; i < num; i++)
		for (size_t n = 0; psi_mapping_remark_at(mapping, i, n, &other);
		     n++)
			if (strcmp(other.column, remark->column) == 0 &&
			    other.value.len == remark->value.len &&
			    strncmp(
				other.value.len == 0 ? "" : other.value.text,
				remark->value.len == 0 ? ""
						       : remark->value.text,
				remark->value.len) == 0)
				return true;
	return false;
}

/* What would be in the answer, were it sure. Of several numbers of one answer
 * the most. */
static void
say_left_out(const struct psi_mapping *mapping, size_t num_questions)
{
	uint64_t most = 0;

	for (size_t i = 0; i < num_questions; i++) {
		uint64_t num = psi_mapping_left_out(mapping, i);

		if (num > most)
			most = num;
	}
	if (most > 0)
		psi_note("not counted, since they are only possible: %" PRIu64
			 " %s; psi-report check lists %s",
		    most, most == 1 ? "match" : "matches",
		    most == 1 ? "it" : "them");
}

void
psi_notes_questions(const struct psi_mapping *mapping, size_t num)
{
	struct told empty = { "", 0 };
	struct psi_mapping_remark remark;

	say_left_out(mapping, num);
	say_undecided(mapping, num);
	say_to_ask(mapping, num);
	for (size_t i = 0; i < num; i++)
		for (size_t n = 0;
		     psi_mapping_remark_at(mapping, i, n, &remark); n++) {
			if (is_said(mapping, i, &remark))
				continue;
			if (remark.value.len > 0)
				say_value(&remark);
			else
				tell(&empty, ", ", remark.column,
				    strlen(remark.column));
		}
	if (empty.len > 0)
		psi_note("no pair has anything in: %s", empty.text);
}

void
psi_notes_pairs(const struct psi_mapping *mapping)
{
	struct psi_mapping_counts counts;

	psi_mapping_count(mapping, &counts);
	if (counts.counted == counts.pairs)
		return;
	psi_note("of %" PRIu64 " pairs %" PRIu64 " %s counted; %" PRIu64
		 " %s only possible (psi-report check lists them), and %" PRIu64
		 " %s of an account that likelier pairs stand for",
	    counts.pairs, counts.counted, counts.counted == 1 ? "is" : "are",
	    counts.likeliest - counts.counted,
	    counts.likeliest - counts.counted == 1 ? "is" : "are",
	    counts.pairs - counts.likeliest,
	    counts.pairs - counts.likeliest == 1 ? "is" : "are");
}

/* The line helps where there is one file. */
static void
say_unread(const struct psi_mapping *mapping, bool is_one_file)
{
	struct psi_mapping_unread unread;
	char first[48] = "";

	for (size_t n = 0; psi_mapping_unread_at(mapping, n, &unread); n++) {
		if (is_one_file)
			(void)snprintf(first, sizeof first,
			    " (the first in line %" PRIu64 ")", unread.line);
		psi_note("not read in %s, and counted as unknown: what stands "
			 "there in %" PRIu64 " %s%s",
		    unread.column, unread.num, unread.num == 1 ? "row" : "rows",
		    first);
	}
}

void
psi_notes_files(const struct psi_mapping *mapping, bool is_one_file)
{
	struct psi_mapping_counts counts;

	say_unread(mapping, is_one_file);
	psi_mapping_count(mapping, &counts);
	if (counts.scattered > 0)
		psi_warn("%" PRIu64 " accounts count more than once, since "
			 "their rows do not stand together: sort the pairs by "
			 "our_account",
		    counts.scattered);
	if (counts.pairs == 0)
		psi_note("there are no pairs in what was read: there are some "
			 "once psi-join has read the partner's claims, where "
			 "both sides have an account");
	if (counts.repeated > 0)
		psi_warn("pairs of the same partner stand in more than one "
			 "file: what is in both counts twice; an earlier run "
			 "goes with --history");
}

void
psi_notes_changes(const struct psi_mapping_changed *changed)
{
	int remarks = changed->remarks;

	if ((remarks & PSI_MAPPING_BY_KINDS) != 0)
		psi_note("the partner's labels are others (a new agreement): "
			 "pairs were compared by your account and kinds of "
			 "keys");
	if ((remarks & PSI_MAPPING_EXCHANGED) != 0)
		psi_warn("the earlier file is of a later run than the other: "
			 "if they were exchanged, what is told as new is lost");
	if ((remarks & PSI_MAPPING_SAME_RUN) != 0)
		psi_warn("both files are of the same run: give that of an "
			 "earlier one");
	if ((remarks & PSI_MAPPING_RENUMBERED) != 0)
		psi_warn("the ids of your list seem to have changed: %" PRIu64
			 " of the %" PRIu64 " accounts that both files have by "
			 "their names have another id now; export the list "
			 "with the ids that it had before, since all that is "
			 "known of an account goes by its id",
		    changed->num_renumbered, changed->num_named);
}
