#include "kit/scratch_dir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "kit/cleanup.h"

#define TEMPLATE ".tmp-XXXXXX"
#define TEMP_TEMPLATE PSI_CLEANUP_PREFIX "XXXXXX"

struct file {
	struct psi_scratch_dir *dir;
	int fd;
	int slot;
};

static unsigned long long
open_max(void)
{
	struct rlimit limit;

	return getrlimit(RLIMIT_NOFILE, &limit) == 0
	    ? (unsigned long long)limit.rlim_cur
	    : 0;
}

static int
fail_io(const char *verb, struct psi_scratch_dir *dir, struct psi_error *err)
{
	int number = errno;

	dir->has_failed = true;
	(void)psi_error_set_errno(err, PSI_E_IO, number,
	    "cannot %s a temporary file in '%s'", verb, dir->path);
	if (number == ENOSPC || number == EDQUOT || number == EFBIG)
		psi_error_hint(err,
		    dir->is_temp
			? "make room there, name another folder with --temp, "
			  "or allow more memory with --memory"
			: "make room there, or give the step more memory with "
			  "--memory");
	else if (number == EMFILE || number == ENFILE)
		psi_error_hint(err,
		    "raise the limit of open files (ulimit -n), now %llu",
		    open_max());
	else if (dir->is_temp)
		psi_error_hint(
		    err, "name a folder for temporary files with --temp");
	return PSI_E_IO;
}

static int
open_dir(struct psi_scratch_dir *dir)
{
	int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;

	/* A folder for anybody's files may be a link, as /tmp is in places. */
	if (!dir->is_temp)
		flags |= O_NOFOLLOW;
	if (dir->dir_fd < 0)
		dir->dir_fd = open(dir->path, flags);
	return dir->dir_fd;
}

static int
make_file(void *cookie, void **out, struct psi_error *err)
{
	struct psi_scratch_dir *dir = cookie;
	char name[sizeof TEMP_TEMPLATE];
	struct file *file;

	(void)snprintf(
	    name, sizeof name, "%s", dir->is_temp ? TEMP_TEMPLATE : TEMPLATE);
	if (open_dir(dir) < 0)
		return fail_io("make", dir, err);
	file = malloc(sizeof *file);
	if (file == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	file->dir = dir;
	file->slot = -1;
	file->fd = psi_cleanup_make(dir->dir_fd, name, &file->slot);
	if (file->fd < 0) {
		free(file);
		return fail_io("make", dir, err);
	}
	*out = file;
	return 0;
}

static int
append(void *cookie, const uint8_t *in, size_t in_len, struct psi_error *err)
{
	const struct file *file = cookie;

	while (in_len > 0) {
		ssize_t n = write(file->fd, in, in_len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail_io("write", file->dir, err);
		in += n;
		in_len -= (size_t)n;
	}
	return 0;
}

static int
read_at(void *cookie, uint64_t offset, uint8_t *out, size_t out_len,
    struct psi_error *err)
{
	const struct file *file = cookie;

	while (out_len > 0) {
		ssize_t n = pread(file->fd, out, out_len, (off_t)offset);

		if (n < 0 && errno == EINTR)
			continue;
		/* A file that somebody cut off. */
		if (n == 0)
			errno = EIO;
		if (n <= 0)
			return fail_io("read", file->dir, err);
		out += n;
		out_len -= (size_t)n;
		offset += (uint64_t)n;
	}
	return 0;
}

static void
drop(void *cookie, void *out)
{
	struct file *file = out;

	(void)cookie;
	(void)close(file->fd);
	psi_cleanup_remove(file->slot);
	free(file);
}

void
psi_scratch_dir_init(
    struct psi_scratch_dir *dir, struct psi_scratch *out, const char *path)
{
	dir->path = path;
	dir->dir_fd = -1;
	dir->is_temp = false;
	dir->has_failed = false;
	out->make = make_file;
	out->append = append;
	out->read = read_at;
	out->drop = drop;
	out->cookie = dir;
}

void
psi_scratch_dir_init_temp(
    struct psi_scratch_dir *dir, struct psi_scratch *out, const char *path)
{
	if (path == NULL)
		path = getenv("TMPDIR");
	psi_scratch_dir_init(
	    dir, out, path == NULL || path[0] == '\0' ? "/tmp" : path);
	dir->is_temp = true;
}

void
psi_scratch_dir_close(struct psi_scratch_dir *dir)
{
	if (dir->dir_fd >= 0)
		(void)close(dir->dir_fd);
	dir->dir_fd = -1;
}
