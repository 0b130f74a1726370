#include "kit/outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "kit/cleanup.h"
#include "kit/diag.h"
#include "kit/infile.h"

#define BUF_BYTES ((size_t)1 << 18)
#define TEXT_BYTES 4096

/* The outputs of this run, to find two that are the same. */
static struct psi_outfile *open_outputs;

static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

/* The folder of a path, with its slash; "" for none. Caller frees. */
static char *
dir_prefix(const char *path, const char *suffix)
{
	size_t dir_len = (size_t)(base_name(path) - path);
	size_t suffix_len = strlen(suffix);
	char *out = malloc(dir_len + suffix_len + 1);

	if (out == NULL)
		return NULL;
	memcpy(out, path, dir_len);
	memcpy(out + dir_len, suffix, suffix_len + 1);
	return out;
}

static int
fail_write(const struct psi_outfile *out, int number, struct psi_error *err)
{
	if (number == ENOMEM)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	/* `| head` is no failure to speak of; a pipe that was named is. */
	if (number == EPIPE && out->direct_fd == STDOUT_FILENO)
		return psi_error_set(err, PSI_CLI_PIPE, "the reader has gone");
	if (out->direct_fd == STDOUT_FILENO)
		return psi_error_set_errno(
		    err, PSI_E_IO, number, "cannot write to standard output");
	(void)psi_error_set_errno(
	    err, PSI_E_IO, number, "cannot write '%s'", out->path);
	if (number == EMFILE)
		psi_error_hint(err,
		    "'ulimit -n 1024' lets a program have so many files open");
	return PSI_E_IO;
}

static int
write_all(const struct psi_outfile *out, int fd, const uint8_t *in,
    size_t in_len, struct psi_error *err)
{
	while (in_len > 0) {
		ssize_t n = write(fd, in, in_len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail_write(out, errno, err);
		in += n;
		in_len -= (size_t)n;
	}
	return 0;
}

/* A temporary file that has no name any more, for held output. */
static int
open_spool(struct psi_outfile *out, struct psi_error *err)
{
	const char *dir = getenv("TMPDIR");
	char name[4096];
	int slot = -1;
	int len;

	if (dir == NULL || dir[0] != '/')
		dir = "/tmp";
	len =
	    snprintf(name, sizeof name, "%s/" PSI_CLEANUP_PREFIX "XXXXXX", dir);
	if (len < 0 || (size_t)len >= sizeof name)
		return psi_error_set(err, PSI_E_IO, "TMPDIR is too long");
	out->fd = psi_cleanup_make(AT_FDCWD, name, &slot);
	if (out->fd < 0) {
		(void)psi_error_set_errno(err, PSI_E_IO, errno,
		    "cannot make a temporary file in '%s'", dir);
		psi_error_hint(
		    err, "set TMPDIR to a folder with room, or use -o");
		return PSI_E_IO;
	}
	psi_cleanup_remove(slot);
	return 0;
}

static int
flush(struct psi_outfile *out, struct psi_error *err)
{
	int rc;

	if (out->len == 0)
		return 0;
	if (out->fd < 0 && (out->flags & PSI_OUTFILE_STREAM) != 0)
		out->fd = out->direct_fd;
	if (out->fd < 0 && (rc = open_spool(out, err)) != 0)
		return rc;
	rc = write_all(out, out->fd, out->buf, out->len, err);
	out->len = 0;
	return rc;
}

static int
write_sink(
    void *cookie, const uint8_t *in, size_t in_len, struct psi_error *err)
{
	struct psi_outfile *out = cookie;

	while (in_len > 0) {
		size_t n = BUF_BYTES - out->len;
		int rc;

		if (n == 0) {
			if ((rc = flush(out, err)) != 0)
				return rc;
			continue;
		}
		if (n > in_len)
			n = in_len;
		memcpy(out->buf + out->len, in, n);
		out->len += n;
		in += n;
		in_len -= n;
	}
	return 0;
}

static int
refuse_input(const struct psi_outfile *out, struct psi_error *err)
{
	(void)psi_error_set(err, PSI_CLI_USAGE,
	    "'%s' is an input; it cannot be the output too", out->path);
	return PSI_CLI_USAGE;
}

static int
refuse_existing(const struct psi_outfile *out, struct psi_error *err)
{
	return psi_refuse(err, PSI_E_EXISTS, 0,
	    "choose another name, or replace the file with --force",
	    "'%s' exists already", out->path);
}

/* Does a file begin with these words? */
static bool
begins_with(const char *path, const char *words)
{
	size_t len = strlen(words);
	char head[64];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	ssize_t n;

	if (fd < 0)
		return false;
	n = read(fd, head, len);
	(void)close(fd);
	return n == (ssize_t)len && memcmp(head, words, len) == 0;
}

/* What nobody can make again is replaced by no output, whatever it is to this
 * program: an identity, its ledger, what lies in the folder of a session. */
static int
refuse_precious(const struct psi_outfile *out, struct psi_error *err)
{
	char *state = dir_prefix(out->path, "state.csv");
	const char *what = NULL;

	if (state == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	if (begins_with(out->path, "psi-secret-identity/"))
		what = "a secret identity";
	else if (begins_with(out->path, "agreement,run,session,event,value"))
		what = "the ledger of an identity";
	else if (begins_with(state, "term,value\nfile,session/"))
		what = "a file of a session";
	free(state);
	if (what == NULL)
		return 0;
	(void)psi_error_set(err, PSI_CLI_USAGE,
	    "'%s' is %s, and is not replaced", out->path, what);
	psi_error_hint(err, "choose another name");
	return PSI_CLI_USAGE;
}

static int
begin_stdout(struct psi_outfile *out, struct psi_error *err)
{
	struct stat st;

	out->path = "standard output";
	out->direct_fd = STDOUT_FILENO;
	if (fstat(STDOUT_FILENO, &st) != 0)
		return fail_write(out, errno, err);
	if (S_ISREG(st.st_mode) && psi_infile_is_input(st.st_dev, st.st_ino))
		return refuse_input(out, err);
	return 0;
}

/* Two names are the same output if folder and last part are. */
static int
check_other_outputs(struct psi_outfile *out, struct psi_error *err)
{
	char *dir = dir_prefix(out->path, ".");
	struct stat st;
	int bad;

	if (dir == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	bad = stat(dir, &st);
	free(dir);
	if (bad != 0)
		return fail_write(out, errno, err);
	out->dir_dev = st.st_dev;
	out->dir_ino = st.st_ino;
	for (const struct psi_outfile *o = open_outputs; o != NULL;
	     o = o->next_open)
		if (o->temp != NULL && o->dir_dev == out->dir_dev &&
		    o->dir_ino == out->dir_ino &&
		    strcmp(base_name(o->path), base_name(out->path)) == 0)
			return psi_usage(
			    err, "'%s' is given for two outputs", out->path);
	return 0;
}

/*
 * Look at what is under the name now. A device is written to directly; all
 * else that exists needs --force and is never an input.
 */
static int
check_target(struct psi_outfile *out, struct psi_error *err)
{
	struct stat st, link_st;
	int rc;

	if (base_name(out->path)[0] == '\0')
		return psi_usage(
		    err, "'%s' is not the name of a file", out->path);
	if (lstat(out->path, &link_st) != 0)
		return errno == ENOENT ? 0 : fail_write(out, errno, err);
	if (stat(out->path, &st) != 0)
		st = link_st;
	if (S_ISDIR(st.st_mode))
		return fail_write(out, EISDIR, err);
	if (S_ISCHR(st.st_mode) || S_ISFIFO(st.st_mode) ||
	    S_ISSOCK(st.st_mode)) {
		out->direct_fd =
		    open(out->path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
		return out->direct_fd >= 0 ? 0 : fail_write(out, errno, err);
	}
	if (psi_infile_is_input(st.st_dev, st.st_ino))
		return refuse_input(out, err);
	if (S_ISREG(st.st_mode) && (out->flags & PSI_OUTFILE_FORCE) != 0 &&
	    (rc = refuse_precious(out, err)) != 0)
		return rc;
	/* The parts have other names, and are looked at when there are any. */
	if ((out->flags & PSI_OUTFILE_FORCE) == 0 && out->max_bytes == 0)
		return refuse_existing(out, err);
	return 0;
}

static int
begin_temp(struct psi_outfile *out, struct psi_error *err)
{
	out->temp = dir_prefix(out->path, PSI_CLEANUP_PREFIX "XXXXXX");
	if (out->temp == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	out->fd = psi_cleanup_make(AT_FDCWD, out->temp, &out->cleanup);
	if (out->fd < 0)
		return fail_write(out, errno, err);
	if ((out->flags & PSI_OUTFILE_PRIVATE) == 0 &&
	    fchmod(out->fd, 0666 & ~psi_cleanup_umask()) != 0)
		return fail_write(out, errno, err);
	return 0;
}

int
psi_outfile_open(struct psi_outfile *out, const char *path, unsigned int flags,
    struct psi_error *err)
{
	int rc = 0;

	out->path = path;
	out->flags = flags;
	out->buf = malloc(BUF_BYTES);
	if (out->buf == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	out->sink.write = write_sink;
	out->sink.cookie = out;
	if (path == NULL || strcmp(path, "-") == 0)
		rc = begin_stdout(out, err);
	else if ((rc = check_other_outputs(out, err)) == 0 &&
	    (rc = check_target(out, err)) == 0 && out->direct_fd < 0)
		rc = begin_temp(out, err);
	if (rc != 0) {
		psi_outfile_close(out);
		return rc;
	}
	out->next_open = open_outputs;
	open_outputs = out;
	return 0;
}

/* Of `len` bytes, which need not be few: a cell of a partner may be in it. */
static int write_long(struct psi_outfile *out, size_t len, const char *format,
    va_list args, struct psi_error *err) __attribute__((format(printf, 3, 0)));

static int
write_long(struct psi_outfile *out, size_t len, const char *format,
    va_list args, struct psi_error *err)
{
	char *text = malloc(len + 1);
	int rc;

	if (text == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	(void)vsnprintf(text, len + 1, format, args);
	rc = write_sink(out, (const uint8_t *)text, len, err);
	sodium_memzero(text, len);
	free(text);
	return rc;
}

int
psi_outfile_text(
    struct psi_outfile *out, struct psi_error *err, const char *format, ...)
{
	char text[TEXT_BYTES];
	va_list args;
	int len;
	int rc;

	va_start(args, format);
	len = vsnprintf(text, sizeof text, format, args);
	va_end(args);
	if (len < 0)
		return psi_error_set_errno(
		    err, PSI_E_IO, errno, "a text cannot be written");
	if ((size_t)len < sizeof text)
		return write_sink(out, (const uint8_t *)text, (size_t)len, err);
	va_start(args, format);
	rc = write_long(out, (size_t)len, format, args, err);
	va_end(args);
	return rc;
}

/* Stage one: every byte is on the disk, or in memory for standard output. */
static int
complete(struct psi_outfile *out, struct psi_error *err)
{
	int rc;

	if (out->temp == NULL)
		return 0;
	if ((rc = flush(out, err)) != 0)
		return rc;
	if (fsync(out->fd) != 0)
		return fail_write(out, errno, err);
	rc = close(out->fd);
	out->fd = -1;
	return rc == 0 ? 0 : fail_write(out, errno, err);
}

static int
copy_spool(struct psi_outfile *out, struct psi_error *err)
{
	int rc;

	if (lseek(out->fd, 0, SEEK_SET) != 0)
		return fail_write(out, errno, err);
	for (;;) {
		ssize_t n = read(out->fd, out->buf, BUF_BYTES);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail_write(out, errno, err);
		if (n == 0)
			return 0;
		rc = write_all(out, out->direct_fd, out->buf, (size_t)n, err);
		if (rc != 0)
			return rc;
	}
}

/* Stage two: held output goes out. close() is where some file systems tell
 * that a write was lost. */
static int
send_held(struct psi_outfile *out, struct psi_error *err)
{
	int rc;

	if (out->direct_fd < 0)
		return 0;
	if (out->fd < 0) {
		rc = write_all(out, out->direct_fd, out->buf, out->len, err);
		out->len = 0;
	} else if ((rc = flush(out, err)) == 0 && out->fd != out->direct_fd) {
		rc = copy_spool(out, err);
	}
	if (rc != 0)
		return rc;
	rc = close(out->direct_fd);
	if (out->fd == out->direct_fd)
		out->fd = -1;
	out->direct_fd = -1;
	if (rc != 0)
		return fail_write(out, errno, err);
	out->committed = true;
	return 0;
}

static int
sync_dir(const struct psi_outfile *out, struct psi_error *err)
{
	char *dir = dir_prefix(out->path, ".");
	int fd, rc;

	if (dir == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(dir);
	if (fd < 0)
		return fail_write(out, errno, err);
	/* Some network file systems cannot sync a folder, and say so. */
	rc = fsync(fd);
	if (rc != 0 && errno != EINVAL && errno != ENOTSUP)
		rc = fail_write(out, errno, err);
	else
		rc = 0;
	(void)close(fd);
	return rc;
}

/* Stage three: the name. */
static int
publish(struct psi_outfile *out, struct psi_error *err)
{
	bool force = (out->flags & PSI_OUTFILE_FORCE) != 0;
	struct stat st;

	if (out->temp == NULL)
		return 0;
	/* It may have been opened as one since. */
	if (stat(out->path, &st) == 0 &&
	    psi_infile_is_input(st.st_dev, st.st_ino))
		return refuse_input(out, err);
	if (psi_cleanup_rename(out->cleanup, out->path, force) != 0)
		return errno == EEXIST ? refuse_existing(out, err)
				       : fail_write(out, errno, err);
	out->cleanup = -1;
	out->committed = true;
	return sync_dir(out, err);
}

static void
take_back(struct psi_outfile *out)
{
	if (out->temp != NULL && out->committed &&
	    (out->flags & PSI_OUTFILE_FORCE) == 0) {
		(void)unlink(out->path);
		out->committed = false;
	}
}

int
psi_outfile_commit_all(
    struct psi_outfile *const *outs, size_t num_outs, struct psi_error *err)
{
	int rc = 0;

	for (size_t i = 0; i < num_outs && rc == 0; i++)
		if (outs[i] != NULL)
			rc = complete(outs[i], err);
	/* Standard output before the names: it is the likelier to fail. */
	for (size_t i = 0; i < num_outs && rc == 0; i++)
		if (outs[i] != NULL)
			rc = send_held(outs[i], err);
	for (size_t i = 0; i < num_outs && rc == 0; i++)
		if (outs[i] != NULL)
			rc = publish(outs[i], err);
	if (rc != 0)
		for (size_t i = 0; i < num_outs; i++)
			if (outs[i] != NULL)
				take_back(outs[i]);
	return rc;
}

static int
read_back(
    void *cookie, uint8_t *to, size_t size, size_t *len, struct psi_error *err)
{
	const struct psi_outfile *out = cookie;
	ssize_t n;

	do
		n = read(out->fd, to, size);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return fail_write(out, errno, err);
	*len = (size_t)n;
	return 0;
}

static int
rewind_back(void *cookie, struct psi_error *err)
{
	const struct psi_outfile *out = cookie;

	return lseek(out->fd, 0, SEEK_SET) == 0 ? 0
						: fail_write(out, errno, err);
}

/* In parts, where it is larger than it may be; *num is 1 where it is not. */
static int
commit_parts(struct psi_outfile *out, uint32_t *num, struct psi_error *err)
{
	const struct psi_outfile_again in = { { read_back, out }, rewind_back };
	int rc = flush(out, err);

	*num = 1;
	if (rc == 0)
		rc = out->cut(out, &in, num, err);
	if (rc == 0)
		out->num_parts = *num;
	return rc;
}

int
psi_outfile_commit(struct psi_outfile *out, struct psi_error *err)
{
	uint32_t num = 1;
	int rc = 0;

	if (out->max_bytes > 0 && out->temp != NULL)
		rc = commit_parts(out, &num, err);
	if (rc != 0 || num > 1)
		return rc;
	return psi_outfile_commit_all(&out, 1, err);
}

void
psi_outfile_close(struct psi_outfile *out)
{
	struct psi_outfile **link = &open_outputs;

	while (*link != NULL && *link != out)
		link = &(*link)->next_open;
	if (*link != NULL)
		*link = out->next_open;
	psi_cleanup_remove(out->cleanup);
	out->cleanup = -1;
	if (out->fd >= 0 && out->fd != out->direct_fd)
		(void)close(out->fd);
	if (out->direct_fd > STDERR_FILENO)
		(void)close(out->direct_fd);
	out->fd = out->direct_fd = -1;
	if (out->buf != NULL)
		sodium_memzero(out->buf, BUF_BYTES);
	free(out->buf);
	out->buf = NULL;
	free(out->temp);
	out->temp = NULL;
}
