/*
 * A library for LD_PRELOAD that notes what a power cut would leave: of a file
 * what was in it when it was last synchronised, of a folder which names it had
 * when it was. All else is lost, whatever the process had written or renamed;
 * no file system loses more. Beside psi_fault, which kills the process;
 * power.sh puts the rest together then.
 *
 * PSI_POWER_DIR   a folder for the notes: `data.ID` the bytes of a file, and
 *                 `dir.ID` the names of a folder, one "ID TYPE MODE NAME" a
 *                 line. ID is the number of the inode and its birth, since
 *                 numbers are used again. `root.ID` names the folder
 *                 PSI_POWER_ROOT, when it is synchronised.
 * PSI_LOCK_FAILS  flock fails with this number, as on some network folders.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define ID_BYTES 64
#define BLOCK_BYTES 65536

struct entry {
	char id[ID_BYTES];
	mode_t mode;
};

/* Of what `path` names in the folder `dir`, or of `dir` itself. */
static bool
look(struct entry *out, int dir, const char *path)
{
	struct statx st;
	int flags = AT_SYMLINK_NOFOLLOW | (path[0] == '\0' ? AT_EMPTY_PATH : 0);

	if (statx(dir, path, flags, STATX_BASIC_STATS | STATX_BTIME, &st) != 0)
		return false;
	(void)snprintf(out->id, sizeof out->id, "%llu-%lld.%u",
	    (unsigned long long)st.stx_ino, (long long)st.stx_btime.tv_sec,
	    st.stx_btime.tv_nsec);
	out->mode = st.stx_mode;
	return true;
}

/* By system calls: psi_fault is not to count what happens here. */
static int
open_plainly(int dir, const char *path, int flags)
{
	return (int)syscall(SYS_openat, dir, path, flags | O_CLOEXEC, 0600);
}

static int
open_note(const char *kind, const char *id)
{
	char path[PATH_MAX];

	(void)snprintf(
	    path, sizeof path, "%s/%s.%s", getenv("PSI_POWER_DIR"), kind, id);
	return open_plainly(AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC);
}

static void
note_file(int fd, const char *id)
{
	static __thread char block[BLOCK_BYTES];
	char path[64];
	int out = open_note("data", id);
	int in;
	long n;

	(void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	in = open_plainly(AT_FDCWD, path, O_RDONLY);
	if (in < 0 || out < 0)
		abort();
	while ((n = syscall(SYS_read, in, block, sizeof block)) > 0)
		if (syscall(SYS_write, out, block, n) != n)
			abort();
	(void)syscall(SYS_close, in);
	(void)syscall(SYS_close, out);
}

static void
note_folder(int fd, const char *id)
{
	int out = open_note("dir", id);
	int dir = open_plainly(fd, ".", O_RDONLY | O_DIRECTORY);
	DIR *stream = dir < 0 ? NULL : fdopendir(dir);
	const struct dirent *found;
	const char *root = getenv("PSI_POWER_ROOT");
	struct entry entry;

	if (out < 0 || stream == NULL)
		abort();
	while ((found = readdir(stream)) != NULL) {
		char line[PATH_MAX];
		int len;

		if (strcmp(found->d_name, ".") == 0 ||
		    strcmp(found->d_name, "..") == 0 ||
		    !look(&entry, dir, found->d_name))
			continue;
		len = snprintf(line, sizeof line, "%s %c %o %s\n", entry.id,
		    S_ISDIR(entry.mode) ? 'd' : 'f', entry.mode & 0777U,
		    found->d_name);
		if (syscall(SYS_write, out, line, len) != len)
			abort();
	}
	(void)closedir(stream);
	(void)syscall(SYS_close, out);
	if (root != NULL && look(&entry, AT_FDCWD, root) &&
	    strcmp(entry.id, id) == 0)
		(void)syscall(SYS_close, open_note("root", id));
}

static int
noted(int fd, int rc)
{
	struct entry entry;

	if (rc != 0 || getenv("PSI_POWER_DIR") == NULL || !look(&entry, fd, ""))
		return rc;
	if (S_ISDIR(entry.mode))
		note_folder(fd, entry.id);
	else if (S_ISREG(entry.mode))
		note_file(fd, entry.id);
	return rc;
}

/* The next one is psi_fault's, where it is loaded behind this library. */
static int
call_next(const char *name, int fd)
{
	int (*next)(int);
	void *found = dlsym(RTLD_NEXT, name);

	memcpy(&next, &found, sizeof next);
	return next(fd);
}

/* What follows is meant to be seen. */
#pragma GCC visibility push(default)

int
fsync(int fd)
{
	return noted(fd, call_next("fsync", fd));
}

int
fdatasync(int fd)
{
	return noted(fd, call_next("fdatasync", fd));
}

int
flock(int fd, int operation)
{
	const char *fails = getenv("PSI_LOCK_FAILS");

	if (fails != NULL && (operation & LOCK_UN) == 0) {
		errno = (int)strtol(fails, NULL, 10);
		return -1;
	}
	return (int)syscall(SYS_flock, fd, operation);
}

#pragma GCC visibility pop
