#include "run/inbox.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "psi/date.h"
#include "psi/escape.h"

#include "kit/clock.h"
#include "run/agreed.h"
#include "run/inbox_parts.h"
#include "run/incoming.h"
#include "run/move.h"
#include "run/need.h"
#include "run/refused.h"
#include "run/suffix_came.h"

#define NAMES_MAX 1000
#define SHORT_HEX 16
/* A file that has no closing record after so long will not get one. */
#define WHOLE_WITHIN ((time_t)24 * 60 * 60)
/* A run number further above ours is followed only by a person's word. */
#define FOLLOW_MAX 100

/* Of a name, which is a stranger's, in a message. */
#define SHOWN_BYTES 80

struct box {
	struct psi_run *run;
	const struct psi_run_stand *stand;
	struct psi_run_older older;
	char *names[NAMES_MAX];
	size_t num;
	/* The first run that a file may be for. */
	uint32_t lowest;
	size_t num_odd;
	size_t num_large;
	/* The first of each, as messages have it. */
	char odd[SHOWN_BYTES];
	char large[SHOWN_BYTES];
	struct psi_run_parts parts;
};

/* ---- names ---- */

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Transports write under names that begin with a dot or end in ".part" until
 * a file is whole. */
static bool
is_skipped(const char *name)
{
	size_t len = strlen(name);

	return name[0] == '.' ||
	    (len > 5 && strcmp(name + len - 5, ".part") == 0);
}

static int
read_names(struct box *box, struct psi_error *err)
{
	int fd = openat(box->run->dir_fd, "inbox",
	    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;
	int rc = 0;

	if (dir == NULL) {
		rc = psi_error_set_errno(
		    err, PSI_E_IO, errno, "cannot look into the inbox");
		if (fd >= 0)
			(void)close(fd);
		return rc;
	}
	while (
	    rc == 0 && box->num < NAMES_MAX && (entry = readdir(dir)) != NULL) {
		size_t size = strlen(entry->d_name) + 1;

		if (is_skipped(entry->d_name))
			continue;
		if ((box->names[box->num] = malloc(size)) == NULL)
			rc = psi_error_set(err, PSI_E_NOMEM, "out of memory");
		else
			memcpy(box->names[box->num++], entry->d_name, size);
	}
	(void)closedir(dir);
	qsort(box->names, box->num, sizeof box->names[0], by_text);
	return rc;
}

/* ---- what becomes of one ---- */

/* `to` is in `folder`. */
static int
move_copy(const struct psi_run *run, const char *folder, const char *to,
    struct psi_error *err)
{
	struct psi_run_path from;

	(void)psi_run_path(&from, run, PSI_RUN_COPY);
	return psi_run_move(run, from.text, folder, to, err);
}

/* A whole file of the partner's that no step will take is kept in done/. */
static int
put_aside(struct psi_run *run, const struct psi_run_incoming *incoming,
    const char *step, const char *outcome, struct psi_error *err)
{
	const char *kind = psi_run_kind_word(incoming);
	struct psi_run_path to;
	char day[PSI_DATE_CHARS];
	int rc;

	psi_date_encode(day, run->today);
	(void)psi_run_path(&to, run, "done/%s-%u-%s-%.*s.csv", day,
	    (unsigned int)incoming->run, kind, SHORT_HEX, incoming->digest);
	if ((rc = move_copy(run, "done", to.text, err)) == 0)
		rc = psi_run_note(run, incoming->run, step, kind,
		    incoming->digest, outcome, err);
	return rc;
}

static int
follow(const struct box *box, const struct psi_run_incoming *incoming,
    bool *yes, struct psi_error *err)
{
	uint32_t lowest = box->lowest;
	char object[32];

	*yes =
	    incoming->run <= FOLLOW_MAX || incoming->run - FOLLOW_MAX <= lowest;
	if (*yes)
		return 0;
	(void)snprintf(
	    object, sizeof object, "run-%u", (unsigned int)incoming->run);
	return psi_run_asks(box->run, yes, incoming->run, "follow", object, err,
	    "%s has begun run %u, far above ours, %u",
	    psi_run_partner(box->run), (unsigned int)incoming->run,
	    (unsigned int)lowest);
}

/* Another valid file of the same kind for the same run: both stay. */
static int
keep_evidence(struct psi_run *run, const struct psi_run_incoming *incoming,
    struct psi_error *err)
{
	int rc = put_aside(run, incoming, "evidence", "second", err);

	if (rc == 0)
		psi_run_need(run, PSI_E_MISMATCH, "evidence",
		    "ask the partner which they meant; both files are in "
		    "done/, and the first counts",
		    "%s has signed two different files (%s) for run %u",
		    psi_run_partner(run), psi_run_kind_word(incoming),
		    (unsigned int)incoming->run);
	return rc;
}

static int
hold(struct psi_run *run, const struct psi_run_incoming *incoming,
    struct psi_error *err)
{
	const char *kind = psi_run_kind_word(incoming);
	struct psi_run_path to;
	int rc;

	(void)psi_run_path(&to, run, "held/%u-%s-%.*s.csv",
	    (unsigned int)incoming->run, kind, SHORT_HEX, incoming->digest);
	if ((rc = move_copy(run, "held", to.text, err)) == 0)
		rc = psi_run_note(run, incoming->run, "take", kind,
		    incoming->digest, NULL, err);
	return rc;
}

/* Nothing is made of it any more. */
static int
put_late(struct psi_run *run, const struct psi_run_incoming *incoming,
    struct psi_error *err)
{
	int rc = put_aside(run, incoming, "late", "run-has-ended", err);

	if (rc == 0 && run->late.run == 0) {
		run->late.run = incoming->run;
		run->late.kind = psi_run_kind_word(incoming);
		run->late.is_blinded = incoming->kind == PSI_FILE_BLINDED;
		run->late.is_shared = incoming->kind == PSI_FILE_SHARED;
	}
	return rc;
}

static int
take_good(const struct box *box, const struct psi_run_incoming *incoming,
    bool *stays, struct psi_error *err)
{
	const struct psi_run *run = box->run;
	const struct psi_run_journal *journal = &run->journal;
	const char *kind = psi_run_kind_word(incoming);
	bool follows = false;
	int rc;

	if (psi_run_was_taken(run, 0, NULL, incoming->digest) ||
	    psi_run_journal_find(
		journal, 0, "evidence", NULL, incoming->digest) != NULL ||
	    psi_run_journal_find(journal, 0, "late", NULL, incoming->digest) !=
		NULL)
		return 0;
	if (psi_run_was_taken(run, incoming->run, kind, NULL))
		return keep_evidence(box->run, incoming, err);
	if (incoming->run < box->lowest)
		return put_late(box->run, incoming, err);
	rc = follow(box, incoming, &follows, err);
	*stays = !follows;
	return rc != 0 || !follows ? rc : hold(box->run, incoming, err);
}

/* A person reads an agreement that came, and says whether it is taken. */
static void
need_reader(struct psi_run *run, const struct psi_run_incoming *incoming)
{
	struct psi_run_path came;
	struct psi_run_path place;
	char next[PSI_RUN_NEXT_BYTES];

	(void)psi_run_named(
	    &came, run, "done/agreement-%.*s.csv", SHORT_HEX, incoming->raw);
	(void)snprintf(next, sizeof next,
	    "read it with 'psi-agree show', and sign it if you agree; then put "
	    "it in the place of %.2048s",
	    psi_run_named(&place, run, "agreement.csv"));
	psi_run_need(run, 0, "agreement-came", next,
	    "an agreement came: '%.400s'", came.text);
}

/* A new agreement: a person reads it, signs it, and puts it in its place. */
static int
take_agreement(struct psi_run *run, const struct psi_run_incoming *incoming,
    struct psi_error *err)
{
	int rc = 0;

	if (strcmp(incoming->digest, run->digest) == 0)
		return 0;
	if (psi_run_journal_find(
		&run->journal, 0, "came", NULL, incoming->raw) == NULL) {
		struct psi_run_path to;

		(void)psi_run_path(&to, run, "done/agreement-%.*s.csv",
		    SHORT_HEX, incoming->raw);
		if ((rc = move_copy(run, "done", to.text, err)) == 0)
			rc = psi_run_note(run, 0, "came", "agreement",
			    incoming->raw, NULL, err);
	}
	if (rc == 0)
		need_reader(run, incoming);
	return rc;
}

/* Of a file that somebody may still write. One that is of a day to come was
 * dated by a clock that is wrong, and would be waited for until then. */
static bool
is_fresh(time_t written)
{
	const time_t now = psi_clock_now();

	return now - written < WHOLE_WITHIN && written - now < WHOLE_WITHIN;
}

/* Not whole yet; given up after a day. */
static int
take_partial(const struct box *box, struct psi_run_incoming *incoming,
    bool *stays, struct psi_error *err)
{
	*stays = is_fresh(incoming->st.st_mtim.tv_sec);
	if (*stays)
		return 0;
	(void)psi_error_set(&incoming->why, PSI_E_GRAMMAR,
	    "the file is cut off: its last records are missing");
	psi_error_hint(&incoming->why, "ask the partner to send it again");
	return psi_run_refuse(box->run, incoming, err);
}

/* A part waits for the others, but for one of a file that is here already. */
static int
take_part(struct box *box, const struct psi_run_incoming *incoming, bool *stays,
    struct psi_error *err)
{
	const struct psi_run_journal *journal = &box->run->journal;
	const struct psi_run_entry *joined =
	    psi_run_journal_find(journal, 0, "join", NULL, incoming->whole);

	/* One that was taken and then refused may come again. */
	*stays = joined == NULL ||
	    (psi_run_journal_find(journal, 0, "take", NULL, joined->outcome) !=
		    NULL &&
		!psi_run_was_taken(box->run, 0, NULL, joined->outcome));
	return *stays ? psi_run_parts_add(&box->parts, incoming, err) : 0;
}

static int
take_bad(struct psi_run *run, const struct psi_run_incoming *incoming,
    struct psi_error *err)
{
	if (psi_run_suffix_is(run, incoming))
		return psi_run_suffix_came(run, incoming, err);
	/* It is told once, however often it comes. */
	if (psi_run_journal_find(
		&run->journal, 0, "refuse", NULL, incoming->raw) != NULL)
		return 0;
	return psi_run_refuse(run, incoming, err);
}

static void
count_left(size_t *num, char first[SHOWN_BYTES], const char *name)
{
	if (*num == 0)
		(void)psi_escape(first, SHOWN_BYTES, name, strlen(name));
	(*num)++;
}

/* *removes: it need not stay in the inbox. */
static int
take(struct box *box, struct psi_run_incoming *incoming, bool *removes,
    struct psi_error *err)
{
	bool stays = false;
	int rc = 0;

	*removes = false;

	switch (incoming->seen) {
	case PSI_RUN_SEEN_GOOD:
		rc = take_good(box, incoming, &stays, err);
		break;
	case PSI_RUN_SEEN_AGREEMENT:
		rc = take_agreement(box->run, incoming, err);
		break;
	case PSI_RUN_SEEN_PART:
		rc = take_part(box, incoming, &stays, err);
		break;
	case PSI_RUN_SEEN_PARTIAL:
		rc = take_partial(box, incoming, &stays, err);
		break;
	case PSI_RUN_SEEN_BAD:
		rc = take_bad(box->run, incoming, err);
		break;
	case PSI_RUN_SEEN_ODD:
		count_left(&box->num_odd, box->odd, incoming->name);
		return 0;
	case PSI_RUN_SEEN_LARGE:
		count_left(&box->num_large, box->large, incoming->name);
		return 0;
	case PSI_RUN_SEEN_GONE:
		return 0;
	}
	*removes = rc == 0 && !stays;
	return rc;
}

/* ---- parts ---- */

/* Some are missing, and no other came for a day: they are refused. */
static int
give_up_parts(const struct box *box, size_t i, const char *missing,
    bool *removes, struct psi_error *err)
{
	struct psi_run_incoming *first = &box->parts.part[i].incoming;
	time_t newest = 0;

	for (size_t k = i; k < box->parts.num; k++) {
		const struct psi_run_incoming *at =
		    &box->parts.part[k].incoming;

		if (psi_run_parts_match(first, at) &&
		    at->st.st_mtim.tv_sec > newest)
			newest = at->st.st_mtim.tv_sec;
	}
	*removes = !is_fresh(newest);
	if (!*removes)
		return 0;
	(void)psi_error_set(&first->why, PSI_E_GRAMMAR,
	    "of a file in %u parts these did not come within a day: %s",
	    first->num_parts, missing);
	psi_error_hint(
	    &first->why, "ask the partner to send all of them again");
	return psi_run_refuse(box->run, first, err);
}

/* The parts of one file, as that file where they are all there. */
static int
take_parts(struct box *box, size_t i, struct psi_error *err)
{
	struct psi_run_incoming joined = box->parts.part[i].incoming;
	bool is_whole = false;
	bool removes = false;
	char missing[64];
	int rc;

	rc = psi_run_parts_join(
	    box->run, &box->parts, i, &is_whole, missing, &joined.why);
	if (rc == PSI_E_IO || rc == PSI_E_NOMEM) {
		*err = joined.why;
		return rc;
	}
	joined.name = box->parts.part[i].name;
	if (rc != 0) {
		joined.seen = PSI_RUN_SEEN_BAD;
		rc = take(box, &joined, &removes, err);
	} else if (!is_whole) {
		rc = give_up_parts(box, i, missing, &removes, err);
	} else if ((rc = psi_run_incoming_joined(
			box->run, &joined, &box->older, err)) == 0) {
		rc = take(box, &joined, &removes, err);
		if (rc == 0 && removes)
			rc = psi_run_note(box->run, joined.run, "join", NULL,
			    joined.whole, joined.digest, err);
	}
	for (size_t k = i; k < box->parts.num; k++) {
		struct psi_run_part *part = &box->parts.part[k];

		if (!psi_run_parts_match(
			&box->parts.part[i].incoming, &part->incoming))
			continue;
		part->is_done = true;
		part->incoming.name = part->name;
		if (rc == 0 && removes)
			psi_run_incoming_remove(box->run, &part->incoming);
	}
	return rc;
}

static int
take_all_parts(struct box *box, struct psi_error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < box->parts.num; i++)
		if (!box->parts.part[i].is_done)
			rc = take_parts(box, i, err);
	return rc;
}

/* ---- all ---- */

/* "'folder'", or "'folder' and 2 more". */
static const char *
name_left(char out[SHOWN_BYTES + 32], const char *first, size_t num)
{
	if (num == 1)
		(void)snprintf(out, SHOWN_BYTES + 32, "'%s'", first);
	else
		(void)snprintf(
		    out, SHOWN_BYTES + 32, "'%s' and %zu more", first, num - 1);
	return out;
}

static void
tell(struct box *box)
{
	char names[SHOWN_BYTES + 32];
	char next[PSI_RUN_NEXT_BYTES];
	struct psi_run_path inbox;

	(void)psi_run_named(&inbox, box->run, "inbox");
	(void)snprintf(next, sizeof next,
	    "look at %s: what is a file of %s in a folder, move into %.200s "
	    "itself, and then take the rest out of it",
	    box->num_odd == 1 ? "it" : "them", psi_run_partner(box->run),
	    inbox.text);
	if (box->num_odd > 0)
		psi_run_need(box->run, PSI_E_GRAMMAR, "inbox-odd", next,
		    box->num_odd == 1
			? "%s in the inbox is no regular file that can be "
			  "read, and is left alone"
			: "%s in the inbox are no regular files that can be "
			  "read, and are left alone",
		    name_left(names, box->odd, box->num_odd));
	(void)snprintf(next, sizeof next,
	    "ask %s what %s, and take %s out of %.200s",
	    psi_run_partner(box->run),
	    box->num_large == 1 ? "it is" : "they are",
	    box->num_large == 1 ? "it" : "them", inbox.text);
	if (box->num_large > 0)
		psi_run_need(box->run, PSI_E_LIMIT, "inbox-large", next,
		    box->num_large == 1
			? "%s in the inbox is larger than the agreement lets "
			  "the partner send, and is left alone"
			: "%s in the inbox are larger than the agreement lets "
			  "the partner send, and are left alone",
		    name_left(names, box->large, box->num_large));
	(void)snprintf(next, sizeof next,
	    "look at what fills %.200s, and take out what is no file of %s",
	    inbox.text, psi_run_partner(box->run));
	if (box->num == NAMES_MAX)
		psi_run_need(box->run, PSI_E_LIMIT, "inbox-full", next,
		    "there are %d names or more in the inbox, and what is "
		    "behind these is not looked at now",
		    NAMES_MAX);
}

/* The session keeps the agreement that it was begun under. */
static int
read_older(struct box *box, struct psi_error *err)
{
	return box->stand->is_of_older
	    ? psi_run_agreed(box->run, box->stand->run, &box->older.agreement,
		  &box->older.role, err)
	    : 0;
}

/* The open run, or the next one. */
static int
find_lowest(struct box *box, struct psi_error *err)
{
	const struct psi_run_stand *stand = box->stand;
	struct psi_run_ledger ledger;
	int rc;

	box->lowest = stand->run;
	if (box->num == 0 || (stand->run != 0 && !stand->is_ended))
		return 0;
	if ((rc = psi_run_ledger(box->run, &ledger, err)) == 0)
		rc = psi_run_next_number(box->run, &ledger, &box->lowest, err);
	return rc;
}

int
psi_run_inbox(struct psi_run *run, const struct psi_run_stand *stand,
    struct psi_error *err)
{
	struct box *box = calloc(1, sizeof *box);
	struct psi_run_incoming incoming;
	bool removes;
	int rc;

	if (box == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	box->run = run;
	box->stand = stand;
	if ((rc = read_older(box, err)) == 0 &&
	    (rc = read_names(box, err)) == 0)
		rc = find_lowest(box, err);
	for (size_t i = 0; rc == 0 && i < box->num; i++) {
		rc = psi_run_incoming(
		    run, &incoming, box->names[i], &box->older, err);
		if (rc == 0)
			rc = take(box, &incoming, &removes, err);
		if (rc == 0 && removes)
			psi_run_incoming_remove(run, &incoming);
	}
	if (rc == 0)
		rc = take_all_parts(box, err);
	if (rc == 0)
		tell(box);
	for (size_t i = 0; i < box->num; i++)
		free(box->names[i]);
	psi_run_parts_clear(&box->parts);
	psi_agreement_free(box->older.agreement);
	free(box);
	return rc;
}

/* Where both have begun at once, whoever has the lower number follows the other:
 * that is as it should be. And nothing is missed where nothing is shared. */
int
psi_run_tell_late(struct psi_run *run, struct psi_error *err)
{
	const unsigned int number = run->late.run;
	const char *partner = psi_run_partner(run);
	char next[PSI_RUN_NEXT_BYTES];
	struct psi_run_stand stand;
	bool is_open;
	bool is_ours;
	int rc;

	if (number == 0 || (run->late.is_shared && !run->settings.share))
		return 0;
	if ((rc = psi_run_stand(run, &stand, err)) != 0)
		return rc;
	is_open = stand.run > number && !stand.is_ended;
	if (run->late.is_blinded && is_open)
		return 0;
	/* Else it was made by hand, and what came of it is not known. */
	is_ours = psi_run_journal_find(&run->journal, (uint32_t)number, "begin",
		      NULL, NULL) != NULL;
	if (!is_ours && !run->late.is_blinded)
		(void)snprintf(next, sizeof next,
		    "run %u was made by hand: where its session has not had "
		    "this file, give it to that",
		    number);
	else if (run->late.is_blinded)
		(void)snprintf(next, sizeof next,
		    "%s waits for an answer that does not come: where it is "
		    "not given up there, ask them to close run %u; they follow "
		    "the next one that is begun here",
		    partner, number);
	else
		(void)snprintf(next, sizeof next,
		    "the results of run %u are without it; what is missing is "
		    "found by the next run",
		    number);
	psi_run_need(run, 0, "late", next,
	    "a file (%s) of run %u came from %s, and that run has ended here: "
	    "it is kept in done/, and nothing is made of it",
	    run->late.kind, number, partner);
	return 0;
}
