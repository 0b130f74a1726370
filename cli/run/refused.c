#include "run/refused.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "psi/date.h"
#include "psi/escape.h"

#include "kit/diag.h"
#include "kit/outfile.h"
#include "run/move.h"
#include "run/names.h"
#include "run/need.h"

#define FILES_MAX 20
#define BYTES_MAX ((uint64_t)64 << 20)
#define NAMES_MAX 256
#define SHORT_HEX 16
/* Of a name that is told; longer ones are cut. */
#define CAME_AS_BYTES 80

/* ---- room ---- */

struct shelf {
	char name[NAMES_MAX][NAME_MAX + 1];
	uint64_t size[NAMES_MAX];
	size_t num;
	uint64_t bytes;
};

static int
by_name(const void *a, const void *b)
{
	return strcmp(a, b);
}

static int
on_name(void *cookie, const char *name, struct psi_error *err)
{
	struct shelf *shelf = cookie;
	size_t len = strlen(name);

	(void)err;
	if (name[0] != '.' && shelf->num < NAMES_MAX &&
	    (len <= 4 || strcmp(name + len - 4, ".why") != 0))
		(void)snprintf(shelf->name[shelf->num++], sizeof shelf->name[0],
		    "%s", name);
	return 0;
}

static int
read_shelf(
    const struct psi_run *run, struct shelf *shelf, struct psi_error *err)
{
	int rc = psi_run_names(run, "refused", on_name, shelf, err);

	/* Names begin with the day, so the oldest come first. */
	qsort(shelf->name, shelf->num, sizeof shelf->name[0], by_name);
	for (size_t i = 0; i < shelf->num; i++) {
		struct psi_run_path path;
		struct stat st;

		(void)psi_run_path(&path, run, "refused/%s", shelf->name[i]);
		if (lstat(path.text, &st) == 0)
			shelf->size[i] = (uint64_t)st.st_size;
		shelf->bytes += shelf->size[i];
	}
	return rc;
}

/* The oldest go until one more of `size` bytes has room. */
static int
make_room(const struct psi_run *run, uint64_t size, struct psi_error *err)
{
	struct shelf *shelf = calloc(1, sizeof *shelf);
	struct psi_run_path path;
	int rc;

	if (shelf == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	rc = read_shelf(run, shelf, err);
	for (size_t i = 0; rc == 0 && i < shelf->num &&
	     (shelf->num - i >= FILES_MAX || shelf->bytes + size > BYTES_MAX);
	     i++) {
		(void)unlink(
		    psi_run_path(&path, run, "refused/%s", shelf->name[i]));
		(void)unlink(
		    psi_run_path(&path, run, "refused/%s.why", shelf->name[i]));
		shelf->bytes -= shelf->size[i];
	}
	free(shelf);
	return rc;
}

/* ---- one file ---- */

static int
write_why(const struct psi_run *run, const struct psi_run_incoming *incoming,
    const char *path, struct psi_error *err)
{
	const struct psi_error *why = &incoming->why;
	struct psi_run_path inbox;
	struct psi_outfile out = PSI_OUTFILE_INIT;
	char name[1024];
	char line[40] = "";
	int rc;

	(void)psi_escape(
	    name, sizeof name, incoming->name, strlen(incoming->name));
	if (why->line != 0)
		(void)snprintf(line, sizeof line,
		    "line %llu: ", (unsigned long long)why->line);
	if ((rc = psi_outfile_open(&out, path,
		 PSI_OUTFILE_FORCE | PSI_OUTFILE_PRIVATE, err)) == 0 &&
	    (rc = psi_outfile_text(&out, err,
		 "This file %s as '%s' and was not taken:\n%s%s\n",
		 incoming->was_held ? "was held" : "came", name, line,
		 why->text)) == 0 &&
	    (incoming->looks_like[0] == '\0' ||
		(rc = psi_outfile_text(&out, err,
		     "It looks like %s. If a file of %s is in it, take that "
		     "out of it, and put it alone into %s.\n",
		     incoming->looks_like, psi_run_partner(run),
		     psi_run_named(&inbox, run, "inbox"))) == 0) &&
	    (why->hint[0] == '\0' ||
		(rc = psi_outfile_text(&out, err, "%s\n", why->hint)) == 0))
		rc = psi_outfile_commit(&out, err);
	psi_outfile_close(&out);
	return rc;
}

/* An archive, a mail, what was encrypted: what was meant may be in it. psi_inspect has
 * the words. */
static bool
may_hold(const struct psi_run_incoming *incoming)
{
	static const char *const words[] = { "archive", "mail", "OpenPGP",
		"base64" };

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strstr(incoming->looks_like, words[i]) != NULL)
			return true;
	return false;
}

/* Of many the first are named. */
static void
add_holder(struct psi_run *run, const struct psi_run_incoming *incoming,
    const char *came_as)
{
	size_t len = strlen(run->holders);

	if (may_hold(incoming) && incoming->why.hint[0] == '\0' &&
	    len + strlen(came_as) + strlen(incoming->looks_like) + 8 <
		sizeof run->holders)
		(void)snprintf(run->holders + len, sizeof run->holders - len,
		    "%s'%s' (%s)", len == 0 ? "" : ", ", came_as,
		    incoming->looks_like);
}

/* Under the name that it came with, which is a stranger's; `name` is that in
 * refused/. */
static void
tell(struct psi_run *run, const struct psi_run_incoming *incoming,
    const char *name)
{
	const struct psi_error *why = &incoming->why;
	struct psi_run_path reason;
	struct psi_run_path inbox;
	char came_as[CAME_AS_BYTES];
	char next[512];

	(void)psi_escape(
	    came_as, sizeof came_as, incoming->name, strlen(incoming->name));
	(void)psi_run_named(&reason, run, "refused/%s.why", name);
	run->num_refused++;
	if (run->num_refused == 1 && why->hint[0] != '\0')
		(void)snprintf(next, sizeof next, "%s", why->hint);
	else if (run->num_refused == 1 && incoming->looks_like[0] != '\0')
		(void)snprintf(next, sizeof next,
		    "it looks like %s: if a file of %s is in it, take that "
		    "out of it, and put it alone into %.200s; else ask what it "
		    "was",
		    incoming->looks_like, psi_run_partner(run),
		    psi_run_named(&inbox, run, "inbox"));
	else
		(void)snprintf(next, sizeof next,
		    "ask %s what %s, if you expected a file",
		    psi_run_partner(run),
		    run->num_refused == 1 ? "it was" : "they were");
	if (run->num_refused == 1)
		psi_run_need_anew(run, why->code, "refused", next,
		    "'%s' was not taken: %s; see %.200s", came_as, why->text,
		    reason.text);
	else
		psi_run_need_anew(run, why->code, "refused", next,
		    "%zu files were not taken, the last of them '%s': %s; see "
		    "%.200s",
		    run->num_refused, came_as, why->text, reason.text);
	add_holder(run, incoming, came_as);
	if (run->holders[0] == '\0' || run->num_refused == 1)
		return;
	(void)snprintf(next, sizeof next,
	    "take that out of it, such as by unpacking it, and put it alone "
	    "into %.200s",
	    psi_run_named(&inbox, run, "inbox"));
	psi_run_need_anew(run, why->code, "refused-holder", next,
	    "among them %s, in which a file of %s may be", run->holders,
	    psi_run_partner(run));
}

struct place {
	char name[64];
	struct psi_run_path to;
};

/* Room for one more file, its name in refused/, and the reason beside it. */
static int
make_place(struct place *place, struct psi_run *run,
    const struct psi_run_incoming *incoming, struct psi_error *err)
{
	struct psi_run_path why;
	char day[PSI_DATE_CHARS];
	int rc;

	psi_date_encode(day, run->today);
	(void)snprintf(place->name, sizeof place->name, "%s-%.*s", day,
	    SHORT_HEX, incoming->raw);
	(void)psi_run_path(&place->to, run, "refused/%s", place->name);
	(void)psi_run_path(&why, run, "refused/%s.why", place->name);
	rc = make_room(run, (uint64_t)incoming->st.st_size, err);
	return rc != 0 ? rc : write_why(run, incoming, why.text, err);
}

/* A file that is too large for refused/ is not kept. */
static int
move_there(const struct psi_run *run, const struct psi_run_incoming *incoming,
    const char *from, const char *to, struct psi_error *err)
{
	if ((uint64_t)incoming->st.st_size > BYTES_MAX)
		(void)unlink(from);
	else
		return psi_run_move(run, from, "refused", to, err);
	return 0;
}

static int
note(struct psi_run *run, const struct psi_run_incoming *incoming,
    const char *name, struct psi_error *err)
{
	return psi_run_note(run, incoming->run, "refuse", name, incoming->raw,
	    psi_error_name(incoming->why.code), err);
}

/* The inbox has it until this has ended, so it is noted when it is there. */
int
psi_run_refuse(struct psi_run *run, const struct psi_run_incoming *incoming,
    struct psi_error *err)
{
	struct psi_run_path from;
	struct place place;
	int rc;

	(void)psi_run_path(&from, run, PSI_RUN_COPY);
	if ((rc = make_place(&place, run, incoming, err)) != 0 ||
	    (rc = move_there(run, incoming, from.text, place.to.text, err)) !=
		0 ||
	    (rc = note(run, incoming, place.name, err)) != 0)
		return rc;
	tell(run, incoming, place.name);
	return 0;
}

/* ---- what was taken before ---- */

/* How often one file is refused before it is not taken any more. */
#define REFUSED_MAX 3

/* Was the digest of this entry refused after it, or too often to hope on? */
static bool
is_refused_since(const struct psi_run_journal *journal,
    const struct psi_run_entry *taken, bool *too_often)
{
	bool since = false;
	size_t times = 0;

	for (size_t i = 0; i < journal->num; i++) {
		const struct psi_run_entry *entry = &journal->entries[i];

		if (strcmp(entry->step, "refuse") != 0 ||
		    strcmp(entry->digest, taken->digest) != 0)
			continue;
		times++;
		since = since || entry > taken;
	}
	*too_often = times >= REFUSED_MAX;
	return since;
}

bool
psi_run_was_taken(const struct psi_run *run, uint32_t number, const char *kind,
    const char *digest)
{
	const struct psi_run_entry *taken =
	    psi_run_journal_find(&run->journal, number, "take", kind, digest);
	bool too_often;

	if (taken == NULL)
		return false;
	return !is_refused_since(&run->journal, taken, &too_often) ||
	    (digest != NULL && too_often);
}

/* The entry of the file in held/, whose name ends in its digest. */
static const struct psi_run_entry *
taken_as(const struct psi_run_journal *journal, uint32_t number,
    const char *kind, const char *path)
{
	const char *name = strrchr(path, '-');

	for (size_t i = journal->num; name != NULL && i-- > 0;) {
		const struct psi_run_entry *entry = &journal->entries[i];

		if (strcmp(entry->step, "take") == 0 && entry->run == number &&
		    strcmp(entry->file, kind) == 0 &&
		    strncmp(entry->digest, name + 1, SHORT_HEX) == 0)
			return entry;
	}
	return NULL;
}

/* The name in refused/ of a file that the log says was refused after it was
 * taken, or NULL. */
static const char *
refused_as(
    const struct psi_run_journal *journal, const struct psi_run_entry *taken)
{
	const struct psi_run_entry *entry = taken == NULL
	    ? NULL
	    : psi_run_journal_find(
		  journal, taken->run, "refuse", NULL, taken->digest);

	return entry != NULL && entry > taken ? entry->file : NULL;
}

/* No other folder has it: it moves once, and last. Where that is cut short, or
 * the power brings it back, the next pass finds it held, and in the log that it
 * was refused: it goes where the log says. */
static int
refuse_held(struct psi_run *run, const struct psi_run_incoming *incoming,
    const char *path, const char *before, struct place *place,
    struct psi_error *err)
{
	int rc;

	if (before == NULL) {
		rc = make_place(place, run, incoming, err);
		if (rc == 0)
			rc = note(run, incoming, place->name, err);
	} else {
		(void)snprintf(place->name, sizeof place->name, "%s", before);
		(void)psi_run_path(&place->to, run, "refused/%s", place->name);
		rc = 0;
	}
	if (rc != 0 ||
	    (rc = move_there(run, incoming, path, place->to.text, err)) != 0)
		return rc;
	return psi_run_sync(run, "held", err);
}

int
psi_run_refuse_held(struct psi_run *run, uint32_t number, const char *kind,
    const char *path, const struct psi_error *why, struct psi_error *err)
{
	const struct psi_run_entry *entry =
	    taken_as(&run->journal, number, kind, path);
	const char *slash = strrchr(path, '/');
	struct psi_run_incoming incoming = {
		.name = slash == NULL ? path : slash + 1,
		.run = number,
		.was_held = true,
	};
	struct place place;
	int rc;

	incoming.why = *why;
	(void)snprintf(incoming.raw, sizeof incoming.raw, "%s",
	    entry == NULL ? "" : entry->digest);
	if (stat(path, &incoming.st) != 0)
		return psi_error_set_errno(
		    err, PSI_E_IO, errno, "cannot move '%s'", path);
	rc = refuse_held(run, &incoming, path, refused_as(&run->journal, entry),
	    &place, err);
	if (rc == 0)
		tell(run, &incoming, place.name);
	return rc;
}
