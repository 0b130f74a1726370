#include "run/keeper.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* How often it is looked whether the program has ended: at first, at most. */
#define PAUSE_MS 1
#define PAUSE_MAX_MS 20
/* From the polite signal to the other one. */
#define GRACE_SECONDS 5

/* Seconds that never run backwards. */
static double
seconds(void)
{
	struct timespec now = { 0, 0 };

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* What we opened is closed on exec; what our own caller left open shall be
 * too. */
static void
close_all_on_exec(void)
{
	DIR *dir = opendir("/proc/self/fd");
	const struct dirent *entry;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		int fd = (int)strtol(entry->d_name, NULL, 10);

		if (fd > STDERR_FILENO)
			(void)fcntl(fd, F_SETFD, FD_CLOEXEC);
	}
	if (dir != NULL)
		(void)closedir(dir);
}

/* ---- the program ---- */

static int
set_signals(posix_spawnattr_t *attributes)
{
	sigset_t none;
	sigset_t all;
	int rc;

	(void)sigemptyset(&none);
	(void)sigfillset(&all);
	if ((rc = posix_spawnattr_setflags(attributes,
		 POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
		     POSIX_SPAWN_SETSIGDEF)) == 0 &&
	    (rc = posix_spawnattr_setpgroup(attributes, 0)) == 0 &&
	    (rc = posix_spawnattr_setsigmask(attributes, &none)) == 0)
		rc = posix_spawnattr_setsigdefault(attributes, &all);
	return rc;
}

static int
set_files(
    posix_spawn_file_actions_t *files, const struct psi_run_program *program)
{
	const int how = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW;
	int rc;

	if ((rc = posix_spawn_file_actions_addopen(
		 files, STDIN_FILENO, "/dev/null", O_RDONLY, 0)) != 0 ||
	    (rc = posix_spawn_file_actions_addopen(
		 files, STDERR_FILENO, program->said, how, 0600)) != 0)
		return rc;
	return program->output == NULL
	    ? posix_spawn_file_actions_adddup2(
		  files, STDERR_FILENO, STDOUT_FILENO)
	    : posix_spawn_file_actions_addopen(
		  files, STDOUT_FILENO, program->output, how, 0600);
}

static int
start(const struct psi_run_program *program, pid_t *pid)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	int rc;

	if ((rc = posix_spawn_file_actions_init(&files)) != 0)
		return rc;
	if ((rc = posix_spawnattr_init(&attributes)) != 0) {
		(void)posix_spawn_file_actions_destroy(&files);
		return rc;
	}
	if ((rc = set_signals(&attributes)) == 0 &&
	    (rc = set_files(&files, program)) == 0)
		rc = posix_spawnp(pid, program->argv[0], &files, &attributes,
		    program->argv, program->env);
	(void)posix_spawnattr_destroy(&attributes);
	(void)posix_spawn_file_actions_destroy(&files);
	return rc;
}

/* ---- the keeper ---- */

/* Is psi-run gone? Waits so long for it. */
static bool
is_alone(int channel, int pause_ms)
{
	struct pollfd poll_fd = { channel, POLLIN, 0 };

	return poll(&poll_fd, 1, pause_ms) > 0;
}

/* Wait until then, or until psi-run is gone; -1 for a channel that does not
 * matter any more. Returns whether the program has ended. */
static bool
wait_until(pid_t pid, int *status, double then, int channel)
{
	int pause_ms = PAUSE_MS;

	for (;;) {
		pid_t got = waitpid(pid, status, WNOHANG);

		if (got == pid || (got < 0 && errno != EINTR))
			return true;
		if (seconds() >= then || is_alone(channel, pause_ms))
			return false;
		if (pause_ms < PAUSE_MAX_MS)
			pause_ms *= 2;
	}
}

static void
wait_for(pid_t pid, int channel, uint64_t limit, struct psi_run_ending *out)
{
	int *status = &out->status;

	out->late =
	    !wait_until(pid, status, seconds() + (double)limit, channel);
	if (!out->late)
		return;
	(void)kill(-pid, SIGTERM);
	if (!wait_until(pid, status, seconds() + GRACE_SECONDS, -1)) {
		(void)kill(-pid, SIGKILL);
		(void)waitpid(pid, status, 0);
	}
	/* Whoever of the group is left. */
	(void)kill(-pid, SIGKILL);
}

/* In a process group of its own and deaf, so that what ends psi-run by name or
 * from a terminal leaves somebody to end the program. */
static void __attribute__((noreturn))
keep(const struct psi_run_program *program, int channel)
{
	struct psi_run_ending ending = { 0, 0, false };
	sigset_t all;
	pid_t pid = 0;

	(void)sigfillset(&all);
	(void)sigprocmask(SIG_BLOCK, &all, NULL);
	(void)setpgid(0, 0);
	close_all_on_exec();
	ending.failed = start(program, &pid);
	if (ending.failed == 0)
		wait_for(pid, channel, program->seconds, &ending);
	(void)send(channel, &ending, sizeof ending, MSG_NOSIGNAL);
	_exit(0);
}

/* ---- ours ---- */

/* What the keeper says; one that was killed says nothing. */
static void
hear(int channel, struct psi_run_ending *out)
{
	ssize_t n;

	do
		n = recv(channel, out, sizeof *out, MSG_WAITALL);
	while (n < 0 && errno == EINTR);
	if (n != (ssize_t)sizeof *out)
		*out = (struct psi_run_ending){ 0, SIGKILL, false };
}

void
psi_run_keep(const struct psi_run_program *program, struct psi_run_ending *out)
{
	int channel[2];
	pid_t keeper;

	*out = (struct psi_run_ending){ 0, 0, false };
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, channel) != 0) {
		out->failed = errno;
		return;
	}
	if ((keeper = fork()) == 0) {
		(void)close(channel[0]);
		keep(program, channel[1]);
	}
	if (keeper < 0)
		out->failed = errno;
	(void)close(channel[1]);
	if (keeper > 0) {
		hear(channel[0], out);
		while (waitpid(keeper, NULL, 0) < 0 && errno == EINTR)
			continue;
	}
	(void)close(channel[0]);
}
