#include "cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <sodium.h>

#define NUM_SLOTS 32

/*
 * What the signal handler reads. It only runs while the signals below are
 * not blocked, and every change is made while they are, so it never sees a
 * half-written entry.
 */
static struct {
	bool used;
	int dir_fd;
	char name[PATH_MAX];
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
		if (slots[i].used)
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

/* Six random letters over the XXXXXX, until the name is a new one. */
static int
open_random(int dir_fd, char *name, size_t len)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";

	for (int attempt = 0; attempt < 100; attempt++) {
		int fd;

		for (size_t i = len - 6; i < len; i++)
			name[i] = letters[randombytes_uniform(32)];
		fd = openat(dir_fd, name,
		    O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
		if (fd >= 0 || errno != EEXIST)
			return fd;
	}
	return -1;
}

int
psi_cleanup_make(int dir_fd, char *name, int *slot)
{
	int index = free_slot();
	size_t len = strlen(name);
	sigset_t saved;
	int fd;

	if (index < 0 || len >= sizeof slots[0].name) {
		errno = index < 0 ? EMFILE : ENAMETOOLONG;
		return -1;
	}
	block(&saved);
	fd = open_random(dir_fd, name, len);
	if (fd >= 0) {
		slots[index].dir_fd = dir_fd;
		memcpy(slots[index].name, name, len + 1);
		slots[index].used = true;
		*slot = index;
	}
	unblock(&saved);
	return fd;
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

int
psi_cleanup_rename(int slot, const char *name, bool replace)
{
	int dir_fd = slots[slot].dir_fd;
	sigset_t saved;
	int rc;

	block(&saved);
	rc = replace ? renameat(dir_fd, slots[slot].name, dir_fd, name)
		     : rename_exclusive(dir_fd, slots[slot].name, name);
	if (rc == 0)
		slots[slot].used = false;
	unblock(&saved);
	return rc;
}

void
psi_cleanup_remove(int slot)
{
	sigset_t saved;

	if (slot < 0 || !slots[slot].used)
		return;
	block(&saved);
	(void)unlinkat(slots[slot].dir_fd, slots[slot].name, 0);
	slots[slot].used = false;
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
