#include "run/own_accounts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "psi/normalize.h"

#include "kit/clock.h"
#include "kit/diag.h"
#include "kit/grow.h"
#include "run/hook.h"
#include "run/reading.h"
#include "step/step_normalize.h"
#include "table/tablefile.h"
#include "kit/tool.h"

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
	char chunk[PSI_RUN_CHUNK];
	ssize_t n;
	int rc = 0;

	while (rc == 0 && (n = read(from, chunk, sizeof chunk)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			rc = -1;
		for (ssize_t done = 0; rc == 0 && done < n;) {
			ssize_t m = write(to, chunk + done, (size_t)(n - done));

			if (m < 0 && errno == EINTR)
				continue;
			if (m < 0)
				rc = -1;
			done += m;
		}
	}
	sodium_memzero(chunk, sizeof chunk);
	return rc;
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

/* The words of the command, as one text. */
static int
command_digest(const struct psi_run *run, char digest[PSI_RUN_HEX_CHARS],
    struct psi_error *err)
{
	const struct psi_run_words *command = &run->settings.accounts_command;
	size_t size = 1;
	size_t len = 0;
	char *text;

	for (size_t i = 0; i < command->num; i++)
		size += strlen(command->word[i]) + 1;
	if ((text = malloc(size)) == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	for (size_t i = 0; i < command->num; i++) {
		size_t part = strlen(command->word[i]);

		memcpy(text + len, command->word[i], part);
		len += part;
		text[len++] = '\n';
	}
	psi_run_hex(digest, text, len);
	free(text);
	return 0;
}

/* A command that wrote a list of use is asked once a day at most; one that is
 * another than it was is asked at once. */
static const struct psi_run_entry *
asked_today(const struct psi_run *run, uint32_t number, const char *digest)
{
	const struct psi_run_entry *entry = psi_run_journal_find(
	    &run->journal, number, "list", "accounts-command", digest);

	return entry != NULL && entry->day == run->today ? entry : NULL;
}

int
psi_run_accounts_are_of_use(
    struct psi_run *run, uint32_t number, struct psi_error *err)
{
	char digest[PSI_RUN_HEX_CHARS];
	int rc;

	if (run->settings.accounts_command.num == 0)
		return 0;
	if ((rc = command_digest(run, digest, err)) != 0 ||
	    asked_today(run, number, digest) != NULL)
		return rc;
	return psi_run_note(
	    run, number, "list", "accounts-command", digest, NULL, err);
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

/* ---- several copies ---- */

/* Copy number `i` of a run, or what is to become it. */
static const char *
copy_path(struct psi_run_path *out, const struct psi_run *run, uint32_t number,
    size_t i, const char *end)
{
	if (i == 0)
		return psi_run_path(
		    out, run, "work/%u/accounts.%s", (unsigned int)number, end);
	return psi_run_path(out, run, "work/%u/accounts-%zu.%s",
	    (unsigned int)number, i + 1, end);
}

void
psi_run_lists_find(
    struct psi_run_lists *lists, const struct psi_run *run, uint32_t number)
{
	size_t num = 0;

	for (; num < PSI_NORMALIZE_LISTS_MAX; num++) {
		const char *path =
		    copy_path(&lists->path[num], run, number, num, "csv");

		if (num > 0 && access(path, F_OK) != 0)
			break;
		lists->paths.path[num] = path;
	}
	lists->paths.num = num;
}

/* A text that is made of pieces; each ends in a NUL, so that two texts are the
 * same only where all pieces are. */
struct pieces {
	char *text;
	size_t len;
	size_t room;
};

static int
add_piece(struct pieces *pieces, const char *piece, struct psi_error *err)
{
	void *text = pieces->text;
	size_t size = piece == NULL ? 1 : strlen(piece) + 1;
	int rc = psi_grow(&text, &pieces->room, pieces->len, size, 1, err);

	if (rc != 0)
		return rc;
	pieces->text = text;
	memcpy(pieces->text + pieces->len, piece == NULL ? "" : piece, size);
	pieces->len += size;
	return 0;
}

/* The bytes of a file that a setting names; NULL for none. */
static int
add_file(struct pieces *pieces, const char *path, struct psi_error *err)
{
	char hex[PSI_RUN_HEX_CHARS] = "";
	int rc = path == NULL ? 0 : psi_run_hex_file(hex, path, err);

	return rc != 0 ? rc : add_piece(pieces, hex, err);
}

/* What is read out of a list besides the list: the agreement, with its rules, and
 * the settings. Another one makes another list of the same export. */
static int
add_reading(
    struct pieces *pieces, const struct psi_run *run, struct psi_error *err)
{
	const struct psi_run_settings *settings = &run->settings;
	const char *const texts[] = { settings->encoding, settings->delimiter,
		settings->sheet, settings->population, settings->currency };
	const char *const files[] = { settings->rules, settings->overrides,
		settings->exclude };
	char skip[24];
	int rc = add_piece(pieces, run->digest, err);

	(void)snprintf(skip, sizeof skip, "%llu",
	    (unsigned long long)settings->skip_lines);
	if (rc == 0)
		rc = add_piece(pieces, skip, err);
	for (size_t i = 0; rc == 0 && i < sizeof texts / sizeof texts[0]; i++)
		rc = add_piece(pieces, texts[i], err);
	for (size_t i = 0; rc == 0 && i < sizeof files / sizeof files[0]; i++)
		rc = add_file(pieces, files[i], err);
	for (size_t i = 0; rc == 0 && i < settings->map.num; i++)
		rc = add_piece(pieces, settings->map.word[i], err);
	return rc;
}

/* The digest of the files of these paths, and of how they are read. */
static int
digest_of(char out[PSI_RUN_HEX_CHARS], const struct psi_run *run,
    const struct psi_tablefile_paths *paths, struct psi_error *err)
{
	struct pieces pieces = { NULL, 0, 0 };
	int rc = add_reading(&pieces, run, err);

	for (size_t i = 0; rc == 0 && i < paths->num; i++)
		rc = add_file(&pieces, paths->path[i], err);
	if (rc == 0)
		psi_run_hex(out, pieces.text, pieces.len);
	psi_grow_free(pieces.text, pieces.room, 1);
	return rc;
}

int
psi_run_accounts_digest(const struct psi_run *run, uint32_t number,
    char digest[PSI_RUN_HEX_CHARS], struct psi_error *err)
{
	struct psi_run_lists *lists = calloc(1, sizeof *lists);
	int rc;

	if (lists == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	psi_run_lists_find(lists, run, number);
	rc = digest_of(digest, run, &lists->paths, err);
	free(lists);
	return rc;
}

/* Write all copies anew, beside those that are there. */
static int
copy_all(const struct psi_run *run, uint32_t number,
    struct psi_run_lists *fresh, struct psi_error *err)
{
	const struct psi_run_words *accounts = &run->settings.accounts;
	bool is_command = run->settings.accounts_command.num > 0;
	size_t num = is_command ? 1 : accounts->num;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < num; i++) {
		const char *to =
		    copy_path(&fresh->path[i], run, number, i, "new");

		fresh->paths.path[i] = to;
		rc = is_command ? run_command(run, to, err)
				: copy_file(accounts->word[i], to, err);
	}
	fresh->paths.num = num;
	return rc;
}

/* Keys of another list, or of other settings, must not be taken for those of
 * these. */
static int
remove_keys(const struct psi_run *run, uint32_t number, struct psi_error *err)
{
	struct psi_run_path keys;

	(void)psi_run_path(
	    &keys, run, "work/%u/keys.csv", (unsigned int)number);
	if (unlink(keys.text) == 0 || errno == ENOENT)
		return psi_run_reading_remove(run, number, err);
	return psi_error_set_errno(
	    err, PSI_E_IO, errno, "cannot remove '%s'", keys.text);
}

/* Is the only copy what the command of today's settings wrote today? */
static int
was_asked(const struct psi_run *run, uint32_t number, bool *is_asked,
    struct psi_error *err)
{
	char digest[PSI_RUN_HEX_CHARS];
	struct psi_run_path path;
	int rc;

	*is_asked = false;
	if (run->settings.accounts_command.num == 0 ||
	    access(copy_path(&path, run, number, 0, "csv"), F_OK) != 0 ||
	    access(copy_path(&path, run, number, 1, "csv"), F_OK) == 0)
		return 0;
	if ((rc = command_digest(run, digest, err)) == 0)
		*is_asked = asked_today(run, number, digest) != NULL;
	return rc;
}

/* The new copies take the place of the old ones. */
static int
replace_all(const struct psi_run *run, uint32_t number,
    const struct psi_run_lists *fresh, const struct psi_run_lists *kept,
    struct psi_error *err)
{
	struct psi_run_path path;

	/* From the last on, so that at no time there are fewer than are
	 * found. */
	for (size_t i = kept->paths.num; i-- > fresh->paths.num;)
		if (unlink(copy_path(&path, run, number, i, "csv")) != 0 &&
		    errno != ENOENT)
			goto fail;
	for (size_t i = 0; i < fresh->paths.num; i++)
		if (rename(fresh->paths.path[i],
			copy_path(&path, run, number, i, "csv")) != 0)
			goto fail;
	return 0;
fail:
	return psi_error_set_errno(
	    err, PSI_E_IO, errno, "cannot write '%s'", path.text);
}

int
psi_run_accounts_copy(struct psi_run *run, uint32_t number,
    char digest[PSI_RUN_HEX_CHARS], struct psi_error *err)
{
	struct psi_run_lists *lists;
	bool is_asked = false;
	int rc;

	if ((rc = make_work(run, number, err)) != 0 ||
	    (rc = remove_keys(run, number, err)) != 0 ||
	    (rc = was_asked(run, number, &is_asked, err)) != 0)
		return rc;
	if (is_asked)
		return psi_run_accounts_digest(run, number, digest, err);
	if ((lists = calloc(2, sizeof *lists)) == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	psi_run_lists_find(&lists[1], run, number);
	if ((rc = copy_all(run, number, &lists[0], err)) == 0 &&
	    (rc = digest_of(digest, run, &lists[0].paths, err)) == 0)
		rc = replace_all(run, number, &lists[0], &lists[1], err);
	free(lists);
	return rc;
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
	options->jobs = run->jobs;
	if (settings->delimiter != NULL)
		options->delimiter = strcmp(settings->delimiter, "tab") == 0
		    ? '\t'
		    : settings->delimiter[0];
}

static int
on_column(void *cookie, const struct psi_normalize_column *column)
{
	bool *is_table = cookie;

	(void)column;
	*is_table = true;
	return 0;
}

/* Of several lists one may be of deals, without a name: of such it is seen that
 * they are tables. Mappings are for the first, as in every step. */
static int
look_at(struct psi_step_normalize *step, size_t i, size_t num,
    struct psi_error *err)
{
	bool is_table = false;
	int rc;

	if (i > 0)
		step->options.num_maps = 0;
	rc = psi_normalize_columns(
	    &step->in[i].source, &step->options, on_column, &is_table, err);
	return num > 1 && is_table && rc == PSI_E_INPUT ? 0 : rc;
}

int
psi_run_terms_look(
    const struct psi_run *run, const char *agreement, struct psi_error *err)
{
	struct psi_step_normalize step;
	int rc;

	psi_step_normalize_init(&step);
	fill(&step, run);
	step.agreement_path = agreement;
	rc = psi_step_normalize_terms(&step, err);
	psi_step_normalize_close(&step);
	return rc;
}

int
psi_run_accounts_look(const struct psi_run *run, struct psi_error *err)
{
	const struct psi_run_words *accounts = &run->settings.accounts;
	struct psi_step_normalize step;
	int rc = 0;

	psi_step_normalize_init(&step);
	fill(&step, run);
	for (size_t i = 0; rc == 0 && i < accounts->num; i++) {
		if ((rc = psi_tablefile_open(
			 &step.in[i], accounts->word[i], err)) == 0)
			rc = look_at(&step, i, accounts->num, err);
		if (rc == PSI_E_INPUT)
			rc = psi_diag_file(rc, accounts->word[i]);
	}
	psi_step_normalize_close(&step);
	return rc;
}

/* The row before the last of a keys file says how many there are. */
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

static int
make_keys(const struct psi_run *run, uint32_t number,
    const struct psi_run_lists *lists, const char *to, struct psi_error *err)
{
	struct psi_step_normalize step;
	int rc;

	psi_tool_next_step();
	psi_step_normalize_init(&step);
	fill(&step, run);
	step.output = to;
	if ((rc = psi_step_normalize_terms(&step, err)) == 0 &&
	    (rc = psi_step_normalize_open(
		 &step, lists->paths.path, lists->paths.num, err)) == 0)
		rc = psi_step_normalize_keys(&step, err);
	if (rc == 0)
		rc = psi_run_reading_save(run, number, step.report, err);
	psi_step_normalize_close(&step);
	return rc;
}

int
psi_run_accounts_keys(
    struct psi_run *run, uint32_t number, uint64_t *keys, struct psi_error *err)
{
	struct psi_run_lists *lists;
	struct psi_run_path out;
	int rc;

	(void)psi_run_path(&out, run, "work/%u/keys.csv", (unsigned int)number);
	/* Killed between the two, both are made anew. */
	if (access(out.text, F_OK) == 0 &&
	    psi_run_reading_is_there(run, number))
		return count_keys(out.text, keys, err);
	if ((lists = calloc(1, sizeof *lists)) == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	psi_run_lists_find(lists, run, number);
	rc = make_keys(run, number, lists, out.text, err);
	free(lists);
	return rc != 0 ? rc : count_keys(out.text, keys, err);
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
	if (hashes->num > 0)
		qsort(hashes->hash, hashes->num, sizeof hashes->hash[0],
		    by_value);
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
