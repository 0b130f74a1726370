/*
 * A library for LD_PRELOAD that makes the Nth of some calls fail, or kills
 * the process there. For tests of what a full disk, a broken disk, little
 * memory and a power cut leave behind.
 *
 * PSI_FAULT_CALLS  names, separated by commas: open write fsync rename close
 *                  malloc, each for its whole family; guarded, for
 *                  sodium_malloc; and change, for every call that changes a
 *                  file or a name: between two of these a kill leaves the
 *                  same, wherever it comes
 * PSI_FAULT_AT     which call, counted from 1
 * PSI_FAULT_HOW    ENOSPC, EIO or EINTR: the call fails so; SHORT: a write
 *                  takes one byte; KILL: the process dies before the call;
 *                  KILLAFTER: it dies right after it
 * PSI_FAULT_FIRED  a file that has a byte when it has happened
 *
 * What goes to standard error is never counted: those are words to people. Nor is
 * it a failure to synchronise a file of zeros: that is wiped, as far as it goes. And
 * the random bytes are the same in each run, so that what faults leave behind can
 * be told to be the same.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* glibc's own allocator, for the calls that are let through. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t num, size_t size);
void *__libc_realloc(void *p, size_t size);

/* As in <sodium.h>, which a library for any program does without. */
void *sodium_malloc(size_t size);

enum call {
	OPEN,
	WRITE,
	FSYNC,
	RENAME,
	CLOSE,
	MALLOC,
	GUARDED,
	CHANGE,
	NUM_CALLS
};
enum how { HOW_ERROR, HOW_SHORT, HOW_KILL, HOW_KILLAFTER };

static const char *const names[NUM_CALLS] = { "open", "write", "fsync",
	"rename", "close", "malloc", "guarded", "change" };

static bool counted[NUM_CALLS];
static enum how how;
static int how_errno;
static unsigned long at;
static const char *fired_path;
static void *(*guarded_malloc)(size_t size);
static atomic_ulong count;
/* Nothing is counted before main(), nor by this library itself. */
static atomic_bool ready;

static bool
names_call(const char *list, const char *name)
{
	size_t len = strlen(name);

	while (list != NULL && *list != '\0') {
		const char *end = strchrnul(list, ',');

		if ((size_t)(end - list) == len && memcmp(list, name, len) == 0)
			return true;
		list = *end == ',' ? end + 1 : end;
	}
	return false;
}

static void __attribute__((constructor)) begin(void)
{
	const char *text = getenv("PSI_FAULT_AT");
	const char *word = getenv("PSI_FAULT_HOW");
	void *found;

	fired_path = getenv("PSI_FAULT_FIRED");
	found = dlsym(RTLD_NEXT, "sodium_malloc");
	memcpy(&guarded_malloc, &found, sizeof guarded_malloc);
	if (text == NULL || word == NULL)
		return;
	at = strtoul(text, NULL, 10);
	for (int i = 0; i < NUM_CALLS; i++)
		counted[i] = names_call(getenv("PSI_FAULT_CALLS"), names[i]);
	how = HOW_ERROR;
	if (strcmp(word, "ENOSPC") == 0)
		how_errno = ENOSPC;
	else if (strcmp(word, "EIO") == 0)
		how_errno = EIO;
	else if (strcmp(word, "EINTR") == 0)
		how_errno = EINTR;
	else if (strcmp(word, "SHORT") == 0)
		how = HOW_SHORT;
	else if (strcmp(word, "KILL") == 0)
		how = HOW_KILL;
	else if (strcmp(word, "KILLAFTER") == 0)
		how = HOW_KILLAFTER;
	atomic_store(&ready, true);
}

/* By system calls: what is wrapped below is not to be used here. */
static void
note_fired(void)
{
	long fd;

	if (fired_path == NULL)
		return;
	fd = syscall(SYS_openat, AT_FDCWD, fired_path,
	    O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return;
	(void)syscall(SYS_write, fd, "1", 1);
	(void)syscall(SYS_close, fd);
}

static void
die(void)
{
	(void)syscall(SYS_kill, syscall(SYS_getpid), SIGKILL);
}

/* Is this the call? It is one of its family, and perhaps one that changes. */
static bool
fires(enum call call, bool changes)
{
	if (!atomic_load(&ready) ||
	    !(counted[call] || (changes && counted[CHANGE])) ||
	    atomic_fetch_add(&count, 1) + 1 != at)
		return false;
	note_fired();
	if (how == HOW_KILL)
		die();
	return true;
}

/* After a call that was let through although it was the one. */
static long
after(bool fired, long result)
{
	if (fired && how == HOW_KILLAFTER)
		die();
	return result;
}

static bool
fails(bool fired)
{
	if (!fired || how != HOW_ERROR)
		return false;
	errno = how_errno;
	return true;
}

/* What follows but for open_at, is_wiped and mode_of is meant to be seen. */
#pragma GCC visibility push(default)

static int
open_at(int dir, const char *path, int flags, mode_t mode)
{
	bool fired = fires(OPEN, (flags & (O_CREAT | O_TRUNC)) != 0);

	if (fails(fired))
		return -1;
	return (int)after(fired, syscall(SYS_openat, dir, path, flags, mode));
}

/* Is this a file with nothing but zeros, where it would fail? */
static bool
is_wiped(int fd)
{
	char block[4096];
	char path[32];
	long again;
	long n;
	bool wiped;

	if (!atomic_load(&ready) || how != HOW_ERROR || !counted[FSYNC])
		return false;
	(void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	again = syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
	if (again < 0)
		return false;
	n = syscall(SYS_read, again, block, sizeof block);
	(void)syscall(SYS_close, again);
	wiped = n > 0;
	for (long i = 0; i < n; i++)
		wiped = wiped && block[i] == 0;
	return wiped;
}

static mode_t
mode_of(int flags, va_list args)
{
	if ((flags & (O_CREAT | O_TMPFILE)) == 0)
		return 0;
	return va_arg(args, mode_t);
}

int
open(const char *path, int flags, ...)
{
	va_list args;
	mode_t mode;

	va_start(args, flags);
	mode = mode_of(flags, args);
	va_end(args);
	return open_at(AT_FDCWD, path, flags, mode);
}

int
open64(const char *path, int flags, ...)
{
	va_list args;
	mode_t mode;

	va_start(args, flags);
	mode = mode_of(flags, args);
	va_end(args);
	return open_at(AT_FDCWD, path, flags, mode);
}

int
openat(int dir, const char *path, int flags, ...)
{
	va_list args;
	mode_t mode;

	va_start(args, flags);
	mode = mode_of(flags, args);
	va_end(args);
	return open_at(dir, path, flags, mode);
}

int
openat64(int dir, const char *path, int flags, ...)
{
	va_list args;
	mode_t mode;

	va_start(args, flags);
	mode = mode_of(flags, args);
	va_end(args);
	return open_at(dir, path, flags, mode);
}

ssize_t
write(int fd, const void *in, size_t in_len)
{
	bool fired = fd != STDERR_FILENO && fires(WRITE, true);

	if (fails(fired))
		return -1;
	if (fired && how == HOW_SHORT && in_len > 1)
		in_len = 1;
	return after(fired, syscall(SYS_write, fd, in, in_len));
}

int
fsync(int fd)
{
	bool fired = !is_wiped(fd) && fires(FSYNC, false);

	if (fails(fired))
		return -1;
	return (int)after(fired, syscall(SYS_fsync, fd));
}

int
fdatasync(int fd)
{
	bool fired = fires(FSYNC, false);

	if (fails(fired))
		return -1;
	return (int)after(fired, syscall(SYS_fdatasync, fd));
}

int
renameat(int from_dir, const char *from, int to_dir, const char *to)
{
	bool fired = fires(RENAME, true);

	if (fails(fired))
		return -1;
	return (int)after(
	    fired, syscall(SYS_renameat2, from_dir, from, to_dir, to, 0));
}

int
rename(const char *from, const char *to)
{
	return renameat(AT_FDCWD, from, AT_FDCWD, to);
}

int
linkat(int from_dir, const char *from, int to_dir, const char *to, int flags)
{
	bool fired = fires(RENAME, true);

	if (fails(fired))
		return -1;
	return (int)after(
	    fired, syscall(SYS_linkat, from_dir, from, to_dir, to, flags));
}

int
link(const char *from, const char *to)
{
	return linkat(AT_FDCWD, from, AT_FDCWD, to, 0);
}

/* What only CHANGE stands for; no sweep lets it fail. */
static long
changed(long number, long first, long second, long third)
{
	bool fired = fires(CHANGE, true);

	return after(fired, syscall(number, first, second, third));
}

int
unlinkat(int dir, const char *path, int flags)
{
	return (int)changed(SYS_unlinkat, dir, (long)path, flags);
}

int
unlink(const char *path)
{
	return unlinkat(AT_FDCWD, path, 0);
}

int
rmdir(const char *path)
{
	return unlinkat(AT_FDCWD, path, AT_REMOVEDIR);
}

/* As the C library does it, whose own calls are not seen here. */
int
remove(const char *path)
{
	int rc = unlink(path);

	return rc != 0 && errno == EISDIR ? rmdir(path) : rc;
}

int
mkdirat(int dir, const char *path, mode_t mode)
{
	return (int)changed(SYS_mkdirat, dir, (long)path, (long)mode);
}

int
mkdir(const char *path, mode_t mode)
{
	return mkdirat(AT_FDCWD, path, mode);
}

int
symlink(const char *target, const char *path)
{
	return (int)changed(SYS_symlinkat, (long)target, AT_FDCWD, (long)path);
}

int
ftruncate(int fd, off_t len)
{
	return (int)changed(SYS_ftruncate, fd, len, 0);
}

int
fchmod(int fd, mode_t mode)
{
	return (int)changed(SYS_fchmod, fd, (long)mode, 0);
}

int
close(int fd)
{
	bool fired = fires(CLOSE, false);

	/* As Linux does it: the descriptor is gone even so. */
	if (fired && how == HOW_ERROR) {
		(void)syscall(SYS_close, fd);
		errno = how_errno;
		return -1;
	}
	return (int)after(fired, syscall(SYS_close, fd));
}

void *
malloc(size_t size)
{
	if (fires(MALLOC, false)) {
		errno = ENOMEM;
		return NULL;
	}
	return __libc_malloc(size);
}

void *
calloc(size_t num, size_t size)
{
	if (fires(MALLOC, false)) {
		errno = ENOMEM;
		return NULL;
	}
	return __libc_calloc(num, size);
}

void *
realloc(void *p, size_t size)
{
	if (fires(MALLOC, false)) {
		errno = ENOMEM;
		return NULL;
	}
	return __libc_realloc(p, size);
}

/* libsodium's own, from pages that malloc knows nothing of. */
void *
sodium_malloc(size_t size)
{
	if (guarded_malloc == NULL || fires(GUARDED, false)) {
		errno = ENOMEM;
		return NULL;
	}
	return guarded_malloc(size);
}

/* Bytes by Steele's splitmix64, from a number that each call has of its own. */
ssize_t
getrandom(void *out, size_t out_len, unsigned int flags)
{
	static atomic_ulong calls;
	uint64_t x;

	if (!atomic_load(&ready))
		return syscall(SYS_getrandom, out, out_len, flags);
	x = (atomic_fetch_add(&calls, 1) + 1) << 32;
	for (size_t i = 0; i < out_len; i++) {
		uint64_t z = x += 0x9e3779b97f4a7c15U;

		z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9U;
		z = (z ^ z >> 27) * 0x94d049bb133111ebU;
		((uint8_t *)out)[i] = (uint8_t)(z >> 32);
	}
	return (ssize_t)out_len;
}
