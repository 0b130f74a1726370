#include "run/own_accounts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "psi/normalize.h"

#include "kit/clock.h"
#include "run/hook.h"
#include "step/step_normalize.h"
#include "kit/tool.h"

#define CHUNK 65536
#define SECONDS_A_DAY 86400

/* ---- the copy ---- */

static int
make_work(const struct psi_run *run, uint32_t number, struct psi_error *err)
{
	struct psi_run_path path;

	return psi_run_make_folder(
	    psi_run_path(&path, run, "work/%u", (unsigned int)number), err);
}

static int
copy_bytes(int from, int to)
{
	char chunk[CHUNK];
	ssize_t n;

	while ((n = read(from, chunk, sizeof chunk)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		for (ssize_t done = 0; done < n;) {
			ssize_t m = write(to, chunk + done, (size_t)(n - done));

			if (m < 0 && errno == EINTR)
				continue;
			if (m < 0)
				return -1;
			done += m;
		}
	}
	return 0;
}

/* With its date, which is that of the data. */
static int
copy_file(const char *from, const char *to, struct psi_error *err)
{
	int in = open(from, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	int out = in < 0
	    ? -1
	    : open(to, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
		  0600);
	struct timespec times[2];
	struct stat st;
	int rc = 0;

	if (in < 0 || fstat(in, &st) != 0 || !S_ISREG(st.st_mode)) {
		rc = psi_error_set_errno(err, PSI_E_IO, in < 0 ? errno : EINVAL,
		    "cannot read the list '%s'", from);
		psi_error_hint(
		    err, "psi-run asks again each time; 'accounts' names it");
	} else if (out < 0 || copy_bytes(in, out) != 0) {
		rc = psi_error_set_errno(
		    err, PSI_E_IO, errno, "cannot write '%s'", to);
	} else {
		times[0] = times[1] = st.st_mtim;
		if (futimens(out, times) != 0 || fsync(out) != 0)
			rc = psi_error_set_errno(
			    err, PSI_E_IO, errno, "cannot write '%s'", to);
	}
	if (in >= 0)
		(void)close(in);
	if (out >= 0 && close(out) != 0 && rc == 0)
		rc = psi_error_set_errno(
		    err, PSI_E_IO, errno, "cannot write '%s'", to);
	return rc;
}

/* A command is asked once a day at most. */
static bool
is_of_today(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 &&
	    st.st_mtim.tv_sec / SECONDS_A_DAY == psi_clock_today();
}

static int
run_command(const struct psi_run *run, const char *to, struct psi_error *err)
{
	struct psi_run_hook hook = { "accounts-command",
		&run->settings.accounts_command, NULL, NULL, NULL, to };
	struct timespec times[2] = { { psi_clock_now(), 0 },
		{ psi_clock_now(), 0 } };
	int rc = psi_run_hook(run, &hook, err);

	/* The data are of the day of the clock that all else goes by. */
	if (rc == 0 && utimensat(AT_FDCWD, to, times, 0) != 0)
		rc = psi_error_set_errno(
		    err, PSI_E_IO, errno, "cannot write '%s'", to);
	return rc;
}

int
psi_run_accounts_copy(struct psi_run *run, uint32_t number,
    char digest[PSI_RUN_HEX_CHARS], struct psi_error *err)
{
	const bool is_command = run->settings.accounts_command.num > 0;
	struct psi_run_path fresh;
	struct psi_run_path kept;
	struct psi_run_path keys;
	char old[PSI_RUN_HEX_CHARS] = "";
	int rc;

	(void)psi_run_path(
	    &kept, run, "work/%u/accounts.csv", (unsigned int)number);
	(void)psi_run_path(
	    &fresh, run, "work/%u/accounts.new", (unsigned int)number);
	(void)psi_run_path(
	    &keys, run, "work/%u/keys.csv", (unsigned int)number);
	if ((rc = make_work(run, number, err)) != 0)
		return rc;
	if (is_command && is_of_today(kept.text))
		return psi_run_hex_file(digest, kept.text, err);
	rc = is_command ? run_command(run, fresh.text, err)
			: copy_file(run->settings.accounts, fresh.text, err);
	if (rc != 0 || (rc = psi_run_hex_file(digest, fresh.text, err)) != 0)
		return rc;
	if (access(kept.text, F_OK) == 0 &&
	    psi_run_hex_file(old, kept.text, err) == 0 &&
	    strcmp(old, digest) == 0) {
		(void)unlink(fresh.text);
		return 0;
	}
	/* Keys of another list must not be taken for those of this one. */
	if ((unlink(keys.text) != 0 && errno != ENOENT) ||
	    rename(fresh.text, kept.text) != 0)
		return psi_error_set_errno(
		    err, PSI_E_IO, errno, "cannot write '%s'", kept.text);
	return 0;
}

/* ---- keys ---- */

static void
fill(struct psi_step_normalize *step, const struct psi_run *run)
{
	const struct psi_run_settings *settings = &run->settings;
	struct psi_normalize_options *options = &step->options;

	step->agreement_path = settings->agreement;
	step->rules_path = settings->rules;
	step->overrides_path = settings->overrides;
	step->exclude_path = settings->exclude;
	step->force = true;
	options->encoding = settings->encoding;
	options->population = settings->population;
	options->skip_lines = settings->skip_lines;
	options->maps = settings->map.word;
	options->num_maps = settings->map.num;
	if (settings->delimiter != NULL)
		options->delimiter = strcmp(settings->delimiter, "tab") == 0
		    ? '\t'
		    : settings->delimiter[0];
}

/* The last row of a keys file says how many there are. */
static int
count_keys(const char *path, uint64_t *keys, struct psi_error *err)
{
	static const char mark[] = ",,rows,";
	char tail[128];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	off_t size = fd < 0 ? -1 : lseek(fd, 0, SEEK_END);
	off_t at =
	    size > (off_t)sizeof tail - 1 ? size - (off_t)sizeof tail + 1 : 0;
	ssize_t n = size < 0 ? -1 : pread(fd, tail, sizeof tail - 1, at);
	const char *row;

	if (fd >= 0)
		(void)close(fd);
	tail[n > 0 ? n : 0] = '\0';
	row = strstr(tail, mark);
	if (row == NULL)
		return psi_error_set(
		    err, PSI_E_INPUT, "'%s' has no last row", path);
	*keys = strtoull(row + sizeof mark - 1, NULL, 10);
	return 0;
}

int
psi_run_accounts_keys(
    struct psi_run *run, uint32_t number, uint64_t *keys, struct psi_error *err)
{
	struct psi_step_normalize step;
	struct psi_run_path list;
	struct psi_run_path out;
	const char *lists[1] = { psi_run_path(
	    &list, run, "work/%u/accounts.csv", (unsigned int)number) };
	int rc;

	(void)psi_run_path(&out, run, "work/%u/keys.csv", (unsigned int)number);
	if (access(out.text, F_OK) == 0)
		return count_keys(out.text, keys, err);
	psi_tool_next_step();
	psi_step_normalize_init(&step);
	fill(&step, run);
	step.output = out.text;
	if ((rc = psi_step_normalize_terms(&step, err)) == 0 &&
	    (rc = psi_step_normalize_open(&step, lists, 1, err)) == 0)
		rc = psi_step_normalize_keys(&step, err);
	psi_step_normalize_close(&step);
	if (rc == 0)
		rc = count_keys(out.text, keys, err);
	return rc;
}

/* ---- how much changed ---- */

struct hashes {
	uint64_t *hash;
	size_t num;
	size_t room;
};

static int
by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a;
	uint64_t y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* Behind one cell and its comma. */
static const char *
skip_cell(const char *at)
{
	if (*at == '"') {
		for (at++; *at != '\0' && (at[0] != '"' || at[1] == '"'); at++)
			at += at[0] == '"';
		at += *at == '"';
	}
	at += strcspn(at, ",");
	return at + (*at == ',');
}

/* FNV-1a, 64 bits: enough to see that two lists differ much. */
static uint64_t
hash_text(const char *text)
{
	uint64_t hash = 0xcbf29ce484222325U;

	for (; *text != '\0' && *text != '\n'; text++)
		hash = (hash ^ (unsigned char)*text) * 0x100000001b3U;
	return hash;
}

static int
add_hash(struct hashes *hashes, uint64_t hash, struct psi_error *err)
{
	if (hashes->num == hashes->room) {
		size_t room = hashes->room == 0 ? 1024 : 2 * hashes->room;
		uint64_t *grown = realloc(hashes->hash, room * sizeof *grown);

		if (grown == NULL)
			return psi_error_set(err, PSI_E_NOMEM, "out of memory");
		hashes->hash = grown;
		hashes->room = room;
	}
	hashes->hash[hashes->num++] = hash;
	return 0;
}

/* Type and value of each key, whatever account it is of: without ids accounts
 * are numbered by their lines. */
static int
read_hashes(struct hashes *hashes, const char *path, struct psi_error *err)
{
	FILE *in = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;
	int rc = 0;

	if (in == NULL)
		return psi_error_set_errno(
		    err, PSI_E_IO, errno, "cannot read '%s'", path);
	while (rc == 0 && getline(&line, &size, in) > 0)
		if (line[0] != ',')
			rc = add_hash(
			    hashes, hash_text(skip_cell(skip_cell(line))), err);
	if (rc == 0 && ferror(in))
		rc = psi_error_set(err, PSI_E_IO, "cannot read '%s'", path);
	free(line);
	(void)fclose(in);
	qsort(hashes->hash, hashes->num, sizeof hashes->hash[0], by_value);
	return rc;
}

static uint64_t
percent_of(const struct hashes *a, const struct hashes *b)
{
	size_t gone = 0;
	size_t come = 0;
	size_t i = 0;
	size_t k = 0;

	while (i < a->num || k < b->num) {
		if (k == b->num || (i < a->num && a->hash[i] < b->hash[k])) {
			gone++;
			i++;
		} else if (i == a->num || b->hash[k] < a->hash[i]) {
			come++;
			k++;
		} else {
			i++;
			k++;
		}
	}
	if (come > gone)
		gone = come;
	/* Rounded up, so that anything above the limit is above it. */
	return a->num == 0 ? 100 : (100 * (uint64_t)gone + a->num - 1) / a->num;
}

int
psi_run_accounts_change(const struct psi_run *run, uint32_t before,
    uint32_t after, uint64_t *percent, bool *known, struct psi_error *err)
{
	struct hashes a = { NULL, 0, 0 };
	struct hashes b = { NULL, 0, 0 };
	struct psi_run_path path;
	int rc = 0;

	(void)psi_run_path(
	    &path, run, "work/%u/keys.csv", (unsigned int)before);
	*known = before != 0 && access(path.text, F_OK) == 0;
	*percent = 0;
	if (*known && (rc = read_hashes(&a, path.text, err)) == 0)
		rc = read_hashes(&b,
		    psi_run_path(
			&path, run, "work/%u/keys.csv", (unsigned int)after),
		    err);
	if (rc == 0 && *known)
		*percent = percent_of(&a, &b);
	free(a.hash);
	free(b.hash);
	return rc;
}
