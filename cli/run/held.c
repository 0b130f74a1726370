#include "run/held.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "psi/date.h"

#include "run/move.h"
#include "run/names.h"

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

/* What is looked for, and where it was found. */
struct search {
	const struct psi_run *run;
	char prefix[64];
	bool *found;
	struct psi_run_path *out;
};

static int
on_candidate(void *cookie, const char *name, struct psi_error *err)
{
	const struct search *search = cookie;

	(void)err;
	if (*search->found ||
	    strncmp(name, search->prefix, strlen(search->prefix)) != 0)
		return 0;
	*search->found = true;
	(void)psi_run_path(search->out, search->run, "held/%s", name);
	return 0;
}

int
psi_run_held_find(const struct psi_run *run, uint32_t number, const char *kind,
    bool *found, struct psi_run_path *out, struct psi_error *err)
{
	struct search search = { .run = run, .found = found, .out = out };

	*found = false;
	(void)snprintf(search.prefix, sizeof search.prefix, "%u-%s-",
	    (unsigned int)number, kind);
	return psi_run_names(run, "held", on_candidate, &search, err);
}

static int
on_blinded(void *cookie, const char *name, struct psi_error *err)
{
	uint32_t *highest = cookie;

	(void)err;
	if (strstr(name, "-blinded-") != NULL && run_of(name) > *highest)
		*highest = run_of(name);
	return 0;
}

int
psi_run_held_highest(
    const struct psi_run *run, uint32_t *out, struct psi_error *err)
{
	*out = 0;
	return psi_run_names(run, "held", on_blinded, out, err);
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

struct ended {
	const struct psi_run *run;
	uint32_t number;
};

static int
on_held(void *cookie, const char *name, struct psi_error *err)
{
	const struct ended *ended = cookie;
	uint32_t of = run_of(name);
	struct psi_run_path path;

	return of == 0 || of > ended->number
	    ? 0
	    : psi_run_held_done(ended->run,
		  psi_run_path(&path, ended->run, "held/%s", name), err);
}

int
psi_run_held_done_to(
    const struct psi_run *run, uint32_t number, struct psi_error *err)
{
	struct ended ended = { run, number };

	return psi_run_names(run, "held", on_held, &ended, err);
}
