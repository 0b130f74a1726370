/*
 * psi_kill_at N REPORT PROGRAM [ARGUMENT...]: run the program, and kill it at
 * the Nth place between two of its system calls: odd places are before a call,
 * even ones after it. All calls count, the dynamic linker's, the C library's
 * and those of threads among them; those of children do not, and children are
 * left alone. 0 kills nothing. As cN, only the places beside calls that change
 * what is on the disk, begin a program or take a lock are counted.
 *
 * REPORT then has one line: "killed before rename", or "ended 1234 56": how many
 * places there were, and how many beside such calls. The status is the
 * program's, or 137.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define CANNOT 125
#define SYSCALL_STOP (SIGTRAP | 0x80)

struct trace {
	pid_t pid;
	unsigned long at;
	/* Counted by at: all places, or those of changes. */
	bool of_changes;
	unsigned long places;
	unsigned long changes;
	/* The last call that was begun. */
	long call;
	const char *side;
	int status;
};

static const struct {
	long number;
	const char *name;
	bool changes;
} calls[] = {
	{ SYS_openat, "open", false },
	{ SYS_read, "read", false },
	{ SYS_pread64, "read", false },
	{ SYS_write, "write", true },
	{ SYS_close, "close", false },
	{ SYS_fsync, "fsync", true },
#ifdef SYS_rename
	{ SYS_rename, "rename", true },
#endif
#ifdef SYS_renameat
	{ SYS_renameat, "rename", true },
#endif
	{ SYS_renameat2, "rename", true },
#ifdef SYS_link
	{ SYS_link, "link", true },
#endif
	{ SYS_linkat, "link", true },
#ifdef SYS_unlink
	{ SYS_unlink, "unlink", true },
#endif
	{ SYS_unlinkat, "unlink", true },
#ifdef SYS_mkdir
	{ SYS_mkdir, "mkdir", true },
#endif
	{ SYS_mkdirat, "mkdir", true },
	{ SYS_ftruncate, "truncate", true },
	{ SYS_flock, "lock", true },
	{ SYS_clone, "fork", true },
	{ SYS_wait4, "wait", false },
	{ SYS_recvfrom, "wait", false },
	{ SYS_mmap, "memory", false },
	{ SYS_munmap, "memory", false },
	{ SYS_mprotect, "memory", false },
	{ SYS_brk, "memory", false },
	{ SYS_mlock, "memory", false },
	{ SYS_madvise, "memory", false },
};

/* What follows the table stands for all others. */
static size_t
index_of(long number)
{
	size_t i = 0;

	while (i < sizeof calls / sizeof calls[0] && calls[i].number != number)
		i++;
	return i;
}

static const char *
name_of(long number)
{
	size_t i = index_of(number);

	return i < sizeof calls / sizeof calls[0] ? calls[i].name : "other";
}

static bool
is_change(long number)
{
	size_t i = index_of(number);

	return i < sizeof calls / sizeof calls[0] && calls[i].changes;
}

/* Is this the place? */
static bool
is_there(struct trace *trace, pid_t thread)
{
	struct __ptrace_syscall_info info;
	bool counts;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, thread, sizeof info, &info) > 0) {
		trace->side = "after";
		if (info.op == PTRACE_SYSCALL_INFO_ENTRY) {
			trace->side = "before";
			trace->call = (long)info.entry.nr;
		}
	}
	counts = is_change(trace->call);
	trace->places++;
	trace->changes += counts ? 1 : 0;
	if (trace->of_changes)
		return counts && trace->changes == trace->at;
	return trace->places == trace->at;
}

/* One stop; the signal that is passed on, or -1 at the place. */
static int
stopped(struct trace *trace, pid_t thread, int status)
{
	int number = WSTOPSIG(status);

	if (number == SYSCALL_STOP)
		return is_there(trace, thread) ? -1 : 0;
	/* A thread that begins, or an event of ptrace's own. */
	if (status >> 16 != 0 || number == SIGSTOP)
		return 0;
	return number;
}

/* Until it has ended; returns whether it was killed here. */
static bool
follow(struct trace *trace)
{
	bool killed = false;

	for (;;) {
		int status = 0;
		pid_t thread = waitpid(-1, &status, __WALL);
		int number;

		if (thread < 0 && errno == EINTR)
			continue;
		if (thread < 0)
			return killed;
		if (!WIFSTOPPED(status)) {
			if (thread == trace->pid)
				trace->status = status;
			continue;
		}
		if ((number = stopped(trace, thread, status)) < 0) {
			killed = true;
			(void)kill(trace->pid, SIGKILL);
			continue;
		}
		(void)ptrace(PTRACE_SYSCALL, thread, 0, number);
	}
}

static int
report(const struct trace *trace, bool killed, const char *path)
{
	FILE *out = fopen(path, "w");

	if (out == NULL)
		return CANNOT;
	if (killed)
		(void)fprintf(
		    out, "killed %s %s\n", trace->side, name_of(trace->call));
	else
		(void)fprintf(
		    out, "ended %lu %lu\n", trace->places, trace->changes);
	if (fclose(out) != 0)
		return CANNOT;
	return WIFEXITED(trace->status) ? WEXITSTATUS(trace->status)
					: 128 + WTERMSIG(trace->status);
}

int
main(int argc, char **argv)
{
	struct trace trace = { .call = -1, .side = "before" };
	int status = 0;

	if (argc < 4)
		return CANNOT;
	trace.of_changes = argv[1][0] == 'c';
	trace.at = strtoul(argv[1] + (trace.of_changes ? 1 : 0), NULL, 10);
	if ((trace.pid = fork()) == 0) {
		if (ptrace(PTRACE_TRACEME, 0, 0, 0) == 0 && raise(SIGSTOP) == 0)
			(void)execvp(argv[3], argv + 3);
		_exit(CANNOT);
	}
	if (trace.pid < 0 || waitpid(trace.pid, &status, 0) != trace.pid ||
	    !WIFSTOPPED(status) ||
	    ptrace(PTRACE_SETOPTIONS, trace.pid, 0,
		PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL | PTRACE_O_TRACEEXEC |
		    PTRACE_O_TRACECLONE) != 0 ||
	    ptrace(PTRACE_SYSCALL, trace.pid, 0, 0) != 0)
		return CANNOT;
	return report(&trace, follow(&trace), argv[2]);
}
