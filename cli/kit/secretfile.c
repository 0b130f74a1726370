#include "kit/secretfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <sodium.h>

#include "psi/escape.h"

#include "kit/cleanup.h"
#include "kit/diag.h"
#include "kit/infile.h"
#include "kit/overwrite.h"

static const char name_hint[] = "name the file that 'psi-keygen -o' wrote";

static int
fail_io(const char *verb, const char *path, struct psi_error *err)
{
	(void)psi_error_set_errno(
	    err, PSI_E_IO, errno, "cannot %s '%s'", verb, path);
	return PSI_E_IO;
}

static int
read_some(int fd, const char *path, uint8_t *out, size_t out_size,
    size_t *out_len, struct psi_error *err)
{
	ssize_t n;

	do
		n = read(fd, out, out_size);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return fail_io("read", path, err);
	*out_len = (size_t)n;
	return 0;
}

static int
read_source(void *cookie, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *err)
{
	struct psi_secretfile *file = cookie;
	size_t want = out_size < file->left ? out_size : file->left;
	int rc;

	/* A file that grew since it was opened ends where it is too long. */
	if (want == 0) {
		*out_len = 0;
		return 0;
	}
	rc = read_some(file->fd, file->path, out, want, out_len, err);
	if (rc == 0)
		file->left -= *out_len;
	return rc;
}

static int
refuse_shared(const char *path, struct psi_error *err)
{
	(void)psi_error_set(err, PSI_E_INPUT,
	    "'%s' can be read or changed by other users", path);
	psi_error_hint(err, "chmod 600 '%s'", path);
	return PSI_E_INPUT;
}

/*
 * A secret identity, also one of a later version, has the permissions of a
 * secret. Of a file that is often taken for one we say what it is, which is
 * more use than what its permissions should be. One that nobody else can read
 * goes on to the reader, which says what is wrong with it.
 */
static int
check_kind(int fd, const char *path, bool shared, struct psi_error *err)
{
	static const char secret[] = "psi-secret-identity/";
	static const char public[] = "psi1";
	static const char terms[] = "term,value";
	char begin[sizeof secret - 1] = "";
	const char *what = NULL;
	ssize_t n = pread(fd, begin, sizeof begin, 0);

	if (n < 0)
		return fail_io("read", path, err);
	if (strncmp(begin, secret, sizeof begin) == 0)
		return shared ? refuse_shared(path, err) : 0;
	if (strncmp(begin, public, sizeof public - 1) == 0)
		what = "a public identity, not a secret one";
	else if (strncmp(begin, terms, sizeof terms - 1) == 0)
		what = "an agreement or a draft, not a secret identity";
	else if (shared)
		what = "no secret identity";
	if (what == NULL)
		return 0;
	return psi_refuse(
	    err, PSI_E_INPUT, 0, name_hint, "'%s' is %s", path, what);
}

int
psi_secretfile_open(
    struct psi_secretfile *file, const char *path, struct psi_error *err)
{
	struct stat st;
	int rc = 0;

	file->path = path;
	/* No link: the ledger stands beside the file itself, so one identity
	 * must not have two names. O_NONBLOCK: a pipe must not hang us. */
	file->fd = open(
	    path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (file->fd < 0 && errno == ELOOP)
		return psi_refuse(err, PSI_E_INPUT, 0,
		    "name the file that the link leads to",
		    "'%s' is a symbolic link", path);
	if (file->fd < 0)
		return fail_io("open", path, err);
	if (fstat(file->fd, &st) != 0)
		rc = fail_io("read", path, err);
	else if (!S_ISREG(st.st_mode))
		rc = psi_refuse(err, PSI_E_INPUT, 0, name_hint,
		    "'%s' is not a regular file", path);
	else if (st.st_size > PSI_SECRETFILE_MAX)
		rc = psi_refuse(err, PSI_E_INPUT, 0, name_hint,
		    "'%s' is too large for a key file", path);
	else
		rc = check_kind(file->fd, path, (st.st_mode & 077) != 0, err);
	if (rc != 0) {
		psi_secretfile_close(file);
		return rc;
	}
	file->left = PSI_SECRETFILE_MAX;
	file->source.read = read_source;
	file->source.cookie = file;
	return 0;
}

int
psi_secretfile_rewind(struct psi_secretfile *file, struct psi_error *err)
{
	if (lseek(file->fd, 0, SEEK_SET) != 0)
		return fail_io("read", file->path, err);
	file->left = PSI_SECRETFILE_MAX;
	return 0;
}

void
psi_secretfile_close(struct psi_secretfile *file)
{
	if (file->fd >= 0)
		(void)close(file->fd);
	file->fd = -1;
}

/* What the sink of a new key file writes to. */
struct target {
	const char *path;
	int fd;
};

static int
write_sink(
    void *cookie, const uint8_t *in, size_t in_len, struct psi_error *err)
{
	const struct target *target = cookie;

	while (in_len > 0) {
		ssize_t n = write(target->fd, in, in_len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail_io("write", target->path, err);
		in += n;
		in_len -= (size_t)n;
	}
	return 0;
}

static size_t
dir_length(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? (size_t)(slash - path) + 1 : 0;
}

/* The new name must survive a power cut as well as the bytes. */
static int
sync_dir(const char *path, char *dir, struct psi_error *err)
{
	int fd, rc = 0;

	dir[dir_length(path)] = '\0';
	fd = open(
	    dir[0] != '\0' ? dir : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return fail_io("write", path, err);
	if (fsync(fd) != 0 && errno != EINVAL && errno != ENOTSUP)
		rc = fail_io("write", path, err);
	(void)close(fd);
	return rc;
}

static int
name_it(const char *path, int slot, bool replace, struct psi_error *err)
{
	if (psi_cleanup_rename(slot, path, replace) == 0)
		return 0;
	if (errno != EEXIST)
		return fail_io("write", path, err);
	return psi_refuse(err, PSI_E_EXISTS, 0,
	    "a secret is never overwritten; choose another name",
	    "'%s' exists already", path);
}

static int
create(const char *path, bool replace,
    int (*write)(
	void *cookie, const struct psi_sink *sink, struct psi_error *err),
    void *cookie, struct psi_error *err)
{
	static const char template[] = PSI_CLEANUP_PREFIX "XXXXXX";
	struct target target = { path, -1 };
	struct psi_sink sink = { write_sink, &target };
	size_t dir_len = dir_length(path);
	char *temp = malloc(dir_len + sizeof template);
	struct stat st;
	int slot = -1;
	int old = -1;
	int rc;

	if (temp == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	memcpy(temp, path, dir_len);
	memcpy(temp + dir_len, template, sizeof template);
	/* Say so before a passphrase is derived for nothing; the exclusive
	 * rename below is what decides. */
	if (!replace && lstat(path, &st) == 0) {
		rc = psi_refuse(err, PSI_E_EXISTS, 0,
		    "a secret is never overwritten; choose another name",
		    "'%s' exists already", path);
		goto out;
	}
	target.fd = psi_cleanup_make(AT_FDCWD, temp, &slot);
	if (target.fd < 0) {
		rc = fail_io("write", path, err);
		goto out;
	}
	if ((rc = write(cookie, &sink, err)) != 0)
		goto out;
	if (fsync(target.fd) != 0) {
		rc = fail_io("write", path, err);
		goto out;
	}
	if (replace)
		old = psi_overwrite_open(AT_FDCWD, path);
	if ((rc = name_it(path, slot, replace, err)) != 0)
		goto out;
	slot = -1;
	rc = sync_dir(path, temp, err);
	/* Nothing stands under the name after a failure. */
	if (rc != 0 && !replace)
		(void)unlink(path);
	/* The old key may have had no passphrase, or one that leaked. Only once
	 * the new name is on the disk for certain. */
	if (rc == 0) {
		psi_overwrite_old(old);
		old = -1;
	}
out:
	if (rc != 0 && target.fd >= 0 && (slot >= 0 || !replace))
		psi_overwrite(target.fd);
	psi_cleanup_remove(slot);
	if (target.fd >= 0)
		(void)close(target.fd);
	if (old >= 0)
		(void)close(old);
	free(temp);
	return rc;
}

int
psi_secretfile_create(const char *path,
    int (*write)(
	void *cookie, const struct psi_sink *sink, struct psi_error *err),
    void *cookie, struct psi_error *err)
{
	return create(path, false, write, cookie, err);
}

int
psi_secretfile_replace(const char *path,
    int (*write)(
	void *cookie, const struct psi_sink *sink, struct psi_error *err),
    void *cookie, struct psi_error *err)
{
	return create(path, true, write, cookie, err);
}

static int
new_passphrase(struct psi_passphrase *out, struct psi_error *err)
{
	out->data = sodium_malloc(PSI_PASSPHRASE_MAX + 1);
	out->len = 0;
	if (out->data == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	return 0;
}

/* One line, a byte at a time: nothing beyond it is taken from a terminal or
 * from standard input. */
static int
read_line(
    struct psi_passphrase *out, int fd, const char *path, struct psi_error *err)
{
	for (;;) {
		uint8_t *next = out->data + out->len;
		size_t n;
		int rc;

		if ((rc = read_some(fd, path, next, 1, &n, err)) != 0)
			return rc;
		if (n == 0 || *next == '\n')
			break;
		if (out->len == PSI_PASSPHRASE_MAX)
			return psi_error_set(err, PSI_E_INPUT,
			    "the passphrase is over %d bytes",
			    PSI_PASSPHRASE_MAX);
		out->len++;
	}
	if (out->len > 0 && out->data[out->len - 1] == '\r')
		out->len--;
	if (out->len == 0)
		return psi_error_set(
		    err, PSI_E_INPUT, "the passphrase is empty");
	return 0;
}

int
psi_passphrase_read(
    struct psi_passphrase *out, const char *path, struct psi_error *err)
{
	bool standard = strcmp(path, "-") == 0;
	int fd = STDIN_FILENO;
	struct stat st;
	int rc;

	if (standard &&
	    (rc = psi_infile_claim_stdin(PSI_STDIN_PASSPHRASE, err)) != 0)
		return rc;
	if (!standard)
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return fail_io("open", path, err);
	if (fstat(fd, &st) != 0)
		rc = fail_io("read", path, err);
	else if (!standard && (st.st_mode & 077) != 0)
		rc = refuse_shared(path, err);
	else if ((rc = new_passphrase(out, err)) == 0)
		rc = read_line(out, fd, path, err);
	if (!standard)
		(void)close(fd);
	if (rc != 0)
		psi_passphrase_clear(out);
	return rc;
}

static int
prompt(int fd, const char *before, const char *what, struct psi_error *err)
{
	char text[512], line[1024];
	size_t len;

	(void)snprintf(text, sizeof text, "%s%s: ", before, what);
	(void)psi_escape(line, sizeof line, text, strlen(text));
	len = strlen(line);
	if (write(fd, line, len) != (ssize_t)len)
		return fail_io("write", "/dev/tty", err);
	return 0;
}

static int
ask_both(struct psi_passphrase *out, int fd, const char *what, int confirm,
    struct psi_error *err)
{
	struct psi_passphrase again = PSI_PASSPHRASE_INIT;
	int rc;

	if ((rc = prompt(fd, "", what, err)) != 0)
		return rc;
	if ((rc = read_line(out, fd, "/dev/tty", err)) != 0 || !confirm)
		return rc;
	if ((rc = new_passphrase(&again, err)) != 0)
		return rc;
	if ((rc = prompt(fd, "again, ", what, err)) == 0)
		rc = read_line(&again, fd, "/dev/tty", err);
	if (rc == 0 &&
	    (again.len != out->len ||
		sodium_memcmp(again.data, out->data, out->len) != 0))
		rc = psi_error_set(
		    err, PSI_E_INPUT, "the two passphrases are not the same");
	psi_passphrase_clear(&again);
	return rc;
}

static int
no_terminal(struct psi_error *err)
{
	return psi_refuse(err, PSI_E_INPUT, 0, "give it with --passphrase-file",
	    "a passphrase is needed, and there is no terminal to ask at");
}

int
psi_passphrase_ask(struct psi_passphrase *out, const char *what, int confirm,
    struct psi_error *err)
{
	struct termios saved, silent;
	int fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
	int rc;

	if (fd < 0)
		return no_terminal(err);
	if (tcgetattr(fd, &saved) != 0) {
		(void)close(fd);
		return no_terminal(err);
	}
	silent = saved;
	silent.c_lflag &= ~(tcflag_t)ECHO;
	silent.c_lflag |= ECHONL;
	/* Stopped in the middle, we would leave the shell without echo. */
	silent.c_cc[VSUSP] = _POSIX_VDISABLE;
	psi_cleanup_terminal(fd, &saved);
	if (tcsetattr(fd, TCSAFLUSH, &silent) != 0)
		rc = fail_io("read", "/dev/tty", err);
	else if ((rc = new_passphrase(out, err)) == 0)
		rc = ask_both(out, fd, what, confirm, err);
	(void)tcsetattr(fd, TCSAFLUSH, &saved);
	psi_cleanup_terminal(-1, NULL);
	(void)close(fd);
	if (rc != 0)
		psi_passphrase_clear(out);
	return rc;
}

void
psi_passphrase_clear(struct psi_passphrase *passphrase)
{
	/* sodium_free wipes. */
	sodium_free(passphrase->data);
	passphrase->data = NULL;
	passphrase->len = 0;
}

int
psi_secretfile_public(
    struct psi_public_identity *out, const char *path, struct psi_error *err)
{
	struct psi_secretfile file = PSI_SECRETFILE_INIT;
	int rc;

	if ((rc = psi_secretfile_open(&file, path, err)) != 0)
		return rc;
	rc = psi_diag_file(
	    psi_identity_read_public(out, NULL, &file.source, err), path);
	psi_secretfile_close(&file);
	return rc;
}
