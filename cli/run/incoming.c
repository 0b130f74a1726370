#include "run/incoming.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <sodium.h>

#include "psi/part.h"

#include "kit/infile.h"
#include "kit/outfile.h"
#include "table/unwrap.h"
#include "kit/tool.h"

#define TAIL 512
/* Records around the elements, and what a line of an element has. */
#define BASE_BYTES ((uint64_t)1 << 20)
#define ELEMENT_LINE 64
/* A row of a shared table at its longest, 16 KiB; what is sealed is padded to a
 * power of two, up to twice as much, and is in base64, in lines. */
#define SHARED_ROW ((uint64_t)48 << 10)

/* ---- how large may it be ---- */

static uint64_t
term_number(const struct psi_agreement *agreement, const char *term)
{
	const char *text = psi_agreement_term(agreement, term, 0);

	return text == NULL ? 0 : strtoull(text, NULL, 10);
}

/* The largest file that the agreement lets the partner send; we are `role`. */
static uint64_t
bound_of(const struct psi_agreement *agreement, char role)
{
	uint64_t a = term_number(agreement, "maximum-elements-a");
	uint64_t b = term_number(agreement, "maximum-elements-b");
	uint64_t rows = term_number(
	    agreement, role == 'a' ? "maximum-shared-b" : "maximum-shared-a");
	uint64_t elements = (a > b ? a : b) * ELEMENT_LINE;
	uint64_t shared = rows * SHARED_ROW;

	return BASE_BYTES + (elements > shared ? elements : shared);
}

static uint64_t
bound(const struct psi_run *run, const struct psi_run_older *older)
{
	uint64_t now = bound_of(run->agreement, run->role);
	uint64_t then = older->agreement == NULL
	    ? 0
	    : bound_of(older->agreement, older->role);

	return now > then ? now : then;
}

static uint64_t
free_bytes(const struct psi_run *run)
{
	struct statvfs fs;

	if (fstatvfs(run->dir_fd, &fs) != 0)
		return UINT64_MAX;
	return (uint64_t)fs.f_bavail * (uint64_t)fs.f_frsize;
}

/* ---- the copy ---- */

static int
fail_copy(const char *path, struct psi_error *err)
{
	return psi_error_set_errno(
	    err, PSI_E_IO, errno, "cannot write '%s'", path);
}

static int
write_all(int fd, const uint8_t *in, size_t len, const char *path,
    struct psi_error *err)
{
	while (len > 0) {
		ssize_t n = write(fd, in, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return fail_copy(path, err);
		in += n;
		len -= (size_t)n;
	}
	return 0;
}

/* *grew is set where there is more than fstat said: somebody still writes. */
static int
copy_bytes(int from, int to, uint64_t size, bool *grew, const char *path,
    struct psi_error *err)
{
	uint8_t chunk[PSI_RUN_CHUNK];
	uint64_t done = 0;
	int rc = 0;

	for (;;) {
		ssize_t n = read(from, chunk, sizeof chunk);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		done += (uint64_t)n;
		*grew = done > size;
		if (*grew ||
		    (rc = write_all(to, chunk, (size_t)n, path, err)) != 0)
			return rc;
	}
	*grew = done != size;
	if (fsync(to) != 0)
		return fail_copy(path, err);
	return 0;
}

static int
copy(const struct psi_run *run, struct psi_run_incoming *incoming, int from,
    struct psi_error *err)
{
	struct psi_run_path path;
	bool grew = false;
	int to;
	int rc;

	(void)psi_run_path(&path, run, PSI_RUN_COPY);
	if (unlink(path.text) != 0 && errno != ENOENT)
		return fail_copy(path.text, err);
	to = open(path.text,
	    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (to < 0)
		return fail_copy(path.text, err);
	rc = copy_bytes(
	    from, to, (uint64_t)incoming->st.st_size, &grew, path.text, err);
	if (close(to) != 0 && rc == 0)
		rc = fail_copy(path.text, err);
	if (rc == 0 && grew)
		incoming->seen = PSI_RUN_SEEN_PARTIAL;
	return rc != 0 ? rc : psi_run_hex_file(incoming->raw, path.text, err);
}

static int
open_and_copy(const struct psi_run *run, struct psi_run_incoming *incoming,
    const struct psi_run_older *older, struct psi_error *err)
{
	int inbox = openat(run->dir_fd, "inbox",
	    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	int fd = inbox < 0
	    ? -1
	    : openat(inbox, incoming->name,
		  O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	int rc = 0;

	incoming->seen = PSI_RUN_SEEN_GOOD;
	/* Nothing that is said of the file by what this process lacks. */
	if (inbox < 0 ||
	    (fd < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOMEM)))
		rc = psi_error_set_errno(
		    err, PSI_E_IO, errno, "cannot look into the inbox");
	else if (fd < 0)
		incoming->seen =
		    errno == ENOENT ? PSI_RUN_SEEN_GONE : PSI_RUN_SEEN_ODD;
	else if (fstat(fd, &incoming->st) != 0 ||
	    !S_ISREG(incoming->st.st_mode))
		incoming->seen = PSI_RUN_SEEN_ODD;
	else if ((uint64_t)incoming->st.st_size > bound(run, older))
		incoming->seen = PSI_RUN_SEEN_LARGE;
	else if ((uint64_t)incoming->st.st_size > free_bytes(run) / 2)
		rc = psi_error_set(err, PSI_E_IO,
		    "there is no room to copy a file of the inbox");
	else
		rc = copy(run, incoming, fd, err);
	if (fd >= 0)
		(void)close(fd);
	if (inbox >= 0)
		(void)close(inbox);
	return rc;
}

/* ---- what it is ---- */

/* A record `signature` and a line end are the last of every file that is
 * exchanged, and `sha256` of a part: without them it is still being written, or
 * was cut off. */
static bool
is_closed(char tail[TAIL + 1], ssize_t n, bool is_part)
{
	const char *line;

	if (n < 2 || tail[n - 1] != '\n')
		return false;
	tail[n - 1] = '\0';
	if (strlen(tail) != (size_t)n - 1)
		return false;
	line = strrchr(tail, '\n');
	return line != NULL &&
	    (strncmp(line + 1, "signature", 9) == 0 ||
		(is_part && strncmp(line + 1, "sha256,", 7) == 0));
}

/* How a file that is exchanged begins, as far as it is there. */
static bool
begins_as_ours(const char *head, size_t n, bool *is_part)
{
	static const char *const heads[] = { "record,value\nfile,",
		"record,value\r\nfile,", "term,value\nfile,agreement",
		"term,value\r\nfile,agreement" };

	*is_part = n > 0 && psi_part_begins((const uint8_t *)head, n);
	for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
		size_t len = strlen(heads[i]);

		if (n < len)
			len = n;
		if (memcmp(head, heads[i], len) == 0)
			return true;
	}
	return false;
}

/* Is it one of ours, and not whole yet? One that cannot be read is neither: it
 * would be refused as cut off. */
static int
find_partial(bool *is_partial, const char *path, struct psi_error *err)
{
	char head[64];
	char tail[TAIL + 1];
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	off_t size = fd < 0 ? -1 : lseek(fd, 0, SEEK_END);
	off_t at = size > TAIL ? size - TAIL : 0;
	ssize_t num_head = size < 0 ? -1 : pread(fd, head, sizeof head, 0);
	ssize_t num_tail = num_head < 0 ? -1 : pread(fd, tail, TAIL, at);
	bool is_part;
	int rc = 0;

	if (num_tail < 0)
		rc = psi_error_set_errno(
		    err, PSI_E_IO, errno, "cannot read '%s'", path);
	else
		*is_partial =
		    begins_as_ours(head, (size_t)num_head, &is_part) &&
		    !is_closed(tail, num_tail, is_part);
	if (fd >= 0)
		(void)close(fd);
	return rc;
}

static int
on_fact(
    void *cookie, const char *item, const char *value, struct psi_error *err)
{
	struct psi_run_incoming *incoming = cookie;

	(void)err;
	if (strcmp(item, "from") == 0)
		incoming->from = value[0];
	else if (strcmp(item, "run") == 0)
		incoming->run = (uint32_t)strtoul(value, NULL, 10);
	else if (strcmp(item, "revision") == 0)
		incoming->revision = (unsigned int)strtoul(value, NULL, 10);
	else if (strcmp(item, "agreement") == 0)
		(void)snprintf(incoming->agreement, sizeof incoming->agreement,
		    "%s", value);
	else if (strcmp(item, "digest") == 0)
		(void)snprintf(
		    incoming->digest, sizeof incoming->digest, "%s", value);
	else if (strcmp(item, "part") == 0)
		incoming->part = (unsigned int)strtoul(value, NULL, 10);
	else if (strcmp(item, "parts") == 0)
		incoming->num_parts = (unsigned int)strtoul(value, NULL, 10);
	else if (strcmp(item, "whole") == 0)
		(void)snprintf(
		    incoming->whole, sizeof incoming->whole, "%s", value);
	else if (strcmp(item, "looks-like") == 0)
		(void)snprintf(incoming->looks_like,
		    sizeof incoming->looks_like, "%s", value);
	return 0;
}

static int
inspect(struct psi_run_incoming *incoming, const char *path,
    const struct psi_agreement *agreement)
{
	struct psi_infile in = PSI_INFILE_INIT;
	int rc;

	psi_tool_next_step();
	incoming->from = '\0';
	incoming->run = 0;
	incoming->revision = 0;
	incoming->agreement[0] = '\0';
	incoming->digest[0] = '\0';
	if ((rc = psi_infile_open(&in, path, &incoming->why)) == 0)
		rc = psi_inspect(&incoming->kind, &in.source, agreement,
		    on_fact, incoming, &incoming->why);
	psi_infile_close(&in);
	return rc;
}

static bool
is_exchanged(enum psi_file_kind kind)
{
	return kind == PSI_FILE_BLINDED || kind == PSI_FILE_EVALUATED ||
	    kind == PSI_FILE_ANSWER || kind == PSI_FILE_SHARED;
}

static enum psi_run_seen
bad(struct psi_run_incoming *incoming, const char *words)
{
	(void)psi_error_set(&incoming->why, PSI_E_MISMATCH, "%s", words);
	return PSI_RUN_SEEN_BAD;
}

static enum psi_run_seen
bad_own(struct psi_run_incoming *incoming, const char *words)
{
	(void)bad(incoming, words);
	psi_error_hint(&incoming->why,
	    "the inbox is for the partner's files; your own wait in outbox/ "
	    "and are in sent/");
	return PSI_RUN_SEEN_BAD;
}

/* Ours in the agreement that the file was made under. */
static char
own_role(const struct psi_run *run, const struct psi_run_incoming *incoming,
    const struct psi_run_older *older)
{
	uint8_t digest[PSI_AGREEMENT_DIGEST_BYTES];
	char hex[2 * sizeof digest + 1];

	if (older->agreement == NULL)
		return run->role;
	psi_agreement_digest(older->agreement, digest);
	(void)sodium_bin2hex(hex, sizeof hex, digest, sizeof digest);
	return strcmp(hex, incoming->agreement) == 0 ? older->role : run->role;
}

static enum psi_run_seen
judge(const struct psi_run *run, struct psi_run_incoming *incoming,
    const struct psi_run_older *older, int rc)
{
	const bool is_own = incoming->from == own_role(run, incoming, older);

	if (incoming->kind == PSI_FILE_AGREEMENT)
		return rc == 0 ? PSI_RUN_SEEN_AGREEMENT : PSI_RUN_SEEN_BAD;
	if (rc != 0)
		return PSI_RUN_SEEN_BAD;
	if (incoming->kind == PSI_FILE_PART)
		return is_own
		    ? bad_own(incoming, "it is a part of a file of your own")
		    : PSI_RUN_SEEN_PART;
	if (!is_exchanged(incoming->kind))
		return bad(
		    incoming, "it is none of the files that partners exchange");
	if (is_own)
		return bad_own(incoming, "it is a file of your own");
	return PSI_RUN_SEEN_GOOD;
}

/* What mail made of the copy is undone in it. */
static int
unwrap_copy(const struct psi_run *run, const char *path, struct psi_error *err)
{
	struct psi_infile in = PSI_INFILE_INIT;
	struct psi_outfile out = PSI_OUTFILE_INIT;
	struct psi_run_path to;
	uint8_t some[PSI_RUN_CHUNK];
	size_t len = 1;
	int rc;

	psi_tool_next_step();
	(void)psi_run_path(&to, run, "work/unwrapped.csv");
	if ((rc = psi_unwrap_open(&in, path, err)) != 0 ||
	    (rc = psi_infile_look(&in, err)) != 0 ||
	    psi_unwrap_what(in.decoder.cookie)[0] == '\0')
		goto out;
	rc = psi_outfile_open(
	    &out, to.text, PSI_OUTFILE_FORCE | PSI_OUTFILE_PRIVATE, err);
	while (rc == 0 && len > 0) {
		rc = in.source.read(
		    in.source.cookie, some, sizeof some, &len, err);
		if (rc == 0)
			rc = out.sink.write(out.sink.cookie, some, len, err);
	}
	if (rc == 0 && (rc = psi_outfile_commit(&out, err)) == 0 &&
	    rename(to.text, path) != 0)
		rc = fail_copy(path, err);
out:
	psi_outfile_close(&out);
	psi_infile_close(&in);
	/* Damaged base64 is seen as what it is. */
	return rc == PSI_E_GRAMMAR ? 0 : rc;
}

static int
look_at_copy(const struct psi_run *run, struct psi_run_incoming *incoming,
    const struct psi_run_older *older, struct psi_error *err)
{
	struct psi_run_path path;
	bool is_partial = false;
	int rc;

	(void)psi_run_path(&path, run, PSI_RUN_COPY);
	if ((rc = unwrap_copy(run, path.text, err)) != 0 ||
	    (rc = find_partial(&is_partial, path.text, err)) != 0)
		return rc;
	if (is_partial) {
		incoming->seen = PSI_RUN_SEEN_PARTIAL;
		return 0;
	}
	rc = inspect(incoming, path.text, run->agreement);
	if (rc == PSI_E_MISMATCH && older->agreement != NULL)
		rc = inspect(incoming, path.text, older->agreement);
	if (rc == PSI_E_IO || rc == PSI_E_NOMEM) {
		*err = incoming->why;
		return rc;
	}
	incoming->seen = judge(run, incoming, older, rc);
	return 0;
}

int
psi_run_incoming(const struct psi_run *run, struct psi_run_incoming *incoming,
    const char *name, const struct psi_run_older *older, struct psi_error *err)
{
	int rc;

	*incoming = (struct psi_run_incoming){ .name = name };
	rc = open_and_copy(run, incoming, older, err);
	if (rc != 0 || incoming->seen != PSI_RUN_SEEN_GOOD)
		return rc;
	return look_at_copy(run, incoming, older, err);
}

int
psi_run_incoming_joined(const struct psi_run *run,
    struct psi_run_incoming *incoming, const struct psi_run_older *older,
    struct psi_error *err)
{
	struct psi_run_path path;
	int rc;

	incoming->seen = PSI_RUN_SEEN_GOOD;
	(void)psi_run_path(&path, run, PSI_RUN_COPY);
	if ((rc = psi_run_hex_file(incoming->raw, path.text, err)) != 0)
		return rc;
	return look_at_copy(run, incoming, older, err);
}

void
psi_run_incoming_remove(
    const struct psi_run *run, const struct psi_run_incoming *incoming)
{
	int inbox = openat(run->dir_fd, "inbox",
	    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	const struct stat *was = &incoming->st;
	struct stat st;

	if (inbox < 0)
		return;
	if (fstatat(inbox, incoming->name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	    st.st_dev == was->st_dev && st.st_ino == was->st_ino &&
	    st.st_size == was->st_size &&
	    st.st_mtim.tv_sec == was->st_mtim.tv_sec &&
	    st.st_mtim.tv_nsec == was->st_mtim.tv_nsec)
		(void)unlinkat(inbox, incoming->name, 0);
	(void)close(inbox);
}

const char *
psi_run_kind_word(const struct psi_run_incoming *incoming)
{
	if (incoming->kind == PSI_FILE_BLINDED)
		return "blinded";
	if (incoming->kind == PSI_FILE_EVALUATED)
		return "evaluated";
	if (incoming->kind == PSI_FILE_ANSWER)
		return "answer";
	return incoming->revision == 1 ? "claims" : "fields";
}
