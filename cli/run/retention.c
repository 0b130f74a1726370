#include "run/retention.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "psi/date.h"

#include "run/agreed.h"
#include "run/names.h"
#include "run/need.h"
#include "run/stand.h"
#include "step/session_tool.h"
#include "kit/tool.h"

#define CLOCK_JUMP_DAYS 30
#define SHARE_KEY_DAYS 30
#define DEPTH_MAX 4
#define DATE_LEN (PSI_DATE_CHARS - 1)

/* In the log, of what goes by that term. */
static const char over[] = "retention-days";

/* ---- removing ---- */

/* Zeros over all bytes: an effort, as in cli/store_dir. */
static void
overwrite(int dir, const char *name)
{
	static const char zeros[4096];
	int fd =
	    openat(dir, name, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat st;

	if (fd < 0)
		return;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_nlink == 1)
		for (off_t left = st.st_size; left > 0;) {
			ssize_t n = write(fd, zeros,
			    left < (off_t)sizeof zeros ? (size_t)left
						       : sizeof zeros);

			if (n <= 0)
				break;
			left -= n;
		}
	(void)close(fd);
}

static int remove_at(int dir, const char *name, int depth);

static int
remove_in(int dir, int depth)
{
	DIR *stream = fdopendir(dir);
	const struct dirent *entry;
	int failed = 0;

	if (stream == NULL) {
		(void)close(dir);
		return -1;
	}
	while ((entry = readdir(stream)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0 &&
		    remove_at(dirfd(stream), entry->d_name, depth + 1) != 0)
			failed = -1;
	(void)closedir(stream);
	return failed;
}

static int
remove_at(int dir, const char *name, int depth)
{
	int fd =
	    openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd >= 0 && depth < DEPTH_MAX) {
		if (remove_in(fd, depth) != 0)
			return -1;
		return unlinkat(dir, name, AT_REMOVEDIR);
	}
	if (fd >= 0)
		(void)close(fd);
	overwrite(dir, name);
	return unlinkat(dir, name, 0);
}

int
psi_run_remove_tree(const char *path, struct psi_error *err)
{
	if (remove_at(AT_FDCWD, path, 0) == 0 || errno == ENOENT)
		return 0;
	return psi_error_set_errno(
	    err, PSI_E_IO, errno, "cannot remove '%s'", path);
}

/* ---- a run ---- */

static int
remove_run(struct psi_run *run, uint32_t number, const char *why,
    struct psi_error *err)
{
	static const char *const where[] = { "results", "runs", "work" };
	struct psi_run_path path;
	char target[16] = "";
	int rc = 0;

	(void)psi_run_path(&path, run, "results/latest");
	if (readlink(path.text, target, sizeof target - 1) > 0 &&
	    strtoul(target, NULL, 10) == number)
		(void)unlink(path.text);
	for (size_t i = 0; rc == 0 && i < 3; i++)
		rc = psi_run_remove_tree(psi_run_path(&path, run, "%s/%u",
					     where[i], (unsigned int)number),
		    err);
	return rc != 0
	    ? rc
	    : psi_run_note(run, number, "remove", "run", NULL, why, err);
}

static bool
is_removed(const struct psi_run *run, uint32_t number)
{
	return psi_run_journal_find(
		   &run->journal, number, "remove", "run", NULL) != NULL;
}

static int32_t
retention_days(const struct psi_agreement *agreement)
{
	const char *text = psi_agreement_term(agreement, "retention-days", 0);

	return text == NULL ? INT32_MAX : (int32_t)strtol(text, NULL, 10);
}

/* By the agreement that the run was begun under, which the folder's may have
 * replaced since; by the folder's where the run is gone, and for 0, what belongs to
 * none. */
static int
days_of_run(const struct psi_run *run, uint32_t number, int32_t *days,
    struct psi_error *err)
{
	struct psi_agreement *agreement = NULL;
	struct psi_error why;
	char role;
	int rc;

	*days = retention_days(run->agreement);
	if (number == 0)
		return 0;
	rc = psi_run_agreed(run, number, &agreement, &role, &why);
	if (rc == 0)
		*days = retention_days(agreement);
	psi_agreement_free(agreement);
	if (rc == 0 || (rc == PSI_E_IO && why.sys_errno == ENOENT))
		return 0;
	if (err != NULL)
		*err = why;
	return rc;
}

/* Must what is of this day and run go? With the run goes all that is of it. */
static int
is_over(const struct psi_run *run, uint32_t number, int32_t day, bool *yes,
    struct psi_error *err)
{
	const struct psi_run_entry *gone = number == 0
	    ? NULL
	    : psi_run_journal_find(
		  &run->journal, number, "remove", "run", NULL);
	int32_t days;
	int rc;

	*yes = gone != NULL && day <= gone->day &&
	    strcmp(gone->outcome, over) == 0;
	if (*yes)
		return 0;
	rc = days_of_run(run, number, &days, err);
	*yes = rc == 0 && run->today - day > days;
	return rc;
}

/* Runs that came to a result after this one ended: one that was given up takes
 * the place of none. */
static uint64_t
later_results(const struct psi_run *run, size_t from)
{
	uint64_t num = 0;

	for (size_t i = from + 1; i < run->journal.num; i++)
		num += psi_run_has_result(&run->journal.entries[i]);
	return num;
}

static int
retain_runs(struct psi_run *run, struct psi_error *err)
{
	const uint64_t keep = run->settings.keep;
	const size_t num = run->journal.num;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < num; i++) {
		const struct psi_run_entry entry = run->journal.entries[i];
		bool yes = false;

		if (strcmp(entry.step, "end") != 0 ||
		    is_removed(run, entry.run) ||
		    (rc = is_over(run, entry.run, entry.day, &yes, err)) != 0)
			continue;
		if (yes)
			rc = remove_run(run, entry.run, over, err);
		else if (keep > 0 && later_results(run, i) >= keep)
			rc = remove_run(run, entry.run, "keep", err);
	}
	return rc;
}

/* ---- files that were exchanged ---- */

/* What must not be kept any longer and is still there, is told. */
static int
remove_old(const char *path, size_t *num, struct psi_error *err)
{
	if (unlink(path) == 0)
		++*num;
	else if (errno != ENOENT)
		return psi_error_set_errno(
		    err, PSI_E_IO, errno, "cannot remove '%s'", path);
	return 0;
}

struct kept {
	const struct psi_run *run;
	const char *folder;
	size_t num;
};

/* The number before "-KIND" at `at`; 0 for other names. */
static uint32_t
number_at(const char *at)
{
	char *end;
	unsigned long number = strtoul(at, &end, 10);

	return at[0] >= '1' && at[0] <= '9' && *end == '-' &&
		number <= UINT32_MAX
	    ? (uint32_t)number
	    : 0;
}

/* "DAY-N-KIND-...", or "DAY-..." of no run. */
static int
on_kept(void *cookie, const char *name, struct psi_error *err)
{
	struct kept *kept = cookie;
	struct psi_run_path path;
	bool yes = false;
	int32_t day;
	int rc;

	if (strlen(name) <= DATE_LEN ||
	    !psi_date_decode(&day, name, DATE_LEN) || name[DATE_LEN] != '-')
		return 0;
	rc = is_over(kept->run, number_at(name + DATE_LEN + 1), day, &yes, err);
	if (rc != 0 || !yes)
		return rc;
	return remove_old(
	    psi_run_path(&path, kept->run, "%s/%s", kept->folder, name),
	    &kept->num, err);
}

static int
retain_folder(struct psi_run *run, const char *folder, struct psi_error *err)
{
	struct kept kept = { run, folder, 0 };
	int rc = psi_run_names(run, folder, on_kept, &kept, err);

	return rc != 0 || kept.num == 0
	    ? rc
	    : psi_run_note(run, 0, "remove", folder, NULL, over, err);
}

/* Of "psi-AGREEMENT-ROLE-N-KIND.csv"; 0 for other names. */
static uint32_t
run_of_sent(const char *name)
{
	size_t len = strlen("psi-");

	len += strspn(name + len, "0123456789abcdef");
	return name[len] == '-' && name[len + 1] != '\0' && name[len + 2] == '-'
	    ? number_at(name + len + 3)
	    : 0;
}

/* What was sent, by the day on which the log says it was. */
static int
retain_sent(struct psi_run *run, struct psi_error *err)
{
	const size_t entries = run->journal.num;
	struct psi_run_path path;
	size_t num = 0;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < entries; i++) {
		const struct psi_run_entry *entry = &run->journal.entries[i];
		bool yes = false;

		if (strcmp(entry->step, "send") != 0 ||
		    strncmp(entry->file, "psi-", 4) != 0 ||
		    strchr(entry->file, '/') != NULL ||
		    access(psi_run_path(&path, run, "sent/%s", entry->file),
			F_OK) != 0)
			continue;
		rc = is_over(
		    run, run_of_sent(entry->file), entry->day, &yes, err);
		if (yes)
			rc = remove_old(path.text, &num, err);
	}
	return rc != 0 || num == 0
	    ? rc
	    : psi_run_note(run, 0, "remove", "sent", NULL, over, err);
}

/* ---- secrets that outlive a run ---- */

/* The share key of a run goes when a later run is revealed or 30 days have
 * passed; whoever opens the session destroys it. */
static int
settle(struct psi_run *run, uint32_t number, struct psi_error *err)
{
	struct psi_session_tool tool = PSI_SESSION_TOOL_INIT;
	struct psi_run_path path;
	struct psi_session_where where = psi_run_where(run, number, &path);
	int rc;

	psi_tool_next_step();
	rc = psi_session_tool_open(&tool, &where, 0, err);
	psi_session_tool_close(&tool, rc);
	if (rc == PSI_E_ABSENT)
		rc = 0;
	return rc != 0
	    ? rc
	    : psi_run_note(run, number, "settle", NULL, NULL, NULL, err);
}

/* A later run may be of another agreement, and does not count in the session:
 * so once more when the days have passed. */
static bool
is_to_settle(const struct psi_run *run, size_t i)
{
	const struct psi_run_entry *end = &run->journal.entries[i];
	const struct psi_run_entry *settled =
	    psi_run_journal_find(&run->journal, end->run, "settle", NULL, NULL);

	if (run->today - end->day > SHARE_KEY_DAYS)
		return settled == NULL ||
		    settled->day - end->day <= SHARE_KEY_DAYS;
	return settled == NULL && later_results(run, i) > 0;
}

static int
settle_all(struct psi_run *run, struct psi_error *err)
{
	const size_t num = run->journal.num;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < num; i++) {
		const struct psi_run_entry entry = run->journal.entries[i];

		if (strcmp(entry.step, "end") == 0 &&
		    !is_removed(run, entry.run) && is_to_settle(run, i))
			rc = settle(run, entry.run, err);
	}
	return rc;
}

/* ---- the clock ---- */

/* A jump is noted: so the log has a day of after it, also where nothing else is
 * noted, and the next call is plain. */
static int
is_clock_sound(
    struct psi_run *run, int32_t last_day, bool *sound, struct psi_error *err)
{
	char day[PSI_DATE_CHARS];
	bool is_behind = last_day != INT32_MIN && run->today < last_day;
	bool jumped = last_day != INT32_MIN && run->today > last_day &&
	    run->today - last_day > CLOCK_JUMP_DAYS;

	*sound = !is_behind && !jumped;
	if (*sound)
		return 0;
	if (is_behind) {
		psi_date_encode(day, last_day);
		psi_run_need(run, 0, "clock",
		    "see that the clock is right; if it was wrong on that day, "
		    "this ends by itself",
		    "the clock is behind the last day of the log, %s: nothing "
		    "is removed until then",
		    day);
	} else {
		psi_run_need(run, 0, "clock", "see that the clock is right",
		    "the log's last day is more than 30 days ago: nothing is "
		    "removed this time");
	}
	return jumped ? psi_run_note(run, 0, "clock", NULL, NULL, "jumped", err)
		      : 0;
}

int
psi_run_retain(struct psi_run *run, int32_t last_day, struct psi_error *err)
{
	bool sound = false;
	int rc = settle_all(run, err);

	if (rc != 0 || (rc = is_clock_sound(run, last_day, &sound, err)) != 0 ||
	    !sound)
		return rc;
	if ((rc = retain_runs(run, err)) != 0 ||
	    (rc = retain_sent(run, err)) != 0 ||
	    (rc = retain_folder(run, "done", err)) != 0)
		return rc;
	return retain_folder(run, "refused", err);
}
