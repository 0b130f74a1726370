#include "run/held.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "psi/date.h"

#include "run/move.h"

static DIR *
open_held(const struct psi_run *run)
{
	int fd = openat(run->dir_fd, "held",
	    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);

	if (dir == NULL && fd >= 0)
		(void)close(fd);
	return dir;
}

/* Of "N-KIND-..."; 0 for other names. */
static uint32_t
run_of(const char *name)
{
	char *end;
	unsigned long number = strtoul(name, &end, 10);

	return name[0] >= '1' && name[0] <= '9' && *end == '-' &&
		number <= UINT32_MAX
	    ? (uint32_t)number
	    : 0;
}

bool
psi_run_held_find(const struct psi_run *run, uint32_t number, const char *kind,
    struct psi_run_path *out)
{
	const struct dirent *entry;
	DIR *dir = open_held(run);
	bool found = false;
	char prefix[64];

	if (dir == NULL)
		return false;
	(void)snprintf(
	    prefix, sizeof prefix, "%u-%s-", (unsigned int)number, kind);
	while (!found && (entry = readdir(dir)) != NULL) {
		found = strncmp(entry->d_name, prefix, strlen(prefix)) == 0;
		if (found)
			(void)psi_run_path(out, run, "held/%s", entry->d_name);
	}
	(void)closedir(dir);
	return found;
}

uint32_t
psi_run_held_highest(const struct psi_run *run)
{
	const struct dirent *entry;
	DIR *dir = open_held(run);
	uint32_t highest = 0;

	if (dir == NULL)
		return 0;
	while ((entry = readdir(dir)) != NULL)
		if (strstr(entry->d_name, "-blinded-") != NULL &&
		    run_of(entry->d_name) > highest)
			highest = run_of(entry->d_name);
	(void)closedir(dir);
	return highest;
}

int
psi_run_held_done(
    const struct psi_run *run, const char *path, struct psi_error *err)
{
	const char *base = strrchr(path, '/') + 1;
	struct psi_run_path to;
	char day[PSI_DATE_CHARS];

	psi_date_encode(day, run->today);
	(void)psi_run_path(&to, run, "done/%s-%s", day, base);
	return access(path, F_OK) != 0 && errno == ENOENT
	    ? 0
	    : psi_run_move(run, path, "done", to.text, err);
}

int
psi_run_held_done_to(
    const struct psi_run *run, uint32_t number, struct psi_error *err)
{
	const struct dirent *entry;
	struct psi_run_path path;
	DIR *dir = open_held(run);
	int rc = 0;

	if (dir == NULL)
		return 0;
	while (rc == 0 && (entry = readdir(dir)) != NULL) {
		uint32_t of = run_of(entry->d_name);

		if (of != 0 && of <= number)
			rc = psi_run_held_done(run,
			    psi_run_path(&path, run, "held/%s", entry->d_name),
			    err);
	}
	(void)closedir(dir);
	return rc;
}
