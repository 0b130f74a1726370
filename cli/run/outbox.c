#include "run/outbox.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kit/outfile.h"
#include "kit/outparts.h"
#include "kit/tool.h"
#include "run/hook.h"
#include "run/names.h"
#include "run/need.h"

#define FILES_MAX 256
#define SHORT_BYTES 4

const char *
psi_run_out_path(struct psi_run_path *out, const struct psi_run *run,
    const uint8_t agreement[PSI_AGREEMENT_DIGEST_BYTES], char role,
    uint32_t number, const char *kind)
{
	char hex[2 * SHORT_BYTES + 1] = "";

	for (size_t i = 0; i < SHORT_BYTES; i++)
		(void)snprintf(hex + 2 * i, 3, "%02x", agreement[i]);
	return psi_run_path(out, run, "outbox/psi-%s-%c-%u-%s.csv", hex, role,
	    (unsigned int)number, kind);
}

int
psi_run_out_note(struct psi_run *run, const char *path, uint32_t number,
    const char *kind, struct psi_error *err)
{
	char digest[PSI_RUN_HEX_CHARS];
	int rc = psi_run_hex_file(digest, path, err);

	return rc != 0
	    ? rc
	    : psi_run_note(run, number, "make", kind, digest, NULL, err);
}

int
psi_run_out_made(struct psi_run *run, const char *path, uint32_t number,
    const char *kind, bool *made, struct psi_error *err)
{
	*made = psi_run_journal_find(
		    &run->journal, number, "make", kind, NULL) != NULL;
	if (*made || access(path, F_OK) != 0)
		return 0;
	*made = true;
	return psi_run_out_note(run, path, number, kind, err);
}

/* ---- sending ---- */

struct names {
	char name[FILES_MAX][NAME_MAX + 1];
	size_t num;
	int dir_fd;
};

static int
by_name(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* Regular files of ours only; what is being written begins with a dot. */
static int
on_name(void *cookie, const char *name, struct psi_error *err)
{
	struct names *names = cookie;
	struct psi_run_path path;
	struct stat st;

	(void)err;
	(void)snprintf(path.text, sizeof path.text, "outbox/%s", name);
	if (names->num < FILES_MAX && strncmp(name, "psi-", 4) == 0 &&
	    fstatat(names->dir_fd, path.text, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	    S_ISREG(st.st_mode))
		(void)snprintf(names->name[names->num++], sizeof names->name[0],
		    "%s", name);
	return 0;
}

static int
read_names(
    const struct psi_run *run, struct names *names, struct psi_error *err)
{
	int rc;

	names->num = 0;
	names->dir_fd = run->dir_fd;
	rc = psi_run_names(run, "outbox", on_name, names, err);
	qsort(names->name, names->num, sizeof names->name[0], by_name);
	return rc;
}

static int
read_fd(void *cookie, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *err)
{
	const int *fd = cookie;
	ssize_t n;

	do
		n = read(*fd, out, out_size);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return psi_error_set_errno(
		    err, PSI_E_IO, errno, "cannot read a file of the outbox");
	*out_len = (size_t)n;
	return 0;
}

/* In the place of a file that is larger than `split` its parts: first all of
 * them, and then it goes. After a kill between the two the same parts are made
 * again. */
static int
split_one(const struct psi_run *run, const char *name, struct psi_error *err)
{
	struct psi_outfile out = PSI_OUTFILE_INIT;
	struct psi_run_path path;
	int fd = open(psi_run_path(&path, run, "outbox/%s", name),
	    O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	uint8_t some[PSI_RUN_CHUNK];
	size_t len = 1;
	int rc;

	if (fd < 0)
		return psi_error_set_errno(
		    err, PSI_E_IO, errno, "cannot open '%s'", path.text);
	psi_tool_next_step();
	psi_outparts_cut(&out, run->settings.split);
	rc = psi_outfile_open(
	    &out, path.text, PSI_OUTFILE_FORCE | PSI_OUTFILE_PRIVATE, err);
	while (rc == 0 && len > 0) {
		rc = read_fd(&fd, some, sizeof some, &len, err);
		if (rc == 0)
			rc = out.sink.write(out.sink.cookie, some, len, err);
	}
	if (rc == 0 && (rc = psi_outfile_commit(&out, err)) == 0 &&
	    out.num_parts > 1 && unlink(path.text) != 0)
		rc = psi_error_set_errno(
		    err, PSI_E_IO, errno, "cannot remove '%s'", path.text);
	psi_outfile_close(&out);
	(void)close(fd);
	return rc;
}

/* What is larger than it may be, but for parts, which are not. */
static int
split_large(
    const struct psi_run *run, struct names *names, struct psi_error *err)
{
	struct psi_run_path path;
	struct stat st;
	int rc = 0;

	if (run->settings.split == 0)
		return 0;
	for (size_t i = 0; rc == 0 && i < names->num; i++) {
		(void)psi_run_path(&path, run, "outbox/%s", names->name[i]);
		if (strstr(names->name[i], ".part-") == NULL &&
		    lstat(path.text, &st) == 0 &&
		    (uint64_t)st.st_size > run->settings.split)
			rc = split_one(run, names->name[i], err);
	}
	return rc != 0 ? rc : read_names(run, names, err);
}

static int
send_one(
    struct psi_run *run, const char *name, bool *failed, struct psi_error *err)
{
	struct psi_run_path from;
	struct psi_run_path to;
	struct psi_run_hook hook = { "send", &run->settings.send,
		psi_run_path(&from, run, "outbox/%s", name), NULL, NULL, NULL };
	char digest[PSI_RUN_HEX_CHARS];
	struct psi_error why;
	int rc;

	rc = psi_run_hook(run, &hook, &why);
	*failed = rc != 0;
	if (rc != 0) {
		psi_run_need_hook(run, "send", &why, rc);
		return 0;
	}
	(void)psi_run_path(&to, run, "sent/%s", name);
	if ((rc = psi_run_hex_file(digest, from.text, err)) != 0)
		return rc;
	if (rename(from.text, to.text) != 0)
		return psi_error_set_errno(
		    err, PSI_E_IO, errno, "cannot move '%s'", from.text);
	return psi_run_note(run, 0, "send", name, digest, NULL, err);
}

/* Without a transport a person carries the files. */
static void
need_carrier(struct psi_run *run, const struct names *names)
{
	struct psi_run_path outbox;
	struct psi_run_path sent;
	char next[PSI_RUN_NEXT_BYTES];
	const char *it = names->num == 1 ? "it" : "them";

	(void)psi_run_named(
	    &outbox, run, "outbox/%s", names->num == 1 ? names->name[0] : "");
	(void)snprintf(next, sizeof next,
	    "send %s, and move %s to %.2048s; or name a program that sends, "
	    "with 'send' in settings.csv: psi-run(1) says how",
	    it, it, psi_run_named(&sent, run, "sent/"));
	if (names->num == 1)
		psi_run_need(run, 0, "outbox", next, "'%.300s' is for %s",
		    outbox.text, psi_run_partner(run));
	else
		psi_run_need(run, 0, "outbox", next,
		    "%zu files in %.300s are for %s", names->num, outbox.text,
		    psi_run_partner(run));
}

int
psi_run_send(struct psi_run *run, struct psi_error *err)
{
	struct names *names = calloc(1, sizeof *names);
	bool failed = false;
	int rc;

	if (names == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	if ((rc = read_names(run, names, err)) == 0)
		rc = split_large(run, names, err);
	if (names->num > 0 && run->settings.send.num == 0)
		need_carrier(run, names);
	for (size_t i = 0;
	     rc == 0 && !failed && i < names->num && run->settings.send.num > 0;
	     i++)
		rc = send_one(run, names->name[i], &failed, err);
	free(names);
	return rc;
}

int
psi_run_out_count(const struct psi_run *run, size_t *out, struct psi_error *err)
{
	struct names *names = calloc(1, sizeof *names);
	int rc;

	if (names == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	if ((rc = read_names(run, names, err)) == 0)
		*out = names->num;
	free(names);
	return rc;
}
