/* O_TMPFILE and flock are not of POSIX. */
#define _GNU_SOURCE

#include "kit/cleanup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <sodium.h>

/* The parts of an output, of which there are at most 256, and the files of owners are
 * open all at once. */
#define NUM_SLOTS 512

/*
 * What the signal handler reads. It only runs while the signals below are
 * not blocked, and every change is made while they are, so it never sees a
 * half-written entry.
 */
static struct {
	bool used;
	/* Whether there is anything under the name; where the system can, a
	 * file has none before it is complete. */
	bool named;
	int dir_fd;
	/* A descriptor of our own: the caller may close its one before the
	 * file gets its name. Holds the lock of psi_cleanup_left_over. */
	int fd;
	char *name;
} slots[NUM_SLOTS];

static int terminal_fd = -1;
static struct termios terminal_saved;
static mode_t process_umask;

static const int fatal_signals[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };
#define NUM_SIGNALS (sizeof fatal_signals / sizeof fatal_signals[0])

/* Only async-signal-safe calls (POSIX.1-2008, 2.4.3). */
static void
on_signal(int number)
{
	struct sigaction plain;
	sigset_t set;

	for (size_t i = 0; i < NUM_SLOTS; i++)
		if (slots[i].used && slots[i].named)
			(void)unlinkat(slots[i].dir_fd, slots[i].name, 0);
	if (terminal_fd >= 0)
		(void)tcsetattr(terminal_fd, TCSAFLUSH, &terminal_saved);
	memset(&plain, 0, sizeof plain);
	plain.sa_handler = SIG_DFL;
	(void)sigemptyset(&plain.sa_mask);
	(void)sigaction(number, &plain, NULL);
	(void)sigemptyset(&set);
	(void)sigaddset(&set, number);
	(void)sigprocmask(SIG_UNBLOCK, &set, NULL);
	(void)raise(number);
	_exit(128 + number);
}

static void
block(sigset_t *saved)
{
	sigset_t set;

	(void)sigemptyset(&set);
	for (size_t i = 0; i < NUM_SIGNALS; i++)
		(void)sigaddset(&set, fatal_signals[i]);
	(void)sigprocmask(SIG_BLOCK, &set, saved);
}

static void
unblock(const sigset_t *saved)
{
	int keep = errno;

	(void)sigprocmask(SIG_SETMASK, saved, NULL);
	errno = keep;
}

void
psi_cleanup_init(void)
{
	struct sigaction action;
	struct sigaction before;

	process_umask = umask(077);
	(void)umask(process_umask);
	memset(&action, 0, sizeof action);
	(void)sigfillset(&action.sa_mask);
	action.sa_handler = on_signal;
	for (size_t i = 0; i < NUM_SIGNALS; i++) {
		/* nohup and background jobs of a shell ignore some of them;
		 * that is the user's wish. */
		if (sigaction(fatal_signals[i], NULL, &before) == 0 &&
		    before.sa_handler == SIG_IGN)
			continue;
		(void)sigaction(fatal_signals[i], &action, NULL);
	}
	/* A closed pipe and a file over its limit are errors of write(), and
	 * are said and cleaned up after as such. */
	action.sa_handler = SIG_IGN;
	(void)sigaction(SIGPIPE, &action, NULL);
	(void)sigaction(SIGXFSZ, &action, NULL);
}

static int
free_slot(void)
{
	for (int i = 0; i < NUM_SLOTS; i++)
		if (!slots[i].used)
			return i;
	return -1;
}

static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";

/* Six random letters over the XXXXXX. */
static void
draw_name(char *name, size_t len)
{
	for (size_t i = len - 6; i < len; i++)
		name[i] = letters[randombytes_uniform(32)];
}

/*
 * Keep psi_cleanup_left_over of other processes from this file as long as it is
 * open. Returns false where one was faster, and the file is gone. On a file
 * system without locks nobody removes anything.
 */
static bool
hold(int fd)
{
	struct stat st;

	return flock(fd, LOCK_EX) != 0 || fstat(fd, &st) != 0 ||
	    st.st_nlink > 0;
}

/* A file with a name, until it is a new one. */
static int
open_named(int dir_fd, char *name, size_t len)
{
	for (int attempt = 0; attempt < 100; attempt++) {
		int fd;

		draw_name(name, len);
		fd = openat(dir_fd, name,
		    O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
		if (fd < 0 && errno != EEXIST)
			return -1;
		if (fd >= 0 && hold(fd))
			return fd;
		if (fd >= 0)
			(void)close(fd);
	}
	return -1;
}

/* The folder of a name, in `out`. */
static bool
folder_of(char out[PATH_MAX], const char *name)
{
	const char *slash = strrchr(name, '/');
	size_t len = slash == NULL ? 0 : (size_t)(slash - name) + 1;

	if (len + 2 > PATH_MAX)
		return false;
	memcpy(out, name, len);
	memcpy(out + len, ".", 2);
	return true;
}

/* Under which a file without a name can be linked to one. */
static void
proc_path(char out[32], int fd)
{
	(void)snprintf(out, 32, "/proc/self/fd/%d", fd);
}

#ifdef O_TMPFILE

/*
 * A file that has no name yet: whatever kills the program, nothing of it
 * remains. -1 with errno; ENOTSUP where the file system cannot do it, or the
 * name could not be given later.
 */
static int
open_nameless(int dir_fd, const char *name)
{
	char folder[PATH_MAX];
	char proc[32];
	int fd;

	if (!folder_of(folder, name)) {
		errno = ENOTSUP;
		return -1;
	}
	fd = openat(dir_fd, folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (fd < 0) {
		/* Systems that do not know it take it for O_DIRECTORY. */
		if (errno == EISDIR || errno == EINVAL || errno == ENOENT ||
		    errno == EOPNOTSUPP || errno == ENOSYS)
			errno = ENOTSUP;
		return -1;
	}
	proc_path(proc, fd);
	if (access(proc, F_OK) != 0) {
		(void)close(fd);
		errno = ENOTSUP;
		return -1;
	}
	return fd;
}

#else

static int
open_nameless(int dir_fd, const char *name)
{
	(void)dir_fd;
	(void)name;
	errno = ENOTSUP;
	return -1;
}

#endif

/* Is this a name that psi_cleanup_make gives? */
static bool
is_ours(const char *name)
{
	size_t prefix_len = strlen(PSI_CLEANUP_PREFIX);

	return strncmp(name, PSI_CLEANUP_PREFIX, prefix_len) == 0 &&
	    strlen(name) == prefix_len + 6 &&
	    strspn(name + prefix_len, letters) == 6;
}

/* Remove a temporary file, unless it is another user's, or a process that
 * still lives holds it. */
static void
remove_if_left(int dir_fd, const char *name)
{
	int fd =
	    openat(dir_fd, name, O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	struct stat st;

	if (fd < 0)
		return;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    st.st_uid == geteuid() && flock(fd, LOCK_EX | LOCK_NB) == 0)
		(void)unlinkat(dir_fd, name, 0);
	(void)close(fd);
}

void
psi_cleanup_left_over(int dir_fd, const char *folder)
{
	const struct dirent *entry;
	DIR *dir;
	int fd = openat(dir_fd, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return;
	if ((dir = fdopendir(fd)) == NULL) {
		(void)close(fd);
		return;
	}
	while ((entry = readdir(dir)) != NULL)
		if (is_ours(entry->d_name))
			remove_if_left(dirfd(dir), entry->d_name);
	(void)closedir(dir);
}

/* What a killed program has left in the folder of this name. */
static void
remove_left_over(int dir_fd, const char *name)
{
	char folder[PATH_MAX];

	if (folder_of(folder, name))
		psi_cleanup_left_over(dir_fd, folder);
}

static const char *
last_part(const char *name)
{
	const char *slash = strrchr(name, '/');

	return slash == NULL ? name : slash + 1;
}

/* A second descriptor of a file that was made. Where there is none to be had,
 * the file is gone: -1 with errno. */
static int
hold_also(int dir_fd, const char *name, bool named, int fd)
{
	int held = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	int number = errno;

	if (held >= 0)
		return held;
	if (named)
		(void)unlinkat(dir_fd, name, 0);
	(void)close(fd);
	errno = number;
	return -1;
}

int
psi_cleanup_make(int dir_fd, char *name, int *slot)
{
	int index = free_slot();
	size_t len = strlen(name);
	char *copy;
	sigset_t saved;
	bool named = false;
	int held = -1;
	int fd;

	if (index < 0 || len >= PATH_MAX) {
		errno = index < 0 ? EMFILE : ENAMETOOLONG;
		return -1;
	}
	if ((copy = malloc(len + 1)) == NULL) {
		errno = ENOMEM;
		return -1;
	}
	if (strncmp(last_part(name), PSI_CLEANUP_PREFIX,
		strlen(PSI_CLEANUP_PREFIX)) == 0)
		remove_left_over(dir_fd, name);
	block(&saved);
	fd = open_nameless(dir_fd, name);
	if (fd < 0 && errno == ENOTSUP) {
		fd = open_named(dir_fd, name, len);
		named = true;
	}
	if (fd >= 0)
		held = hold_also(dir_fd, name, named, fd);
	if (held >= 0) {
		slots[index].dir_fd = dir_fd;
		slots[index].fd = held;
		slots[index].named = named;
		memcpy(copy, name, len + 1);
		slots[index].name = copy;
		slots[index].used = true;
		*slot = index;
		copy = NULL;
	}
	unblock(&saved);
	free(copy);
	return held >= 0 ? fd : -1;
}

/* Give a file without a name this one, which must be free. */
static int
link_nameless(int slot, const char *name)
{
	char proc[32];

	proc_path(proc, slots[slot].fd);
	return linkat(
	    AT_FDCWD, proc, slots[slot].dir_fd, name, AT_SYMLINK_FOLLOW);
}

/* The temporary name, for the moment before it is replaced by the final one:
 * only renaming can replace a file. */
static int
name_temporarily(int slot)
{
	size_t len = strlen(slots[slot].name);

	(void)flock(slots[slot].fd, LOCK_EX);
	for (int attempt = 0; attempt < 100; attempt++) {
		draw_name(slots[slot].name, len);
		if (link_nameless(slot, slots[slot].name) == 0) {
			slots[slot].named = true;
			return 0;
		}
		if (errno != EEXIST)
			return -1;
	}
	return -1;
}

static void
release(int slot)
{
	if (slots[slot].fd >= 0)
		(void)close(slots[slot].fd);
	slots[slot].fd = -1;
	slots[slot].used = false;
	free(slots[slot].name);
	slots[slot].name = NULL;
}

/*
 * linkat() gives a name only if nobody has it. File systems without hard links
 * get an empty file of that name, made exclusively, and the rename over it.
 */
static int
rename_exclusive(int dir_fd, const char *from, const char *to)
{
	int fd;

	if (linkat(dir_fd, from, dir_fd, to, 0) == 0) {
		(void)unlinkat(dir_fd, from, 0);
		return 0;
	}
	if (errno == EEXIST)
		return -1;
	fd = openat(dir_fd, to,
	    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return -1;
	(void)close(fd);
	if (renameat(dir_fd, from, dir_fd, to) == 0)
		return 0;
	(void)unlinkat(dir_fd, to, 0);
	return -1;
}

/* The name of a registered file, with all signals blocked. */
static int
give_name(int slot, const char *name, bool replace)
{
	int dir_fd = slots[slot].dir_fd;

	if (!slots[slot].named && !replace)
		return link_nameless(slot, name);
	if (!slots[slot].named && name_temporarily(slot) != 0)
		return -1;
	if (replace)
		return renameat(dir_fd, slots[slot].name, dir_fd, name);
	return rename_exclusive(dir_fd, slots[slot].name, name);
}

int
psi_cleanup_rename(int slot, const char *name, bool replace)
{
	sigset_t saved;
	int rc;

	block(&saved);
	if ((rc = give_name(slot, name, replace)) == 0)
		release(slot);
	unblock(&saved);
	return rc;
}

void
psi_cleanup_path(int slot, char out[PSI_CLEANUP_PATH_BYTES])
{
	if (slots[slot].named)
		(void)snprintf(
		    out, PSI_CLEANUP_PATH_BYTES, "%s", slots[slot].name);
	else
		proc_path(out, slots[slot].fd);
}

void
psi_cleanup_remove(int slot)
{
	sigset_t saved;

	if (slot < 0 || !slots[slot].used)
		return;
	block(&saved);
	if (slots[slot].named)
		(void)unlinkat(slots[slot].dir_fd, slots[slot].name, 0);
	release(slot);
	unblock(&saved);
}

void
psi_cleanup_terminal(int fd, const struct termios *saved)
{
	sigset_t mask;

	block(&mask);
	terminal_fd = fd;
	if (saved != NULL)
		terminal_saved = *saved;
	unblock(&mask);
}

mode_t
psi_cleanup_umask(void)
{
	return process_umask;
}
