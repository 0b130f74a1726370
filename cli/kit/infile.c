#include "kit/infile.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "psi/near.h"

#include "kit/diag.h"
#include "kit/grow.h"

#define BUF_BYTES ((size_t)1 << 18)
/* Enough to tell what a file is; a pipe may give less at a time. */
#define LOOK_BYTES ((size_t)4096)

struct input {
	dev_t dev;
	ino_t ino;
};

/* All of this process; the memory stays with it. */
static struct input *inputs;
static size_t num_inputs;
static size_t room_inputs;
/* 0 as long as nobody reads it. */
static enum psi_stdin_use stdin_use;

static int
read_fd(struct psi_infile *in, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *err)
{
	ssize_t n;

	do
		n = read(in->fd, out, out_size);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return psi_error_set_errno(
		    err, PSI_E_IO, errno, "cannot read '%s'", in->path);
	*out_len = (size_t)n;
	return 0;
}

int
psi_infile_raw(void *cookie, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *err)
{
	struct psi_infile *in = cookie;
	int rc;

	if (in->pos == in->len) {
		if (out_size >= BUF_BYTES)
			return read_fd(in, out, out_size, out_len, err);
		in->pos = in->len = 0;
		rc = read_fd(in, in->buf, BUF_BYTES, &in->len, err);
		if (rc != 0)
			return rc;
	}
	*out_len = in->len - in->pos;
	if (*out_len > out_size)
		*out_len = out_size;
	memcpy(out, in->buf + in->pos, *out_len);
	in->pos += *out_len;
	return 0;
}

int
psi_infile_look(struct psi_infile *in, struct psi_error *err)
{
	int (*look)(struct psi_infile *, struct psi_error *) = in->look;
	size_t n = 1;
	int rc;

	if (look == NULL)
		return 0;
	in->look = NULL;
	while (n > 0 && in->len < LOOK_BYTES) {
		rc = read_fd(
		    in, in->buf + in->len, BUF_BYTES - in->len, &n, err);
		if (rc != 0)
			return rc;
		in->len += n;
	}
	return look(in, err);
}

static int
read_source(void *cookie, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *err)
{
	struct psi_infile *in = cookie;
	int rc;

	if ((rc = psi_infile_look(in, err)) != 0)
		return rc;
	if (in->decoder.read != NULL)
		return in->decoder.read(
		    in->decoder.cookie, out, out_size, out_len, err);
	return psi_infile_raw(in, out, out_size, out_len, err);
}

int
psi_infile_blame(struct psi_infile *in, int rc, struct psi_error *err)
{
	struct psi_error why;
	int bad;

	if (rc != PSI_E_EXISTS || in->fd < 0 || in->fd == STDIN_FILENO)
		return rc;
	memset(&why, 0, sizeof why);
	if ((bad = psi_infile_look(in, &why)) == 0)
		return rc;
	*err = why;
	return psi_diag_file(bad, in->path);
}

static int
add_input(const struct stat *st, struct psi_error *err)
{
	void *array = inputs;
	int rc;

	if ((rc = psi_grow(&array, &room_inputs, num_inputs, 1, sizeof *inputs,
		 err)) != 0)
		return rc;
	inputs = array;
	inputs[num_inputs++] = (struct input){ st->st_dev, st->st_ino };
	return 0;
}

static int
note_input(struct psi_infile *in, struct psi_error *err)
{
	struct stat st;

	if (fstat(in->fd, &st) != 0)
		return psi_error_set_errno(
		    err, PSI_E_IO, errno, "cannot read '%s'", in->path);
	if (S_ISDIR(st.st_mode)) {
		(void)psi_error_set_errno(
		    err, PSI_E_IO, EISDIR, "cannot read '%s'", in->path);
		psi_error_hint(err, "name the file in it that you mean");
		return PSI_E_IO;
	}
	if (!S_ISREG(st.st_mode) || psi_infile_is_input(st.st_dev, st.st_ino))
		return 0;
	return add_input(&st, err);
}

int
psi_infile_claim_stdin(enum psi_stdin_use use, struct psi_error *err)
{
	if (stdin_use != 0 && stdin_use != use)
		return psi_usage(err,
		    "both the data and the passphrase would be read from "
		    "standard input");
	stdin_use = use;
	return 0;
}

/* A folder with that file in it; any name where `holds` is NULL. */
static bool
is_there(DIR *dir, const char *name, const char *holds)
{
	char path[4096];
	int n;

	if (holds == NULL)
		return true;
	n = snprintf(path, sizeof path, "%s/%s", name, holds);
	return n > 0 && (size_t)n < sizeof path &&
	    faccessat(dirfd(dir), path, F_OK, 0) == 0;
}

/* The file of that folder whose name differs by the fewest letters, where one may be
 * a slip for the other. */
static void
hint_at_near(
    DIR *dir, const char *name, const char *holds, struct psi_error *err)
{
	struct dirent *entry;
	struct psi_near near;

	psi_near_begin(&near, name, strlen(name));
	while ((entry = readdir(dir)) != NULL) {
		const char *other = entry->d_name;

		if (other[0] != '.' && strcmp(other, name) != 0 &&
		    is_there(dir, other, holds) &&
		    psi_near_offer(&near, other, strlen(other)))
			psi_error_hint(err, "did you mean '%s'?", other);
	}
}

void
psi_infile_hint_near(const char *path, struct psi_error *err)
{
	psi_infile_hint_near_folder(path, NULL, err);
}

void
psi_infile_hint_near_folder(
    const char *path, const char *holds, struct psi_error *err)
{
	const char *slash = strrchr(path, '/');
	size_t len = slash == NULL ? 0 : (size_t)(slash - path) + 1;
	char folder[4096] = ".";
	DIR *dir;

	if (err == NULL || len >= sizeof folder)
		return;
	if (len > 0) {
		memcpy(folder, path, len);
		folder[len] = '\0';
	}
	if ((dir = opendir(folder)) != NULL) {
		hint_at_near(dir, path + len, holds, err);
		(void)closedir(dir);
	}
}

static int
refuse_missing(const char *path, int why, struct psi_error *err)
{
	struct stat st;

	(void)psi_error_set_errno(err, PSI_E_IO, why, "cannot open '%s'", path);
	if (why != ENOENT)
		return PSI_E_IO;
	if (lstat(path, &st) == 0)
		psi_error_hint(
		    err, "it is a link, and what it leads to is not there");
	else
		psi_infile_hint_near(path, err);
	return PSI_E_IO;
}

int
psi_infile_open(struct psi_infile *in, const char *path, struct psi_error *err)
{
	int rc;

	in->path = path;
	if (strcmp(path, "-") == 0) {
		rc = psi_infile_claim_stdin(PSI_STDIN_DATA, err);
		if (rc != 0)
			return rc;
		in->path = "standard input";
		in->fd = STDIN_FILENO;
		if (isatty(in->fd) == 1)
			psi_note("reading from the terminal; end with Ctrl-D");
	} else {
		in->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
		if (in->fd < 0)
			return refuse_missing(path, errno, err);
	}
	if ((rc = note_input(in, err)) != 0) {
		psi_infile_close(in);
		return rc;
	}
	in->buf = malloc(BUF_BYTES);
	if (in->buf == NULL) {
		psi_infile_close(in);
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	}
	in->pos = in->len = 0;
	in->look = NULL;
	in->source.read = read_source;
	in->source.cookie = in;
	in->raw.read = psi_infile_raw;
	in->raw.cookie = in;
	return 0;
}

void
psi_infile_close(struct psi_infile *in)
{
	if (in->decoder.close != NULL)
		in->decoder.close(in->decoder.cookie);
	in->decoder = (struct psi_infile_decoder){ NULL, NULL, NULL };
	if (in->buf != NULL)
		sodium_memzero(in->buf, BUF_BYTES);
	free(in->buf);
	in->buf = NULL;
	if (in->fd > STDERR_FILENO)
		(void)close(in->fd);
	in->fd = -1;
}

bool
psi_infile_is_input(dev_t dev, ino_t ino)
{
	for (size_t i = 0; i < num_inputs; i++)
		if (inputs[i].dev == dev && inputs[i].ino == ino)
			return true;
	return false;
}

void
psi_infile_forget(void)
{
	num_inputs = 0;
	stdin_use = 0;
}
